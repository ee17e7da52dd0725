#include "bot/metrics.h"

#include "bot/tally.h"

static void head(struct text *out, const char *name, const char *type, const char *help)
{
    text_print(out, "# HELP cabas_%s %s\n# TYPE cabas_%s %s\n", name, help, name, type);
}

/* Rows of (channel, state, count). */
static int by_state(struct text *out, struct db *db, enum sql sql, const char *name,
                    const char *help, struct error *error)
{
    struct arena *arena = out->arena;
    struct rows rows = db_rows(db, sql, error, "");
    int more;
    head(out, name, "gauge", help);
    while ((more = rows_next(&rows)) == 1)
        text_print(out, "cabas_%s{channel=\"%s\",state=\"%s\"} %lld\n", name,
                   rows_text(&rows, 0, arena), rows_text(&rows, 1, arena),
                   (long long)rows_int(&rows, 2));
    return more;
}

/* Rows of (kind, count): kinds are the closed vocabulary of db/change. */
static int by_kind(struct text *out, struct db *db, struct error *error)
{
    struct rows rows = db_rows(db, SQL_METRICS_CHANGES, error, "");
    int more;
    head(out, "changes_total", "counter", "Changes of the farm's state, by kind.");
    while ((more = rows_next(&rows)) == 1)
        text_print(out, "cabas_changes_total{kind=\"%s\"} %lld\n", rows_text(&rows, 0, out->arena),
                   (long long)rows_int(&rows, 1));
    return more;
}

static int one(struct text *out, struct db *db, enum sql sql, const char *name, const char *type,
               const char *help, struct error *error)
{
    int failed = 0;
    int64_t value = db_int(db, sql, 0, &failed, error, "");
    head(out, name, type, help);
    text_print(out, "cabas_%s %lld\n", name, (long long)value);
    return failed;
}

static void by_verdict(struct text *out)
{
    int64_t counts[TALLY_RESULTS];
    tally_read(counts);
    head(out, "requests_total", "counter", "Requests since the start, by their verdict.");
    for (int i = 0; i < TALLY_RESULTS; i++)
        text_print(out, "cabas_requests_total{verdict=\"%s\"} %lld\n", result_name((enum result)i),
                   (long long)counts[i]);
}

char *metrics_text(struct arena *arena, struct db *db, const int64_t calls[CALLS], int64_t started,
                   int64_t now, struct error *error)
{
    static const char *const names[CALLS] = {"taken",   "duplicate", "report", "hint",
                                             "ignored", "denied",    "bad",    "busy"};
    struct text out = text_in(arena);
    head(&out, "uptime_seconds", "gauge", "Seconds since the start.");
    text_print(&out, "cabas_uptime_seconds %lld\n", (long long)(now - started));
    if (by_state(&out, db, SQL_METRICS_INBOX, "messages",
                 "Messages received, by what became of them.", error) ||
        by_state(&out, db, SQL_METRICS_OUTBOX, "outbox", "Messages sent and to be sent.", error) ||
        by_kind(&out, db, error) ||
        one(&out, db, SQL_METRICS_TEXTS, "sms_sent_total", "counter", "Text messages sent.",
            error) ||
        one(&out, db, SQL_METRICS_SEGMENTS, "sms_segments_total", "counter",
            "Segments of the text messages sent: what the gateway bills.", error) ||
        one(&out, db, SQL_METRICS_DOUBT, "sms_doubtful", "gauge",
            "Text messages that were perhaps sent: staff decide.", error) ||
        one(&out, db, SQL_METRICS_POLL, "last_poll_timestamp_seconds", "gauge",
            "When the mailbox was last read to its end.", error))
        return NULL;
    by_verdict(&out);
    head(&out, "http_calls_total", "counter", "Gateways' calls since the start, by their end.");
    for (int i = 0; i < CALLS; i++)
        text_print(&out, "cabas_http_calls_total{end=\"%s\"} %lld\n", names[i],
                   (long long)calls[i]);
    return out.at;
}
