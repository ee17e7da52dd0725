/* pipeline: whole mails on the sample farm, each a row; rows of one story see what the ones before did.
 *
 * What is checked is what trust is about: who was believed, what changed, who was written to.
 */
#include <string.h>

#include "bot/pipeline.h"
#include "db/inbox.h"
#include "tests/bot/sample.h"

enum proof { PROVEN, CLAIMED };

struct mail_row {
    const char *story; /* NULL: the one of the row above goes on */
    const char *from;
    enum proof how;
    const char *time; /* received and decided */
    const char
        *subject; /* {token}, {first}: that of the last, the first confirmation mail; {last}: it
                          * replies to the last of our mails, {other}: to none that we know */
    const char *text;
    const char *state;
    int changes;      /* journal rows that it made */
    int letters;      /* mails that it caused */
    const char *says; /* in the last of them; NULL: not looked at */
    int times;        /* sent so often */
};

static const char camille[] = "camille.roux@example.org";

static const struct mail_row rows[] = {
    {"a claimed sender's words answer no question", camille, PROVEN, "2026-03-09T10:00", "Panier",
     "SUSPENDRE 18 mars", "ASKED", 0, 1, "mardi 17 mars", 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:05", "Re: Panier", "le 17", "STAFF", 0, 1, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:06", "Re: Panier", "1", "ASKED", 0, 1, NULL, 1},
    {NULL, camille, PROVEN, "2026-03-09T10:07", "Re: Panier", "le 17", "DONE", 1, 1,
     "mardi 17 mars", 1},
    {"somebody floods in a subscriber's name: few mails, and the real one is still heard", camille,
     CLAIMED, "2026-03-09T10:00", "Panier", "PLANNING", "ASKED", 0, 1, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:01", "Panier", "SUSPENDRE 24 mars", "ASKED", 0, 1, NULL,
     19},
    {NULL, camille, CLAIMED, "2026-03-09T10:10", "Panier", "SUSPENDRE 24 mars", "STAFF", 0, 0, NULL,
     2},
    {NULL, camille, PROVEN, "2026-03-09T10:12", "Panier", "SUSPENDRE 24 mars", "DONE", 1, 1, NULL,
     1},
    {NULL, camille, CLAIMED, "2026-03-10T10:30", "Panier", "PLANNING", "ASKED", 0, 1, NULL, 1},
    {"a OUI to another of our mails confirms nothing", camille, CLAIMED, "2026-03-09T10:00",
     "Panier", "SUSPENDRE 24 mars", "ASKED", 0, 1, NULL, 1},
    {NULL, camille, PROVEN, "2026-03-09T10:01", "Re: Votre planning {other}", "OUI", "DONE", 0, 1,
     NULL, 1},
    {NULL, camille, PROVEN, "2026-03-09T10:02", "Re: Confirmez {last}", "OUI", "DONE", 1, 1, NULL,
     1},
    {"a OUI in a mail of its own confirms the one that waits", camille, CLAIMED, "2026-03-09T10:00",
     "Panier", "SUSPENDRE 24 mars", "ASKED", 0, 1, NULL, 1},
    {NULL, camille, PROVEN, "2026-03-09T10:01", "Panier", "OUI", "DONE", 1, 1, NULL, 1},
    {NULL, camille, PROVEN, "2026-03-09T10:02", "Panier", "OUI", "DONE", 0, 1, NULL, 1},
    {"a token works once, whoever sends it", camille, CLAIMED, "2026-03-09T10:00", "Panier",
     "SUSPENDRE 24 mars", "ASKED", 0, 1, NULL, 1},
    {NULL, "helene.girard@example.org", PROVEN, "2026-03-09T10:01", "Re: {token}", "NON", "STAFF",
     0, 0, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:02", "Re: {token}", "Absente jusqu'au 30 mars.",
     "ASKED", 0, 1, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:03", "Re: {first}", "OUI", "DONE", 1, 1, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-09T10:04", "Re: {first}", "OUI", "DONE", 0, 1, NULL, 1},
    {"a token is forgotten after a week", camille, CLAIMED, "2026-03-09T10:00", "Panier",
     "SUSPENDRE 24 mars", "ASKED", 0, 1, NULL, 1},
    {NULL, camille, CLAIMED, "2026-03-16T10:01", "Re: {token}", "OUI", "DONE", 0, 1, NULL, 1},
    {"of a text too long to be read to its end nothing is done", camille, PROVEN,
     "2026-03-09T10:00", "Panier", "{long}", "STAFF", 0, 1, "trop", 1},
};

struct story {
    struct arena *arena;
    const char *path;
    struct config *config;
    struct db *db;
    struct pipeline *pipeline;
    const char *token, *first; /* of the last confirmation mail, and of the story's first */
    const char *last;          /* Message-ID of that mail */
    int mails;
};

static const char *value(struct story *story, const char *sql)
{
    return sample_value(story->arena, story->path, sql);
}

/* The subject's last word in braces is replaced, and may give a header more. */
static const char *make_subject(struct story *story, const char *text)
{
    const char *mark = strchr(text, '{');
    if (!mark)
        return text;
    const char *with = !strcmp(mark, "{token}")   ? story->token
                       : !strcmp(mark, "{first}") ? story->first
                                                  : "";
    const char *answers = !strcmp(mark, "{other}") ? "\r\nIn-Reply-To: <other@example.org>"
                          : !strcmp(mark, "{last}")
                              ? arena_print(story->arena, "\r\nIn-Reply-To: <%s>", story->last)
                              : "";
    return arena_print(story->arena, "%.*s%s%s", (int)(mark - text), text, with, answers);
}

/* {long}: a request, and more than is read of any mail. */
static const char *make_text(struct story *story, const char *text)
{
    struct text whole = text_in(story->arena);
    if (strcmp(text, "{long}"))
        return text;
    text_add(&whole, "SUSPENDRE 24 mars\r\n");
    while (whole.len < 2 * MAIL_TEXT_BYTES)
        text_add(&whole, "Bonjour, tout va bien.\r\n");
    return whole.at;
}

static const char *make_mail(struct story *story, const struct mail_row *row)
{
    const char *domain = strchr(row->from, '@') + 1;
    const char *proof =
        row->how == PROVEN
            ? arena_print(story->arena,
                          "Authentication-Results: mx.exemple.net; dmarc=pass header.from=%s\r\n",
                          domain)
            : "";
    return arena_print(story->arena,
                       "%sFrom: <%s>\r\nTo: <paniers@example.org>\r\nMessage-ID: <%d@test>\r\n"
                       "Date: %s\r\nSubject: %s\r\nMIME-Version: 1.0\r\n"
                       "Content-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: 8bit\r\n\r\n%s\r\n",
                       proof, row->from, story->mails, row->time, make_subject(story, row->subject),
                       make_text(story, row->text));
}

static void begin(struct story *story, struct arena *arena, const char *path)
{
    *story = (struct story){.arena = arena, .path = path, .token = ""};
    story->config = sample_config(arena, "");
    story->db = sample_db(arena, path);
    story->pipeline = pipeline_open(story->db, story->config);
}

static void end(struct story *story)
{
    pipeline_close(&story->pipeline);
    db_close(&story->db);
}

/* The token of the last confirmation mail, as its subject or text shows it. */
static void find_token(struct story *story)
{
    const char *letter =
        value(story, "SELECT CAST(r.bytes AS TEXT) FROM outbox o JOIN outbox_raw r ON r.outbox = "
                     "o.id WHERE o.kind = 'confirm' ORDER BY o.id DESC LIMIT 1");
    for (const char *at = letter; *at; at++) {
        size_t len = strspn(at, "0123456789ABCDEFGHJKMNPQRSTVWXYZ-");
        if (len == 31) { /* six groups */
            story->token = arena_copy(story->arena, at, len);
            story->last = value(story, "SELECT message_id FROM outbox WHERE kind = 'confirm' ORDER "
                                       "BY id DESC LIMIT 1");
            if (!story->first)
                story->first = story->token;
            return;
        }
        at += len ? len - 1 : 0;
    }
}

static void run(struct story *story, const char *name, const struct mail_row *row)
{
    struct error error;
    int64_t now = sample_time(row->time);
    story->mails++;
    struct inbox_row mail = {.source_key = arena_print(story->arena, "k%d", story->mails),
                             .received = now,
                             .raw = view_of(make_mail(story, row))};
    bool added;
    if (db_begin(story->db, &error) || inbox_add(story->db, &mail, now, &added, &error) ||
        db_commit(story->db, &error))
        sample_die(name, error.text);
    int journal = atoi(value(story, "SELECT count(*) FROM journal WHERE batch > 0"));
    int outbox = atoi(value(story, "SELECT count(*) FROM outbox"));
    int decided;
    struct verdict verdict = pipeline_turn(story->pipeline, now, &decided);
    CHECK(verdict.kind == VERDICT_OK && decided == 1, "%s: mail %d: decided", name, story->mails);
    const char *got =
        arena_print(story->arena, "%s changes=%d letters=%d",
                    value(story, "SELECT state FROM inbox ORDER BY id DESC LIMIT 1"),
                    atoi(value(story, "SELECT count(*) FROM journal WHERE batch > 0")) - journal,
                    atoi(value(story, "SELECT count(*) FROM outbox")) - outbox);
    const char *want = arena_print(story->arena, "%s changes=%d letters=%d", row->state,
                                   row->changes, row->letters);
    if (!CHECK_TEXT(got, want, "%s: mail %d: \"%s\"", name, story->mails, row->text))
        tap_note("reason", value(story, "SELECT reason FROM inbox ORDER BY id DESC LIMIT 1"));
    if (row->says) {
        const char *letter = value(story, "SELECT CAST(bytes AS TEXT) FROM outbox_raw ORDER BY "
                                          "outbox DESC LIMIT 1");
        if (!CHECK(strstr(letter, row->says) != NULL, "%s: mail %d: says \"%s\"", name,
                   story->mails, row->says))
            tap_note("letter", letter);
    }
    find_token(story);
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena), *name = "";
    struct story story = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (rows[i].story) {
            if (story.db)
                end(&story);
            name = rows[i].story;
            begin(&story, arena, arena_print(arena, "%s/%zu.db", folder, i));
        }
        for (int n = 0; n < rows[i].times; n++)
            run(&story, name, &rows[i]);
    }
    end(&story);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
