/* sepa: what the texts and identifiers of a SEPA file may hold.
 *
 * Rules: EPC217-08 (the Latin character set that every bank takes, and how others become it), EPC409-09 (the countries),
 * EPC262-08 (creditor identifiers). Pure. Caller: the direct debit file. Promise: what sepa_text gives holds no
 * markup, so it stands in XML as it is.
 */
#ifndef PARSERS_SEPA_H
#define PARSERS_SEPA_H

#include <stdbool.h>

#include "parsers/text.h"

/* Letters without accents, digits, blanks and / - ? : ( ) . , ' + only, one line, at most `most` characters, blanks
 * at no end and never two; no "//", no "/" at an end. "" when nothing is left (another script). */
char *sepa_text(struct arena *arena, const char *text, size_t most);
/* Whether accounts of that country can be debited. */
bool sepa_reaches(const char *iban);
/* A BIC as every version of the format takes it. */
bool sepa_is_bic(const char *bic);
/* Whether a creditor identifier's check digits are right. */
bool sepa_is_creditor(const char *id);

#endif
