#include "bot/nodelay.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

enum { DESCRIPTORS = 1024 }; /* libesmtp's buffers use select-sized descriptors */

void nodelay_to_port(int port)
{
    for (int fd = 3; fd < DESCRIPTORS; fd++) {
        struct sockaddr_storage peer;
        socklen_t size = sizeof peer;
        if (getpeername(fd, (struct sockaddr *)&peer, &size))
            continue;
        int on = 1, peer_port = 0;
        if (peer.ss_family == AF_INET)
            peer_port = ntohs(((struct sockaddr_in *)&peer)->sin_port);
        else if (peer.ss_family == AF_INET6)
            peer_port = ntohs(((struct sockaddr_in6 *)&peer)->sin6_port);
        if (peer_port == port)
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
}
