#include "bot/config_table.h"

#include <string.h>

static const struct {
    const char *scheme;
    enum url_kind kind;
    int port; /* 0: a path follows the scheme */
    const char *shape;
} schemes_known[] = {
    {"imaps", URL_IMAPS, 993, "imaps://compte@serveur:993/INBOX"},
    {"imap", URL_IMAP, 143, "imap://compte@serveur:143/INBOX"},
    {"smtps", URL_SMTPS, 465, "smtps://compte@serveur:465"},
    {"smtp", URL_SMTP, 587, "smtp://compte@serveur:587"},
    {"maildir", URL_MAILDIR, 0, "maildir:/var/lib/cabas/courrier"},
    {"sqlite", URL_SQLITE, 0, "sqlite:/var/lib/cabas/cabas.db"},
};

static const char *shape_of(enum url_kind kind)
{
    for (size_t i = 0; i < sizeof schemes_known / sizeof *schemes_known; i++)
        if (schemes_known[i].kind == kind)
            return schemes_known[i].shape;
    return "";
}

/* "imaps|imap|maildir" as a reader sees it: "imaps:, imap: or maildir:". */
static const char *say_schemes(struct arena *arena, const char *schemes)
{
    struct text text = text_in(arena);
    struct view rest = view_of(schemes);
    for (struct view item; view_item(&rest, '|', &item);) {
        if (text.len)
            text_add(&text, rest.at ? ", " : " or ");
        text_add_view(&text, item);
        text_add(&text, ":");
    }
    return text.at;
}

/* %41 is A. NULL: a broken escape, or a control character. */
static const char *decode(struct arena *arena, struct view view)
{
    static const char digits[] = "0123456789abcdef";
    struct text text = text_in(arena);
    for (size_t i = 0; i < view.len; i++) {
        unsigned byte = (unsigned char)view.at[i];
        if (byte == '%') {
            const char *high = i + 1 < view.len ? strchr(digits, byte_lower(view.at[i + 1])) : NULL;
            const char *low = i + 2 < view.len ? strchr(digits, byte_lower(view.at[i + 2])) : NULL;
            if (!high || !low || !*high || !*low)
                return NULL;
            byte = (unsigned)(high - digits) * 16 + (unsigned)(low - digits);
            i += 2;
        }
        if (byte < 0x20 || byte == 0x7F)
            return NULL;
        text_add_byte(&text, (char)byte);
    }
    return text.at;
}

static bool is_host(struct view host)
{
    bool good = host.len > 0 && host.len <= 253;
    for (size_t i = 0; i < host.len; i++)
        good = good && (byte_is_letter(host.at[i]) || byte_is_digit(host.at[i]) ||
                        host.at[i] == '.' || host.at[i] == '-' || host.at[i] == ':');
    return good;
}

/* "host", "host:993" or "[::1]:993". */
static int read_host(struct arena *arena, struct view place, struct url *url, struct error *error)
{
    struct view host = place, port = {NULL, 0};
    if (view_starts(place, "[")) {
        size_t end = view_find_byte(place, ']');
        host = view_cut(place, 1, end);
        struct view behind = view_cut(place, end == SIZE_MAX ? place.len : end + 1, place.len);
        if (end == SIZE_MAX || (behind.len && behind.at[0] != ':'))
            return error_set(error, "\"[\" opens an address that has no \"]\"");
        port = view_cut(behind, 1, behind.len);
        if (behind.len && !port.len)
            return error_set(error, "no port behind \":\"");
    } else {
        size_t mark = view_find_byte(place, ':');
        host = view_cut(place, 0, mark);
        if (mark != SIZE_MAX)
            port = view_cut(place, mark + 1, place.len);
        if (mark != SIZE_MAX && !port.len)
            return error_set(error, "no port behind \":\"");
    }
    int64_t number = url->port;
    if (port.len && (!view_int(port, &number) || number < 1 || number > 65535))
        return error_set(error, "its port is not 1 to 65535");
    if (!is_host(host))
        return error_set(error, "\"%.*s\" is no host name", (int)host.len, host.at);
    url->port = (int)number;
    url->host = arena_copy(arena, host.at, host.len);
    return 0;
}

static size_t last_at(struct view view)
{
    for (size_t i = view.len; i > 0; i--)
        if (view.at[i - 1] == '@')
            return i - 1;
    return SIZE_MAX;
}

/* Looked for in all that stands before an '@', so that a password with a '/' in it is found too. */
static bool holds_password(struct view rest)
{
    size_t at = last_at(rest);
    return at != SIZE_MAX && view_find_byte(view_cut(rest, 0, at), ':') != SIZE_MAX;
}

/* What follows "scheme://". The user may be an address: the last '@' before the path counts. */
static int read_server(struct arena *arena, struct view rest, struct url *url, struct error *error)
{
    bool imap = url->kind == URL_IMAP || url->kind == URL_IMAPS;
    size_t slash = view_find_byte(rest, '/');
    struct view place = view_cut(rest, 0, slash);
    struct view path =
        slash == SIZE_MAX ? (struct view){NULL, 0} : view_cut(rest, slash + 1, rest.len);
    size_t at = last_at(place);
    struct view user = at == SIZE_MAX ? (struct view){NULL, 0} : view_cut(place, 0, at);
    if (holds_password(rest))
        return error_set(error,
                         "a password stands in it: put it alone into a file (chmod 600), name "
                         "that file as password_file, and write here %s",
                         shape_of(url->kind));
    if (at != SIZE_MAX)
        place = view_cut(place, at + 1, place.len);
    if (read_host(arena, place, url, error))
        return error_wrap(error, "is not a mail server: write it as %s", shape_of(url->kind));
    url->user = decode(arena, user);
    url->path = imap ? decode(arena, path.len ? path : VIEW("INBOX")) : "";
    if (!url->user || !url->path)
        return error_set(error, "holds a broken %% escape: write it as %s", shape_of(url->kind));
    if (imap && !url->user[0])
        return error_set(error, "names no account: write it as %s", shape_of(url->kind));
    if (!imap && path.len)
        return error_set(error, "has a path: write it as %s", shape_of(url->kind));
    return 0;
}

static int read_place(struct arena *arena, struct view rest, const char *folder, struct url *url,
                      struct error *error)
{
    rest = view_trim(rest);
    if (!rest.len)
        return error_set(error, "names no path: write it as %s", shape_of(url->kind));
    if (rest.at[0] == '~')
        return error_set(error, "\"~\" is for shells only: write the whole path");
    url->path = config_path(arena, folder, arena_copy(arena, rest.at, rest.len));
    return 0;
}

const char *config_path(struct arena *arena, const char *folder, const char *path)
{
    if (!path[0] || path[0] == '/' || !folder[0])
        return arena_text(arena, path);
    bool root = view_ends(view_of(folder), "/");
    return arena_print(arena, "%s%s%s", folder, root ? "" : "/", path);
}

static bool is_among(struct view scheme, const char *schemes)
{
    struct view rest = view_of(schemes);
    for (struct view item; view_item(&rest, '|', &item);)
        if (view_equal(item, scheme))
            return true;
    return false;
}

int config_url(struct arena *arena, const char *value, const char *schemes, const char *folder,
               struct url *url, struct error *error)
{
    struct view view = view_trim(view_of(value));
    struct view scheme = view_cut(view, 0, view_find_byte(view, ':'));
    struct view rest = view_cut(view, scheme.len + 1, view.len);
    *url = (struct url){
        .text = arena_copy(arena, view.at, view.len), .user = "", .host = "", .path = ""};
    for (size_t i = 0; i < sizeof schemes_known / sizeof *schemes_known; i++) {
        if (!view_is(scheme, schemes_known[i].scheme) || !is_among(scheme, schemes))
            continue;
        url->kind = schemes_known[i].kind;
        url->port = schemes_known[i].port;
        if (!url->port)
            return read_place(arena, rest, folder, url, error);
        if (!view_starts(rest, "//"))
            return error_set(error, "\"//\" is missing behind the scheme: write it as %s",
                             schemes_known[i].shape);
        return read_server(arena, view_cut(rest, 2, rest.len), url, error);
    }
    return error_set(error, "begins with none of %s", say_schemes(arena, schemes));
}
