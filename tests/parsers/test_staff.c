/* staff: what the farm's own people write, as commands. */
#include "parsers/staff.h"

#include <stdlib.h>

#include "bot/cli.h"
#include "parsers/date.h"
#include "tests/tap.h"

/* "verb[!problem] numbers from..to text [force] {requests}", one a command, joined by " | ". */
static char *say(struct arena *arena, const struct staff_commands *commands)
{
    static const char *const problems[] = {"", "!number", "!date", "!text", "!unclear"};
    struct text out = text_in(arena);
    for (int i = 0; i < commands->count; i++) {
        const struct staff_command *command = &commands->items[i];
        text_print(&out, "%s%s%s", i ? " | " : "", staff_verb_name(command->verb),
                   problems[command->problem]);
        for (int j = 0; j < command->number_count; j++)
            text_print(&out, " %lld", (long long)command->numbers[j]);
        if (command->from != DATE_NONE)
            text_print(&out, " %s..%s", date_iso(arena, command->from),
                       date_iso(arena, command->to));
        if (*command->text)
            text_print(&out, " (%s)", command->text);
        if (command->force)
            text_add(&out, " force");
        for (int j = 0; !command->problem && j < command->request_count; j++)
            text_print(&out, " {%s}", request_print(arena, &command->requests[j]));
    }
    return out.at;
}

static const struct {
    const char *subject, *text, *want;
} rows[] = {
    {"ACCEPTER 42", "", "accepter 42"},
    {"ACCEPTER 42", "ACCEPTER 42\n", "accepter 42"},
    {"Re: ACCEPTER 42", "", ""},
    {"", "accepter n° 42 et 43, 44", "accepter 42 43 44"},
    {"", "Accepte la 42", ""},
    {"", "ACCEPTER la 42", "accepter!number"},
    {"", "ACCEPTER 42 pas encore", "accepter!number 42"},
    {"", "ACCEPTER 99999999999", "accepter!number"},
    {"", "ACCEPTER 0", "accepter!number"},
    {"", "REFUSER 42", "refuser 42"},
    {"", "Refuser la commande 42", ""},
    {"", "REFUSER commande n°42 : plus de pommes", "refuser 42 (plus de pommes)"},
    {"", "refuser 42 - gel du 3 mars", "refuser 42 (gel du 3 mars)"},
    {"LISTE 17/03", "", "liste 2026-03-17..2026-03-17"},
    {"", "liste de mariage", ""},
    {"", "Liste mardi", "liste 2026-03-10..2026-03-10"},
    {"", "LISTE", "liste!date"},
    {"", "FICHE 1001", "fiche 1001"},
    {"", "FICHE Roux", "recherche (Roux)"},
    {"", "FERMETURE 14/07 : fête nationale", "fermeture 2026-07-14..2026-07-14 (fête nationale)"},
    {"", "FERMETURE 14/07 (fête nationale).", "fermeture 2026-07-14..2026-07-14 (fête nationale)"},
    {"", "Fermeture du 1er au 15 août", "fermeture 2026-08-01..2026-08-15"},
    {"", "FERMETURE du 1er juin au 31 août", "fermeture 2026-06-01..2026-08-31"},
    {"", "FERMETURE 14/07, 15/07", "fermeture!date"},
    {"", "FERMETURE un de ces jours", "fermeture!date"},
    {"", "OUVERTURE 14/07", "ouverture 2026-07-14..2026-07-14"},
    {"", "POUR 1001 SUSPENDRE 17/03", "pour 1001 {SUSPEND from=2026-03-17 to=2026-03-17}"},
    {"", "pour 1001 suspendre 17/03 forcer",
     "pour 1001 force {SUSPEND from=2026-03-17 to=2026-03-17}"},
    {"", "POUR n° 1001 : FORCER SUSPENDRE 17/03",
     "pour 1001 force {SUSPEND from=2026-03-17 to=2026-03-17}"},
    {"", "POUR 1001 ne suspendez pas le 17/03", "pour!unclear 1001"},
    {"", "POUR 1001 OUI", "pour!unclear 1001"},
    {"", "POUR 1001 IBAN FR1420041010050500013M02606", "pour!unclear 1001"},
    {"", "POUR 1001", "pour!unclear 1001"},
    {"", "Pour info, je pars à midi.", ""},
    {"Pour mardi", "on prend le camion", ""},
    {"", "IMPORT compositions", "import (compositions)"},
    {"", "IMPORT", "import!text"},
    {"", "RECHERCHE roux", "recherche (roux)"},
    {"", "EFFACER 1001", "effacer 1001"},
    {"EFFACER n° 1001 oui", "", "effacer 1001 force"},
    {"", "EFFACER 1001 OUI mais pas le nom", "effacer!unclear 1001"},
    {"", "EFFACER", "effacer!number"},
    {"", "Effacer la liste de mardi ?", ""},
    {"", "on recherche un saisonnier", ""},
    {"", "recherche un saisonnier", ""},
    {"DIGEST", "", "digest"},
    {"", "bilan", "digest"},
    {"", "Bilan de la journée : il a plu.", ""},
    {"", "AIDE", "aide"},
    {"", "aide", "aide"},
    {"", "aide à la récolte samedi", ""},
    {"", "", ""},
};

int main(void)
{
    struct arena *arena = arena_new();
    struct cli cli = {.config_file = "/nonexistent/cabas.conf"};
    struct error error;
    const struct vocabulary *vocabulary = cli_vocabulary(&cli, arena, &error);
    if (!CHECK(vocabulary != NULL, "the sample farm's names"))
        return tap_done();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct staff_commands commands;
        struct message message = {.channel = CHANNEL_MAIL,
                                  .today = date_make(2026, 3, 9),
                                  .subject = view_of(rows[i].subject),
                                  .text = view_of(rows[i].text)};
        staff_read(arena, vocabulary, &message, &commands);
        CHECK_TEXT(say(arena, &commands), rows[i].want, "%s / %s", rows[i].subject, rows[i].text);
    }
    struct text many = text_in(arena);
    struct staff_commands commands;
    for (int i = 1; i <= STAFF_COMMANDS + 5; i++)
        text_print(&many, "ACCEPTER %d\n", i);
    struct message message = {.channel = CHANNEL_MAIL, .today = 0, .text = text_view(&many)};
    staff_read(arena, vocabulary, &message, &commands);
    CHECK(commands.count == STAFF_COMMANDS && commands.more, "the rest is not read, and said so");
    arena_free(&arena);
    return tap_done();
}
