/* staff_for: POUR 1001 SUSPENDRE 12/03: a subscriber's request, made by staff; FORCER: past its cutoff as well.
 *
 * The same decisions as for the subscriber, with the staff's address in the journal. Every address of the
 * subscriber is told what changed.
 */
#include "bot/notice.h"
#include "bot/say.h"
#include "bot/staff.h"
#include "db/snapshot.h"
#include "parsers/zone.h"

enum { NOTICE_BLOCKS = UNDERSTAND_REQUESTS + 1 };

static int tell(struct handling *h, const struct snapshot *before, int64_t subscriber, int first,
                int *told, struct error *error)
{
    struct block blocks[NOTICE_BLOCKS];
    struct tree *model = tree_new(h->arena);
    int count = 1;
    for (int i = first; i < h->talk.block_count && count < NOTICE_BLOCKS; i++)
        if (h->talk.blocks[i].changes) {
            blocks[count] = h->talk.blocks[i];
            blocks[count++].attachment_count = 0;
        }
    *told = 0;
    if (count == 1)
        return 0;
    tree_put_text(model, "who", "");
    tree_put_bool(model, "staff", true);
    tree_put_text(model, "when", say_instant(h->arena, h->config, h->row->received));
    tree_put_list(model, "lines");
    blocks[0] = (struct block){.template = "household_notice", .model = model};
    struct notice notice = {
        .subscriber = &before->subscriber, /* the addresses before: one that is taken off is told */
        .blocks = blocks,
        .block_count = count,
        .seed = arena_print(h->arena, "for %lld %lld %d", (long long)h->row->id,
                            (long long)subscriber, first),
        .inbox = h->row->id,
        .now = h->now,
    };
    return notice_send(h->arena, h->db, h->config, &notice, told, error);
}

int staff_ask_for(struct handling *h, int64_t subscriber, const struct request *requests, int count,
                  bool force, struct error *error)
{
    struct snapshot *before = snapshot_load(h->arena, h->db, h->farm, subscriber,
                                            zone_local(h->row->received).day, SNAPSHOT_BASE, error);
    if (!before)
        return -1;
    int head = h->talk.block_count, told;
    struct tree *model =
        converse_say(&h->talk, arena_print(h->arena, "POUR %lld", (long long)subscriber),
                     RESULT_ANSWERED, "staff_for");
    tree_put_int(model, "number", subscriber);
    tree_put_text(model, "who", staff_name(h->arena, &before->subscriber));
    struct request *kept = arena_array(h->arena, (size_t)count + 1, sizeof *kept);
    for (int i = 0; i < count; i++)
        kept[i] = requests[i];
    bank_keep(h->arena, NULL, subscriber, false, kept, &count); /* a reason may hold an account */
    h->talk.subscriber = subscriber;
    h->talk.forced = force;
    h->talk.token_confirmed = true; /* staff mean what they write: nothing waits for a mail */
    h->talk.coded = count;
    int failed = converse(&h->talk, kept, count, error);
    if (h->talk.choices && h->staff_asked) /* "1" could mean either question: it shall mean none */
        failed = failed || db_run(h->db, SQL_QUESTION_REPLACE, error, "t", h->sender.address);
    h->staff_asked |= h->talk.choices != NULL;
    h->talk.choices = NULL;
    h->talk.subscriber = h->sender.subscriber;
    h->talk.forced = false;
    h->talk.coded = 0;
    if (failed || tell(h, before, subscriber, head + 1, &told, error))
        return -1;
    bool changed = false;
    for (int i = head + 1; i < h->talk.block_count; i++)
        changed |= h->talk.blocks[i].changes > 0;
    tree_put_bool(model, "changed", changed);
    tree_put_bool(model, "told", told > 0);
    tree_put_bool(model, "forced", force && changed);
    return 0;
}

int staff_for(struct handling *h, const struct staff_command *command, struct error *error)
{
    int failed = 0;
    int64_t number = command->numbers[0];
    if (!db_int(h->db, SQL_SUBSCRIBER_EXISTS, 0, &failed, error, "i", number)) {
        if (failed)
            return -1;
        tree_put_int(staff_say(h, command, RESULT_REFUSED, "staff_unknown"), "number", number);
        return 0;
    }
    return staff_ask_for(h, number, command->requests, command->request_count, command->force,
                         error);
}
