/* Kannel's smsbox (sendsms), and what speaks like it. It can't be asked about a text: doubt is for staff.
 * A form by POST, so that the password stands in no server's log. */
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

static struct text begin(struct arena *arena, const struct sms_web_keys *keys)
{
    struct text form = text_in(arena);
    form_put(&form, "username", view_of(keys->config->sms.user));
    form_put(&form, "password", view_of(keys->password));
    return form;
}

static void finish(const struct sms_web_keys *keys, const struct text *form,
                   struct fetch_request *request)
{
    request->method = "POST";
    request->url = keys->url;
    request->type = "application/x-www-form-urlencoded";
    request->body = text_view(form);
}

static void make_send(struct arena *arena, const struct sms_web_keys *keys,
                      const struct sms_out *out, struct fetch_request *request)
{
    struct text form = begin(arena, keys);
    if (*keys->config->sms.number)
        form_put(&form, "from", view_of(keys->config->sms.number));
    form_put(&form, "to", view_of(out->to));
    form_put(&form, "charset", VIEW("UTF-8"));
    form_put(&form, "coding", out->encoding == SMS_UCS2 ? VIEW("2") : VIEW("0"));
    form_put(&form, "text", out->text);
    if (*keys->report_url) {
        form_put(&form, "dlr-mask", view_of(arena_print(arena, "%d", DLR_MASK)));
        form_put(&form, "dlr-url", view_of(make_report_url(arena, keys, out)));
    }
    finish(keys, &form, request);
}

/* "0: Accepted for delivery", "3: Queued for later delivery"; its 503 is a sure no, as it says. */
static void read_sent(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out)
{
    out->verdict = fetch_judge(answer);
    if (out->verdict.kind == VERDICT_OK)
        return;
    const char *words = sms_web_words(arena, answer->body);
    enum verdict_kind kind = answer->status == 503 ? VERDICT_RETRY : out->verdict.kind;
    if (*words)
        out->verdict = verdict_make(kind, "%s (HTTP %d)", words, answer->status);
}

/* No text, no receiver: refused for that, but only behind the login. */
static void make_probe(struct arena *arena, const struct sms_web_keys *keys,
                       struct fetch_request *request)
{
    struct text form = begin(arena, keys);
    finish(keys, &form, request);
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
