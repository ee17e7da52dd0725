/* gsm7: what a text costs as text message, and its letters in the alphabet of phones.
 *
 * GSM 03.38 (3GPP TS 23.038, default alphabet and extension table): 160 septets in one segment, 153 in each of
 * several; anything else is UCS-2: 70 and 67 units. An escape pair or a surrogate pair is never split. Only
 * letters that the alphabet lacks are folded ("reçu" -> "recu"; à é è ù stay); a letter that has no plain form
 * (another script) is not lost: then the text stays as it is, in UCS-2. Pure.
 */
#ifndef PARSERS_GSM7_H
#define PARSERS_GSM7_H

#include "parsers/text.h"

enum { GSM7_SEGMENTS = 3 }; /* of one text of ours */

/* Septets of a character: 1, 2 (with escape), 0: the alphabet does not have it. */
int gsm7_cost(uint32_t rune);

struct gsm7_size {
    bool ucs2;
    int units;    /* septets, or UTF-16 units */
    int segments; /* 0 for an empty text */
};
/* `text` is UTF-8, taken as it is; what is no UTF-8 counts as U+FFFD. */
struct gsm7_size gsm7_measure(struct view text);
/* The text with what the alphabet lacks folded; no-break blanks are blanks, CR and other controls are dropped. */
struct view gsm7_fold(struct arena *arena, struct view text);
/* How many bytes of a folded text fit into so many segments, in the encoding that the whole needs; never
 * within a character. */
size_t gsm7_cut(struct view text, int segments);

#endif
