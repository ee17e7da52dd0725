/* code: a mail address or telephone number changes only with what two mailboxes said; whole mails in,
 * letters out, through the pipeline. */
#include "bot/pipeline.h"
#include "bot/secret.h"
#include "db/inbox.h"
#include "parsers/mail.h"
#include "tests/bot/sample.h"

struct post {
    struct arena *arena;
    const char *path;
    struct config *config;
    struct db *db;
    struct pipeline *pipeline;
    int64_t now;
    int count;
};

enum { CAMILLE = 1001 };
static const char camille[] = "camille.roux@example.org", fresh[] = "camille@example.net";

/* One mail, decided; its inbox row's number. `proven` false: nothing authenticates it. */
static int64_t write_mail(struct post *post, const char *from, bool proven, const char *subject,
                          const char *body)
{
    struct error error;
    bool added;
    int decided;
    post->now += 600;
    post->count++;
    const char *domain = strchr(from, '@') + 1;
    struct inbox_row row = {
        .source_key = arena_print(post->arena, "%d", post->count),
        .received = post->now,
    };
    row.raw = view_of(arena_print(
        post->arena,
        "%s%s%sFrom: <%s>\r\nTo: <paniers@example.org>\r\nSubject: %s\r\nMessage-ID: <%d@test>\r\n"
        "Date: Mon, 09 Mar 2026 09:01:00 +0100\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n\r\n%s\r\n",
        proven ? "Authentication-Results: mx.exemple.net; dmarc=pass header.from=" : "",
        proven ? domain : "", proven ? "\r\n" : "", from, subject, post->count, body));
    if (db_begin(post->db, &error) || inbox_add(post->db, &row, post->now, &added, &error) ||
        db_commit(post->db, &error))
        sample_die("inbox", error.text);
    struct verdict verdict = pipeline_turn(post->pipeline, post->now, &decided);
    if (verdict.kind != VERDICT_OK || decided != 1)
        sample_die("turn", verdict.reason);
    return post->count;
}

/* `?` in the query is that number. */
static const char *value(struct post *post, const char *query, int64_t number)
{
    const char *mark = strchr(query, '?');
    return sample_value(post->arena, post->path,
                        arena_print(post->arena, "%.*s%lld%s", (int)(mark - query), query,
                                    (long long)number, mark + 1));
}

static const char *emails(struct post *post)
{
    return value(post,
                 "SELECT group_concat(value, ',') FROM (SELECT value FROM contact WHERE kind = "
                 "'email' AND subscriber = ? ORDER BY position, value)",
                 CAMILLE);
}

static const char *phones(struct post *post)
{
    return value(post,
                 "SELECT coalesce(group_concat(value, ','), '') FROM (SELECT value FROM contact "
                 "WHERE kind = 'phone' AND subscriber = ? ORDER BY position, value)",
                 CAMILLE);
}

/* The letter of that inbox row to that address; its text with the subject before it. */
static const char *letter(struct post *post, int64_t inbox, const char *recipient)
{
    struct mail mail;
    struct error error;
    const char *raw = sample_value(
        post->arena, post->path,
        arena_print(post->arena,
                    "SELECT CAST(r.bytes AS TEXT) FROM outbox o JOIN outbox_raw r ON r.outbox = "
                    "o.id WHERE o.inbox = %lld AND o.recipient = '%s'",
                    (long long)inbox, recipient));
    if (!*raw || mail_read(post->arena, view_of(raw), &mail, &error))
        return "";
    return arena_print(post->arena, "%s\n%.*s", mail.subject, (int)mail.text.len, mail.text.at);
}

static const char *subject_of(struct post *post, const char *text)
{
    struct view rest = view_of(text), line;
    view_line(&rest, &line);
    return arena_print(post->arena, "Re: %.*s", (int)line.len, line.at);
}

/* "Votre code : 482113" */
static const char *code_of(struct post *post, const char *text)
{
    const char *at = strstr(text, " : ");
    return at ? arena_copy(post->arena, at + 3, 6) : "";
}

static bool has(const char *text, const char *piece)
{
    bool found = strstr(text, piece) != NULL;
    if (!found)
        tap_note(piece, text);
    return found;
}

static const char *state(struct post *post, int64_t inbox)
{
    return value(post, "SELECT state FROM inbox WHERE id = ?", inbox);
}

static int64_t letters(struct post *post, int64_t inbox)
{
    int64_t count = -1;
    view_int(view_of(value(post, "SELECT count(*) FROM outbox WHERE inbox = ?", inbox)), &count);
    return count;
}

static void test_email(struct post *post)
{
    int64_t asked = write_mail(post, camille, true, "Adresse",
                               arena_print(post->arena, "EMAIL %s", "Camille@Example.NET"));
    const char *answer = letter(post, asked, camille), *sent = letter(post, asked, fresh);
    const char *subject = subject_of(post, answer), *code = code_of(post, sent);
    CHECK(has(answer, "Répondez OUI [") && has(answer, "Rien n'est encore fait") &&
              has(answer, fresh),
          "the address on file is asked, with a token");
    CHECK(has(sent, "Votre code : ") && strlen(code) == 6, "the new address gets a code");
    CHECK(!strstr(answer, code), "which is not in the other letter");
    CHECK(!strstr(sent, camille) && !strstr(sent, "Roux") && !strstr(sent, "Camille"),
          "and does not say who asks");
    CHECK_TEXT(state(post, asked), "ASKED", "the question waits");
    CHECK(letters(post, asked) == 2, "two letters");
    CHECK(!strstr(value(post, "SELECT options FROM question WHERE inbox = ?", asked), code),
          "the code is not stored in the question");
    CHECK_TEXT(emails(post), camille, "nothing is changed");

    int64_t wrong = write_mail(post, camille, true, subject, "OUI");
    CHECK(has(letter(post, wrong, camille), "Il manque le code"), "a OUI alone does nothing");
    const char *other = arena_print(post->arena, "OUI %06d", (atoi(code) + 1) % 1000000);
    wrong = write_mail(post, camille, true, subject, other);
    CHECK(has(letter(post, wrong, camille), "Le code n'est pas le bon"), "another code neither");
    wrong = write_mail(post, camille, true, "Code", arena_print(post->arena, "OUI %s", code));
    CHECK(has(letter(post, wrong, camille), "l'objet du message a changé"),
          "nor without the token");
    wrong = write_mail(post, fresh, true, subject, arena_print(post->arena, "OUI %s", code));
    CHECK(!strstr(letter(post, wrong, fresh), "noté"), "nor from the new address");
    wrong = write_mail(post, "helene.girard@example.org", true, subject,
                       arena_print(post->arena, "OUI %s", code));
    CHECK_TEXT(state(post, wrong), "STAFF", "nor from another subscriber");
    CHECK_TEXT(emails(post), camille, "nothing is changed yet");

    int64_t done =
        write_mail(post, camille, true, subject, arena_print(post->arena, "OUI %s", code));
    answer = letter(post, done, camille);
    CHECK(has(answer, "Nous avons ajouté : adresse de mail") && has(answer, fresh) &&
              has(answer, "Restent aussi connus : camille.roux@example.org") &&
              has(answer, "ANNULER"),
          "token and code: done, with undo");
    CHECK_TEXT(emails(post), "camille.roux@example.org,camille@example.net", "it is on file");
    CHECK(has(letter(post, done, fresh), "Votre abonnement a changé"), "the new address is told");
    int64_t again =
        write_mail(post, camille, true, subject, arena_print(post->arena, "OUI  %s", code));
    CHECK(has(letter(post, again, camille), "Rien ne change"), "the token works once");
    CHECK_TEXT(emails(post), "camille.roux@example.org,camille@example.net", "and changes nothing");

    int64_t used = write_mail(post, fresh, true, "Infos", "INFOS");
    CHECK(has(letter(post, used, fresh), "numéro 1001"), "the new address is a subscriber's");
    write_mail(post, camille, true, "Non", "ANNULER");
    CHECK_TEXT(emails(post), camille, "ANNULER takes it away");
    used = write_mail(post, fresh, true, "Infos", "INFOS ");
    CHECK(!strstr(letter(post, used, fresh), "1001"), "and it is a stranger's again");
}

/* Two addresses on file: the one that did not ask is told, with the way back, and may take it. */
static void test_household(struct post *post)
{
    static const char chloe[] = "chloe.arnaud@example.org", marc[] = "marc.arnaud@example.org";
    static const char new_one[] = "foyer@example.net";
    static const char count[] =
        "SELECT count(*) FROM contact WHERE subscriber = ? AND kind = 'email'";
    int64_t asked = write_mail(post, chloe, true, "Adresse", "EMAIL foyer@example.net");
    CHECK(letters(post, asked) == 2 && !*letter(post, asked, marc), "nobody else is told before");
    const char *subject = subject_of(post, letter(post, asked, chloe));
    const char *code = code_of(post, letter(post, asked, new_one));
    int64_t done = write_mail(post, chloe, true, subject, arena_print(post->arena, "OUI %s", code));
    const char *told = letter(post, done, marc);
    CHECK(has(told, chloe) && has(told, new_one) && has(told, "Répondez ANNULER") &&
              has(told, "Ce n'est pas vous"),
          "the other old address is told who added what, and how to take it back");
    CHECK_TEXT(value(post, count, 1009), "3", "three addresses");
    int64_t undo = write_mail(post, marc, true, "Re: Votre abonnement a changé", "ANNULER");
    CHECK(has(letter(post, undo, marc), "Faut-il annuler la dernière modification"),
          "somebody else's change wants a OUI");
    write_mail(post, marc, true, "Re: Annuler", "OUI");
    CHECK_TEXT(value(post, count, 1009), "2", "and is taken back");
}

static void test_phone(struct post *post)
{
    int64_t asked = write_mail(post, camille, true, "Tel", "TELEPHONE 06 39 98 01 90");
    const char *subject = subject_of(post, letter(post, asked, camille));
    CHECK(letters(post, asked) == 1 && has(letter(post, asked, camille), "06 39 98 01 90"),
          "one letter to the address on file");
    int64_t bare = write_mail(post, camille, true, "Re: Tel", "OUI");
    CHECK(has(letter(post, bare, camille), "L'objet du message a changé"), "a OUI without token");
    CHECK_TEXT(phones(post), "+33639980101", "nothing is changed");
    int64_t done = write_mail(post, camille, false, subject, "OUI");
    CHECK(has(letter(post, done, camille), "Avant : 06 39 98 01 01") &&
              has(letter(post, done, camille), "Maintenant : 06 39 98 01 90"),
          "the token proves who writes");
    CHECK_TEXT(phones(post), "+33639980190", "the only number is replaced");
    write_mail(post, camille, true, "Non", "ANNULER");
    CHECK_TEXT(phones(post), "+33639980101", "and comes back");
    asked = write_mail(post, camille, true, "Tel", "TELEPHONE 0639980191");
    write_mail(post, camille, true, subject_of(post, letter(post, asked, camille)), "NON");
    CHECK_TEXT(phones(post), "+33639980101", "NON leaves it");
    bare = write_mail(post, camille, true, "Tel", "OUI ");
    CHECK(has(letter(post, bare, camille), "Nous n'attendions pas de réponse"), "for good");
}

static void test_refused(struct post *post)
{
    int64_t row = write_mail(post, camille, true, "Mail", "EMAIL helene.girard@example.org");
    CHECK_TEXT(state(post, row), "STAFF", "somebody else's address is for a person");
    CHECK(letters(post, row) == 1 && !strstr(letter(post, row, camille), "Hélène"),
          "and nothing is said or sent to them");
    row = write_mail(post, camille, true, "Mail", "EMAIL paniers@example.org");
    CHECK_TEXT(state(post, row), "STAFF", "our own address too");
    row = write_mail(post, camille, true, "Mail", "EMAIL Camille.Roux@example.org");
    CHECK(has(letter(post, row, camille), "déjà ce que nous avons noté"),
          "one's own: nothing to do");
    row = write_mail(post, camille, true, "Mails",
                     "EMAIL un@example.net\r\nEMAIL deux@example.net\r\nSOLDE");
    CHECK_TEXT(state(post, row), "STAFF", "two new addresses: the second is for a person");
    CHECK(letters(post, row) == 2 && *letter(post, row, "un@example.net") &&
              has(letter(post, row, camille), "Répondez OUI ["),
          "the first one waits, with its token in the subject");
    CHECK_TEXT(emails(post), camille, "nothing is changed");
}

/* Two requests wait for one OUI; the address is on another's file by the time it comes. */
static void test_later(struct post *post)
{
    int64_t asked = write_mail(post, camille, true, "Les deux",
                               "EMAIL trois@example.net\r\nTELEPHONE 0639980192");
    const char *subject = subject_of(post, letter(post, asked, camille));
    const char *code = code_of(post, letter(post, asked, "trois@example.net"));
    sample_sql(post->path, "INSERT INTO contact VALUES ('email', 'trois@example.net', 1002, 9)");
    int64_t done =
        write_mail(post, camille, true, subject, arena_print(post->arena, "OUI %s", code));
    CHECK_TEXT(emails(post), camille, "an address that is taken meanwhile is not");
    CHECK_TEXT(phones(post), "+33639980192", "the other request is done");
    CHECK_TEXT(state(post, done), "STAFF", "and a person sees it");

    asked = write_mail(post, camille, true, "Tard", "EMAIL quatre@example.net");
    subject = subject_of(post, letter(post, asked, camille));
    code = code_of(post, letter(post, asked, "quatre@example.net"));
    post->now += 3 * 86400;
    write_mail(post, camille, true, subject, arena_print(post->arena, "OUI %s", code));
    CHECK_TEXT(emails(post), camille, "after three days the code is worth nothing");
}

/* A forged sender: the address on file confirms the wish first, and then the new address. */
static void test_unproven(struct post *post)
{
    int64_t asked = write_mail(post, camille, false, "Adresse", "EMAIL cinq@example.net");
    CHECK(letters(post, asked) == 1, "only the address on file is written to");
    int64_t next =
        write_mail(post, camille, false, subject_of(post, letter(post, asked, camille)), "OUI");
    const char *answer = letter(post, next, camille);
    const char *code = code_of(post, letter(post, next, "cinq@example.net"));
    CHECK(has(answer, "Répondez OUI [") && strlen(code) == 6, "then the code leaves");
    CHECK_TEXT(emails(post), camille, "nothing is changed yet");
    write_mail(post, camille, false, subject_of(post, answer),
               arena_print(post->arena, "OUI %s", code));
    CHECK_TEXT(emails(post), "camille.roux@example.org,cinq@example.net", "then it is");
}

int main(void)
{
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    struct post post = {.arena = arena, .path = arena_print(arena, "%s/cabas.db", folder)};
    post.config = sample_config(arena, "");
    post.db = sample_db(arena, post.path);
    post.pipeline = pipeline_open(post.db, post.config);
    post.now = sample_time("2026-03-09T09:00");
    test_email(&post);
    post.now += 7200;
    test_household(&post);
    post.now += 7200;
    test_phone(&post);
    post.now += 7200;
    test_refused(&post);
    post.now += 7200;
    test_later(&post);
    test_unproven(&post);
    pipeline_close(&post.pipeline);
    db_close(&post.db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
