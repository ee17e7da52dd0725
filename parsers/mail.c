#include "parsers/mail.h"

#include <string.h>

#include "parsers/address.h"
#include "parsers/charset.h"
#include "parsers/flowed.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/mime.h"

enum { MAIL_IDS = 200, MAIL_ID_BYTES = 500 };

bool mail_header(const struct mail *mail, const char *name, int n, struct view *value)
{
    for (int i = 0; i < mail->header_count; i++)
        if (view_is_nocase(view_of(mail->headers[i].name), name) && !n--) {
            *value = mail->headers[i].value;
            return true;
        }
    return false;
}

bool mail_has(const struct mail *mail, const char *name)
{
    bool prefix = view_ends(view_of(name), "-");
    for (int i = 0; i < mail->header_count; i++) {
        struct view written = view_of(mail->headers[i].name);
        if (prefix ? view_starts_nocase(written, name) : view_is_nocase(written, name))
            return true;
    }
    return false;
}

static struct mail_addresses addresses(struct arena *arena, const struct mail *mail,
                                       const char *name)
{
    struct mail_addresses list = {.count = 0};
    struct view value;
    for (int n = 0; mail_header(mail, name, n, &value); n++)
        address_read(arena, value, &list);
    return list;
}

/* The next <id> off `value`: printable, without blanks, not endless. */
static bool take_id(struct arena *arena, struct view *value, const char **id)
{
    for (;;) {
        size_t start = view_find_byte(*value, '<');
        if (start == SIZE_MAX)
            return false;
        *value = view_cut(*value, start + 1, value->len);
        size_t len = 0;
        while (len < value->len && value->at[len] > ' ' && value->at[len] < 127 &&
               value->at[len] != '<' && value->at[len] != '>')
            len++;
        if (len && len < MAIL_ID_BYTES && len < value->len && value->at[len] == '>') {
            *id = arena_copy(arena, value->at, len);
            *value = view_cut(*value, len + 1, value->len);
            return true;
        }
    }
}

static const char *first_id(struct arena *arena, const struct mail *mail, const char *name)
{
    struct view value;
    const char *id;
    return mail_header(mail, name, 0, &value) && take_id(arena, &value, &id) ? id : "";
}

static void references_read(struct arena *arena, struct mail *mail)
{
    struct view value;
    mail->references = arena_array(arena, MAIL_IDS, sizeof *mail->references);
    for (int n = 0; mail_header(mail, "references", n, &value); n++)
        while (mail->reference_count < MAIL_IDS &&
               take_id(arena, &value, &mail->references[mail->reference_count]))
            mail->reference_count++;
}

static void fields_read(struct arena *arena, struct mail *mail)
{
    struct view value;
    while (mail_header(mail, "from", mail->from_count, &value))
        mail->from_count++;
    mail->from = addresses(arena, mail, "from");
    mail->sender = addresses(arena, mail, "sender");
    mail->to = addresses(arena, mail, "to");
    mail->cc = addresses(arena, mail, "cc");
    mail->delivered_to = addresses(arena, mail, "delivered-to");
    mail->return_path = "";
    if (mail_header(mail, "return-path", 0, &value)) {
        struct mail_addresses path = {.count = 0};
        mail->has_return_path = true;
        address_read(arena, value, &path);
        if (path.count)
            mail->return_path = path.items[0].address;
    }
    mail->subject = mail_header(mail, "subject", 0, &value) ? header_words(arena, value) : "";
    mail->date = mail_header(mail, "date", 0, &value) ? header_words(arena, value) : "";
    mail->message_id = first_id(arena, mail, "message-id");
    mail->in_reply_to = first_id(arena, mail, "in-reply-to");
    references_read(arena, mail);
}

/* Blanks, no-break spaces and marks that are not seen. */
static bool is_blank(struct view text)
{
    while (text.len) {
        size_t skip = byte_is_space(text.at[0])           ? 1
                      : view_starts(text, "\xC2\xA0")     ? 2
                      : view_starts(text, "\xE2\x80\x8B") ? 3
                      : view_starts(text, "\xEF\xBB\xBF") ? 3
                                                          : 0;
        if (!skip)
            return false;
        text = view_cut(text, skip, text.len);
    }
    return true;
}

static struct view cut_at(struct view text, size_t limit, bool *cut)
{
    if (text.len <= limit)
        return text;
    *cut = true;
    while (limit && ((unsigned char)text.at[limit] & 0xC0) == 0x80)
        limit--;
    return view_cut(text, 0, limit);
}

/* What was chosen so far; `cut` and `text` belong to `part`. */
struct choice {
    const struct mime_part *part;
    struct view text;
    bool cut;
};

static struct choice part_text(struct arena *arena, const struct mime_part *part)
{
    struct choice choice = {.part = part};
    struct mime_part piece = *part;
    if (piece.bytes.len > 3 * MAIL_TEXT_BYTES) {
        piece.bytes = view_cut(piece.bytes, 0, 3 * MAIL_TEXT_BYTES);
        choice.cut = true;
    }
    struct view text = mime_bytes(arena, &piece);
    text = charset_utf8(arena, view_of(part->charset), text);
    if (view_starts(text, "\xEF\xBB\xBF"))
        text = view_cut(text, 3, text.len);
    if (!strcmp(part->type, "text/html"))
        text = html_text(arena, text);
    else if (part->flowed)
        text = flowed_text(arena, text, part->delsp);
    choice.text = cut_at(text, MAIL_TEXT_BYTES, &choice.cut);
    if (is_blank(choice.text))
        choice.part = NULL;
    return choice;
}

static bool is_text(const struct mime_part *part)
{
    return !part->attached &&
           (!strcmp(part->type, "text/plain") || !strcmp(part->type, "text/html"));
}

/* Apple Mail cuts a text in two where a picture stands: the part behind the picture is text as well. */
static void join_behind(struct arena *arena, const struct mime_part *next, struct choice *choice)
{
    bool picture = false;
    for (; next && !next->children; next = next->next) {
        bool text = is_text(next) && !*next->file;
        if (text && (!picture || strcmp(next->type, choice->part->type)))
            return;
        picture = !text;
        struct choice more = text ? part_text(arena, next) : (struct choice){.part = NULL};
        if (!more.part)
            continue;
        struct text joined = text_in(arena);
        text_add_view(&joined, choice->text);
        text_add_byte(&joined, '\n');
        text_add_view(&joined, more.text);
        choice->cut |= more.cut;
        choice->text = cut_at(text_view(&joined), MAIL_TEXT_BYTES, &choice->cut);
    }
}

/* The first part that says something; among alternatives the plain one. Bounded by MAIL_DEPTH. */
static struct choice choose(struct arena *arena, const struct mime_part *part)
{
    struct choice best = {.part = NULL};
    if (!part->children)
        return is_text(part) ? part_text(arena, part) : best;
    bool alternative = !strcmp(part->type, "multipart/alternative");
    for (const struct mime_part *child = part->children; child; child = child->next) {
        if (best.part && !alternative)
            break;
        if (*child->file && child != part->children)
            continue; /* a text file */
        struct choice found = choose(arena, child);
        bool plain = found.part && strcmp(found.part->type, "text/html");
        if (found.part && (!best.part || plain))
            best = found;
        if (found.part == child && !alternative)
            join_behind(arena, child->next, &best);
        if (plain)
            break;
    }
    return best;
}

static void attach(struct arena *arena, const struct mime_part *part, const struct mime_part *text,
                   struct mail *mail)
{
    for (const struct mime_part *child = part->children; child; child = child->next)
        attach(arena, child, text, mail);
    if (part->children || part == text || mail->part_count == MAIL_PARTS)
        return;
    bool other_form = is_text(part) && !*part->file; /* the HTML of a plain text and the like */
    if (other_form)
        return;
    if (!mail->parts)
        mail->parts = arena_array(arena, MAIL_PARTS, sizeof *mail->parts);
    mail->parts[mail->part_count++] = (struct mail_part){
        .type = part->type, .file = part->file, .bytes = mime_bytes(arena, part)};
}

int mail_read(struct arena *arena, struct view raw, struct mail *mail, struct error *error)
{
    *mail = (struct mail){.header_count = 0};
    if (header_split(arena, raw, &mail->headers, &mail->header_count, &mail->body, error))
        return -1;
    if (!mail->header_count)
        return error_set(error, "mail: no header");
    fields_read(arena, mail);
    struct mime_part root;
    if (mime_read(arena, mail->headers, mail->header_count, mail->body, &root, error))
        return -1;
    struct view type;
    mail->type = mail_header(mail, "content-type", 0, &type) ? header_value(arena, type) : "";
    if (!*mail->type)
        mail->type = "text/plain";
    root.attached = false; /* a lone text is the text, whatever its disposition */
    struct choice choice = choose(arena, &root);
    if (choice.part) {
        mail->has_text = true;
        mail->text = choice.text;
        mail->text_cut = choice.cut;
        mail->from_html = !strcmp(choice.part->type, "text/html");
    }
    attach(arena, &root, choice.part, mail);
    return 0;
}
