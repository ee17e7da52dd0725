#include "db/import.h"

#include <stdlib.h>
#include <unistd.h>

#include "parsers/date.h"
#include "parsers/embed.h"
#include "tests/tap.h"

/* Thursday 12 March 2026. */
static int today(void)
{
    return date_make(2026, 3, 12);
}

/* One import in its own transaction: "new/changed/unchanged/removed", notes behind it as "~ text", or the
 * errors, each as "! text". Nothing of a refused file stays. */
static const char *bring(struct arena *arena, struct db *db, enum import_kind kind,
                         struct view bytes)
{
    struct import import;
    struct error error = {0};
    struct text text = text_in(arena);
    if (db_begin(db, &error))
        return arena_print(arena, "cannot begin: %s", error.text);
    int failed =
        import_csv(arena, db, kind, "f.csv", bytes, today(), 1773300000, "test", &import, &error);
    if (failed && !import.error_count)
        text_print(&text, "database: %s", error.text);
    for (int i = 0; failed && i < import.error_count; i++)
        text_print(&text, "%s! %s", i ? "\n" : "", import.errors[i]);
    if (!failed)
        text_print(&text, "%d/%d/%d/%d", import.added, import.changed, import.unchanged,
                   import.removed);
    for (int i = 0; !failed && i < import.note_count; i++)
        text_print(&text, "\n~ %s", import.notes[i]);
    if (failed)
        db_rollback(db);
    else if (db_commit(db, &error))
        return arena_print(arena, "cannot commit: %s", error.text);
    return text.at;
}

#define H_FORMULES "code;nom;prix;tva;alias\n"
#define H_DEPOTS "code;nom;adresse;code_postal;ville;jour;ouverture;latitude;longitude;alias\n"
#define H_ABONNES "numero;prenom;nom;emails;telephones;adresse;code_postal;ville\n"
#define H_ABONNEMENTS "numero_abonne;formule;depot;quantite;frequence;debut;fin\n"
#define H_PRODUITS "code;nom;prix;unite;tva;disponible;alias\n"
#define H_COMPOSITIONS "livraison;formule;produit;quantite;unite\n"
#define H_REGLEMENTS "numero_abonne;date;montant;moyen;reference\n"
#define H_FERMETURES "date;motif\n"

#define ROW(kind, bytes, want)                                                                     \
    {                                                                                              \
        kind, VIEW_ROW(bytes), want                                                                \
    }

/* Refused files, over the sample farm. */
static const struct {
    enum import_kind kind;
    struct view bytes;
    const char *want;
} bad_rows[] = {
    ROW(IMPORT_FORMULAS, "", "! f.csv:1: the file is empty: its first line must name the columns"),
    ROW(IMPORT_FORMULAS, "code;nom;prix;alias\n",
        "! f.csv:1: column tva: is missing: the columns are code;nom;prix;tva;alias"),
    ROW(IMPORT_FORMULAS, "code;nom;prix;tva;alias;couleur\n",
        "! f.csv:1: column \"couleur\" is not known: the columns are code;nom;prix;tva;alias"),
    ROW(IMPORT_FORMULAS, "code;nom;prix;tva;alias;nom\n", "! f.csv:1: column nom: is there twice"),
    ROW(IMPORT_FORMULAS, H_ABONNES, "! f.csv:1: these are the columns of abonnes, not of formules"),
    ROW(IMPORT_FORMULAS,
        H_FORMULES "mini;Mini;douze;5,5;\nmaxi;;-3;55;\nmi ni;Mini;12,505;0,055;x\n",
        "! f.csv:2: column prix: \"douze\" is not an amount: write it as 12,50\n"
        "! f.csv:3: column nom: is empty\n"
        "! f.csv:3: column prix: \"-3\" is below zero: write it as 12,50\n"
        "! f.csv:3: column tva: \"55\" is not a VAT rate: write 5,5 for 5,5 %\n"
        "! f.csv:4: column code: \"mi ni\" is not a code: write 1 to 40 letters without accents, "
        "digits, - _ or .\n"
        "! f.csv:4: column prix: \"12,505\" is not an amount: write it as 12,50\n"
        "! f.csv:4: column tva: \"0,055\" is not a VAT rate: write 5,5 for 5,5 %"),
    ROW(IMPORT_FORMULAS, H_FORMULES "mini;Mini;10;5,5;\nMINI;Autre;11;5,5;\n",
        "! f.csv:3: \"mini\" is on line 2 too: remove one"),
    ROW(IMPORT_FORMULAS, H_FORMULES "Petit;Petit;10;5,5;\n",
        "! f.csv:2: column code: \"Petit\" is written \"petit\" so far: keep that"),
    ROW(IMPORT_FORMULAS, H_FORMULES "miel;Miel;10;5,5;\n",
        "! f.csv:2: column code: \"miel\" is a code of produits: an order could not tell them "
        "apart"),
    ROW(IMPORT_FORMULAS, "code,nom,prix,tva,alias\nmini,Mini,12,50,5,5,x\n",
        "! f.csv:2: has 7 cells where the header has 5: put a value that holds the separator in "
        "quotes"),
    ROW(IMPORT_FORMULAS, H_FORMULES "mini;\"Mi\nni\";10;5,5;\n",
        "! f.csv:2: column nom: \"Mi?ni\" has a line end: write it on one line"),
    ROW(IMPORT_FORMULAS, H_FORMULES "mini;\"Mini;10;5,5;\n",
        "! f.csv:2: column 2: a quote opens here and never ends"),
    ROW(IMPORT_DEPOTS,
        H_DEPOTS "a;A;;;;mardis;;91;6,1;\nb;B;;;;lundi;;44,5;;\nc;C;;;;Jeudi;;-4,;181;\n",
        "! f.csv:2: column jour: \"mardis\" is not a weekday: write lundi, mardi, mercredi, jeudi, "
        "vendredi, samedi or dimanche\n"
        "! f.csv:2: column latitude: \"91\" is not a latitude: write degrees from -90 to 90, as "
        "44,5636\n"
        "! f.csv:2: column latitude: is empty: a place has both or none\n"
        "! f.csv:3: column longitude: is empty: a place has both or none\n"
        "! f.csv:4: column latitude: \"-4,\" is not a latitude: write degrees from -90 to 90, as "
        "44,5636\n"
        "! f.csv:4: column longitude: \"181\" is not a longitude: write degrees from -180 to 180, "
        "as "
        "6,0858"),
    ROW(IMPORT_DEPOTS, H_DEPOTS "tallard;Tallard;;;;jeudi;;;;\n",
        "! f.csv:2: column jour: the day cannot change while 2 subscriptions take their basket "
        "there: "
        "give the new day a depot with a new code, and move them to it"),
    ROW(IMPORT_SUBSCRIBERS,
        H_ABONNES
        "0;A;B;;;;;\nx;A;B;;;;;\n2001;;;a@b;639980101|36;;;\n2002;A;B;é@example.org;;;;\n",
        "! f.csv:2: column numero: \"0\" is not a subscriber's number: write it as 1001\n"
        "! f.csv:3: column numero: \"x\" is not a subscriber's number: write it as 1001\n"
        "! f.csv:4: column emails: \"a@b\" is not an email address: write it as "
        "prenom@example.org, "
        "several separated by |\n"
        "! f.csv:4: column telephones: \"639980101\" has 9 digits: a spreadsheet dropped the "
        "leading 0: "
        "write it as +33639980101\n"
        "! f.csv:4: column telephones: \"36\" is not a telephone number: write it as 06 39 98 01 "
        "01 or "
        "+33639980101, several separated by |\n"
        "! f.csv:4: column nom: is empty: a subscriber has a first or a last name\n"
        "! f.csv:5: column emails: \"é@example.org\" is not an email address: write it as "
        "prenom@example.org, several separated by |"),
    ROW(IMPORT_SUBSCRIBERS,
        H_ABONNES
        "2001;A;B;x@example.org;0639980150;;;\n2002;C;D;X@Example.org;+33 6 39 98 01 50;;;\n"
        "2001;E;F;;;;;\n",
        "! f.csv:4: \"2001\" is on line 2 too: remove one\n"
        "! f.csv:3: column telephones: \"+33639980150\" is on line 2 too: it belongs to one "
        "subscriber "
        "only\n"
        "! f.csv:3: column emails: \"x@example.org\" is on line 2 too: it belongs to one "
        "subscriber "
        "only"),
    ROW(IMPORT_SUBSCRIBERS, H_ABONNES "2001;A;B;Camille.Roux@example.org;06 39 98 01 02;;;\n",
        "! f.csv:2: column emails: \"camille.roux@example.org\" belongs to subscriber 1001: it "
        "belongs "
        "to one subscriber only\n"
        "! f.csv:2: column telephones: \"+33639980102\" belongs to subscriber 1002: it belongs to "
        "one "
        "subscriber only"),
    ROW(IMPORT_SUBSCRIPTIONS,
        H_ABONNEMENTS "9999;petit;gap-gare;1;hebdomadaire;2026-01-06;\n"
                      "1001;moyen;nulle-part;0;parfois;2026-13-01;\n"
                      "1001;petit;gap-gare;1,5;paire;06/01/2026;31/12/2025\n"
                      "1001;petit;;1;paire;;\n",
        "! f.csv:3: column quantite: \"0\" is not a number of baskets: write 1 to 999\n"
        "! f.csv:3: column frequence: \"parfois\" is not a frequency: write hebdomadaire, paire, "
        "impaire "
        "or mensuelle\n"
        "! f.csv:3: column debut: \"2026-13-01\" is not a date: write it as 2026-03-12 or "
        "12/03/2026\n"
        "! f.csv:4: column quantite: \"1,5\" is not a number of baskets: write 1 to 999\n"
        "! f.csv:4: column fin: \"2025-12-31\" is before debut (2026-01-06)\n"
        "! f.csv:5: column depot: is empty\n"
        "! f.csv:5: column debut: is empty\n"
        "! f.csv:3: column formule: \"moyen\" is not a code of formules: there are grand, oeufs12, "
        "oeufs6, pain, petit\n"
        "! f.csv:3: column depot: \"nulle-part\" is not a code of depots: there are gap-bio, "
        "gap-gare, "
        "laragne, serres, sisteron, tallard, veynes\n"
        "! f.csv:2: column numero_abonne: \"9999\" is not a subscriber's number: import abonnes "
        "first"),
    ROW(IMPORT_PRODUCTS,
        H_PRODUITS "x;X;1;kg;5,5;peut-être;\ny;Y;1;kg;5,5;;\ngrand;Z;1;kg;5,5;oui;\n",
        "! f.csv:2: column disponible: \"peut-être\" is neither oui nor non\n"
        "! f.csv:3: column disponible: is empty\n"
        "! f.csv:4: column code: \"grand\" is a code of formules: an order could not tell them "
        "apart"),
    ROW(IMPORT_COMPOSITIONS,
        H_COMPOSITIONS "17/03/2026;petit;Carottes;1 kg;kg\n17/03/26;petit;Carottes;0;kg\n"
                       "2026-03-17;petit;Poireaux;1;kg\n2026-03-17;petit;poireaux;2;kg\n",
        "! f.csv:2: column quantite: \"1 kg\" is not a quantity: write it as 1,5 (the unit has its "
        "own "
        "column)\n"
        "! f.csv:3: column livraison: \"17/03/26\" is not a date: write it as 2026-03-12 or "
        "12/03/2026\n"
        "! f.csv:3: column quantite: \"0\" is not a quantity: write it as 1,5 (the unit has its "
        "own "
        "column)\n"
        "! f.csv:5: \"2026-03-17/petit/poireaux\" is on line 4 too: remove one"),
    ROW(IMPORT_PAYMENTS,
        H_REGLEMENTS "1001;2026-02-30;12,50;chèque;1\n1001;2026-02-28;0;chèque;1\n",
        "! f.csv:2: column date: \"2026-02-30\" is not a date: write it as 2026-03-12 or "
        "12/03/2026\n"
        "! f.csv:3: column montant: \"0\" is no payment: leave the row out"),
    ROW(IMPORT_CLOSURES, H_FERMETURES "2026-05-01;a\n01/05/2026;b\n1926-05-01;c\n",
        "! f.csv:4: column date: \"1926-05-01\" is not a date between 2000 and 2099\n"
        "! f.csv:3: \"2026-05-01\" is on line 2 too: remove one"),
};

static struct view demo(const char *name)
{
    struct arena *arena = arena_new();
    struct view view = embed_find(arena_print(arena, "db/demo/%s.csv", name));
    arena_free(&arena);
    return view;
}

static const enum import_kind order[] = {IMPORT_FORMULAS,    IMPORT_DEPOTS,   IMPORT_PRODUCTS,
                                         IMPORT_SUBSCRIBERS, IMPORT_CLOSURES, IMPORT_SUBSCRIPTIONS};

static void test_demo(struct arena *arena, struct db *db)
{
    static const char *const first[] = {"5/0/0/0",  "7/0/0/0", "12/0/0/0",
                                        "12/0/0/0", "4/0/0/0", "16/0/0/0"};
    static const char *const again[] = {"0/0/5/0",  "0/0/7/0", "0/0/12/0",
                                        "0/0/12/0", "0/0/4/0", "0/0/16/0"};
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        CHECK_TEXT(bring(arena, db, order[i], demo(import_kind_name(order[i]))), first[i],
                   "the sample farm's %s", import_kind_name(order[i]));
    for (size_t i = 0; i < sizeof order / sizeof *order; i++)
        CHECK_TEXT(bring(arena, db, order[i], demo(import_kind_name(order[i]))), again[i],
                   "the same %s again", import_kind_name(order[i]));
}

/* Everything that an import may touch, as one text. */
static const char *state(struct arena *arena, struct db *db)
{
    static const enum sql statements[] = {SQL_FORMULAS, SQL_DEPOTS, SQL_PRODUCTS, SQL_CLOSURES,
                                          SQL_SUBSCRIBER_NUMBERS};
    static const int columns[] = {5, 10, 7, 2, 1};
    struct text text = text_in(arena);
    struct error error;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        struct rows rows = db_rows(db, statements[i], &error, "");
        while (rows_next(&rows) == 1)
            for (int column = 0; column < columns[i]; column++)
                text_print(&text, "%s;", rows_text(&rows, column, arena));
    }
    return text.at;
}

static void test_refused(struct arena *arena, struct db *db)
{
    const char *before = state(arena, db);
    for (size_t i = 0; i < sizeof bad_rows / sizeof *bad_rows; i++) {
        CHECK_TEXT(bring(arena, db, bad_rows[i].kind, bad_rows[i].bytes), bad_rows[i].want,
                   "refused %zu", i);
        CHECK_TEXT(state(arena, db), before, "nothing of it stays");
    }
}

static const char *column_of(struct arena *arena, struct db *db, enum sql sql, int64_t id,
                             int columns)
{
    struct text text = text_in(arena);
    struct error error;
    struct rows rows = db_rows(db, sql, &error, "i", id);
    while (rows_next(&rows) == 1) {
        text_add(&text, text.len ? "/" : "");
        for (int i = 0; i < columns; i++)
            text_print(&text, "%s%s", i ? ";" : "", rows_text(&rows, i, arena));
    }
    return text.at;
}

static void test_spreadsheets(struct arena *arena, struct db *db)
{
    CHECK_TEXT(bring(arena, db, IMPORT_FORMULAS,
                     VIEW("\xEF\xBB\xBF\"alias\",\"TVA\",\"Prix\",\"Nom\",\"Code\"\r\n"
                          "\"mini|le mini| mini \",\"5.5\",\"1 234,50 \xE2\x82\xAC\",\" Mini, bio "
                          "\",mini\r\n")),
               "1/0/0/0", "BOM, commas, quotes, another order, upper case");
    CHECK(strstr(state(arena, db), "mini;Mini, bio;123450;550;mini|le mini;"), "as it was meant");
    CHECK_TEXT(bring(arena, db, IMPORT_FORMULAS,
                     VIEW(H_FORMULES "mini;Mini, bio;1234,50;5,5;mini|le mini;;\n;;;;;;\n")),
               "0/0/1/0", "another spelling, trailing separators and an empty row change nothing");
    CHECK_TEXT(bring(arena, db, IMPORT_FORMULAS, VIEW(H_FORMULES "mini;Mini;9;5,5\n")), "0/1/0/0",
               "a row may end early, a price may change");
    CHECK_TEXT(
        bring(arena, db, IMPORT_SUBSCRIBERS,
              VIEW(H_ABONNES "2001;Ana\xEFs;B\x9Cuf;;\"06.39.98.01.60| +33 (0)6 39 98 01 61\";"
                             "\"3, rue\r\nHaute\";4200;Sisteron\r\n")),
        "1/0/0/0\n~ f.csv:2: column code_postal: \"4200\" has 4 digits: is it 04200, and a "
        "spreadsheet dropped the 0?",
        "Windows-1252, two telephones, two lines of address");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIBER, 2001, 5),
               "Anaïs;Bœuf;3, rue, Haute;4200;Sisteron", "as it was meant");
    CHECK_TEXT(column_of(arena, db, SQL_CONTACTS, 2001, 2), "phone;+33639980160/phone;+33639980161",
               "its telephones");
    CHECK_TEXT(
        bring(arena, db, IMPORT_DEPOTS, VIEW(H_DEPOTS "z;Z;\"1\n\n rue\";;;Lundi;;-0.5;6;\n")),
        "1/0/0/0", "a depot");
    CHECK(strstr(state(arena, db), "z;Z;1, rue;;;1;;-0.5;6.0;;"), "its degrees");
}

/* What a subscriber changed stays when the farm brings the same file again. */
static void test_subscribers(struct arena *arena, struct db *db)
{
    struct error error;
    db_begin(db, &error);
    CHECK(!db_run(db, SQL_SUBSCRIBER_PUT, &error, "ittttt", (int64_t)1001, "Camille", "Roux",
                  "9 rue Neuve", "05000", "Gap") &&
              !db_run(db, SQL_CONTACT_ADD, &error, "ttii", "email", "camille@example.net",
                      (int64_t)1001, (int64_t)5) &&
              !db_commit(db, &error),
          "a subscriber moves, and adds an address");
    db_rollback(db); /* had it failed, the next one would wait for ever */
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIBERS, demo("abonnes")), "0/0/12/0", "the same file");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIBER, 1001, 5), "Camille;Roux;9 rue Neuve;05000;Gap",
               "leaves the new address");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIBERS,
                     VIEW(H_ABONNES
                          "1001;Camille;Roux-Petit;camille.roux@example.org;+33639980101;3 rue des "
                          "Lilas;05000;Gap\n")),
               "0/1/0/0", "another name");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIBER, 1001, 5),
               "Camille;Roux-Petit;9 rue Neuve;05000;Gap", "changes the name only");
    CHECK_TEXT(column_of(arena, db, SQL_CONTACTS, 1001, 2),
               "email;camille.roux@example.org/email;camille@example.net/phone;+33639980101",
               "and no contact");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIBERS,
                     VIEW(H_ABONNES
                          "1007;Aïcha;Benali;yannick.legoff@example.org;+33639980107;2 impasse du "
                          "Moulin;05400;Veynes\n"
                          "1003;Yannick;Le Goff;aicha.benali@example.org;+33639980103;Les "
                          "Eyssagnières;05000;Gap\n")),
               "0/2/0/0", "two people swap their addresses");
    CHECK_TEXT(column_of(arena, db, SQL_CONTACTS, 1007, 2),
               "email;yannick.legoff@example.org/phone;+33639980107", "one has the other's");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIBERS,
                     VIEW(H_ABONNES "1008;Émile;Faure;|;;La Baume;04200;Sisteron\n")),
               "0/1/0/0", "contacts may go");
    CHECK_TEXT(column_of(arena, db, SQL_CONTACTS, 1008, 2), "", "all of them");
}

static int64_t subscription_of(struct db *db, int64_t number, const char *formula,
                               const char *start)
{
    int failed = 0;
    struct error error;
    return db_int(db, SQL_SUBSCRIPTION_FIND, 0, &failed, &error, "itt", number, formula, start);
}

static void test_subscriptions(struct arena *arena, struct db *db)
{
    struct error error;
    int64_t id = subscription_of(db, 1001, "petit", "2026-01-06");
    CHECK(id > 0, "1001 has petit");
    db_begin(db, &error);
    CHECK(!db_run(db, SQL_END, &error, "idd", id, date_make(2026, 4, 7), DATE_NONE) &&
              !db_run(db, SQL_SUSPEND, &error, "id", id, date_make(2026, 3, 24)) &&
              !db_run(db, SQL_SUSPEND, &error, "id", id, date_make(2026, 3, 10)) &&
              !db_run(db, SQL_TERM_PUT, &error, "idtt", id, date_make(2026, 3, 31), "grand",
                      "gap-gare") &&
              !db_commit(db, &error),
          "1001 leaves on 7 April, suspends, changes formula");
    db_rollback(db);
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS, demo("abonnements")), "0/0/16/0",
               "the same file");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIPTION_GET, id, 3), "1;hebdomadaire;2026-04-07",
               "leaves the end where it is");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS,
                     VIEW(H_ABONNEMENTS "1001;PETIT;laragne;2;Hebdomadaire;06/01/2026;\n")),
               "0/1/0/0", "two baskets, at another depot");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIPTION_GET, id, 3), "2;hebdomadaire;2026-04-07",
               "changes the quantity");
    CHECK_TEXT(column_of(arena, db, SQL_TERMS, id, 3),
               "2026-01-06;petit;gap-gare/2026-03-16;petit;laragne/2026-03-31;grand;laragne",
               "and the depot from next Monday on");
    CHECK_TEXT(column_of(arena, db, SQL_SUSPENSIONS, id, 1), "2026-03-10/2026-03-26",
               "a suspension to come goes along with its week");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS,
                     VIEW(H_ABONNEMENTS "1001;petit;laragne;2;hebdomadaire;2026-01-06;\n")),
               "0/0/1/0", "the same again");
    CHECK_TEXT(
        bring(arena, db, IMPORT_SUBSCRIPTIONS,
              VIEW(H_ABONNEMENTS "1001;petit;laragne;2;hebdomadaire;2026-01-06;2026-06-30\n")),
        "0/1/0/0", "another end");
    CHECK_TEXT(column_of(arena, db, SQL_SUBSCRIPTION_GET, id, 3), "2;hebdomadaire;2026-06-30",
               "counts");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS,
                     VIEW(H_ABONNEMENTS "1003;grand;gap-gare;1;paire;2026-01-06;\n")),
               "1/0/0/0\n~ f.csv:2: the subscription 1003/petit/2026-01-06 is no longer in the "
               "file and goes "
               "on: to end it, keep its row and write fin",
               "an edited formula is a second subscription, and said so");
    CHECK_TEXT(
        bring(arena, db, IMPORT_SUBSCRIPTIONS,
              VIEW(H_ABONNEMENTS "1012;grand;veynes;1;paire;2026-02-01;\n"
                                 "1012;petit;sisteron;1;hebdomadaire;2026-01-09;2026-12-18\n"
                                 "1012;petit;sisteron;1;hebdomadaire;2026-12-18;\n")),
        "2/0/1/0\n~ f.csv:4: subscriber 1012 has petit twice from 2026-12-18 on (line 3): if it is "
        "one, write fin on line 3",
        "the same formula twice at a time");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS,
                     VIEW(H_ABONNEMENTS "1010;pain;laragne;1;mensuelle;2026-05-01;\n")),
               "1/0/0/0\n~ f.csv:2: the subscription 1010/petit/2026-01-08 is no longer in the "
               "file and goes "
               "on: to end it, keep its row and write fin",
               "one that has not begun");
    CHECK_TEXT(bring(arena, db, IMPORT_SUBSCRIPTIONS,
                     VIEW(H_ABONNEMENTS "1010;pain;veynes;1;mensuelle;2026-05-01;\n")),
               "0/1/0/0", "another depot before it begins");
    CHECK_TEXT(column_of(arena, db, SQL_TERMS, subscription_of(db, 1010, "pain", "2026-05-01"), 3),
               "2026-05-01;pain;veynes", "is its depot from the start");
}

static void test_lists(struct arena *arena, struct db *db)
{
    struct view first =
        VIEW(H_COMPOSITIONS "17/03/2026;petit;Carottes;1,5;kg\n17/03/2026;petit;Poireaux;1;kg\n"
                            "2026-03-17;grand;Carottes;2;kg\n");
    CHECK_TEXT(bring(arena, db, IMPORT_COMPOSITIONS, first), "3/0/0/0", "compositions");
    CHECK_TEXT(bring(arena, db, IMPORT_COMPOSITIONS, first), "0/0/3/0", "again");
    CHECK_TEXT(
        bring(arena, db, IMPORT_COMPOSITIONS,
              VIEW(H_COMPOSITIONS "2026-03-17;petit;Carottes;1;kg\n2026-03-17;Petit;Navets;1;\n")),
        "1/1/0/1\n~ f.csv:2: 2026-03-17 petit: \"Poireaux\" is no longer in the list: taken out",
        "a corrected list replaces the one of that basket");
    struct view payments =
        VIEW(H_REGLEMENTS "1001;05/03/2026;50,00;chèque;123\n1001;2026-03-05;50;chèque;123\n"
                          "1002;2026-03-05;-12.5;virement;\n");
    CHECK_TEXT(bring(arena, db, IMPORT_PAYMENTS, payments), "3/0/0/0",
               "two equal payments are two");
    CHECK_TEXT(bring(arena, db, IMPORT_PAYMENTS, payments), "0/0/3/0", "and no more the next time");
    CHECK_TEXT(column_of(arena, db, SQL_PAYMENTS, 1001, 2), "2026-03-05;5000/2026-03-05;5000",
               "payments");
    CHECK_TEXT(column_of(arena, db, SQL_PAYMENTS, 1002, 2), "2026-03-05;-1250", "a refund");
    CHECK_TEXT(bring(arena, db, IMPORT_CLOSURES,
                     VIEW(H_FERMETURES "14/07/2026;Fête nationale\n2026-12-25;Congés\n")),
               "1/1/0/0", "closures");
}

int main(void)
{
    struct arena *arena = arena_new();
    struct error error = {0};
    char folder[] = "/tmp/test_import.XXXXXX";
    setvbuf(stdout, NULL, _IOLBF, 0);
    CHECK(mkdtemp(folder) != NULL, "a folder");
    const char *path = arena_print(arena, "%s/cabas.db", folder);
    struct db *db = db_open(path, true, &error);
    if (CHECK(db != NULL, "a database: %s", error.text)) {
        test_demo(arena, db);
        test_refused(arena, db);
        test_spreadsheets(arena, db);
        test_subscribers(arena, db);
        test_subscriptions(arena, db);
        test_lists(arena, db);
    }
    for (int kind = 0; kind < IMPORT_KINDS; kind++)
        CHECK(import_kind_read(view_of(import_kind_name((enum import_kind)kind))) == kind,
              "kind %d", kind);
    CHECK(import_kind_read(VIEW("abonné")) == -1, "no kind");
    db_close(&db);
    static const char *const files[] = {"", "-wal", "-shm"};
    for (int i = 0; i < 3; i++)
        unlink(arena_print(arena, "%s%s", path, files[i]));
    rmdir(folder);
    arena_free(&arena);
    return tap_done();
}
