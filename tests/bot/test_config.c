#include "bot/config.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/tap.h"

#define BASE                                                                                       \
    "[mail]\nfrom=\"Les Jardins <Paniers@Example.org>\"\n[inbox]\nurl=maildir:in\n"                \
    "[smtp]\nurl=maildir:out\n[database]\nurl=sqlite:cabas.db\n" /* 8 lines */

/* What follows BASE, and the error ("" is none) without "cabas.conf". */
static const struct {
    const char *more, *error;
} rows[] = {
    {"", ""},
    {"[cutoff]\nmardi=dimanche 25:00\n",
     ":10: [cutoff] mardi: \"dimanche 25:00\" is not a time: write it as \"dimanche 23:59\""},
    {"[cutoff]\nmardi=dimanche\n",
     ":10: [cutoff] mardi: \"dimanche\" is not a time: write it as \"dimanche 23:59\""},
    {"[cutoff]\njeudi=monday 23:59\n",
     ":10: [cutoff] jeudi: \"monday 23:59\" is not a time: write it as \"lundi 23:59\""},
    {"[cutoff]\nmardi=dimanche 23:59, jeudi=lundi 23:59\n",
     ":10: [cutoff] mardi: \"dimanche 23:59, jeudi=lundi 23:59\" is not a time: write it as "
     "\"dimanche 23:59\""},
    {"[cutoff]\nmardi=\n",
     ":10: [cutoff] mardi: \"\" is not a time: write it as \"dimanche 23:59\""},
    {"[cutoff]\nmardy=dimanche 23:59\n",
     ":10: [cutoff] mardy: no such setting: did you mean [cutoff] mardi?"},
    {"[cutof]\nmardi=dimanche 23:59\n", ":10: [cutof]: no such section: did you mean [cutoff]?"},
    {"[limits]\npoll_seconds=5\n",
     ":10: [limits] poll_seconds: no such setting: did you mean [inbox] poll_seconds?"},
    {"[digest]\nmail=x\n", ":10: [digest] mail: no such setting: did you mean [digest] at?"},
    {"[digest]\nat=24:00\n", ":10: [digest] at: \"24:00\" is not a time: write it as 06:00"},
    {"[digest]\nat=-1:00\n", ":10: [digest] at: \"-1:00\" is not a time: write it as 06:00"},
    {"[digest]\nat=6h\n", ":10: [digest] at: \"6h\" is not a time: write it as 06:00"},
    {"[reminder]\nhours_before=0\n",
     ":10: [reminder] hours_before: \"0\" is not a number from 1 to 144"},
    {"[billing]\nday=31\n", ":10: [billing] day: \"31\" is not a number from 1 to 28"},
    {"[billing]\nday=1.5\n", ":10: [billing] day: \"1.5\" is not a number from 1 to 28"},
    {"[billing]\niban=FR76 3000 6000 0112 3456 7890 188\n",
     ":10: [billing] iban: \"FR76 3000 6000 0112 3456 7890 188\" is not an IBAN: its length or its "
     "check digits are wrong"},
    {"[billing]\nbic=AGRIFR\n", ":10: [billing] bic: \"AGRIFR\" is not 8 to 11 letters and digits"},
    {"[billing]\ninvoice_prefix=\n",
     ":10: [billing] invoice_prefix: \"\" is not 1 to 8 letters and digits"},
    {"[farm]\nsiret=123\n", ":10: [farm] siret: \"123\" has not 14 digits"},
    {"[farm]\ntimezone=Europe/Pari\n",
     ":10: [farm] timezone: \"Europe/Pari\" is not a time zone of this machine: write it as "
     "Europe/Paris (package tzdata)"},
    {"[farm]\ntimezone=Europe\n", ":10: [farm] timezone: \"Europe\" is not a time zone of this "
                                  "machine: write it as Europe/Paris "
                                  "(package tzdata)"},
    {"[farm]\ntimezone=../../../etc/passwd\n", ":10: [farm] timezone: \"../../../etc/passwd\" is "
                                               "not a time zone of this machine: write it as "
                                               "Europe/Paris (package tzdata)"},
    {"[farm]\nlanguage=xx\n",
     ":10: [farm] language: \"xx\" is not a language of the answers: write it as fr"},
    {"[farm]\nfaq_url=example.org\n", ":10: [farm] faq_url: \"example.org\" is not a web address: "
                                      "write it as https://example.org/…"},
    {"[sms]\nsend_url=https://gw.example.org/send?user=a&password=secret\n",
     ":10: [sms] send_url: an account or password stands in it: name its file as password_file"},
    {"[sms]\nsend_url=https://a:secret@gw.example.org/\n",
     ":10: [sms] send_url: an account or password stands in it: name its file as password_file"},
    {"[sms]\nprovider=orange\n",
     ":10: [sms] provider: \"orange\" is none of none, kannel, twilio, ovh, android or spool"},
    {"[sms]\nprovider=spool\n", ": [sms] spool: is missing: provider=spool needs a folder"},
    {"[sms]\nnumber=+33(0)6\n", ":10: [sms] number: \"+33(0)6\" is neither a telephone number nor "
                                "a sender's name: write it as "
                                "+33639980100"},
    {"[http]\nlisten=8025\n",
     ":10: [http] listen: \"8025\" is not address:port: write it as 127.0.0.1:8025"},
    {"[http]\nlisten=127.0.0.1:99999\n",
     ":10: [http] listen: \"127.0.0.1:99999\" is not address:port: write it as 127.0.0.1:8025"},
    {"[http]\nlisten=127.0.0.1:8025     # webhook\n", ""},
    {"[http]\nlisten=\n", ""},
    {"[http]\nlisten=[::1]:8025\n", ""},
    {"[security]\nkey_file=~/key\n",
     ":10: [security] key_file: \"~/key\" \"~\" is for shells only: write the whole path"},
    {"[mail]\nstaff=a@example.org, b\n", ":10: [mail] staff: \"a@example.org, b\" \"b\" is not an "
                                         "address: write them as a@example.org, "
                                         "b@example.org"},
    {"[mail]\nstaff=paniers@example.org\n",
     ":10: [mail] staff: paniers@example.org is the address of the bot itself"},
    {"[mail]\nfrom=x@example.org\n", ":10: [mail] from: is already on line 2: remove one"},
    {"[inbox]\nidle=maybe\n", ":10: [inbox] idle: \"maybe\" is neither yes nor no"},
    {"[inbox]\nauth=oauth\n", ":10: [inbox] auth: \"oauth\" is none of password or xoauth2"},
    {"[inbox]\npassword=secret\n",
     ":10: [inbox] password: no such setting: did you mean [inbox] password_file?"},
    {"[inbox]\nauthserv_id=mx.example.org; bad=1\n",
     ":10: [inbox] authserv_id: \"mx.example.org; bad=1\" \"bad=1\" is not a server's name: write "
     "it as mx.example.org"},
    {"[inbox]\nauthserv_id=mx.example.org, b@d\n",
     ":10: [inbox] authserv_id: \"mx.example.org, b@d\" \"b@d\" is not a server's name: write it "
     "as "
     "mx.example.org"},
    {"[inbox]\ndone_folder=\n",
     ":10: [inbox] done_folder: \"\" is empty: write it as Cabas/Traites"},
    {"[inbox]\nstaff_folder=Cabas/Traites\n",
     ":10: [inbox] staff_folder: is done_folder too: nobody would find what waits for a person"},
    {"[inbox]\nmax_message_bytes=1G\n", ":10: [inbox] max_message_bytes: \"1G\" is not a number of "
                                        "bytes from 64k to 100M: write it as "
                                        "25M"},
    {"[inbox]\nmax_message_bytes=999999999999M\n",
     ":10: [inbox] max_message_bytes: \"999999999999M\" is not a number of bytes from 64k to 100M: "
     "write it as 25M"},
};

/* Whole files. */
static const struct {
    const char *bytes, *error;
} files[] = {
    {"", ": [mail] from: is missing: write from=\"Les Jardins <paniers@example.org>\" in section "
         "[mail]"},
    {"[mail]\nfrom=a@example.org\n",
     ": [inbox] url: is missing: write url=maildir:courrier in section [inbox]"},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=maildir:a\n",
     ": [smtp] url: is missing: write url=maildir:envois in section [smtp]"},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=maildir:a\n[smtp]\nurl=maildir:b\n",
     ": [database] url: is missing: write url=sqlite:cabas.db in section [database]"},
    {"[mail]\nfrom=Les Jardins\n",
     ":2: [mail] from: \"Les Jardins\" is not an address: write it as \"Les Jardins "
     "<paniers@example.org>\""},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=maildir:a\n[smtp]\nurl=maildir:./a\n[database]\n"
     "url=sqlite:d\n",
     ""},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=maildir:a\n[smtp]\nurl=maildir:a\n[database]\n"
     "url=sqlite:d\n",
     ":6: [smtp] url: is the inbox too: answers would be read as messages"},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=imaps://u@h/INBOX\n[smtp]\nurl=maildir:b\n"
     "[database]\nurl=sqlite:d\n",
     ": [inbox] password_file: is missing: the account of [inbox] url has a password, in a file"},
    {"[mail]\nfrom=a@example.org\n[inbox]\nurl=imaps://u@h/INBOX\npassword_file=p\n[smtp]\n"
     "url=smtp://u@h\n[database]\nurl=sqlite:d\n",
     ": [smtp] password_file: is missing: the account of [smtp] url has a password, in a file"},
};

static const char *parse(struct arena *arena, const char *bytes, struct config *config)
{
    struct error error = {0};
    if (!config_parse(arena, view_of(bytes), "/etc/cabas/cabas.conf", config, &error))
        return "";
    const char *prefix = "/etc/cabas/cabas.conf";
    if (strncmp(error.text, prefix, strlen(prefix)))
        return arena_print(arena, "no file named: %s", error.text);
    return arena_text(arena, error.text + strlen(prefix));
}

static void test_errors(struct arena *arena)
{
    struct config config;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(parse(arena, arena_print(arena, "%s%s", BASE, rows[i].more), &config),
                   rows[i].error, "row %zu: %s", i, rows[i].more);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        CHECK_TEXT(parse(arena, files[i].bytes, &config), files[i].error, "file %zu", i);
}

static const struct {
    const char *url, *shown; /* "kind user host port path", or the error behind "url: " */
} url_rows[] = {
    {"imaps://user@host:993/INBOX", "1 user host 993 INBOX"},
    {"imaps://user@host", "1 user host 993 INBOX"},
    {"imaps://user@host/", "1 user host 993 INBOX"},
    {"imap://user@host", "2 user host 143 INBOX"},
    {"imaps://paniers@example.org@imap.example.org",
     "1 paniers@example.org imap.example.org 993 INBOX"},
    {"imaps://paniers%40example.org@imap.example.org/INBOX.Bo%C3%AEte",
     "1 paniers@example.org imap.example.org 993 INBOX.Boîte"},
    {"imaps://u@[::1]:1993/A/B", "1 u ::1 1993 A/B"},
    {"maildir:courrier", "5   0 /etc/cabas/courrier"},
    {"maildir:/var/mail/x y", "5   0 /var/mail/x y"},
    {"imaps://u:secret@host/INBOX", "a password stands in it: put it alone into a file (chmod "
                                    "600), name that file as password_file, "
                                    "and write here imaps://compte@serveur:993/INBOX"},
    {"imaps://u:sec/ret@host/INBOX", "a password stands in it: put it alone into a file (chmod "
                                     "600), name that file as password_file, "
                                     "and write here imaps://compte@serveur:993/INBOX"},
    {"imaps://u:se@cret@host/INBOX", "a password stands in it: put it alone into a file (chmod "
                                     "600), name that file as password_file, "
                                     "and write here imaps://compte@serveur:993/INBOX"},
    {"imaps:u@host/INBOX",
     "\"//\" is missing behind the scheme: write it as imaps://compte@serveur:993/INBOX"},
    {"imaps://u@host:0/INBOX", "is not a mail server: write it as "
                               "imaps://compte@serveur:993/INBOX: its port is not 1 to 65535"},
    {"imaps://u@ho st/INBOX", "is not a mail server: write it as "
                              "imaps://compte@serveur:993/INBOX: \"ho st\" is no host name"},
    {"imaps://u@/INBOX",
     "is not a mail server: write it as imaps://compte@serveur:993/INBOX: \"\" is "
     "no host name"},
    {"imaps://u%0d%0aX@host/INBOX",
     "holds a broken % escape: write it as imaps://compte@serveur:993/INBOX"},
    {"imaps://u%4@host/INBOX",
     "holds a broken % escape: write it as imaps://compte@serveur:993/INBOX"},
    {"imaps://host/INBOX",
     "\"imaps://host/INBOX\" names no account: write it as imaps://compte@serveur:993/INBOX"},
    {"pop3://u@host", "begins with none of imaps:, imap: or maildir:"},
    {"smtp://host", "\"smtp://host\" begins with none of imaps:, imap: or maildir:"},
    {"maildir:", "\"maildir:\" names no path: write it as maildir:/var/lib/cabas/courrier"},
    {"maildir:~/Mail", "\"maildir:~/Mail\" \"~\" is for shells only: write the whole path"},
    {"", "\"\" begins with none of imaps:, imap: or maildir:"},
};

static void test_urls(struct arena *arena)
{
    for (size_t i = 0; i < sizeof url_rows / sizeof *url_rows; i++) {
        struct config config;
        const char *got = parse(arena,
                                arena_print(arena,
                                            "[mail]\nfrom=a@example.org\n[inbox]\nurl=%s\n"
                                            "password_file=p\n[smtp]\nurl=maildir:b\n[database]\n"
                                            "url=sqlite:d\n",
                                            url_rows[i].url),
                                &config);
        const struct url *url = &config.inbox.url;
        if (!*got)
            got = arena_print(arena, "%d %s %s %d %s", (int)url->kind, url->user, url->host,
                              url->port, url->path);
        else if (strstr(got, "url: "))
            got = strstr(got, "url: ") + 5;
        CHECK_TEXT(got, url_rows[i].shown, "url %s", url_rows[i].url);
        CHECK(!strstr(got, "secret"), "no password shown");
    }
}

static void test_defaults(struct arena *arena)
{
    struct config c;
    CHECK_TEXT(parse(arena, BASE, &c), "", "the smallest file");
    static const struct config_cutoff want[] = {{0, 0},    {5, 1439}, {7, 1439}, {7, 1439},
                                                {1, 1439}, {2, 1439}, {3, 1439}, {4, 1439}};
    for (int day = 1; day <= 7; day++)
        CHECK(c.cutoff[day].weekday == want[day].weekday &&
                  c.cutoff[day].minute == want[day].minute,
              "default cutoff of day %d", day);
    CHECK_TEXT(c.mail.from, "Les Jardins <Paniers@Example.org>", "from, without its quotes");
    CHECK_TEXT(c.mail.from_address, "paniers@example.org", "the bot's address");
    CHECK_TEXT(c.farm.name, "Les Jardins", "the farm's name is that of its address");
    CHECK_TEXT(c.database.url.path, "/etc/cabas/cabas.db", "a path beside the file");
    CHECK_TEXT(c.inbox.url.path, "/etc/cabas/in", "a maildir beside the file");
    CHECK_TEXT(c.farm.timezone, "Europe/Paris", "zone");
    CHECK_TEXT(c.farm.language, "fr", "language");
    CHECK_TEXT(c.http.listen, "127.0.0.1:8025", "listen");
    CHECK_TEXT(c.sms.provider, "none", "provider");
    CHECK(c.sms.quiet_from == 1200 && c.sms.quiet_to == 480, "quiet");
    CHECK_TEXT(c.inbox.done_folder, "Cabas/Traites", "done_folder");
    CHECK_TEXT(c.inbox.password_file, "", "no password file is no path");
    CHECK(c.inbox.idle && c.inbox.poll_seconds == 60 && c.inbox.max_message_bytes == 25 << 20,
          "inbox");
    CHECK(c.digest.minute == 360 && c.reminder.hours_before == 24 && c.billing.day == 1, "times");
    CHECK(c.limits.answers_per_hour == 20 && c.limits.keep_raw_days == 90, "limits");
    CHECK(c.mail.staff_count == 0 && c.inbox.auth == AUTH_PASSWORD, "nothing more");
}

static void test_values(struct arena *arena)
{
    struct config c, refused;
    const char *more = "[farm]\nname=\"Ferme #1 ; bio\"\nsiret=123 456 789 00012\n[cutoff]\n"
                       "mardi=Samedi  8:05\n[sms]\nnumber=06 39 98 01 "
                       "00\nprovider=spool\nspool=sms\nquiet=21:30 - 7:00\n"
                       "[mail]\nstaff=\"A@example.org;b@example.org c@example.org\"\n[inbox]\n"
                       "auth=xoauth2\nidle=non\nmax_message_bytes=512k\n"
                       "authserv_id=mx1.example.org, mx2.example.org\n[smtp]\nauth=xoauth2\n"
                       "ca_file=/ca.pem\n[billing]\niban=fr76 3000 6000 0112 3456 7890 189\n";
    CHECK_TEXT(parse(arena, arena_print(arena, "%s%s", BASE, more), &c), "", "values");
    CHECK_TEXT(c.farm.name, "Ferme #1 ; bio", "a quoted value");
    CHECK_TEXT(c.farm.siret, "12345678900012", "siret");
    CHECK(c.cutoff[2].weekday == 6 && c.cutoff[2].minute == 485, "cutoff");
    CHECK_TEXT(c.sms.number, "+33639980100", "number");
    CHECK_TEXT(c.sms.spool, "/etc/cabas/sms", "spool");
    CHECK(c.sms.quiet_from == 1290 && c.sms.quiet_to == 420, "quiet hours");
    CHECK(strstr(parse(arena, BASE "[sms]\nquiet=20:00\n", &refused), "20:00-08:00") &&
              strstr(parse(arena, BASE "[sms]\nquiet=20:00-25:00\n", &refused), "20:00-08:00"),
          "what is no span of hours");
    CHECK(c.mail.staff_count == 3, "three of the staff");
    CHECK_TEXT(c.mail.staff[0], "a@example.org", "in lower case");
    CHECK(c.inbox.auth == AUTH_XOAUTH2 && c.smtp.auth == AUTH_XOAUTH2 && !c.inbox.idle, "words");
    CHECK(c.inbox.max_message_bytes == 524288, "bytes");
    CHECK_TEXT(c.inbox.authserv_id, "mx1.example.org, mx2.example.org", "two servers");
    CHECK_TEXT(c.smtp.ca_file, "/ca.pem", "absolute path");
    CHECK_TEXT(c.billing.iban, "FR7630006000011234567890189", "iban");
    CHECK_TEXT(
        parse(arena,
              "[mail]\nfrom=\"Les Jardins\" <a@example.org>\n[inbox]\nurl=maildir:a\n[smtp]\n"
              "url=smtp://127.0.0.1:2525\n[database]\nurl=sqlite:/d\n",
              &c),
        "", "a quoted name in from");
    CHECK_TEXT(c.farm.name, "Les Jardins", "gives the farm's name");
    CHECK(c.smtp.url.port == 2525 && !*c.smtp.url.user, "a server without account");
}

/* The example is valid as it is, and with every default made explicit. */
static void test_example(struct arena *arena)
{
    struct text text = text_in(arena);
    config_example(&text, "");
    struct config as_is, explicit_;
    CHECK_TEXT(parse(arena, text.at, &as_is), "", "the example is a configuration");
    struct text open = text_in(arena);
    struct view rest = text_view(&text);
    int count = 0;
    for (struct view line; view_line(&rest, &line);) {
        bool key = view_starts(line, "#") && !view_starts(line, "# ");
        count += key;
        text_add_view(&open, key ? view_cut(line, 1, line.len) : line);
        text_add(&open, "\n");
    }
    CHECK(count > 40, "%d defaults are shown", count);
    CHECK_TEXT(parse(arena, open.at, &explicit_), "", "each default may be written");
    CHECK(as_is.inbox.max_message_bytes == explicit_.inbox.max_message_bytes &&
              as_is.cutoff[6].weekday == explicit_.cutoff[6].weekday,
          "and says the same");
}

static void write_file(const char *path, const char *bytes, mode_t mode)
{
    FILE *file = fopen(path, "w");
    if (file) {
        fputs(bytes, file);
        fclose(file);
    }
    chmod(path, mode);
}

static void test_files(struct arena *arena)
{
    struct error error = {0};
    struct config config;
    char folder[] = "/tmp/test_config.XXXXXX";
    CHECK(mkdtemp(folder) != NULL, "a folder");
    const char *path = arena_print(arena, "%s/secret", folder);
    CHECK(!config_secret(arena, path, &error) && strstr(error.text, "cannot be opened"), "no file");
    write_file(path, "s3cret é\r\nmore\n", 0600);
    const char *secret = config_secret(arena, path, &error);
    CHECK_TEXT(secret ? secret : "none", "s3cret é", "the first line");
    chmod(path, 0640);
    CHECK(!config_secret(arena, path, &error), "not when the group may read it");
    CHECK(strstr(error.text, "chmod 600") && !strstr(error.text, "s3cret"), "the cure, no secret");
    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    chmod(path, 0440);
    CHECK((config_secret(arena, path, &error) != NULL) == (geteuid() == 0),
          "a credential that systemd gives is root's");
    chmod(path, 0444);
    CHECK(!config_secret(arena, path, &error), "never when everybody may read it");
    unsetenv("CREDENTIALS_DIRECTORY");
    write_file(path, "\nsecond\n", 0600);
    CHECK(!config_secret(arena, path, &error), "an empty first line");
    write_file(path, "", 0600);
    CHECK(!config_secret(arena, path, &error), "an empty file");
    CHECK(!config_secret(arena, folder, &error), "a folder is no secret");
    CHECK(config_read(arena, path, &config, &error) == -1 && strstr(error.text, "[mail] from"),
          "an empty configuration");
    write_file(path, BASE, 0644);
    CHECK(config_read(arena, path, &config, &error) == 0, "a configuration is read");
    CHECK_TEXT(config.database.url.path, arena_print(arena, "%s/cabas.db", folder), "its paths");
    unlink(path);
    CHECK(config_read(arena, path, &config, &error) == -1 && strstr(error.text, "cabas init"),
          "no configuration");
    rmdir(folder);
}

int main(void)
{
    struct arena *arena = arena_new();
    test_errors(arena);
    test_urls(arena);
    test_defaults(arena);
    test_values(arena);
    test_example(arena);
    test_files(arena);
    arena_free(&arena);
    return tap_done();
}
