#include "parsers/mime.h"

#include <string.h>

#include <libetpan/mailmime.h>
#include <libetpan/mailmime_content.h>

#include "parsers/header.h"
#include "parsers/transfer.h"

enum { MIME_COMMENTS = 100, MIME_BOUNDARY = 200 };

struct reader {
    struct arena *arena;
    struct error *error;
    int parts;
};

static bool is_multipart(const char *type)
{
    return !strncmp(type, "multipart/", 10);
}

static struct view header_of(const struct mail_header *headers, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (view_is_nocase(view_of(headers[i].name), name))
            return headers[i].value;
    return view_of("");
}

/* "quoted-printable ;", "Quoted - Printable": blanks never mean anything here. */
static const char *encoding_read(struct arena *arena, struct view value)
{
    char *text = header_value(arena, value);
    char *to = text;
    for (const char *from = text; *from; from++)
        if (!byte_is_space(*from))
            *to++ = *from;
    *to = '\0';
    return text;
}

static const char *type_read(struct arena *arena, struct view value, const char *fallback)
{
    const char *type = header_value(arena, value);
    const char *slash = strchr(type, '/');
    if (!strcmp(type, "html"))
        return "text/html";
    return slash && slash != type && slash[1] ? type : fallback;
}

static void part_read(struct arena *arena, const struct mail_header *headers, int count,
                      struct mime_part *part)
{
    struct view type = header_of(headers, count, "content-type");
    struct view how = header_of(headers, count, "content-disposition");
    part->type = type_read(arena, type, "text/plain");
    part->encoding = encoding_read(arena, header_of(headers, count, "content-transfer-encoding"));
    part->charset = header_param(arena, type, "charset");
    part->flowed = view_is_nocase(view_of(header_param(arena, type, "format")), "flowed");
    part->delsp = view_is_nocase(view_of(header_param(arena, type, "delsp")), "yes");
    part->attached = !strcmp(header_value(arena, how), "attachment");
    part->file = header_param(arena, how, "filename");
    if (!*part->file)
        part->file = header_param(arena, type, "name");
}

/* The first line that looks like a boundary: for multiparts that don't say theirs. */
static const char *boundary_guess(struct arena *arena, struct view body)
{
    struct view line;
    for (int i = 0; i < 200 && view_line(&body, &line); i++) {
        line = view_trim(line);
        if (view_starts(line, "--") && line.len > 2 && line.len < MIME_BOUNDARY &&
            view_find_byte(line, ' ') == SIZE_MAX)
            return arena_copy(arena, line.at + 2, line.len - 2);
    }
    return "";
}

static bool has_boundary(struct view body, const char *boundary)
{
    struct view line;
    while (view_line(&body, &line))
        if (view_starts(line, "--") && view_starts(view_cut(line, 2, line.len), boundary))
            return true;
    return false;
}

/* `at` starts with `word` and then, after blanks, one of `marks`. */
static bool word_before(struct view at, const char *word, const char *marks)
{
    if (!view_starts_nocase(at, word))
        return false;
    at = view_trim(view_cut(at, strlen(word), strlen(word) + 80));
    return at.len && strchr(marks, at.at[0]);
}

/* Makes the copy harmless byte by byte, so that its offsets stay those of the mail. */
static int copy_defuse(char *copy, size_t len, struct error *error)
{
    int multiparts = 0, comments = 0;
    bool line_start = true, marked = false;
    for (size_t i = 0; i < len; i++) {
        struct view at = view_make(copy + i, len - i);
        if (line_start) {
            marked = view_starts(at, "--");
            if (*at.at == '\n' || *at.at == '\r')
                comments = 0;
        }
        line_start = copy[i] == '\n';
        if (marked)
            continue;
        if (copy[i] == '\0' || (copy[i] == '(' && ++comments > MIME_COMMENTS))
            copy[i] = ' ';
        else if ((copy[i] == 'm' || copy[i] == 'M') && word_before(at, "message", "/("))
            copy[i] = 'x';
        else if ((copy[i] == 'm' || copy[i] == 'M') && word_before(at, "multipart", "/(") &&
                 ++multiparts > MAIL_NESTED)
            return error_set(error, "mail: more than %d multiparts", MAIL_NESTED);
    }
    return 0;
}

static int multipart_read(struct reader *reader, struct mime_part *part, const char *boundary,
                          int depth);

/* A leaf for us is also what libetpan did not see as a multipart: tried with its own boundary. */
static int leaf_read(struct reader *reader, struct mime_part *part, int depth)
{
    if (!is_multipart(part->type))
        return 0;
    const char *boundary = boundary_guess(reader->arena, part->bytes);
    if (*boundary && multipart_read(reader, part, boundary, depth))
        return -1;
    if (!part->children) /* nothing to find: what is there is shown */
        part->type = "text/plain";
    return 0;
}

/* libetpan takes an empty part without a header for the start of the next one: "--b" and the header
 * of that are then its text. */
static bool swallowed(struct view bytes)
{
    struct view line;
    return view_starts(bytes, "--") && view_line(&bytes, &line) &&
           view_starts_nocase(bytes, "content-");
}

/* The part of a node: its header read again by ourselves, its bytes those of the mail. */
static struct mime_part *node_part(struct arena *arena, const struct mailmime *node,
                                   const char *copy, struct view body, bool digest)
{
    const struct mailmime_data *data = node->mm_body;
    size_t from = (size_t)(node->mm_mime_start - copy);
    size_t start = (size_t)(data->dt_data.dt_text.dt_data - copy);
    size_t end = start + data->dt_data.dt_text.dt_length;
    struct view bytes = view_cut(body, start, end), head = view_cut(body, from, start), line, rest;
    bool taken = !view_trim(head).len && swallowed(bytes);
    if (taken) {
        head = bytes;
        view_line(&head, &line);
    }
    struct mail_header *headers;
    struct error ignored;
    int count = 0;
    if (header_split(arena, head, &headers, &count, &rest, &ignored))
        count = 0;
    else if (taken)
        bytes = rest;
    struct mime_part *part = arena_alloc(arena, sizeof *part);
    part_read(arena, headers, count, part);
    part->bytes = bytes;
    if (digest || node->mm_type == MAILMIME_MESSAGE) {
        part->type = "message/rfc822"; /* what a digest holds is kept closed like any other */
        part->bytes = view_cut(body, from, end);
    }
    return part;
}

static int nodes_read(struct reader *reader, clist *nodes, const char *copy, struct view body,
                      struct mime_part *parent, int depth)
{
    if (depth > MAIL_DEPTH)
        return error_set(reader->error, "mail: parts nested more than %d deep", MAIL_DEPTH);
    bool digest = !strcmp(parent->type, "multipart/digest");
    struct mime_part **tail = &parent->children;
    for (clistiter *item = clist_begin(nodes); item; item = clist_next(item)) {
        struct mailmime *node = clist_content(item);
        if (++reader->parts > MAIL_PARTS)
            return error_set(reader->error, "mail: more than %d parts", MAIL_PARTS);
        if (!node->mm_body || node->mm_body->dt_type != MAILMIME_DATA_TEXT || !node->mm_mime_start)
            continue;
        struct mime_part *part = node_part(reader->arena, node, copy, body, digest);
        *tail = part;
        tail = &part->next;
        bool inside = node->mm_type == MAILMIME_MULTIPLE && is_multipart(part->type);
        clist *list = inside ? node->mm_data.mm_multipart.mm_mp_list : NULL;
        if (list && clist_begin(list) ? nodes_read(reader, list, copy, body, part, depth + 1)
                                      : leaf_read(reader, part, depth + 1))
            return -1;
    }
    return 0;
}

/* Our own Content-Type line in front, so that libetpan never reads the sender's top one. */
static int multipart_read(struct reader *reader, struct mime_part *part, const char *boundary,
                          int depth)
{
    if (depth > MAIL_DEPTH)
        return error_set(reader->error, "mail: parts nested more than %d deep", MAIL_DEPTH);
    struct text text = text_in(reader->arena);
    bool digest = !strcmp(part->type, "multipart/digest"); /* its parts are mails by default */
    text_print(&text, "Content-Type: multipart/%s; boundary=\"", digest ? "digest" : "mixed");
    for (const char *at = boundary; *at; at++) {
        if (*at == '"' || *at == '\\')
            text_add_byte(&text, '\\');
        text_add_byte(&text, *at);
    }
    text_add(&text, "\"\r\n\r\n");
    size_t prefix = text.len;
    text_add_view(&text, part->bytes);
    if (copy_defuse(text.at + prefix, part->bytes.len, reader->error))
        return -1;
    struct mailmime *root = NULL;
    size_t index = 0;
    if (mailmime_parse(text.at, text.len, &index, &root) != MAILIMF_NO_ERROR)
        return 0;
    struct mailmime *node = root;
    if (node->mm_type == MAILMIME_MESSAGE)
        node = node->mm_data.mm_message.mm_msg_mime;
    int result = 0;
    if (node && node->mm_type == MAILMIME_MULTIPLE)
        result = nodes_read(reader, node->mm_data.mm_multipart.mm_mp_list, text.at + prefix,
                            part->bytes, part, depth);
    mailmime_free(root);
    return result;
}

int mime_read(struct arena *arena, const struct mail_header *headers, int count, struct view body,
              struct mime_part *part, struct error *error)
{
    struct reader reader = {.arena = arena, .error = error};
    *part = (struct mime_part){.bytes = body};
    part_read(arena, headers, count, part);
    if (!is_multipart(part->type))
        return 0;
    struct view type = header_of(headers, count, "content-type");
    const char *boundary = header_param(arena, type, "boundary");
    if (strlen(boundary) > MIME_BOUNDARY || !has_boundary(body, boundary))
        boundary = "";
    if (*boundary && multipart_read(&reader, part, boundary, 1))
        return -1;
    return part->children ? 0 : leaf_read(&reader, part, 1);
}

struct view mime_bytes(struct arena *arena, const struct mime_part *part)
{
    if (!strcmp(part->encoding, "base64"))
        return transfer_base64(arena, part->bytes);
    if (!strcmp(part->encoding, "quoted-printable"))
        return transfer_quoted(arena, part->bytes, false);
    return part->bytes;
}
