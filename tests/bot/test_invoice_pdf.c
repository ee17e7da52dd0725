/* Invoices: the same bytes each time and in each thread, hostile documents, what the XML says. */
#include <pthread.h>

#include "bot/facturx.h"
#include "bot/invoice_pdf.h"
#include "tests/bot/invoice_sample.h"
#include "tests/tap.h"

static struct view make(struct arena *arena, const struct invoice_document *document)
{
    struct view pdf = {0};
    struct error error = {{0}};
    if (invoice_pdf(arena, document, &pdf, &error))
        CHECK_TEXT(error.text, "", "no error");
    return pdf;
}

static bool has(struct view text, const char *piece)
{
    return view_find(text, piece) != SIZE_MAX;
}

static void *thread(void *result)
{
    struct arena *arena = arena_new();
    bool *same = result;
    struct view first = make(arena, sample_invoice(arena, 6));
    for (int i = 0; i < 5 && *same; i++) {
        make(arena, sample_long(arena));
        *same = view_equal(first, make(arena, sample_invoice(arena, 6)));
    }
    struct arena *other = arena_new();
    *same = *same && first.len && view_equal(first, make(other, sample_invoice(other, 6)));
    arena_free(&other);
    arena_free(&arena);
    return NULL;
}

static void threads(void)
{
    pthread_t ids[3];
    bool same[3] = {true, true, true};
    for (int i = 0; i < 3; i++)
        pthread_create(&ids[i], NULL, thread, &same[i]);
    for (int i = 0; i < 3; i++) {
        pthread_join(ids[i], NULL);
        CHECK(same[i], "thread %d: the same document, the same bytes", i);
    }
}

static void units(void)
{
    static const char *const rows[][2] = {
        {"kg", "KGM"},     {"Kg.", "KGM"},
        {"g", "GRM"},      {"L", "LTR"},
        {"litres", "LTR"}, {"pièce", "H87"},
        {"PIÈCES", "H87"}, {"piece", "H87"},
        {"botte", "C62"},  {"", "C62"},
        {NULL, "C62"},     {"douzaine", "DZN"},
        {"\xC3", "C62"},   {"une cagette de vingt-quatre", "C62"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK_TEXT(facturx_unit(rows[i][0]), rows[i][1], "unit %s",
                   rows[i][0] ? rows[i][0] : "NULL");
}

static void data(struct arena *arena)
{
    struct invoice_document *document = sample_company(arena);
    struct view xml = facturx_write(arena, document);
    CHECK(has(xml, "<ram:TypeCode>380</ram:TypeCode>") && has(xml, ">F2026-0012</ram:ID>"),
          "an invoice");
    CHECK(has(xml, "« Les P'tits Loups » &amp; Cie &lt;SARL&gt;"), "names are escaped");
    CHECK(has(xml, "<ram:BilledQuantity unitCode=\"KGM\">2.500</ram:BilledQuantity>"), "2,5 kg");
    CHECK(has(xml, "<ram:IBANID>FR7630006000011234567890189</ram:IBANID>"), "the account");
    CHECK(has(xml, "<ram:GrandTotalAmount>56.35</ram:GrandTotalAmount>"), "the total");
    CHECK(has(xml, "schemeID=\"0002\">798765432<"), "the buyer's SIREN");
    xml = facturx_write(arena, sample_credit(arena));
    CHECK(has(xml, "<ram:TypeCode>381</ram:TypeCode>"), "a credit note");
    CHECK(has(xml, "<ram:IssuerAssignedID>F2026-0012</ram:IssuerAssignedID>"), "of this invoice");
    CHECK(!has(xml, "IBANID") && !has(xml, "DueDate"), "with nothing to pay");
    document = sample_exempt(arena);
    xml = facturx_write(arena, document);
    CHECK(has(xml,
              "<ram:ExemptionReason>TVA non applicable, art. 293 B du CGI</ram:ExemptionReason>"),
          "why there is no VAT");
    CHECK(has(xml, "schemeID=\"FC\">81234567800019<"), "who has no VAT number has a SIRET");
}

/* Whatever texts, however many lines. */
static void hostile(struct arena *outer)
{
    struct arena *arena = arena_new();
    int bad = 0, count = 60;
    for (int i = 0; i < count; i++) {
        struct invoice_document *document = sample_wild(arena, (uint32_t)i);
        struct view pdf = make(arena, document);
        bad += !view_starts(pdf, "%PDF-1.7\n") || !view_is_utf8(facturx_write(arena, document));
        arena_reset(arena);
    }
    CHECK(!bad, "%d of %d wild documents failed", bad, count);
    struct view pdf = make(arena, sample_invoice(arena, 1000));
    CHECK(view_starts(pdf, "%PDF-1.7\n"), "a thousand lines: %zu bytes", pdf.len);
    arena_free(&arena);
    CHECK(make(outer, sample_invoice(outer, 0)).len > 0, "no line at all");
}

int main(void)
{
    struct arena *arena = arena_new();
    struct view one = make(arena, sample_invoice(arena, 6)),
                two = make(arena, sample_invoice(arena, 7));
    CHECK(view_starts(one, "%PDF-1.7\n") && !view_equal(one, two),
          "another document, another file");
    units();
    data(arena);
    threads();
    hostile(arena);
    arena_free(&arena);
    return tap_done();
}
