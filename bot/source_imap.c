#include "bot/source_driver.h"

#include <stdlib.h>
#include <time.h>

#include "bot/dial.h"
#include "bot/imap.h"
#include "parsers/thin.h"

enum {
    WINDOW = 5000,        /* mails listed at once in a big mailbox */
    WINDOWS_MAX = 1000,   /* and how many such lists at most, however sparse the uids are */
    STALE_MS = 60 * 1000, /* a session unused for longer is asked whether it lives */
    IDLE_MAX = 10 * 60,   /* a poll at least that often, whatever the server tells */
    TRIES_WHOLE = 2, /* of one mail that breaks the session: then only its start is asked for, */
    TRIES_START = 4, /* then it is handed over empty, for a person to look at */
};

/* One mail that the server cannot give must not hold up the others for ever. */
struct trouble {
    uint32_t until; /* up to here mails are fetched one by one */
    uint32_t uid;   /* this one failed alone, */
    int tries;      /* so often */
};

struct own {
    const struct config *config;
    struct imap *imap;
    bool fresh;        /* just opened: its UIDNEXT is of now */
    int64_t used;      /* dial_clock() */
    uint32_t arrivals; /* imap_arrivals() before the last list */
    struct trouble trouble;
};

static void *own_open(const struct config *config)
{
    struct own *own = calloc(1, sizeof *own);
    if (!own)
        abort();
    own->config = config;
    return own;
}

static void own_close(void *thing)
{
    struct own *own = thing;
    imap_close(&own->imap);
    free(own);
}

/* Every way out of this file: a session in doubt is dropped, the caller comes back later. */
static struct verdict leave(struct own *own, struct verdict verdict)
{
    own->used = dial_clock();
    if (own->imap && !imap_alive(own->imap))
        imap_close(&own->imap);
    return verdict;
}

/* A session that answers. One that died while nobody used it is no error: a new one is opened. */
static struct verdict ready(struct own *own, bool ask)
{
    struct verdict verdict = verdict_ok();
    if (own->imap && (ask || dial_clock() - own->used > STALE_MS)) {
        verdict = imap_noop(own->imap);
        if (verdict.kind != VERDICT_OK)
            imap_close(&own->imap);
    }
    if (!own->imap) {
        own->imap = imap_open(own->config, &verdict);
        own->fresh = own->imap != NULL;
    }
    return verdict;
}

/* One poll. */
struct poll {
    struct own *own;
    struct source_state *state;
    source_take *take;
    void *context;
    int64_t started;
    struct arena *arena; /* of one batch */
};

/* How many of `items` make the next batch. A mail too big, or one that fails, goes alone. */
static int batch_count(const struct poll *poll, const struct imap_item *items, int count)
{
    int64_t most = poll->own->config->inbox.max_message_bytes, bytes = 0;
    int at = 0;
    most = most < SOURCE_LONG ? most : SOURCE_LONG;
    while (at < count && at < SOURCE_BATCH_MAILS && items[at].size <= most) {
        bytes += items[at].size;
        if (at && bytes > SOURCE_BATCH_BYTES)
            break;
        if (items[at++].uid <= poll->own->trouble.until)
            break;
    }
    return at ? at : 1;
}

/* Remembers a batch that failed, so that the next attempt finds the mail that is to blame. */
static void blame(struct trouble *trouble, const struct imap_item *items, int count)
{
    if (count > 1) {
        trouble->until = items[count - 1].uid;
    } else if (trouble->uid == items[0].uid) {
        trouble->tries++;
    } else {
        trouble->uid = items[0].uid;
        trouble->tries = 1;
    }
}

/* A long mail without the bulk of what is attached; *oversized: it is too long even so. */
static struct verdict long_read(struct poll *poll, const struct imap_item *item, struct view *raw,
                                bool *oversized)
{
    struct thin thin;
    bool found;
    thin_begin(&thin, poll->arena, SOURCE_LONG);
    struct verdict verdict = imap_fetch_long(poll->own->imap, item, &thin, &found);
    *raw = found ? thin_end(&thin) : (struct view){NULL, 0};
    *oversized = found && thin.full;
    return verdict;
}

static struct verdict batch_read(struct poll *poll, const struct imap_item *items, int count,
                                 struct view *raw, bool *oversized)
{
    const struct trouble *trouble = &poll->own->trouble;
    int tries = count == 1 && trouble->uid == items[0].uid ? trouble->tries : 0;
    *oversized = items[0].size > poll->own->config->inbox.max_message_bytes || tries >= TRIES_WHOLE;
    if (tries >= TRIES_START) {
        raw[0] = VIEW("");
        return verdict_ok();
    }
    bool start = *oversized;
    struct verdict verdict = verdict_ok();
    if (!start && count == 1 && items[0].size > SOURCE_LONG) {
        verdict = long_read(poll, items, raw, oversized);
        start = *oversized;
        if (verdict.kind == VERDICT_OK && !start)
            return verdict;
    }
    if (verdict.kind == VERDICT_OK)
        verdict = imap_fetch(poll->own->imap, poll->arena, items, count,
                             start ? IMAP_START : IMAP_WHOLE, raw);
    if (verdict.kind != VERDICT_OK)
        blame(&poll->own->trouble, items, count);
    return verdict;
}

static struct verdict batch_take(struct poll *poll, const struct imap_item *items, int count)
{
    struct view raw[SOURCE_BATCH_MAILS];
    struct source_mail mails[SOURCE_BATCH_MAILS];
    bool oversized = false;
    struct verdict verdict = batch_read(poll, items, count, raw, &oversized);
    if (verdict.kind != VERDICT_OK)
        return verdict;
    struct source_state next = *poll->state;
    next.last_uid = items[count - 1].uid;
    int found = 0;
    for (int i = 0; i < count; i++) {
        if (!raw[i].at) /* gone since it was listed */
            continue;
        mails[found++] = (struct source_mail){
            .key = arena_print(poll->arena, "%u/%u", next.uidvalidity, items[i].uid),
            .uid = items[i].uid,
            .received = items[i].received ? items[i].received : poll->started,
            .raw = raw[i],
            .oversized = oversized};
    }
    if (found && poll->take(poll->context, mails, found, &next))
        return verdict_make(VERDICT_RETRY, "mail read but not stored: it stays in the inbox");
    *poll->state = next;
    return verdict_ok();
}

static struct verdict items_take(struct poll *poll, const struct imap_item *items, int count)
{
    struct verdict verdict = verdict_ok();
    for (int at = 0; verdict.kind == VERDICT_OK && at < count;) {
        int some = batch_count(poll, items + at, count - at);
        verdict = batch_take(poll, items + at, some);
        imap_release(poll->own->imap);
        arena_reset(poll->arena);
        /* A NO to many: the session lives, and one by one they can be asked for at once. */
        if (verdict.kind == VERDICT_RETRY && some > 1 && imap_alive(poll->own->imap) &&
            poll->own->trouble.until == items[at + some - 1].uid) {
            verdict = verdict_ok();
            continue;
        }
        at += some;
    }
    return verdict;
}

/* The last uid of the list that starts at `first`; 0 for no end. */
static uint32_t window_end(const struct imap *imap, uint32_t first)
{
    uint32_t next = imap_uidnext(imap);
    if (imap_exists(imap) <= WINDOW || next <= first || next - first <= WINDOW)
        return 0;
    uint32_t width = next / WINDOWS_MAX > WINDOW ? next / WINDOWS_MAX : WINDOW;
    return next - first <= width ? 0 : first + width - 1;
}

static struct verdict poll_all(struct poll *poll)
{
    struct own *own = poll->own;
    struct arena *list = arena_new();
    struct verdict verdict = verdict_ok();
    own->arrivals = imap_arrivals(own->imap);
    for (uint32_t first = poll->state->last_uid + 1; first && verdict.kind == VERDICT_OK;) {
        struct imap_item *items = NULL;
        int count = 0;
        uint32_t last = window_end(own->imap, first);
        verdict = imap_list(own->imap, list, first, last, &items, &count);
        if (verdict.kind == VERDICT_OK)
            verdict = items_take(poll, items, count);
        arena_reset(list);
        first = last ? last + 1 : 0;
    }
    arena_free(&list);
    return verdict;
}

static struct verdict own_fetch(void *thing, struct source_state *state, source_take *take,
                                void *context, bool *reset)
{
    struct own *own = thing;
    struct verdict verdict = ready(own, true);
    if (verdict.kind != VERDICT_OK)
        return leave(own, verdict);
    uint32_t uidvalidity = imap_uidvalidity(own->imap), next = imap_uidnext(own->imap);
    /* A mailbox brought back from an old copy may keep its UIDVALIDITY and give its UIDs a second time. */
    bool turned_back = own->fresh && next && next <= state->last_uid;
    own->fresh = false;
    if (state->uidvalidity != uidvalidity || turned_back) {
        *reset = state->uidvalidity != 0;
        state->uidvalidity = uidvalidity;
        state->last_uid = 0;
        own->trouble = (struct trouble){0};
    }
    struct poll poll = {.own = own,
                        .state = state,
                        .take = take,
                        .context = context,
                        .started = time(NULL),
                        .arena = arena_new()};
    verdict = poll_all(&poll);
    arena_free(&poll.arena);
    if (verdict.kind == VERDICT_OK) {
        state->last_poll = poll.started;
        own->trouble = (struct trouble){0};
    }
    return leave(own, verdict);
}

struct place {
    uint32_t uid;
    int move;
};

static int by_uid(const void *a, const void *b)
{
    uint32_t left = ((const struct place *)a)->uid, right = ((const struct place *)b)->uid;
    return left < right ? -1 : left > right;
}

/* "uidvalidity/uid" of this mailbox; 0 for any other identity. */
static uint32_t key_uid(const char *key, uint32_t uidvalidity)
{
    struct view rest = view_of(key), first;
    int64_t validity = 0, uid = 0;
    if (!view_item(&rest, '/', &first) || !view_int(first, &validity) || !view_int(rest, &uid))
        return 0;
    return validity == uidvalidity && uid > 0 && uid <= UINT32_MAX ? (uint32_t)uid : 0;
}

static struct verdict file_folder(struct own *own, struct arena *arena, struct source_move *moves,
                                  int count, bool staff)
{
    struct place *places = arena_array(arena, (size_t)count, sizeof *places);
    uint32_t *uids = arena_array(arena, (size_t)count, sizeof *uids);
    bool *gone = arena_array(arena, (size_t)count, sizeof *gone);
    int found = 0;
    for (int i = 0; i < count; i++) {
        uint32_t uid = key_uid(moves[i].key, imap_uidvalidity(own->imap));
        if (moves[i].staff != staff)
            continue;
        /* An identity of before UIDVALIDITY changed names nothing here; its uid is another mail. */
        if (uid)
            places[found++] = (struct place){uid, i};
        else
            moves[i].done = true;
    }
    if (!found)
        return verdict_ok();
    qsort(places, (size_t)found, sizeof *places, by_uid);
    for (int i = 0; i < found; i++)
        uids[i] = places[i].uid;
    const struct config *config = own->config;
    struct verdict verdict = imap_move(
        own->imap, uids, found, staff ? config->inbox.staff_folder : config->inbox.done_folder,
        staff ? "CabasStaff" : "CabasDone", gone);
    for (int i = 0; i < found; i++)
        moves[places[i].move].done = gone[i];
    return verdict;
}

static struct verdict own_file(void *thing, struct source_move *moves, int count)
{
    struct own *own = thing;
    struct verdict verdict = ready(own, false);
    struct arena *arena = arena_new();
    if (verdict.kind == VERDICT_OK)
        verdict = file_folder(own, arena, moves, count, false);
    if (verdict.kind == VERDICT_OK)
        verdict = file_folder(own, arena, moves, count, true);
    arena_free(&arena);
    return leave(own, verdict);
}

static struct verdict own_wait(void *thing, int seconds, int wake)
{
    struct own *own = thing;
    if (own->imap && imap_arrivals(own->imap) != own->arrivals)
        return verdict_ok();
    if (!own->imap || !own->config->inbox.idle || !imap_can_idle(own->imap)) {
        source_pause(-1, wake, seconds);
        return verdict_ok();
    }
    return leave(own, imap_idle(own->imap, seconds < IDLE_MAX ? seconds : IDLE_MAX, wake));
}

static struct verdict own_check(void *thing, struct arena *arena, const char **report)
{
    struct own *own = thing;
    struct verdict verdict = ready(own, true);
    if (verdict.kind == VERDICT_OK)
        *report = arena_print(arena, "%s: logged in, %u mails, server offers %s",
                              own->config->inbox.url.text, imap_exists(own->imap),
                              imap_offers(own->imap, arena));
    return leave(own, verdict);
}

const struct source_driver source_imap = {
    .open = own_open,
    .close = own_close,
    .fetch = own_fetch,
    .file = own_file,
    .wait = own_wait,
    .check = own_check,
};
