/* iban: ISO 13616 account numbers: country length and mod 97. */
#ifndef PARSERS_IBAN_H
#define PARSERS_IBAN_H

#include "parsers/text.h"

/* Compact upper case form, or NULL when country, length or check digits are wrong. Blanks, dots and dashes
 * between groups are allowed. */
char *iban_read(struct arena *arena, struct view view);
/* Letters and digits that an account number of that country has; 0: no country of the registry. */
size_t iban_country_len(const char *country);

#endif
