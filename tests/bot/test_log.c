/* Log lines: one event a line, key=value, nobody's address or number. */
#include <string.h>
#include <unistd.h>

#include "bot/log.h"
#include "tests/tap.h"

/* The line that is written for this detail, without its line end. */
static const char *line_of(const char *detail)
{
    static char line[2048];
    int ends[2], kept = dup(2);
    if (pipe(ends) || kept < 0)
        return "";
    dup2(ends[1], 2);
    log_event(LOG_LEVEL_ERROR, "m1", "test", "%s", detail);
    dup2(kept, 2);
    close(ends[1]);
    close(kept);
    ssize_t got = read(ends[0], line, sizeof line - 1);
    close(ends[0]);
    line[got > 0 ? got - 1 : 0] = '\0';
    return line;
}

int main(void)
{
    static const char *const rows[][2] = {
        {"reason=\"550 5.1.1 <camille.roux+x@example.org>: no such user\"",
         "m1 test reason=\"550 5.1.1 <*@example.org>: no such user\""},
        {"inbox=imaps://paniers@mail.example.org:993/INBOX",
         "m1 test inbox=imaps://*@mail.example.org:993/INBOX"},
        {"to=zoé@example.org", "m1 test to=*@example.org"},
        {"a@x.fr b@y.fr", "m1 test *@x.fr *@y.fr"},
        {"reason=\"+33639980100 unknown\"", "m1 test reason=\"* unknown\""},
        {"reason=\"06 39 98 01 00 unknown\"", "m1 test reason=\"* unknown\""},
        {"reason=\"06.39.98.01.00\"", "m1 test reason=\"*\""},
        {"reason=\"33639980100\"", "m1 test reason=\"*\""},
        {"iban=FR7630006000011234567890189", "m1 test iban=FR*"},
        {"uidvalidity=1763863322", "m1 test uidvalidity=1763863322"},
        {"at=2026-03-12T10:00:00 attempt=10 requests=0 letters=12",
         "m1 test at=2026-03-12T10:00:00 attempt=10 requests=0 letters=12"},
        {"reason=\"450 4.2.0 greylisted for 300 s\"",
         "m1 test reason=\"450 4.2.0 greylisted for 300 s\""},
        {"reason=\"two\nlines\t\x1b[1m\"", "m1 test reason=\"two?lines??[1m\""},
        {"@ alone@", "m1 test @ *@"},
        {"", "m1 test"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(line_of(rows[i][0]), rows[i][1], "%s", rows[i][0]);
    CHECK_TEXT(log_text("say \"no\"").at, "say 'no'", "no quotes inside quotes");
    char long_text[4000];
    memset(long_text, '7', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    CHECK_TEXT(line_of(long_text), "m1 test *", "a long one");
    memset(long_text, 'a', sizeof long_text - 1);
    CHECK(strlen(line_of(long_text)) < 1300, "and one that is cut");
    return tap_done();
}
