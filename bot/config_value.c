#include "bot/config_table.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/stat.h>

#include "parsers/compose.h"
#include "parsers/date.h"
#include "parsers/embed.h"
#include "parsers/iban.h"
#include "parsers/phone.h"

/* One value on its way into the struct. */
struct value {
    struct arena *arena;
    const struct config_key *key;
    struct view view; /* trimmed */
    const char *folder;
    struct config *config;
    struct error *error;
};

static void *place(const struct value *value)
{
    return (char *)value->config + value->key->at;
}

static int put_text(const struct value *value, struct view view)
{
    *(const char **)place(value) = arena_copy(value->arena, view.at, view.len);
    return 0;
}

static int read_name(const struct value *value)
{
    if (!value->view.len)
        return error_set(value->error, "is empty: write it as %s", value->key->fallback);
    return put_text(value, value->view);
}

static const char *lower(struct arena *arena, struct view view)
{
    char *copy = arena_copy(arena, view.at, view.len);
    for (char *at = copy; *at; at++)
        *at = byte_lower(*at);
    return copy;
}

static int read_from(const struct value *value)
{
    struct view address = compose_address(value->view);
    if (!address.len)
        return error_set(value->error, "is not an address: write it as "
                                       "\"Les Jardins <paniers@example.org>\"");
    value->config->mail.from_address = lower(value->arena, address);
    return put_text(value, value->view);
}

static bool is_between(char byte)
{
    return byte == ',' || byte == ';' || byte_is_space(byte);
}

/* Takes the next word of a list off `rest`; false when nothing is left. */
static bool next_word(struct view *rest, struct view *word)
{
    while (rest->len && is_between(rest->at[0]))
        *rest = view_cut(*rest, 1, rest->len);
    size_t len = 0;
    while (len < rest->len && !is_between(rest->at[len]))
        len++;
    *word = view_cut(*rest, 0, len);
    *rest = view_cut(*rest, len, rest->len);
    return len > 0;
}

static int read_staff(const struct value *value)
{
    enum { STAFF_MOST = 50 };
    const char **staff = arena_array(value->arena, STAFF_MOST, sizeof *staff);
    int count = 0;
    struct view rest = value->view;
    for (struct view word; next_word(&rest, &word);) {
        if (!compose_is_address(word))
            return error_set(value->error,
                             "\"%.*s\" is not an address: write them as a@example.org, "
                             "b@example.org",
                             (int)word.len, word.at);
        if (count == STAFF_MOST)
            return error_set(value->error, "has more than %d addresses", STAFF_MOST);
        staff[count++] = lower(value->arena, word);
    }
    value->config->mail.staff = staff;
    value->config->mail.staff_count = count;
    return 0;
}

static bool has_only(struct view view, const char *marks)
{
    for (size_t i = 0; i < view.len; i++)
        if (!byte_is_letter(view.at[i]) && !byte_is_digit(view.at[i]) &&
            (!view.at[i] || !strchr(marks, view.at[i])))
            return false;
    return true;
}

static int read_servers(const struct value *value)
{
    struct view rest = value->view;
    for (struct view word; next_word(&rest, &word);)
        if (!has_only(word, ".-_:"))
            return error_set(value->error,
                             "\"%.*s\" is not a server's name: write it as mx.example.org",
                             (int)word.len, word.at);
    return put_text(value, value->view);
}

static int read_file(const struct value *value)
{
    if (view_starts(value->view, "~"))
        return error_set(value->error, "\"~\" is for shells only: write the whole path");
    const char *path = arena_copy(value->arena, value->view.at, value->view.len);
    *(const char **)place(value) = config_path(value->arena, value->folder, path);
    return 0;
}

static int read_url(const struct value *value)
{
    return config_url(value->arena, arena_copy(value->arena, value->view.at, value->view.len),
                      value->key->words, value->folder, place(value), value->error);
}

/* "https://host/path"; what looks like a secret in it is refused. */
static int read_web(const struct value *value)
{
    static const char *const secrets[] = {
        "password=", "passwd=", "pass=", "pwd=", "token=", "secret=", "apikey=", "api_key="};
    struct view view = value->view;
    if (!view.len)
        return put_text(value, view);
    size_t start = view_find(view, "://");
    if ((!view_starts(view, "https://") && !view_starts(view, "http://")) || start + 3 == view.len)
        return error_set(value->error, "is not a web address: write it as https://example.org/…");
    struct view host = view_cut(view, start + 3, view.len);
    size_t end = view_find_byte(host, '/');
    bool secret = view_find_byte(view_cut(host, 0, end), '@') != SIZE_MAX;
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++)
        secret = secret || view_find_nocase(view, secrets[i]) != SIZE_MAX;
    if (secret)
        return error_set(value->error, "an account or password stands in it: name its file as "
                                       "password_file");
    for (size_t i = 0; i < view.len; i++)
        if (byte_is_space(view.at[i]))
            return error_set(value->error, "has a blank in it: write it as %%20");
    return put_text(value, view);
}

static int read_ips(const struct value *value)
{
    struct view rest = value->view;
    while (rest.len) {
        size_t end = 0;
        while (end < rest.len && !byte_is_space(rest.at[end]) && rest.at[end] != ',')
            end++;
        char bytes[16], *item = arena_copy(value->arena, rest.at, end);
        if (end && inet_pton(AF_INET, item, bytes) != 1 && inet_pton(AF_INET6, item, bytes) != 1)
            return error_set(value->error, "\"%.60s\" is no IP address", item);
        rest = view_cut(rest, end + 1, rest.len);
    }
    return put_text(value, value->view);
}

static int read_listen(const struct value *value)
{
    struct view view = value->view;
    size_t mark = SIZE_MAX;
    for (size_t i = 0; i < view.len; i++)
        if (view.at[i] == ':')
            mark = i;
    struct view host = view_cut(view, 0, mark);
    bool bracketed = view_starts(host, "[") && view_ends(host, "]");
    int64_t port;
    if (view.len &&
        (mark == SIZE_MAX || !view_int(view_cut(view, mark + 1, view.len), &port) || port < 1 ||
         port > 65535 || !host.len || !has_only(host, bracketed ? ".-:[]" : ".-")))
        return error_set(value->error, "is not address:port: write it as 127.0.0.1:8025");
    return put_text(value, view);
}

/* Which one of "a|b|c" it is; -1 with the error set. */
static int find_word(const struct value *value)
{
    struct view rest = view_of(value->key->words);
    int at = 0;
    for (struct view word; view_item(&rest, '|', &word); at++)
        if (view_equal(word, value->view))
            return at;
    struct text words = text_in(value->arena);
    rest = view_of(value->key->words);
    for (struct view word; view_item(&rest, '|', &word);) {
        text_add(&words, !words.len ? "" : rest.at ? ", " : " or ");
        text_add_view(&words, word);
    }
    return error_set(value->error, "is none of %s", words.at);
}

static int read_word(const struct value *value)
{
    return find_word(value) < 0 ? -1 : put_text(value, value->view);
}

static int read_auth(const struct value *value)
{
    int at = find_word(value); /* in the order of enum config_auth */
    if (at >= 0)
        *(enum config_auth *)place(value) = at ? AUTH_XOAUTH2 : AUTH_PASSWORD;
    return at < 0 ? -1 : 0;
}

static int read_bool(const struct value *value)
{
    static const char *const yes[] = {"yes", "oui", "true", "on", "1"};
    static const char *const no[] = {"no", "non", "false", "off", "0"};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        bool is_yes = view_is_nocase(value->view, yes[i]);
        if (is_yes || view_is_nocase(value->view, no[i])) {
            *(bool *)place(value) = is_yes;
            return 0;
        }
    }
    return error_set(value->error, "is neither yes nor no");
}

static int read_int(const struct value *value)
{
    int64_t number;
    if (!view_int(value->view, &number) || number < value->key->least || number > value->key->most)
        return error_set(value->error, "is not a number from %lld to %lld", value->key->least,
                         value->key->most);
    *(int *)place(value) = (int)number;
    return 0;
}

static int read_bytes(const struct value *value)
{
    struct view digits = value->view;
    int64_t number, unit = 1;
    if (digits.len && byte_lower(digits.at[digits.len - 1]) == 'k')
        unit = 1024;
    else if (digits.len && byte_lower(digits.at[digits.len - 1]) == 'm')
        unit = 1024 * 1024;
    if (unit > 1)
        digits = view_trim(view_cut(digits, 0, digits.len - 1));
    if (!view_int(digits, &number) || number < 0 || number > value->key->most ||
        number * unit < value->key->least || number * unit > value->key->most)
        return error_set(value->error,
                         "is not a number of bytes from %lldk to %lldM: write it as 25M",
                         value->key->least / 1024, value->key->most / 1024 / 1024);
    *(int64_t *)place(value) = number * unit;
    return 0;
}

/* "6:00" or "06:00"; -1: no time of day. */
static int read_clock(struct view view)
{
    size_t mark = view_find_byte(view, ':');
    int64_t hour, minute;
    if (mark == SIZE_MAX || mark < 1 || mark > 2 || view.len != mark + 3 ||
        !view_int(view_cut(view, 0, mark), &hour) ||
        !view_int(view_cut(view, mark + 1, view.len), &minute) || hour < 0 || hour > 23 ||
        minute < 0 || minute > 59 || !byte_is_digit(view.at[0]) ||
        !byte_is_digit(view.at[mark + 1]))
        return -1;
    return (int)hour * 60 + (int)minute;
}

static int read_minute(const struct value *value)
{
    int minute = read_clock(value->view);
    if (minute < 0)
        return error_set(value->error, "is not a time: write it as %s", value->key->fallback);
    *(int *)place(value) = minute;
    return 0;
}

static int read_span(const struct value *value)
{
    size_t dash = view_find_byte(value->view, '-');
    int from = -1, to = -1;
    if (dash != SIZE_MAX) {
        from = read_clock(view_trim(view_cut(value->view, 0, dash)));
        to = read_clock(view_trim(view_cut(value->view, dash + 1, value->view.len)));
    }
    if (from < 0 || to < 0)
        return error_set(value->error, "is not a span of hours: write it as %s",
                         value->key->fallback);
    ((int *)place(value))[0] = from;
    ((int *)place(value))[1] = to;
    return 0;
}

static int read_cutoff(const struct value *value)
{
    size_t blank = 0;
    while (blank < value->view.len && !byte_is_space(value->view.at[blank]))
        blank++;
    const char *name = lower(value->arena, view_cut(value->view, 0, blank));
    struct config_cutoff cutoff = {
        .weekday = date_weekday_read(view_of(name)),
        .minute = read_clock(view_trim(view_cut(value->view, blank, value->view.len))),
    };
    if (!cutoff.weekday || cutoff.minute < 0)
        return error_set(value->error, "is not a time: write it as \"%s\"", value->key->fallback);
    *(struct config_cutoff *)place(value) = cutoff;
    return 0;
}

/* Checked here and not set: the zone is the whole program's, and bot/main sets it once. */
static int read_zone(const struct value *value)
{
    const char *path = arena_print(value->arena, "/usr/share/zoneinfo/%.*s", (int)value->view.len,
                                   value->view.at ? value->view.at : "");
    struct stat stat_;
    if (!value->view.len || value->view.at[0] == '/' || view_find(value->view, "..") != SIZE_MAX ||
        stat(path, &stat_) || !S_ISREG(stat_.st_mode))
        return error_set(value->error, "is not a time zone of this machine: write it as "
                                       "Europe/Paris (package tzdata)");
    return put_text(value, value->view);
}

static int read_language(const struct value *value)
{
    const char *folder = arena_print(value->arena, "templates/%.*s/", (int)value->view.len,
                                     value->view.at ? value->view.at : "");
    size_t count;
    const struct embed *files = embed_all(&count);
    bool found = view_is(value->view, "fr");
    for (size_t i = 0; i < count && value->view.len == 2; i++)
        found = found || view_starts(view_of(files[i].path), folder);
    return found ? put_text(value, value->view)
                 : error_set(value->error, "is not a language of the answers: write it as fr");
}

/* Without the blanks, dots and dashes that people group digits with; "" when it is empty. */
static struct view compact(const struct value *value)
{
    struct text text = text_in(value->arena);
    for (size_t i = 0; i < value->view.len; i++) {
        char byte = value->view.at[i];
        if (byte_is_space(byte) || byte == '.' || byte == '-')
            continue;
        text_add_byte(&text, byte >= 'a' && byte <= 'z' ? (char)(byte - 'a' + 'A') : byte);
    }
    return text_view(&text);
}

static int read_digits(const struct value *value)
{
    struct view digits = compact(value);
    bool good = digits.len == (size_t)value->key->least;
    for (size_t i = 0; i < digits.len; i++)
        good = good && byte_is_digit(digits.at[i]);
    if (digits.len && !good)
        return error_set(value->error, "has not %lld digits", value->key->least);
    return put_text(value, digits);
}

static int read_code(const struct value *value)
{
    struct view code = compact(value);
    bool empty = !code.len && !value->key->fallback[0];
    if (!empty && (code.len < (size_t)value->key->least || code.len > (size_t)value->key->most ||
                   !has_only(code, "")))
        return error_set(value->error, "is not %lld to %lld letters and digits", value->key->least,
                         value->key->most);
    return put_text(value, code);
}

static int read_sender(const struct value *value)
{
    char *phone = phone_read(value->arena, value->view);
    if (phone)
        return put_text(value, view_of(phone));
    if (value->view.len > 15 || !has_only(value->view, " "))
        return error_set(value->error,
                         "is neither a telephone number nor a sender's name: write it "
                         "as +33639980100");
    return put_text(value, value->view);
}

static int read_iban(const struct value *value)
{
    const char *iban = value->view.len ? iban_read(value->arena, value->view) : "";
    if (!iban)
        return error_set(value->error, "is not an IBAN: its length or its check digits are wrong");
    return put_text(value, view_of(iban));
}

static int read_text(const struct value *value)
{
    return put_text(value, value->view);
}

int config_value(struct arena *arena, const struct config_key *key, const char *text,
                 const char *folder, struct config *config, struct error *error)
{
    static int (*const readers[])(const struct value *) = {
        [CONFIG_TEXT] = read_text,         [CONFIG_NAME] = read_name,
        [CONFIG_FROM] = read_from,         [CONFIG_STAFF] = read_staff,
        [CONFIG_SERVERS] = read_servers,   [CONFIG_FILE] = read_file,
        [CONFIG_URL] = read_url,           [CONFIG_WEB] = read_web,
        [CONFIG_LISTEN] = read_listen,     [CONFIG_WORD] = read_word,
        [CONFIG_AUTH] = read_auth,         [CONFIG_BOOL] = read_bool,
        [CONFIG_INT] = read_int,           [CONFIG_BYTES] = read_bytes,
        [CONFIG_MINUTE] = read_minute,     [CONFIG_CUTOFF] = read_cutoff,
        [CONFIG_SPAN] = read_span,         [CONFIG_ZONE] = read_zone,
        [CONFIG_LANGUAGE] = read_language, [CONFIG_DIGITS] = read_digits,
        [CONFIG_SENDER] = read_sender,     [CONFIG_IBAN] = read_iban,
        [CONFIG_IPS] = read_ips,           [CONFIG_CODE] = read_code,
    };
    struct value value = {arena, key, view_trim(view_of(text)), folder, config, error};
    return readers[key->kind](&value);
}
