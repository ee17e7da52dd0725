/* token: words, numbers and marks of a text.
 *
 * Job: cut folded text into tokens with their lexicon classes; spellings of the SMS kind become the
 * words they stand for ("jpeu" is "je" "peux", both at the same place). Promise: linear.
 */
#ifndef PARSERS_TOKEN_H
#define PARSERS_TOKEN_H

#include "parsers/fold.h"
#include "parsers/lexicon.h"

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK, TOKEN_CHUNK };

struct token {
    enum token_kind kind;
    char mark;           /* TOKEN_MARK: the byte; '\n' is a line end */
    bool glued;          /* no blank between this and the one before */
    bool capital, upper; /* as written: first letter, all letters */
    bool quoted;         /* between quotation marks */
    uint8_t digits;      /* TOKEN_NUMBER: how many */
    uint16_t word;       /* lexicon id, 0 unknown */
    uint32_t at, end;    /* bytes of the original text */
    struct view text;    /* folded, as written */
    int64_t value;       /* a number's, or the word's */
    uint64_t stem;       /* hash without plural ending: names are compared by it */
    struct lexicon_bits classes;
    int chunk;       /* TOKEN_CHUNK: index in its table */
    int first, last; /* TOKEN_CHUNK: tokens it was made of, [first, last) */
};

struct tokens {
    struct view original;
    struct token *items;
    int count, cap;
    struct arena *arena;
    const struct lexicon *lexicon;
};

void tokens_read(struct arena *arena, const struct lexicon *lexicon, struct view text,
                 struct tokens *tokens);
struct token *token_add(struct tokens *tokens);
static inline bool token_has(const struct token *token, int class)
{
    return bits_has(&token->classes, class);
}
bool token_is(const struct token *token, const char *word);
/* One of the words joined by '|'. */
bool token_is_any(const struct token *token, const char *words);
bool token_is_mark(const struct token *token, char mark);
/* Hash of a folded word without plural endings. */
uint64_t token_stem(struct view word);
/* The original text of tokens [first, last). */
struct view tokens_view(const struct tokens *tokens, int first, int last);

#endif
