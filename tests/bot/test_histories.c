/* histories: thousands of short random histories on the sample farm, always the same ones.
 *
 * Suspensions, moves, other formulas, orders, ends and undo, with cutoffs passing and closures declared in between.
 * After each message: nothing that was locked has changed, deliveries and orders; a full undo gives back exactly the
 * state before; a weekly subscription is delivered once in each of its weeks, no other more often; no order
 * vanishes; the verdict fits what was changed; every date that the
 * answer names is of the planning, or was asked about, with its right weekday; the next basket that it
 * names is the one that comes next.
 * A failing history is printed: it becomes a row of tests/data/requests.
 */
#include "bot/converse.h"
#include "bot/cutoff.h"
#include "bot/plan.h"
#include "db/calendar.h"
#include "db/inbox.h"
#include "templates/render.h"
#include "tests/bot/sample.h"

enum {
    HISTORIES = 1500,
    STEPS = 7,
    SUBSCRIBERS = 12,
    STACK = STEPS + 1,
    DAYS_BACK = 70,
    DAYS_ON = 480,
    KNOWN_DAYS = 1400,
    KNOWN_BACK = 420
};

struct world {
    struct arena *arena; /* of this history */
    struct config *config;
    struct db *db;
    const struct farm *farm;
    uint64_t random;
    int64_t subscriber, now, decided; /* received, and when it is decided */
    int start, messages;
    struct text story; /* what happened, for a failure */
    const char *answer;
    bool known[KNOWN_DAYS];  /* days that were of a planning at some time, from the start on */
    const char *undo[STACK]; /* states to which undo must lead back */
    int undo_count;
    int failures;
};

/* xorshift64*, Vigna 2016. */
static uint64_t next_random(struct world *world)
{
    world->random ^= world->random >> 12;
    world->random ^= world->random << 25;
    world->random ^= world->random >> 27;
    return world->random * 2685821657736338717u;
}

static int pick(struct world *world, int count)
{
    return (int)((next_random(world) >> 33) % (uint64_t)count);
}

static void expect(struct world *world, bool good, const char *what)
{
    if (good)
        return;
    if (world->failures++ < 5) {
        CHECK(false, "%s", what);
        tap_note("history", world->story.at);
        tap_note("answer", world->answer ? world->answer : "");
    }
}

static int today(const struct world *world)
{
    return zone_local(world->now).day;
}

static struct snapshot *load(struct world *world)
{
    struct error error;
    struct snapshot *snapshot =
        snapshot_load(world->arena, world->db, world->farm, world->subscriber, today(world),
                      SNAPSHOT_ORDERS, &error);
    if (!snapshot)
        sample_die("snapshot", error.text);
    return snapshot;
}

/* Every day that is theirs, also beyond an end. */
static struct deliveries endless_plan(struct world *world, const struct snapshot *snapshot)
{
    int count = snapshot->subscription_count;
    struct subscription *copies = arena_array(world->arena, (size_t)count, sizeof *copies);
    for (int i = 0; i < count; i++) {
        copies[i] = snapshot->subscriptions[i];
        copies[i].end = DATE_NONE;
    }
    return calendar_plan(world->arena, world->farm, copies, count, today(world) - DAYS_BACK,
                         today(world) + DAYS_ON);
}

static struct deliveries plan_of(struct world *world, const struct snapshot *snapshot)
{
    return calendar_plan(world->arena, world->farm, snapshot->subscriptions,
                         snapshot->subscription_count, today(world) - DAYS_BACK,
                         today(world) + DAYS_ON);
}

/* Subscriptions and the orders that count since the history began, as one text. */
static const char *state_of(struct world *world)
{
    struct error error;
    struct snapshot *snapshot =
        snapshot_load(world->arena, world->db, world->farm, world->subscriber, world->start,
                      SNAPSHOT_BASE, &error);
    if (!snapshot)
        sample_die("snapshot", error.text);
    struct text text = text_in(world->arena);
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct subscription *subscription = &snapshot->subscriptions[i];
        text_print(&text, "[%lld end %d", (long long)subscription->id, subscription->end);
        for (int j = 0; j < subscription->suspension_count; j++)
            text_print(&text, " %d", date_monday(subscription->suspensions[j])); /* of a week */
        for (int j = 0; j < subscription->term_count; j++)
            text_print(&text, " from %d %s %s", subscription->terms[j].from,
                       subscription->terms[j].formula->code, subscription->terms[j].depot->code);
        for (int j = 0; j < subscription->exception_count; j++) {
            const struct exception *one = &subscription->exceptions[j];
            text_print(&text, " once %d %s %s", one->day, one->formula ? one->formula->code : "-",
                       one->depot ? one->depot->code : "-");
        }
        text_add(&text, "]");
    }
    for (int i = 0; i < snapshot->purchase_count; i++) {
        const struct purchase *purchase = &snapshot->purchases[i];
        if (purchase->state <= PURCHASE_ACCEPTED)
            text_print(&text, " #%lld:%d on %d", (long long)purchase->number, (int)purchase->state,
                       purchase->day);
    }
    return text.at;
}

static bool is_locked(const struct world *world, const struct delivery *delivery)
{
    return !cutoff_is_open(world->config, delivery->day, world->now) ||
           !cutoff_is_open(world->config, delivery->base, world->now);
}

/* That of the same week: its regular day may become another one while a day and depot for once hold it. */
static const struct delivery *find(const struct deliveries *list, const struct delivery *like)
{
    for (int i = 0; i < list->count; i++)
        if (list->items[i].subscription->id == like->subscription->id &&
            date_monday(list->items[i].base) == date_monday(like->base))
            return &list->items[i];
    return NULL;
}

static void check_locked(struct world *world, const struct deliveries *before,
                         const struct deliveries *after)
{
    for (int i = 0; i < before->count; i++) {
        const struct delivery *was = &before->items[i], *is = find(after, was);
        if (is_locked(world, was))
            expect(world,
                   is && is->suspended == was->suspended && is->day == was->day &&
                       is->formula == was->formula && is->depot == was->depot,
                   "a locked delivery changed");
    }
    for (int i = 0; i < after->count; i++)
        if (is_locked(world, &after->items[i]))
            expect(world, find(before, &after->items[i]) != NULL, "a locked delivery appeared");
}

static void check_weeks(struct world *world, const struct deliveries *list)
{
    for (int i = 0; i < list->count; i++)
        for (int j = i + 1; j < list->count && list->items[j].day < list->items[i].day + 7; j++)
            expect(world,
                   list->items[i].subscription != list->items[j].subscription ||
                       date_monday(list->items[i].day) != date_monday(list->items[j].day),
                   "twice in a week");
}

/* The day of a week on which a subscription's depot is served, found anew from its terms. */
static int day_of_week(const struct subscription *subscription, int monday)
{
    for (int day = monday; day < monday + 7; day++) {
        const struct term *term = &subscription->terms[0];
        for (int i = 0; i < subscription->term_count; i++)
            if (subscription->terms[i].from <= day)
                term = &subscription->terms[i];
        if (term->depot->weekday == date_weekday(day))
            return day;
    }
    return DATE_NONE;
}

/* What is delivered every week comes once in each week between its start and its end, but for closures. */
static void check_weekly(struct world *world, const struct snapshot *snapshot,
                         const struct deliveries *list)
{
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct subscription *one = &snapshot->subscriptions[i];
        if (one->frequency != FREQUENCY_WEEKLY)
            continue;
        for (int monday = date_monday(today(world)); monday < today(world) + DAYS_ON - 14;
             monday += 7) {
            int day = day_of_week(one, monday), made = 0;
            for (int j = 0; j < list->count; j++)
                made += list->items[j].subscription == one &&
                        date_monday(list->items[j].base) == monday;
            if (day == DATE_NONE)
                expect(world, false, "a week without its day");
            const struct exception *moved = calendar_exception(one, monday);
            int served = moved && moved->depot ? monday + moved->depot->weekday - 1 : day;
            bool ours = day >= one->start && (one->end == DATE_NONE || day <= one->end) &&
                        !calendar_closure(world->farm, day) &&
                        !calendar_closure(world->farm, served);
            expect(world, made == ours, ours ? "a week is lost" : "a week too much");
        }
    }
}

/* Orders of deliveries that are over or locked stay as they are; none vanishes; new ones can still be made. */
static void check_orders(struct world *world, const struct snapshot *before,
                         const struct snapshot *after)
{
    for (int i = 0; i < before->purchase_count; i++) {
        const struct purchase *was = &before->purchases[i], *is = NULL;
        for (int j = 0; j < after->purchase_count; j++)
            if (after->purchases[j].number == was->number)
                is = &after->purchases[j];
        expect(world, is != NULL, "an order vanished");
        if (is && !cutoff_is_open(world->config, was->day, world->now))
            expect(world, is->state == was->state && is->day == was->day, "a locked order changed");
        if (is && is->day != was->day)
            expect(world, cutoff_is_open(world->config, is->day, world->now),
                   "an order moved to a locked day");
    }
    for (int i = before->purchase_count; i < after->purchase_count; i++)
        expect(world, cutoff_is_open(world->config, after->purchases[i].day, world->now),
               "an order for a locked day");
}

static void know_day(struct world *world, int day)
{
    int at = day == DATE_NONE ? -1 : day - world->start + KNOWN_BACK;
    if (at >= 0 && at < KNOWN_DAYS)
        world->known[at] = true;
}

/* A delivery day and the last day for changing it. */
static void know_delivery(struct world *world, int day)
{
    know_day(world, day);
    know_day(world, cutoff_day(world->config, day));
}

static void know(struct world *world, const struct deliveries *list)
{
    for (int i = 0; i < list->count; i++) {
        know_delivery(world, list->items[i].day);
        know_delivery(world, list->items[i].base);
    }
}

/* What was asked about, and the orders there were from the beginning. */
static void know_request(struct world *world, const struct request *request)
{
    know_day(world, request->date);
    know_day(world, request->from);
    know_day(world, request->to);
}

static void know_orders(struct world *world)
{
    struct error error;
    struct snapshot *snapshot =
        snapshot_load(world->arena, world->db, world->farm, world->subscriber,
                      world->start - KNOWN_BACK, SNAPSHOT_BASE, &error);
    for (int i = 0; snapshot && i < snapshot->purchase_count; i++)
        know_delivery(world, snapshot->purchases[i].day);
}

static bool is_known(const struct world *world, int day)
{
    int at = day - world->start + KNOWN_BACK;
    return at >= 0 && at < KNOWN_DAYS && world->known[at];
}

/* "mardi 17 mars[ 2027]" at the start of a text: the day, its bytes; DATE_NONE: no date there. The weekday must
 * be right: a wrong one is no day of the planning (-1). */
static int read_date(const struct world *world, struct view text, size_t *used)
{
    for (int weekday = 1; weekday <= 7; weekday++) {
        const char *name = date_weekday_name("fr", weekday);
        size_t at = strlen(name);
        if (!view_starts(text, name) || at + 2 >= text.len || text.at[at] != ' ' ||
            !byte_is_digit(text.at[at + 1]))
            continue;
        int number = 0, year = date_parts(today(world)).year;
        for (at++; at < text.len && byte_is_digit(text.at[at]); at++)
            number = number * 10 + text.at[at] - '0';
        if (view_starts(view_cut(text, at, text.len), "er"))
            at += 2;
        for (int month = 1; month <= 12; month++) {
            const char *words = date_month_name("fr", month);
            struct view rest = view_cut(text, at + 1, text.len);
            int64_t value;
            if (!view_starts(rest, words))
                continue;
            at += 1 + strlen(words);
            if (at + 5 <= text.len && view_int(view_cut(text, at + 1, at + 5), &value) &&
                value > 2000) {
                year = (int)value;
                at += 5;
            }
            *used = at;
            int day = date_make(year, month, number);
            return day != DATE_NONE && date_weekday(day) == weekday ? day : -1;
        }
    }
    return DATE_NONE;
}

static void check_dates(struct world *world, struct view text)
{
    for (size_t at = 0; at < text.len; at++) {
        size_t used = 0;
        int day = read_date(world, view_cut(text, at, text.len), &used);
        if (day == DATE_NONE)
            continue;
        bool known = is_known(world, day) || calendar_closure(world->farm, day);
        known |= view_ends(view_cut(text, 0, at), "annuler la demande du ") ||
                 view_ends(view_cut(text, 0, at), "@example.org, le ") ||
                 view_ends(view_cut(text, 0, at), "Votre dernière facture viendra le ");
        expect(world, known, "a date of no delivery");
        if (view_ends(view_cut(text, 0, at), ", jusqu'au ")) /* what can still be done */
            expect(world, day >= zone_local(world->decided).day, "an offer that is over");
        at += used;
    }
}

/* "Votre prochain panier : DATE", or that none comes. */
static void check_next(struct world *world, struct view text, int from,
                       const struct deliveries *after)
{
    int next = DATE_NONE;
    for (int i = 0; i < after->count && next == DATE_NONE; i++)
        if (!after->items[i].suspended && after->items[i].day >= from)
            next = after->items[i].day;
    size_t at = view_find(text, "Votre prochain panier : "), used;
    if (at != SIZE_MAX)
        expect(world,
               read_date(world, view_cut(text, at + strlen("Votre prochain panier : "), text.len),
                         &used) == next,
               "another basket is the next one");
    if (view_find(text, "Aucune autre livraison n'est prévue pour vous.") != SIZE_MAX)
        expect(world, next == DATE_NONE, "a basket comes");
}

static void check_verdicts(struct world *world, const struct conversation *talk)
{
    for (int i = 0; i < talk->block_count; i++) {
        bool done =
            talk->blocks[i].result == RESULT_APPLIED || talk->blocks[i].result == RESULT_PARTIAL;
        expect(world, done == (talk->blocks[i].changes > 0), "the verdict and the changes differ");
    }
}

static void render_all(struct world *world, const struct conversation *talk, struct text *out)
{
    for (int i = 0; i < talk->block_count; i++) {
        struct error error;
        const char *name = talk->blocks[i].template;
        if (render("fr", name, "text", RENDER_TEXT, talk->blocks[i].model, out, &error))
            expect(world, false, arena_text(world->arena, error.text));
        text_add(out, "\n");
    }
}

/* A delivery day of theirs more often than any other. */
static int random_day(struct world *world, const struct deliveries *list)
{
    if (pick(world, 4) && list->count)
        for (int tries = 0; tries < 5; tries++) {
            int day = list->items[pick(world, list->count)].day;
            if (day > today(world) - 8 && day < today(world) + 60)
                return day;
        }
    return today(world) - 5 + pick(world, 50);
}

static const char *const types[] = {"petit", "grand", "oeufs6", "oeufs12", "pain"};
static const char *const places[] = {"gap-gare", "gap-bio", "tallard", "laragne",
                                     "serres",   "veynes",  "sisteron"};
static const char *const goods[] = {"salade", "pomme", "miel", "confiture", "pain"};

static void make_period(struct world *world, struct request *request, int day)
{
    int shape = pick(world, 8);
    request->from = day;
    request->to = shape < 5 ? day : day + pick(world, 30);
}

/* For good, from a day on, for a date, for a period. */
static void make_change(struct world *world, struct request *request, int day)
{
    int shape = pick(world, 4);
    if (shape == 1)
        request->from = day;
    if (shape == 2)
        request->date = day;
    if (shape == 3)
        make_period(world, request, day);
}

static void make_suspend(struct world *world, struct request *request, int day)
{
    int shape = pick(world, 8);
    if (shape == 0)
        request->next = 1 + pick(world, 4);
    else if (shape == 1)
        request->weeks = 1 + pick(world, 4);
    else
        make_period(world, request, day);
    if (pick(world, 5) == 0)
        request->type = types[pick(world, 5)];
}

static void make_resume(struct world *world, struct request *request, int day)
{
    request->all = pick(world, 3) == 0;
    if (request->all)
        return;
    make_period(world, request, day);
    if (pick(world, 4) == 0)
        request->to = DATE_NONE;
}

static void make_end(struct world *world, struct request *request, int day)
{
    if (pick(world, 8) == 0)
        request->from = day;
    if (pick(world, 2))
        request->type = types[pick(world, 5)];
}

static void make_type(struct world *world, struct request *request, int day)
{
    request->type = types[pick(world, 5)];
    if (request->verb == VERB_CHANGE)
        make_change(world, request, day);
}

static void make_place(struct world *world, struct request *request, int day)
{
    request->place = places[pick(world, 7)];
    make_change(world, request, day);
}

static void make_order(struct world *world, struct request *request, int day)
{
    request->item_count = 1 + pick(world, 2);
    for (int i = 0; i < request->item_count; i++)
        request->items[i] =
            (struct request_item){goods[pick(world, 5)], 1000 * (1 + pick(world, 3))};
    if (pick(world, 2))
        request->date = day;
}

static void make_number(struct world *world, struct request *request, int day)
{
    (void)day;
    request->choice = request->verb == VERB_CHOOSE ? 1 + pick(world, 4) : 0;
    request->order = request->verb == VERB_CANCEL ? 1 + pick(world, 80) : 0;
    if (request->verb == VERB_ASK)
        request->about = pick(world, 2) ? VERB_SUSPEND : VERB_RESUME;
}

/* A verb, how often among all, and how a random one of it is made. */
static const struct {
    enum verb verb;
    int share;
    void (*make)(struct world *world, struct request *request, int day);
} verbs[] = {
    {VERB_SUSPEND, 7, make_suspend}, {VERB_RESUME, 4, make_resume}, {VERB_UNDO, 5, NULL},
    {VERB_UNSUBSCRIBE, 1, make_end}, {VERB_CONFIRM, 2, NULL},       {VERB_CHOOSE, 2, make_number},
    {VERB_ASK, 1, make_number},      {VERB_CHANGE, 3, make_type},   {VERB_PICKUP, 4, make_place},
    {VERB_SUBSCRIBE, 1, make_type},  {VERB_ORDER, 2, make_order},   {VERB_CANCEL, 1, make_number},
};

static struct request random_request(struct world *world, const struct deliveries *list)
{
    size_t at = 0;
    int all = 0, left;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        all += verbs[i].share;
    for (left = pick(world, all); left >= verbs[at].share; at++)
        left -= verbs[at].share;
    struct request request = request_make(verbs[at].verb);
    if (verbs[at].make)
        verbs[at].make(world, &request, random_day(world, list));
    return request;
}

/* Some time passes; often it stops within a minute of a midnight. */
static void pass_time(struct world *world)
{
    world->now += 60 + pick(world, 4 * 86400) * (int64_t)(pick(world, 3) != 0);
    if (pick(world, 4) == 0) {
        int64_t near = zone_instant(today(world) + 1, 0) - 2 + pick(world, 4);
        if (near > world->now)
            world->now = near;
    }
}

/* The farm closes a day that nobody can change any more soon. */
static void close_day(struct world *world)
{
    struct error error;
    int day = today(world) + 8 + pick(world, 40);
    if (db_run(world->db, SQL_CLOSURE_PUT, &error, "dt", day, "test") ||
        !(world->farm = farm_load(world->arena, world->db, &error)))
        sample_die("closure", error.text);
    text_print(&world->story, "closed %s\n", date_iso(world->arena, day));
    world->undo_count = 0; /* what is closed can't be given back */
}

static int64_t add_inbox(struct world *world)
{
    struct error error;
    bool added;
    int failed = 0;
    struct inbox_row row = {.source_key = arena_print(world->arena, "h%d", ++world->messages),
                            .received = world->now,
                            .raw = view_of("")};
    if (inbox_add(world->db, &row, world->now, &added, &error))
        sample_die("inbox", error.text);
    return db_int(world->db, SQL_INBOX_LAST, 0, &failed, &error, "");
}

/* What undo may be asked to lead back to. */
static void track_undo(struct world *world, const struct conversation *talk, bool undoing,
                       const char *before, const char *after)
{
    int changes = 0;
    bool partial = false;
    for (int i = 0; i < talk->block_count; i++) {
        changes += talk->blocks[i].changes;
        partial |= talk->blocks[i].result == RESULT_PARTIAL;
    }
    if (!changes)
        return;
    if (!undoing) {
        if (world->undo_count < STACK)
            world->undo[world->undo_count++] = before;
        return;
    }
    if (partial || talk->block_count > 1) /* not all of it is undo */
        world->undo_count = 0;
    else if (world->undo_count) {
        const char *want = world->undo[--world->undo_count];
        expect(world, !strcmp(after, want),
               arena_print(world->arena, "undo gives back not %s but %s", want, after));
    }
}

static void step(struct world *world)
{
    struct error error;
    struct snapshot *snapshot = load(world);
    struct snapshot *was = snapshot;
    struct deliveries before = plan_of(world, snapshot);
    struct deliveries old = endless_plan(world, snapshot);
    know(world, &old);
    const char *state = state_of(world);
    struct request requests[2];
    int count = 1 + (pick(world, 6) == 0);
    for (int i = 0; i < count; i++) {
        requests[i] = random_request(world, &before);
        know_request(world, &requests[i]);
    }
    if (count == 2 && (requests[0].verb == VERB_UNDO || requests[1].verb == VERB_UNDO))
        count = 1;
    struct conversation *talk = arena_alloc(world->arena, sizeof *talk);
    *talk = (struct conversation){
        .arena = world->arena,
        .db = world->db,
        .config = world->config,
        .farm = world->farm,
        .subscriber = world->subscriber,
        .sender = pick(world, 8) ? "one@example.org" : "two@example.org",
        .channel = CHANNEL_MAIL,
        .received = world->now,
        .now = world->now + pick(world, 4) / 3 * 3 * 86400,
        .inbox = add_inbox(world),
        .proven = true,
    };
    zone_write(&world->story, world->now);
    for (int i = 0; i < count; i++)
        text_print(&world->story, " %s;", request_print(world->arena, &requests[i]));
    world->decided = talk->now;
    int result = converse(talk, requests, count, &error);
    expect(world, !result, result ? arena_text(world->arena, error.text) : "");
    bool undoing = false;
    for (int i = 0; i < talk->block_count; i++) {
        text_print(&world->story, " -> %s", result_name(talk->blocks[i].result));
        undoing |= talk->blocks[i].changes && !strcmp(talk->blocks[i].template, "undo");
    }
    struct text text = text_in(world->arena);
    render_all(world, talk, &text);
    text_print(&world->story, "\n");
    world->answer = text.at;
    snapshot = load(world);
    struct deliveries after = plan_of(world, snapshot);
    check_locked(world, &before, &after);
    check_weeks(world, &after);
    check_weekly(world, snapshot, &after);
    check_orders(world, was, snapshot);
    check_verdicts(world, talk);
    /* a question's answer runs a request of before: its dates are delivery days as well */
    struct deliveries all = endless_plan(world, snapshot);
    know(world, &all);
    if (talk->block_count == 1) {                               /* of two, each says what it left */
        if (strcmp(talk->blocks[0].template, "choose_invalid")) /* worded when it was asked */
            check_dates(world, text_view(&text));
        check_next(world, text_view(&text), zone_local(talk->now).day, &after);
    }
    track_undo(world, talk, undoing, state, state_of(world));
}

static void run_history(struct db *db, struct config *config, int number, int *failures)
{
    struct world world = {.arena = arena_new(),
                          .config = config,
                          .db = db,
                          .random = 0x9E3779B97F4A7C15u * (uint64_t)(number + 1)};
    struct error error;
    if (db_begin(db, &error) || !(world.farm = farm_load(world.arena, db, &error)))
        sample_die("history", error.text);
    world.story = text_in(world.arena);
    world.subscriber = 1001 + pick(&world, SUBSCRIBERS);
    world.now = sample_time("2026-01-05T09:00") + (int64_t)pick(&world, 380) * 86400;
    world.start = today(&world);
    know_orders(&world);
    text_print(&world.story, "history %d, subscriber %lld\n", number, (long long)world.subscriber);
    for (int i = 0; i < STEPS && !world.failures; i++) {
        pass_time(&world);
        if (pick(&world, 12) == 0)
            close_day(&world);
        step(&world);
    }
    *failures += world.failures;
    db_rollback(db);
    arena_free(&world.arena);
}

/* An order every eighth week of everybody, on the weekday of their depot, so that moves have something to carry and
 * unsubscriptions something to cancel. */
static void add_orders(struct arena *arena, const char *path)
{
    static const int weekdays[SUBSCRIBERS] = {2, 2, 2, 2, 4, 4, 5, 5, 2, 4, 5, 5}; /* of 1001 on */
    for (int number = 1001; number < 1001 + SUBSCRIBERS; number++)
        for (int i = 0; i < 6; i++)
            sample_sql(path, arena_print(arena,
                                         "INSERT INTO purchase (subscriber, day, state, created) "
                                         "VALUES (%d, '%s', '%s', 0)",
                                         number,
                                         date_iso(arena, sample_day("2026-02-01") + i * 56 +
                                                             weekdays[number - 1001]),
                                         i % 2 ? "pending" : "accepted"));
}

/* test_histories [COUNT [FIRST]]: others than those of `make test`. */
int main(int argc, char **argv)
{
    int first = argc > 2 ? atoi(argv[2]) : 0, last = first + (argc > 1 ? atoi(argv[1]) : HISTORIES);
    struct arena *arena = arena_new();
    const char *folder = sample_folder(arena);
    const char *path = arena_print(arena, "%s/farm.db", folder);
    struct config *config = sample_config(arena, "");
    struct error error;
    struct db *db = sample_db(arena, path);
    db_close(&db);
    add_orders(arena, path);
    db = db_open(path, false, &error);
    int failures = 0;
    for (int number = first; number < last && failures < 5; number++)
        run_history(db, config, number, &failures);
    CHECK(failures == 0, "histories %d to %d", first, last - 1);
    db_close(&db);
    sample_remove(arena, folder);
    arena_free(&arena);
    return tap_done();
}
