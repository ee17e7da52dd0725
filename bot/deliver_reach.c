#include "bot/deliver_reach.h"

#include <string.h>

#include "bot/tls.h"
#include "parsers/encode.h"
#include "parsers/text.h"

enum { REPLY_MAX = 8192 };

struct reach {
    const struct config *config;
    struct arena *arena;
    struct tls *tls;
    char bytes[REPLY_MAX]; /* read and not used */
    size_t len;
    int code;          /* of the last reply */
    struct text reply; /* its lines without codes, joined by '\n' */
    struct verdict verdict;
};

static bool reach_fail(struct reach *reach, const char *why)
{
    const struct url *url = &reach->config->smtp.url;
    reach->verdict = verdict_make(VERDICT_RETRY, "%s:%d: %s", url->host, url->port,
                                  deliver_line(reach->arena, why));
    return false;
}

/* The end of the reply that begins the bytes (after its last line's LF); 0 when it is not complete. */
static size_t reply_end(struct view bytes)
{
    for (size_t at = 0;;) {
        size_t end = view_find_byte(view_cut(bytes, at, bytes.len), '\n');
        if (end == SIZE_MAX)
            return 0;
        bool more = end > 3 && bytes.at[at + 3] == '-';
        at += end + 1;
        if (!more)
            return at;
    }
}

static bool reach_read(struct reach *reach)
{
    size_t end;
    while (!(end = reply_end(view_make(reach->bytes, reach->len)))) {
        if (reach->len == sizeof reach->bytes)
            return reach_fail(reach, "endless answer");
        ssize_t got =
            tls_read(reach->tls, reach->bytes + reach->len, sizeof reach->bytes - reach->len);
        if (got <= 0)
            return reach_fail(reach, tls_error(reach->tls));
        reach->len += (size_t)got;
    }
    struct view rest = view_make(reach->bytes, end), line;
    int64_t code = 0;
    text_cut(&reach->reply, 0);
    while (view_line(&rest, &line)) {
        if (line.len < 3 || !view_int(view_cut(line, 0, 3), &code))
            return reach_fail(reach, "this is no mail server");
        text_print(&reach->reply, "%.*s\n", (int)(line.len > 4 ? line.len - 4 : 0), line.at + 4);
    }
    reach->code = (int)code;
    reach->len -= end;
    memmove(reach->bytes, reach->bytes + end, reach->len);
    return true;
}

/* Sends the line and reads the answer, which must be `want`. */
static bool reach_ask(struct reach *reach, const char *line, int want)
{
    reach->code = 0;
    tls_allow(reach->tls, DELIVER_REPLY_SECONDS, 4 * REPLY_MAX);
    struct view rest = view_of(arena_print(reach->arena, "%s\r\n", line));
    while (*line && rest.len) {
        ssize_t sent = tls_write(reach->tls, rest.at, rest.len);
        if (sent <= 0)
            return reach_fail(reach, tls_error(reach->tls));
        rest = view_cut(rest, (size_t)sent, rest.len);
    }
    if (!reach_read(reach))
        return false;
    if (reach->code == want)
        return true;
    return reach_fail(reach,
                      arena_print(reach->arena, "answers %d %s", reach->code, reach->reply.at));
}

static bool reach_hello(struct reach *reach)
{
    const char *from = reach->config->mail.from_address;
    const char *at = from ? strchr(from, '@') : NULL;
    return reach_ask(reach, arena_print(reach->arena, "EHLO %s", at ? at + 1 : "localhost"), 250);
}

/* Whether the EHLO answer has a line of that keyword, with that word among its parameters ("" for any). */
static bool reach_offers(const struct reach *reach, const char *keyword, const char *word)
{
    struct view rest = text_view(&reach->reply), line, item;
    while (view_line(&rest, &line)) {
        if (!view_item(&line, ' ', &item) || !view_is_nocase(item, keyword))
            continue;
        if (!*word)
            return true;
        while (view_item(&line, ' ', &item))
            if (view_is_nocase(item, word))
                return true;
    }
    return false;
}

static bool reach_encrypt(struct reach *reach)
{
    const struct config *config = reach->config;
    if (!reach_offers(reach, "STARTTLS", "")) {
        reach->verdict = deliver_no_starttls(config);
        return false;
    }
    if (!reach_ask(reach, "STARTTLS", 220))
        return false;
    if (reach->len)
        return reach_fail(reach, "bytes came before the TLS handshake: somebody may sit between");
    struct error error;
    if (tls_start(reach->tls, config->smtp.ca_file, config->smtp.url.host, NULL, &error)) {
        reach->verdict =
            verdict_make(VERDICT_RETRY, "%s (check [smtp] url and ca_file)", error.text);
        return false;
    }
    return reach_hello(reach);
}

static const char *base64_line(struct arena *arena, struct view bytes)
{
    struct text lines = text_in(arena), line = text_in(arena);
    encode_base64(&lines, bytes);
    for (size_t i = 0; i < lines.len; i++)
        if (!byte_is_space(lines.at[i]))
            text_add_byte(&line, lines.at[i]);
    return line.at;
}

static bool reach_authenticate(struct reach *reach, const char *password)
{
    const char *user = reach->config->smtp.url.user;
    struct arena *arena = reach->arena;
    bool good;
    if (reach_offers(reach, "AUTH", "PLAIN")) {
        struct text both = text_in(arena);
        text_add_byte(&both, '\0');
        text_add(&both, user);
        text_add_byte(&both, '\0');
        text_add(&both, password);
        good = reach_ask(
            reach, arena_print(arena, "AUTH PLAIN %s", base64_line(arena, text_view(&both))), 235);
    } else if (reach_offers(reach, "AUTH", "LOGIN")) {
        good = reach_ask(reach, "AUTH LOGIN", 334) &&
               reach_ask(reach, base64_line(arena, view_of(user)), 334) &&
               reach_ask(reach, base64_line(arena, view_of(password)), 235);
    } else {
        reach->verdict = deliver_login_failed(reach->config, "it offers no login by password");
        return false;
    }
    if (!good && reach->code)
        reach->verdict = deliver_login_failed(
            reach->config,
            deliver_line(arena, arena_print(arena, "%d %s", reach->code, reach->reply.at)));
    return good;
}

static bool reach_connect(struct reach *reach)
{
    const struct url *url = &reach->config->smtp.url;
    struct error error;
    reach->tls = tls_connect(url->host, url->port, DELIVER_REACH_SECONDS, &error);
    if (!reach->tls)
        reach->verdict = verdict_make(VERDICT_RETRY, "cannot be reached: %s", error.text);
    return reach->tls != NULL;
}

struct verdict deliver_reach(const struct config *config)
{
    struct reach reach = {.config = config, .verdict = verdict_ok()};
    reach_connect(&reach);
    tls_close(&reach.tls);
    return reach.verdict;
}

struct verdict deliver_reach_login(const struct config *config, const char *password)
{
    struct arena *arena = arena_new();
    struct reach *reach = arena_alloc(arena, sizeof *reach);
    reach->config = config;
    reach->arena = arena;
    reach->reply = text_in(arena);
    reach->verdict = verdict_ok();
    bool good = reach_connect(reach) && reach_ask(reach, "", 220) && reach_hello(reach) &&
                (deliver_is_plain(config) || reach_encrypt(reach)) &&
                (!password || reach_authenticate(reach, password));
    struct verdict verdict = good ? verdict_ok() : reach->verdict;
    if (good)
        reach_ask(reach, "QUIT", 221); /* a server that forgets its goodbye is no fault */
    tls_close(&reach->tls);
    arena_free(&arena);
    return verdict;
}
