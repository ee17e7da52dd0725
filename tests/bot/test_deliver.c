#include "bot/deliver.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bot/deliver_backend.h"
#include "bot/deliver_watch.h"
#include "parsers/text.h"
#include "tests/tap.h"

static struct view read_whole(struct arena *arena, const char *path)
{
    struct text text = text_in(arena);
    FILE *file = fopen(path, "rb");
    int byte;
    while (file && (byte = getc(file)) != EOF)
        text_add_byte(&text, (char)byte);
    if (file)
        fclose(file);
    return text_view(&text);
}

/* The folder's entries without "." and ".."; `name` is the last one seen. */
static int count_files(struct arena *arena, const char *path, const char **name)
{
    int count = 0;
    DIR *folder = opendir(path);
    for (struct dirent *entry; folder && (entry = readdir(folder));)
        if (entry->d_name[0] != '.') {
            *name = arena_text(arena, entry->d_name);
            count++;
        }
    if (folder)
        closedir(folder);
    return count;
}

static struct deliver_mail mail_of(const char *to, const char *bytes)
{
    return (struct deliver_mail){.from = "a@b.fr", .to = to, .bytes = view_of(bytes)};
}

static void test_maildir(struct arena *arena, const char *folder)
{
    const char *path = arena_print(arena, "%s/out", folder);
    struct config config = {.smtp.url = {.kind = URL_MAILDIR, .path = path, .text = path}};
    struct deliver *deliver = deliver_open(&config);
    const char *new = arena_print(arena, "%s/new", path), *name = "";
    CHECK(deliver_check(deliver).kind == VERDICT_OK, "a new maildir is made");
    struct deliver_mail mails[4] = {
        mail_of("anne@b.fr", "Message-ID: <1/../2:2,S@cabas>\r\n\r\n.\r\n\r\nun\r\n"),
        mail_of("zoe@b.fr", "message-id:  <1/../2:2,S@cabas>\r\n\r\ndeux\r\n"),
        mail_of("anne@b.fr", "Subject: sans\r\n\r\nMessage-ID: <body@x>\r\n"),
        mail_of("anne@b.fr\r\n", "Subject: x\r\n\r\n"),
    };
    deliver_send(deliver, mails, 4);
    for (int i = 0; i < 3; i++)
        CHECK(mails[i].verdict.kind == VERDICT_OK, "mail %d delivered", i);
    CHECK(mails[3].verdict.kind == VERDICT_NEVER, "a bad address: never");
    CHECK(count_files(arena, new, &name) == 3, "three files");
    deliver_send(deliver, mails, 4);
    CHECK(count_files(arena, new, &name) == 3, "a second delivery replaces the first");
    CHECK(!strpbrk(name, "/:") && name[0] != '.', "a good file name: %s", name);
    deliver_send(deliver, mails + 1, 1);
    struct stat info;
    const char *file = arena_print(arena, "%s/%s", new, name);
    CHECK(!stat(file, &info) && (info.st_mode & 0777) == 0600, "only the farm reads it");
    CHECK(view_find_byte(read_whole(arena, file), '\r') == SIZE_MAX, "lines end with LF");
    const char *left = "";
    CHECK(!count_files(arena, arena_print(arena, "%s/tmp", path), &left), "nothing left in tmp");
    mails[0].bytes = VIEW("Message-ID: <1/../2:2,S@cabas>\r\n\r\nneuf\r\n");
    deliver_send(deliver, mails, 1);
    CHECK(count_files(arena, new, &name) == 3, "the same id with other bytes replaces too");
    deliver_close(&deliver);
    CHECK(!deliver, "closed");

    struct config nowhere = {
        .smtp.url = {.kind = URL_MAILDIR, .path = arena_print(arena, "%s/no/where", folder)}};
    deliver = deliver_open(&nowhere);
    deliver_send(deliver, mails, 1);
    CHECK(mails[0].verdict.kind == VERDICT_RETRY && strstr(mails[0].verdict.reason, "no/where"),
          "a folder that cannot be made: later (%s)", mails[0].verdict.reason);
    CHECK(deliver_check(deliver).kind == VERDICT_RETRY, "check says so");
    deliver_close(&deliver);
}

static const struct {
    const char *from, *to, *bytes, *fault;
} refused_rows[] = {
    {"a@b.fr", "a@b.fr\r\nRCPT TO:<x@y>", "x: y\r\n", "recipient"},
    {"a@b.fr", "", "x: y\r\n", "recipient"},
    {"a@b.fr> SIZE=1", "a@b.fr", "x: y\r\n", "sender"},
    {"a@b.fr", "a@b.fr", "x: y\n", "bare line end"},
    {"a@b.fr", "a@b.fr", "x: y\r\n\r\n.\r.\r\n", "bare line end"},
    {"a@b.fr", "a@b.fr", "x: y", "no line end"},
    {"a@b.fr", "a@b.fr", "", "no line end"},
};

static void test_refused(struct arena *arena, const char *folder)
{
    struct config config = {
        .smtp.url = {.kind = URL_MAILDIR, .path = arena_print(arena, "%s/r", folder)}};
    struct deliver *deliver = deliver_open(&config);
    for (size_t i = 0; i < sizeof refused_rows / sizeof *refused_rows; i++) {
        struct deliver_mail mail = mail_of(refused_rows[i].to, refused_rows[i].bytes);
        mail.from = refused_rows[i].from;
        deliver_send(deliver, &mail, 1);
        CHECK(mail.verdict.kind == VERDICT_NEVER &&
                  strstr(mail.verdict.reason, refused_rows[i].fault),
              "refused row %zu: %s", i, mail.verdict.reason);
    }
    struct deliver_mail mail = mail_of("a@b.fr", "");
    mail.bytes = VIEW("x: y\r\n\r\na\0b\r\n");
    deliver_send(deliver, &mail, 1);
    CHECK(strstr(mail.verdict.reason, "NUL") != NULL, "a NUL byte");
    mail.bytes = view_of(arena_print(arena, "x: y\r\n\r\n%0999d\r\n", 0));
    deliver_send(deliver, &mail, 1);
    CHECK(strstr(mail.verdict.reason, "998") != NULL, "a line of 999 bytes");
    mail.bytes = view_of(arena_print(arena, "x: y\r\n\r\n%0998d\r\n", 0));
    deliver_send(deliver, &mail, 1);
    CHECK(mail.verdict.kind == VERDICT_OK, "a line of 998 bytes");
    deliver_close(&deliver);
}

static const struct {
    const char *host, *user;
    enum url_kind kind;
    bool plain;
} plain_rows[] = {
    {"localhost", "", URL_SMTP, true},          {"127.0.0.1", NULL, URL_SMTP, true},
    {"127.1.2.3", "", URL_SMTP, true},          {"::1", "", URL_SMTP, true},
    {"localhost", "a", URL_SMTP, false},        {"localhost", "", URL_SMTPS, false},
    {"127.0.0.1.evil.fr", "", URL_SMTP, false}, {"localhost.evil.fr", "", URL_SMTP, false},
    {"10.0.0.1", "", URL_SMTP, false},          {"smtp.example.org", "", URL_SMTP, false},
};

static const struct {
    int code;
    const char *text;
    enum verdict_kind kind;
    const char *reason;
} reply_rows[] = {
    {550, "5.1.1 no such user\r\n", VERDICT_NEVER, "550 5.1.1 no such user"},
    {451, "later", VERDICT_RETRY, "451 later"},
    {421, "", VERDICT_RETRY, "421 "},
    {250, "odd", VERDICT_RETRY, "250 odd"},
    {554, "a\r\nb\x1b[31m\t\xE9", VERDICT_NEVER, "554 a b[31m \xEF\xBF\xBD"},
    {550, NULL, VERDICT_NEVER, "550 "},
};

static void test_verdicts(void)
{
    for (size_t i = 0; i < sizeof plain_rows / sizeof *plain_rows; i++) {
        struct config config = {.smtp.url = {.kind = plain_rows[i].kind,
                                             .host = plain_rows[i].host,
                                             .user = plain_rows[i].user}};
        CHECK(deliver_is_plain(&config) == plain_rows[i].plain, "plain row %zu: %s", i,
              plain_rows[i].host);
    }
    for (size_t i = 0; i < sizeof reply_rows / sizeof *reply_rows; i++) {
        struct verdict verdict = deliver_reply(reply_rows[i].code, reply_rows[i].text);
        CHECK(verdict.kind == reply_rows[i].kind, "reply row %zu", i);
        CHECK_TEXT(verdict.reason, reply_rows[i].reason, "its reason");
    }
    struct config config = {.smtp.url = {.kind = URL_SMTP, .host = "h", .port = 587, .user = "u"}};
    CHECK(deliver_reply_sender(&config, 553, "no").kind == VERDICT_RETRY, "refused sender: later");
    CHECK(deliver_reply_sender(&config, 552, "big").kind == VERDICT_NEVER, "too big: never");
}

/* A dialogue: "C: " written, "S: " read, "T" handshake; upper case at the end of a row's want: what happened. */
static const struct {
    const char *name, *lines[8];
    bool must_log_in, cut, injected, stopped, logged_in;
} watch_rows[] = {
    {"a good login",
     {"S220 hi\r\n", "CEHLO x\r\n", "S250-x\r\n250 STARTTLS\r\n", "CSTARTTLS\r\n", "S220 go\r\n",
      "T", "CAUTH PLAIN xx\r\n", "S235 ok\r\n"},
     true,
     false,
     false,
     false,
     true},
    {"mail after the login",
     {"T", "CAUTH PLAIN xx\r\n", "S235 ok\r\n", "CMAIL FROM:<a@b>\r\n"},
     true,
     false,
     false,
     false,
     true},
    {"mail without login", {"T", "CMAIL FROM:<a@b>\r\n"}, true, true, false, true, false},
    {"mail in a batch without login",
     {"T", "CRSET\r\nmail from:<a@b>\r\n"},
     true,
     true,
     false,
     true,
     false},
    {"mail where no login is needed",
     {"T", "CMAIL FROM:<a@b>\r\n"},
     false,
     false,
     false,
     false,
     false},
    {"a wrong password",
     {"T", "CAUTH PLAIN xx\r\n", "S535 no\r\n"},
     true,
     true,
     false,
     false,
     false},
    {"a refused mechanism goes on",
     {"T", "CAUTH PLAIN xx\r\n", "S504 no\r\n"},
     true,
     false,
     false,
     false,
     false},
    {"then mail is stopped",
     {"T", "CAUTH PLAIN xx\r\n", "S504 no\r\n", "CMAIL FROM:<a@b>\r\n"},
     true,
     true,
     false,
     true,
     false},
    {"a login in pieces",
     {"T", "CAUTH LOGIN\r\n", "S33", "S4 x\r\n", "Cxx\r\n", "S23", "S5 ok\r\n"},
     true,
     false,
     false,
     false,
     true},
    {"235 before any login is none",
     {"T", "S235 ok\r\n", "CMAIL FROM:<a@b>\r\n"},
     true,
     true,
     false,
     true,
     false},
    {"a reply of two lines",
     {"T", "CAUTH PLAIN x\r\n", "S235-a\r\n", "S235 b\r\n"},
     true,
     false,
     false,
     false,
     true},
    {"injection in one piece",
     {"CSTARTTLS\r\n", "S220 go\r\n250-evil\r\n"},
     true,
     true,
     true,
     false,
     false},
    {"injection in two pieces",
     {"CSTARTTLS\r\n", "S220 go\r\n", "S2"},
     true,
     true,
     true,
     false,
     false},
    {"injection after half a line",
     {"CSTARTTLS\r\n", "S220 g", "So\r\n2"},
     true,
     true,
     true,
     false,
     false},
    {"an answer in pieces is none",
     {"CSTARTTLS\r\n", "S220 g", "So\r\n", "T"},
     true,
     false,
     false,
     false,
     false},
    {"a refused STARTTLS is none",
     {"CSTARTTLS\r\n", "S454 no\r\n", "CQUIT\r\n", "S221 a\r\n"},
     true,
     false,
     false,
     false,
     false},
};

static void test_watch(void)
{
    for (size_t i = 0; i < sizeof watch_rows / sizeof *watch_rows; i++) {
        struct deliver_watch watch = {.must_log_in = watch_rows[i].must_log_in};
        bool cut = false;
        deliver_watch_connect(&watch);
        for (const char *const *line = watch_rows[i].lines; line < watch_rows[i].lines + 8 && *line;
             line++)
            if (**line == 'T')
                deliver_watch_tls(&watch);
            else
                cut |= **line == 'C' ? deliver_watch_written(&watch, view_of(*line + 1))
                                     : deliver_watch_read(&watch, view_of(*line + 1));
        CHECK(cut == watch_rows[i].cut && watch.injected == watch_rows[i].injected &&
                  watch.stopped == watch_rows[i].stopped &&
                  watch.logged_in == watch_rows[i].logged_in,
              "watch: %s", watch_rows[i].name);
    }
    struct deliver_watch watch = {.must_log_in = true};
    char line[2000];
    memset(line, 'x', sizeof line);
    deliver_watch_written(&watch, VIEW("STARTTLS\r\n"));
    CHECK(deliver_watch_read(&watch, view_make(line, sizeof line)) && watch.injected,
          "an endless answer to STARTTLS is none");
}

int main(void)
{
    struct arena *arena = arena_new();
    char folder[] = "/tmp/cabas-deliver-XXXXXX";
    if (!mkdtemp(folder))
        return 1;
    test_maildir(arena, folder);
    test_refused(arena, folder);
    test_verdicts();
    test_watch();
    const char *remove = arena_print(arena, "rm -rf %s", folder);
    if (system(remove))
        tap_note("not removed", folder);
    arena_free(&arena);
    return tap_done();
}
