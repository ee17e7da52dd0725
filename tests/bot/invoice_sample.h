/* Invoices to render: what a farm bills in a month, and worse. */
#ifndef TESTS_BOT_INVOICE_SAMPLE_H
#define TESTS_BOT_INVOICE_SAMPLE_H

#include <stdlib.h>
#include <string.h>

#include "db/invoice.h"
#include "parsers/arena.h"
#include "parsers/date.h"

/* Half away from zero. */
static inline int64_t sample_divide(int64_t a, int64_t b)
{
    return a < 0 ? -((-a + b / 2) / b) : (a + b / 2) / b;
}

static inline void sample_line(struct invoice_line *line, int day, const char *name,
                               const char *unit, int64_t thousandths, int64_t price, int vat)
{
    *line = (struct invoice_line){.day = day,
                                  .name = name,
                                  .unit = unit,
                                  .thousandths = thousandths,
                                  .price = price,
                                  .vat = vat};
    line->gross = sample_divide(thousandths * price, 1000);
    line->net_price = sample_divide(price * 100 * 10000, 10000 + vat);
    line->net = sample_divide(line->gross * 10000, 10000 + vat);
}

/* Sums a rate, as db/invoice.h says them. */
static inline void sample_sum(struct arena *arena, struct invoice_document *document)
{
    document->taxes = NULL;
    document->tax_count = 0;
    document->net = document->tax = document->total = 0;
    for (int vat = 0; vat <= 10000; vat++) {
        struct invoice_tax tax = {.vat = vat};
        int count = 0;
        for (int i = 0; i < document->line_count; i++)
            if (document->lines[i].vat == vat) {
                tax.net += document->lines[i].net;
                tax.gross += document->lines[i].gross;
                count++;
            }
        tax.tax = tax.gross - tax.net;
        if (!count)
            continue;
        *(struct invoice_tax *)arena_one_more(arena, &document->taxes, &document->tax_count,
                                              sizeof tax) = tax;
        document->net += tax.net;
        document->tax += tax.tax;
        document->total += tax.gross;
    }
}

static inline struct invoice_document *sample_invoice(struct arena *arena, int lines)
{
    static const struct {
        const char *name, *unit;
        int64_t thousandths, price;
        int vat;
    } goods[] = {
        {"Petit panier", "", 1000, 1180, 550},
        {"Œufs plein air (boîte de 6)", "boîte", 1000, 320, 550},
        {"Pommes de terre « Bintje »", "kg", 2500, 190, 550},
        {"Jus de pomme", "bouteille", 3000, 350, 550},
        {"Plant de tomate ancienne", "pièce", 4000, 290, 1000},
        {"Bouquet de fleurs séchées", "pièce", 1000, 1450, 2000},
        {"Comté, affinage dix-huit mois", "g", 350000, 3, 550},
    };
    struct invoice_document *document = arena_alloc(arena, sizeof *document);
    *document = (struct invoice_document){
        .number = "F2026-0012",
        .reason = "",
        .day = date_make(2026, 4, 1),
        .due = date_make(2026, 4, 15),
        .from = date_make(2026, 3, 1),
        .to = date_make(2026, 3, 31),
        .subscriber = 107,
        .seller = {.name = "Les Jardins de la Durance",
                   .address = "12 chemin des Saules",
                   .postcode = "05000",
                   .town = "Gap",
                   .siret = "81234567800019",
                   .vat_number = "FR32812345678",
                   .email = "paniers@example.org"},
        .buyer = {.name = "Camille Roux",
                  .address = "3 rue de l’Église",
                  .postcode = "05200",
                  .town = "Embrun",
                  .siret = "",
                  .vat_number = "",
                  .email = "camille.roux@example.org"},
        .mention = "",
        .iban = "FR7630006000011234567890189",
        .bic = "AGRIFRPP",
        .line_count = lines,
    };
    document->lines = arena_array(arena, (size_t)lines + 1, sizeof *document->lines);
    for (int i = 0; i < lines; i++) {
        size_t kind = (size_t)i % (sizeof goods / sizeof *goods);
        int day = date_make(2026, 3, 3) + (lines > 5 ? i * 5 / lines * 7 : i * 7);
        sample_line(&document->lines[i], day, goods[kind].name, goods[kind].unit,
                    goods[kind].thousandths, goods[kind].price, goods[kind].vat);
    }
    sample_sum(arena, document);
    return document;
}

static inline struct invoice_document *sample_credit(struct arena *arena)
{
    struct invoice_document *document = sample_invoice(arena, 2);
    document->number = "F2026-0031";
    document->credits = "F2026-0012";
    document->reason = "Panier du mardi 3 mars non livré : dépôt fermé.";
    document->day = date_make(2026, 4, 7);
    document->lines[1].day = DATE_NONE;
    return document;
}

/* Of somebody who signed a mandate. */
static inline struct invoice_document *sample_debit(struct arena *arena)
{
    struct invoice_document *document = sample_invoice(arena, 3);
    document->debit = "CABAS-107-1";
    document->creditor = "FR72ZZZ123456";
    document->debit_day = date_make(2026, 5, 4);
    return document;
}

static inline struct invoice_document *sample_company(struct arena *arena)
{
    struct invoice_document *document = sample_invoice(arena, 6);
    document->buyer =
        (struct invoice_party){.name = "Crèche « Les P'tits Loups » & Cie <SARL>",
                               .address = "Bâtiment C\n14 bis avenue du Général-Leclerc",
                               .postcode = "05000",
                               .town = "Gap",
                               .siret = "79876543200027",
                               .vat_number = "FR83798765432",
                               .email = "compta@example.org"};
    return document;
}

static inline char *sample_repeat(struct arena *arena, const char *piece, int times)
{
    size_t len = strlen(piece);
    char *all = arena_alloc(arena, len * (size_t)times + 1);
    for (int i = 0; i < times; i++)
        memcpy(all + len * (size_t)i, piece, len);
    return all;
}

/* Texts of strangers: too long, markup, directions, controls, what no font has. */
static inline struct invoice_document *sample_long(struct arena *arena)
{
    struct invoice_document *document = sample_invoice(arena, 9);
    document->buyer.name = sample_repeat(arena, "Très-Long-Nom ", 36);
    document->buyer.address = sample_repeat(arena, "rueSansEspace", 40);
    document->seller.name =
        "Groupement d’intérêt économique des maraîchers de la haute vallée de la "
        "Durance et de ses affluents";
    document->mention = sample_repeat(
        arena, "Dispensé d’immatriculation au registre du commerce et des sociétés. ", 6);
    document->lines[1].name = sample_repeat(arena, "Panier composé ", 34);
    document->lines[2].name = sample_repeat(arena, "x", 500);
    document->lines[3].name = "\xE2\x80\xAE"
                              "مرحبا <b>&amp;</b> \"'\x01\x1B[31m\xFF🌻 漢字";
    document->lines[4].unit = "cagette de douze";
    document->lines[5].thousandths = 12345678;
    document->lines[5].gross = 99999999;
    return document;
}

/* A farm without VAT ("franchise en base"). */
static inline struct invoice_document *sample_exempt(struct arena *arena)
{
    struct invoice_document *document = sample_invoice(arena, 3);
    document->seller.vat_number = "";
    document->mention = "TVA non applicable, art. 293 B du CGI";
    document->iban = document->bic = "";
    for (int i = 0; i < document->line_count; i++) {
        struct invoice_line *line = &document->lines[i];
        sample_line(line, line->day, line->name, line->unit, line->thousandths, line->price, 0);
    }
    sample_sum(arena, document);
    return document;
}

static inline uint32_t sample_random(uint32_t *state)
{
    *state = *state * 1664525 + 1013904223;
    return *state >> 8;
}

static inline char *sample_noise(struct arena *arena, uint32_t *state)
{
    static const char *const pieces[] = {
        "é",
        "œ",
        "&",
        "<",
        ">",
        "\"",
        "'",
        "]]>",
        "<!--",
        " ",
        " ",
        "a",
        "Ferme",
        "\n",
        "\t",
        "\r",
        "\x01",
        "\x1B",
        "\x7F",
        "\xC2\x85",
        "\xE2\x80\xAE",
        "\xE2\x80\x8F",
        "\xE2\x80\xA8",
        "\xEF\xBF\xBE",
        "\xEF\xBB\xBF",
        "\xED\xA0\x80",
        "\xC0\x80",
        "\xF4\x90\x80\x80",
        "\xFF",
        "\xC3",
        "\xF0\x9F",
        "🌻",
        "👩‍🌾",
        "漢",
        "مرحبا",
        "שלום",
        "ก็",
        "\xCC\x81\xCC\x82\xCC\x83",
        "€",
        "\xC2\xA0",
        "\xE2\x80\xAF",
        "%s%n",
        "(\\)",
        "/Type",
        "endstream",
        "{{x}}",
        "http://example.org/?a=1&b=2",
        "0123456789",
    };
    size_t count = sizeof pieces / sizeof *pieces;
    int times =
        (int)(sample_random(state) % 4 ? sample_random(state) % 12 : sample_random(state) % 500);
    char *all = arena_alloc(arena, (size_t)times * 32 + 1);
    for (int i = 0; i < times; i++)
        strcat(all, pieces[sample_random(state) % count]);
    return all;
}

/* Every text is noise; numbers are a farm's, sums right. */
static inline struct invoice_document *sample_wild(struct arena *arena, uint32_t seed)
{
    uint32_t state = seed * 7919 + 1;
    static const int rates[] = {0, 210, 550, 1000, 2000};
    struct invoice_document *document =
        sample_invoice(arena, (int)(sample_random(&state) % 30) + 1);
    const char **const texts[] = {
        &document->reason,         &document->mention,       &document->seller.name,
        &document->seller.address, &document->seller.town,   &document->seller.email,
        &document->buyer.name,     &document->buyer.address, &document->buyer.postcode,
        &document->buyer.town,     &document->buyer.siret,   &document->buyer.vat_number,
        &document->buyer.email,    &document->iban,          &document->bic,
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i] = sample_noise(arena, &state);
    if (sample_random(&state) % 3 == 0)
        document->credits = sample_noise(arena, &state);
    for (int i = 0; i < document->line_count; i++)
        sample_line(&document->lines[i],
                    sample_random(&state) % 5 ? document->from + (int)(sample_random(&state) % 500)
                                              : DATE_NONE,
                    sample_noise(arena, &state), sample_noise(arena, &state),
                    (int64_t)(sample_random(&state) % 3000000) - 100000,
                    (int64_t)(sample_random(&state) % 1000000) - 1000,
                    rates[sample_random(&state) % 5]);
    sample_sum(arena, document);
    return document;
}

#endif
