#include "bot/deliver_watch.h"

#include <string.h>

void deliver_watch_connect(struct deliver_watch *watch)
{
    watch->tls_good = watch->asked_tls = watch->asked_login = watch->logged_in = false;
    watch->reply_len = 0;
    watch->code = 0;
}

void deliver_watch_tls(struct deliver_watch *watch)
{
    watch->tls_good = true;
    watch->asked_tls = false;
}

bool deliver_watch_written(struct deliver_watch *watch, struct view bytes)
{
    watch->reply_len = 0;
    watch->asked_tls = view_starts(bytes, "STARTTLS");
    watch->asked_login = watch->asked_login || view_starts(bytes, "AUTH ");
    if (!watch->must_log_in || watch->logged_in || view_find_nocase(bytes, "MAIL FROM") == SIZE_MAX)
        return false;
    watch->stopped = true;
    return true;
}

/* The last line of the reply decides (RFC 5321 4.2.1); 0 while it is not complete. */
static int reply_code(struct view reply)
{
    struct view line;
    int64_t code = 0;
    if (!reply.len || reply.at[reply.len - 1] != '\n')
        return 0;
    while (view_line(&reply, &line))
        if (line.len >= 3 && (line.len == 3 || line.at[3] != '-') &&
            view_int(view_cut(line, 0, 3), &code))
            return (int)code;
    return 0;
}

static bool watch_login(struct deliver_watch *watch)
{
    if (watch->code == 235) {
        watch->logged_in = true;
        watch->login_reply[0] = '\0';
        return false;
    }
    if (watch->code < 400)
        return false;
    memcpy(watch->login_reply, watch->reply, sizeof watch->login_reply);
    /* A second try with the same wrong password only locks the account. */
    return watch->code == 535;
}

bool deliver_watch_read(struct deliver_watch *watch, struct view bytes)
{
    size_t room = sizeof watch->reply - 1 - watch->reply_len;
    size_t len = bytes.len < room ? bytes.len : room;
    if (len)
        memcpy(watch->reply + watch->reply_len, bytes.at, len);
    watch->reply_len += len;
    watch->reply[watch->reply_len] = '\0';
    struct view reply = view_make(watch->reply, watch->reply_len);
    /* Exactly one line may answer STARTTLS; a longer one than the room is no honest answer either. */
    if (watch->asked_tls) {
        size_t end = view_find_byte(reply, '\n');
        if (len < bytes.len || (end != SIZE_MAX && end + 1 < reply.len))
            watch->injected = true;
    }
    int code = reply_code(reply);
    if (code)
        watch->code = code;
    if (watch->injected)
        return true;
    return code && watch->asked_login && !watch->logged_in && watch_login(watch);
}
