/* pain, collect: bank files of hostile and of many debits, valid against both schemas; what is due, row by row, and over
 * random histories of debits, payments and returns. */
#include <stdlib.h>
#include <unistd.h>

#include "bot/collect.h"
#include "bot/pain.h"
#include "parsers/date.h"
#include "parsers/sepa.h"
#include "tests/bot/invoice_sample.h"
#include "tests/tap.h"

static struct arena *arena;

static bool is_valid(struct view bytes, const char *version)
{
    char path[] = "/tmp/cabas-pain-XXXXXX";
    int fd = mkstemp(path);
    bool good = fd >= 0 && write(fd, bytes.at, bytes.len) == (ssize_t)bytes.len;
    close(fd);
    good = good && !system(arena_print(arena,
                                       "xmllint --noout --nonet --schema "
                                       "tests/data/sepa/pain.008.001.%s.xsd %s >/dev/null 2>&1",
                                       version, path));
    unlink(path);
    return good;
}

static struct debit_run *make_run(int count, uint32_t seed)
{
    struct debit_run *run = arena_alloc(arena, sizeof *run);
    *run = (struct debit_run){.month = date_make(2026, 3, 1),
                              .nth = 1,
                              .made = 1775113200,
                              .day = date_make(2026, 5, 4),
                              .creditor = "Les Jardins",
                              .creditor_id = "FR72ZZZ123456",
                              .iban = "FR7630006000011234567890189",
                              .bic = seed % 2 ? "AGRIFRPP" : ""};
    uint32_t state = seed;
    for (int i = 0; i < count; i++) {
        struct debit *debit = arena_one_more(arena, &run->debits, &run->count, sizeof *debit);
        char *name = sepa_text(arena, sample_noise(arena, &state), 70);
        *debit = (struct debit){.subscriber = INT64_MAX - i,
                                .amount = 1 + (int64_t)(sample_random(&state) % 1000000),
                                .mandate = "CABAS-1001-1",
                                .bic = i % 3 ? "" : "DEUTDEFF500",
                                .signed_day = date_make(2025, 1, 31),
                                .recurrent = seed % 3 ? sample_random(&state) % 2 : seed % 2,
                                .name = *name ? name : "Abonne",
                                .note = "Facture F2026-0001"};
    }
    return run;
}

static int64_t sum_of(struct view xml, const char *name)
{
    int64_t sum = 0;
    for (size_t at; (at = view_find(xml, name)) != SIZE_MAX;) {
        xml = view_cut(xml, at + strlen(name), xml.len);
        int64_t euros, cents;
        size_t point = view_find_byte(xml, '.');
        if (!view_int(view_cut(xml, 0, point), &euros) ||
            !view_int(view_cut(xml, point + 1, point + 3), &cents))
            return -1;
        sum += euros * 100 + cents;
    }
    return sum;
}

static void files(void)
{
    for (uint32_t seed = 1; seed <= 12; seed++) {
        int count = seed == 12 ? 3000 : (int)(seed * seed);
        struct debit_run *run = make_run(count, seed);
        const char **ibans = arena_array(arena, (size_t)count, sizeof *ibans);
        int64_t sum = 0;
        for (int i = 0; i < count; i++) {
            ibans[i] = "DE89370400440532013000";
            sum += run->debits[i].amount;
        }
        struct view old = pain_write(arena, run, ibans, PAIN_02);
        struct view new = pain_write(arena, run, ibans, PAIN_08);
        CHECK(is_valid(old, "02"), "%d hostile debits, 02", count);
        CHECK(is_valid(new, "08"), "%d hostile debits, 08", count);
        CHECK(!is_valid(old, "08"), "the schemas tell them apart");
        CHECK(view_equal(old, pain_write(arena, run, ibans, PAIN_02)), "the same bytes");
        CHECK(sum_of(old, "<InstdAmt Ccy=\"EUR\">") == sum, "amounts");
        CHECK(sum_of(old, "<CtrlSum>") == 2 * sum, "the file's sum, and its batches'");
    }
}

static void ids(void)
{
    static const struct {
        const char *id;
        int month, nth;
        int64_t subscriber;
    } rows[] = {
        {"CABAS-2026-03-1-1001", 3, 1, 1001},
        {" cabas-2026-12-12-7 ", 12, 12, 7},
        {"CABAS-2026-13-1-1001", 0, 0, 0},
        {"CABAS-2026-03-1", 0, 0, 0},
        {"CABAS-2026-03-1-1001-2", 0, 0, 0},
        {"CABAS-2026-03--1001", 0, 0, 0},
        {"CABAS-2026-03-0-1001", 0, 0, 0},
        {"CABAS-2026-03-1-x", 0, 0, 0},
        {"", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int month = 0, nth = 0;
        int64_t subscriber = 0;
        bool good = pain_read_id(rows[i].id, &month, &nth, &subscriber);
        CHECK(good == (rows[i].nth > 0) &&
                  (!good || (date_parts(month).month == rows[i].month && nth == rows[i].nth &&
                             subscriber == rows[i].subscriber)),
              "id \"%s\"", rows[i].id);
    }
    struct debit_run run = {.month = date_make(2026, 12, 1), .nth = 99};
    CHECK(strlen(pain_debit_id(arena, &run, INT64_MAX)) <= 36, "the longest id");
    CHECK(strlen(pain_debit_id(arena, &run, 99999999999)) <= 35, "35 characters at most");
}

static void notes(void)
{
    struct collection_item items[40];
    for (int i = 0; i < 40; i++)
        items[i] = (struct collection_item){arena_print(arena, "F2026-%04d", i + 1), 100};
    struct collect collect = {.items = items, .item_count = 1};
    CHECK_TEXT(collect_note(arena, &collect, 140), "Facture F2026-0001", "one");
    collect.item_count = 2;
    CHECK_TEXT(collect_note(arena, &collect, 140), "Factures F2026-0001 F2026-0002", "two");
    collect.item_count = 40;
    CHECK_TEXT(collect_note(arena, &collect, 140),
               "Factures F2026-0001 F2026-0002 F2026-0003 F2026-0004 F2026-0005 F2026-0006 "
               "F2026-0007 F2026-0008 F2026-0009 F2026-0010 F2026-0011 +29",
               "as many as fit, the rest counted");
    for (collect.item_count = 1; collect.item_count <= 40; collect.item_count++)
        if (strlen(collect_note(arena, &collect, 140)) > 140)
            break;
    CHECK(collect.item_count == 41, "never longer");
}

/* "amount/received …" -> "all: each …" */
static void coming(void)
{
    static const struct {
        int count;
        int64_t amounts[3], received[3], all, each[3];
        const char *name;
    } rows[] = {
        {1, {40}, {0}, 40, {40}, "asked for"},
        {1, {40}, {40}, 0, {0}, "paid"},
        {1, {40}, {90}, 0, {0}, "paid more"},
        {1, {40}, {15}, 25, {25}, "paid in part"},
        {2, {40, 30}, {40, 0}, 30, {0, 30}, "the first is paid, the second asked for"},
        {2, {40, 30}, {40, 40}, 30, {0, 30}, "one payment after both: the older one's"},
        {2, {40, 30}, {70, 70}, 0, {0, 0}, "both paid"},
        {2, {40, 30}, {200, 0}, 30, {0, 30}, "too much before the second counts for nothing"},
        {3, {40, 30, 20}, {40, 40, 40}, 50, {0, 30, 20}, "the newest are what is left"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct collection list[3] = {{0}};
        int64_t each[3] = {0};
        for (int j = 0; j < rows[i].count; j++)
            list[j] =
                (struct collection){.amount = rows[i].amounts[j], .received = rows[i].received[j]};
        int64_t all = collect_coming(list, rows[i].count, each);
        CHECK(all == rows[i].all && !memcmp(each, rows[i].each, sizeof each), "%s", rows[i].name);
    }
}

/* Months of invoices, runs, payments that come later or go back: what was ever asked for and is still on its way, plus what
 * is due, is never more than what is owed, and never less while nobody paid by other means. */
static void histories(void)
{
    uint32_t state = 42;
    int bad = 0, asked_for = 0;
    for (int history = 0; history < 3000; history++) {
        struct invoice invoices[12];
        struct collection list[24];
        struct snapshot snapshot = {.invoices = arena_array(arena, 12, sizeof *invoices),
                                    .collections = list};
        int64_t paid = 0, billed = 0;
        bool open[24] = {false};
        for (int month = 1; month <= 12; month++) {
            memmove(snapshot.invoices + 1, snapshot.invoices,
                    (size_t)snapshot.invoice_count * sizeof *invoices);
            snapshot.invoices[0] =
                (struct invoice){.number = arena_print(arena, "F%02d", month),
                                 .month = date_make(2026, month, 1),
                                 .due = date_make(2026, month, 28),
                                 .debit_day = DATE_NONE,
                                 .total = 1 + (int64_t)(sample_random(&state) % 5000)};
            billed += snapshot.invoices[0].total;
            snapshot.invoice_count++;
            for (int move = 0; move < 4; move++) {
                snapshot.balance = paid - billed;
                int n = snapshot.collection_count;
                if (move % 2 == 0) {
                    struct collect due = collect_due(arena, &snapshot, date_make(2026, month, 1));
                    int64_t owed = -snapshot.balance > 0 ? -snapshot.balance : 0, sum = 0;
                    for (int i = 0; i < due.item_count; i++)
                        sum += due.items[i].amount;
                    bad += sum != due.due || due.due + due.coming != owed;
                    asked_for += due.due > 0;
                    if (due.due && n < 24) {
                        list[n] = (struct collection){
                            .amount = due.due, .items = due.items, .item_count = due.item_count};
                        open[snapshot.collection_count++] = true;
                    }
                } else if (n) { /* the bank's money comes, in order; now and then it goes back */
                    int at = 0;
                    while (at < n && !open[at])
                        at++;
                    if (at == n)
                        continue;
                    open[at] = false;
                    for (int i = 0; i < n; i++)
                        list[i].received += list[at].amount;
                    paid += sample_random(&state) % 4 ? list[at].amount : 0;
                }
            }
        }
    }
    CHECK(!bad, "what is due and what is on its way is what is owed: %d times not", bad);
    CHECK(asked_for > 20000, "%d debits", asked_for);
}

int main(void)
{
    arena = arena_new();
    files();
    ids();
    notes();
    coming();
    histories();
    arena_free(&arena);
    return tap_done();
}
