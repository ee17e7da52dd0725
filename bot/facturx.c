#include "bot/facturx.h"

#include <string.h>

#include "parsers/date.h"
#include "parsers/xml.h"

static const struct facturx_unit {
    const char *name, *code;
} facturx_units[] = {
    {"kg", "KGM"},  {"kilo", "KGM"},       {"kilogramme", "KGM"}, {"g", "GRM"},
    {"gr", "GRM"},  {"gramme", "GRM"},     {"l", "LTR"},          {"litre", "LTR"},
    {"cl", "CLT"},  {"centilitre", "CLT"}, {"ml", "MLT"},         {"piece", "H87"},
    {"pce", "H87"}, {"pc", "H87"},         {"douzaine", "DZN"},   {"dz", "DZN"},
};

const char *facturx_unit(const char *unit)
{
    char plain[24];
    size_t len = 0;
    for (const char *at = unit ? unit : ""; *at; at++) {
        if (len + 1 >= sizeof plain)
            return "C62";
        if ((unsigned char)*at == 0xC3 && at[1]) /* è and é of pièce, as they may be written */
            plain[len++] = strchr("\xA8\xA9\x88\x89", *++at) ? 'e' : '?';
        else if (*at != '.' && *at != ' ')
            plain[len++] = byte_lower(*at);
    }
    if (len > 2 && plain[len - 1] == 's')
        len--;
    plain[len] = '\0';
    for (size_t i = 0; i < sizeof facturx_units / sizeof *facturx_units; i++)
        if (!strcmp(plain, facturx_units[i].name))
            return facturx_units[i].code;
    return "C62";
}

/* <ram:NAME>text</ram:NAME>; `instead` for a text of which XML keeps nothing (BR-07, BR-25, …), and without it
 * no element at all. False: nothing was written. */
static bool element_or(struct text *out, const char *name, const char *attribute, const char *text,
                       const char *instead)
{
    size_t start = out->len;
    text_print(out, "<ram:%s%s>", name, attribute);
    size_t before = out->len;
    xml_add(out, text ? text : "");
    if (!view_trim(view_make(out->at + before, out->len - before)).len) {
        text_cut(out, before);
        if (!instead) {
            text_cut(out, start);
            return false;
        }
        text_add(out, instead);
    }
    text_print(out, "</ram:%s>\n", name);
    return true;
}

static bool element(struct text *out, const char *name, const char *attribute, const char *text)
{
    return element_or(out, name, attribute, text, NULL);
}

/* An element that holds another, and nothing when that has no text. */
static void around(struct text *out, const char *outer, const char *name, const char *attribute,
                   const char *text)
{
    size_t start = out->len;
    text_print(out, "<ram:%s>", outer);
    if (element(out, name, attribute, text))
        text_print(out, "</ram:%s>\n", outer);
    else
        text_cut(out, start);
}

static void decimal(struct text *out, int64_t value, int places)
{
    uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value, unit = 1;
    for (int i = 0; i < places; i++)
        unit *= 10;
    text_print(out, "%s%llu.%0*llu", value < 0 ? "-" : "", (unsigned long long)(size / unit),
               places, (unsigned long long)(size % unit));
}

static void amount(struct text *out, const char *name, int64_t cents)
{
    text_print(out, "<ram:%s>", name);
    decimal(out, cents, 2);
    text_print(out, "</ram:%s>\n", name);
}

static void day(struct text *out, const char *name, int when)
{
    if (when == DATE_NONE)
        return;
    struct date_parts parts = date_parts(when);
    text_print(
        out,
        "<ram:%s><udt:DateTimeString format=\"102\">%04d%02d%02d</udt:DateTimeString></ram:%s>\n",
        name, parts.year, parts.month, parts.day, name);
}

static void period(struct text *out, int from, int to)
{
    if (from == DATE_NONE && to == DATE_NONE)
        return;
    text_add(out, "<ram:BillingSpecifiedPeriod>\n");
    day(out, "StartDateTime", from);
    day(out, "EndDateTime", to);
    text_add(out, "</ram:BillingSpecifiedPeriod>\n");
}

/* No rate of ours is "zero rated" (Z) in France: what is without VAT is exempt (E), with its reason. */
static void rate(struct text *out, int vat)
{
    text_print(out, "<ram:CategoryCode>%s</ram:CategoryCode>\n", vat ? "S" : "E");
    text_add(out, "<ram:RateApplicablePercent>");
    decimal(out, vat, 2);
    text_add(out, "</ram:RateApplicablePercent>\n");
}

static void line(struct text *out, const struct invoice_line *line, int number)
{
    /* A price is never negative (BR-27): a credit within an invoice is a negative quantity. */
    bool turned = line->net_price < 0;
    text_print(out,
               "<ram:IncludedSupplyChainTradeLineItem>\n<ram:AssociatedDocumentLineDocument>"
               "<ram:LineID>%d</ram:LineID></ram:AssociatedDocumentLineDocument>\n"
               "<ram:SpecifiedTradeProduct>",
               number);
    element_or(out, "Name", "", line->name, "Article");
    text_add(out, "</ram:SpecifiedTradeProduct>\n<ram:SpecifiedLineTradeAgreement>"
                  "<ram:NetPriceProductTradePrice><ram:ChargeAmount>");
    decimal(out, turned ? -line->net_price : line->net_price, 4);
    text_print(out,
               "</ram:ChargeAmount></ram:NetPriceProductTradePrice>"
               "</ram:SpecifiedLineTradeAgreement>\n<ram:SpecifiedLineTradeDelivery>"
               "<ram:BilledQuantity unitCode=\"%s\">",
               facturx_unit(line->unit));
    decimal(out, turned ? -line->thousandths : line->thousandths, 3);
    text_add(out, "</ram:BilledQuantity></ram:SpecifiedLineTradeDelivery>\n"
                  "<ram:SpecifiedLineTradeSettlement>\n<ram:ApplicableTradeTax>"
                  "<ram:TypeCode>VAT</ram:TypeCode>\n");
    rate(out, line->vat);
    text_add(out, "</ram:ApplicableTradeTax>\n");
    period(out, line->day, line->day);
    text_add(out, "<ram:SpecifiedTradeSettlementLineMonetarySummation>");
    amount(out, "LineTotalAmount", line->net);
    text_add(out, "</ram:SpecifiedTradeSettlementLineMonetarySummation>\n"
                  "</ram:SpecifiedLineTradeSettlement>\n"
                  "</ram:IncludedSupplyChainTradeLineItem>\n");
}

/* BR-CO-09: a VAT number begins with its country. */
static bool vat_number_good(const char *number)
{
    size_t len = strlen(number);
    for (size_t i = 0; i < len; i++)
        if (!byte_is_digit(number[i]) && !(number[i] >= 'A' && number[i] <= 'Z'))
            return false;
    return len > 3 && len < 16 && byte_is_letter(number[0]) && byte_is_letter(number[1]);
}

static void party(struct text *out, const struct invoice_party *party, const char *instead,
                  bool seller)
{
    element(out, "GlobalID", " schemeID=\"0009\"", party->siret);
    element_or(out, "Name", "", party->name, instead);
    char siren[10] = "";
    if (strlen(party->siret) == 14)
        memcpy(siren, party->siret, 9);
    around(out, "SpecifiedLegalOrganization", "ID", " schemeID=\"0002\"", siren);
    text_add(out, "<ram:PostalTradeAddress>\n");
    element(out, "PostcodeCode", "", party->postcode);
    element(out, "LineOne", "", party->address);
    element(out, "CityName", "", party->town);
    text_add(out, "<ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>\n");
    around(out, "URIUniversalCommunication", "URIID", " schemeID=\"EM\"", party->email);
    /* Who has no VAT number is known to the tax office by the SIRET (BT-32, asked by BR-S-02 and BR-E-02). */
    if (vat_number_good(party->vat_number))
        around(out, "SpecifiedTaxRegistration", "ID", " schemeID=\"VA\"", party->vat_number);
    else if (seller)
        around(out, "SpecifiedTaxRegistration", "ID", " schemeID=\"FC\"", party->siret);
}

static void payment(struct text *out, const struct invoice_document *document)
{
    if (document->credits)
        return;
    if (document
            ->debit) { /* 59: SEPA direct debit; the buyer's account number is nobody's to show */
        text_add(out, "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>59</ram:TypeCode>"
                      "</ram:SpecifiedTradeSettlementPaymentMeans>\n");
        return;
    }
    size_t start = out->len;
    text_add(out, "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>58</ram:TypeCode>\n");
    size_t before = out->len;
    around(out, "PayeePartyCreditorFinancialAccount", "IBANID", "", document->iban);
    if (out->len == before)
        text_cut(out, start);
    else
        text_add(out, "</ram:SpecifiedTradeSettlementPaymentMeans>\n");
}

static void settlement(struct text *out, const struct invoice_document *document)
{
    text_add(out, "<ram:ApplicableHeaderTradeSettlement>\n");
    if (document->debit && !document->credits)
        element(out, "CreditorReferenceID", "", document->creditor);
    element(out, "PaymentReference", "", document->number);
    text_add(out, "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>\n");
    payment(out, document);
    for (int i = 0; i < document->tax_count; i++) {
        const struct invoice_tax *tax = &document->taxes[i];
        text_add(out, "<ram:ApplicableTradeTax>\n");
        amount(out, "CalculatedAmount", tax->tax);
        text_add(out, "<ram:TypeCode>VAT</ram:TypeCode>\n");
        if (!tax->vat)
            element_or(out, "ExemptionReason", "", document->mention, "Exonération de TVA");
        amount(out, "BasisAmount", tax->net);
        rate(out, tax->vat);
        text_add(out, "</ram:ApplicableTradeTax>\n");
    }
    period(out, document->from, document->to);
    if (document->due != DATE_NONE && !document->credits) {
        text_add(out, "<ram:SpecifiedTradePaymentTerms>");
        day(out, "DueDateDateTime", document->due);
        if (document->debit)
            element(out, "DirectDebitMandateID", "", document->debit);
        text_add(out, "</ram:SpecifiedTradePaymentTerms>\n");
    }
    text_add(out, "<ram:SpecifiedTradeSettlementHeaderMonetarySummation>\n");
    amount(out, "LineTotalAmount", document->net);
    amount(out, "TaxBasisTotalAmount", document->net);
    text_add(out, "<ram:TaxTotalAmount currencyID=\"EUR\">");
    decimal(out, document->tax, 2);
    text_add(out, "</ram:TaxTotalAmount>\n");
    amount(out, "GrandTotalAmount", document->total);
    amount(out, "DuePayableAmount", document->total);
    text_add(out, "</ram:SpecifiedTradeSettlementHeaderMonetarySummation>\n");
    around(out, "InvoiceReferencedDocument", "IssuerAssignedID", "", document->credits);
    text_add(out, "</ram:ApplicableHeaderTradeSettlement>\n");
}

struct view facturx_write(struct arena *arena, const struct invoice_document *document)
{
    struct text text = text_in(arena), *out = &text;
    struct date_parts issued = date_parts(document->day);
    text_add(out,
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rsm:CrossIndustryInvoice"
             " xmlns:rsm=\"urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100\""
             " xmlns:ram=\"urn:un:unece:uncefact:data:standard:"
             "ReusableAggregateBusinessInformationEntity:100\""
             " xmlns:udt=\"urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100\">\n"
             "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
             "<ram:ID>" FACTURX_PROFILE "</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter>"
             "</rsm:ExchangedDocumentContext>\n<rsm:ExchangedDocument>\n");
    element(out, "ID", "", document->number);
    text_print(out,
               "<ram:TypeCode>%s</ram:TypeCode>\n<ram:IssueDateTime><udt:DateTimeString "
               "format=\"102\">%04d%02d%02d</udt:DateTimeString></ram:IssueDateTime>\n",
               document->credits ? "381" : "380", issued.year, issued.month, issued.day);
    around(out, "IncludedNote", "Content", "", document->reason);
    around(out, "IncludedNote", "Content", "", document->mention);
    text_add(out, "</rsm:ExchangedDocument>\n<rsm:SupplyChainTradeTransaction>\n");
    for (int i = 0; i < document->line_count; i++)
        line(out, &document->lines[i], i + 1);
    text_add(out, "<ram:ApplicableHeaderTradeAgreement>\n<ram:SellerTradeParty>\n");
    party(out, &document->seller, "Vendeur", true);
    text_print(out, "</ram:SellerTradeParty>\n<ram:BuyerTradeParty>\n<ram:ID>%lld</ram:ID>\n",
               (long long)document->subscriber);
    party(out, &document->buyer, "Client", false);
    text_add(out, "</ram:BuyerTradeParty>\n</ram:ApplicableHeaderTradeAgreement>\n"
                  "<ram:ApplicableHeaderTradeDelivery>");
    if (document->to != DATE_NONE) {
        text_add(out, "<ram:ActualDeliverySupplyChainEvent>");
        day(out, "OccurrenceDateTime", document->to);
        text_add(out, "</ram:ActualDeliverySupplyChainEvent>");
    }
    text_add(out, "</ram:ApplicableHeaderTradeDelivery>\n");
    settlement(out, document);
    text_add(out, "</rsm:SupplyChainTradeTransaction>\n</rsm:CrossIndustryInvoice>\n");
    return text_view(out);
}
