#include "bot/answer.h"

#include <string.h>

#include "bot/secret.h"
#include "parsers/gsm7.h"
#include "templates/render.h"

/* The subject of a ready-made mail (RFC 6068): all but letters and digits is escaped. */
static const char *mailto(struct arena *arena, const struct config *config, struct view word)
{
    struct text link = text_in(arena);
    text_print(&link, "mailto:%s?subject=", config->mail.from_address);
    for (size_t i = 0; i < word.len; i++)
        if (byte_is_letter(word.at[i]) || byte_is_digit(word.at[i]))
            text_add_byte(&link, word.at[i]);
        else
            text_print(&link, "%%%02X", (unsigned)(unsigned char)word.at[i]);
    return link.at;
}

/* "PLANNING | Voir mes prochaines livraisons" a line, for the last block's template. */
static int put_actions(struct arena *arena, const struct config *config,
                       const struct answer *answer, struct tree *model, struct error *error)
{
    struct tree *actions = tree_put_list(model, "actions");
    if (!answer->block_count || answer->staff)
        return 0;
    const struct block *last = &answer->blocks[answer->block_count - 1];
    struct view source = render_section(config->farm.language, "actions", last->template), line;
    struct text text = text_in(arena);
    if (source.len &&
        render_source(config->farm.language, source, RENDER_TEXT, last->model, &text, error))
        return -1;
    struct view lines = text_view(&text);
    while (view_line(&lines, &line)) {
        size_t bar = view_find_byte(line, '|');
        if (bar == SIZE_MAX)
            continue;
        struct view word = view_trim(view_cut(line, 0, bar));
        if (view_is(word, "ANNULER") && !tree_get(last->model, "undo"))
            continue; /* nothing that could be taken back */
        struct tree *action = tree_push_object(actions);
        tree_put_view(action, "word", word);
        tree_put_view(action, "label", view_trim(view_cut(line, bar + 1, line.len)));
        tree_put_text(action, "mailto", mailto(arena, config, word));
    }
    return 0;
}

static int render_block(struct arena *arena, const struct config *config, const struct block *block,
                        struct tree *list, struct error *error)
{
    struct text text = text_in(arena), html = text_in(arena);
    const char *language = config->farm.language;
    if (render(language, block->template, "text", RENDER_TEXT, block->model, &text, error) ||
        render(language, block->template, "html", RENDER_HTML, block->model, &html, error))
        return -1;
    struct tree *item = tree_push_object(list);
    tree_put_view(item, "text", view_trim(text_view(&text)));
    tree_put_view(item, "html", view_trim(text_view(&html)));
    return 0;
}

static int make_model(struct arena *arena, const struct config *config, const struct answer *answer,
                      struct tree *model, struct error *error)
{
    struct tree *farm = tree_put_object(model, "farm");
    tree_put_text(farm, "name", config->farm.name);
    tree_put_text(farm, "address", config->farm.address);
    tree_put_text(farm, "email", config->mail.from_address);
    tree_put_text(model, "name", answer->name);
    struct text greeting = text_in(arena);
    if (render(config->farm.language, "answer", "greeting", RENDER_LINE, model, &greeting, error))
        return -1;
    tree_put_view(model, "greeting", view_trim(text_view(&greeting)));
    tree_put_bool(model, "deferred", answer->deferred);
    struct tree *blocks = tree_put_list(model, "blocks");
    for (int i = 0; i < answer->block_count; i++)
        if (render_block(arena, config, &answer->blocks[i], blocks, error))
            return -1;
    return put_actions(arena, config, answer, model, error);
}

static const char *message_id(struct arena *arena, const struct config *config,
                              const struct answer *answer)
{
    const char *key = config->mail.message_key ? config->mail.message_key : "";
    const char *seed =
        arena_print(arena, "%s\n%s\n%s\n%s", key, answer->seed, answer->kind, answer->recipient);
    const char *at = strchr(config->mail.from_address, '@');
    return arena_print(arena, "cabas.%.32s%s", secret_digest(arena, view_of(seed)),
                       at ? at : "@localhost");
}

static int compose(struct arena *arena, const struct config *config, const struct answer *answer,
                   const char *subject, const char *text, const char *html, int64_t now,
                   struct outbox_new *row, struct error *error)
{
    struct compose mail = {
        .from = config->mail.from,
        .to = answer->recipient,
        .subject = subject,
        .message_id = row->message_id,
        .date = now,
        .auto_submitted = answer->generated ? "auto-generated" : "auto-replied",
        .text = text,
        .html = html,
        .files = answer->files,
        .file_count = answer->file_count,
    };
    if (answer->to && *answer->to->message_id) {
        int old = answer->to->reference_count, count = 0;
        const char **references = arena_array(arena, (size_t)old + 2, sizeof *references);
        for (int i = 0; i < old; i++)
            references[count++] = answer->to->references[i];
        if (!old && *answer->to->in_reply_to)
            references[count++] = answer->to->in_reply_to;
        references[count++] = answer->to->message_id;
        mail.in_reply_to = answer->to->message_id;
        mail.references = references;
        mail.reference_count = count;
    }
    struct text out = text_in(arena);
    if (compose_mail(&mail, &out, error))
        return -1;
    row->bytes = text_view(&out);
    return 0;
}

int answer_make(struct arena *arena, const struct config *config, const struct answer *answer,
                int64_t now, struct outbox_new *row, const char **plain, struct error *error)
{
    const char *language = config->farm.language;
    struct tree *model = tree_new(arena);
    struct text subject = text_in(arena), text = text_in(arena), html = text_in(arena);
    if (make_model(arena, config, answer, model, error) ||
        render(language, "answer", "text", RENDER_TEXT, model, &text, error) ||
        render(language, "answer", "html", RENDER_HTML, model, &html, error))
        return -1;
    if (answer->subject)
        text_add(&subject, answer->subject);
    else if (answer->block_count && render(language, answer->blocks[0].template, "subject",
                                           RENDER_LINE, answer->blocks[0].model, &subject, error))
        return -1;
    *row = (struct outbox_new){
        .kind = answer->kind,
        .message_id = message_id(arena, config, answer),
        .sender = answer->envelope,
        .recipient = answer->recipient,
        .created = now,
    };
    if (plain)
        *plain = text.at;
    return compose(arena, config, answer, subject.at, text.at, html.at, now, row, error);
}

static void add_lines(struct text *whole, struct view lines)
{
    lines = view_trim(lines);
    if (lines.len && whole->len)
        text_add_byte(whole, '\n');
    text_add_view(whole, lines);
}

int answer_sms(struct arena *arena, const struct config *config, const struct block *blocks,
               int count, struct view *text, struct view *more, struct error *error)
{
    const char *language = config->farm.language;
    struct text whole = text_in(arena), rest = text_in(arena);
    struct view last = {NULL, 0};
    for (int i = 0; i < count; i++) {
        struct text one = text_in(arena), next = text_in(arena);
        if (render(language, blocks[i].template, "sms", RENDER_SMS, blocks[i].model, &one, error))
            return -1;
        if (render_section(language, blocks[i].template, "more").len &&
            render(language, blocks[i].template, "more", RENDER_SMS, blocks[i].model, &next, error))
            return -1;
        if (last.len && view_equal(last, text_view(&one)))
            continue; /* two requests, one and the same thing to say */
        last = text_view(&one);
        add_lines(&whole, last);
        add_lines(&rest, text_view(&next));
    }
    *text = gsm7_fold(arena, text_view(&whole));
    *more = gsm7_fold(arena, text_view(&rest));
    return 0;
}

/* Where a reader would turn the page: at a line's end, else between words, not too early. */
static size_t page_end(struct view text, size_t most)
{
    static const char marks[] = {'\n', ' '};
    for (size_t i = 0; i < sizeof marks; i++)
        for (size_t at = most; at > most / 2; at--)
            if (text.at[at] == marks[i])
                return at;
    while (most && ((unsigned char)text.at[most] & 0xC0) == 0x80)
        most--;
    return most;
}

void answer_text(struct arena *arena, const struct config *config, const struct answer *answer,
                 struct view text, struct view more, int64_t now, struct outbox_new *row,
                 struct view *rest)
{
    struct view hint = view_trim(render_section(config->farm.language, "words", "sms.more"));
    struct text page = text_in(arena), left = text_in(arena);
    text_add_view(&page, text);
    bool fits = gsm7_measure(text).segments <= GSM7_SEGMENTS;
    for (size_t end = text.len; !fits || more.len;) {
        text_cut(&page, 0);
        text_cut(&left, 0);
        text_add_view(&page, view_trim(view_cut(text, 0, end)));
        add_lines(&page, hint);
        add_lines(&left, view_cut(text, end, text.len));
        if (gsm7_measure(text_view(&page)).segments <= GSM7_SEGMENTS)
            break;
        size_t most = gsm7_cut(text, GSM7_SEGMENTS);
        end = page_end(text, end > most ? most - 1 : end - 1);
        fits = false;
    }
    add_lines(&left, more);
    struct gsm7_size size = gsm7_measure(text_view(&page));
    const char *seed =
        arena_print(arena, "%s\n%s\n%s", answer->seed, answer->kind, answer->recipient);
    *row = (struct outbox_new){
        .kind = answer->kind,
        .message_id = arena_print(arena, "sms.%.32s", secret_digest(arena, view_of(seed))),
        .sender = config->sms.number,
        .recipient = answer->recipient,
        .created = now,
        .bytes = text_view(&page),
        .segments = size.segments,
        .ucs2 = size.ucs2,
    };
    *rest = text_view(&left);
}
