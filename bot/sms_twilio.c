/* Twilio's Messages API. It knows no idempotence, but lists what it has: a text in doubt is looked for there, by
 * receiver, words and time. */
#include <string.h>

#include "bot/sms_web.h"
#include "parsers/date.h"
#include "parsers/form.h"
#include "parsers/tree.h"
#include "parsers/zone.h"

static void make_base(struct arena *arena, const struct sms_web_keys *keys,
                      struct fetch_request *request, const char *rest)
{
    request->user = keys->config->sms.user;
    request->password = keys->password;
    request->url =
        arena_print(arena, "%s/2010-04-01/Accounts/%s%s", keys->url, keys->config->sms.user, rest);
}

static void make_send(struct arena *arena, const struct sms_web_keys *keys,
                      const struct sms_out *out, struct fetch_request *request)
{
    struct text form = text_in(arena);
    form_put(&form, "To", view_of(out->to));
    form_put(&form, "From", view_of(keys->config->sms.number));
    form_put(&form, "Body", out->text);
    if (*keys->report_url)
        form_put(&form, "StatusCallback", view_of(keys->report_url));
    make_base(arena, keys, request, "/Messages.json");
    request->type = "application/x-www-form-urlencoded";
    request->body = text_view(&form);
}

static void read_sent(struct arena *arena, const struct fetch_answer *answer, struct sms_out *out)
{
    struct error error;
    const struct tree *root = tree_read(arena, answer->body, &error);
    out->verdict =
        sms_web_judge(arena, answer, view_of(root ? tree_get_text(root, "message", "") : ""));
    if (out->verdict.kind == VERDICT_OK && root)
        sms_web_keep_id(out, view_of(tree_get_text(root, "sid", "")));
}

/* All to this receiver since the day before the text was made. */
static void make_ask(struct arena *arena, const struct sms_web_keys *keys,
                     const struct sms_out *out, struct fetch_request *request)
{
    struct text rest = text_in(arena);
    text_add(&rest, "/Messages.json?");
    form_put(&rest, "To", view_of(out->to));
    form_put(&rest, "From", view_of(keys->config->sms.number));
    form_put(&rest, "PageSize", VIEW("100"));
    form_put(&rest, "DateSent>", view_of(date_iso(arena, zone_local(out->created).day - 1)));
    make_base(arena, keys, request, rest.at);
}

enum { CLOCKS_APART = 120 };

/* "Thu, 05 Mar 2026 14:46:11 +0000", as Twilio writes it, always in UTC; 0 for anything else. */
static int64_t read_mail_date(const char *text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct view view = view_of(text), clock = view_cut(view, 17, 25);
    int64_t day, year, hours, minutes, seconds;
    char name[4] = "";
    if (view.len < 25 || !view_int(view_cut(view, 5, 7), &day) ||
        !view_int(view_cut(view, 12, 16), &year) || !view_int(view_cut(clock, 0, 2), &hours) ||
        !view_int(view_cut(clock, 3, 5), &minutes) || !view_int(view_cut(clock, 6, 8), &seconds))
        return 0;
    memcpy(name, text + 8, 3);
    const char *found = strstr(months, name);
    int date = found ? date_make((int)year, (int)(found - months) / 3 + 1, (int)day) : DATE_NONE;
    return date == DATE_NONE ? 0 : (int64_t)date * 86400 + hours * 3600 + minutes * 60 + seconds;
}

static enum sms_fate read_told(struct arena *arena, const struct fetch_answer *answer, int64_t now,
                               struct sms_out *out)
{
    (void)now;
    struct error error;
    const struct tree *root = tree_read(arena, answer->body, &error);
    const struct tree *list = root ? tree_get(root, "messages") : NULL;
    out->verdict = fetch_judge(answer);
    if (out->verdict.kind != VERDICT_OK || tree_kind(list) != TREE_LIST) {
        out->verdict = verdict_make(VERDICT_RETRY, "the gateway does not list its texts (HTTP %d)",
                                    answer->status);
        return SMS_FATE_UNKNOWN;
    }
    for (size_t i = 0; i < tree_count(list); i++) {
        const struct tree *item = tree_at(list, i);
        if (!view_equal(view_of(tree_get_text(item, "body", "")), out->text) ||
            read_mail_date(tree_get_text(item, "date_created", "")) < out->created - CLOCKS_APART)
            continue;
        sms_web_keep_id(out, view_of(tree_get_text(item, "sid", "")));
        return SMS_FATE_TAKEN;
    }
    /* A page that is full does not tell of what stands on the next. */
    return *tree_get_text(root, "next_page_uri", "") ? SMS_FATE_UNKNOWN : SMS_FATE_ABSENT;
}

static void make_probe(struct arena *arena, const struct sms_web_keys *keys,
                       struct fetch_request *request)
{
    make_base(arena, keys, request, ".json");
}

const struct sms_web sms_web_twilio = {
    .name = "twilio",
    .default_url = "https://api.twilio.com",
    .needs_user = true,
    .send = make_send,
    .sent = read_sent,
    .ask = make_ask,
    .told = read_told,
    .probe = make_probe,
};

const struct sms_provider sms_twilio = {
    .name = "twilio",
    .open = sms_web_open,
    .close = sms_web_close,
    .send = sms_web_send,
    .lookup = sms_web_lookup,
    .check = sms_web_check,
};
