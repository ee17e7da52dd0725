#include "parsers/request.h"

#include "tests/tap.h"

/* Lines that are the contract's: what is read is written back the same. */
static const char *const lines[] = {
    "HELP",
    "PLANNING",
    "TYPES",
    "PICKUPS",
    "PRODUCTS",
    "ORDERS",
    "INVOICES",
    "BALANCE",
    "PAYMENTS",
    "INFO",
    "MYDATA",
    "BASKET",
    "BASKET date=2026-03-17",
    "SUSPEND from=2026-03-12 to=2026-03-26",
    "SUSPEND next=3",
    "SUSPEND weeks=2",
    "SUSPEND from=2026-03-17 to=2026-03-17 type=oeufs6",
    "SUSPEND next=2 type=pain",
    "RESUME all",
    "RESUME from=2026-03-24",
    "RESUME from=2026-03-24 to=2026-03-24",
    "CHANGE type=grand",
    "CHANGE type=grand date=2026-03-17",
    "CHANGE type=petit from=2026-03-17",
    "CHANGE type=petit from=2026-03-17 to=2026-03-31",
    "PICKUP place=gap-gare",
    "PICKUP place=veynes date=2026-05-22",
    "PICKUP place=serres from=2026-05-01 to=2026-05-31",
    "ORDER items=salade*2,pomme*1.5",
    "ORDER items=oeufs12*1 date=2026-03-17",
    "ORDER items=miel*0.005",
    "CANCEL order=14",
    "UNDO",
    "SUBSCRIBE type=pain",
    "INVOICE",
    "INVOICE month=2026-02",
    "INVOICE number=F2026-0012",
    "SET field=address value=\"3 rue \\\"Haute\\\"\\n05000 Gap\"",
    "SET field=phone value=\"+33639982147\"",
    "SET field=email value=\"a@b.example\"",
    "SET field=name value=\"C:\\\\Dupont\"",
    "IBAN value=FR7630006000011234567890189",
    "REMIND on",
    "REMIND off",
    "UNSUBSCRIBE",
    "UNSUBSCRIBE type=pain",
    "UNSUBSCRIBE from=2026-07-01",
    "UNSUBSCRIBE reason=\"trop cher; désolé\"",
    "CONFIRM",
    "CONFIRM code=1234",
    "DENY",
    "CHOOSE n=2",
    "STOP",
    "START",
    "ASK verb=SUSPEND topic=date",
    "ASK verb=PICKUP date=2026-03-17 topic=place choices=gap-gare,gap-bio",
    "ASK verb=ORDER items=miel*2 topic=date",
    "ASK verb=SUSPEND next=3 topic=confirm",
    "ASK verb=SET field=phone topic=value",
    "HUMAN",
};

static const char *const bad[] = {
    "",
    "SUSPENDRE",
    "suspend",
    "SUSPEND from=2026-02-30",
    "SUSPEND next=0",
    "SUSPEND next=x",
    "REMIND perhaps",
    "ASK",
    "ASK verb=NONE",
    "ORDER items=",
    "ORDER items=salade",
    "ORDER items=*2",
    "SET value=\"open",
    "CHOOSE n=-1",
    "RESUME some",
    "INVOICE month=2026-13",
    "SUSPEND unknown=1",
    "SUSPEND from=",
};

int main(void)
{
    struct arena *arena = arena_new();
    struct error error;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct request request;
        bool read = request_read(arena, view_of(lines[i]), &request, &error) == 0;
        CHECK(read, "%s is read", lines[i]);
        if (read)
            CHECK_TEXT(request_print(arena, &request), lines[i], "%s", lines[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct request request;
        CHECK(request_read(arena, view_of(bad[i]), &request, &error) == -1, "\"%s\" is none",
              bad[i]);
    }
    int verbs = 0;
    for (int verb = VERB_NONE + 1; verb < VERB_MAX; verb++)
        verbs += verb_read(view_of(verb_name((enum verb)verb))) == (enum verb)verb;
    CHECK(verbs == VERB_MAX - 1, "every verb has a name of its own");
    CHECK(verb_changes(VERB_SUSPEND) && verb_changes(VERB_STOP) && !verb_changes(VERB_BASKET) &&
              !verb_changes(VERB_HUMAN) && !verb_changes(VERB_ASK),
          "what changes something");
    arena_free(&arena);
    return tap_done();
}
