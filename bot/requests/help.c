/* help: what can be written: everything, or the subject that was asked about. */
#include "bot/decide.h"
#include "parsers/fold.h"
#include "templates/render.h"

static const char *const subjects[] = {"deliveries", "basket", "orders", "money", "account"};

static bool has_word(struct view words, const char *wanted)
{
    for (size_t start = 0, i = 0; i <= words.len; i++) {
        if (i < words.len && !byte_is_space(words.at[i]))
            continue;
        if (view_is(view_cut(words, start, i), wanted))
            return true;
        start = i + 1;
    }
    return false;
}

/* The subject that a word stands for (templates/LANGUAGE/topics.txt); NULL: none that we know. */
static const char *find_subject(const struct situation *situation, const char *topic)
{
    size_t len;
    const char *word = fold_word(situation->arena, view_trim(view_of(topic)), &len);
    for (size_t i = 0; len && i < sizeof subjects / sizeof *subjects; i++)
        if (has_word(render_section(situation->config->farm.language, "topics", subjects[i]), word))
            return subjects[i];
    return NULL;
}

static void plan(const struct situation *situation, struct decision *decision)
{
    const char *subject = find_subject(situation, situation->request->topic);
    decision->result = RESULT_ANSWERED;
    if (subject)
        tree_put_bool(tree_put_object(decision->model, "is"), subject, true);
    tree_put_text(decision->model, "faq_url", situation->config->farm.faq_url);
}

const struct request_kind request_help = {
    .verb = VERB_HELP, .name = "help", .public = true, .plan = plan};
