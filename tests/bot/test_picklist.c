/* picklist: what is on a day's list, absences, notes, news, harvest; the CSV; what a correction says; the moment. */
#include "bot/moments.h"
#include "bot/picklist_csv.h"
#include "bot/picklist_memo.h"
#include "bot/picklist_pdf.h"
#include "bot/picklist_words.h"
#include "tests/bot/sample.h"

static struct arena *arena;
static const char *folder, *base, *path;
static struct config *config;
static struct db *db;
static const struct farm *farm;

/* The sample farm as it was imported, and what a test makes of it. */
static void farm_with(const char *sql)
{
    struct error error;
    db_close(&db);
    if (system(arena_print(arena, "rm -f '%s'* && cp '%s' '%s'", path, base, path)))
        sample_die(path, "not copied");
    if (*sql)
        sample_sql(path, sql);
    db = db_open(path, false, &error);
    farm = db ? farm_load(arena, db, &error) : NULL;
    if (!farm)
        sample_die(path, error.text);
}

static struct picklist *list_of(const char *day)
{
    struct picklist *list = arena_alloc(arena, sizeof *list);
    struct error error;
    const struct roster *roster = roster_load(arena, db, farm, sample_day(day), &error);
    if (!roster || picklist_full(arena, db, roster, sample_day(day), list, &error))
        sample_die(day, error.text);
    return list;
}

static const struct picklist_person *person_of(const struct picklist *list, int64_t number,
                                               const char **depot)
{
    for (int i = 0; i < list->depot_count; i++)
        for (int j = 0; j < list->depots[i].person_count; j++)
            if (list->depots[i].people[j].number == number) {
                *depot = list->depots[i].depot ? list->depots[i].depot->code : "-";
                return &list->depots[i].people[j];
            }
    return NULL;
}

/* "gap-gare: 1 × Petit panier [notes]" of one subscriber, "" when not on the list. */
static const char *line_of(const struct picklist *list, int64_t number)
{
    struct error error;
    const char *depot = "", *notes;
    const struct picklist_person *person = person_of(list, number, &depot);
    if (!person)
        return "";
    notes = picklist_say_notes(arena, config, person, &error);
    if (!notes)
        sample_die("notes", error.text);
    return arena_print(arena, "%s: %s%s%s%s", depot,
                       picklist_say_items(arena, config, person->items, person->item_count),
                       *notes ? " [" : "", notes, *notes ? "]" : "");
}

static const char *absent_of(const struct picklist *list)
{
    struct text text = text_in(arena);
    for (int i = 0; i < list->all_count; i++)
        for (int j = 0; j < list->depots[i].absent_count; j++)
            text_print(&text, "%s%lld %s", text.len ? ", " : "",
                       (long long)list->depots[i].absent[j].number, list->depots[i].absent[j].what);
    return text.at;
}

/* "gap-gare 1001 suspendu : Petit panier" of one subscriber. */
static const char *news_of(const struct picklist *list, int64_t number)
{
    struct text text = text_in(arena);
    struct error error;
    for (int i = 0; i < list->all_count; i++)
        for (int j = 0; j < list->depots[i].news_count; j++)
            if (list->depots[i].news[j].number == number)
                text_print(&text, "%s%s: %s", text.len ? " | " : "", list->depots[i].depot->code,
                           picklist_say_news(arena, config, &list->depots[i].news[j], &error));
    return text.at;
}

static const struct {
    const char *what, *sql, *day;
    int64_t number;
    const char *line, *absent, *news;
} rows[] = {
    {"as it is", "", "2026-03-17", 1001, "gap-gare: 1 × Petit panier", "", ""},
    {"suspended",
     "INSERT INTO suspension SELECT id, '2026-03-17' FROM subscription WHERE subscriber = 1001",
     "2026-03-17", 1001, "", "1001 Petit panier", "gap-gare: suspendu : Petit panier"},
    {"back after a suspension",
     "INSERT INTO suspension SELECT id, '2026-03-10' FROM subscription WHERE subscriber = 1001",
     "2026-03-17", 1001, "gap-gare: 1 × Petit panier", "", "gap-gare: de retour : Petit panier"},
    {"another formula once",
     "INSERT INTO exception SELECT id, '2026-03-17', 'grand', NULL FROM subscription WHERE "
     "subscriber = 1001",
     "2026-03-17", 1001,
     "gap-gare: 1 × Grand panier [Grand panier pour cette fois (d'habitude Petit panier)]", "",
     "gap-gare: Grand panier au lieu de Petit panier"},
    {"another depot once",
     "INSERT INTO exception SELECT id, '2026-03-17', NULL, 'tallard' FROM subscription WHERE "
     "subscriber = 1001",
     "2026-03-17", 1001, "tallard: 1 × Petit panier [ici pour cette fois (d'habitude Gap – Gare)]",
     "",
     "gap-gare: va à Tallard – Mairie : Petit panier | tallard: arrive de Gap – Gare : Petit "
     "panier"},
    {"a depot of another day: not on Tuesday",
     "INSERT INTO exception SELECT id, '2026-03-17', NULL, 'laragne' FROM subscription WHERE "
     "subscriber = 1001",
     "2026-03-17", 1001, "", "", "gap-gare: va à Laragne – La Ferme : Petit panier"},
    {"but on Thursday",
     "INSERT INTO exception SELECT id, '2026-03-17', NULL, 'laragne' FROM subscription WHERE "
     "subscriber = 1001",
     "2026-03-19", 1001, "laragne: 1 × Petit panier [ici pour cette fois (d'habitude Gap – Gare)]",
     "", "laragne: arrive de Gap – Gare : Petit panier"},
    {"moved for good",
     "INSERT INTO term SELECT id, '2026-03-16', 'grand', 'tallard' FROM subscription WHERE "
     "subscriber = 1001",
     "2026-03-17", 1001, "tallard: 1 × Grand panier", "",
     "gap-gare: va à Tallard – Mairie : Petit panier | tallard: arrive de Gap – Gare : Grand "
     "panier"},
    {"the first one",
     "UPDATE subscription SET start_day = '2026-03-15' WHERE subscriber = 1001; UPDATE term SET "
     "from_day = '2026-03-15' WHERE subscription IN (SELECT id FROM subscription WHERE subscriber "
     "= 1001)",
     "2026-03-17", 1001, "gap-gare: 1 × Petit panier [première livraison : Petit panier]", "",
     "gap-gare: première livraison : Petit panier"},
    {"the last one", "UPDATE subscription SET end_day = '2026-03-20' WHERE subscriber = 1001",
     "2026-03-17", 1001, "gap-gare: 1 × Petit panier [dernière livraison : Petit panier]", "", ""},
    {"the last one that is not suspended",
     "UPDATE subscription SET end_day = '2026-03-27' WHERE subscriber = 1001; INSERT INTO "
     "suspension SELECT id, "
     "'2026-03-24' FROM subscription WHERE subscriber = 1001",
     "2026-03-17", 1001, "gap-gare: 1 × Petit panier [dernière livraison : Petit panier]", "", ""},
    {"over", "UPDATE subscription SET end_day = '2026-03-13' WHERE subscriber = 1001", "2026-03-17",
     1001, "", "", "gap-gare: terminé : Petit panier"},
    {"an accepted order",
     "INSERT INTO purchase VALUES (7, 1001, '2026-03-17', 'accepted', 1, ''); INSERT INTO "
     "purchase_item VALUES (7, 'pomme', 'Pommes Golden', 'kg', 1500, 280, 550)",
     "2026-03-17", 1001, "gap-gare: 1 × Petit panier, 1,5 kg Pommes Golden", "", ""},
    {"an order that waits",
     "INSERT INTO purchase VALUES (7, 1001, '2026-03-17', 'pending', 1, ''); INSERT INTO "
     "purchase_item VALUES (7, 'salade', 'Laitue', 'pièce', 2000, 120, 550)",
     "2026-03-17", 1001,
     "gap-gare: 1 × Petit panier [ne pas donner : commande n° 7 pas encore acceptée (2 × Laitue)]",
     "", ""},
    {"an order alone",
     "INSERT INTO suspension SELECT id, '2026-03-17' FROM subscription WHERE subscriber = 1001; "
     "INSERT INTO purchase VALUES (7, 1001, '2026-03-17', 'accepted', 1, ''); INSERT INTO "
     "purchase_item VALUES (7, "
     "'salade', 'Laitue', 'pièce', 2000, 120, 550)",
     "2026-03-17", 1001, "gap-gare: 2 × Laitue [commande seule, sans panier]", "1001 Petit panier",
     "gap-gare: suspendu : Petit panier"},
    {"an order without any delivery",
     "INSERT INTO purchase VALUES (7, 1001, '2026-03-19', 'accepted', 1, ''); INSERT "
     "INTO purchase_item VALUES (7, 'salade', 'Laitue', 'pièce', 2000, 120, 550)",
     "2026-03-19", 1001, "-: 2 × Laitue [commande seule, sans panier]", "", ""},
    {"a closed day", "INSERT INTO closure VALUES ('2026-03-17', 'neige')", "2026-03-17", 1001, "",
     "", ""},
    {"compared over a closure", "INSERT INTO closure VALUES ('2026-03-10', 'neige')", "2026-03-17",
     1001, "gap-gare: 1 × Petit panier", "", ""},
    {"over the year's end", "", "2027-01-05", 1001, "gap-gare: 1 × Petit panier", "", ""},
    {"a fortnight that does not come is no news", "", "2026-03-24", 1003, "", "", ""},
};

static void check_rows(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        farm_with(rows[i].sql);
        const struct picklist *list = list_of(rows[i].day);
        CHECK_TEXT(line_of(list, rows[i].number), rows[i].line, "%s", rows[i].what);
        CHECK_TEXT(absent_of(list), rows[i].absent, "%s: absent", rows[i].what);
        CHECK_TEXT(news_of(list, rows[i].number), rows[i].news, "%s: news", rows[i].what);
    }
}

/* By arithmetic on the sample's own files: carrots of that day's baskets. */
static void check_harvest(void)
{
    farm_with("INSERT INTO purchase VALUES (7, 1001, '2026-03-10', 'accepted', 1, ''); INSERT INTO "
              "purchase_item "
              "VALUES (7, 'carotte', 'Carottes', 'kg', 1500, 240, 550)");
    const struct picklist *list = list_of("2026-03-10");
    int64_t baskets = 0, found = 0, orders = 0;
    for (int i = 0; i < list->total_count; i++) {
        const char *each = sample_value(arena, path,
                                        arena_print(arena,
                                                    "SELECT thousandths FROM composition WHERE day "
                                                    "= '2026-03-10' AND formula = '%s' AND "
                                                    "product = 'carotte'",
                                                    list->totals[i].code));
        baskets += list->totals[i].thousandths / 1000 * atoll(each);
    }
    for (int i = 0; i < list->crop_count; i++)
        if (!strcmp(list->crop[i].code, "carotte")) {
            found += list->crop[i].baskets;
            orders += list->crop[i].orders;
        }
    CHECK(baskets > 0 && found == baskets, "carrots of all baskets: %lld", (long long)found);
    CHECK(orders == 1500, "and of the orders: %lld", (long long)orders);
    CHECK(!list->unknown_count, "all contents are known");
    farm_with("DELETE FROM composition WHERE day = '2026-03-10' AND formula = 'petit'");
    list = list_of("2026-03-10");
    CHECK(list->unknown_count == 1 && !strcmp(list->unknown[0]->code, "petit"),
          "a basket whose content is not known is named");
}

static void check_csv(void)
{
    struct view bytes;
    struct error error;
    farm_with("DELETE FROM subscription WHERE 0; UPDATE subscriber SET first_name = '@SUM(1+1)', "
              "last_name = 'a;\"b\"' "
              "WHERE number = 1001; UPDATE contact SET value = '+41791234567' WHERE kind = 'phone' "
              "AND subscriber = "
              "1001; INSERT INTO purchase VALUES (7, 1001, '2026-03-17', 'accepted', 1, ''); "
              "INSERT INTO purchase_item "
              "VALUES (7, 'pomme', '-Pommes', 'kg', 1500, 280, 550); INSERT INTO suspension SELECT "
              "id, '2026-03-17' FROM "
              "subscription WHERE subscriber NOT IN (1001, 1009)");
    if (picklist_csv(arena, config, list_of("2026-03-17"), &bytes, &error))
        sample_die("csv", error.text);
    CHECK_TEXT(arena_copy(arena, bytes.at, bytes.len),
               "\xEF\xBB\xBF"
               "depot;numero;nom;telephone;article;quantite;unite;note\r\n"
               "Gap – Gare;1001;\"'@SUM(1+1) a;\"\"b\"\"\";'+41 791 23 45 67;Petit panier;1;;\r\n"
               "Gap – Gare;1001;\"'@SUM(1+1) a;\"\"b\"\"\";'+41 791 23 45 67;'-Pommes;1,5;kg;\r\n"
               "Gap – Gare;1009;Chloé & Marc Arnaud;06 39 98 01 09;Grand panier;1;;\r\n"
               "Gap – Gare;1009;Chloé & Marc Arnaud;06 39 98 01 09;Boîte de 12 œufs;1;;\r\n",
               "the CSV, byte by byte");
}

static void check_memo(void)
{
    struct error error;
    int count;
    farm_with("");
    struct memo then = memo_of(arena, list_of("2026-03-17")), read;
    CHECK(!memo_read(arena, farm, memo_write(arena, &then), &read, &error), "a list comes back");
    memo_compare(arena, config, farm, &read, &then, &count);
    CHECK(count == 0 && read.count == then.count && then.count > 0, "the same: no change");
    CHECK(!strstr(memo_write(arena, &then), "Camille"), "no names are kept");
    CHECK(memo_read(arena, farm, "[{", &read, &error) < 0, "what is no list is an error");
    farm_with("INSERT INTO exception SELECT id, '2026-03-17', 'grand', 'tallard' FROM subscription "
              "WHERE subscriber = 1001");
    struct memo now = memo_of(arena, list_of("2026-03-17"));
    const struct memo_change *changes = memo_compare(arena, config, farm, &then, &now, &count);
    CHECK(count == 1 && changes[0].number == 1001, "one person's part is otherwise");
    CHECK_TEXT(changes[0].before, "1 × Petit panier (Gap – Gare)", "before, and where");
    CHECK_TEXT(changes[0].after, "1 × Grand panier (Tallard – Mairie)", "after");
}

static bool locks(const char *moment, const char *day)
{
    int days[7], count = moment_cutoff_days(config, sample_time(moment), days);
    for (int i = 0; i < count; i++)
        if (days[i] == sample_day(day))
            return true;
    return false;
}

/* Each cutoff of a year has its moment, the delivery days it locks are exactly those. */
static void check_moments(void)
{
    int64_t at = sample_time("2026-01-01T00:00"), end = sample_time("2027-02-01T00:00");
    int count = 0, bad = 0;
    for (;;) {
        at = moment_cutoff(config, 0, at, at);
        if (at >= end)
            break;
        int days[7];
        count += moment_cutoff_days(config, at, days);
        struct civil civil = zone_local(at);
        bad += civil.seconds !=
               0; /* 23:59 inclusive: midnight by the wall, on every day of the year */
    }
    CHECK(bad == 0 && count >= 390, "%d lists' moments at midnight by the wall, clock changes too",
          count);
    CHECK(locks("2026-03-30T00:00", "2026-03-31"), "the Sunday of the change to summer time");
    CHECK(locks("2026-10-26T00:00", "2026-10-27"), "the Sunday of the change to winter time");
    CHECK(locks("2026-12-30T00:00", "2027-01-01"), "at the year's end");
}

static void check_pdf(void)
{
    struct view one, two;
    struct error error;
    farm_with("");
    const struct picklist *list = list_of("2026-03-17");
    int64_t now = sample_time("2026-03-16T00:00");
    bool good = !picklist_pdf(arena, config, list, now, &one, &error) &&
                !picklist_pdf(arena, config, list, now, &two, &error);
    CHECK(good && view_equal(one, two), "the same list is the same file");
    farm_with("INSERT INTO closure VALUES ('2026-03-17', 'neige')");
    CHECK(!picklist_pdf(arena, config, list_of("2026-03-17"), now, &one, &error),
          "a list of nothing too");
}

int main(void)
{
    arena = arena_new();
    folder = sample_folder(arena);
    base = arena_print(arena, "%s/base.db", folder);
    path = arena_print(arena, "%s/farm.db", folder);
    config = sample_config(arena, "");
    db = sample_db(arena, base);
    db_close(&db);
    check_rows();
    check_harvest();
    check_csv();
    check_memo();
    check_moments();
    check_pdf();
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
