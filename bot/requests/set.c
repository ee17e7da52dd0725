/* set: personal details. Address and name change at once and can be taken back.
 *
 * An address needs postcode and town: without them the ones on file are offered, never assumed. What
 * can't be told apart (first and last name of somebody new) is for staff. A mail address or telephone
 * number waits for a code (bot/code.h).
 */
#include <string.h>

#include "bot/account.h"
#include "bot/say.h"
#include "parsers/fold.h"
#include "parsers/phone.h"
#include "templates/render.h"

enum { SET_BYTES = 200, SET_CONTACTS = 8, POSTCODE = 5 };

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
    tree_put_text(decision->model, "why",
                  *value ? "" : account_how(situation, situation->request->field));
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

static int count_contacts(const struct subscriber *subscriber, enum contact_kind kind,
                          const struct contact **last)
{
    int count = 0;
    for (int i = 0; i < subscriber->contact_count; i++)
        if (subscriber->contacts[i].kind == kind) {
            *last = &subscriber->contacts[i];
            count++;
        }
    return count;
}

/* A number takes the place of the only one on file; an address, or one number of several, is added: what
 * somebody else of the household writes from is never taken away. */
static void add_contact(const struct situation *situation, struct decision *decision,
                        enum contact_kind kind, const char *value)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    const struct contact *old = NULL;
    int count = count_contacts(subscriber, kind, &old);
    bool replaces = kind == CONTACT_PHONE && count == 1;
    struct change shown = change_make(CHANGE_SET);
    shown.field = situation->request->field;
    if (replaces) {
        struct change *drop = decision_change(situation, decision, CHANGE_DROP);
        drop->field = shown.field;
        drop->text = shown.old_text = old->value;
    }
    struct change *add = decision_change(situation, decision, CHANGE_ADD);
    add->field = shown.field;
    add->text = shown.text = value;
    account_put_detail(situation, decision->model, &shown);
    tree_put_bool(decision->model, "already", false);
    tree_put_bool(decision->model, "added", !replaces);
    struct tree *others = tree_put_list(decision->model, "others");
    for (int i = 0; !replaces && i < subscriber->contact_count; i++)
        if (subscriber->contacts[i].kind == kind)
            tree_push_text(others, kind == CONTACT_PHONE
                                       ? phone_say(situation->arena, subscriber->contacts[i].value)
                                       : subscriber->contacts[i].value);
    decision->result = RESULT_APPLIED;
}

/* Only after the address on file said OUI with its token, and with the code of a new address. */
static void ask_code(const struct situation *situation, struct decision *decision,
                     enum contact_kind kind, const char *value)
{
    struct request option = request_make(VERB_SET);
    option.field = situation->request->field;
    option.value = value;
    decision->result = RESULT_CONFIRM;
    decision->template = "code_sent";
    decision->contact = kind == CONTACT_EMAIL ? value : NULL;
    decision->question.kind = QUESTION_CODE;
    decision_offer(situation, decision, &option, "");
    tree_put_text(decision->model, "asked",
                  say_request(situation->arena, situation->config, situation->snapshot->farm,
                              &option, situation->today));
}

static void set_contact(const struct situation *situation, struct decision *decision)
{
    const struct subscriber *subscriber = &situation->snapshot->subscriber;
    const char *field = situation->request->field;
    const char *value = account_contact(situation->arena, field, situation->request->value);
    enum contact_kind kind = strcmp(field, "phone") ? CONTACT_EMAIL : CONTACT_PHONE;
    const struct contact *last;
    if (!value) {
        ask(situation, decision, kind == CONTACT_PHONE ? "set.phone" : "set.email", "");
        return;
    }
    for (int i = 0; i < subscriber->contact_count; i++)
        if (!strcmp(subscriber->contacts[i].value, value)) {
            struct change shown = change_make(CHANGE_ADD);
            shown.field = field;
            shown.text = value;
            account_put_detail(situation, decision->model, &shown);
            tree_put_bool(decision->model, "already", true);
            decision->result = RESULT_ANSWERED;
            return;
        }
    if (situation->taken || situation->channel != CHANNEL_MAIL ||
        !strcmp(value, situation->config->mail.from_address) ||
        count_contacts(subscriber, kind, &last) >= SET_CONTACTS)
        hand_over(situation, decision);
    else if (situation->coded)
        add_contact(situation, decision, kind, value);
    else
        ask_code(situation, decision, kind, value);
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
    else if (!strcmp(field, "email") || !strcmp(field, "phone"))
        set_contact(situation, decision);
    else
        hand_over(situation, decision);
}

const struct request_kind request_set = {.verb = VERB_SET, .name = "set", .plan = plan};
