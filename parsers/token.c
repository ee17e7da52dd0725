#include "parsers/token.h"

#include <string.h>

struct token *token_add(struct tokens *tokens)
{
    if (tokens->count == tokens->cap) {
        int cap = tokens->cap ? tokens->cap * 2 : 64;
        tokens->items = arena_grow(tokens->arena, tokens->items, (size_t)tokens->count, (size_t)cap,
                                   sizeof *tokens->items);
        tokens->cap = cap;
    }
    return &tokens->items[tokens->count++];
}

bool token_is(const struct token *token, const char *word)
{
    return token->kind == TOKEN_WORD && view_is(token->text, word);
}

bool token_is_any(const struct token *token, const char *words)
{
    if (token->kind != TOKEN_WORD)
        return false;
    const char *text = token->text.at;
    size_t len = token->text.len;
    for (const char *word = words;; word++) {
        size_t same = 0;
        while (same < len && word[same] == text[same])
            same++;
        if (same == len && (word[len] == '|' || !word[len]))
            return true;
        word += same;
        while (*word && *word != '|')
            word++;
        if (!*word)
            return false;
    }
}

bool token_is_mark(const struct token *token, char mark)
{
    return token->kind == TOKEN_MARK && token->mark == mark;
}

uint64_t token_stem(struct view word)
{
    while (word.len > 3 && (word.at[word.len - 1] == 's' || word.at[word.len - 1] == 'x'))
        word.len--;
    return lexicon_hash(word);
}

struct view tokens_view(const struct tokens *tokens, int first, int last)
{
    if (first >= last)
        return (struct view){tokens->original.at, 0};
    return view_cut(tokens->original, tokens->items[first].at, tokens->items[last - 1].end);
}

/* What folding leaves of other scripts are letters; symbols and emoji (U+2000 to U+2FFF, U+10000 on) are not. */
static bool is_letter(char byte)
{
    unsigned char first = (unsigned char)byte;
    return byte_is_letter(byte) || (first >= 0xC2 && first != 0xE2 && first < 0xF0);
}

/* "jeeee" is "je", "ouiiii" is "oui", "merciii" is "merci": three or more of one letter are one. */
static struct view unstretched(struct arena *arena, struct view word)
{
    for (size_t i = 2; i < word.len; i++)
        if (word.at[i] == word.at[i - 1] && word.at[i] == word.at[i - 2]) {
            char *out = arena_copy(arena, word.at, word.len);
            size_t len = 0;
            for (size_t j = 0; j < word.len;) {
                size_t run = j + 1;
                while (run < word.len && word.at[run] == word.at[j])
                    run++;
                out[len++] = word.at[j];
                if (run - j == 2)
                    out[len++] = word.at[j];
                j = run;
            }
            return view_make(out, len);
        }
    return word;
}

static void as_word(struct tokens *tokens, struct token *token, uint16_t id)
{
    const struct lexicon_word *word = lexicon_word(tokens->lexicon, id);
    token->word = id;
    token->text = word->text;
    token->classes = word->classes;
    token->value = word->value;
    token->stem = token_stem(word->text);
}

static void add_word(struct tokens *tokens, const struct token *made, struct view word);

/* "jpars", "jreviens": "je" and a word, written as one. */
static uint16_t find_run_on(struct tokens *tokens, const struct token *made, struct view word)
{
    enum { RUN_ON = 5 };
    struct view rest = view_cut(word, 1, word.len);
    uint16_t je =
        word.len >= RUN_ON && word.at[0] == 'j' ? lexicon_find(tokens->lexicon, VIEW("je")) : 0;
    if (!je || !lexicon_find(tokens->lexicon, rest))
        return 0;
    add_word(tokens, made, VIEW("je"));
    add_word(tokens, made, rest);
    tokens->items[tokens->count - 1].glued = false;
    return je;
}

static void add_word(struct tokens *tokens, const struct token *made, struct view word)
{
    word = unstretched(tokens->arena, word);
    uint16_t id = lexicon_find(tokens->lexicon, word);
    bool plural = false;
    if (!id && word.len > 3 && (word.at[word.len - 1] == 's' || word.at[word.len - 1] == 'x')) {
        /* A plural that the lexicon does not list is its singular's word. */
        id = lexicon_find(tokens->lexicon, view_cut(word, 0, word.len - 1));
        plural = id && !lexicon_word(tokens->lexicon, id)->expansion_count;
    }
    bool corrected = !id && (id = lexicon_correct(tokens->lexicon, word)) != 0;
    const struct lexicon_word *known = lexicon_word(tokens->lexicon, id);
    /* "500 g" are grammes, "g 2 salades" is "j'ai". */
    const struct token *before = tokens->count ? &tokens->items[tokens->count - 1] : NULL;
    bool unit = before && before->kind == TOKEN_NUMBER &&
                (bits_has(&known->classes, LEX_UNIT) || (word.len == 1 && word.at[0] != 'c'));
    /* "mardi 15 g exam": a day, no grammes. */
    if (unit && word.len == 1 && tokens->count > 1)
        unit = !token_has(before - 1, LEX_WEEKDAY);
    if (!id && (id = find_run_on(tokens, made, word)) != 0)
        return;
    if (!known->expansion_count || unit) {
        struct token *token = token_add(tokens);
        *token = *made;
        token->text = word;
        if (id)
            as_word(tokens, token, id);
        if (plural)
            token->text = word;
        token->stem = token_stem(word);
        if (corrected)
            bits_add(&token->classes, LEX_CORRECTED);
        return;
    }
    for (int i = 0; i < known->expansion_count; i++) {
        struct token *token = token_add(tokens);
        *token = *made;
        as_word(tokens, token, known->expansion[i]);
        if (i)
            token->glued = false;
    }
}

struct scan {
    struct fold fold;
    size_t at;
    bool blank;
    bool quoted;
};

static struct token token_from(const struct tokens *tokens, const struct scan *scan, size_t end)
{
    struct token made = {
        .kind = TOKEN_WORD,
        .glued = !scan->blank && tokens->count,
        .quoted = scan->quoted,
        .at = scan->fold.at[scan->at],
        .end = scan->fold.at[end],
        .text = {scan->fold.text + scan->at, end - scan->at},
    };
    /* Skipped blanks must not belong to the word before. */
    if (end > scan->at && scan->fold.at[end - 1] + 1 < made.end &&
        byte_is_space(tokens->original.at[made.end - 1]))
        made.end = scan->fold.at[end - 1] + 1;
    const char *raw = tokens->original.at;
    unsigned char first = (unsigned char)raw[made.at];
    unsigned char second = made.at + 1 < tokens->original.len ? (unsigned char)raw[made.at + 1] : 0;
    made.capital =
        (first >= 'A' && first <= 'Z') || (first == 0xC3 && second >= 0x80 && second <= 0x9E);
    made.upper = made.capital && made.end - made.at > 1;
    for (uint32_t i = made.at; made.upper && i < made.end; i++)
        made.upper = !(raw[i] >= 'a' && raw[i] <= 'z');
    return made;
}

static void read_number(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text;
    size_t end = scan->at, whole = scan->at;
    int64_t value = 0;
    /* "2main" has an entry of its own. */
    while (whole - scan->at < LEXICON_LONGEST &&
           (byte_is_digit(text[whole]) || is_letter(text[whole])))
        whole++;
    if (is_letter(text[scan->at + 1]) &&
        lexicon_find(tokens->lexicon, view_make(text + scan->at, whole - scan->at))) {
        struct token spelt = token_from(tokens, scan, whole);
        struct view word = {text + scan->at, whole - scan->at};
        scan->at = whole;
        add_word(tokens, &spelt, word);
        return;
    }
    while (byte_is_digit(text[end])) {
        if (end - scan->at < 17)
            value = value * 10 + (text[end] - '0');
        end++;
    }
    struct token *token = token_add(tokens);
    tokens->count--;
    struct token made = token_from(tokens, scan, end);
    made.kind = TOKEN_NUMBER;
    made.value = value;
    made.digits = end - scan->at > 200 ? 200 : (uint8_t)(end - scan->at);
    bits_add(&made.classes, LEX_NUMBER);
    made.stem = token_stem(made.text);
    tokens->count++;
    *token = made;
    scan->at = end;
}

/* 18h30, 19 h, 9h: a time of day is one token that no date or quantity reads. */
static bool read_time(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text;
    size_t end = scan->at;
    while (byte_is_digit(text[end]))
        end++;
    if (end - scan->at > 2)
        return false;
    size_t mark = end;
    if (text[mark] == ' ')
        mark++;
    if (text[mark] == ':' && mark == end && byte_is_digit(text[mark + 1]) &&
        byte_is_digit(text[mark + 2]) && !byte_is_digit(text[mark + 3]))
        end = mark + 3;
    else if (text[mark] == 'h' && !is_letter(text[mark + 1])) {
        end = mark + 1;
        while (byte_is_digit(text[end]))
            end++;
    } else
        return false;
    struct token made = token_from(tokens, scan, end);
    bits_add(&made.classes, LEX_TIME);
    *token_add(tokens) = made;
    scan->at = end;
    return true;
}

static bool is_address_byte(char byte)
{
    return is_letter(byte) || byte_is_digit(byte) || byte == '.' || byte == '_' || byte == '-' ||
           byte == '+' || byte == '@' || byte == '%';
}

/* An email address or a web address, from a letter or digit on. */
static bool read_address(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text;
    size_t end = scan->at, mark = SIZE_MAX;
    while (is_address_byte(text[end]) && end - scan->at < 254) {
        if (text[end] == '@' && mark == SIZE_MAX)
            mark = end;
        end++;
    }
    while (end > scan->at && (text[end - 1] == '.' || text[end - 1] == '-'))
        end--;
    bool web = !strncmp(text + scan->at, "http", 4) || !strncmp(text + scan->at, "www.", 4);
    if (web)
        while (text[end] && text[end] != ' ' && text[end] != '\n')
            end++;
    bool dotted = mark != SIZE_MAX && mark > scan->at && mark + 3 < end &&
                  memchr(text + mark, '.', end - mark) &&
                  !memchr(text + mark + 1, '@', end - mark - 1);
    if (!web && !dotted)
        return false;
    struct token made = token_from(tokens, scan, end);
    bits_add(&made.classes, web ? LEX_URL : LEX_EMAIL);
    *token_add(tokens) = made;
    scan->at = end;
    return true;
}

/* F2026-0012 */
static bool read_bill(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text + scan->at;
    size_t end = 0;
    if (text[end++] != 'f' || !byte_is_digit(text[end]))
        return false;
    while (byte_is_digit(text[end]))
        end++;
    if (end != 5 || text[end++] != '-' || !byte_is_digit(text[end]))
        return false;
    while (byte_is_digit(text[end]))
        end++;
    if (is_letter(text[end]) || end > 20)
        return false;
    struct token made = token_from(tokens, scan, scan->at + end);
    bits_add(&made.classes, LEX_BILL);
    *token_add(tokens) = made;
    scan->at += end;
    return true;
}

static void read_word(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text;
    size_t end = scan->at;
    while (is_letter(text[end]) || ((unsigned char)text[end] & 0xC0) == 0x80)
        end++;
    if (text[end] == '\'' && end - scan->at <= 12 && is_letter(text[end + 1])) {
        struct view left = {text + scan->at, end - scan->at};
        struct view whole = {text + scan->at, end - scan->at};
        size_t far = end + 1;
        while (is_letter(text[far]))
            far++;
        whole.len = far - scan->at;
        if (lexicon_find(tokens->lexicon, whole)) { /* aujourd'hui */
            end = far;
        } else {
            struct token made = token_from(tokens, scan, end);
            scan->at = end + 1;
            /* "j'" has its own entry ("j' => je"), so that a lone "c" can be "c'est". */
            left.len += lexicon_find(tokens->lexicon, view_make(left.at, left.len + 1)) != 0;
            add_word(tokens, &made, left);
            scan->blank = false;
            return;
        }
    }
    struct token made = token_from(tokens, scan, end);
    struct view word = {text + scan->at, end - scan->at};
    scan->at = end;
    if (word.len <= 64)
        add_word(tokens, &made, word);
    else
        *token_add(tokens) = made;
}

static void read_mark(struct tokens *tokens, struct scan *scan)
{
    const char *text = scan->fold.text;
    char byte = text[scan->at];
    size_t end = scan->at + 1;
    bool wide = (unsigned char)byte >= 0x80;
    while (wide && ((unsigned char)text[end] & 0xC0) == 0x80)
        end++;
    if (byte == '"')
        scan->quoted = !scan->quoted;
    if (byte == '\n')
        scan->quoted = false;
    struct token made = token_from(tokens, scan, end);
    made.kind = TOKEN_MARK;
    made.mark = wide ? 'e' : byte;
    bits_add(&made.classes, wide                     ? LEX_EMOJI
                            : byte == '?'            ? LEX_QUESTION
                            : byte == '\n'           ? LEX_BREAK
                            : memchr(".!;", byte, 3) ? LEX_STOPMARK
                                                     : LEX_COMMA);
    struct token *before = tokens->count ? &tokens->items[tokens->count - 1] : NULL;
    scan->at = end;
    /* "!!!!" and "..." are one mark; so that a text of nothing but marks stays short. */
    if (before && before->kind == TOKEN_MARK && before->mark == made.mark && made.glued &&
        byte != '\n' && !wide) {
        before->end = made.end;
        before->value++;
        return;
    }
    made.value = 1;
    *token_add(tokens) = made;
}

void tokens_read(struct arena *arena, const struct lexicon *lexicon, struct view text,
                 struct tokens *tokens)
{
    struct scan scan = {.blank = true};
    *tokens = (struct tokens){.original = text, .arena = arena, .lexicon = lexicon};
    fold_text(arena, text, &scan.fold);
    while (scan.at < scan.fold.len) {
        char byte = scan.fold.text[scan.at];
        if (byte == ' ') {
            scan.blank = true;
            scan.at++;
            continue;
        }
        if (byte_is_digit(byte)) {
            if (!read_address(tokens, &scan) && !read_time(tokens, &scan))
                read_number(tokens, &scan);
        } else if (is_letter(byte)) {
            if (!read_address(tokens, &scan) && !read_bill(tokens, &scan))
                read_word(tokens, &scan);
        } else
            read_mark(tokens, &scan);
        scan.blank = false;
    }
}
