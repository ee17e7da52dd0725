#include "parsers/authres.h"

#include <string.h>

#include "parsers/address.h"
#include "parsers/header.h"

enum { AUTHRES_RESULTS = 60, AUTHRES_PROPERTIES = 20 };

/* One "method=result ptype.property=value …" of the header; all lower case. */
struct result {
    const char *method, *value;
    const char *from, *d, *i, *mailfrom; /* header.from, header.d, header.i, smtp.mailfrom */
};

struct reader {
    struct arena *arena;
    struct view rest;
    bool broken;
};

static char *lower(struct arena *arena, struct view text)
{
    char *copy = arena_copy(arena, text.at, text.len);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

static char peek(struct reader *reader)
{
    reader->rest = header_skip(reader->rest);
    return reader->rest.len ? reader->rest.at[0] : '\0';
}

static void advance(struct reader *reader, size_t len)
{
    reader->rest = view_cut(reader->rest, len, reader->rest.len);
}

/* A token up to one of `stop`, a blank or a comment; or a quoted string, open. */
static const char *take(struct reader *reader, const char *stop)
{
    if (peek(reader) == '"') {
        struct text out = text_in(reader->arena);
        size_t i = 1;
        for (; i < reader->rest.len && reader->rest.at[i] != '"'; i++) {
            if (reader->rest.at[i] == '\\' && i + 1 < reader->rest.len)
                i++;
            text_add_byte(&out, reader->rest.at[i]);
        }
        reader->broken |= i >= reader->rest.len; /* never closed */
        advance(reader, i + 1);
        return lower(reader->arena, text_view(&out));
    }
    size_t len = 0;
    while (len < reader->rest.len && !byte_is_space(reader->rest.at[len]) &&
           reader->rest.at[len] != '(' && reader->rest.at[len] != ';' &&
           reader->rest.at[len] != '"' && !strchr(stop, reader->rest.at[len]))
        len++;
    const char *token = lower(reader->arena, view_cut(reader->rest, 0, len));
    advance(reader, len);
    return token;
}

/* Every property once: a second one of the same name would be somebody's trick. */
static void property_set(struct reader *reader, struct result *result, const char *name,
                         const char *value)
{
    const struct {
        const char *name;
        const char **place;
    } known[] = {{"header.from", &result->from},
                 {"header.d", &result->d},
                 {"header.i", &result->i},
                 {"smtp.mailfrom", &result->mailfrom},
                 {"smtp.mail", &result->mailfrom}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strcmp(name, known[i].name)) {
            reader->broken |= **known[i].place != '\0';
            *known[i].place = value;
        }
}

/* ptype.property, with comments around the dot if need be. */
static const char *take_property(struct reader *reader)
{
    const char *name = take(reader, "=");
    size_t len = strlen(name);
    bool dot = len && name[len - 1] == '.';
    if (peek(reader) == '.' || (dot && peek(reader) != '='))
        name = arena_print(reader->arena, "%s%s", name, take(reader, "="));
    return name;
}

/* method[/version] = result [reason = value] {ptype.property = value}; false at the end. */
static bool take_result(struct reader *reader, struct result *result)
{
    *result = (struct result){.from = "", .d = "", .i = "", .mailfrom = ""};
    while (peek(reader) == ';')
        advance(reader, 1);
    if (!reader->rest.len)
        return false;
    result->method = take(reader, "=/");
    if (peek(reader) == '/') { /* a version: only 1 is known */
        advance(reader, 1);
        reader->broken |= strcmp(take(reader, "="), "1") != 0;
    }
    if (peek(reader) != '=') { /* "none", or nothing that we know */
        reader->broken |= strcmp(result->method, "none") != 0;
        result->value = "";
        return true;
    }
    advance(reader, 1);
    result->value = take(reader, "=");
    for (int n = 0; peek(reader) && peek(reader) != ';'; n++) {
        const char *name = take_property(reader);
        if (peek(reader) != '=' || n == AUTHRES_PROPERTIES) {
            reader->broken = true;
            return true;
        }
        advance(reader, 1);
        property_set(reader, result, name, take(reader, ""));
    }
    return true;
}

static bool is_server(const char *id, const char *servers)
{
    for (const char *at = servers; *at;) {
        size_t len = strcspn(at, " ,\t\r\n");
        if (len && view_is_nocase(view_make(at, len), id))
            return true;
        at += len;
        at += strspn(at, " ,\t\r\n");
    }
    return false;
}

/* A comment that is never closed would hide what follows it. */
static bool is_balanced(struct view value)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < value.len; i++) {
        char byte = value.at[i];
        if (byte == '\\' && (depth || quoted))
            i++;
        else if (byte == '"' && !depth)
            quoted = !quoted;
        else if (!quoted && (byte == '(' || byte == ')'))
            depth += byte == '(' ? 1 : -1;
        if (depth < 0)
            return false;
    }
    return !depth && !quoted;
}

/* Begins a header of one of `servers`; false when it is another's. */
static bool begin(struct arena *arena, struct view value, const char *servers,
                  struct reader *reader)
{
    *reader = (struct reader){.arena = arena, .rest = value, .broken = !is_balanced(value)};
    const char *id = take(reader, "");
    const char *version = peek(reader) == ';' || !peek(reader) ? "1" : take(reader, "");
    reader->broken |= strcmp(version, "1") != 0 || (peek(reader) && peek(reader) != ';');
    return *id && is_server(id, servers);
}

/* The last two labels, near enough to tell a provider's hosts from others. */
static struct view owner_of(struct view host)
{
    size_t dots = 0, at = host.len;
    while (at > 0 && (host.at[at - 1] != '.' || ++dots < 2))
        at--;
    return view_cut(host, at, host.len);
}

/* Who wrote a Received field ("… by HOST …"): our provider, somebody else, or nobody can tell. */
enum author { AUTHOR_UNKNOWN, AUTHOR_OWN, AUTHOR_OTHER };

static enum author author_of(struct arena *arena, struct view received, const char *servers)
{
    struct reader reader = {.arena = arena, .rest = received};
    for (int n = 0; n < 50 && peek(&reader); n++) {
        if (strcmp(take(&reader, ""), "by")) {
            if (peek(&reader) == ';')
                break;
            continue;
        }
        peek(&reader);
        struct view host = view_of(take(&reader, ""));
        if (view_find_byte(host, '.') == SIZE_MAX || view_find_byte(host, ':') != SIZE_MAX ||
            !byte_is_letter(host.at[host.len - 1]))
            return AUTHOR_UNKNOWN; /* localhost, an IP address */
        for (const char *at = servers; *at; at += strspn(at, " ,\t\r\n")) {
            size_t len = strcspn(at, " ,\t\r\n");
            struct view id = view_of(lower(arena, view_make(at, len)));
            if (view_equal(owner_of(id), owner_of(host)))
                return AUTHOR_OWN;
            at += len;
        }
        return AUTHOR_OTHER;
    }
    return AUTHOR_UNKNOWN;
}

/* The topmost header of our provider. What stands below it is from others, who write what they like;
 * so is all below the first Received that is not our provider's, once one of his was seen. */
static bool find(struct arena *arena, const struct mail *mail, const char *servers,
                 struct reader *reader)
{
    bool own = false;
    for (int i = 0; i < mail->header_count; i++) {
        const struct mail_header *header = &mail->headers[i];
        if (view_is_nocase(view_of(header->name), "received")) {
            enum author author = author_of(arena, header->value, servers);
            if (author == AUTHOR_OTHER && own)
                return false;
            own |= author == AUTHOR_OWN;
        }
        if (view_is_nocase(view_of(header->name), "authentication-results") &&
            begin(arena, header->value, servers, reader))
            return true;
    }
    return false;
}

/* "jean@example.org", "@example.org" or "example.org". */
static struct view domain_of(const char *value)
{
    struct view text = view_of(value);
    size_t at = view_find_byte(text, '@');
    text = view_cut(text, at == SIZE_MAX ? 0 : at + 1, text.len);
    if (text.len && text.at[text.len - 1] == '.')
        text.len--;
    return text;
}

static bool is_below(struct view domain, struct view above)
{
    return domain.len > above.len && domain.at[domain.len - above.len - 1] == '.' &&
           view_equal(view_cut(domain, domain.len - above.len, domain.len), above);
}

/* Relaxed alignment without a list of public suffixes: equal, or one below the other, and at least
 * two labels, so that "com" or "fr" vouches for nobody. */
static bool is_aligned(struct view domain, struct view from)
{
    if (view_find_byte(domain, '.') == SIZE_MAX || view_find_byte(from, '.') == SIZE_MAX)
        return view_equal(domain, from) && domain.len;
    return view_equal(domain, from) || is_below(domain, from) || is_below(from, domain);
}

static bool vouches(const struct result *result, const char *method, struct view from,
                    struct view *domain)
{
    if (strcmp(result->method, method) || strcmp(result->value, "pass"))
        return false;
    if (!strcmp(method, "dmarc"))
        *domain = domain_of(result->from);
    else if (!strcmp(method, "spf"))
        *domain = domain_of(result->mailfrom);
    else
        *domain = domain_of(*result->d ? result->d : result->i);
    return !strcmp(method, "dmarc") ? view_equal(*domain, from) : is_aligned(*domain, from);
}

struct authres authres_read(struct arena *arena, const struct mail *mail, const char *servers,
                            const char *from)
{
    static const char *const methods[] = {"dmarc", "dkim", "spf"};
    struct authres answer = {AUTHRES_NONE, "", ""};
    struct reader reader;
    struct view own = view_of(lower(arena, domain_of(from)));
    if (!own.len || !find(arena, mail, servers, &reader))
        return answer;
    struct result *results = arena_array(arena, AUTHRES_RESULTS, sizeof *results);
    int count = 0;
    while (count < AUTHRES_RESULTS && take_result(&reader, &results[count]))
        count++;
    if (peek(&reader))
        reader.broken = true; /* more than we read */
    for (int i = 0; i < count; i++)
        if (!strcmp(results[i].method, "dmarc") && !strcmp(results[i].value, "fail")) {
            answer.result = AUTHRES_FAIL;
            answer.method = "dmarc";
            return answer;
        }
    for (size_t m = 0; !reader.broken && m < 3; m++)
        for (int i = 0; i < count; i++) {
            struct view domain;
            if (!vouches(&results[i], methods[m], own, &domain))
                continue;
            answer.result = AUTHRES_PASS;
            answer.method = methods[m];
            answer.domain = arena_copy(arena, domain.at, domain.len);
            return answer;
        }
    if (count && !reader.broken && strcmp(results[0].method, "none"))
        answer.result = AUTHRES_FAIL;
    return answer;
}
