/* invoicing: issued on the sample farm: what is on them, numbers, runs, corrections, rounding.
 * "case N" are those of the list of peers' edge cases. */
#include "bot/billing.h"
#include "bot/invoicing.h"
#include "bot/ledger.h"
#include "tests/bot/sample.h"

static struct arena *arena;
static const char *folder, *base, *path;
static struct config *config;
static struct db *db;
static struct text issued;

static void note_issued(void *context, const char *number, int64_t subscriber, int64_t total)
{
    (void)context;
    if (subscriber == 1001)
        text_print(&issued, "%s%s %lld", issued.len ? ", " : "", number, (long long)total);
}

/* The sample farm as it was imported, and what a test makes of it. */
static void farm_with(const char *sql)
{
    db_close(&db);
    if (system(arena_print(arena, "rm -f '%s'* && cp '%s' '%s'", path, base, path)))
        sample_die(path, "not copied");
    struct error error;
    if (*sql)
        sample_sql(path, sql);
    db = db_open(path, false, &error);
    if (!db)
        sample_die(path, error.text);
    sample_sql(path, "DELETE FROM subscription_past");
}

static void also(const char *sql)
{
    sample_sql(path, sql);
}

static const char *value(const char *sql)
{
    return sample_value(arena, path, sql);
}

static struct invoicing run_at(const char *now)
{
    return (struct invoicing){
        .db = db, .config = config, .now = sample_time(now), .issued = note_issued};
}

/* What subscriber 1001 gets: "NUMBER TOTAL, …"; the error when it is refused. */
static const char *bill(const char *month, const char *now)
{
    struct invoicing run = run_at(now);
    struct invoicing_done done;
    struct error error;
    issued = text_in(arena);
    if (invoicing_month(&run, date_read_month(view_of(month)), &done, &error))
        return arena_text(arena, error.text);
    return done.before ? "before" : issued.at;
}

static const char *credit(const char *number, const char *now)
{
    struct invoicing run = run_at(now);
    struct error error;
    issued = text_in(arena);
    return invoicing_credit(&run, number, "geste\nBcc: x", "staff", &error)
               ? arena_text(arena, error.text)
               : issued.at;
}

static void import_rows(enum import_kind kind, const char *csv, const char *now)
{
    struct error error;
    struct import import;
    int64_t instant = sample_time(now);
    if (db_begin(db, &error) ||
        import_csv(arena, db, kind, "test.csv", view_of(csv), zone_local(instant).day, instant,
                   "test", &import, &error) ||
        db_commit(db, &error))
        sample_die("import", import.error_count ? import.errors[0] : error.text);
}

static const char *lines(const char *number)
{
    return value(arena_print(arena,
                             "SELECT group_concat(substr(day, 6) || ' ' || code || ' ' || "
                             "thousandths || ' ' || gross, ', ') FROM invoice_line WHERE invoice "
                             "= '%s'",
                             number));
}

#define ONLY_1001 "UPDATE subscription SET end_day = '2026-01-01' WHERE subscriber <> 1001;"

static void test_month(void)
{
    farm_with(ONLY_1001);
    CHECK_TEXT(bill("2026-03", "2026-03-31T23:59:59"),
               "2026-03 is not over: its invoices can be issued from 2026-04-01 on",
               "not before midnight, farm time, after the change to summer time");
    CHECK_TEXT(bill("2026-03", "2026-04-01T00:00"), "F2026-0001 6250", "one a subscriber");
    CHECK_TEXT(lines("F2026-0001"),
               "03-03 petit 1000 1250, 03-10 petit 1000 1250, 03-17 petit 1000 1250, 03-24 petit "
               "1000 1250, 03-31 petit 1000 1250",
               "a line a delivery, both sides of the change to summer time");
    CHECK_TEXT(value("SELECT count(*) FROM invoice"), "1", "nothing for who has nothing to pay");
    CHECK_TEXT(bill("2026-03", "2026-04-02T10:00"), "before", "case 29: once");
    CHECK_TEXT(value("SELECT count(*) FROM invoice"), "1", "and nothing was added");
    CHECK_TEXT(value("SELECT due, from_day, to_day, buyer_name, buyer_postcode, net, tax, total "
                     "FROM invoice_document"),
               "2026-05-01 2026-03-01 2026-03-31 Camille Roux 05000 5924 326 6250", "its head");
    also("UPDATE subscriber SET last_name = 'Autre'");
    CHECK_TEXT(value("SELECT buyer_name FROM invoice_document"), "Camille Roux",
               "a copy of its moment");
}

static void test_calendar(void)
{
    farm_with(ONLY_1001 "INSERT INTO suspension VALUES (1, '2026-03-10');"
                        "INSERT INTO closure VALUES ('2026-03-17', 'neige');"
                        "INSERT INTO exception VALUES (1, '2026-03-24', 'grand', 'laragne');");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 4480", "only what was delivered");
    CHECK_TEXT(lines("F2026-0001"),
               "03-03 petit 1000 1250, 03-26 grand 1000 1980, 03-31 petit 1000 1250",
               "suspended, closed, another formula on another day");
    farm_with(ONLY_1001 "UPDATE subscription SET frequency = 'paire', quantity = 2");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 7500", "fortnightly, two each");
    farm_with(ONLY_1001 "UPDATE subscription SET frequency = 'mensuelle'");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 1250", "monthly");
    farm_with(ONLY_1001 "UPDATE subscription SET end_day = '2026-03-12' WHERE id = 1");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 2500", "the final one");
    CHECK_TEXT(bill("2026-04", "2026-05-01T06:00"), "", "and then no more");
}

static void test_year(void)
{
    farm_with(ONLY_1001);
    CHECK_TEXT(bill("2026-12", "2027-01-01T00:00"), "F2027-0001 6250",
               "December's, numbered by its year of issue");
    CHECK_TEXT(bill("2026-11", "2026-12-31T23:59"), "F2026-0001 5000", "another year, from 1 on");
    CHECK_TEXT(bill("2026-10", "2026-12-31T23:59"), "F2026-0002 5000",
               "October, with the end of summer time");
    CHECK_TEXT(bill("2027-01", "2027-02-01T08:00"), "F2027-0002 5000", "on in the new year");
    also("INSERT INTO invoice VALUES ('F2027-9999', 1002, '2027-01', '2027-02-01', 1),"
         "('F22027-0004', 1002, '2027-01', '2027-02-01', 1)");
    CHECK_TEXT(bill("2027-02", "2027-03-01T08:00"), "F2027-10000 5000", "more than four digits");
    CHECK_TEXT(bill("2027-03", "2027-04-01T08:00"), "F2027-10001 6250", "and on");
}

static void test_prices(void)
{
    farm_with(ONLY_1001);
    import_rows(IMPORT_FORMULAS, "code;nom;prix;tva;alias\npetit;Petit panier;13,00;10;petit\n",
                "2026-03-17T09:00");
    import_rows(IMPORT_FORMULAS, "code;nom;prix;tva;alias\npetit;Petit panier;13,00;10;petit\n",
                "2026-03-25T09:00");
    also("INSERT INTO suspension VALUES (1, '2026-03-24')");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 5100",
               "case 27: each delivery at the price of its day");
    CHECK_TEXT(lines("F2026-0001"),
               "03-03 petit 1000 1250, 03-10 petit 1000 1250, 03-17 petit 1000 1300, 03-31 petit "
               "1000 1300",
               "case 27: from the day of the import on");
    CHECK_TEXT(value("SELECT vat, net, tax, gross FROM invoice_tax"),
               "550 2370 130 2500\n1000 2364 236 2600", "a sum a rate");
    also("DELETE FROM suspension WHERE subscription = 1");
    CHECK_TEXT(bill("2026-04", "2026-05-01T06:00"), "F2026-0002 6500",
               "case 27: what is found later has the price of its day");
    CHECK_TEXT(value("SELECT from_day, to_day FROM invoice_document WHERE number = 'F2026-0002'"),
               "2026-03-01 2026-04-30", "and the period says so");
    import_rows(IMPORT_FORMULAS, "code;nom;prix;tva;alias\npetit;Petit panier;14,00;10;petit\n",
                "2026-05-20T09:00");
    import_rows(IMPORT_FORMULAS, "code;nom;prix;tva;alias\npetit;Petit panier;15,00;10;petit\n",
                "2026-05-20T10:00");
    CHECK_TEXT(value("SELECT from_day, price FROM formula_price WHERE formula = 'petit'"),
               "1970-01-01 1250\n2026-03-17 1300\n2026-05-20 1500",
               "the last word of a day counts");
}

static void test_quantity(void)
{
    static const char head[] = "numero_abonne;formule;depot;quantite;frequence;debut;fin\n";
    farm_with(ONLY_1001);
    import_rows(IMPORT_SUBSCRIPTIONS,
                arena_print(arena, "%s1001;petit;gap-gare;3;hebdomadaire;2026-01-06;\n", head),
                "2026-03-12T09:00");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 13750",
               "two of one, three of three");
    import_rows(IMPORT_SUBSCRIPTIONS,
                arena_print(arena, "%s1001;petit;gap-gare;1;paire;2026-01-06;\n", head),
                "2026-04-09T09:00");
    CHECK_TEXT(bill("2026-04", "2026-05-01T06:00"), "F2026-0002 6250",
               "what was billed stays, whatever the subscription is now");
}

static void test_orders(void)
{
    farm_with(
        ONLY_1001
        "INSERT INTO purchase VALUES (1, 1001, '2026-03-10', 'accepted', 0, ''),"
        "(2, 1001, '2026-03-10', 'pending', 0, ''), (3, 1001, '2026-03-10', 'refused', 0, ''),"
        "(4, 1001, '2026-03-17', 'cancelled', 0, ''), (5, 1001, '2026-04-01', 'accepted', 0, ''),"
        "(6, 1001, '2026-03-24', 'accepted', 0, '');"
        "INSERT INTO purchase_item SELECT number, 'pomme', 'Pommes', 'kg', 1333, 299, 550 FROM "
        "purchase;"
        "INSERT INTO purchase_item VALUES (1, 'miel', 'Miel', 'pot', 2000, 850, 2000);"
        "INSERT INTO closure VALUES ('2026-03-24', 'neige');");
    CHECK_TEXT(bill("2026-03", "2026-04-01T06:00"), "F2026-0001 7099", "with what was ordered");
    CHECK_TEXT(lines("F2026-0001"),
               "03-03 petit 1000 1250, 03-10 petit 1000 1250, 03-10 miel 2000 1700, 03-10 pomme "
               "1333 399, 03-17 petit 1000 1250, 03-31 petit 1000 1250",
               "decimals, rounded as the order said; refused, cancelled, closed are not");
    CHECK_TEXT(value("SELECT group_concat(state) FROM (SELECT * FROM purchase ORDER BY number)"),
               "delivered,pending,refused,cancelled,accepted,accepted", "states");
    CHECK_TEXT(value("SELECT name FROM invoice_line WHERE code = 'miel'"), "Miel (commande n° 1)",
               "the order is named");
    also("DELETE FROM closure WHERE day = '2026-03-24'");
    CHECK_TEXT(bill("2026-04", "2026-05-01T06:00"), "F2026-0002 7048",
               "the day was not closed after all");
}

static void test_corrections(void)
{
    farm_with(ONLY_1001);
    bill("2026-03", "2026-04-01T06:00");
    also("INSERT INTO suspension VALUES (1, '2026-03-10');"
         "INSERT INTO exception VALUES (1, '2026-03-17', 'oeufs6', NULL)");
    CHECK_TEXT(bill("2026-03", "2026-04-02T06:00"), "before", "with the next month's run");
    CHECK_TEXT(bill("2026-04", "2026-05-01T06:00"), "F2026-0002 -2500, F2026-0003 5260",
               "case 28: taken back, and billed as it was");
    CHECK_TEXT(value("SELECT credits, total FROM invoice_document WHERE number = 'F2026-0002'"),
               "F2026-0001 2500", "case 28: it names the invoice");
    CHECK_TEXT(value("SELECT month FROM invoice WHERE number = 'F2026-0002'"), "2026-03",
               "and is listed with it");
    CHECK_TEXT(bill("2026-05", "2026-06-01T06:00"), "F2026-0004 5000", "corrected once");
    also("DELETE FROM suspension");
    CHECK_TEXT(bill("2026-06", "2026-07-01T06:00"), "F2026-0005 7500", "made after all");
    CHECK_TEXT(bill("2026-02", "2026-07-02T06:00"), "F2026-0006 5000", "a month left out, later");
    also("INSERT INTO exception VALUES (1, '2026-06-30', NULL, 'laragne')");
    CHECK_TEXT(bill("2026-07", "2026-08-01T06:00"), "F2026-0007 5000", "nothing twice after that");
}

static void test_credit(void)
{
    farm_with(ONLY_1001);
    bill("2026-03", "2026-04-01T06:00");
    also("INSERT INTO suspension VALUES (1, '2026-03-10')");
    bill("2026-04", "2026-05-01T06:00");
    CHECK_TEXT(credit("F2026-0001", "2026-05-03T10:00"), "F2026-0004 -5000", "what was left of it");
    CHECK_TEXT(value("SELECT reason FROM invoice_document WHERE number = 'F2026-0004'"),
               "geste Bcc: x", "why, on one line");
    CHECK_TEXT(credit("F2026-0001", "2026-05-03T10:00"), "F2026-0001: it is credited already",
               "not twice");
    CHECK_TEXT(credit("F2026-0004", "2026-05-03T10:00"),
               "F2026-0004: it is a credit note, of F2026-0001", "no credit of a credit");
    CHECK_TEXT(credit("F2026-0099", "2026-05-03T10:00"),
               "F2026-0099: there is no invoice of that number", "unknown");
    also("INSERT INTO invoice VALUES ('X1', 1001, '2025-12', '2025-12-31', 1)");
    CHECK_TEXT(credit("X1", "2026-05-03T10:00"),
               "X1: it was not issued here: only its total is known", "of another program");
    CHECK_TEXT(bill("2026-05", "2026-06-01T06:00"), "F2026-0005 5000",
               "what staff credited is settled");
    CHECK_TEXT(value("SELECT count(*) FROM journal WHERE kind = 'invoice' AND actor = 'staff'"),
               "1", "in the journal");
}

static void test_kept(void)
{
    static const char *const forbidden[] = {
        "UPDATE invoice SET total = 1",
        "DELETE FROM invoice",
        "INSERT OR REPLACE INTO invoice VALUES ('F2026-0001', 1001, '2026-03', '2026-04-01', 1)",
        "UPDATE invoice_document SET reason = 'x'",
        "DELETE FROM invoice_document",
        "INSERT INTO invoice_line SELECT invoice, 99, kind, 99, week, item, code, waived, day, "
        "name, unit, thousandths, price, net_price, vat, net, gross FROM invoice_line LIMIT 1",
        "UPDATE invoice_line SET price = 1",
        "DELETE FROM invoice_line",
        "UPDATE invoice_tax SET vat = 1",
        "DELETE FROM invoice_tax",
        "INSERT INTO invoice_tax VALUES ('F2026-0001', 0, 0, 0, 0)",
    };
    farm_with(ONLY_1001);
    bill("2026-03", "2026-04-01T06:00");
    for (size_t i = 0; i < sizeof forbidden / sizeof *forbidden; i++) {
        sqlite3 *handle;
        bool refused = sqlite3_open(path, &handle) == SQLITE_OK &&
                       sqlite3_exec(handle, forbidden[i], NULL, NULL, NULL) == SQLITE_CONSTRAINT;
        CHECK(refused, "refused: %s", forbidden[i]);
        sqlite3_close(handle);
    }
    struct error error;
    const struct invoice_document *document = billing_load(arena, db, "F2026-0001", &error);
    CHECK(document && document->line_count == 5 && document->tax_count == 1 &&
              document->total == 6250 && document->day == sample_day("2026-04-01") &&
              document->lines[1].day == sample_day("2026-03-10") &&
              !strcmp(document->seller.name, "Les Jardins du Buëch"),
          "read again as it was");
    CHECK(!billing_load(arena, db, "F2026-0002", &error) && strstr(error.text, "F2026-0002"),
          "none of that number");
}

static void test_mails(void)
{
    farm_with("DELETE FROM contact WHERE subscriber = 1003");
    bill("2026-03", "2026-04-01T06:00");
    struct invoicing run = run_at("2026-04-01T06:00");
    struct invoicing_mailed mailed;
    struct error error;
    CHECK(!invoicing_mail(&run, &mailed, &error), "mails are written");
    CHECK(mailed.written == 11 && mailed.unaddressed == 1, "to who has an address: %d, %d",
          mailed.written, mailed.unaddressed);
    CHECK_TEXT(value("SELECT count(*), count(DISTINCT recipient), min(kind) FROM outbox"),
               "11 11 invoice", "one each");
    CHECK(!invoicing_mail(&run, &mailed, &error) && !mailed.written, "and once");
    CHECK_TEXT(value("SELECT count(*) FROM invoice_letter"), "0", "none is owed");
}

/* Gross amounts that are hard on rounding, at the rates of a farm. */
static void test_rounding(void)
{
    static const int rates[] = {550, 1000, 2000};
    const struct subscriber someone = {
        .first_name = "", .last_name = "Martin", .address = "", .postcode = "", .town = ""};
    int wrong = 0;
    for (int64_t price = 1; price < 3000; price++)
        for (int rate = 0; rate < 3; rate++) {
            struct arena *own = arena_new();
            struct charge charges[7];
            struct bill one = {NULL, charges, 7};
            for (int i = 0; i < 7; i++)
                charges[i] = (struct charge){.kind = CHARGE_DELIVERY,
                                             .source = 1,
                                             .week = 20520 + 7 * i,
                                             .item = "",
                                             .day = 20520 + 7 * i,
                                             .code = "petit",
                                             .name = "Petit panier",
                                             .unit = "",
                                             .thousandths = i == 3 ? 2000 : 1000,
                                             .price = price,
                                             .vat = rates[i == 6 ? (rate + 1) % 3 : rate]};
            const struct invoice_document *d =
                billing_document(own, config, &someone, &one, "F", "", 20600, 20500);
            int64_t net = 0;
            for (int i = 0; i < d->line_count; i++)
                net += d->lines[i].net;
            wrong += d->total != 8 * price || d->net + d->tax != d->total || net != d->net ||
                     d->tax_count != 2;
            for (int i = 0; i < d->tax_count; i++) {
                int64_t off = (d->taxes[i].net * d->taxes[i].vat + 5000) / 10000 - d->taxes[i].tax;
                wrong += off > 1 || off < -1;
            }
            arena_free(&own);
        }
    CHECK(!wrong, "8,997 documents of three rates: sums to the cent");
}

static void test_party(void)
{
    const struct subscriber someone = {
        .first_name = "", .last_name = "", .number = 7, .address = "", .postcode = "", .town = ""};
    struct charge charge = {.code = "x",
                            .name = "x",
                            .unit = "",
                            .item = "",
                            .thousandths = 1000,
                            .price = 100,
                            .day = 20520};
    struct bill one = {NULL, &charge, 1};
    struct config *other = sample_config(arena, "[billing]\nmention=Merci.\npayment_days=0\n");
    other->farm.address = "12 chemin des Prés, 05700 Serres";
    const struct invoice_document *d =
        billing_document(arena, other, &someone, &one, "F", "", 20600, 20500);
    CHECK_TEXT(d->seller.address, "12 chemin des Prés", "street");
    CHECK_TEXT(d->seller.postcode, "05700", "postcode");
    CHECK_TEXT(d->seller.town, "Serres", "town");
    CHECK_TEXT(d->buyer.name, "7", "nobody without a name");
    CHECK_TEXT(d->mention, "Merci.\nTVA non applicable, article 293 B du CGI.", "no VAT at all");
    CHECK(d->due == 20600, "due at once");
    CHECK_TEXT(billing_missing(arena, other), "[farm] siret", "what is missing");
    other->farm.siret = "12345678901234";
    CHECK(!billing_missing(arena, other), "nothing is missing");
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
    test_month();
    test_calendar();
    test_year();
    test_prices();
    test_quantity();
    test_orders();
    test_corrections();
    test_credit();
    test_kept();
    test_mails();
    test_rounding();
    test_party();
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
