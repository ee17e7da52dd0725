/* hours: opening hours as a farm writes them ("16:30-19:00", "9h-12h", "de 9 h à 12 h 30").
 *
 * Promise: only one stretch of one day, and nothing that a word could change ("sauf", "sur rendez-vous",
 * two stretches) is read; minutes since midnight, *to after *from. False: not such a text. Pure.
 */
#ifndef PARSERS_HOURS_H
#define PARSERS_HOURS_H

#include "parsers/view.h"

bool hours_read(struct view text, int *from, int *to);

#endif
