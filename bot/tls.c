#include "bot/tls.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bot/dial.h"

enum { HANDSHAKE_BYTES = 256 * 1024 };

struct tls {
    int fd;
    SSL_CTX *context;
    BIO_METHOD *method;
    SSL *ssl; /* NULL: no TLS yet */
    int64_t deadline;
    size_t budget;
    bool failed;
    char error[256];
};

static ssize_t fail(struct tls *tls, const char *why)
{
    /* The first reason is the true one: what OpenSSL says afterwards only follows from it. */
    if (!tls->failed)
        snprintf(tls->error, sizeof tls->error, "%s", why);
    tls->failed = true;
    return -1;
}

/* The two functions that touch the socket. They wait by themselves, so that TLS above them never
 * asks to be called again, and plain text and TLS have the same deadlines. */
static ssize_t raw_read(struct tls *tls, void *bytes, size_t size)
{
    for (;;) {
        /* The clock comes first: a peer that always has one more byte must not outlive the deadline. */
        if (dial_clock() >= tls->deadline)
            return fail(tls, "no complete answer in time");
        ssize_t got = recv(tls->fd, bytes, size, 0);
        if (got > 0)
            return got;
        if (got == 0)
            return fail(tls, "the server closed the connection");
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            dial_wait(tls->fd, POLLIN, tls->deadline);
        else if (errno != EINTR)
            return fail(tls, strerror(errno));
    }
}

static ssize_t raw_write(struct tls *tls, const void *bytes, size_t size)
{
    for (;;) {
        if (dial_clock() >= tls->deadline)
            return fail(tls, "the server does not read in time");
        ssize_t sent = send(tls->fd, bytes, size, MSG_NOSIGNAL);
        if (sent >= 0)
            return sent;
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            dial_wait(tls->fd, POLLOUT, tls->deadline);
        else if (errno != EINTR)
            return fail(tls, strerror(errno));
    }
}

static int bio_read(BIO *bio, char *bytes, size_t size, size_t *got)
{
    ssize_t len = raw_read(BIO_get_data(bio), bytes, size);
    *got = len > 0 ? (size_t)len : 0;
    return len > 0;
}

static int bio_write(BIO *bio, const char *bytes, size_t size, size_t *sent)
{
    ssize_t len = raw_write(BIO_get_data(bio), bytes, size);
    *sent = len > 0 ? (size_t)len : 0;
    return len > 0;
}

static long bio_control(BIO *bio, int command, long number, void *thing)
{
    (void)bio, (void)number, (void)thing;
    return command == BIO_CTRL_FLUSH;
}

/* What OpenSSL has to say, as one line; its queue is left empty. */
static const char *library_reason(void)
{
    unsigned long code = ERR_peek_last_error();
    const char *reason = code ? ERR_reason_error_string(code) : NULL;
    ERR_clear_error();
    return reason ? reason : "unknown cause";
}

/* A name or an address: certificates hold them in different places. */
static bool set_host(X509_VERIFY_PARAM *param, const char *host)
{
    if (X509_VERIFY_PARAM_set1_ip_asc(param, host))
        return true;
    ERR_clear_error();
    X509_VERIFY_PARAM_set_hostflags(param, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    return *host && X509_VERIFY_PARAM_set1_host(param, host, 0);
}

static SSL_CTX *context_new(const char *ca_file, const char *host, struct error *error)
{
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    if (!context) {
        error_set(error, "no TLS: %s", library_reason());
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    bool own = ca_file && *ca_file;
    if (own ? !SSL_CTX_load_verify_locations(context, ca_file, NULL)
            : !SSL_CTX_set_default_verify_paths(context)) {
        if (own)
            error_set(error, "ca_file %s: cannot be read as PEM certificates: %s", ca_file,
                      library_reason());
        else
            error_set(error, "the system's certificate authorities cannot be read: %s",
                      library_reason());
        SSL_CTX_free(context);
        return NULL;
    }
    if (!set_host(SSL_CTX_get0_param(context), host)) {
        error_set(error, "\"%s\" is no host name that a certificate can hold", host);
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

/* libesmtp makes the connection's object itself and sends no server name: this is the last moment to
 * set it. The host to be checked is copied again because tls_context_refuse may have changed it. */
static void name_server(const SSL *ssl, int where, int value)
{
    (void)value;
    if (!(where & SSL_CB_HANDSHAKE_START))
        return;
    SSL *mine = (SSL *)(uintptr_t)ssl;
    const char *host = X509_VERIFY_PARAM_get0_host(SSL_CTX_get0_param(SSL_get_SSL_CTX(ssl)), 0);
    SSL_set_verify(mine, SSL_VERIFY_PEER, SSL_get_verify_callback(ssl));
    if (host) {
        SSL_set1_host(mine, host);
        SSL_set_tlsext_host_name(mine, host);
    }
}

struct ssl_ctx_st *tls_context_for_smtp(const char *ca_file, const char *host, struct error *error)
{
    SSL_CTX *context = context_new(ca_file, host, error);
    if (!context)
        return NULL;
    SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_info_callback(context, name_server);
    return context;
}

void tls_context_refuse(struct ssl_ctx_st *context)
{
    X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(context), "refused.invalid", 0);
}

void tls_context_free(struct ssl_ctx_st **context)
{
    SSL_CTX_free(*context);
    *context = NULL;
}

void tls_hang_up(struct ssl_st *ssl)
{
    shutdown(SSL_get_fd(ssl), SHUT_RDWR);
}

struct tls *tls_connect(const char *host, int port, int seconds, struct error *error)
{
    struct tls *tls = calloc(1, sizeof *tls);
    if (!tls) {
        error_set(error, "%s:%d: out of memory", host, port);
        return NULL;
    }
    tls->fd = -1;
    tls_allow(tls, seconds, HANDSHAKE_BYTES);
    tls->fd = dial_tcp(host, port, tls->deadline, error);
    if (tls->fd < 0)
        tls_close(&tls);
    return tls;
}

static bool session_new(struct tls *tls, const char *host)
{
    tls->method = BIO_meth_new(BIO_TYPE_SOURCE_SINK, "cabas socket");
    if (!tls->method || !BIO_meth_set_read_ex(tls->method, bio_read) ||
        !BIO_meth_set_write_ex(tls->method, bio_write) ||
        !BIO_meth_set_ctrl(tls->method, bio_control))
        return false;
    BIO *bio = BIO_new(tls->method);
    tls->ssl = SSL_new(tls->context);
    if (!bio || !tls->ssl) {
        BIO_free(bio);
        return false;
    }
    BIO_set_data(bio, tls);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls->ssl, bio, bio);
    /* A server name is a name: no SNI for an address (RFC 6066 section 3). */
    if (X509_VERIFY_PARAM_get0_host(SSL_get0_param(tls->ssl), 0))
        return SSL_set_tlsext_host_name(tls->ssl, host);
    return true;
}

int tls_start(struct tls *tls, const char *ca_file, const char *host, bool *untrusted,
              struct error *error)
{
    if (untrusted)
        *untrusted = false;
    char early;
    if (recv(tls->fd, &early, 1, MSG_PEEK | MSG_DONTWAIT) > 0) {
        fail(tls, "bytes before the handshake");
        return error_set(error, "%s: bytes came before the TLS handshake: somebody may sit between",
                         host);
    }
    tls->context = context_new(ca_file, host, error);
    if (!tls->context)
        return -1;
    if (!session_new(tls, host))
        return error_set(error, "%s: no TLS: %s", host, library_reason());
    ERR_clear_error();
    if (SSL_connect(tls->ssl) == 1) {
        ERR_clear_error();
        return 0;
    }
    long refused = SSL_get_verify_result(tls->ssl);
    if (refused != X509_V_OK) {
        ERR_clear_error();
        if (untrusted)
            *untrusted = true;
        fail(tls, "certificate refused");
        return error_set(error, "%s: certificate refused: %s", host,
                         X509_verify_cert_error_string(refused));
    }
    const char *why = library_reason();
    fail(tls, why);
    return error_set(error, "%s: TLS handshake failed: %s", host, tls->error);
}

void tls_allow(struct tls *tls, int seconds, size_t bytes)
{
    tls->deadline = dial_clock() + (int64_t)seconds * 1000;
    tls->budget = bytes;
}

ssize_t tls_read(struct tls *tls, void *bytes, size_t size)
{
    if (tls->failed)
        return -1;
    if (!tls->budget)
        return fail(tls, "the server sends more than was asked for");
    if (size > tls->budget)
        size = tls->budget;
    ssize_t got;
    if (!tls->ssl) {
        got = raw_read(tls, bytes, size);
    } else {
        size_t len = 0;
        ERR_clear_error();
        got = SSL_read_ex(tls->ssl, bytes, size, &len) ? (ssize_t)len : -1;
        if (got < 0) {
            bool closed = SSL_get_error(tls->ssl, 0) == SSL_ERROR_ZERO_RETURN;
            const char *why = library_reason();
            fail(tls, closed ? "the server closed the connection" : why);
        }
    }
    if (got > 0)
        tls->budget -= (size_t)got;
    return got;
}

ssize_t tls_write(struct tls *tls, const void *bytes, size_t size)
{
    if (tls->failed)
        return -1;
    if (!tls->ssl)
        return raw_write(tls, bytes, size);
    size_t len = 0;
    ERR_clear_error();
    if (SSL_write_ex(tls->ssl, bytes, size, &len))
        return (ssize_t)len;
    return fail(tls, library_reason());
}

size_t tls_pending(struct tls *tls)
{
    return tls->ssl ? (size_t)SSL_pending(tls->ssl) : 0;
}

int tls_fd(const struct tls *tls)
{
    return tls->fd;
}

const char *tls_error(const struct tls *tls)
{
    return tls->error;
}

void tls_close(struct tls **tls)
{
    struct tls *mine = *tls;
    if (!mine)
        return;
    if (mine->ssl && !mine->failed) {
        /* One second at most: the peer may be gone, and nothing hangs on its goodbye. */
        tls_allow(mine, 1, 0);
        SSL_shutdown(mine->ssl);
    }
    SSL_free(mine->ssl);
    SSL_CTX_free(mine->context);
    BIO_meth_free(mine->method);
    ERR_clear_error();
    if (mine->fd >= 0)
        close(mine->fd);
    free(mine);
    *tls = NULL;
}
