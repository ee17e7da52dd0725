/* tls: one verified TLS, for libetpan's stream and for libesmtp (OpenSSL's libssl is used in tls.c only).
 *
 * Job: connect with a deadline, verify certificate and host name (system CAs or `ca_file`), send SNI.
 * Promise: no unverified byte is ever believed; every wait ends at an absolute deadline; a peer that
 * closes is an error, not an endless loop; a byte budget bounds what one command may bring.
 */
#ifndef BOT_TLS_H
#define BOT_TLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "parsers/error.h"

struct ssl_ctx_st;
struct ssl_st;

/* For libesmtp: TLS 1.2 exactly (1.3 makes it hang), host check in the context, SNI by the info callback.
 * `ca_file` NULL or "": the system's authorities. NULL: error is set. */
struct ssl_ctx_st *tls_context_for_smtp(const char *ca_file, const char *host, struct error *error);
/* From now on every handshake made with this context fails: for bytes injected after STARTTLS. */
void tls_context_refuse(struct ssl_ctx_st *context);
void tls_context_free(struct ssl_ctx_st **context);
/* Ends the connection beneath libesmtp's TLS at once: no further byte leaves. */
void tls_hang_up(struct ssl_st *ssl);

struct tls;

/* TCP connect to host:port, each address tried, all before `seconds` have passed; no TLS yet. The
 * deadline goes on for what follows until tls_allow. NULL: error is set. */
struct tls *tls_connect(const char *host, int port, int seconds, struct error *error);
/* Handshake with verification, before the deadline in force. Refused when bytes wait unread (STARTTLS
 * injection). *untrusted (may be NULL) tells a refused certificate from a network that failed. */
int tls_start(struct tls *tls, const char *ca_file, const char *host, bool *untrusted,
              struct error *error);
/* Re-armed before each command: deadline in seconds from now, bytes that may come. */
void tls_allow(struct tls *tls, int seconds, size_t bytes);
/* >0 bytes; -1 for error, end of file, deadline or budget: the connection is then of no more use. */
ssize_t tls_read(struct tls *tls, void *bytes, size_t size);
ssize_t tls_write(struct tls *tls, const void *bytes, size_t size);
/* Bytes already decrypted and not read. */
size_t tls_pending(struct tls *tls);
int tls_fd(const struct tls *tls);
/* Why the last read or write failed; "" when it did not. */
const char *tls_error(const struct tls *tls);
/* Says goodbye (one second at most), closes, frees. NULL is fine. */
void tls_close(struct tls **tls);

#endif
