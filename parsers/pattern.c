#include "parsers/pattern.h"

#include <string.h>

enum { PATTERNS_MAX = 4096, ENTRIES_MAX = 16384, GAP = 3 };

struct entry {
    int pattern, next;
};

struct patterns {
    struct pattern *items;
    int count;
    struct entry *entries; /* 0 is none */
    int entry_count;
    int of_word[16384];
    int of_class[LEXICON_CLASSES];
    int class_of[PATTERNS_MAX]; /* [class NAME]: what a match adds; 0 for the others */
};

struct patterns *patterns_new(struct arena *arena)
{
    struct patterns *patterns = arena_alloc(arena, sizeof *patterns);
    patterns->items = arena_array(arena, PATTERNS_MAX, sizeof *patterns->items);
    patterns->entries = arena_array(arena, ENTRIES_MAX, sizeof *patterns->entries);
    patterns->entry_count = 1;
    return patterns;
}

const struct pattern *pattern_at(const struct patterns *patterns, int index)
{
    return &patterns->items[index];
}

static const char *read_element(struct lexicon_build *build, struct view text, struct element *out)
{
    int64_t gap = GAP;
    *out = (struct element){.kind = ELEMENT_ONE};
    if (view_starts(text, "..")) {
        out->kind = ELEMENT_GAP;
        if (text.len > 2 && !view_int(view_cut(text, 2, text.len), &gap))
            return "a gap without a number";
        out->gap = (int)gap;
        return gap > 0 && gap <= 12 ? NULL : "a gap must be 1 to 12";
    }
    if (view_is(text, "^") || view_is(text, "$")) {
        out->kind = text.at[0] == '^' ? ELEMENT_START : ELEMENT_END;
        return NULL;
    }
    if (text.at[0] == '!') {
        out->kind = ELEMENT_NOT;
        text = view_cut(text, 1, text.len);
    }
    if (view_ends(text, "?")) {
        out->optional = true;
        text.len--;
    }
    struct view item;
    while (view_item(&text, '|', &item)) {
        if (!item.len || out->count == PATTERN_ALTERNATIVES)
            return "an empty alternative, or too many";
        if (item.at[0] == '<' && view_ends(item, ">"))
            out->classes[out->count++] =
                (uint16_t)lexicon_intern_class(build, view_cut(item, 1, item.len - 1));
        else
            out->words[out->count++] = lexicon_intern(build, item);
    }
    return NULL;
}

static const char *index_by(struct patterns *patterns, const struct element *first)
{
    if (first->kind != ELEMENT_ONE || first->optional)
        return "a phrase must begin with a word or a class";
    for (int i = 0; i < first->count; i++) {
        int *head = first->words[i] ? &patterns->of_word[first->words[i]]
                                    : &patterns->of_class[first->classes[i]];
        if (patterns->entry_count == ENTRIES_MAX)
            return "too many phrases";
        patterns->entries[patterns->entry_count] = (struct entry){patterns->count, *head};
        *head = patterns->entry_count++;
    }
    return NULL;
}

const char *patterns_add(struct patterns *patterns, struct lexicon_build *build,
                         struct view meaning, struct view detail, int section, struct view line)
{
    if (patterns->count == PATTERNS_MAX)
        return "too many phrases";
    struct pattern *pattern = &patterns->items[patterns->count];
    *pattern = (struct pattern){.meaning = meaning, .detail = detail, .section = section};
    struct view item;
    while (view_item(&line, ' ', &item)) {
        if (!item.len)
            continue;
        if (pattern->count == PATTERN_ELEMENTS)
            return "too long";
        const char *fault = read_element(build, item, &pattern->elements[pattern->count++]);
        if (fault)
            return fault;
    }
    if (view_is(meaning, "class"))
        patterns->class_of[patterns->count] = lexicon_intern_class(build, detail);
    int first = pattern->elements[0].kind == ELEMENT_START;
    const char *fault = index_by(patterns, &pattern->elements[first]);
    patterns->count++;
    return fault;
}

static bool is_one(const struct element *element, const struct token *token)
{
    for (int i = 0; i < element->count; i++)
        if (element->words[i] ? token->word == element->words[i]
                              : bits_has(&token->classes, element->classes[i]))
            return true;
    return false;
}

static bool is_boundary(const struct tokens *tokens, int at)
{
    if (at < 0 || at >= tokens->count)
        return true;
    const struct token *token = &tokens->items[at];
    return token->kind == TOKEN_MARK &&
           (token_has(token, LEX_STOPMARK) || token_has(token, LEX_QUESTION) ||
            token_has(token, LEX_BREAK));
}

/* The end of the match of the elements from `index` on, -1 when there is none. */
static int match_from(const struct pattern *pattern, int index, const struct tokens *tokens, int at)
{
    if (index == pattern->count)
        return at;
    const struct element *element = &pattern->elements[index];
    bool inside = at < tokens->count;
    int end;
    switch (element->kind) {
    case ELEMENT_START:
        return is_boundary(tokens, at - 1) ? match_from(pattern, index + 1, tokens, at) : -1;
    case ELEMENT_END:
        return is_boundary(tokens, at) ? match_from(pattern, index + 1, tokens, at) : -1;
    case ELEMENT_NOT:
        return inside && is_one(element, &tokens->items[at])
                   ? -1
                   : match_from(pattern, index + 1, tokens, at);
    case ELEMENT_GAP:
        for (int skipped = 0; skipped <= element->gap; skipped++) {
            if ((end = match_from(pattern, index + 1, tokens, at + skipped)) >= 0)
                return end;
            if (is_boundary(tokens, at + skipped))
                return -1;
        }
        return -1;
    case ELEMENT_ONE:
        break;
    }
    if (inside && is_one(element, &tokens->items[at]) &&
        (end = match_from(pattern, index + 1, tokens, at + 1)) >= 0)
        return end;
    return element->optional ? match_from(pattern, index + 1, tokens, at) : -1;
}

struct found {
    struct match *items;
    int count, cap, first; /* from `first` on: of the token being looked at */
};

/* Of one section the longest at a start is kept. */
static void found_add(struct found *found, const struct patterns *patterns, struct arena *arena,
                      struct match match)
{
    for (int i = found->first; i < found->count; i++)
        if (patterns->items[found->items[i].pattern].section ==
            patterns->items[match.pattern].section) {
            if (match.end > found->items[i].end)
                found->items[i] = match;
            return;
        }
    if (found->count == found->cap) {
        int cap = found->cap ? found->cap * 2 : 32;
        found->items = arena_grow(arena, found->items, (size_t)found->count, (size_t)cap,
                                  sizeof *found->items);
        found->cap = cap;
    }
    found->items[found->count++] = match;
}

static void match_entries(const struct patterns *patterns, struct arena *arena,
                          struct tokens *tokens, int at, int entry, bool classes,
                          struct found *found)
{
    for (; entry; entry = patterns->entries[entry].next) {
        int index = patterns->entries[entry].pattern;
        const struct pattern *pattern = &patterns->items[index];
        if ((patterns->class_of[index] != 0) != classes)
            continue;
        int end = match_from(pattern, 0, tokens, at);
        if (end <= at)
            continue;
        if (classes)
            bits_add(&tokens->items[at].classes, patterns->class_of[index]);
        else
            found_add(found, patterns, arena, (struct match){index, at, end});
    }
}

static void match_all(const struct patterns *patterns, struct arena *arena, struct tokens *tokens,
                      bool classes, struct found *found)
{
    /* Backwards for classes, so that a phrase may use classes that phrases to its right have given. */
    for (int i = 0; i < tokens->count; i++) {
        int at = classes ? tokens->count - 1 - i : i;
        struct token *token = &tokens->items[at];
        found->first = found->count;
        if (token->word)
            match_entries(patterns, arena, tokens, at, patterns->of_word[token->word], classes,
                          found);
        for (int set = 0; set < LEXICON_SETS; set++)
            for (uint64_t bits = token->classes.set[set]; bits; bits &= bits - 1) {
                int class = set * 64 + __builtin_ctzll(bits);
                if (patterns->of_class[class])
                    match_entries(patterns, arena, tokens, at, patterns->of_class[class], classes,
                                  found);
            }
    }
}

int patterns_match(const struct patterns *patterns, struct arena *arena, struct tokens *tokens,
                   struct match **matches)
{
    struct found found = {0};
    match_all(patterns, arena, tokens, true, &found);
    match_all(patterns, arena, tokens, false, &found);
    *matches = found.items;
    return found.count;
}
