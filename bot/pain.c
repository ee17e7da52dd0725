#include "bot/pain.h"

#include "parsers/date.h"
#include "parsers/xml.h"
#include "parsers/zone.h"

struct pain {
    struct arena *arena;
    struct text out;
    const struct debit_run *run;
    const char *const *ibans;
    enum pain_version version;
};

char *pain_id(struct arena *arena, const struct debit_run *run)
{
    struct date_parts parts = date_parts(run->month);
    return arena_print(arena, "CABAS-%04d-%02d-%d", parts.year, parts.month, run->nth);
}

char *pain_debit_id(struct arena *arena, const struct debit_run *run, int64_t subscriber)
{
    return arena_print(arena, "%s-%lld", pain_id(arena, run), (long long)subscriber);
}

bool pain_read_id(const char *id, int *month, int *nth, int64_t *subscriber)
{
    struct view rest = view_trim(view_of(id)), nth_text, subscriber_text;
    int64_t number;
    if (!view_starts_nocase(rest, "CABAS-") || rest.len < 14 || rest.at[13] != '-')
        return false;
    *month = date_read_month(view_cut(rest, 6, 13));
    rest = view_cut(rest, 14, rest.len);
    if (*month == DATE_NONE || !view_item(&rest, '-', &nth_text) ||
        !view_item(&rest, '-', &subscriber_text) || rest.len || !view_int(nth_text, &number) ||
        number < 1 || number > 9999 || !view_int(subscriber_text, subscriber))
        return false;
    *nth = (int)number;
    return true;
}

static void element(struct pain *pain, const char *name, const char *text)
{
    text_print(&pain->out, "<%s>", name);
    xml_add(&pain->out, text);
    text_print(&pain->out, "</%s>\n", name);
}

static void day(struct pain *pain, const char *name, int when)
{
    element(pain, name, date_iso(pain->arena, when));
}

static const char *euros(struct pain *pain, int64_t cents)
{
    return arena_print(pain->arena, "%lld.%02d", (long long)(cents / 100), (int)(cents % 100));
}

/* Counts and sums all debits, or those of one sequence type. */
static void totals(struct pain *pain, const bool *recurrent)
{
    int count = 0;
    int64_t sum = 0;
    for (int i = 0; i < pain->run->count; i++)
        if (!recurrent || pain->run->debits[i].recurrent == *recurrent) {
            count++;
            sum += pain->run->debits[i].amount;
        }
    element(pain, "NbOfTxs", arena_print(pain->arena, "%d", count));
    element(pain, "CtrlSum", euros(pain, sum));
}

static void account(struct pain *pain, const char *name, const char *iban)
{
    text_print(&pain->out, "<%s><Id><IBAN>", name);
    xml_add(&pain->out, iban);
    text_print(&pain->out, "</IBAN></Id></%s>\n", name);
}

static void agent(struct pain *pain, const char *name, const char *bic)
{
    text_print(&pain->out, "<%s><FinInstnId>", name);
    if (*bic) {
        const char *code = pain->version == PAIN_02 ? "BIC" : "BICFI";
        text_print(&pain->out, "<%s>", code);
        xml_add(&pain->out, bic);
        text_print(&pain->out, "</%s>", code);
    } else
        text_add(&pain->out, "<Othr><Id>NOTPROVIDED</Id></Othr>");
    text_print(&pain->out, "</FinInstnId></%s>\n", name);
}

static void debit(struct pain *pain, const struct debit *debit, const char *iban)
{
    text_add(&pain->out, "<DrctDbtTxInf>\n<PmtId>");
    element(pain, "EndToEndId", pain_debit_id(pain->arena, pain->run, debit->subscriber));
    text_print(&pain->out, "</PmtId>\n<InstdAmt Ccy=\"EUR\">%s</InstdAmt>\n",
               euros(pain, debit->amount));
    text_add(&pain->out, "<DrctDbtTx><MndtRltdInf>\n");
    element(pain, "MndtId", debit->mandate);
    day(pain, "DtOfSgntr", debit->signed_day);
    text_add(&pain->out, "</MndtRltdInf></DrctDbtTx>\n");
    agent(pain, "DbtrAgt", debit->bic);
    text_add(&pain->out, "<Dbtr>");
    element(pain, "Nm", debit->name);
    text_add(&pain->out, "</Dbtr>\n");
    account(pain, "DbtrAcct", iban);
    text_add(&pain->out, "<RmtInf>");
    element(pain, "Ustrd", debit->note);
    text_add(&pain->out, "</RmtInf>\n</DrctDbtTxInf>\n");
}

/* The debits of one sequence type; nothing when there is none. */
static void batch(struct pain *pain, bool recurrent)
{
    const struct debit_run *run = pain->run;
    const char *type = recurrent ? "RCUR" : "FRST";
    int first = 0;
    while (first < run->count && run->debits[first].recurrent != recurrent)
        first++;
    if (first == run->count)
        return;
    text_add(&pain->out, "<PmtInf>\n");
    element(pain, "PmtInfId", arena_print(pain->arena, "%s-%s", pain_id(pain->arena, run), type));
    text_add(&pain->out, "<PmtMtd>DD</PmtMtd>\n<BtchBookg>true</BtchBookg>\n");
    totals(pain, &recurrent);
    text_print(&pain->out,
               "<PmtTpInf><SvcLvl><Cd>SEPA</Cd></SvcLvl><LclInstrm><Cd>CORE</Cd></LclInstrm>"
               "<SeqTp>%s</SeqTp></PmtTpInf>\n",
               type);
    day(pain, "ReqdColltnDt", run->day);
    text_add(&pain->out, "<Cdtr>");
    element(pain, "Nm", run->creditor);
    text_add(&pain->out, "</Cdtr>\n");
    account(pain, "CdtrAcct", run->iban);
    agent(pain, "CdtrAgt", run->bic);
    text_add(&pain->out, "<ChrgBr>SLEV</ChrgBr>\n<CdtrSchmeId><Id><PrvtId><Othr>");
    element(pain, "Id", run->creditor_id);
    text_add(&pain->out, "<SchmeNm><Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>"
                         "</CdtrSchmeId>\n");
    for (int i = first; i < run->count; i++)
        if (run->debits[i].recurrent == recurrent)
            debit(pain, &run->debits[i], pain->ibans[i]);
    text_add(&pain->out, "</PmtInf>\n");
}

struct view pain_write(struct arena *arena, const struct debit_run *run, const char *const *ibans,
                       enum pain_version version)
{
    struct pain pain = {arena, text_in(arena), run, ibans, version};
    text_print(&pain.out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document "
               "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.008.001.%s\">\n<CstmrDrctDbtInitn>\n"
               "<GrpHdr>\n",
               version == PAIN_02 ? "02" : "08");
    element(&pain, "MsgId", pain_id(arena, run));
    text_add(&pain.out, "<CreDtTm>");
    zone_write(&pain.out, run->made);
    text_add(&pain.out, "</CreDtTm>\n");
    totals(&pain, NULL);
    text_add(&pain.out, "<InitgPty>");
    element(&pain, "Nm", run->creditor);
    text_add(&pain.out, "</InitgPty>\n</GrpHdr>\n");
    batch(&pain, false);
    batch(&pain, true);
    text_add(&pain.out, "</CstmrDrctDbtInitn>\n</Document>\n");
    return text_view(&pain.out);
}
