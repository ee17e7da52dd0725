#include "bot/imap_guard.h"

#include <stdlib.h>

#include "bot/imap_name.h"
#include "tests/tap.h"

#define DEEP8 "(((((((("

/* What a server sends; "" when it may pass. Literals may have 100 bytes. */
static const struct {
    const char *name, *bytes, *why;
    unsigned arrivals;
} guard_rows[] = {
    {"greeting", "* OK hi\r\n", "", 0},
    {"arrivals", "* 4 EXISTS\r\n* 5 exists\r\n* 1 RECENT\r\n* x EXISTS\r\n* EXISTS\r\n", "", 2},
    {"a mail", "* 1 FETCH (UID 1 BODY[] {11}\r\n((((((((((()\r\n1 OK x\r\n", "", 0},
    {"two literals", "* 1 FETCH (BODY[HEADER] {2}\r\n(( BODY[TEXT] {3}\r\n((()\r\n1 OK\r\n", "", 0},
    {"a literal of 0", "* 1 FETCH (BODY[] {0}\r\n)\r\n* 2 EXISTS\r\n", "", 1},
    {"EXISTS within a literal", "* 1 FETCH (BODY[] {12}\r\n* 4 EXISTS\r\n)\r\n", "", 0},
    {"a literal too big", "* 1 FETCH (BODY[] {101}\r\n", "bigger", 0},
    {"a literal of 4 GiB and more", "* 1 FETCH (BODY[] {99999999999999999999}\r\n", "bigger", 0},
    {"no literal in text", "* OK wait {90}\r\n* 2 EXISTS\r\n", "", 1},
    {"nothing hides behind text", "* OK {90}\r\n* 1 FETCH (" DEEP8 DEEP8 DEEP8 DEEP8, "nested", 0},
    {"nor behind a quote", "* 1 FETCH (X \"{90}\r\n", "cut short", 0},
    {"a quote within quotes", "* 1 FETCH (X \"\\\"((((\\\\\" Y)\r\n", "", 0},
    {"parentheses in quotes", "* 1 FETCH (X \"" DEEP8 DEEP8 DEEP8 DEEP8 DEEP8 "\")\r\n", "", 0},
    {"32 deep", "* OK " DEEP8 DEEP8 DEEP8 DEEP8 "\r\n* OK (\r\n", "", 0},
    {"33 deep", "* OK " DEEP8 DEEP8 DEEP8 DEEP8 "(", "nested", 0},
    {"no credit for what was closed before",
     "* OK ))))))))\r\n* 1 X ))))))))" DEEP8 DEEP8 DEEP8 DEEP8 "(", "nested", 0},
    {"a FETCH line cut short", "* 1 FETCH (UID 1\r\n", "cut short", 0},
    {"codes", "* OK [ALERT]\r\n* OK [PERMANENTFLAGS (\r\n* OK [UIDNEXT 3] x\r\n", "", 0},
    {"a bare LF", "* 2 EXISTS\n* 3 EXISTS\n", "", 2},
};

/* The same bytes at once and one by one: what arrives together must not matter. */
static void guard_row(const char *name, const char *bytes, const char *why, unsigned arrivals)
{
    for (size_t step = 1; step <= strlen(bytes); step = step == 1 ? strlen(bytes) : SIZE_MAX) {
        struct imap_guard guard = {0};
        const char *got = NULL;
        char copy[512];
        size_t len = (size_t)snprintf(copy, sizeof copy, "%s", bytes);
        for (size_t at = 0; at < len && !got; at += step)
            got = imap_guard_look(&guard, copy + at, len - at < step ? len - at : step, 100);
        CHECK(*why ? got && strstr(got, why) : !got, "%s: %s", name, got ? got : "passes");
        CHECK(guard.arrivals == arrivals, "%s: %u arrivals", name, guard.arrivals);
        if (step == len)
            break;
    }
}

static const struct {
    const char *bytes, *want;
} code_rows[] = {
    {"* OK [ALERT] x\r\n", "* OK [XLERT] x\r\n"},
    {"* OK [ permanentflags ()]\r\n", "* OK [ Xermanentflags ()]\r\n"},
    {"3 OK [READ-ONLY] [ALERT] x\r\n", "3 OK [READ-ONLY] [ALERT] x\r\n"},
    {"* OK [UIDVALIDITY 7]\r\n* OK [unseen 7]\r\n", "* OK [UIDVALIDITY 7]\r\n* OK [unseen 7]\r\n"},
    {"* 1 FETCH (BODY[HEADER] \"[a\")\r\n", "* 1 FETCH (BODY[HEADER] \"[a\")\r\n"},
    {"* 1 FETCH (BODY[] {6}\r\n[ALERT X)\r\n+ [a] x\r\n",
     "* 1 FETCH (BODY[] {6}\r\n[ALERT X)\r\n+ [X] x\r\n"},
};

static const struct {
    const char *name;
    char divider;
    const char *want; /* NULL: refused */
} name_rows[] = {
    {"INBOX", '/', "INBOX"},
    {"Cabas/Traites", '/', "Cabas/Traites"},
    {"Cabas/Traites", '.', "Cabas.Traites"},
    {"Cabas/Traites", 0, "Cabas-Traites"},
    {"Cabas/À-traiter", '/', "Cabas/&AMA--traiter"},
    {"été", '/', "&AOk-t&AOk-"},
    {"A&B", '/', "A&-B"},
    {"台北", '/', "&U,BTFw-"},
    {"日本語", '/', "&ZeVnLIqe-"},
    {"panier 🥕", '/', "panier &2D7dVQ-"},
    {"a\"b\\c", '/', "a\"b\\c"},
    {"~peter/mail/台北/日本語", '/', "~peter/mail/&U,BTFw-/&ZeVnLIqe-"},
    {"", '/', NULL},
    {"a\r\nb LOGOUT", '/', NULL},
    {"a\tb", '/', NULL},
    {"a\x7F", '/', NULL},
    {"a\xC2\x85", '/', NULL},
    {"\xE9t\xE9", '/', NULL},
};

int main(void)
{
    for (size_t i = 0; i < sizeof guard_rows / sizeof *guard_rows; i++)
        guard_row(guard_rows[i].name, guard_rows[i].bytes, guard_rows[i].why,
                  guard_rows[i].arrivals);
    for (size_t i = 0; i < sizeof code_rows / sizeof *code_rows; i++) {
        struct imap_guard guard = {0};
        char copy[128];
        size_t len = (size_t)snprintf(copy, sizeof copy, "%s", code_rows[i].bytes);
        const char *why = imap_guard_look(&guard, copy, len, 100);
        CHECK_TEXT(why ? why : copy, code_rows[i].want, "codes: %s", code_rows[i].bytes);
    }
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof name_rows / sizeof *name_rows; i++) {
        struct text out = text_in(arena);
        struct error error = {""};
        int got = imap_name_write(&out, name_rows[i].name, name_rows[i].divider, &error);
        if (name_rows[i].want)
            CHECK_TEXT(got ? error.text : out.at, name_rows[i].want, "%s", name_rows[i].name);
        else
            CHECK(got == -1 && *error.text, "refused: %s", error.text);
    }
    struct text out = text_in(arena);
    struct error error;
    char *big = arena_alloc(arena, 600);
    memset(big, 'a', 599);
    CHECK(imap_name_write(&out, big, '/', &error) == -1, "a name of 599 bytes is refused");
    arena_free(&arena);
    return tap_done();
}
