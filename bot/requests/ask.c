/* ask: the request is clear but something is missing: one question with everything understood, so that
 * one digit or one OUI finishes it.
 */
#include <string.h>

#include "bot/account.h"
#include "bot/likeness.h"
#include "bot/plan.h"
#include "bot/say.h"
#include "parsers/date.h"
#include "templates/render.h"

enum { ASK_DAYS = 4 };

static struct request candidate(const struct request *ask)
{
    struct request request = *ask;
    request.verb = ask->about;
    request.about = VERB_NONE;
    request.topic = request.choices = NULL;
    return request;
}

/* The next open deliveries, one each; with a known start, the periods that begin with it. */
static void offer_days(const struct situation *situation, struct decision *decision)
{
    const struct request *ask = situation->request;
    int start = ask->from == DATE_NONE ? situation->today : ask->from;
    struct plan ahead = plan_days(situation, start > situation->today ? start : situation->today,
                                  start + PLAN_HORIZON, ask->type);
    struct plan open = plan_only(situation, &ahead, PLAN_OPEN | PLAN_NOW);
    const struct plan_day *first = NULL;
    int offered = 0;
    for (int i = 0; i < open.count && offered < ASK_DAYS; i++) {
        const struct plan_day *day = &open.days[i];
        struct request option = candidate(ask);
        option.from = option.to = day->day;
        const char *label = plan_label(situation, day);
        if (ask->from != DATE_NONE && first) {
            option.from = first->day;
            label = plan_period(situation, first->day, day->day);
        }
        if (!first)
            first = day;
        offered += decision_offer(situation, decision, &option, label);
    }
}

static void offer_suspended(const struct situation *situation, struct decision *decision)
{
    struct plan ahead =
        plan_days(situation, situation->today, situation->today + PLAN_HORIZON, NULL);
    struct plan off = plan_only(situation, &ahead, PLAN_OPEN_OFF | PLAN_NOW);
    for (int i = 0; i < off.count && i < ASK_DAYS; i++) {
        struct request option = request_make(VERB_RESUME);
        option.from = option.to = off.days[i].day;
        decision_offer(situation, decision, &option, plan_label(situation, &off.days[i]));
    }
}

static const char *name_of(const struct farm *farm, const char *code)
{
    for (int i = 0; i < farm->formula_count; i++)
        if (!strcmp(farm->formulas[i].code, code))
            return farm->formulas[i].name;
    for (int i = 0; i < farm->depot_count; i++)
        if (!strcmp(farm->depots[i].code, code))
            return farm->depots[i].name;
    for (int i = 0; i < farm->product_count; i++)
        if (!strcmp(farm->products[i].code, code))
            return farm->products[i].name;
    return code;
}

static void offer_code(const struct situation *situation, struct decision *decision,
                       const char *code)
{
    struct request option = candidate(situation->request);
    if (situation->request->about == VERB_PICKUP)
        option.place = code;
    else
        option.type = code;
    decision_offer(situation, decision, &option, name_of(situation->snapshot->farm, code));
}

/* Whether they have a subscription to that formula. */
static bool is_theirs(const struct situation *situation, const char *code)
{
    for (int i = 0; i < situation->snapshot->subscription_count; i++)
        if (!strcmp(calendar_term(&situation->snapshot->subscriptions[i], situation->today)
                        ->formula->code,
                    code))
            return true;
    return false;
}

/* The names that were ambiguous (of what ends: those that they have); without any, every formula or depot of the farm when they fit. */
static void offer_names(const struct situation *situation, struct decision *decision)
{
    const struct request *ask = situation->request;
    const struct farm *farm = situation->snapshot->farm;
    bool ending = ask->about == VERB_SUSPEND || ask->about == VERB_UNSUBSCRIBE;
    for (int pass = 0; ask->choices && pass < 2 && !decision->question.count; pass++) {
        struct view rest = view_of(ask->choices), item;
        while (view_item(&rest, ',', &item)) {
            const char *code = arena_copy(situation->arena, item.at, item.len);
            if (pass || !ending || is_theirs(situation, code))
                offer_code(situation, decision, code);
        }
    }
    if (ask->choices)
        return;
    bool places = ask->about == VERB_PICKUP;
    for (int i = 0; i < (places ? farm->depot_count : farm->formula_count); i++)
        offer_code(situation, decision, places ? farm->depots[i].code : farm->formulas[i].code);
}

static void offer_switch(const struct situation *situation, struct decision *decision)
{
    for (int i = 0; i < 2; i++) {
        struct request option = request_make(VERB_REMIND);
        option.on = i == 0;
        decision_offer(situation, decision, &option,
                       say_request(situation->arena, situation->config, situation->snapshot->farm,
                                   &option, situation->today));
    }
}

/* The orders that can still be cancelled. */
static void offer_orders(const struct situation *situation, struct decision *decision)
{
    struct situation later = *situation; /* when the answer leaves */
    if (later.received < situation->now)
        later.received = situation->now;
    for (int i = 0; i < situation->snapshot->purchase_count; i++) {
        const struct purchase *order = &situation->snapshot->purchases[i];
        struct request option = request_make(VERB_CANCEL);
        option.order = (int)order->number;
        if (order->state <= PURCHASE_ACCEPTED && plan_may_change(&later, order->day))
            decision_offer(situation, decision, &option,
                           arena_print(situation->arena, "commande n° %lld (%s : %s)",
                                       (long long)order->number, plan_date(situation, order->day),
                                       order->summary));
    }
}

static bool has_period(const struct request *request)
{
    return (request->from != DATE_NONE && request->to != DATE_NONE) || request->next ||
           request->weeks;
}

static void offer(const struct situation *situation, struct decision *decision)
{
    const struct request *ask = situation->request;
    struct request whole = candidate(ask);
    switch (ask->about) {
    case VERB_SUSPEND:
        if (ask->choices)
            offer_names(situation, decision);
        else if (has_period(ask))
            decision_offer(situation, decision, &whole, "");
        else
            offer_days(situation, decision);
        break;
    case VERB_RESUME:
        offer_suspended(situation, decision);
        break;
    case VERB_CHANGE:
    case VERB_SUBSCRIBE:
        if (!ask->type)
            offer_names(situation, decision);
        break;
    case VERB_PICKUP:
        if (!ask->place)
            offer_names(situation, decision);
        break;
    case VERB_CANCEL:
        offer_orders(situation, decision);
        break;
    case VERB_ORDER: /* something in it is not sold: the rest, if they want it so */
        if (ask->item_count && ask->topic && !strcmp(ask->topic, "items"))
            decision_offer(situation, decision, &whole, "");
        break;
    case VERB_UNSUBSCRIBE:
        if (ask->choices) {
            offer_names(situation, decision);
            break;
        }
        /* fall through */
    case VERB_UNDO:
        decision_offer(situation, decision, &whole, "");
        break;
    case VERB_REMIND:
        offer_switch(situation, decision);
        break;
    default:
        break;
    }
}

/* The wording of the question: templates/LANGUAGE/questions.txt has a section a verb. */
static const char *question_text(const struct situation *situation, const struct decision *decision)
{
    const char *language = situation->config->farm.language;
    struct text section = text_in(situation->arena), out = text_in(situation->arena);
    for (const char *at = verb_name(situation->request->about); *at; at++)
        text_add_byte(&section, byte_lower(*at));
    if (decision->question.count == 1)
        text_add(&section, ".yes");
    else if (situation->request->about == VERB_SET && situation->request->field)
        text_print(&section, ".%s", situation->request->field);
    struct view source = render_section(language, "questions", section.at);
    if (!source.len)
        source = render_section(language, "questions", "any");
    struct tree *model = tree_new(situation->arena);
    const struct request *ask = situation->request;
    struct request only;
    struct error unread;
    if (decision->question.count == 1 &&
        !request_read(situation->arena, view_of(decision->question.options[0]), &only, &unread))
        tree_put_text(model, "what",
                      say_request(situation->arena, situation->config, situation->snapshot->farm,
                                  &only, situation->today));
    if (ask->from != DATE_NONE)
        tree_put_text(
            model, "period",
            plan_period(situation, ask->from, ask->to == DATE_NONE ? ask->from : ask->to));
    tree_put_bool(model, "from_only", ask->from != DATE_NONE && ask->to == DATE_NONE);
    if (ask->type)
        tree_put_text(model, "type", name_of(situation->snapshot->farm, ask->type));
    struct error error;
    if (render_source(language, source, RENDER_LINE, model, &out, &error))
        return "";
    return out.at;
}

/* The first delivery that can still change; with a known start the first one after it, or the start itself. */
static void suspend_first(const struct situation *situation, struct request *request)
{
    int start = request->from;
    request->weeks = request->next = 0;
    request->to = DATE_NONE;
    if (start == DATE_NONE) {
        request->next = 1;
        return;
    }
    request->from = start > situation->today ? start : situation->today;
    struct plan ahead =
        plan_days(situation, request->from, request->from + PLAN_HORIZON, request->type);
    request->to = ahead.count ? ahead.days[0].day : request->from;
}

/* The question would have no answer: the state is said as the request itself would say it, when it
 * changes nothing. */
static bool answer_instead(const struct situation *situation, struct decision *decision)
{
    enum verb about = situation->request->about;
    if (decision->question.count || (about != VERB_SUSPEND && about != VERB_RESUME))
        return false;
    struct request whole = candidate(situation->request);
    struct situation instead = *situation;
    if (about == VERB_SUSPEND)
        suspend_first(situation, &whole);
    instead.request = &whole;
    struct decision said = {.template = decide_kind(about)->name,
                            .model = tree_new(situation->arena)};
    decide_kind(about)->plan(&instead, &said);
    if (said.change_count)
        return false;
    *decision = said;
    return true;
}

/* Products that may be meant by what nobody sells, and how to write an order. */
static const char *order_how(const struct situation *situation)
{
    const struct product *near[LIKENESS_MOST];
    const char *language = situation->config->farm.language;
    int count = likeness_find(situation->arena, situation->snapshot->farm, situation->said, near);
    struct tree *model = tree_new(situation->arena), *names = tree_put_list(model, "near");
    for (int i = 0; i < count; i++)
        tree_push_text(names, near[i]->name);
    struct text out = text_in(situation->arena);
    struct error error;
    if (render_source(language, render_section(language, "questions", "order.how"), RENDER_LINE,
                      model, &out, &error))
        return "";
    return out.at;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    offer(situation, decision);
    if (answer_instead(situation, decision))
        return;
    struct question *question = &decision->question;
    question->kind = question->count == 0   ? QUESTION_NONE
                     : question->count == 1 ? QUESTION_YES
                                            : QUESTION_CHOICE;
    decision->result = RESULT_ASKED;
    tree_put_text(decision->model, "question", question_text(situation, decision));
    bool order = situation->request->about == VERB_ORDER, kept = situation->request->item_count;
    struct request whole = candidate(situation->request);
    tree_put_text(decision->model, "asked",
                  order && kept && !question->count
                      ? say_request(situation->arena, situation->config, situation->snapshot->farm,
                                    &whole, situation->today)
                      : "");
    bool detail = situation->request->about == VERB_SET && situation->request->field;
    tree_put_text(decision->model, "why",
                  order    ? order_how(situation)
                  : detail ? account_how(situation, situation->request->field)
                           : "");
    tree_put_bool(decision->model, "yesno", question->kind == QUESTION_YES);
    struct tree *choices = tree_put_list(decision->model, "choices");
    for (int i = 0; question->count > 1 && i < question->count; i++) {
        struct tree *choice = tree_push_object(choices);
        tree_put_int(choice, "n", i + 1);
        tree_put_text(choice, "label", question->labels[i]);
        tree_put_text(choice, "mailto", "");
    }
}

const struct request_kind request_ask = {.verb = VERB_ASK, .name = "ask", .plan = plan};
