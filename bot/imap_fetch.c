#include "bot/imap_inside.h"

#include <stdlib.h>
#include <string.h>

#include "parsers/date.h"
#include "parsers/thin.h"

enum {
    LIST_MAX = 100000,       /* mails in one list */
    LINE_BYTES = 256,        /* of a mail's line in a list, generously */
    HEADER_MAX = 256 * 1024, /* IMAP_START */
    START_MAX = 64 * 1024,
    PIECE_BYTES = 512 * 1024, /* of a long mail */
    SLOWEST = 32 * 1024,      /* bytes a second that a line must carry */
};

/* ±HHMM as a decimal number, so 100 is +01:00. 0 for what is no date. */
static int64_t instant_of(const struct mailimap_date_time *at)
{
    int day = at ? date_make(at->dt_year, at->dt_month, at->dt_day) : DATE_NONE;
    if (day == DATE_NONE || at->dt_hour > 23 || at->dt_min > 59 || at->dt_sec > 60 ||
        at->dt_hour < 0 || at->dt_min < 0 || at->dt_sec < 0 || abs(at->dt_zone) > 1500)
        return 0;
    int zone = at->dt_zone / 100 * 3600 + at->dt_zone % 100 * 60;
    return (int64_t)day * 86400 + at->dt_hour * 3600 + at->dt_min * 60 + at->dt_sec - zone;
}

/* The item of a FETCH line that has `type`, or NULL. */
static struct mailimap_msg_att_static *part_of(const struct mailimap_msg_att *mail, int type)
{
    for (clistiter *at = clist_begin(mail->att_list); at; at = clist_next(at)) {
        struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type == MAILIMAP_MSG_ATT_ITEM_STATIC &&
            item->att_data.att_static->att_type == type)
            return item->att_data.att_static;
    }
    return NULL;
}

static uint32_t uid_of(const struct mailimap_msg_att *mail)
{
    struct mailimap_msg_att_static *uid = part_of(mail, MAILIMAP_MSG_ATT_UID);
    return uid ? uid->att_data.att_uid : 0;
}

void imap_release(struct imap *imap)
{
    if (imap->fetched)
        mailimap_fetch_list_free(imap->fetched);
    imap->fetched = NULL;
}

/* One FETCH; its answer stays in imap->fetched. Takes over `type`. */
static struct verdict ask(struct imap *imap, struct mailimap_set *set,
                          struct mailimap_fetch_type *type, uint64_t bytes, const char *doing)
{
    imap_release(imap);
    imap_allow(imap, IMAP_COMMAND_SECONDS + (int)(bytes / SLOWEST), bytes);
    int code = set && type ? mailimap_uid_fetch(imap->session, set, type, &imap->fetched)
                           : MAILIMAP_ERROR_MEMORY;
    if (code != MAILIMAP_NO_ERROR)
        imap->fetched = NULL;
    if (type)
        mailimap_fetch_type_free(type);
    if (set)
        mailimap_set_free(set);
    return imap_ended(imap, code, VERDICT_RETRY, doing);
}

static int by_uid(const void *a, const void *b)
{
    uint32_t left = ((const struct imap_item *)a)->uid, right = ((const struct imap_item *)b)->uid;
    return left < right ? -1 : left > right;
}

/* The FETCH answer as items in order; a server may name a mail twice when it tells of its flags. */
static int items_of(struct arena *arena, clist *mails, struct imap_item **items)
{
    struct imap_item *list = arena_array(arena, (size_t)clist_count(mails), sizeof *list);
    int count = 0;
    for (clistiter *at = clist_begin(mails); at; at = clist_next(at)) {
        const struct mailimap_msg_att *mail = clist_content(at);
        struct mailimap_msg_att_static *size = part_of(mail, MAILIMAP_MSG_ATT_RFC822_SIZE);
        struct mailimap_msg_att_static *date = part_of(mail, MAILIMAP_MSG_ATT_INTERNALDATE);
        if (!size)
            continue;
        list[count++] =
            (struct imap_item){.uid = uid_of(mail),
                               .size = size->att_data.att_rfc822_size,
                               .received = date ? instant_of(date->att_data.att_internal_date) : 0};
    }
    if (count)
        qsort(list, (size_t)count, sizeof *list, by_uid);
    int kept = 0;
    for (int i = 0; i < count; i++)
        if (!kept || list[kept - 1].uid != list[i].uid)
            list[kept++] = list[i];
    *items = list;
    return kept;
}

struct mailimap_set *imap_set(const uint32_t *uids, int count, int *used)
{
    struct mailimap_set *set = mailimap_set_new_empty();
    int at = 0;
    for (int ranges = 0; at < count && ranges < IMAP_SET_ITEMS; ranges++) {
        int last = at;
        while (last + 1 < count && uids[last + 1] == uids[last] + 1)
            last++;
        mailimap_set_add_interval(set, uids[at], uids[last]);
        at = last + 1;
    }
    *used = at;
    return set;
}

struct verdict imap_list_set(struct imap *imap, struct arena *arena, struct mailimap_set *set,
                             uint64_t mails, struct imap_item **items, int *count)
{
    *items = NULL;
    *count = 0;
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    struct mailimap_fetch_att *wanted[] = {mailimap_fetch_att_new_uid(),
                                           mailimap_fetch_att_new_rfc822_size(),
                                           mailimap_fetch_att_new_internaldate()};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        mailimap_fetch_type_new_fetch_att_list_add(type, wanted[i]);
    struct verdict verdict = ask(imap, set, type, (mails + 1000) * LINE_BYTES, "list the mailbox");
    if (verdict.kind == VERDICT_OK && imap->fetched)
        *count = items_of(arena, imap->fetched, items);
    imap_release(imap);
    return verdict;
}

struct verdict imap_list(struct imap *imap, struct arena *arena, uint32_t first, uint32_t last,
                         struct imap_item **items, int *count)
{
    uint64_t mails = imap_exists(imap) < LIST_MAX ? imap_exists(imap) : LIST_MAX;
    /* libetpan writes 0 as "*". */
    struct verdict verdict =
        imap_list_set(imap, arena, mailimap_set_new_interval(first, last), mails, items, count);
    /* "n:*" always holds the newest mail, however small its uid (RFC 3501 section 6.4.8). */
    while (*count && (*items)->uid < first)
        ++*items, --*count;
    while (*count && last && (*items)[*count - 1].uid > last)
        --*count;
    return verdict;
}

static struct mailimap_fetch_type *wanted_parts(enum imap_part part)
{
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    if (part == IMAP_WHOLE) {
        mailimap_fetch_type_new_fetch_att_list_add(
            type, mailimap_fetch_att_new_body_peek_section(mailimap_section_new(NULL)));
        return type;
    }
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new_header(), 0,
                                                               HEADER_MAX));
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new_text(), 0,
                                                               START_MAX));
    return type;
}

/* What was fetched of one mail: the one body where it lies, or header and start put together. */
static struct view raw_of(struct arena *arena, const struct mailimap_msg_att *mail)
{
    struct view raw = {NULL, 0};
    for (clistiter *at = clist_begin(mail->att_list); at; at = clist_next(at)) {
        struct mailimap_msg_att_item *item = clist_content(at);
        if (item->att_type != MAILIMAP_MSG_ATT_ITEM_STATIC ||
            item->att_data.att_static->att_type != MAILIMAP_MSG_ATT_BODY_SECTION)
            continue;
        struct mailimap_msg_att_body_section *section =
            item->att_data.att_static->att_data.att_body_section;
        struct view piece = view_make(section->sec_body_part ? section->sec_body_part : "",
                                      section->sec_body_part ? section->sec_length : 0);
        if (!raw.at || !arena) { /* no arena: there is one body only */
            raw = piece;
            continue;
        }
        char *both = arena_alloc(arena, raw.len + piece.len + 1);
        memcpy(both, raw.at, raw.len);
        memcpy(both + raw.len, piece.at, piece.len);
        raw = view_make(both, raw.len + piece.len);
    }
    return raw;
}

struct verdict imap_fetch(struct imap *imap, struct arena *arena, const struct imap_item *items,
                          int count, enum imap_part part, struct view *raw)
{
    uint64_t bytes = IMAP_SMALL_BYTES;
    uint32_t *uids = arena_array(arena, (size_t)count, sizeof *uids);
    for (int i = 0; i < count; i++) {
        uids[i] = items[i].uid;
        raw[i] = (struct view){NULL, 0};
        /* Some servers estimate the size: a quarter more is believed. */
        uint64_t size = (uint64_t)items[i].size + items[i].size / 4;
        bytes += LINE_BYTES + (part == IMAP_WHOLE ? size : HEADER_MAX + START_MAX);
    }
    int used = 0;
    struct mailimap_set *set = imap_set(uids, count, &used);
    struct verdict verdict = ask(imap, set, wanted_parts(part), bytes, "fetch mail");
    if (verdict.kind != VERDICT_OK || !imap->fetched)
        return verdict;
    for (clistiter *at = clist_begin(imap->fetched); at; at = clist_next(at)) {
        const struct mailimap_msg_att *mail = clist_content(at);
        struct imap_item key = {.uid = uid_of(mail)};
        struct imap_item *item = bsearch(&key, items, (size_t)count, sizeof *items, by_uid);
        struct view found = item ? raw_of(arena, mail) : (struct view){NULL, 0};
        if (found.at)
            raw[item - items] = found;
    }
    return verdict;
}

/* BODY.PEEK[]<at.PIECE_BYTES> of one mail; {NULL, 0} when it is gone. */
static struct verdict fetch_piece(struct imap *imap, const struct imap_item *item, uint32_t at,
                                  struct view *piece)
{
    *piece = (struct view){NULL, 0};
    struct mailimap_fetch_type *type = mailimap_fetch_type_new_fetch_att_list_empty();
    mailimap_fetch_type_new_fetch_att_list_add(type, mailimap_fetch_att_new_uid());
    mailimap_fetch_type_new_fetch_att_list_add(
        type, mailimap_fetch_att_new_body_peek_section_partial(mailimap_section_new(NULL), at,
                                                               PIECE_BYTES));
    struct verdict verdict = ask(imap, mailimap_set_new_single(item->uid), type,
                                 IMAP_SMALL_BYTES + LINE_BYTES + PIECE_BYTES, "fetch mail");
    if (verdict.kind != VERDICT_OK || !imap->fetched)
        return verdict;
    for (clistiter *in = clist_begin(imap->fetched); in && !piece->at; in = clist_next(in)) {
        const struct mailimap_msg_att *mail = clist_content(in);
        if (uid_of(mail) == item->uid)
            *piece = raw_of(NULL, mail);
    }
    return verdict;
}

struct verdict imap_fetch_long(struct imap *imap, const struct imap_item *item, struct thin *thin,
                               bool *found)
{
    struct verdict verdict = verdict_ok();
    *found = true;
    /* Some servers estimate the size: a quarter more is believed. */
    uint64_t most = (uint64_t)item->size + item->size / 4;
    for (uint64_t at = 0; at <= most && at < UINT32_MAX; at += PIECE_BYTES) {
        struct view piece;
        verdict = fetch_piece(imap, item, (uint32_t)at, &piece);
        if (verdict.kind != VERDICT_OK)
            return verdict;
        *found = piece.at != NULL;
        if (!*found || !thin_add(thin, piece) || piece.len < PIECE_BYTES)
            break;
    }
    imap_release(imap);
    return verdict;
}
