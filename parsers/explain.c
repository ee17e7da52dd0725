#include "parsers/explain.h"

struct page {
    const struct chunked *chunked;
    const struct sentences *sentences;
    struct text *text;
};

static void say_words(const struct page *page, int first, int last)
{
    struct view words = tokens_view(&page->chunked->units, first, last);
    text_add(page->text, "\"");
    for (size_t i = 0; i < words.len; i++)
        text_add_byte(page->text, words.at[i] == '\n' ? ' ' : words.at[i]);
    text_add(page->text, "\"");
}

static void say_when(const struct page *page, const struct when *when)
{
    static const char *const kinds[] = {[WHEN_DAY] = "day",
                                        [WHEN_PERIOD] = "period",
                                        [WHEN_FROM] = "from, no end",
                                        [WHEN_UNTIL] = "until",
                                        [WHEN_NEXT] = "next",
                                        [WHEN_WEEKS] = "weeks",
                                        [WHEN_DAYS] = "days",
                                        [WHEN_MONTHS] = "months",
                                        [WHEN_NOW] = "from now on",
                                        [WHEN_EVERY] = "rhythm",
                                        [WHEN_VAGUE] = "no certain days",
                                        [WHEN_BAD] = "contradicts itself"};
    text_print(page->text, " %s", when->that ? "named before" : kinds[when->kind]);
    if (when->from != DATE_NONE && when->kind <= WHEN_UNTIL) {
        text_add(page->text, " ");
        date_write_iso(page->text, when->from);
        if (when->to != DATE_NONE && when->to != when->from) {
            text_add(page->text, "..");
            date_write_iso(page->text, when->to);
        }
    }
    if (when->n)
        text_print(page->text, " %d", when->n);
}

static const char *code_of(const struct page *page, const struct chunk *chunk)
{
    return chunk->named.count == 1
               ? names_get(page->chunked->vocabulary, chunk->named.names[0])->code
               : "several";
}

static void say_slots(const struct page *page, const struct slots *slots)
{
    for (int i = 0; i < slots->when_count; i++) {
        text_print(page->text, "%s", i ? "," : "#   dates:");
        say_when(page, &slots->whens[i]);
    }
    text_add(page->text, slots->when_count ? "\n" : "");
    for (int i = 0; i < slots->formula_count; i++)
        text_print(page->text, "#   formula: %s\n", code_of(page, slots->formulas[i]));
    for (int i = 0; i < slots->depot_count; i++)
        text_print(page->text, "#   depot: %s\n", code_of(page, slots->depots[i]));
    for (int i = 0; i < slots->item_count; i++)
        text_print(page->text, "#   item: %s x %g%s\n", code_of(page, slots->items[i]),
                   (double)slots->items[i]->thousandths / 1000.0,
                   slots->items[i]->unfit ? " (does not fit its unit)" : "");
    if (slots->choice)
        text_add(page->text, "#   open: which of them is not said, or only some of it\n");
    if (slots->unknown)
        text_add(page->text, "#   open: something is named that the farm does not have\n");
}

static void say_guards(const struct page *page, const struct sentence *sentence)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *mark = &page->sentences->marks[i];
        if (mark->kind != MARK_GUARD && mark->kind != MARK_EXCEPT && mark->kind != MARK_KEPT)
            continue;
        text_print(page->text, "#   guard %.*s%s: ", (int)mark->detail.len, mark->detail.at,
                   mark->kind == MARK_EXCEPT ? " (not this one)"
                   : mark->dropped           ? " (lifted: politeness)"
                                             : "");
        say_words(page, mark->start, mark->end);
        text_add(page->text, "\n");
    }
}

static void say_wish(const struct page *page, const struct wish *wish)
{
    static const char *const moods[] = {"statement", "order", "infinitive",
                                        "noun",      "weak",  "information"};
    static const char *const verdicts[] = {"do", "ask", "left to a person"};
    bool absence = wish->verb == VERB_NONE && !wish->keep;
    text_print(page->text, "# %s: ",
               wish->keep ? "STAYS"
               : absence  ? "ABSENCE"
                          : verb_name(wish->verb));
    say_words(page, wish->left, wish->right);
    text_add(page->text, "\n#   words: ");
    say_words(page, wish->start, wish->end);
    text_print(page->text, " (%s)", moods[wish->mood]);
    if (wish->lead < wish->start) {
        text_add(page->text, ", led by ");
        say_words(page, wish->lead, wish->start);
    }
    text_add(page->text, "\n");
    say_slots(page, &wish->slots);
    say_guards(page, &page->sentences->items[wish->sentence]);
    text_print(page->text, "#   verdict: %s%s%s%s%s\n",
               wish->keep ? "nothing to do" : verdicts[wish->verdict], *wish->why ? " (" : "",
               wish->why, *wish->why ? ")" : "", wish->gone ? ", said elsewhere" : "");
}

void explain(const struct chunked *chunked, const struct sentences *sentences,
             const struct wishes *wishes, struct text *text)
{
    const struct page page = {chunked, sentences, text};
    for (int s = 0; s < sentences->count; s++) {
        const struct sentence *sentence = &sentences->items[s];
        bool wished = false;
        for (int w = 0; w < wishes->count; w++)
            wished |= wishes->items[w].sentence == s;
        if (sentence->command)
            text_add(text, "# command or answer: ");
        else if (!wished)
            text_add(text, sentence->question ? "# nothing asked that is known (a question): "
                                              : "# nothing asked: ");
        if (sentence->command || !wished) {
            say_words(&page, sentence->first, sentence->last);
            text_add(text, "\n");
        }
        if (!sentence->command && !wished)
            say_guards(&page, sentence);
        for (int w = 0; w < wishes->count; w++)
            if (wishes->items[w].sentence == s)
                say_wish(&page, &wishes->items[w]);
    }
}
