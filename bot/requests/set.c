/* set: personal details. Address and name change at once and can be taken back.
 *
 * An address needs postcode and town: without them the ones on file are offered, never assumed. What
 * can't be told apart (first and last name of somebody new) is for staff.
 */
#include <string.h>

#include "bot/account.h"
#include "bot/say.h"
#include "parsers/fold.h"
#include "templates/render.h"

enum { SET_BYTES = 200, POSTCODE = 5 };

/* One line for people: line ends are commas, controls are nothing. */
static struct view clean(const struct situation *situation, const char *value)
{
    struct text text = text_in(situation->arena);
    struct view rest = view_of(value), line;
    while (view_line(&rest, &line)) {
        line = view_trim(line);
        while (line.len && memchr(",.;", line.at[line.len - 1], 3))
            line.len--;
        if (line.len && text.len)
            text_add(&text, ", ");
        for (size_t i = 0; i < line.len; i++)
            if ((unsigned char)line.at[i] >= ' ' && line.at[i] != 0x7F)
                text_add_byte(&text, line.at[i]);
            else if (line.at[i] == '\t')
                text_add_byte(&text, ' ');
    }
    return view_trim(text_view(&text));
}

static struct view trim_marks(struct view view)
{
    view = view_trim(view);
    while (view.len && memchr(",;- ", view.at[view.len - 1], 4))
        view.len--;
    while (view.len && memchr(",;- ", view.at[0], 4))
        view = view_cut(view, 1, view.len);
    return view;
}

static char *copy(const struct situation *situation, struct view view)
{
    return arena_copy(situation->arena, view.at, view.len);
}

/* A question with everything understood; `value` is what a OUI sets, "" when the answer is free. */
static void ask(const struct situation *situation, struct decision *decision, const char *section,
                const char *value)
{
    const char *language = situation->config->farm.language;
    struct text question = text_in(situation->arena);
    struct tree *model = tree_new(situation->arena);
    struct error error;
    tree_put_text(model, "value", value);
    if (render_source(language, render_section(language, "questions", section), RENDER_LINE, model,
                      &question, &error))
        text_cut(&question, 0);
    decision->template = "ask";
    decision->result = RESULT_ASKED;
    tree_put_view(decision->model, "question", view_trim(text_view(&question)));
    tree_put_text(decision->model, "asked", "");
    tree_put_text(decision->model, "why", "");
    tree_put_bool(decision->model, "yesno", *value != 0);
    tree_put_list(decision->model, "choices");
    if (!*value)
        return;
    struct request option = request_make(VERB_SET);
    option.field = situation->request->field;
    option.value = value;
    decision->question.kind = QUESTION_YES;
    decision_offer(situation, decision, &option, "");
}

static void hand_over(const struct situation *situation, struct decision *decision)
{
    decision->result = RESULT_HUMAN;
    decision->template = "staff_later";
    tree_put_text(decision->model, "asked",
                  say_request(situation->arena, situation->config, situation->snapshot->farm,
                              situation->request, situation->today));
}

/* `detail`: the new columns, a line each. */
static void set(const struct situation *situation, struct decision *decision, const char *detail)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    struct change change = change_make(CHANGE_SET);
    change.field = situation->request->field;
    change.old_text = account_detail(situation->arena, subscriber, change.field);
    change.text = detail;
    account_put_detail(situation, decision->model, &change);
    bool already = !strcmp(change.text, change.old_text);
    tree_put_bool(decision->model, "already", already);
    decision->result = already ? RESULT_ANSWERED : RESULT_APPLIED;
    if (!already)
        *decision_change(situation, decision, CHANGE_SET) = change;
}

/* Where the last five digits that stand alone and are followed by a name begin; SIZE_MAX: nowhere. */
static size_t find_postcode(struct view value)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i + POSTCODE < value.len; i++) {
        size_t digits = 0;
        while (i + digits < value.len && byte_is_digit(value.at[i + digits]))
            digits++;
        if (digits == POSTCODE && byte_is_space(value.at[i + POSTCODE]))
            found = i;
        i += digits;
    }
    return found;
}

/* The street alone, when the town on file ends it ("12 rue Neuve, Gap"). */
static struct view without_town(const struct situation *situation, struct view value)
{
    size_t town_len, len;
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    const char *town = fold_word(situation->arena, view_of(subscriber->town), &town_len);
    struct view rest = value, part, last = {NULL, 0};
    while (view_item(&rest, ',', &part))
        last = part;
    const char *end = fold_word(situation->arena, view_trim(last), &len);
    return last.at > value.at && !strcmp(end, town) && town_len
               ? trim_marks(view_cut(value, 0, (size_t)(last.at - value.at)))
               : value;
}

static void set_address(const struct situation *situation, struct decision *decision,
                        struct view value)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    size_t at = find_postcode(value);
    if (at == SIZE_MAX) {
        struct view street = without_town(situation, value);
        bool known = *subscriber->postcode && *subscriber->town && street.len;
        ask(situation, decision, known ? "set.address.yes" : "set.address",
            known ? account_address(situation->arena, copy(situation, street), subscriber->postcode,
                                    subscriber->town)
                  : "");
        return;
    }
    struct view street = trim_marks(view_cut(value, 0, at));
    struct view town = trim_marks(view_cut(value, at + POSTCODE, value.len));
    if (!street.len || !town.len) {
        ask(situation, decision, "set.address", "");
        return;
    }
    set(situation, decision,
        arena_print(situation->arena, "%s\n%.*s\n%s", copy(situation, street), (int)POSTCODE,
                    value.at + at, copy(situation, town)));
}

static bool same(const struct situation *situation, struct view a, const char *b)
{
    size_t len;
    return !strcmp(fold_word(situation->arena, a, &len),
                   fold_word(situation->arena, view_of(b), &len));
}

/* One word is the last name; else one of the two names must be the one on file. */
static void set_name(const struct situation *situation, struct decision *decision,
                     struct view value)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    struct view first = view_of(subscriber->first_name), last = {NULL, 0};
    for (size_t i = 0; i <= value.len && !last.len; i++) {
        bool end = i == value.len;
        if (!end && !byte_is_space(value.at[i]))
            continue;
        struct view head = view_cut(value, 0, i), tail = view_trim(view_cut(value, i, value.len));
        if (tail.len && (same(situation, head, subscriber->first_name) ||
                         same(situation, tail, subscriber->last_name))) {
            first = head;
            last = tail;
        } else if (end && view_find_byte(value, ' ') == SIZE_MAX) {
            last = value;
        }
    }
    if (!last.len)
        hand_over(situation, decision);
    else
        set(situation, decision,
            arena_print(situation->arena, "%s\n%s", copy(situation, first), copy(situation, last)));
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const char *field = situation->request->field ? situation->request->field : "";
    struct view value = trim_marks(clean(situation, situation->request->value));
    if (!value.len || value.len > SET_BYTES || !view_is_utf8(value))
        hand_over(situation, decision);
    else if (!strcmp(field, "address"))
        set_address(situation, decision, value);
    else if (!strcmp(field, "name"))
        set_name(situation, decision, value);
    else
        hand_over(situation, decision);
}

const struct request_kind request_set = {.verb = VERB_SET, .name = "set", .plan = plan};
