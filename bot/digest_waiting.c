/* digest_waiting: what only a person can do: orders to decide, messages to read, letters that nobody got. */
#include "bot/digest.h"
#include "bot/say.h"
#include "db/bounce.h"
#include "parsers/number.h"

enum { SHOWN = 200 };

static const struct purchase *find_order(const struct snapshot *member, int64_t number)
{
    for (int i = 0; member && i < member->purchase_count; i++)
        if (member->purchases[i].number == number)
            return &member->purchases[i];
    return NULL;
}

static const char *mailto(struct digest *digest, const char *command, int64_t number)
{
    return arena_print(digest->arena, "mailto:%s?subject=%s%%20%lld",
                       digest->config->mail.from_address, command, (long long)number);
}

static int put_orders(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "orders");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_ORDERS, error, "d", digest->today);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int64_t number = rows_int(&rows, 0), subscriber = rows_int(&rows, 1);
        const struct purchase *order = find_order(roster_find(digest->roster, subscriber), number);
        if (!order)
            continue;
        struct tree *item = tree_push_object(list);
        digest->todo++;
        tree_put_int(item, "number", number);
        tree_put_int(item, "subscriber", subscriber);
        tree_put_text(item, "name", digest_name(digest, subscriber));
        tree_put_text(item, "date",
                      say_day(digest->arena, digest->config, order->day, digest->today));
        tree_put_text(item, "items", order->summary);
        tree_put_text(item, "total",
                      number_say_money(digest->arena, digest->config->farm.language, order->total));
        tree_put_text(tree_put_object(item, "accept"), "mailto",
                      mailto(digest, "ACCEPTER", number));
        tree_put_text(tree_put_object(item, "refuse"), "mailto", mailto(digest, "REFUSER", number));
    }
    return more;
}

static int put_messages(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "messages");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_MESSAGES, error, "iii", digest->from,
                               digest->to, (int64_t)SHOWN);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        int64_t subscriber = rows_int(&rows, 6);
        struct tree *item = tree_push_object(list);
        digest->todo++;
        tree_put_int(item, "id", rows_int(&rows, 0));
        tree_put_bool(item, "sms", view_is(rows_view(&rows, 1), "sms"));
        tree_put_bool(item, "broken", view_is(rows_view(&rows, 2), "QUARANTINED"));
        tree_put_text(item, "reason", digest_reason(digest, rows_text(&rows, 3, digest->arena)));
        tree_put_text(item, "when", say_instant(digest->arena, digest->config, rows_int(&rows, 4)));
        tree_put_text(item, "sender", rows_text(&rows, 5, digest->arena));
        tree_put_text(item, "name", digest_name(digest, subscriber));
        tree_put_int(item, "subscriber", subscriber);
        tree_put_text(item, "subject", rows_text(&rows, 7, digest->arena));
    }
    return more;
}

static int put_dead(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "dead");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_DEAD, error, "i", (int64_t)SHOWN);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct tree *item = tree_push_object(list);
        digest->todo++;
        tree_put_int(item, "id", rows_int(&rows, 0));
        tree_put_text(item, "kind", rows_text(&rows, 1, digest->arena));
        tree_put_text(item, "recipient", rows_text(&rows, 2, digest->arena));
        tree_put_text(item, "reason", rows_text(&rows, 3, digest->arena));
        tree_put_bool(item, "sms", rows_int(&rows, 4) != 0);
        tree_put_bool(item, "doubt", rows_int(&rows, 5) != 0);
    }
    return more;
}

/* Texts that a gateway took, and reported as never arrived. */
static int put_undelivered(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "undelivered");
    struct rows rows = db_rows(digest->db, SQL_DIGEST_UNDELIVERED, error, "iii", digest->from,
                               digest->to, (int64_t)SHOWN);
    int more;
    while ((more = rows_next(&rows)) == 1) {
        struct tree *item = tree_push_object(list);
        digest->todo++;
        tree_put_int(item, "id", rows_int(&rows, 0));
        tree_put_text(item, "recipient", rows_text(&rows, 1, digest->arena));
        tree_put_text(item, "name", digest_name(digest, rows_int(&rows, 2)));
    }
    return more;
}

/* Addresses that fail, as long as they do; other letters that came back, once. */
static int put_bounces(struct digest *digest, struct error *error)
{
    struct tree *list = tree_put_list(digest->model, "bounces");
    struct bounce_row *rows;
    int count;
    if (bounce_list(digest->db, digest->arena, digest->from, &rows, &count, error))
        return -1;
    for (int i = 0; i < count && i < SHOWN; i++) {
        struct tree *item = tree_push_object(list);
        digest->todo++;
        tree_put_text(item, "address", rows[i].address);
        tree_put_int(item, "subscriber", rows[i].subscriber);
        tree_put_text(item, "name", digest_name(digest, rows[i].subscriber));
        tree_put_text(item, "when", say_instant(digest->arena, digest->config, rows[i].at));
        tree_put_text(item, "reason", rows[i].reason);
        tree_put_bool(item, "suspended", rows[i].suspended);
        tree_put_bool(item, rows[i].weight, *rows[i].weight != 0);
    }
    return 0;
}

int digest_put_waiting(struct digest *digest, struct error *error)
{
    return put_orders(digest, error) || put_messages(digest, error) || put_dead(digest, error) ||
                   put_undelivered(digest, error) || put_bounces(digest, error)
               ? -1
               : 0;
}
