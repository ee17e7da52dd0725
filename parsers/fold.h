/* fold: text as the lexicon sees it, with the way back.
 *
 * Job: lower case, no accents, œ and æ as two letters, every apostrophe as ', every blank (no-break
 * ones too) as a space, every dash as -. Caller: parsers/token, parsers/vocabulary. Promise: linear;
 * `at[i]` is the byte of the original text that folded byte i came from, at[len] is its end; what is
 * no UTF-8 is read as Windows-1252 byte by byte. Line ends stay LF; invisible characters vanish;
 * what has no Latin letter (emoji, other scripts) stays as its UTF-8 bytes.
 */
#ifndef PARSERS_FOLD_H
#define PARSERS_FOLD_H

#include "parsers/text.h"

struct fold {
    char *text; /* NUL-terminated */
    size_t len;
    uint32_t *at; /* len + 1 offsets; texts over 4 GiB are cut */
};

void fold_text(struct arena *arena, struct view view, struct fold *fold);
/* Only the folded text. */
char *fold_word(struct arena *arena, struct view view, size_t *len);

/* Takes the next character off `rest`; what is no UTF-8 is U+FFFD byte by byte. False at the end. */
bool fold_next(struct view *rest, uint32_t *rune);
/* The letters that a character is made of, without its marks, in their case: "Ê" is "E", "ﬁ" is "fi"; itself when
 * it is not made of others. Gives how many; 0 for what is never seen (joiners, selectors, marks alone). */
int fold_base(uint32_t rune, uint32_t parts[static 4]);
/* A letter or a digit, in any script. */
bool fold_is_letter(uint32_t rune);

#endif
