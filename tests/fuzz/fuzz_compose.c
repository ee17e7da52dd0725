/* Any bytes in every field of a mail: the result has exactly the expected headers, CRLF lines of at most
 * 998 bytes, ASCII only, and the same bytes a second time. The fields are separated by 0xFF 0xFE. */
#include <stdlib.h>
#include <string.h>

#include "parsers/compose.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const once[] = {"Date",
                                   "From",
                                   "Reply-To",
                                   "To",
                                   "Subject",
                                   "Message-ID",
                                   "In-Reply-To",
                                   "References",
                                   "X-Cabas-Loop",
                                   "Auto-Submitted",
                                   "X-Auto-Response-Suppress",
                                   "MIME-Version",
                                   "Content-Type",
                                   "Content-Transfer-Encoding"};

static void demand(bool good)
{
    if (!good)
        abort();
}

static const char *field(struct arena *arena, struct view *rest)
{
    size_t end = view_find(*rest, "\xFF\xFE");
    struct view item = view_cut(*rest, 0, end);
    *rest = end == SIZE_MAX ? (struct view){NULL, 0} : view_cut(*rest, end + 2, rest->len);
    return arena_copy(arena, item.at ? item.at : "", item.len);
}

/* Every header is one of ours, in our order, so none twice. */
static void check_headers(struct view mail)
{
    struct view line;
    size_t next = 0, count = sizeof once / sizeof *once;
    while (view_line(&mail, &line) && line.len) {
        if (line.at[0] == ' ')
            continue;
        struct view name = view_cut(line, 0, view_find_byte(line, ':'));
        demand(name.len < line.len);
        while (next < count && !view_is(name, once[next]))
            next++;
        demand(next++ < count);
    }
}

static void check_lines(struct view mail)
{
    size_t column = 0;
    for (size_t i = 0; i < mail.len; i++) {
        char byte = mail.at[i];
        if (byte == '\r') {
            demand(i + 1 < mail.len && mail.at[i + 1] == '\n');
            i++;
            column = 0;
        } else {
            demand((byte >= ' ' && byte <= '~') || byte == '\t');
            demand(++column <= 998);
        }
    }
    demand(!column);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct view rest = view_make((const char *)data, size);
    const char *references[3];
    struct compose_file files[2] = {{0}};
    struct compose mail = {.references = references, .reference_count = 3, .files = files};
    bool good_addresses = size && data[0] & 1;
    mail.subject = field(arena, &rest);
    mail.text = field(arena, &rest);
    mail.from = field(arena, &rest);
    mail.to = field(arena, &rest);
    mail.message_id = field(arena, &rest);
    mail.in_reply_to = field(arena, &rest);
    for (int i = 0; i < 3; i++)
        references[i] = field(arena, &rest);
    mail.auto_submitted = size & 1 ? field(arena, &rest) : "auto-replied";
    mail.html = size & 2 ? field(arena, &rest) : NULL;
    mail.reply_to = size & 4 ? field(arena, &rest) : NULL;
    mail.file_count = (int)(size >> 3 & 1) * 2;
    for (int i = 0; i < 2; i++) {
        files[i].type = field(arena, &rest);
        files[i].name = field(arena, &rest);
        files[i].content_id = i ? field(arena, &rest) : NULL;
        files[i].bytes = view_of(field(arena, &rest));
    }
    if (good_addresses) {
        mail.from = arena_print(arena, "%s <a@b.fr>", mail.from);
        mail.to = "c@d.fr";
        mail.message_id = "1@cabas";
    }
    struct text out = text_in(arena), again = text_in(arena);
    struct error error = {""};
    if (compose_mail(&mail, &out, &error)) {
        demand(!out.len && *error.text);
    } else {
        check_headers(text_view(&out));
        check_lines(text_view(&out));
        demand(!compose_mail(&mail, &again, &error));
        demand(view_equal(text_view(&out), text_view(&again)));
    }
    arena_free(&arena);
    return 0;
}
