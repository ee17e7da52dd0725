/* gloss: a text in a second language as the reader's own words.
 *
 * Job: the reader knows one closed set of concepts, whose names are French words (a farm's staff, its
 * names and its law are French). A second language is a folder parsers/lexicon/XX of rules that
 * say which of those words its phrases stand for, in the reader's order: "do not <give> => ne $3
 * pas". Tokens keep their place in the original text, so that what is quoted is quoted as written.
 * Caller: chunk, inwords, vocabulary. Promise: French is read as it always was; linear; a word that no
 * rule knows never becomes a French one and is marked LEX_STRANGE: caution.c then asks, never acts.
 *
 * Rules, in sections: "[text]" holds those that a text is read by, the longest that fits at a word
 * wins, then the first; "[name]" holds alternatives for <name>.
 *     left: word, a|b, <name>, @ (a number of four digits), % (any other),
 *           * (any), a mark (, - / : ? .), ^ (a sentence begins), $ (it ends),
 *           !a|b (none of these follows); any of them with "?" behind it may be missing
 *     right: words, numbers and marks; $2 is what the second element on the left stands for
 */
#ifndef PARSERS_GLOSS_H
#define PARSERS_GLOSS_H

#include "parsers/token.h"
#include "parsers/vocabulary.h"

struct lexicon_build;
struct glosses;

struct glosses *glosses_new(struct arena *arena);
/* One rule; what is wrong with it, or NULL. */
const char *glosses_add(struct glosses *glosses, struct lexicon_build *build, struct view section,
                        struct view line);
/* A section that is named and not there, or NULL. */
const char *glosses_fault(const struct glosses *glosses);

/* Tokens of a text in the vocabulary's language (French without one). */
void gloss_read(struct arena *arena, const struct vocabulary *vocabulary, struct view text,
                struct tokens *tokens);
/* A farm's name (folded) as gloss_read would give it, words joined by blanks. */
struct view gloss_name(struct arena *arena, const char *language, struct view name);

#endif
