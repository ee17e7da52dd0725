#include "parsers/regex.h"

#include "parsers/text.h"
#include "tests/tap.h"

static const struct {
    enum regex regex;
    const char *text, *want; /* the first group, or the whole match; NULL: none */
} rows[] = {
    {REGEX_ABSENCE_SUBJECT, "Réponse automatique : Votre panier", "Réponse automatique"},
    {REGEX_ABSENCE_SUBJECT, "REPONSE AUTOMATIQUE", "REPONSE AUTOMATIQUE"},
    {REGEX_ABSENCE_SUBJECT, "RÉPONSE D’ABSENCE", "RÉPONSE D’ABSENCE"},
    {REGEX_ABSENCE_SUBJECT, "Automatic reply: basket", "Automatic reply"},
    {REGEX_ABSENCE_SUBJECT, "Out of the Office", "Out of the Office"},
    {REGEX_ABSENCE_SUBJECT, "Re: Out of the Office", NULL} /* an answer to one is a person's */,
    {REGEX_ABSENCE_SUBJECT, "Absence", NULL}, /* a subscriber's own word */
    {REGEX_ABSENCE_SUBJECT, "Absence du 12 au 26 mars", NULL},
    {REGEX_ABSENCE_SUBJECT, "Votre réponse automatique", NULL},
    {REGEX_SUBSCRIBER_NUMBER, "Je suis l'abonné n° 1002.", "1002"},
    {REGEX_SUBSCRIBER_NUMBER, "ABONNÉE NUMÉRO : 1002", "1002"},
    {REGEX_SUBSCRIBER_NUMBER, "passez moi en grand panier svp. Abo 1003", "1003"},
    {REGEX_SUBSCRIBER_NUMBER, "abonnée depuis 2019", NULL},
    {REGEX_SUBSCRIBER_NUMBER, "absents du 10 au 12", NULL},
    {REGEX_SUBSCRIBER_NUMBER, "mon abonnement 2026", NULL},
    {REGEX_SUBSCRIBER_NUMBER, "\xff\xfe abo 1004", "1004"}, /* broken UTF-8 is passed over */
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view groups[REGEX_GROUPS];
        enum regex_result found = regex_find(rows[i].regex, view_of(rows[i].text), 0, groups);
        struct view got = groups[1].at ? groups[1] : groups[0];
        CHECK_TEXT(found == REGEX_FOUND ? arena_copy(arena, got.at, got.len) : "(none)",
                   rows[i].want ? rows[i].want : "(none)", "row %zu: %s", i, rows[i].text);
    }
    struct text bait = text_in(arena);
    for (int i = 0; i < 200000; i++)
        text_add(&bait, "abo n° : - ");
    CHECK(regex_find(REGEX_SUBSCRIBER_NUMBER, text_view(&bait), 0, NULL) != REGEX_FOUND,
          "bait ends, found or not");
    arena_free(&arena);
    return tap_done();
}
