#include "parsers/compose.h"

#include <string.h>

#include "parsers/encode.h"
#include "parsers/zone.h"

enum {
    ADDRESS_MAX = 254, /* RFC 5321 4.5.3.1.3, without the angle brackets */
    LOCAL_MAX = 64,
    ID_MAX = 900,         /* a message id on a line of its own stays below 998 */
    REFERENCES_LAST = 20, /* and the first: the thread's root */
    SUBJECT_MAX = 998,
    NAME_MAX_BYTES = 255,
    TYPE_MAX = 200,
    WORD_MAX = 40,
};

/* RFC 5322 3.2.3: a local part or a domain as atoms joined by single dots. */
static bool compose_is_dotted(struct view text, const char *extra)
{
    if (!text.len || text.at[0] == '.' || text.at[text.len - 1] == '.')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.at[i];
        bool atom = byte_is_letter(byte) || byte_is_digit(byte) || (byte && strchr(extra, byte));
        if (!atom && (byte != '.' || text.at[i - 1] == '.'))
            return false;
    }
    return true;
}

bool compose_is_address(struct view address)
{
    size_t at = view_find_byte(address, '@');
    return at != SIZE_MAX && address.len <= ADDRESS_MAX && at <= LOCAL_MAX &&
           compose_is_dotted(view_cut(address, 0, at), "!#$%&'*+-/=?^_`{|}~") &&
           compose_is_dotted(view_cut(address, at + 1, address.len), "-");
}

/* Where the one '<' outside quotes stands; SIZE_MAX when there is none, or more than one. */
static size_t compose_bracket(struct view value)
{
    size_t found = SIZE_MAX;
    bool quoted = false;
    for (size_t i = 0; i < value.len; i++) {
        if (quoted && value.at[i] == '\\')
            i++;
        else if (value.at[i] == '"')
            quoted = !quoted;
        else if (!quoted && value.at[i] == '<') {
            if (found != SIZE_MAX)
                return SIZE_MAX;
            found = i;
        }
    }
    return quoted ? SIZE_MAX : found;
}

struct view compose_address(struct view value)
{
    value = view_trim(value);
    size_t open = compose_bracket(value);
    if (open != SIZE_MAX && view_ends(value, ">"))
        value = view_trim(view_cut(value, open + 1, value.len - 1));
    return compose_is_address(value) ? value : (struct view){NULL, 0};
}

/* The display name before '<', out of its quotes. */
static struct view compose_name(struct arena *arena, struct view value)
{
    size_t open = compose_bracket(value);
    struct view name = view_trim(view_cut(value, 0, open == SIZE_MAX ? 0 : open));
    if (name.len >= 2 && name.at[0] == '"' && name.at[name.len - 1] == '"') {
        struct text plain = text_in(arena);
        for (size_t i = 1; i + 1 < name.len; i++) {
            if (name.at[i] == '\\' && i + 2 < name.len)
                i++;
            text_add_byte(&plain, name.at[i]);
        }
        name = text_view(&plain);
    }
    return encode_clean(arena, name, NAME_MAX_BYTES);
}

static int compose_mailbox(struct text *out, const char *field_name, const char *value,
                           struct error *error)
{
    struct view address = compose_address(view_of(value));
    if (!address.len)
        return error_set(error, "%s: \"%.200s\" is not an address", field_name, value ? value : "");
    struct encode_field field = encode_begin(out, field_name);
    struct view name = compose_name(out->arena, view_of(value));
    if (name.len)
        encode_phrase(&field, name);
    encode_piece(&field,
                 view_of(name.len ? arena_print(out->arena, "<%.*s>", (int)address.len, address.at)
                                  : arena_copy(out->arena, address.at, address.len)));
    encode_end(&field);
    return 0;
}

static void compose_plain(struct text *out, const char *name, const char *value)
{
    struct encode_field field = encode_begin(out, name);
    encode_piece(&field, view_of(value));
    encode_end(&field);
}

/* Ids come from outside: what is not one word of visible ASCII names no mail and is left out. */
static bool compose_is_id(const char *id)
{
    if (!id || !*id || strlen(id) > ID_MAX)
        return false;
    for (; *id; id++)
        if (*id <= ' ' || *id > '~' || *id == '<' || *id == '>')
            return false;
    return true;
}

static void compose_id(struct encode_field *field, const char *id)
{
    encode_piece(field, view_of(arena_print(field->out->arena, "<%s>", id)));
}

/* RFC 5322 3.6.4: the thread so far, then the mail that is answered; each id on a line where it fits. */
static void compose_references(struct text *out, const struct compose *mail)
{
    const char **ids = arena_array(out->arena, (size_t)mail->reference_count + 1, sizeof *ids);
    int count = 0;
    for (int i = 0; i < mail->reference_count; i++)
        if (compose_is_id(mail->references[i]))
            ids[count++] = mail->references[i];
    const char *parent = compose_is_id(mail->in_reply_to) ? mail->in_reply_to : NULL;
    if (parent && (!count || strcmp(ids[count - 1], parent)))
        ids[count++] = parent;
    if (parent) {
        struct encode_field field = encode_begin(out, "In-Reply-To");
        compose_id(&field, parent);
        encode_end(&field);
    }
    if (!count)
        return;
    struct encode_field field = encode_begin(out, "References");
    for (int i = 0; i < count; i++)
        if (!i || i >= count - REFERENCES_LAST)
            compose_id(&field, ids[i]);
    encode_end(&field);
}

/* RFC 3834: the robot's own marks, by which other robots stay silent and Cabas knows its own mail. */
static int compose_robot(struct text *out, const char *auto_submitted, struct error *error)
{
    compose_plain(out, "X-Cabas-Loop", "1");
    if (!auto_submitted)
        return 0;
    size_t len = strspn(auto_submitted, "abcdefghijklmnopqrstuvwxyz-");
    if (!len || len > WORD_MAX || auto_submitted[len])
        return error_set(error, "Auto-Submitted: \"%.60s\" is not a word", auto_submitted);
    compose_plain(out, "Auto-Submitted", auto_submitted);
    compose_plain(out, "X-Auto-Response-Suppress", "OOF, AutoReply");
    return 0;
}

static int compose_headers(struct text *out, const struct compose *mail, struct error *error)
{
    struct view to = view_of(mail->to);
    if (!compose_is_address(to))
        return error_set(error, "To: \"%.200s\" is not an address", mail->to ? mail->to : "");
    if (!compose_is_id(mail->message_id))
        return error_set(error, "Message-ID: \"%.200s\" is not an id",
                         mail->message_id ? mail->message_id : "");
    text_add(out, "Date: ");
    zone_write_mail(out, mail->date);
    text_add(out, "\r\n");
    if (compose_mailbox(out, "From", mail->from, error) ||
        (mail->reply_to && compose_mailbox(out, "Reply-To", mail->reply_to, error)))
        return -1;
    compose_plain(out, "To", mail->to);
    struct encode_field subject = encode_begin(out, "Subject");
    encode_words(&subject, encode_clean(out->arena, view_of(mail->subject), SUBJECT_MAX));
    encode_end(&subject);
    struct encode_field id = encode_begin(out, "Message-ID");
    compose_id(&id, mail->message_id);
    encode_end(&id);
    compose_references(out, mail);
    if (compose_robot(out, mail->auto_submitted, error))
        return -1;
    compose_plain(out, "MIME-Version", "1.0");
    return 0;
}

/* "=_" can stand neither in quoted-printable nor in base64: no content can hold a boundary. */
static const char *compose_boundary(struct arena *arena, const struct compose *mail,
                                    const char *level)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    for (const char *at = mail->message_id; *at; at++)
        hash = (hash ^ (unsigned char)*at) * 1099511628211u;
    return arena_print(arena, "=_%s_%016llx", level, (unsigned long long)hash);
}

static void compose_multipart(struct text *out, const char *kind, const char *boundary)
{
    struct encode_field field = encode_begin(out, "Content-Type");
    encode_piece(&field, view_of(arena_print(out->arena, "%s;", kind)));
    encode_piece(&field, view_of(arena_print(out->arena, "boundary=\"%s\"", boundary)));
    encode_end(&field);
}

/* RFC 2046 5.1.1: the line end before the dashes is the delimiter's, so that a text keeps its own. */
static void compose_open(struct text *out, const char *boundary)
{
    text_print(out, "\r\n--%s\r\n", boundary);
}

static void compose_close(struct text *out, const char *boundary)
{
    text_print(out, "\r\n--%s--\r\n", boundary);
}

static void compose_text(struct text *out, const char *type, const char *text)
{
    text_print(out,
               "Content-Type: %s; charset=utf-8\r\n"
               "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
               type);
    encode_quoted(out, encode_lines(out->arena, view_of(text)));
}

/* RFC 2045 5.1 token "/" token, parameters after a ';'. Composite types cannot be base64: not those. */
static bool compose_is_type(struct view type)
{
    size_t end = view_find_byte(type, ';');
    struct view name = view_trim(view_cut(type, 0, end));
    size_t slash = view_find_byte(name, '/');
    for (size_t i = 0; i < type.len; i++)
        if (type.at[i] < ' ' || type.at[i] > '~')
            return false;
    for (size_t i = 0; i < name.len; i++)
        if (i != slash && !byte_is_letter(name.at[i]) && !byte_is_digit(name.at[i]) &&
            !strchr("!#$&^_.+-", name.at[i]))
            return false;
    return type.len <= TYPE_MAX && slash != SIZE_MAX && slash && slash + 1 < name.len &&
           !view_starts_nocase(name, "multipart/") && !view_starts_nocase(name, "message/");
}

static void compose_type(struct text *out, const char *type)
{
    struct view rest = view_of(compose_is_type(view_of(type)) ? type : "application/octet-stream");
    struct encode_field field = encode_begin(out, "Content-Type");
    struct view item;
    while (view_item(&rest, ';', &item))
        if ((item = view_trim(item)).len)
            encode_piece(&field, view_of(arena_print(out->arena, "%.*s%s", (int)item.len, item.at,
                                                     view_trim(rest).len ? ";" : "")));
    encode_end(&field);
}

/* A name, never a path: what a careless program would write to must not lie elsewhere. */
static struct view compose_file_name(struct arena *arena, const char *name)
{
    struct view clean = encode_clean(arena, view_of(name), NAME_MAX_BYTES);
    char *safe = arena_copy(arena, clean.at, clean.len);
    for (char *at = safe; *at; at++)
        if (*at == '/' || *at == '\\' || *at == ':')
            *at = '_';
    return view_of(*safe ? safe : "fichier");
}

static bool compose_is_inline(const struct compose *mail, const struct compose_file *file)
{
    return mail->html && compose_is_id(file->content_id);
}

static void compose_file(struct text *out, const struct compose_file *file, bool inside)
{
    compose_type(out, file->type);
    compose_plain(out, "Content-Transfer-Encoding", "base64");
    struct encode_field field = encode_begin(out, "Content-Disposition");
    encode_piece(&field, view_of(inside ? "inline;" : "attachment;"));
    encode_parameter(&field, "filename", compose_file_name(out->arena, file->name));
    encode_end(&field);
    if (inside) {
        struct encode_field id = encode_begin(out, "Content-ID");
        compose_id(&id, file->content_id);
        encode_end(&id);
    }
    text_add(out, "\r\n");
    encode_base64(out, file->bytes);
}

/* All files of one kind, a part each; how many there are. */
static int compose_files(struct text *out, const struct compose *mail, bool inside,
                         const char *boundary)
{
    int count = 0;
    for (int i = 0; i < mail->file_count; i++) {
        if (compose_is_inline(mail, &mail->files[i]) != inside)
            continue;
        count++;
        if (!out)
            continue;
        compose_open(out, boundary);
        compose_file(out, &mail->files[i], inside);
    }
    return count;
}

static void compose_html(struct text *out, const struct compose *mail)
{
    if (!compose_files(NULL, mail, true, NULL)) {
        compose_text(out, "text/html", mail->html);
        return;
    }
    const char *boundary = compose_boundary(out->arena, mail, "related");
    compose_multipart(out, "multipart/related; type=\"text/html\"", boundary);
    compose_open(out, boundary);
    compose_text(out, "text/html", mail->html);
    compose_files(out, mail, true, boundary);
    compose_close(out, boundary);
}

static void compose_alternative(struct text *out, const struct compose *mail)
{
    const char *text = mail->text ? mail->text : "";
    if (!mail->html) {
        compose_text(out, "text/plain", text);
        return;
    }
    const char *boundary = compose_boundary(out->arena, mail, "alternative");
    compose_multipart(out, "multipart/alternative", boundary);
    compose_open(out, boundary);
    compose_text(out, "text/plain", text);
    compose_open(out, boundary);
    compose_html(out, mail);
    compose_close(out, boundary);
}

int compose_mail(const struct compose *mail, struct text *out, struct error *error)
{
    size_t start = out->len;
    if (compose_headers(out, mail, error)) {
        text_cut(out, start);
        return -1;
    }
    if (!compose_files(NULL, mail, false, NULL)) {
        compose_alternative(out, mail);
        return 0;
    }
    const char *boundary = compose_boundary(out->arena, mail, "mixed");
    compose_multipart(out, "multipart/mixed", boundary);
    compose_open(out, boundary);
    compose_alternative(out, mail);
    compose_files(out, mail, false, boundary);
    compose_close(out, boundary);
    return 0;
}
