#include "bot/bounce.h"

#include <stdio.h>

#include "bot/log.h"

enum { WINDOW = 7 * 86400, TWICE = 2 };

/* Permanent ones that speak of us, of the letter or of limits; all others speak of the address. */
static bool is_policy(struct dsn_status status)
{
    static const struct {
        int subject, detail; /* detail -1: all */
    } policies[] = {
        {7, -1}, {6, -1}, {3, -1}, {1, 7}, {1, 8}, {2, 3}, {4, 5}, {4, 6}, {4, 7}, {5, 1}, {5, 2},
    };
    for (size_t i = 0; i < sizeof policies / sizeof *policies; i++)
        if (status.subject == policies[i].subject &&
            (policies[i].detail < 0 || status.detail == policies[i].detail))
            return true;
    return false;
}

static bool is_gone(struct dsn_status status)
{
    return status.subject == 1 && (status.detail == 1 || status.detail == 2 || status.detail == 3 ||
                                   status.detail == 6 || status.detail == 10);
}

enum bounce_weight bounce_weigh(struct dsn_status status, enum dsn_action action)
{
    if (action == DSN_OTHER || status.class == 2)
        return BOUNCE_NONE;
    if (action == DSN_DELAYED || status.class == 4)
        return BOUNCE_LATER;
    if (!status.class || is_policy(status)) /* failed, nobody says why */
        return BOUNCE_POLICY;
    return is_gone(status) ? BOUNCE_GONE : BOUNCE_FAILED;
}

static int judge(struct db *db, const struct bounce_new *bounce, struct error *error)
{
    int64_t failed, gone;
    bool fresh;
    char id[32];
    snprintf(id, sizeof id, "a%lld", (long long)bounce->outbox);
    if (bounce_add(db, bounce, error) ||
        bounce_count(db, bounce->address, bounce->at - WINDOW, &failed, &gone, error))
        return -1;
    log_event(LOG_LEVEL_INFO, id, "bounced", "weight=%s status=%s",
              bounce_weight_name(bounce->weight), bounce->status);
    if (!gone && failed < TWICE)
        return 0;
    if (bounce_suspend(db, bounce->address, bounce->at, bounce->reason, &fresh, error))
        return -1;
    if (fresh)
        log_event(LOG_LEVEL_WARNING, id, "unreachable",
                  "status=%s next=\"nothing is sent there unasked until it writes\"",
                  bounce->status);
    return 0;
}

static const char *say_status(struct arena *arena, struct dsn_status status)
{
    return status.class ? arena_print(arena, "%d.%d.%d", status.class, status.subject,
                                      status.detail)
                        : "";
}

/* What the report says of the letter: of its own recipient, or of somebody it was passed on to. */
static struct bounce_new read_report(struct arena *arena, const struct dsn *dsn,
                                     const struct bounce_letter *letter)
{
    struct bounce_new bounce = {
        .outbox = letter->id, .address = letter->recipient, .status = "", .reason = ""};
    if (dsn->kind == DSN_COMPLAINT) {
        bounce.weight = BOUNCE_COMPLAINT;
        bounce.reason = "its reader has marked it as spam";
        return bounce;
    }
    const struct dsn_recipient *own = dsn_find(dsn, letter->recipient);
    const struct dsn_recipient *about = own ? own : &dsn->recipients[0];
    bounce.weight = bounce_weigh(about->status, about->action);
    if (!own && bounce.weight > BOUNCE_LATER)
        bounce.weight = BOUNCE_ELSEWHERE;
    bounce.status = say_status(arena, about->status);
    bounce.reason =
        own ? about->diagnostic : arena_print(arena, "%s: %s", about->address, about->diagnostic);
    return bounce;
}

int bounce_take(struct arena *arena, struct db *db, const struct mail *mail, int64_t inbox,
                int64_t now, enum bounce_weight *weight, struct error *error)
{
    struct dsn *dsn = arena_alloc(arena, sizeof *dsn);
    *weight = BOUNCE_NONE;
    dsn_read(arena, mail, dsn);
    for (int i = 0; i < dsn->id_count; i++) {
        struct bounce_letter letter;
        if (bounce_letter(db, arena, dsn->ids[i], &letter, error))
            return -1;
        if (!letter.id)
            continue;
        struct bounce_new bounce = read_report(arena, dsn, &letter);
        bounce.at = now;
        bounce.inbox = inbox;
        *weight = bounce.weight;
        return bounce.weight == BOUNCE_NONE ? 0 : judge(db, &bounce, error);
    }
    return 0;
}

int bounce_refused(struct db *db, int64_t outbox, const char *recipient,
                   const struct verdict *verdict, int64_t now, struct error *error)
{
    struct arena *arena = arena_new();
    struct dsn_status status = dsn_status_of(arena, view_of(verdict->reason));
    int result = 0;
    bool reply = byte_is_digit(verdict->reason[0]); /* "550 …": a server's, not our own words */
    if (reply && bounce_weigh(status, DSN_FAILED) == BOUNCE_GONE) {
        struct bounce_new bounce = {.outbox = outbox,
                                    .at = now,
                                    .address = recipient,
                                    .weight = BOUNCE_GONE,
                                    .status = say_status(arena, status),
                                    .reason = verdict->reason};
        result = judge(db, &bounce, error);
    }
    arena_free(&arena);
    return result;
}
