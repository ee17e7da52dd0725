#include "bot/sms.h"

#include <string.h>

#include "bot/fault.h"
#include "bot/secret.h"
#include "bot/wake.h"
#include "db/inbox.h"
#include "db/outbox_sms.h"
#include "parsers/phone.h"
#include "parsers/smsfile.h"
#include "parsers/zone.h"

static const char *text_or(const char *text)
{
    return text ? text : "";
}

/* The sender in one spelling; what is no number (a name, a short code) stays as it is. */
static const char *sender(struct arena *arena, const struct sms_in *in)
{
    char *number = phone_read(arena, view_of(in->from));
    return number ? number : in->from;
}

/* Rule D2: the gateway's own id, else who, when, which card and what. */
static const char *source_key(struct arena *arena, const struct sms_in *in, int64_t received)
{
    if (*text_or(in->provider_id))
        return arena_print(arena, "%s:id:%s", in->gateway,
                           secret_digest(arena, view_of(in->provider_id)));
    struct text all = text_in(arena);
    text_print(&all, "%s\n%lld\n%s\n", sender(arena, in), (long long)received, text_or(in->sim));
    text_add_view(&all, in->text);
    return arena_print(arena, "%s:%s", in->gateway, secret_digest(arena, text_view(&all)));
}

static enum sms_taken check(const struct sms_in *in, struct error *error)
{
    const char *why = NULL;
    struct view from = view_trim(view_of(text_or(in->from)));
    if (!from.len)
        why = "it has no sender";
    else if (from.len > SMS_FROM_MAX)
        why = "its sender is too long";
    else if (in->text.len > SMS_TEXT_MAX)
        why = "it is too long";
    else if (!view_is_utf8(in->text) || !view_is_utf8(from))
        why = "it is not UTF-8";
    else if (view_find_byte(in->text, '\0') != SIZE_MAX)
        why = "it holds a NUL byte";
    if (!why)
        return SMS_ADDED;
    error_set(error, "a text message: %s", why);
    return SMS_BAD;
}

/* Kept as it would lie in a spool. */
static int add(struct db *db, struct arena *arena, const struct sms_in *in, int64_t now,
               enum sms_taken *taken, struct error *error)
{
    struct text raw = text_in(arena), when = text_in(arena);
    int64_t received = in->received ? in->received : now;
    zone_write(&when, received);
    struct smsfile file = {
        .from = sender(arena, in),
        .received = when.at,
        .sim = text_or(in->sim),
        .text = in->text,
    };
    smsfile_write(&raw, &file);
    struct inbox_row row = {
        .sms = true,
        .source_key = source_key(arena, in, received),
        .received = received,
        .raw = text_view(&raw),
    };
    bool added;
    if (inbox_add(db, &row, now, &added, error))
        return -1;
    *taken = added ? SMS_ADDED : SMS_DUPLICATE;
    return 0;
}

static int add_all(struct db *db, const struct sms_in *texts, int count, int64_t now,
                   enum sms_taken *taken, struct error *error)
{
    struct arena *arena = arena_new();
    int result = 0;
    for (int i = 0; i < count && !result; i++) {
        arena_reset(arena);
        if (taken[i] != SMS_BAD)
            result = add(db, arena, &texts[i], now, &taken[i], error);
    }
    arena_free(&arena);
    return result;
}

static enum sms_taken busy(enum sms_taken *taken, int count)
{
    for (int i = 0; i < count; i++)
        if (taken[i] != SMS_BAD)
            taken[i] = SMS_BUSY;
    return SMS_BUSY;
}

enum sms_taken sms_take_all(struct db *db, const struct sms_in *texts, int count, int64_t now,
                            int wake, enum sms_taken *taken, struct error *error)
{
    int good = 0, failed = 0;
    enum sms_taken worst = SMS_ADDED;
    for (int i = 0; i < count; i++)
        good += (taken[i] = check(&texts[i], error)) != SMS_BAD;
    if (!good)
        return count ? SMS_BAD : SMS_ADDED;
    struct error why;
    if (db_begin(db, &why)) {
        *error = why;
        return busy(taken, count);
    }
    int64_t waiting = db_int(db, SQL_INBOX_NEW_COUNT, 0, &failed, &why, "");
    if (!failed && waiting >= SMS_WAITING_MAX)
        failed = error_set(&why, "%lld messages wait to be decided", (long long)waiting);
    if (failed || add_all(db, texts, count, now, taken, &why) || db_commit(db, &why)) {
        db_rollback(db);
        *error = why;
        return busy(taken, count);
    }
    fault_point("sms taken");
    for (int i = 0; i < count; i++) {
        if (taken[i] == SMS_ADDED && wake >= 0)
            wake_set(wake);
        if (taken[i] > worst)
            worst = taken[i];
    }
    return worst;
}

enum sms_taken sms_take(struct db *db, const struct sms_in *text, int64_t now, int wake,
                        struct error *error)
{
    enum sms_taken taken;
    return sms_take_all(db, text, 1, now, wake, &taken, error);
}

int sms_report(struct db *db, const char *gateway, const char *provider_id, const char *client_id,
               enum sms_delivery delivery, int64_t at, bool *known, struct error *error)
{
    struct arena *arena = arena_new();
    const char *own = *client_id ? arena_print(arena, "sms.%s", client_id) : "";
    *known = false;
    int result = db_begin(db, error);
    if (!result) {
        result = outbox_sms_report(db, gateway, provider_id, own, delivery == SMS_DELIVERED, at,
                                   known, error) ||
                         db_commit(db, error)
                     ? -1
                     : 0;
        if (result)
            db_rollback(db);
    }
    arena_free(&arena);
    return result;
}
