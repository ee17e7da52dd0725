#include "parsers/sentence.h"

#include <string.h>

static const struct {
    const char *name;
    enum guard guard;
} guards[] = {
    {"other", GUARD_OTHER},       {"block", GUARD_BLOCK},
    {"hyp", GUARD_HYP},           {"polite", GUARD_POLITE},
    {"neg", GUARD_NEG},           {"complaint", GUARD_COMPLAINT},
    {"thirdobj", GUARD_THIRD},    {"question", GUARD_QUESTION},
    {"auto", GUARD_AUTO},         {"newsletter", GUARD_NEWSLETTER},
    {"empties", GUARD_EMPTIES},   {"choice", GUARD_CHOICE},
    {"past", GUARD_PAST},         {"unsure", GUARD_UNSURE},
    {"revoked", GUARD_REVOKED},   {"told", GUARD_TOLD},
    {"stranger", GUARD_STRANGER}, {"family", GUARD_FAMILY},
    {"money", GUARD_MONEY},       {"except", GUARD_EXCEPT},
    {"present", GUARD_PRESENT},   {"foreign", GUARD_FOREIGN},
    {"stays", GUARD_STAYS},
};

static const struct {
    const char *name;
    enum mood mood;
} moods[] = {
    {"do", MOOD_DO},     {"imp", MOOD_IMP}, {"inf", MOOD_INF},
    {"noun", MOOD_NOUN}, {"ask", MOOD_ASK}, {"info", MOOD_INFO},
};

static bool ends_sentence(const struct token *token)
{
    return token->kind == TOKEN_MARK &&
           (token->mark == '.' || token->mark == '!' || token->mark == '?' || token->mark == ';' ||
            token->mark == '\n');
}

static void cut(struct arena *arena, const struct tokens *units, int subject_units,
                struct sentences *sentences)
{
    int cap = 8;
    sentences->items = arena_array(arena, (size_t)cap, sizeof *sentences->items);
    for (int first = 0; first < units->count;) {
        int last = first;
        while (last < units->count && !ends_sentence(&units->items[last]) &&
               (last == first || last != subject_units))
            last++;
        bool question = last < units->count && token_is_mark(&units->items[last], '?');
        if (last > first) {
            if (sentences->count == cap) {
                sentences->items = arena_grow(arena, sentences->items, (size_t)cap, (size_t)cap * 2,
                                              sizeof *sentences->items);
                cap *= 2;
            }
            sentences->items[sentences->count++] =
                (struct sentence){.first = first,
                                  .last = last,
                                  .subject = first < subject_units,
                                  .question = question};
        }
        first = last < units->count && ends_sentence(&units->items[last]) ? last + 1 : last;
    }
}

static bool classify(const struct pattern *pattern, struct mark *mark)
{
    struct view meaning = pattern->meaning;
    mark->detail = pattern->detail;
    for (size_t i = 0; i < sizeof moods / sizeof *moods; i++)
        if (view_is(pattern->detail, moods[i].name))
            mark->mood = moods[i].mood;
    if (view_is(meaning, "guard")) {
        mark->kind = MARK_GUARD;
        for (size_t i = 0; i < sizeof guards / sizeof *guards; i++)
            if (view_is(pattern->detail, guards[i].name))
                mark->guard = guards[i].guard;
        return mark->guard != 0;
    }
    static const struct {
        const char *name;
        enum mark_kind kind;
    } kinds[] = {{"gov", MARK_GOVERNOR},   {"absence", MARK_AWAY},  {"KEEP", MARK_KEEP},
                 {"ABSENCE", MARK_ABSENT}, {"EXCEPT", MARK_EXCEPT}, {"DAY", MARK_KEPT}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (view_is(meaning, kinds[i].name)) {
            mark->kind = kinds[i].kind;
            return true;
        }
    mark->kind = MARK_INTENT;
    mark->verb = verb_read(meaning);
    return mark->verb != VERB_NONE;
}

/* "à la coloc samedi, je voudrais": the wish is the writer's. */
static bool speaks_of_self(const struct chunked *chunked, const struct mark *mark)
{
    for (int i = mark->start;
         mark->kind == MARK_GUARD && mark->guard == GUARD_OTHER && i < mark->end; i++) {
        const struct token *token = &chunked->units.items[i];
        if (token_is(token, "je") || token_is(token, "on") || token_is(token, "nous"))
            return true;
    }
    return false;
}

/* "si" in "si possible" is no condition. */
static void lift_polite(struct sentences *sentences, const struct sentence *sentence)
{
    for (int i = sentence->first_mark; i < sentence->last_mark; i++) {
        const struct mark *polite = &sentences->marks[i];
        if (polite->kind != MARK_GUARD || polite->guard != GUARD_POLITE)
            continue;
        for (int j = sentence->first_mark; j < sentence->last_mark; j++) {
            struct mark *mark = &sentences->marks[j];
            if (mark->kind == MARK_GUARD &&
                mark->guard & (GUARD_HYP | GUARD_COMPLAINT | GUARD_QUESTION | GUARD_NEG) &&
                mark->start >= polite->start && mark->start < polite->end)
                mark->dropped = true;
        }
    }
}

void sentences_read(struct arena *arena, struct chunked *chunked, int subject_units,
                    struct sentences *sentences)
{
    struct match *matches;
    *sentences = (struct sentences){0};
    cut(arena, &chunked->units, subject_units, sentences);
    const struct patterns *patterns = lexicon_patterns(chunked->units.lexicon);
    int count = patterns_match(patterns, arena, &chunked->units, &matches);
    sentences->marks = arena_array(arena, (size_t)count + 1, sizeof *sentences->marks);
    int at = 0;
    for (int s = 0; s < sentences->count; s++) {
        struct sentence *sentence = &sentences->items[s];
        sentence->first_mark = sentences->mark_count;
        while (at < count && matches[at].start < sentence->first)
            at++;
        for (; at < count && matches[at].start < sentence->last; at++) {
            struct mark *mark = &sentences->marks[sentences->mark_count];
            *mark = (struct mark){
                .start = matches[at].start, .end = matches[at].end, .governor = matches[at].start};
            if (mark->end > sentence->last)
                mark->end = sentence->last;
            /* What stands between quotation marks is cited. */
            if (chunked->units.items[mark->start].quoted &&
                chunked->units.items[mark->start].kind == TOKEN_WORD)
                continue;
            if (classify(pattern_at(patterns, matches[at].pattern), mark) &&
                !speaks_of_self(chunked, mark))
                sentences->mark_count++;
        }
        sentence->last_mark = sentences->mark_count;
        lift_polite(sentences, sentence);
        for (int i = sentence->first_mark; i < sentence->last_mark; i++)
            if (sentences->marks[i].kind == MARK_GUARD && !sentences->marks[i].dropped)
                sentence->guards |= sentences->marks[i].guard;
    }
}
