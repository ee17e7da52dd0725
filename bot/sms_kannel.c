/* Kannel's smsbox (sendsms), and what speaks like it. It can't be asked about a text: doubt is for staff.
 * The text is posted, with what else there is to say in headers: 1.4 takes no posted form. */
#include "bot/sms_web.h"
#include "parsers/form.h"

enum { DLR_MASK = 1 + 2 + 16 }; /* delivered, not delivered, rejected by the centre */

static const char *make_report_url(struct arena *arena, const struct sms_web_keys *keys,
                                   const struct sms_out *out)
{
    struct text url = text_in(arena);
    text_print(&url, "%s?", keys->report_url);
    form_put(&url, "secret", view_of(keys->secret));
    form_put(&url, "id", view_of(out->client_id));
    text_add(&url, "&status=%d"); /* Kannel puts the state there */
    return url.at;
}

static void add_header(struct arena *arena, struct fetch_request *request, const char *name,
                       const char *value)
{
    request->headers[request->header_count++] = arena_print(arena, "X-Kannel-%s: %s", name, value);
}

/* User and password stand in headers, where no server's log shows them. */
static void begin(struct arena *arena, const struct sms_web_keys *keys,
                  struct fetch_request *request)
{
    request->method = "POST";
    request->url = keys->url;
    request->type = "text/plain; charset=UTF-8";
    add_header(arena, request, "Username", keys->config->sms.user);
    add_header(arena, request, "Password", keys->password);
}

static void make_send(struct arena *arena, const struct sms_web_keys *keys,
                      const struct sms_out *out, struct fetch_request *request)
{
    begin(arena, keys, request);
    request->body = out->text;
    if (*keys->config->sms.number)
        add_header(arena, request, "From", keys->config->sms.number);
    add_header(arena, request, "To", out->to);
    add_header(arena, request, "Coding", out->encoding == SMS_UCS2 ? "2" : "0");
    if (!*keys->report_url)
        return;
    add_header(arena, request, "DLR-Mask", arena_print(arena, "%d", DLR_MASK));
    add_header(arena, request, "DLR-Url", make_report_url(arena, keys, out));
}

/* "0: Accepted for delivery", "3: Queued for later delivery"; its 503 is a sure no, as it says. */
static void read_sent(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out)
{
    out->verdict = sms_web_judge(arena, answer, answer->body);
    if (answer->status == 503)
        out->verdict.kind = VERDICT_RETRY;
}

/* No receiver: refused for that, but only behind the login. */
static void make_probe(struct arena *arena, const struct sms_web_keys *keys,
                       struct fetch_request *request)
{
    begin(arena, keys, request);
}

const struct sms_web sms_web_kannel = {
    .name = "kannel",
    .default_url = "http://127.0.0.1:13013/cgi-bin/sendsms",
    .needs_user = true,
    .send = make_send,
    .sent = read_sent,
    .probe = make_probe,
};

const struct sms_provider sms_kannel = {
    .name = "kannel",
    .open = sms_web_open,
    .close = sms_web_close,
    .send = sms_web_send,
    .check = sms_web_check,
};
