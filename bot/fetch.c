#include "bot/fetch.h"

#include "bot/fault.h"

/* "https://host:port" of an address, without what may be secret behind it. */
static struct view place_of(const char *url)
{
    struct view view = view_of(url);
    size_t start = view_find(view, "://");
    start = start == SIZE_MAX ? 0 : start + 3;
    size_t end = start;
    while (end < view.len && view.at[end] != '/' && view.at[end] != '?')
        end++;
    return view_cut(view, start, end);
}

struct verdict fetch_run(struct wire *wire, struct arena *arena, const char *ca_file,
                         const struct fetch_request *request, struct fetch_answer *answer)
{
    const char *headers[FETCH_HEADERS + 3];
    int count = 0;
    for (int i = 0; i < request->header_count; i++)
        headers[count++] = request->headers[i];
    if (request->type)
        headers[count++] = arena_print(arena, "Content-Type: %s", request->type);
    headers[count++] = "Expect:"; /* no pause before a short body */
    headers[count++] = "User-Agent: Cabas";
    struct wire_job job = {
        .protocols = "http,https",
        .url = request->url,
        .user = request->user,
        .password = request->password ? request->password : "",
        .ca_file = ca_file,
        .connect_seconds = FETCH_CONNECT_SECONDS,
        .total_seconds = fault_seconds(FETCH_TOTAL_SECONDS),
        .reply_seconds = fault_seconds(FETCH_TOTAL_SECONDS),
        .method = request->method,
        .headers = headers,
        .header_count = count,
        .body = request->body,
        .arena = arena,
        .receive_most = FETCH_ANSWER_MAX,
    };
    wire_run(wire, &job);
    struct view place = place_of(request->url);
    *answer = (struct fetch_answer){.status = job.status, .body = job.received, .asked = job.begun};
    if (job.end == WIRE_DONE)
        return verdict_ok();
    if (job.end == WIRE_CERTIFICATE)
        return verdict_make(VERDICT_RETRY, "%.*s: certificate refused: %s (check [sms] ca_file)",
                            (int)place.len, place.at, job.error);
    return verdict_make(job.begun ? VERDICT_UNSURE : VERDICT_RETRY, "%.*s: %s", (int)place.len,
                        place.at, job.error);
}

struct verdict fetch_judge(const struct fetch_answer *answer)
{
    int status = answer->status;
    if (status >= 200 && status < 300)
        return verdict_ok();
    if (status == 401 || status == 403)
        return verdict_make(VERDICT_RETRY,
                            "the gateway refuses the login (HTTP %d): check [sms] user and "
                            "password_file",
                            status);
    if (status >= 500)
        return verdict_make(VERDICT_UNSURE, "the gateway answers HTTP %d", status);
    bool later = status < 400 || status == 404 || status == 408 || status == 409 || status == 425 ||
                 status == 429;
    return verdict_make(later ? VERDICT_RETRY : VERDICT_NEVER, "the gateway answers HTTP %d%s",
                        status, status < 400 || status == 404 ? ": check [sms] send_url" : "");
}
