/* robot: mail that must not be executed or answered (research rules R1–R12; RFC 3834).
 *
 * Pure. Two verdicts: what a program sent is ignored with a reason; what only looks so ("quiet") is
 * executed when it is authenticated, but answered with care; an autoresponder's subject ("absent") is
 * neither executed nor answered, and shown to staff.
 */
#ifndef BOT_ROBOT_H
#define BOT_ROBOT_H

#include "bot/config.h"
#include "parsers/mail.h"

struct robot {
    const char *reason; /* "" for a person; else why it is ignored, e.g. "auto-submitted" */
    bool quiet;         /* R12: a weak hint; an unclear message gets no answer */
    bool absent; /* R10: its subject is an autoresponder's: a person reads it, nobody is answered */
    bool bounce; /* a delivery report: for the bounce counter */
};

struct robot robot_judge(const struct config *config, const struct mail *mail);

#endif
