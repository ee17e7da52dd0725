/* verdict: how something that touches the world ended.
 *
 * OK done; RETRY may work later; NEVER cannot work; UNSURE may have happened. The reason is never
 * empty unless OK, is one line, and names nothing secret.
 */
#ifndef BOT_VERDICT_H
#define BOT_VERDICT_H

enum verdict_kind { VERDICT_OK, VERDICT_RETRY, VERDICT_NEVER, VERDICT_UNSURE };

struct verdict {
    enum verdict_kind kind;
    char reason[256];
};

const char *verdict_name(enum verdict_kind kind); /* "ok" "retry" "never" "unsure" */
struct verdict verdict_ok(void);
struct verdict verdict_make(enum verdict_kind kind, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
