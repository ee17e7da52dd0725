/* info: what the farm knows of the subscriber, and the subscriptions that run or begin later. */
#include "bot/account.h"
#include "bot/plan.h"
#include "parsers/date.h"
#include "parsers/phone.h"

static const char *say_frequency(const struct situation *situation, enum frequency frequency)
{
    static const char *const names[] = {"weekly", "even", "odd", "monthly"};
    const char *word = account_word(situation, "every", names[frequency]);
    return word ? word : "";
}

/* Another formula or depot from a later day on. */
static void put_then(const struct situation *situation, struct tree *item,
                     const struct subscription *subscription)
{
    struct tree *list = tree_put_list(item, "then");
    for (int i = 0; i < subscription->term_count; i++) {
        const struct term *term = &subscription->terms[i];
        if (term->from <= situation->today || term->from <= subscription->start ||
            (subscription->end != DATE_NONE && term->from > subscription->end))
            continue;
        struct tree *later = tree_push_object(list);
        tree_put_text(later, "what", term->formula->name);
        tree_put_text(later, "where", term->depot->name);
        tree_put_text(later, "from", plan_date(situation, term->from));
    }
}

static void put_subscriptions(const struct situation *situation, struct tree *model)
{
    const struct snapshot *snapshot = situation->snapshot;
    struct tree *list = tree_put_list(model, "subscriptions");
    for (int i = 0; i < snapshot->subscription_count; i++) {
        const struct subscription *subscription = &snapshot->subscriptions[i];
        const struct term *term = account_term(situation, subscription);
        if (!term)
            continue;
        struct tree *item = tree_push_object(list);
        tree_put_int(item, "quantity", subscription->quantity);
        tree_put_text(item, "what", term->formula->name);
        tree_put_text(item, "where", term->depot->name);
        tree_put_text(item, "frequency", say_frequency(situation, subscription->frequency));
        tree_put_text(item, "from", plan_date(situation, subscription->start));
        tree_put_bool(item, "later", subscription->start > situation->today);
        tree_put_text(item, "to",
                      subscription->end == DATE_NONE ? ""
                                                     : plan_date(situation, subscription->end));
        put_then(situation, item, subscription);
    }
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    struct tree *model = decision->model;
    struct arena *arena = situation->arena;
    const char *space = *subscriber->first_name && *subscriber->last_name ? " " : "";
    tree_put_text(model, "number", arena_print(arena, "%lld", (long long)subscriber->number));
    tree_put_text(
        model, "name",
        arena_print(arena, "%s%s%s", subscriber->first_name, space, subscriber->last_name));
    tree_put_text(
        model, "address",
        account_address(arena, subscriber->address, subscriber->postcode, subscriber->town));
    struct tree *emails = tree_put_list(model, "emails"), *phones = tree_put_list(model, "phones");
    for (int i = 0; i < subscriber->contact_count; i++) {
        const struct contact *contact = &subscriber->contacts[i];
        if (contact->kind == CONTACT_EMAIL)
            tree_push_text(emails, contact->value);
        else
            tree_push_text(phones, phone_say(arena, contact->value));
    }
    const struct mandate *mandate = situation->snapshot->mandate;
    if (mandate) {
        tree_put_text(model, "iban", mandate->last4);
        tree_put_text(model, "mandate", mandate->active ? mandate->reference : "");
        tree_put_text(model, "signed", plan_date(situation, mandate->signed_day));
    }
    tree_put_bool(model, "remind", subscriber->reminders);
    tree_put_bool(model, "by_mail", situation->channel == CHANNEL_SMS);
    put_subscriptions(situation, model);
    decision->result = RESULT_ANSWERED;
}

const struct request_kind request_info = {
    .verb = VERB_INFO, .name = "info", .needs = SNAPSHOT_BANK, .plan = plan};
