/* log: one event a line on stderr, for journald and people.
 *
 * Form: `message-id event key=value …`; a value with blanks stands in quotes, a warning ends with next="what
 * happens next". Never bodies or secrets; mail addresses (but for their domain) and telephone and account numbers, as
 * servers' answers hold them, are made '*', control characters '?'. With $JOURNAL_STREAM set each line begins with its
 * journald priority ("<4>").
 */
#ifndef BOT_LOG_H
#define BOT_LOG_H

#include <stdint.h>

enum log_level {
    LOG_LEVEL_ERROR = 3,
    LOG_LEVEL_WARNING = 4,
    LOG_LEVEL_INFO = 6,
    LOG_LEVEL_DEBUG = 7
};

/* Nothing below this importance is written; INFO is the default, WARNING for the commands that are not the daemon. */
void log_set_level(enum log_level level);
/* `id`: inbox row ("m12"), outbox row ("a7") or NULL; `event` and the format are ours. */
void log_event(enum log_level level, const char *id, const char *event, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A text of others' between quotes: without quotes of its own. Use: reason=\"%s\" with log_text(reason).at */
struct log_text {
    char at[320];
};
struct log_text log_text(const char *text);

#endif
