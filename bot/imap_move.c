#include "bot/imap_inside.h"

#include <poll.h>
#include <string.h>

#include "bot/dial.h"
#include "bot/imap_name.h"

enum { IDLE_SECONDS = 9 * 60 }; /* routers forget a quiet connection after ten minutes or more */

/* A person's name for a folder as this server wants it, below the personal name space. */
static const char *folder_name(struct imap *imap, struct arena *arena, const char *folder,
                               struct verdict *verdict)
{
    struct text name = text_in(arena);
    struct error error;
    if (imap_name_write(&name, folder, imap->divider, &error)) {
        *verdict = verdict_make(VERDICT_NEVER, "[inbox] %.200s", error.text);
        return NULL;
    }
    if (view_starts_nocase(text_view(&name), imap->prefix))
        return name.at;
    return arena_print(arena, "%s%s", imap->prefix, name.at);
}

static int store(struct imap *imap, struct mailimap_set *set, struct mailimap_flag *flag)
{
    struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
    mailimap_flag_list_add(flags, flag);
    struct mailimap_store_att_flags *change = mailimap_store_att_flags_new_add_flags_silent(flags);
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    int code = mailimap_uid_store(imap->session, set, change);
    mailimap_store_att_flags_free(change);
    return code;
}

static int copy_and_expunge(struct imap *imap, struct mailimap_set *set, const char *name)
{
    int code = mailimap_uid_copy(imap->session, set, name);
    if (code != MAILIMAP_NO_ERROR)
        return code;
    code = store(imap, set, mailimap_flag_new_deleted());
    if (code != MAILIMAP_NO_ERROR)
        return code;
    /* Never plain EXPUNGE: it would remove what a person has marked. */
    imap_allow(imap, 2 * IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    return mailimap_uid_expunge(imap->session, set);
}

static int move_set(struct imap *imap, struct mailimap_set *set, const char *name,
                    const char *keyword)
{
    imap_allow(imap, 2 * IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    if (imap_has(imap, "MOVE"))
        return mailimap_uid_move(imap->session, set, name);
    if (imap_has(imap, "UIDPLUS"))
        return copy_and_expunge(imap, set, name);
    return store(imap, set, mailimap_flag_new_flag_keyword(strdup(keyword)));
}

/* A folder that is there already answers NO: that is no error here. */
static struct verdict make_folder(struct imap *imap, const char *name)
{
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    int code = mailimap_create(imap->session, name);
    if (code != MAILIMAP_NO_ERROR && !imap_is_no(code))
        return imap_ended(imap, code, VERDICT_RETRY, "make a folder");
    imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
    code = mailimap_subscribe(imap->session, name);
    if (code != MAILIMAP_NO_ERROR && !imap_is_no(code))
        return imap_ended(imap, code, VERDICT_RETRY, "subscribe to a folder");
    return verdict_ok();
}

/* OK is also the answer when nothing was moved: ask which of them still lie there. */
static struct verdict settle(struct imap *imap, const uint32_t *uids, int count, bool *gone)
{
    struct arena *arena = arena_new();
    struct imap_item *left = NULL;
    int left_count = 0;
    int used = 0;
    struct verdict verdict = imap_list_set(imap, arena, imap_set(uids, count, &used),
                                           (uint64_t)count, &left, &left_count);
    for (int i = 0, at = 0; verdict.kind == VERDICT_OK && i < count; i++) {
        while (at < left_count && left[at].uid < uids[i])
            at++;
        gone[i] = at == left_count || left[at].uid != uids[i];
    }
    arena_free(&arena);
    return verdict;
}

static struct verdict move_some(struct imap *imap, const uint32_t *uids, int count,
                                const char *name, const char *keyword, bool *gone, int *used)
{
    struct mailimap_set *set = imap_set(uids, count, used);
    int code = move_set(imap, set, name, keyword);
    struct verdict verdict = verdict_ok();
    /* NO may mean that the folder is missing, and then that another program took one of the mails away
     * at this moment ("EXPUNGEISSUED", RFC 5530 section 3): NOOP makes the server know. */
    for (int tries = 0; tries < 2 && imap_is_no(code) && verdict.kind == VERDICT_OK; tries++) {
        verdict = tries ? imap_noop(imap) : make_folder(imap, name);
        if (verdict.kind == VERDICT_OK)
            code = move_set(imap, set, name, keyword);
    }
    mailimap_set_free(set);
    if (verdict.kind == VERDICT_OK)
        verdict = imap_ended(imap, code, VERDICT_RETRY, "file mail");
    if (verdict.kind != VERDICT_OK)
        return verdict;
    bool keyword_only = !imap_has(imap, "MOVE") && !imap_has(imap, "UIDPLUS");
    if (!keyword_only)
        return settle(imap, uids, *used, gone);
    for (int i = 0; i < *used; i++)
        gone[i] = true;
    return verdict;
}

struct verdict imap_move(struct imap *imap, const uint32_t *uids, int count, const char *folder,
                         const char *keyword, bool *gone)
{
    struct arena *arena = arena_new();
    struct verdict verdict = verdict_ok();
    const char *name = folder_name(imap, arena, folder, &verdict);
    for (int at = 0; verdict.kind == VERDICT_OK && at < count;) {
        int used = 0;
        verdict = move_some(imap, uids + at, count - at, name, keyword, gone + at, &used);
        at += used;
    }
    arena_free(&arena);
    return verdict;
}

/* 1 the server speaks, 2 `wake` is readable, 0 the time is over. */
static int wait_both(int fd, int wake, int64_t deadline)
{
    for (;;) {
        int64_t left = deadline - dial_clock();
        if (left <= 0)
            return 0;
        struct pollfd both[2] = {{.fd = fd, .events = POLLIN}, {.fd = wake, .events = POLLIN}};
        if (poll(both, 2, left > 60000 ? 60000 : (int)left) <= 0)
            continue;
        if (both[1].revents)
            return 2;
        if (both[0].revents)
            return 1;
    }
}

struct verdict imap_idle(struct imap *imap, int seconds, int wake)
{
    int64_t end = dial_clock() + (int64_t)seconds * 1000;
    uint32_t before = imap->guard.arrivals;
    for (;;) {
        imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
        int code = mailimap_idle(imap->session);
        if (code != MAILIMAP_NO_ERROR)
            return imap_ended(imap, code, VERDICT_RETRY, "wait for mail");
        int why = 1;
        /* The server's "+" may have brought more with it: it lies in a buffer already, and the
         * descriptor would stay silent. */
        if (imap->guard.arrivals == before && !imap->session->imap_stream->read_buffer_len &&
            !tls_pending(imap->tls)) {
            int64_t renew = dial_clock() + IDLE_SECONDS * 1000;
            why = wait_both(tls_fd(imap->tls), wake, end < renew ? end : renew);
        }
        imap_allow(imap, IMAP_COMMAND_SECONDS, IMAP_MIDDLE_BYTES);
        code = mailimap_idle_done(imap->session);
        if (code != MAILIMAP_NO_ERROR)
            return imap_ended(imap, code, VERDICT_RETRY, "wait for mail");
        if (why == 2 || imap->guard.arrivals != before || dial_clock() >= end)
            return verdict_ok();
    }
}
