/* nodelay: no waiting for acknowledgements on a connection that a library made.
 *
 * libesmtp leaves Nagle's algorithm on, and a mail's last segment then waits some 40 ms for the
 * server's delayed acknowledgement: 25 mails a second, whatever the machine. It gives no access to its
 * socket either, so the socket is found by its peer's port among this process's descriptors.
 */
#ifndef BOT_NODELAY_H
#define BOT_NODELAY_H

/* Sets TCP_NODELAY on every TCP connection of ours to that port; harmless on others' of the same port. */
void nodelay_to_port(int port);

#endif
