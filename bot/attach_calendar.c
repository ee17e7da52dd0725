/* attach_calendar: paniers.ics, the subscriber's deliveries for their own calendar (bot/agenda.h, parsers/ical.h).
 *
 * UID is the subscription and the Monday of the delivery's week, with our address: a subscription has at most
 * one delivery a week, so a delivery keeps its UID through suspension, another formula and a move to another
 * weekday, and the calendar moves what it has instead of showing both.
 * SEQUENCE is the journal's last entry about the subscriber or about the whole farm (an import, a closure):
 * entries are only ever added and numbered upwards, so it never decreases, and every change writes one, so it
 * rises with each. It rises for deliveries that did not change too, which RFC 5545 allows. No alarm is set:
 * who wants to be told before the cutoff writes RAPPEL OUI.
 */
#include <string.h>

#include "bot/account.h"
#include "bot/agenda.h"
#include "bot/attach_makers.h"
#include "bot/cutoff.h"
#include "db/snapshot.h"
#include "parsers/date.h"
#include "parsers/hours.h"
#include "parsers/ical.h"
#include "parsers/zone.h"
#include "templates/render.h"

struct work {
    struct attach *attach;
    struct situation situation;
    int64_t sequence;
    struct error *error;
};

/* A wording of templates/LANGUAGE/calendar.txt. */
static const char *say(struct work *work, const char *section, const struct tree *model)
{
    const char *language = work->attach->config->farm.language;
    struct text text = text_in(work->attach->arena);
    if (render(language, "calendar", section, RENDER_TEXT, model, &text, work->error))
        return NULL;
    struct view trimmed = view_trim(text_view(&text));
    return arena_copy(work->attach->arena, trimmed.at, trimmed.len);
}

static void put_orders(struct work *work, struct tree *model, int day)
{
    const struct snapshot *snapshot = work->situation.snapshot;
    struct tree *list = tree_put_list(model, "orders");
    for (int i = 0; i < snapshot->purchase_count; i++) {
        const struct purchase *purchase = &snapshot->purchases[i];
        if (purchase->day != day || purchase->state > PURCHASE_ACCEPTED)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "number", purchase->number);
        tree_put_text(item, "items", purchase->summary);
    }
}

static struct tree *model_of(struct work *work, const struct agenda_entry *entry)
{
    static const char *const states[] = {"comes", "suspended", "closed", "ended"};
    const struct delivery *delivery = &entry->delivery;
    const struct config *config = work->attach->config;
    struct plan_day day = {delivery->day, delivery, 1, true, false};
    struct tree *model = tree_new(work->attach->arena);
    plan_put_day(&work->situation, model, &day); /* "what" with its quantity, "where", "until" */
    tree_put_text(model, "hours", delivery->depot->opening);
    tree_put_bool(tree_put_object(model, "is"), states[entry->state], true);
    const char *reason =
        entry->state == AGENDA_CLOSED ? plan_closed(&work->situation, delivery->day) : NULL;
    tree_put_text(model, "reason", reason ? reason : "");
    tree_put_text(model, "email", config->mail.from_address);
    put_orders(work, model, delivery->day);
    return model;
}

static int make_event(struct work *work, const struct agenda_entry *entry, struct ical_event *event)
{
    const struct delivery *delivery = &entry->delivery;
    const struct depot *depot = delivery->depot;
    struct arena *arena = work->attach->arena;
    const struct tree *model = model_of(work, entry);
    *event = (struct ical_event){
        .uid = arena_print(arena, "cabas-%lld-%s-%s", (long long)delivery->subscription->id,
                           date_iso(arena, date_monday(delivery->base)),
                           work->attach->config->mail.from_address),
        .sequence = work->sequence,
        .day = delivery->day,
        .from = ICAL_WHOLE_DAY,
        .to = ICAL_WHOLE_DAY,
        .cancelled = entry->state != AGENDA_COMES,
        .summary = say(work, "summary", model),
        .description = say(work, "description", model),
        .location = account_address(arena, depot->address, depot->postcode, depot->town),
        .placed = depot->placed,
        .latitude = depot->latitude,
        .longitude = depot->longitude,
    };
    if (!*event->location)
        event->location = depot->name;
    int from, to;
    if (hours_read(view_of(depot->opening), &from, &to)) {
        event->from = from;
        event->to = to;
    }
    return event->summary && event->description ? 0 : -1;
}

static int write_file(struct work *work, const struct agenda *agenda)
{
    struct attach *attach = work->attach;
    struct ical_event *events = arena_array(attach->arena, (size_t)agenda->count, sizeof *events);
    for (int i = 0; i < agenda->count; i++)
        if (make_event(work, &agenda->entries[i], &events[i]))
            return -1;
    struct tree *model = tree_new(attach->arena);
    tree_put_text(model, "farm", attach->config->farm.name);
    struct ical ical = {
        .zone = attach->config->farm.timezone,
        .name = say(work, "name", model),
        .organizer = attach->config->farm.name,
        .organizer_email = attach->config->mail.from_address,
        .made = attach->now,
        .events = events,
        .event_count = agenda->count,
    };
    if (!ical.name)
        return -1;
    struct text out = text_in(attach->arena);
    ical_write(&out, &ical);
    return attach_add(attach,
                      &(struct compose_file){.type = "text/calendar; charset=utf-8; method=PUBLISH",
                                             .name = "paniers.ics",
                                             .bytes = text_view(&out)},
                      work->error);
}

int attach_calendar(struct attach *attach, const char *what, struct error *error)
{
    (void)what;
    int today = zone_local(attach->received).day, failed = 0;
    const struct snapshot *snapshot = snapshot_load(
        attach->arena, attach->db, attach->farm, attach->subscriber, today, SNAPSHOT_BASE, error);
    if (!snapshot)
        return -1;
    struct work work = {
        .attach = attach,
        .situation = {.arena = attach->arena,
                      .config = attach->config,
                      .snapshot = snapshot,
                      .received = attach->received,
                      .now = attach->now,
                      .today = today},
        .sequence =
            db_int(attach->db, SQL_JOURNAL_SEQUENCE, 0, &failed, error, "i", attach->subscriber),
        .error = error,
    };
    if (failed)
        return -1;
    struct agenda agenda = agenda_list(&work.situation);
    return agenda.count ? write_file(&work, &agenda) : 0;
}
