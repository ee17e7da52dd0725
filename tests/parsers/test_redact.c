/* redact: account numbers out of texts and mails; what is none stays. */
#include "parsers/redact.h"

#include "parsers/encode.h"
#include "tests/tap.h"

static const struct row {
    const char *text, *want; /* NULL: it stays */
} rows[] = {
    {"FR7630006000011234567890189", "FR76 •••• 0189"},
    {"IBAN FR76 3000 6000 0112 3456 7890 189 merci", "IBAN FR76 •••• 0189 merci"},
    {"iban:fr76 3000 6000 0112 3456 7890 189.", "iban:FR76 •••• 0189."},
    {"IBANFR7630006000011234567890189", "FR76 •••• 0189"},
    {"FR76-3000-6000-0112-3456-7890-189", "FR76 •••• 0189"},
    {"FR 76 3000 6000 0112 3456 7890 189", "FR76 •••• 0189"},
    {"FR76\xC2\xA0"
     "3000\xE2\x80\xAF"
     "6000 0112 3456 7890 189",
     "FR76 •••• 0189"},
    {"FR76 3000 6000\r\n> 0112 3456 7890 189 et voilà", "FR76 •••• 0189 et voilà"},
    {"<b>FR76</b>&nbsp;3000 <span style=\"x\">6000</span> 0112 3456 7890 189", "<b>FR76 •••• 0189"},
    {"FR76+3000+6000%200112\\u00a03456 7890 189", "FR76 •••• 0189"},
    /* nearly: a digit wrong, missing or too many; a country that is none; no country */
    {"FR76 3000 6000 0112 3456 7890 188", "FR76 •••• 0188"},
    {"FR76 3000 6000 0112 3456 7890 18", "FR76 •••• 9018"},
    {"FR76 3000 6000 0112 3456 7890 1899", "FR76 •••• 1899"},
    {"FT76 3000 6000 0112 3456 7890 189", "FT76 •••• 0189"},
    {"RIB 30006 00001 12345678901 89", "RIB •••• 0189"},
    {"76 3000 6000 0112 3456 7890 189", "•••• 0189"},
    /* other countries, letters within */
    {"DE89 3704 0044 0532 0130 00", "DE89 •••• 3000"},
    {"GB29 NWBK 6016 1331 9268 19 thanks", "GB29 •••• 6819 thanks"},
    {"MT84 MALT 0110 0001 2345 MTLC AST0 01S", "MT84 •••• 001S"},
    {"NO93 8601 1117 947, et BE68 5390 0754 7034", "NO93 •••• 7947, et BE68 •••• 7034"},
    {"FR76 3000 6000 0112 3456 7890 189 06 12 34 56 78", "FR76 •••• 0189 06 12 34 56 78"},
    /* what it must leave */
    {"Bonjour, nous serons absents du 12 au 26 mars 2026.", NULL},
    {"06 12 34 56 78 ou 07 12 34 56 78", NULL},
    {"06 12 34 56 78 / 07 12 34 56 78", NULL},
    {"+33 6 39 98 01 01, +33 6 39 98 01 02", NULL},
    {"commande n° 12 du 12/03/2026, facture F2026-0012, 23,50 €", NULL},
    {"abonné n° 1001, panier petit, 05000 Gap", NULL},
    {"les 12, 19 et 26 mars, puis les 2, 9, 16, 23 et 30 avril 2026", NULL},
    {"FR76", NULL},
    {"FR76 •••• 0189", NULL},
    {"", NULL},
};

static void test_text(struct arena *arena)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view out = redact_text(arena, view_of(rows[i].text));
        CHECK_TEXT(arena_copy(arena, out.at, out.len), rows[i].want ? rows[i].want : rows[i].text,
                   "%.40s", rows[i].text);
        CHECK(redact_holds(view_of(rows[i].text)) == (rows[i].want != NULL) && !redact_holds(out),
              "and is found or not");
    }
}

static const char *mail_of(struct arena *arena, const char *subject, const char *encoding,
                           struct view body)
{
    return arena_print(arena,
                       "Received: from x by y; id fr7630006000011234567890189\r\n"
                       "From: Camille <camille@example.org>\r\nSubject: %s\r\n"
                       "Message-ID: <a@b>\r\nContent-Type: text/plain; charset=utf-8\r\n"
                       "Content-Transfer-Encoding: %s\r\n\r\n%.*s",
                       subject, encoding, (int)body.len, body.at);
}

static void test_mail(struct arena *arena)
{
    struct view line = view_of("Voici : FR76 3000 6000 0112 3456 7890 189\nMerci à vous\n");
    struct text base64 = text_in(arena), quoted = text_in(arena);
    encode_base64(&base64, line);
    encode_quoted(&quoted, line);
    const char *const mails[] = {
        mail_of(arena, "IBAN", "8bit", line),
        mail_of(arena, "IBAN", "base64", text_view(&base64)),
        mail_of(arena, "IBAN", "quoted-printable", text_view(&quoted)),
        mail_of(arena, "=?utf-8?Q?FR76_3000_6000_0112_3456_7890_189?=", "8bit", line),
    };
    for (size_t i = 0; i < sizeof mails / sizeof *mails; i++) {
        struct view raw = view_of(mails[i]);
        CHECK(redact_finds(arena, raw), "mail %zu: found", i);
        struct view out = redact_mail(arena, raw, false);
        const char *text = arena_copy(arena, out.at, out.len);
        CHECK(strstr(text, "Voici : FR76 •••• 0189\nMerci à vous") &&
                  strstr(text, "Message-ID: <a@b>") &&
                  strstr(text, "From: Camille <camille@example.org>"),
              "mail %zu: the rest is kept", i);
        CHECK(!redact_finds(arena, out), "mail %zu: nothing left", i);
        if (i == 3)
            CHECK(strstr(text, "Subject: FR76 •••• 0189\r\n"), "its subject too");
        out = redact_mail(arena, raw, true);
        CHECK(view_find(out, "Merci") == SIZE_MAX && view_find(out, "From: Camille") != SIZE_MAX,
              "mail %zu: or nothing of its text", i);
    }
    const char *plain = mail_of(arena, "Absence", "8bit", view_of("absents du 12 au 26 mars\n"));
    CHECK(!redact_finds(arena, view_of(plain)), "a mail without, whatever its ids look like");
    struct text random = text_in(arena), picture = text_in(arena);
    for (uint64_t x = 1, i = 0; i < 2000000; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
        text_add_byte(&random, (char)(x >> 56));
    }
    encode_base64(&picture, text_view(&random));
    plain = mail_of(arena, "Photo", "base64", text_view(&picture));
    CHECK(!redact_finds(arena, view_of(plain)), "two megabytes at random, as a picture has them");
    struct view broken = redact_mail(arena, view_of("FR7630006000011234567890189"), false);
    CHECK(!redact_finds(arena, broken) && broken.len, "what is no mail at all");
}

int main(void)
{
    struct arena *arena = arena_new();
    test_text(arena);
    test_mail(arena);
    arena_free(&arena);
    return tap_done();
}
