#include "parsers/message.h"

#include "parsers/html.h"

enum { LOOKS_LIKE_HTML = 4096 }; /* bytes looked at */

static bool is_tag_start(struct view text, size_t at)
{
    static const char *const tags[] = {"<html", "<body",     "<div",    "<p>",        "<p ",
                                       "<br",   "<span",     "<center", "<table",     "<b>",
                                       "<font", "<!doctype", "<meta",   "<blockquote"};
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (view_starts_nocase(view_cut(text, at, text.len), tags[i]))
            return true;
    return false;
}

/* A text part that holds markup all the same. */
static bool looks_like_html(struct view text)
{
    size_t end = text.len < LOOKS_LIKE_HTML ? text.len : LOOKS_LIKE_HTML;
    for (size_t at = 0; at < end; at++)
        if (text.at[at] == '<' && is_tag_start(text, at))
            return true;
    return false;
}

/* "TR : …", "Fwd: …", also behind "Re:". */
static bool is_forward(struct view subject)
{
    static const char *const marks[] = {"tr", "fwd", "fw", "wg"};
    subject = view_trim(subject);
    size_t colon = view_find_byte(subject, ':');
    if (colon == SIZE_MAX || colon > 8)
        return false;
    struct view word = view_trim(view_cut(subject, 0, colon));
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (view_is_nocase(word, marks[i]))
            return true;
    return view_is_nocase(word, "re") && is_forward(view_cut(subject, colon + 1, subject.len));
}

void message_read(struct arena *arena, struct view subject, struct view body, struct reply *reply,
                  struct message *message)
{
    if (looks_like_html(body))
        body = html_text(arena, body);
    reply_read(arena, subject, body, reply);
    message->subject = is_forward(subject) ? (struct view){NULL, 0} : subject;
    message->text = reply->text;
}
