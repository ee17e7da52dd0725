#include "bot/letter.h"

#include <string.h>

#include "bot/secret.h"
#include "db/outbox.h"
#include "templates/render.h"

static void put_farm(const struct config *config, struct tree *model)
{
    struct tree *farm = tree_put_object(model, "farm");
    tree_put_text(farm, "name", config->farm.name);
    tree_put_text(farm, "email", config->mail.from_address);
}

static int section(const struct config *config, const struct letter *letter, const char *name,
                   enum render_for target, struct text *out, struct error *error)
{
    return render(config->farm.language, letter->template, name, target, letter->model, out, error);
}

static int send_one(struct arena *arena, struct db *db, const struct config *config,
                    const struct letter *letter, const char *to, const struct compose *parts,
                    struct error *error)
{
    struct compose mail = *parts;
    struct text bytes = text_in(arena);
    const char *seed = arena_print(arena, "%s\n%s\n%s", letter->kind, letter->seed, to);
    const char *at = strchr(config->mail.from_address, '@');
    mail.to = to;
    mail.message_id = arena_print(arena, "cabas.%.32s%s", secret_digest(arena, view_of(seed)),
                                  at ? at : "@localhost");
    if (compose_mail(&mail, &bytes, error))
        return -1;
    struct outbox_new row = {
        .kind = letter->kind,
        .message_id = mail.message_id,
        .sender = config->mail.from_address,
        .recipient = to,
        .cause = "",
        .created = letter->now,
        .bytes = text_view(&bytes),
    };
    return outbox_add(db, &row, error);
}

int letter_send(struct arena *arena, struct db *db, const struct config *config,
                const struct letter *letter, int *count, struct error *error)
{
    struct text subject = text_in(arena), text = text_in(arena), html = text_in(arena);
    put_farm(config, letter->model);
    *count = 0;
    if (section(config, letter, "subject", RENDER_LINE, &subject, error) ||
        section(config, letter, "text", RENDER_TEXT, &text, error) ||
        section(config, letter, "html", RENDER_HTML, &html, error))
        return -1;
    struct compose parts = {
        .from = config->mail.from,
        .subject = subject.at,
        .date = letter->now,
        .auto_submitted = "auto-generated",
        .text = text.at,
        .html = html.at,
        .files = letter->files,
        .file_count = letter->file_count,
    };
    for (int i = 0; i < config->mail.staff_count; i++) {
        const char *to = config->mail.staff[i];
        if (letter->only && strcmp(letter->only, to))
            continue;
        if (send_one(arena, db, config, letter, to, &parts, error))
            return -1;
        ++*count;
    }
    return 0;
}

int letter_print(struct arena *arena, const struct config *config, const struct letter *letter,
                 const char **text, struct error *error)
{
    struct text subject = text_in(arena), body = text_in(arena);
    put_farm(config, letter->model);
    if (section(config, letter, "subject", RENDER_LINE, &subject, error) ||
        section(config, letter, "text", RENDER_TEXT, &body, error))
        return -1;
    *text = arena_print(arena, "%s\n\n%s\n", subject.at, body.at);
    return 0;
}
