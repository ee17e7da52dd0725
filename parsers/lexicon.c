#include "parsers/lexicon.h"

#include <pthread.h>
#include <string.h>

#include "parsers/arena.h"
#include "parsers/embed.h"
#include "parsers/gloss.h"
#include "parsers/pattern.h"

enum { WORDS_MAX = 16384, SLOTS = 32768, DELETIONS = 1 << 17, EXPANSIONS = 8192 };

/* In the order of enum lexicon_class. */
static const char *const fixed_names[LEX_FIXED] = {
    "",         "month",  "weekday",    "cardinal",  "ordinal",   "unit",    "street",
    "feast",    "det",    "filler",     "greeting",  "closing",   "basket",  "skip",
    "date",     "period", "formula",    "depot",     "product",   "item",    "phone",
    "iban",     "email",  "url",        "time",      "number",    "bill",    "emoji",
    "comma",    "stop",   "question",   "break",     "known",     "next",    "liaison",
    "nameword", "weak",   "basketlike", "corrected", "datestart", "strange",
};

struct deletion {
    uint64_t hash;
    uint16_t word;
};

struct lexicon {
    struct arena *arena;
    struct lexicon_word *words; /* id 0 is no word */
    int word_count;
    uint16_t slots[SLOTS];
    struct view classes[LEXICON_CLASSES];
    int class_count;
    struct deletion *deletions; /* open addressing by hash, of typable words without one letter */
    int deletion_count;
    uint16_t expansions[EXPANSIONS];
    int expansion_count;
    struct patterns *patterns;
    struct glosses *glosses; /* a second language's */
    const char *fault;
};

struct lexicon_build {
    struct lexicon *lexicon;
    struct view meaning, detail;
    int section;
};

uint64_t lexicon_hash(struct view word)
{
    uint64_t hash = 14695981039346656037ull;
    for (size_t i = 0; i < word.len; i++)
        hash = (hash ^ (unsigned char)word.at[i]) * 1099511628211ull;
    hash ^= hash >> 32;
    return hash ? hash : 1;
}

static uint16_t *slot_of(struct lexicon *lexicon, struct view word)
{
    size_t slot = lexicon_hash(word) & (SLOTS - 1);
    while (lexicon->slots[slot] && !view_equal(lexicon->words[lexicon->slots[slot]].text, word))
        slot = (slot + 1) & (SLOTS - 1);
    return &lexicon->slots[slot];
}

uint16_t lexicon_find(const struct lexicon *lexicon, struct view word)
{
    if (!word.len || word.len > LEXICON_LONGEST)
        return 0;
    size_t slot = lexicon_hash(word) & (SLOTS - 1);
    while (lexicon->slots[slot]) {
        if (view_equal(lexicon->words[lexicon->slots[slot]].text, word))
            return lexicon->slots[slot];
        slot = (slot + 1) & (SLOTS - 1);
    }
    return 0;
}

const struct lexicon_word *lexicon_word(const struct lexicon *lexicon, uint16_t id)
{
    return &lexicon->words[id];
}

uint16_t lexicon_intern(struct lexicon_build *build, struct view word)
{
    struct lexicon *lexicon = build->lexicon;
    uint16_t *slot = slot_of(lexicon, word);
    if (*slot)
        return *slot;
    if (lexicon->word_count >= WORDS_MAX || word.len > LEXICON_LONGEST) {
        lexicon->fault = "too many words, or one too long";
        return 0;
    }
    *slot = (uint16_t)lexicon->word_count++;
    lexicon->words[*slot].text = word;
    bits_add(&lexicon->words[*slot].classes, LEX_KNOWN);
    return *slot;
}

int lexicon_class(const struct lexicon *lexicon, struct view name)
{
    for (int i = 1; i < lexicon->class_count; i++)
        if (view_equal(lexicon->classes[i], name))
            return i;
    return 0;
}

int lexicon_intern_class(struct lexicon_build *build, struct view name)
{
    struct lexicon *lexicon = build->lexicon;
    int id = lexicon_class(lexicon, name);
    if (id)
        return id;
    if (lexicon->class_count >= LEXICON_CLASSES) {
        lexicon->fault = "too many classes";
        return 0;
    }
    lexicon->classes[lexicon->class_count] = name;
    return lexicon->class_count++;
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

static void add_form(struct lexicon_build *build, struct view form, int class)
{
    size_t equal = view_find_byte(form, '=');
    int64_t value = 0;
    bool valued = equal != SIZE_MAX && view_int(view_cut(form, equal + 1, form.len), &value);
    uint16_t id = lexicon_intern(build, valued ? view_cut(form, 0, equal) : form);
    struct lexicon_word *word = &build->lexicon->words[id];
    bits_add(&word->classes, class);
    if (valued)
        word->value = (int)value;
}

/* Regular verbs of the first group: what is written after the stem, by form. */
static const struct {
    const char *form, *endings[8];
} verb_er[] = {
    {".inf", {"er"}},
    {".imp", {"ez", "e", "es", "ons"}},
    {".pr", {"e", "ons", "es", "ez"}},
    {".fut", {"erai", "erons", "era", "erez", "eront", "ra"}},
    {".pp", {"e", "ee", "es", "ees"}},
    {".past", {"ais", "ait", "ions", "iez", "aient"}},
    {".cond", {"erais", "erait", "erions", "eriez", "eraient"}},
};

static void add_verbs(struct lexicon_build *build, struct view name, struct view stems)
{
    struct arena *arena = build->lexicon->arena;
    struct view stem;
    while (next_word(&stems, &stem))
        for (size_t f = 0; f < sizeof verb_er / sizeof *verb_er; f++) {
            const char *class =
                arena_print(arena, "%.*s%s", (int)name.len, name.at, verb_er[f].form);
            int id = lexicon_intern_class(build, view_of(class));
            for (int e = 0; e < 8 && verb_er[f].endings[e]; e++) {
                /* "changons" is written "changeons". */
                const char *ending = verb_er[f].endings[e];
                bool soft = stem.at[stem.len - 1] == 'g' && (ending[0] == 'o' || ending[0] == 'a');
                const char *form =
                    arena_print(arena, "%.*s%s%s", (int)stem.len, stem.at, soft ? "e" : "", ending);
                add_form(build, view_of(form), id);
            }
        }
}

static void add_expansion(struct lexicon_build *build, struct view form, struct view words)
{
    struct lexicon *lexicon = build->lexicon;
    uint16_t id = lexicon_intern(build, form);
    uint16_t *first = lexicon->expansions + lexicon->expansion_count;
    struct view word;
    int count = 0;
    while (next_word(&words, &word) && lexicon->expansion_count < EXPANSIONS) {
        lexicon->expansions[lexicon->expansion_count++] = lexicon_intern(build, word);
        count++;
    }
    if (lexicon->words[id].expansion_count || !count || count > 6)
        lexicon->fault =
            arena_print(lexicon->arena, "%.*s: two expansions, or none", (int)form.len, form.at);
    lexicon->words[id].expansion = first;
    lexicon->words[id].expansion_count = (uint8_t)count;
}

static const char *add_line(struct lexicon_build *build, struct view line)
{
    size_t arrow = view_find(line, " => "), colon = view_find(line, ": ");
    struct view word;
    if (line.at[0] == '[') {
        struct view head = view_cut(line, 1, line.len - 1);
        next_word(&head, &build->meaning);
        next_word(&head, &build->detail);
        build->section++;
        return view_ends(line, "]") ? NULL : "no ]";
    }
    if (build->meaning.len && build->lexicon->glosses)
        return glosses_add(build->lexicon->glosses, build, build->meaning, line);
    if (line.at[0] == '~') {
        struct view rest = view_cut(line, 1, line.len);
        while (next_word(&rest, &word))
            build->lexicon->words[lexicon_intern(build, word)].typable = true;
        return NULL;
    }
    if (arrow != SIZE_MAX) {
        add_expansion(build, view_trim(view_cut(line, 0, arrow)),
                      view_cut(line, arrow + 4, line.len));
        return NULL;
    }
    if (build->meaning.len)
        return patterns_add(build->lexicon->patterns, build, build->meaning, build->detail,
                            build->section, line);
    if (colon == SIZE_MAX)
        return "neither a class nor a phrase";
    struct view name = view_cut(line, 0, colon), forms = view_cut(line, colon + 2, line.len);
    if (view_ends(name, " +er")) {
        add_verbs(build, view_cut(name, 0, name.len - 4), forms);
        return NULL;
    }
    int id = lexicon_intern_class(build, name);
    while (next_word(&forms, &word))
        add_form(build, word, id);
    return NULL;
}

static void deletion_add(struct lexicon *lexicon, uint64_t hash, uint16_t word)
{
    size_t slot = hash & (DELETIONS - 1);
    while (lexicon->deletions[slot].word) {
        if (lexicon->deletions[slot].hash == hash && lexicon->deletions[slot].word == word)
            return;
        slot = (slot + 1) & (DELETIONS - 1);
    }
    if (++lexicon->deletion_count > DELETIONS / 2) {
        lexicon->fault = "too many typable words";
        return;
    }
    lexicon->deletions[slot] = (struct deletion){hash, word};
}

/* Calls `each` with the hash of the word itself, without one letter and, when long, without two. */
static int deletions_of(struct view word, uint64_t *hashes, int max)
{
    int count = 0;
    char less[LEXICON_LONGEST], two[LEXICON_LONGEST];
    hashes[count++] = lexicon_hash(word);
    for (size_t i = 0; i < word.len && count < max; i++) {
        memcpy(less, word.at, i);
        memcpy(less + i, word.at + i + 1, word.len - i - 1);
        hashes[count++] = lexicon_hash(view_make(less, word.len - 1));
        for (size_t j = i; word.len >= 9 && j + 1 < word.len && count < max; j++) {
            memcpy(two, less, j);
            memcpy(two + j, less + j + 1, word.len - j - 2);
            hashes[count++] = lexicon_hash(view_make(two, word.len - 2));
        }
    }
    return count;
}

enum { HASHES = 512 };

static void index_typable(struct lexicon *lexicon)
{
    uint64_t hashes[HASHES];
    for (int id = 1; id < lexicon->word_count; id++) {
        if (!lexicon->words[id].typable)
            continue;
        int count = deletions_of(lexicon->words[id].text, hashes, HASHES);
        for (int i = 0; i < count; i++)
            deletion_add(lexicon, hashes[i], (uint16_t)id);
    }
}

/* Damerau-Levenshtein distance (neighbours may be swapped), over words of the lexicon's length. */
static int distance(struct view a, struct view b)
{
    int rows[3][LEXICON_LONGEST + 1];
    for (size_t j = 0; j <= b.len; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            int best = above[j - 1] + (a.at[i - 1] != b.at[j - 1]);
            if (above[j] + 1 < best)
                best = above[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1] &&
                before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a.len % 3][b.len];
}

uint16_t lexicon_correct(const struct lexicon *lexicon, struct view word)
{
    if (word.len < 4 || word.len >= LEXICON_LONGEST)
        return 0;
    uint64_t hashes[HASHES];
    int count = deletions_of(word, hashes, HASHES), best = 3;
    uint16_t found = 0;
    for (int i = 0; i < count; i++)
        for (size_t slot = hashes[i] & (DELETIONS - 1); lexicon->deletions[slot].word;
             slot = (slot + 1) & (DELETIONS - 1)) {
            const struct deletion *item = &lexicon->deletions[slot];
            const struct lexicon_word *known = &lexicon->words[item->word];
            if (item->hash != hashes[i] || item->word == found || known->text.at[0] != word.at[0])
                continue;
            size_t shorter = known->text.len < word.len ? known->text.len : word.len;
            int allowed = shorter >= 9 ? 2 : shorter >= 5 || (shorter == 4 && word.len == 5);
            int errors = distance(known->text, word);
            if (errors > allowed || errors > best)
                continue;
            /* Of two as near, the one whose end is the same tells the form ("anuler", "annulez"). */
            if (errors == best && found &&
                known->text.at[known->text.len - 1] != word.at[word.len - 1])
                continue;
            best = errors;
            found = item->word;
        }
    return found;
}

const struct patterns *lexicon_patterns(const struct lexicon *lexicon)
{
    return lexicon->patterns;
}

const char *lexicon_fault(const struct lexicon *lexicon)
{
    return lexicon->fault;
}

static void read_file(struct lexicon_build *build, const struct embed *file)
{
    struct view rest = file->bytes, line;
    build->meaning = build->detail = (struct view){NULL, 0};
    for (int number = 1; view_line(&rest, &line); number++) {
        line = view_trim(line);
        if (!line.len || line.at[0] == '#')
            continue;
        const char *fault = add_line(build, line);
        if (fault && !build->lexicon->fault)
            build->lexicon->fault =
                arena_print(build->lexicon->arena, "%s:%d: %s", file->path, number, fault);
    }
}

const struct glosses *lexicon_glosses(const struct lexicon *lexicon)
{
    return lexicon->glosses;
}

static struct lexicon *build_from(const char *folder, bool second)
{
    struct arena *arena = arena_new();
    struct lexicon *lexicon = arena_alloc(arena, sizeof *lexicon);
    lexicon->arena = arena;
    lexicon->words = arena_array(arena, WORDS_MAX, sizeof *lexicon->words);
    lexicon->deletions = arena_array(arena, DELETIONS, sizeof *lexicon->deletions);
    lexicon->word_count = 1;
    lexicon->patterns = patterns_new(arena);
    lexicon->glosses = second ? glosses_new(arena) : NULL;
    for (int i = 0; i < LEX_FIXED; i++)
        lexicon->classes[i] = view_of(fixed_names[i]);
    lexicon->class_count = LEX_FIXED;
    struct lexicon_build build = {.lexicon = lexicon};
    size_t count;
    const struct embed *files = embed_all(&count);
    for (size_t i = 0; i < count; i++)
        if (view_starts(view_of(files[i].path), folder))
            read_file(&build, &files[i]);
    index_typable(lexicon);
    if (second && !lexicon->fault)
        lexicon->fault = glosses_fault(lexicon->glosses);
    return lexicon;
}

/* Written once, then only read. */
static struct lexicon *the_french, *the_english;
static pthread_once_t french_once = PTHREAD_ONCE_INIT, english_once = PTHREAD_ONCE_INIT;

static void french_build(void)
{
    the_french = build_from("parsers/lexicon/fr/", false);
}

static void english_build(void)
{
    the_english = build_from("parsers/lexicon/en/", true);
}

const struct lexicon *lexicon_french(void)
{
    pthread_once(&french_once, french_build);
    return the_french;
}

const struct lexicon *lexicon_of(const char *language)
{
    if (!language || strcmp(language, "en") != 0)
        return lexicon_french();
    pthread_once(&english_once, english_build);
    return the_english;
}
