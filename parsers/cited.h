/* cited: what a message only reports: days of earlier words, and conversations copied into it.
 *
 * Job: "comme je l'écrivais hier", "suite à notre échange du 2 mars" name days that nobody wishes;
 * a pasted chat holds other people's wishes. Caller: clause_part, wish_context, caution. Pure.
 */
#ifndef PARSERS_CITED_H
#define PARSERS_CITED_H

#include "parsers/chunk.h"

/* Whether unit `at` is the day on which something was said, not one that is wished. */
bool cited_day(const struct chunked *chunked, int at);

enum cited_talk { CITED_NONE, CITED_NAME, CITED_TALK };

/* Lines of a copied conversation ("[17/09 19:02] Lucie: …"), or what a house signs; CITED_NAME: one line that begins with a
 * name and a colon, which may be the writer's own. */
enum cited_talk cited_talk(const struct chunked *chunked);

#endif
