/* staff_digest: DIGEST: what the next digest would say now, in a mail of its own to who asks. */
#include "bot/digest.h"
#include "bot/staff.h"

enum { DAY_SECONDS = 86400 };

int staff_digest(struct handling *h, const struct staff_command *command, struct error *error)
{
    int failed = 0, count;
    struct letter letter;
    int64_t from = db_int(h->db, SQL_DIGEST_LAST, h->now - DAY_SECONDS, &failed, error, "");
    if (failed)
        return -1;
    if (from >= h->now)
        from = h->now - DAY_SECONDS;
    if (digest_make(h->arena, h->db, h->config, h->farm, from, h->now, h->now, &letter, error))
        return -1;
    letter.only = h->sender.address;
    letter.seed = arena_print(h->arena, "asked for %lld", (long long)h->row->id);
    if (letter_send(h->arena, h->db, h->config, &letter, &count, error))
        return -1;
    staff_say(h, command, RESULT_ANSWERED, "staff_digest");
    return 0;
}
