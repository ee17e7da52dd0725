#include "parsers/vocabulary.h"

#include <string.h>

#include "parsers/fold.h"
#include "parsers/gloss.h"
#include "parsers/names.h"

enum { FORM_WORDS = 10, BUCKETS = 1024 };

/* One way to say a name: its words without articles and plurals. */
struct form {
    int name, count, next; /* next with the same first word, -1 */
    uint64_t stems[FORM_WORDS];
    bool weak;
};

struct vocabulary_word {
    struct view text;
    uint64_t stem;
    int next; /* next with the same first letter, -1 */
};

struct vocabulary {
    struct arena *arena;
    const char *language;
    struct name *names;
    int name_count;
    struct form *forms;
    int form_count, form_cap;
    int buckets[BUCKETS];
    struct vocabulary_word *words;
    int word_count, word_cap;
    int letters[256];
    uint64_t (*name_words)[32]; /* all words of a name, its aliases and town */
    int *name_word_count;
};

static bool is_skipped(struct view word)
{
    static const char *const skipped[] = {"de", "d", "du", "des", "la", "le", "les",
                                          "l",  "a", "au", "aux", "en", "et", "chez"};
    for (size_t i = 0; i < sizeof skipped / sizeof *skipped; i++)
        if (view_is(word, skipped[i]))
            return true;
    return false;
}

static bool next_piece(struct view *rest, struct view *word)
{
    size_t start = 0, end;
    while (start < rest->len && !byte_is_letter(rest->at[start]) &&
           !byte_is_digit(rest->at[start]) && (unsigned char)rest->at[start] < 0x80)
        start++;
    bool digit = start < rest->len && byte_is_digit(rest->at[start]);
    for (end = start; end < rest->len; end++) {
        char byte = rest->at[end];
        if (digit ? !byte_is_digit(byte) : !byte_is_letter(byte) && (unsigned char)byte < 0x80)
            break;
    }
    *word = view_cut(*rest, start, end);
    *rest = view_cut(*rest, end, rest->len);
    return word->len > 0;
}

static void learn_word(struct vocabulary *vocabulary, int name, struct view word)
{
    uint64_t stem = token_stem(word);
    int *count = &vocabulary->name_word_count[name];
    bool known = false;
    for (int i = 0; i < *count; i++)
        known |= vocabulary->name_words[name][i] == stem;
    if (!known && *count < 32)
        vocabulary->name_words[name][(*count)++] = stem;
    int *head = &vocabulary->letters[(unsigned char)word.at[0]];
    for (int i = *head; i >= 0; i = vocabulary->words[i].next)
        if (vocabulary->words[i].stem == stem)
            return;
    if (vocabulary->word_count == vocabulary->word_cap) {
        int cap = vocabulary->word_cap ? 2 * vocabulary->word_cap : 64;
        vocabulary->words =
            arena_grow(vocabulary->arena, vocabulary->words, (size_t)vocabulary->word_count,
                       (size_t)cap, sizeof *vocabulary->words);
        vocabulary->word_cap = cap;
    }
    vocabulary->words[vocabulary->word_count] = (struct vocabulary_word){word, stem, *head};
    *head = vocabulary->word_count++;
}

static void add_words(struct vocabulary *vocabulary, int name, struct view text)
{
    struct form form = {.name = name};
    struct view rest = text, word, first = {NULL, 0};
    while (next_piece(&rest, &word)) {
        if (is_skipped(word))
            continue;
        if (form.count == FORM_WORDS)
            return;
        if (!form.count)
            first = word;
        form.stems[form.count++] = token_stem(word);
        learn_word(vocabulary, name, word);
    }
    if (!form.count)
        return;
    if (form.count == 1) {
        uint16_t id = lexicon_find(lexicon_french(), first);
        form.weak = id && bits_has(&lexicon_word(lexicon_french(), id)->classes, LEX_WEAK);
        /* "panier" alone never names a formula (SPEC). */
        if (id && bits_has(&lexicon_word(lexicon_french(), id)->classes, LEX_BASKETLIKE) &&
            vocabulary->names[name].kind == NAME_FORMULA)
            return;
    }
    if (vocabulary->form_count == vocabulary->form_cap) {
        int cap = vocabulary->form_cap ? 2 * vocabulary->form_cap : 64;
        vocabulary->forms =
            arena_grow(vocabulary->arena, vocabulary->forms, (size_t)vocabulary->form_count,
                       (size_t)cap, sizeof *vocabulary->forms);
        vocabulary->form_cap = cap;
    }
    int *head = &vocabulary->buckets[form.stems[0] % BUCKETS];
    form.next = *head;
    *head = vocabulary->form_count;
    vocabulary->forms[vocabulary->form_count++] = form;
}

static void add_form(struct vocabulary *vocabulary, int name, struct view text)
{
    add_words(vocabulary, name, text);
    /* A name in the second language is also what its words stand for. */
    struct view glossed = gloss_name(vocabulary->arena, vocabulary->language, text);
    if (!view_equal(glossed, text))
        add_words(vocabulary, name, glossed);
}

/* "Miel de lavande 500 g" is also "miel de lavande". */
static struct view without_pack(struct view name)
{
    for (size_t i = name.len; i-- > 1;)
        if (byte_is_digit(name.at[i]) && name.at[i - 1] == ' ') {
            struct view tail = view_cut(name, i, name.len);
            if (view_ends(tail, " g") || view_ends(tail, " kg") || view_ends(tail, " l") ||
                view_ends(tail, " cl") || view_ends(tail, " ml"))
                return view_cut(name, 0, i - 1);
        }
    return (struct view){NULL, 0};
}

static void add_name(struct vocabulary *vocabulary, int index)
{
    const struct name *name = &vocabulary->names[index];
    struct view rest, item;
    size_t len;
    char *folded = fold_word(vocabulary->arena, view_of(name->code), &len);
    add_form(vocabulary, index, view_make(folded, len));
    folded = fold_word(vocabulary->arena, view_of(name->name), &len);
    add_form(vocabulary, index, view_make(folded, len));
    struct view pack = without_pack(view_make(folded, len));
    if (pack.len && name->kind == NAME_PRODUCT)
        add_form(vocabulary, index, pack);
    /* "Veynes - Café de la Poste" is also each of its halves. */
    size_t dash = view_find(view_make(folded, len), " - ");
    if (name->kind == NAME_DEPOT && dash != SIZE_MAX) {
        add_form(vocabulary, index, view_make(folded, dash));
        add_form(vocabulary, index, view_make(folded + dash + 3, len - dash - 3));
    }
    folded = fold_word(vocabulary->arena, view_of(name->aliases), &len);
    rest = view_make(folded, len);
    while (view_item(&rest, '|', &item))
        add_form(vocabulary, index, item);
    if (name->kind == NAME_DEPOT) {
        folded = fold_word(vocabulary->arena, view_of(name->town), &len);
        add_form(vocabulary, index, view_make(folded, len));
    }
}

static struct vocabulary *make(struct arena *arena, const struct name *names, int count,
                               const char *language)
{
    struct vocabulary *vocabulary = arena_alloc(arena, sizeof *vocabulary);
    vocabulary->arena = arena;
    vocabulary->language = arena_text(arena, language);
    vocabulary->names = arena_array(arena, (size_t)count + 1, sizeof *names);
    vocabulary->name_words = arena_array(arena, (size_t)count + 1, sizeof *vocabulary->name_words);
    vocabulary->name_word_count = arena_array(arena, (size_t)count + 1, sizeof(int));
    memset(vocabulary->buckets, -1, sizeof vocabulary->buckets);
    memset(vocabulary->letters, -1, sizeof vocabulary->letters);
    for (int i = 0; i < count; i++) {
        struct name *name = &vocabulary->names[i];
        *name = (struct name){names[i].kind,
                              arena_text(arena, names[i].code),
                              arena_text(arena, names[i].name),
                              arena_text(arena, names[i].aliases),
                              arena_text(arena, names[i].town),
                              arena_text(arena, names[i].unit)};
        vocabulary->name_count++;
        add_name(vocabulary, i);
    }
    return vocabulary;
}

struct vocabulary *vocabulary_new(struct arena *arena, const struct name *names, int count)
{
    return make(arena, names, count, "fr");
}

const struct vocabulary *vocabulary_in(struct arena *arena, const struct vocabulary *vocabulary,
                                       const char *language)
{
    return !strcmp(vocabulary->language, language)
               ? vocabulary
               : make(arena, vocabulary->names, vocabulary->name_count, language);
}

const char *vocabulary_language(const struct vocabulary *vocabulary)
{
    return vocabulary ? vocabulary->language : "fr";
}

bool names_know(const struct vocabulary *vocabulary, const struct token *token)
{
    int head = vocabulary->letters[(unsigned char)token->text.at[0]];
    for (int i = head; i >= 0; i = vocabulary->words[i].next)
        if (vocabulary->words[i].stem == token->stem)
            return true;
    return false;
}

const struct name *names_get(const struct vocabulary *vocabulary, int index)
{
    return &vocabulary->names[index];
}

/* One letter wrong, missing, too many or two swapped. */
static bool is_near(struct view a, struct view b)
{
    if (a.len > b.len) {
        struct view swap = a;
        a = b;
        b = swap;
    }
    if (b.len - a.len > 1)
        return false;
    size_t i = 0, j = 0;
    while (i < a.len && a.at[i] == b.at[i])
        i++;
    while (j < a.len - i && a.at[a.len - 1 - j] == b.at[b.len - 1 - j])
        j++;
    if (a.len != b.len)
        return i + j >= a.len;
    return i + j + 1 >= a.len ||
           (i + j + 2 == a.len && a.at[i] == b.at[i + 1] && a.at[i + 1] == b.at[i]);
}

static struct view singular(struct view word)
{
    while (word.len > 3 && (word.at[word.len - 1] == 's' || word.at[word.len - 1] == 'x'))
        word.len--;
    return word;
}

/* "tome" is "tomme", "pome" is "pomme": the same but for doubled letters. */
static bool is_same_but_doubled(struct view a, struct view b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len && a.at[i] == b.at[j]) {
        char byte = a.at[i];
        while (i < a.len && a.at[i] == byte)
            i++;
        while (j < b.len && b.at[j] == byte)
            j++;
    }
    return i == a.len && j == b.len;
}

/* The token's stem, or that of the vocabulary's word which it misspells. */
static uint64_t stem_of(const struct vocabulary *vocabulary, const struct token *token)
{
    if (token->word || token->kind != TOKEN_WORD || token->text.len < 4)
        return token->stem;
    struct view written = singular(token->text);
    int head = vocabulary->letters[(unsigned char)token->text.at[0]];
    for (int i = head; i >= 0; i = vocabulary->words[i].next)
        if (vocabulary->words[i].stem == token->stem)
            return token->stem;
    for (int i = head; i >= 0; i = vocabulary->words[i].next) {
        struct view word = singular(vocabulary->words[i].text);
        if (is_same_but_doubled(word, written) ||
            (word.len >= 5 && written.len >= 5 && is_near(word, written)))
            return vocabulary->words[i].stem;
    }
    return token->stem;
}

static bool is_between(const struct token *token)
{
    return (token->kind == TOKEN_WORD && is_skipped(token->text)) || token_is_mark(token, '-');
}

/* Where the next word of a name may stand: small words are stepped over. */
static int step(const struct tokens *tokens, int at)
{
    int skipped = 0;
    while (at < tokens->count && skipped < 3 && is_between(&tokens->items[at]))
        at++, skipped++;
    return at;
}

/* "œufs le 12", "œufs 12 mars": that number is a day, no part of the name. */
static bool is_day(const struct tokens *tokens, int from, int at)
{
    if (at >= tokens->count || tokens->items[at].kind != TOKEN_NUMBER)
        return false;
    for (int i = from; i < at; i++)
        if (!token_is_any(&tokens->items[i], "de|d") && tokens->items[i].kind == TOKEN_WORD)
            return true;
    return at + 1 < tokens->count && (token_has(&tokens->items[at + 1], LEX_MONTH) ||
                                      token_is_mark(&tokens->items[at + 1], '/'));
}

static int match_form(const struct vocabulary *vocabulary, const struct tokens *tokens, int at,
                      const struct form *form)
{
    int i = at;
    for (int w = 0; w < form->count; w++) {
        int here = w ? step(tokens, i) : i;
        if (here >= tokens->count || tokens->items[here].kind == TOKEN_CHUNK ||
            (w && is_day(tokens, i, here)) ||
            stem_of(vocabulary, &tokens->items[here]) != form->stems[w])
            return at;
        i = here + 1;
    }
    return i;
}

static void named_add(struct named *named, int name)
{
    for (int i = 0; i < named->count; i++)
        if (named->names[i] == name)
            return;
    if (named->count < NAMES_CHOICES)
        named->names[named->count++] = name;
}

static bool has_word(const struct vocabulary *vocabulary, int name, uint64_t stem)
{
    for (int i = 0; i < vocabulary->name_word_count[name]; i++)
        if (vocabulary->name_words[name][i] == stem)
            return true;
    return false;
}

/* "gare" and then "de Gap", "pot de miel" and then "de lavande": words that the name has, too. */
static int absorb(const struct vocabulary *vocabulary, const struct tokens *tokens, int end,
                  struct named *named)
{
    for (int words = 0; words < FORM_WORDS; words++) {
        int at = step(tokens, end);
        if (at < tokens->count && token_is_mark(&tokens->items[at], ',') &&
            named->kind == NAME_DEPOT)
            at = step(tokens, at + 1);
        if (at >= tokens->count || tokens->items[at].kind != TOKEN_WORD)
            return end;
        uint64_t stem = stem_of(vocabulary, &tokens->items[at]);
        struct named kept = {.kind = named->kind};
        for (int i = 0; i < named->count; i++)
            if (has_word(vocabulary, named->names[i], stem))
                kept.names[kept.count++] = named->names[i];
        if (!kept.count)
            return end;
        *named = kept;
        end = at + 1;
    }
    return end;
}

int names_at(const struct vocabulary *vocabulary, const struct tokens *tokens, int at,
             enum name_kind kind, struct named *named)
{
    const struct token *token = &tokens->items[at];
    int best = at;
    *named = (struct named){.kind = kind};
    if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER)
        return at;
    uint64_t stem = stem_of(vocabulary, token);
    for (int f = vocabulary->buckets[stem % BUCKETS]; f >= 0; f = vocabulary->forms[f].next) {
        const struct form *form = &vocabulary->forms[f];
        if (form->stems[0] != stem || vocabulary->names[form->name].kind != kind)
            continue;
        int end = match_form(vocabulary, tokens, at, form);
        if (end < best || end == at)
            continue;
        if (end > best)
            *named = (struct named){.kind = kind};
        best = end;
        named_add(named, form->name);
        named->weak = form->weak;
    }
    return best > at ? absorb(vocabulary, tokens, best, named) : at;
}

char *names_codes(struct arena *arena, const struct vocabulary *vocabulary,
                  const struct named *named)
{
    struct text text = text_in(arena);
    for (int i = 0; i < named->count; i++)
        text_print(&text, "%s%s", i ? "," : "", vocabulary->names[named->names[i]].code);
    return text.at;
}
