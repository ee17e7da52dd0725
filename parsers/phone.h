/* phone: French telephone numbers, in any usual spelling, as E.164 ("+33639980101").
 *
 * 0639980101, 06 39 98 01 01, 06.39.98.01.01, 0033…, 33…, +33 6…, +33(0)6… are one number. Other
 * countries are accepted with + or 00 (8 to 15 digits). Short codes and letters are no numbers.
 */
#ifndef PARSERS_PHONE_H
#define PARSERS_PHONE_H

#include "parsers/text.h"

/* NULL when it is no telephone number. */
char *phone_read(struct arena *arena, struct view view);
/* "06 39 98 01 01" for a French number, else the E.164 form with blanks. */
char *phone_say(struct arena *arena, const char *e164);

#endif
