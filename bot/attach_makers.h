/* attach_makers: one maker a kind of file (bot/attach.c's table); each in its own bot/attach_NAME.c. */
#ifndef BOT_ATTACH_MAKERS_H
#define BOT_ATTACH_MAKERS_H

#include "bot/attach.h"

/* Each adds its files by attach_add; none is no error where there is nothing to show. */
int attach_calendar(struct attach *attach, const char *what, struct error *error);
int attach_list(struct attach *attach, const char *day, struct error *error);
int attach_map(struct attach *attach, const char *what, struct error *error);
int attach_data(struct attach *attach, const char *what,
                struct error *error); /* mes-donnees.txt, .json */

#endif
