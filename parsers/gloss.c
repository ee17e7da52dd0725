#include "parsers/gloss.h"

#include <string.h>

#include "parsers/names.h"
#include "parsers/text.h"

enum { SECTIONS = 64, ELEMENTS = 12, OUTPUTS = 16, ALTERNATIVES = 16 };

enum element_kind {
    ELEMENT_WORD,
    ELEMENT_NOT,
    ELEMENT_SECTION,
    ELEMENT_NUMBER,
    ELEMENT_MARK,
    ELEMENT_START,
    ELEMENT_END
};

struct element {
    enum element_kind kind;
    bool optional;
    char mark;
    int section, count;
    uint16_t *words;
};

struct output {
    int element; /* from 1: what that stands for; 0: the text */
    struct view text;
};

struct rule {
    struct element elements[ELEMENTS];
    struct output outputs[OUTPUTS];
    int element_count, output_count;
};

struct section {
    struct view name;
    struct rule *rules;
    int count, cap;
};

struct glosses {
    struct arena *arena;
    struct section sections[SECTIONS];
    int count;
};

uint16_t lexicon_intern(struct lexicon_build *build, struct view word);

struct glosses *glosses_new(struct arena *arena)
{
    struct glosses *glosses = arena_alloc(arena, sizeof *glosses);
    glosses->arena = arena;
    glosses->sections[glosses->count++].name = view_of("text");
    return glosses;
}

static int section_of(struct glosses *glosses, struct view name)
{
    for (int i = 0; i < glosses->count; i++)
        if (view_equal(glosses->sections[i].name, name))
            return i;
    if (glosses->count == SECTIONS)
        return -1;
    glosses->sections[glosses->count].name = name;
    return glosses->count++;
}

static bool next_word(struct view *rest, struct view *word)
{
    *rest = view_trim(*rest);
    size_t end = 0;
    while (end < rest->len && !byte_is_space(rest->at[end]))
        end++;
    *word = view_cut(*rest, 0, end);
    *rest = view_cut(*rest, end, rest->len);
    return word->len > 0;
}

static const char *read_element(struct glosses *glosses, struct lexicon_build *build,
                                struct view word, struct element *element)
{
    *element = (struct element){.kind = ELEMENT_WORD};
    if (word.len > 1 && view_ends(word, "?")) {
        element->optional = true;
        word.len--;
    }
    if (word.at[0] == '<') {
        element->kind = ELEMENT_SECTION;
        element->section = section_of(glosses, view_cut(word, 1, word.len - 1));
        return element->section < 0 || !view_ends(word, ">") ? "a bad <section>" : NULL;
    }
    if (word.len == 1 && strchr("%@*^$,-/:?.", word.at[0])) {
        element->kind = strchr("%@*", word.at[0]) ? ELEMENT_NUMBER
                        : word.at[0] == '^'       ? ELEMENT_START
                        : word.at[0] == '$'       ? ELEMENT_END
                                                  : ELEMENT_MARK;
        element->mark = word.at[0];
        return NULL;
    }
    if (word.at[0] == '!') {
        element->kind = ELEMENT_NOT;
        word = view_cut(word, 1, word.len);
    }
    element->words = arena_array(glosses->arena, ALTERNATIVES, sizeof *element->words);
    struct view one;
    while (view_item(&word, '|', &one)) {
        if (element->count == ALTERNATIVES || !one.len)
            return "too many alternatives, or an empty one";
        element->words[element->count++] = lexicon_intern(build, one);
    }
    return NULL;
}

const char *glosses_add(struct glosses *glosses, struct lexicon_build *build, struct view section,
                        struct view line)
{
    size_t arrow = view_find(line, " =>");
    int index = section_of(glosses, section);
    if (arrow == SIZE_MAX || index < 0)
        return "no rule: left => right";
    struct section *where = &glosses->sections[index];
    if (where->count == where->cap) {
        int cap = where->cap ? where->cap * 2 : 16;
        where->rules = arena_grow(glosses->arena, where->rules, (size_t)where->count, (size_t)cap,
                                  sizeof *where->rules);
        where->cap = cap;
    }
    struct rule *rule = &where->rules[where->count];
    *rule = (struct rule){0};
    struct view left = view_cut(line, 0, arrow), right = view_cut(line, arrow + 3, line.len), word;
    while (next_word(&left, &word)) {
        if (rule->element_count == ELEMENTS)
            return "too many words on the left";
        const char *fault =
            read_element(glosses, build, word, &rule->elements[rule->element_count++]);
        if (fault)
            return fault;
    }
    while (next_word(&right, &word)) {
        struct output output = {.text = word};
        if (rule->output_count == OUTPUTS)
            return "too many words on the right";
        if (word.at[0] == '$' && word.len == 2)
            output.element = word.at[1] - '0';
        const struct element *told = output.element > 0 && output.element <= rule->element_count
                                         ? &rule->elements[output.element - 1]
                                         : NULL;
        if (output.element &&
            (!told || (told->kind != ELEMENT_SECTION && told->kind != ELEMENT_NUMBER &&
                       told->kind != ELEMENT_MARK)))
            return "$ of nothing on the left that stands for something";
        rule->outputs[rule->output_count++] = output;
    }
    where->count++;
    return rule->element_count ? NULL : "nothing on the left";
}

const char *glosses_fault(const struct glosses *glosses)
{
    for (int i = 0; i < glosses->count; i++)
        if (!glosses->sections[i].count)
            return arena_print(glosses->arena, "<%.*s> has no rules",
                               (int)glosses->sections[i].name.len, glosses->sections[i].name.at);
    return NULL;
}

/* ---- reading ---- */

struct memo {
    int end;  /* token after the match; 0 not tried, -1 none, -2 being tried */
    int rule; /* of its section */
};

struct work {
    const struct glosses *glosses;
    const struct vocabulary *vocabulary;
    const struct lexicon *own; /* the reader's */
    const struct tokens *in;
    struct tokens *out;
    struct memo *memos; /* a row of sections for each token */
    int harmless;       /* the class of words that need no rule */
};

struct spans {
    int first[ELEMENTS], last[ELEMENTS];
};

static bool is_break(const struct work *work, int at)
{
    return at < work->in->count && token_is_mark(&work->in->items[at], '\n');
}

/* A wrapped line goes on in small letters. */
static int step(const struct work *work, int at)
{
    if (is_break(work, at) && at > 0 && at + 1 < work->in->count &&
        work->in->items[at - 1].kind != TOKEN_MARK && work->in->items[at + 1].kind != TOKEN_MARK &&
        !work->in->items[at + 1].capital)
        return at + 1;
    return at;
}

static bool ends_sentence(const struct work *work, int at)
{
    return at < 0 || at >= work->in->count ||
           (work->in->items[at].kind == TOKEN_MARK && work->in->items[at].mark != '\'');
}

static const struct memo *find(const struct work *work, int section, int at);

static bool has_word(const struct element *element, const struct token *token)
{
    for (int i = 0; token->kind == TOKEN_WORD && token->word && i < element->count; i++)
        if (element->words[i] == token->word)
            return true;
    return false;
}

/* The end of what one element takes at `at`, -1 when it is not there. */
static int take(const struct work *work, const struct element *element, int at)
{
    const struct token *token = at < work->in->count ? &work->in->items[at] : NULL;
    switch (element->kind) {
    case ELEMENT_START:
        return ends_sentence(work, at - 1) ? at : -1;
    case ELEMENT_END:
        return ends_sentence(work, at) ? at : -1;
    case ELEMENT_NOT:
        return token && has_word(element, token) ? -1 : at;
    case ELEMENT_SECTION:
        return find(work, element->section, at)->end > at ? find(work, element->section, at)->end
                                                          : -1;
    case ELEMENT_NUMBER:
        return token && token->kind == TOKEN_NUMBER &&
                       (element->mark == '*' || (element->mark == '@') == (token->digits == 4))
                   ? at + 1
                   : -1;
    case ELEMENT_MARK:
        return token && token_is_mark(token, element->mark) ? at + 1 : -1;
    default:
        return token && has_word(element, token) ? at + 1 : -1;
    }
}

static int match(const struct work *work, const struct rule *rule, int index, int at,
                 struct spans *spans)
{
    if (index == rule->element_count)
        return at;
    const struct element *element = &rule->elements[index];
    bool zero = element->kind == ELEMENT_START || element->kind == ELEMENT_END;
    int here = index && !zero ? step(work, at) : at;
    int end = take(work, element, here);
    if (end >= 0) {
        int all = match(work, rule, index + 1, end > here ? end : at, spans);
        if (all >= 0) {
            spans->first[index] = here;
            spans->last[index] = end;
            return all;
        }
    }
    spans->first[index] = spans->last[index] = at;
    return element->optional ? match(work, rule, index + 1, at, spans) : -1;
}

static const struct memo *find(const struct work *work, int section, int at)
{
    static const struct memo none = {-1, 0};
    if (at >= work->in->count)
        return &none;
    struct memo *memo = &work->memos[at * work->glosses->count + section];
    if (memo->end)
        return memo->end == -2 ? &none : memo;
    memo->end = -2;
    const struct section *where = &work->glosses->sections[section];
    int best = -1, found = 0;
    for (int i = 0; i < where->count; i++) {
        struct spans spans;
        const struct element *first = &where->rules[i].elements[0];
        if (first->kind == ELEMENT_WORD && !first->optional &&
            !has_word(first, &work->in->items[at]))
            continue;
        int end = match(work, &where->rules[i], 0, at, &spans);
        if (end > at && end > best) {
            best = end;
            found = i;
        }
    }
    *memo = (struct memo){best, found};
    return memo;
}

static void put_word(const struct work *work, struct token *token, struct view text)
{
    token->word = lexicon_find(work->own, text);
    const struct lexicon_word *word = lexicon_word(work->own, token->word);
    token->kind = TOKEN_WORD;
    token->text = text;
    token->classes = token->word ? word->classes : (struct lexicon_bits){{0}};
    token->value = token->word ? word->value : 0;
    token->stem = token_stem(text);
}

/* Which words of the rule's a word stands for cannot be told: the first and the last have their ends, those
 * between none. */
static void put_text(const struct work *work, struct view text, const struct token *first,
                     const struct token *last, bool leads, bool closes)
{
    struct token *token = token_add(work->out);
    *token = *first;
    token->at = leads ? first->at : closes ? last->at : first->end;
    token->end = closes ? last->end : first->end;
    token->capital = first->capital && leads && first->end - first->at > 1;
    token->upper = first->upper && leads;
    token->glued = first->glued && leads;
    int64_t value;
    if (byte_is_digit(text.at[0]) && view_int(text, &value)) {
        *token = (struct token){.kind = TOKEN_NUMBER, .at = token->at, .end = token->end};
        token->text = text;
        token->value = value;
        token->digits = (uint8_t)text.len;
        token->stem = token_stem(text);
        bits_add(&token->classes, LEX_NUMBER);
    } else if (text.len == 1 && !byte_is_letter(text.at[0])) {
        token->kind = TOKEN_MARK;
        token->glued = true;
        token->mark = text.at[0];
        token->value = 1;
        token->word = 0;
        token->classes = (struct lexicon_bits){{0}};
        bits_add(&token->classes, text.at[0] == '?'   ? LEX_QUESTION
                                  : text.at[0] == '.' ? LEX_STOPMARK
                                                      : LEX_COMMA);
    } else
        put_word(work, token, text);
}

/* A token for which there is no rule: names and marks stay, no word of it is one of the reader's. */
static void put_other(const struct work *work, const struct token *token)
{
    struct token *copy = token_add(work->out);
    *copy = *token;
    copy->word = 0;
    if (token->kind != TOKEN_WORD)
        return;
    bool plain = token_has(token, work->harmless);
    bool special = token_has(token, LEX_EMAIL) || token_has(token, LEX_URL) ||
                   token_has(token, LEX_TIME) || token_has(token, LEX_BILL);
    if (special)
        return;
    copy->classes = (struct lexicon_bits){{0}};
    if (work->vocabulary && names_know(work->vocabulary, token)) {
        if (lexicon_find(work->own, token->text))
            put_word(work, copy, token->text);
        return;
    }
    bool own = lexicon_find(work->own, token->text) != 0;
    /* A capital makes a name, but not of a French word. */
    if (!plain && (!token->capital || own))
        bits_add(&copy->classes, LEX_STRANGE);
    if (plain || own)
        copy->text = view_of("~");
}

static void put(const struct work *work, int section, int at)
{
    const struct memo *memo = find(work, section, at);
    const struct rule *rule = &work->glosses->sections[section].rules[memo->rule];
    struct spans spans;
    match(work, rule, 0, at, &spans);
    const struct token *first = &work->in->items[at], *last = &work->in->items[memo->end - 1];
    for (int i = 0; i < rule->output_count; i++) {
        const struct output *output = &rule->outputs[i];
        if (!output->element) {
            put_text(work, output->text, first, last, !i, i == rule->output_count - 1);
            continue;
        }
        const struct element *element = &rule->elements[output->element - 1];
        int from = spans.first[output->element - 1], to = spans.last[output->element - 1];
        if (from == to)
            continue;
        if (element->kind == ELEMENT_SECTION)
            put(work, element->section, from);
        else
            put_other(work, &work->in->items[from]);
    }
}

static void gloss(struct arena *arena, const struct lexicon *lexicon,
                  const struct vocabulary *vocabulary, struct tokens *in, struct tokens *out)
{
    struct work work = {.glosses = lexicon_glosses(lexicon),
                        .vocabulary = vocabulary,
                        .own = lexicon_french(),
                        .in = in,
                        .out = out,
                        .harmless = lexicon_class(lexicon, VIEW("harmless"))};
    work.memos = arena_array(arena, (size_t)(in->count + 1) * (size_t)work.glosses->count,
                             sizeof *work.memos);
    *out = (struct tokens){.original = in->original, .arena = arena, .lexicon = work.own};
    for (int at = 0; at < in->count;) {
        const struct memo *memo = find(&work, 0, at);
        if (memo->end > at) {
            put(&work, 0, at);
            at = memo->end;
        } else
            put_other(&work, &in->items[at++]);
    }
}

void gloss_read(struct arena *arena, const struct vocabulary *vocabulary, struct view text,
                struct tokens *tokens)
{
    const struct lexicon *lexicon = lexicon_of(vocabulary_language(vocabulary));
    struct tokens in;
    tokens_read(arena, lexicon, text, lexicon_glosses(lexicon) ? &in : tokens);
    if (lexicon_glosses(lexicon))
        gloss(arena, lexicon, vocabulary, &in, tokens);
}

struct view gloss_name(struct arena *arena, const char *language, struct view name)
{
    const struct lexicon *lexicon = lexicon_of(language);
    struct tokens in, out;
    struct text words = text_in(arena);
    if (!lexicon_glosses(lexicon))
        return name;
    tokens_read(arena, lexicon, name, &in);
    gloss(arena, lexicon, NULL, &in, &out);
    for (int i = 0; i < out.count; i++) {
        /* A word that no rule knows stays the name's own. */
        bool known = out.items[i].kind == TOKEN_WORD && out.items[i].word;
        struct view own = view_cut(name, out.items[i].at, out.items[i].end);
        text_print(&words, "%s", i ? " " : "");
        text_add_view(&words, known ? out.items[i].text : own);
    }
    return text_view(&words);
}
