#include "bot/webhook.h"

#include <string.h>

#include "bot/secret.h"
#include "parsers/date.h"

enum { DAY_SECONDS = 86400, SANE_FROM = 1577836800 /* 2020-01-01 */ };

static const struct webhook *const all[] = {&webhook_kannel, &webhook_twilio, &webhook_ovh,
                                            &webhook_android};

const struct webhook *webhook_of(const char *gateway)
{
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i]->gateway, gateway))
            return all[i];
    return NULL;
}

void webhook_deny(struct webhook_reading *reading, const char *reason)
{
    reading->kind = WEBHOOK_DENIED;
    reading->reason = reason;
}

void webhook_bad(struct webhook_reading *reading, const char *reason)
{
    reading->kind = WEBHOOK_BAD;
    reading->reason = reason;
}

bool webhook_knows_secret(const struct webhook_keys *keys, struct view *rest,
                          const struct form *form)
{
    struct view secret = view_of(keys->secret);
    if (!secret.len)
        return false;
    if (secret_same(form_get(form, "secret"), secret))
        return true;
    struct view path = view_starts(*rest, "/") ? view_cut(*rest, 1, rest->len) : *rest;
    size_t end = view_find_byte(path, '/');
    if (!secret_same(view_cut(path, 0, end), secret))
        return false;
    *rest = view_cut(path, end, path.len);
    return true;
}

/* "+02:00", "-0330", "Z" or nothing: seconds east of UTC. */
static bool read_offset(struct view view, int64_t *offset)
{
    *offset = 0;
    if (!view.len || view_is_nocase(view, "Z"))
        return true;
    int64_t hours, minutes;
    struct view digits = view_cut(view, 1, view.len);
    size_t colon = view_find_byte(digits, ':') == 2;
    if ((view.at[0] != '+' && view.at[0] != '-') || digits.len != 4 + colon ||
        !view_int(view_cut(digits, 0, 2), &hours) ||
        !view_int(view_cut(digits, 2 + colon, digits.len), &minutes) || hours < 0 || hours > 14 ||
        minutes < 0 || minutes > 59)
        return false;
    *offset = (hours * 60 + minutes) * 60 * (view.at[0] == '-' ? -1 : 1);
    return true;
}

/* "08:00:00" with what follows it: ".000+01:00". */
static bool read_clock(struct view view, int64_t *seconds)
{
    int64_t parts[3], offset;
    for (size_t i = 0; i < 3; i++)
        if (!view_int(view_cut(view, i * 3, i * 3 + 2), &parts[i]) || parts[i] < 0 ||
            (i < 2 && (view.len <= i * 3 + 2 || view.at[i * 3 + 2] != ':')))
            return false;
    size_t at = 8;
    if (at < view.len && view.at[at] == '.')
        for (at++; at < view.len && byte_is_digit(view.at[at]);)
            at++;
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 60 ||
        !read_offset(view_cut(view, at, view.len), &offset))
        return false;
    *seconds = parts[0] * 3600 + parts[1] * 60 + parts[2] - offset;
    return true;
}

int64_t webhook_instant(struct view text, int64_t now)
{
    int64_t instant = 0, seconds;
    text = view_trim(text);
    if (!view_int(text, &instant)) {
        int day = date_read_iso(view_cut(text, 0, 10));
        if (day == DATE_NONE || text.len < 19 || (text.at[10] != 'T' && text.at[10] != ' ') ||
            !read_clock(view_cut(text, 11, text.len), &seconds))
            return 0;
        instant = (int64_t)day * DAY_SECONDS + seconds;
    }
    return instant >= SANE_FROM && instant <= now ? instant : 0;
}
