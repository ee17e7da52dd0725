#include "bot/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/text.h"

static _Atomic int threshold = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    threshold = (int)level;
}

struct log_text log_text(const char *text)
{
    struct log_text copy;
    snprintf(copy.at, sizeof copy.at, "%s", text);
    for (char *at = copy.at; *at; at++)
        if (*at == '"')
            *at = '\'';
    return copy;
}

static bool is_local_part(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || (unsigned char)byte >= 0x80 ||
           (byte && strchr(".!#$%&'*+-=?^_`{|}~", byte));
}

/* How long the telephone or account number is that begins here, with blanks, dots and dashes in it; 0: there is none.
 * A number that is only long enough for one of ours (uidvalidity) has ten digits and begins with neither + nor 0. */
static size_t number_len(const char *text)
{
    size_t digits = 0, len = 0, row = 0;
    bool dialled = text[0] == '+' || text[0] == '0';
    for (size_t at = text[0] == '+'; text[at]; at++) {
        if (byte_is_digit(text[at])) {
            digits++;
            len = at + 1;
            row += row == at - (text[0] == '+');
        } else if (!strchr(" .-", text[at]) || !at || !byte_is_digit(text[at - 1]))
            break;
    }
    if (dialled && digits >= 9)
        return len;
    return row >= 11 ? row : 0;
}

/* Shorter than before, in place. */
static void hide_people(char *text)
{
    char *out = text, *word = text; /* word: where a local part would begin, in what is written */
    for (const char *at = text; *at;) {
        bool inside = at > text && (byte_is_digit(at[-1]) || byte_is_letter(at[-1]));
        size_t len = inside && byte_is_digit(at[-1]) ? 0 : number_len(at);
        if (len && !(inside && *at == '0')) {
            *out++ = '*';
            at += len;
            continue;
        }
        if (*at == '@' && out > word) {
            out = word;
            *out++ = '*';
        }
        bool part = is_local_part(*at);
        *out++ = *at++;
        if (!part || out[-1] == '=')
            word = out;
    }
    *out = '\0';
}

void log_event(enum log_level level, const char *id, const char *event, const char *format, ...)
{
    if ((int)level > threshold)
        return;
    int saved = errno;
    char detail[1024], line[1280];
    va_list list;
    va_start(list, format);
    vsnprintf(detail, sizeof detail, format, list);
    va_end(list);
    hide_people(detail);
    char priority[8] = "";
    if (getenv("JOURNAL_STREAM"))
        snprintf(priority, sizeof priority, "<%d>", (int)level);
    snprintf(line, sizeof line, "%s%s %s%s%s", priority, id ? id : "-", event, *detail ? " " : "",
             detail);
    for (char *at = line; *at; at++)
        if ((unsigned char)*at < 0x20 || *at == 0x7F)
            *at = '?';
    fprintf(stderr, "%s\n", line); /* one write: lines of threads do not mix */
    errno = saved;
}
