/* handle: raw mails through the whole way of a message, on the sample farm: what is stored, changed, sent. */
#include "bot/log.h"
#include "bot/pipeline.h"
#include "db/inbox.h"
#include "parsers/mail.h"
#include "tests/bot/sample.h"

#define ROUX "camille.roux@example.org"
#define CHLOE "chloe.arnaud@example.org"
#define MARC "marc.arnaud@example.org"

struct post {
    const char *from;
    bool unproven; /* no Authentication-Results */
    const char *subject, *body;
    const char *id;             /* Message-ID; NULL: a new one; "": none */
    const char *headers;        /* more of them */
    const char *received, *now; /* NULL: Monday 9 March 2026, 10:00; as received */
    bool oversized, old;
    const char *raw; /* the whole mail instead */
};

struct box {
    struct arena *arena;
    const char *folder, *path;
    struct config *config;
    struct db *db;
    struct pipeline *pipeline;
    int posted;
};

static struct box box_open(const char *settings)
{
    struct box box = {.arena = arena_new()};
    box.folder = sample_folder(box.arena);
    box.path = arena_print(box.arena, "%s/cabas.db", box.folder);
    box.config = sample_config(box.arena, settings);
    box.db = sample_db(box.arena, box.path);
    box.pipeline = pipeline_open(box.db, box.config);
    return box;
}

static void box_close(struct box *box)
{
    pipeline_close(&box->pipeline);
    db_close(&box->db);
    sample_remove(box->arena, box->folder);
    arena_free(&box->arena);
}

static const char *ask(struct box *box, const char *sql)
{
    return sample_value(box->arena, box->path, sql);
}

static struct view make_mail(struct box *box, const struct post *post)
{
    struct text raw = text_in(box->arena);
    const char *domain = strchr(post->from, '@');
    if (!post->unproven)
        text_print(&raw, "Authentication-Results: mx.exemple.net; dmarc=pass header.from=%s\r\n",
                   domain ? domain + 1 : "");
    text_print(&raw, "From: <%s>\r\nTo: paniers@example.org\r\nSubject: %s\r\n", post->from,
               post->subject ? post->subject : "Bonjour");
    if (!post->id || *post->id)
        text_print(&raw, "Message-ID: <%s>\r\n",
                   post->id ? post->id : arena_print(box->arena, "m%d@example.org", box->posted));
    text_print(&raw,
               "Date: Mon, 09 Mar 2026 10:00:00 +0100\r\n%sMIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
               "\r\n%s\r\n",
               post->headers ? post->headers : "", post->body ? post->body : "");
    return text_view(&raw);
}

static void put(struct box *box, const struct post *post)
{
    struct error error;
    bool added;
    int64_t received = sample_time(post->received ? post->received : "2026-03-09T10:00");
    box->posted++;
    struct inbox_row row = {
        .source_key = arena_print(box->arena, "k%d", box->posted),
        .received = received,
        .oversized = post->oversized,
        .old = post->old,
        .raw = post->raw ? view_of(post->raw) : make_mail(box, post),
    };
    if (db_begin(box->db, &error) || inbox_add(box->db, &row, received, &added, &error) ||
        db_commit(box->db, &error))
        sample_die("inbox", error.text);
}

static void turn(struct box *box, const struct post *post)
{
    int decided;
    const char *now = post->now ? post->now : post->received ? post->received : "2026-03-09T10:00";
    struct verdict verdict = pipeline_turn(box->pipeline, sample_time(now), &decided);
    if (verdict.kind != VERDICT_OK)
        CHECK(false, "turn: %s", verdict.reason);
}

/* The state and reason of the last message, and how many letters it caused. */
static const char *outcome(struct box *box)
{
    return ask(box, "SELECT trim(state || ' ' || reason) || ': ' || (SELECT count(*) FROM outbox "
                    "WHERE inbox = i.id) FROM inbox i ORDER BY id DESC LIMIT 1");
}

static void send(struct box *box, const char *name, struct post post, const char *want)
{
    put(box, &post);
    turn(box, &post);
    CHECK_TEXT(outcome(box), want, "%s", name);
}

/* The text of the newest letter. */
static const char *letter(struct box *box)
{
    struct mail mail;
    struct error error;
    const char *hex = ask(box, "SELECT hex(bytes) FROM outbox_raw ORDER BY outbox DESC LIMIT 1");
    struct text raw = text_in(box->arena);
    for (; hex[0] && hex[1]; hex += 2) {
        char pair[3] = {hex[0], hex[1], 0};
        text_add_byte(&raw, (char)strtol(pair, NULL, 16));
    }
    if (mail_read(box->arena, text_view(&raw), &mail, &error))
        return arena_text(box->arena, error.text);
    return arena_print(box->arena, "%s\n%.*s", mail.subject, (int)mail.text.len, mail.text.at);
}

static void says(struct box *box, const char *what)
{
    const char *text = letter(box);
    if (!CHECK(strstr(text, what) != NULL, "the letter says: %s", what))
        tap_note("letter", text);
}

static void says_not(struct box *box, const char *what)
{
    const char *text = letter(box);
    if (!CHECK(strstr(text, what) == NULL, "the letter does not say: %s", what))
        tap_note("letter", text);
}

static void holds(struct box *box, const char *sql, const char *want)
{
    CHECK_TEXT(ask(box, sql), want, "%s", sql);
}

#define SUSPENDED "SELECT coalesce(group_concat(subscription || ' ' || day), '') FROM suspension"
#define ENDED                                                                                      \
    "SELECT coalesce(group_concat(id || ' ' || end_day), '') FROM subscription WHERE "             \
    "end_day <> '2026-12-18'"

/* D1 and nasty 6 to 9: the same message once, other messages each. */
static void check_duplicates(void)
{
    struct box box = box_open("");
    struct post post = {.from = ROUX, .body = "SUSPENDRE 17/03", .id = "one@example.org"};
    send(&box, "a mail", post, "DONE: 1");
    send(&box, "the same mail again (nasty 6)", post, "IGNORED duplicate: 0");
    post.body = "SUSPENDRE 24/03";
    send(&box, "another mail with the same Message-ID (nasty 9)", post, "DONE: 1");
    post.id = "two@example.org";
    send(&box, "the same words under another Message-ID", post, "DONE: 1");
    says(&box, "Déjà suspendu");
    post = (struct post){.from = ROUX, .body = "SUSPENDRE 31/03", .id = ""};
    send(&box, "no Message-ID (nasty 7)", post, "DONE: 1");
    send(&box, "the same without Message-ID", post, "IGNORED duplicate: 0");
    post.body = "SUSPENDRE 07/04";
    send(&box, "no Message-ID, another text (nasty 8)", post, "DONE: 1");
    post.from = "helene.girard@example.org";
    send(&box, "no Message-ID, the same text of somebody else", post, "DONE: 2");
    holds(&box, SUSPENDED, "1 2026-03-17,1 2026-03-24,1 2026-03-31,1 2026-04-07,2 2026-04-07");
    holds(&box, "SELECT count(DISTINCT message_id) = count(*) FROM outbox", "1");
    /* both copies in one batch */
    post = (struct post){.from = ROUX, .body = "REPRENDRE 07/04", .id = "three@example.org"};
    put(&box, &post);
    send(&box, "two copies in one turn", post, "IGNORED duplicate: 0");
    holds(&box, "SELECT count(*) FROM journal WHERE kind = 'resume'", "1");
    box_close(&box);
}

/* The token of the newest letter, in groups. */
static const char *token_of(struct box *box)
{
    const char *at = strstr(letter(box), "OUI [");
    if (!at)
        return "";
    struct view rest = view_of(at + 5);
    size_t end = 0;
    while (end < rest.len &&
           (byte_is_letter(rest.at[end]) || byte_is_digit(rest.at[end]) || rest.at[end] == '-'))
        end++;
    return arena_copy(box->arena, rest.at, end);
}

/* An unproven request, and the token of the mail that leaves for the address on file. */
static const char *ask_unproven(struct box *box, const char *body)
{
    struct post post = {.from = ROUX, .unproven = true, .body = body};
    send(box, "not proven: a mail to the address on file, nothing done", post, "ASKED: 1");
    holds(box, "SELECT kind || ' ' || recipient FROM outbox ORDER BY id DESC LIMIT 1",
          "confirm " ROUX);
    const char *token = token_of(box);
    CHECK(strlen(token) == 31, "with a token (%s)", token);
    holds(box,
          "SELECT count(*) FROM question WHERE token_hash LIKE '%-%' OR "
          "length(token_hash) <> 64",
          "0");
    return token;
}

static struct post reply(struct box *box, const char *from, const char *format, const char *token)
{
    struct text body = text_in(box->arena);
    for (const char *at = format; *at; at++)
        if (*at == '$')
            text_add(&body, token);
        else
            text_add_byte(&body, *at);
    return (struct post){.from = from, .unproven = true, .body = body.at};
}

static void check_tokens(void)
{
    struct box box = box_open("");
    const char *token = ask_unproven(&box, "SUSPENDRE 17/03");
    says(&box, "suspendre la livraison du mardi 17 mars");
    says_not(&box, "Bonjour Camille");
    holds(&box, SUSPENDED, "");
    send(&box, "OUI without the token proves nothing", reply(&box, ROUX, "OUI", ""), "DONE: 1");
    says(&box, "Rien ne change");
    send(&box, "the token without OUI confirms nothing", reply(&box, ROUX, "$", token), "STAFF: 1");
    const char *subject = arena_print(
        box.arena, "Re: =?utf-8?Q?Est-ce_bien_vous_=3F_R=C3=A9pondez_OUI?= [%s]", token);
    send(&box, "our own subject, kept by a reply, says nothing",
         (struct post){.from = ROUX, .unproven = true, .subject = subject, .body = "Pardon ?"},
         "STAFF: 1");
    send(&box, "nor does it by itself",
         (struct post){.from = ROUX, .unproven = true, .subject = subject, .body = ""}, "STAFF: 1");
    holds(&box, SUSPENDED, "");
    send(&box, "another's token, proven (nasty 15)",
         (struct post){.from = CHLOE, .body = reply(&box, ROUX, "OUI $", token).body},
         "STAFF it carries another subscriber's token: 0");
    holds(&box, SUSPENDED, "");
    send(&box, "OUI and the token in the text", reply(&box, ROUX, "OUI $", token), "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17");
    says(&box, "C'est noté");
    send(&box, "a second time", reply(&box, ROUX, "OUI $", token), "DONE: 1");
    says(&box, "Vous avez déjà répondu");
    holds(&box, "SELECT count(*) FROM journal WHERE kind = 'suspend'", "1");
    send(&box, "a token that is none",
         reply(&box, ROUX, "OUI $", "ABCDE-FGHJK-MNPQR-STVWX-YZ012-3"), "STAFF: 1");
    token = ask_unproven(&box, "SUSPENDRE 24/03");
    send(&box, "the token in the subject that a reply kept",
         (struct post){.from = ROUX,
                       .unproven = true,
                       .subject = arena_print(box.arena, "Re: Est-ce bien vous ? [%s]", token),
                       .body = "oui, merci\r\nCamille"},
         "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17,1 2026-03-24");
    token = ask_unproven(&box, "SUSPENDRE 31/03");
    const char *half = arena_copy(box.arena, token, 18);
    send(&box, "wrapped by the mail program (nasty 35)",
         reply(&box, ROUX, arena_print(box.arena, "OUI %s\r\n%s", half, token + 18), ""),
         "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17,1 2026-03-24,1 2026-03-31");
    token = ask_unproven(&box, "DESABONNEMENT");
    send(&box, "NON with the token", reply(&box, ROUX, "NON $", token), "DONE: 1");
    says(&box, "rien ne change");
    send(&box, "then OUI comes too late", reply(&box, ROUX, "OUI $", token), "DONE: 1");
    holds(&box, ENDED, "");
    box_close(&box);
}

static void check_more_tokens(void)
{
    struct box box = box_open("");
    const char *token = ask_unproven(&box, "SUSPENDRE 17/03");
    struct post post = reply(&box, ROUX, "OUI $", token);
    post.received = "2026-03-16T10:00";
    send(&box, "a week later it has expired", post, "DONE: 1");
    says(&box, "n'est plus valable");
    holds(&box, SUSPENDED, "");
    token = ask_unproven(&box, "SUSPENDRE 17/03");
    post = (struct post){.from = ROUX,
                         .subject = arena_print(box.arena, "Re: %s", token),
                         .headers = "Auto-Submitted: auto-replied\r\n",
                         .body = "Je suis absent. OUI"};
    send(&box, "an out-of-office that quotes the token (nasty 1)", post,
         "IGNORED auto-submitted: 0");
    post.headers = "";
    post.subject = arena_print(box.arena, "Automatic reply: %s", token);
    send(&box, "one that only its subject gives away", post,
         "STAFF its subject is an autoresponder's: 0");
    send(&box, "one without any sign: no OUI, no effect",
         (struct post){.from = ROUX,
                       .unproven = true,
                       .subject = arena_print(box.arena, "Re: %s", token),
                       .body = "Je suis en congé jusqu'au 20 mars."},
         "ASKED: 1");
    holds(&box, SUSPENDED, "");
    send(&box, "proven, OUI alone answers the only mail that waits",
         (struct post){.from = ROUX, .body = "OUI", .received = "2026-03-09T11:00"}, "DONE: 1");
    box_close(&box);

    box = box_open("");
    ask_unproven(&box, "SUSPENDRE 17/03\r\nSUSPENDRE 31/03");
    send(&box, "proven, OUI alone", (struct post){.from = ROUX, .body = "OUI"}, "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17,1 2026-03-31");
    ask_unproven(&box, "REPRENDRE");
    send(&box, "proven, NON alone", (struct post){.from = ROUX, .body = "NON"}, "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17,1 2026-03-31");
    token = ask_unproven(&box, "REPRENDRE 17/03");
    post = reply(&box, ROUX, "OUI $", token);
    post.received = "2026-03-16T00:00:01";
    send(&box, "confirmed in time for a question, too late for the delivery", post, "DONE: 1");
    says(&box, "trop tard depuis le dimanche 15 mars");
    box_close(&box);
}

/* What nobody proved answers no question of ours. */
static void check_forged_answers(void)
{
    struct box box = box_open("");
    send(&box, "a question", (struct post){.from = ROUX, .subject = "STOP", .body = "STOP"},
         "ASKED: 1");
    says(&box, "Voulez-vous mettre fin à votre abonnement ?");
    send(&box, "a forged OUI", (struct post){.from = ROUX, .unproven = true, .body = "OUI"},
         "ASKED: 1");
    holds(&box, ENDED, "");
    says(&box, "Est-ce bien vous ?");
    says(&box, "mettre fin à votre abonnement");
    send(&box, "a forged NON", (struct post){.from = ROUX, .unproven = true, .body = "NON"},
         "DONE: 1");
    holds(&box, "SELECT count(*) FROM question WHERE state = 'open' AND kind = 'yes'", "1");
    send(&box, "the subscriber's own", (struct post){.from = ROUX, .body = "OUI"}, "DONE: 1");
    holds(&box, ENDED, "1 2026-03-16");
    send(&box, "a forged reason",
         (struct post){.from = ROUX, .unproven = true, .body = "C'est une honte."}, "STAFF: 1");
    holds(&box, "SELECT count(*) FROM journal WHERE kind = 'reason'", "0");
    send(&box, "a number to a question of numbers",
         (struct post){.from = CHLOE, .body = "SUSPENDRE 18/03"}, "ASKED: 1");
    send(&box, "forged", (struct post){.from = CHLOE, .unproven = true, .body = "1"}, "ASKED: 1");
    holds(&box, SUSPENDED, "");
    const char *token = token_of(&box);
    send(&box, "another question meanwhile",
         (struct post){.from = CHLOE, .body = "SUSPENDRE 25/03"}, "ASKED: 1");
    send(&box, "the confirmation is of what was meant then", reply(&box, CHLOE, "OUI $", token),
         "DONE: 2");
    holds(&box, SUSPENDED, "12 2026-03-17,13 2026-03-17");
    box_close(&box);
}

static void check_strangers(void)
{
    struct box box = box_open("");
    struct post post = {.from = "x@example.com", .body = "SUSPENDRE 17/03"};
    send(&box, "a stranger, proven: one answer", post, "STAFF: 1");
    says(&box, "Nous ne connaissons pas cette adresse.");
    says_not(&box, "SUSPENDRE 17");
    holds(&box, "SELECT kind || ' ' || sender || '.' FROM outbox", "stranger .");
    send(&box, "again the same day: a person reads it", post,
         "STAFF unknown sender, answered today: 0");
    post.received = "2026-03-10T09:59";
    send(&box, "not yet a day", post, "STAFF unknown sender, answered today: 0");
    post.received = "2026-03-10T10:00:01";
    send(&box, "a day later", post, "STAFF: 1");
    send(&box, "not proven: silence",
         (struct post){.from = "y@example.com", .unproven = true, .body = "AIDE"},
         "STAFF unknown sender, not authenticated: 0");
    send(&box, "a stranger who names a subscriber",
         (struct post){.from = "z@example.com", .body = "Solde de l'abonné 1001 ?"}, "STAFF: 1");
    says_not(&box, "1001");
    send(&box, "staff", (struct post){.from = "ferme@example.org", .body = "LISTE 10/03"},
         "DONE: 1");
    send(&box, "staff among themselves",
         (struct post){.from = "ferme@example.org", .body = "Je prends le camion à midi."},
         "STAFF from staff: 0");
    holds(&box, SUSPENDED, "");
    box_close(&box);
}

static void check_limits(void)
{
    struct box box = box_open("[limits]\nanswers_per_hour = 3\n");
    struct post post = {.from = ROUX, .body = "PLANNING"};
    for (int i = 0; i < 3; i++)
        send(&box, "within the limit", post, "DONE: 1");
    send(&box, "over it: a person reads it, nobody is answered", post,
         "STAFF too many answers within an hour: 0");
    post.body = "SUSPENDRE 17/03";
    send(&box, "nor is anything done that nobody would hear of", post,
         "STAFF too many answers within an hour: 0");
    holds(&box, SUSPENDED, "");
    send(&box, "another sender is another count", (struct post){.from = CHLOE, .body = "PLANNING"},
         "DONE: 1");
    post.received = "2026-03-09T11:00:01";
    send(&box, "an hour later", post, "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17");
    box_close(&box);
}

static void check_odd(void)
{
    struct box box = box_open("");
    send(&box, "too big for us",
         (struct post){.from = ROUX, .body = "SUSPENDRE 17/03", .oversized = true}, "STAFF: 1");
    says(&box, "trop gros");
    send(&box, "from before the first start",
         (struct post){.from = ROUX, .body = "SUSPENDRE 17/03", .old = true},
         "QUARANTINED older than the bot's first start: 0");
    send(&box, "no mail at all", (struct post){.raw = "bonjour"}, "QUARANTINED mail: no header: 0");
    send(&box, "empty", (struct post){.raw = ""}, "QUARANTINED mail: no header: 0");
    send(&box, "From unparsable (nasty 10)",
         (struct post){.raw = "From: <<<@@>>\nTo: paniers@example.org\n\nSUSPENDRE 17/03\n"},
         "QUARANTINED its From is not one address: 0");
    send(&box, "From of two mailboxes (nasty 10)",
         (struct post){.raw = "From: " ROUX ", " CHLOE "\nTo: paniers@example.org\n\nOUI\n"},
         "QUARANTINED its From is not one address: 0");
    send(&box, "our own address (nasty 5)",
         (struct post){.from = "paniers@example.org", .body = "SUSPENDRE 17/03"}, "IGNORED own: 0");
    send(&box, "the null sender (nasty 2)",
         (struct post){.from = ROUX, .body = "SUSPENDRE 17/03", .headers = "Return-Path: <>\r\n"},
         "IGNORED null-sender: 0");
    send(&box, "X-Auto-Response-Suppress alone is a person's (nasty 4)",
         (struct post){
             .from = ROUX, .body = "PLANNING", .headers = "X-Auto-Response-Suppress: All\r\n"},
         "DONE: 1");
    send(&box, "Reply-To is not answered (nasty 12)",
         (struct post){.from = ROUX, .body = "PLANNING", .headers = "Reply-To: x@example.com\r\n"},
         "DONE: 1");
    holds(&box, "SELECT recipient FROM outbox ORDER BY id DESC LIMIT 1", ROUX);
    send(&box, "line breaks in the subject become no header",
         (struct post){
             .from = ROUX, .body = "PLANNING", .subject = "=?utf-8?Q?a=0D=0ABcc:_x@example.com?="},
         "DONE: 1");
    holds(&box, "SELECT count(*) FROM outbox_raw WHERE CAST(bytes AS TEXT) LIKE '%Bcc%'", "0");
    send(&box, "a Date of the future is not believed (nasty 23)",
         (struct post){.raw = "Authentication-Results: mx.exemple.net; dmarc=pass "
                              "header.from=example.org\nFrom: " ROUX "\nTo: paniers@example.org\n"
                              "Date: Fri, 31 Dec 99999999 23:59:59 +0000\n\nSUSPENDRE 10/03\n"},
         "DONE: 1");
    says(&box, "trop tard depuis");
    send(&box, "another subscriber's number in the text",
         (struct post){.from = ROUX, .body = "Je suis l'abonnée n° 1002.\r\nSUSPENDRE 17/03"},
         "STAFF: 1");
    send(&box, "a question of ours that waits",
         (struct post){.from = ROUX, .body = "SUSPENDRE 18/03"}, "ASKED: 1");
    send(&box, "an answer in words that names another runs nothing",
         (struct post){.from = ROUX, .body = "le 17, abonné n° 1002"}, "STAFF: 1");
    holds(&box, SUSPENDED, "");
    send(&box, "one's own number",
         (struct post){.from = ROUX, .body = "Abonné n° 1001\r\nSUSPENDRE 17/03"}, "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-17");
    box_close(&box);
}

static void check_poison(void)
{
    struct box box = box_open("");
    struct post post = {.from = ROUX, .body = "SUSPENDRE 17/03"};
    for (int i = 0; i < 3; i++) {
        put(&box, &post);
        sample_sql(box.path, arena_print(box.arena, "UPDATE inbox SET attempts = %d WHERE id = %d",
                                         i + 1, i + 1));
    }
    int decided = 0, turns = 0;
    do {
        pipeline_turn(box.pipeline, sample_time("2026-03-09T10:00"), &decided);
        CHECK(decided <= 1, "after a crash one by one");
    } while (decided && ++turns < 9);
    holds(&box, "SELECT state FROM inbox WHERE id = 1", "DONE");
    holds(&box, "SELECT state FROM inbox WHERE id = 2", "DONE");
    holds(&box, "SELECT state || ' ' || reason FROM inbox WHERE id = 3",
          "QUARANTINED it stopped the program three times");
    holds(&box, "SELECT count(*) FROM outbox WHERE inbox = 3", "0");
    struct error error;
    db_begin(box.db, &error);
    CHECK(!inbox_reopen(box.db, 3, &error) && !db_commit(box.db, &error), "a person tries again");
    turn(&box, &post);
    holds(&box, "SELECT state FROM inbox WHERE id = 3", "DONE");
    box_close(&box);
}

static void check_household(void)
{
    struct box box = box_open("");
    send(&box, "one of two asks something", (struct post){.from = CHLOE, .body = "PLANNING"},
         "DONE: 1");
    send(&box, "one of two changes something",
         (struct post){.from = CHLOE, .body = "SUSPENDRE 17/03"}, "DONE: 2");
    holds(&box,
          "SELECT group_concat(kind || ' ' || recipient) FROM (SELECT * FROM outbox WHERE "
          "inbox = 2 ORDER BY id)",
          "answer " CHLOE ",notice " MARC);
    says(&box, CHLOE " a modifié votre abonnement.");
    says(&box, "mardi 17 mars");
    send(&box, "nothing changed, nobody is told",
         (struct post){.from = MARC, .body = "SUSPENDRE 17/03"}, "DONE: 1");
    send(&box, "the other one takes it back: asked first",
         (struct post){.from = MARC, .body = "ANNULER"}, "ASKED: 1");
    says(&box, "Elle a été faite par " CHLOE);
    holds(&box, SUSPENDED, "12 2026-03-17,13 2026-03-17");
    send(&box, "OUI", (struct post){.from = MARC, .body = "OUI"}, "DONE: 2");
    holds(&box, SUSPENDED, "");
    says(&box, MARC " a modifié votre abonnement.");
    box_close(&box);
}

/* Not proven: help is for everybody, the rest is not. */
static void check_claimed(void)
{
    struct box box = box_open("");
    struct post post = {.from = ROUX, .unproven = true, .body = "AIDE"};
    send(&box, "help", post, "DONE: 1");
    says(&box, "Ce que vous pouvez demander");
    post.body = "Une question : vendez-vous du miel ?";
    send(&box, "a question for staff", post, "STAFF: 1");
    post.body = "PLANNING";
    send(&box, "reading is asking too", post, "ASKED: 1");
    says_not(&box, "Petit panier");
    post.body = "AIDE\r\nPLANNING";
    send(&box, "help and reading", post, "ASKED: 1");
    says_not(&box, "Petit panier");
    post.body = "FORMULE grand";
    send(&box, "what nobody decides yet is no public thing", post, "ASKED: 1");
    box_close(&box);
}

/* Received before the cutoff, decided after it. */
static void check_late(void)
{
    struct box box = box_open("");
    send(&box, "the bot was down over the cutoff",
         (struct post){.from = ROUX,
                       .body = "SUSPENDRE 10/03",
                       .received = "2026-03-08T23:59:59",
                       .now = "2026-03-09T08:00"},
         "DONE: 1");
    holds(&box, SUSPENDED, "1 2026-03-10");
    holds(&box, "SELECT late FROM journal WHERE kind = 'suspend'", "1");
    says(&box, "Nous vous répondons avec du retard");
    send(&box, "undo of an unsubscription, down over the cutoff as well",
         (struct post){.from = CHLOE, .body = "DESABONNEMENT"}, "DONE: 2");
    send(&box, "in time, late",
         (struct post){.from = CHLOE,
                       .body = "ANNULER",
                       .received = "2026-03-15T23:59:59",
                       .now = "2026-03-17T08:00"},
         "DONE: 2");
    holds(&box, ENDED, "");
    box_close(&box);
}

int main(void)
{
    log_set_level(LOG_LEVEL_ERROR);
    check_duplicates();
    check_tokens();
    check_more_tokens();
    check_forged_answers();
    check_strangers();
    check_limits();
    check_odd();
    check_poison();
    check_household();
    check_claimed();
    check_late();
    return tap_done();
}
