/* A source driven line by line: tests/e2e/source_imap.t starts servers and talks to this program.
 *
 *   source_probe url=imaps|imap|maildir host= port= user= path= ca= secret= auth=xoauth2 idle=no
 *                    done= staff= max= fds= (descriptors taken before the first connection)
 *
 * Commands on stdin, one answer line each (fetch adds one line a mail before it):
 *   fetch | poll (no line a mail) | state VALIDITY UID | fail N (take refuses from its Nth call on)
 *   file done|staff KEY… | all done|staff (what was fetched last) | wait SECONDS [WAKE-MS] | check | memory
 */
#include <openssl/evp.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bot/dial.h"
#include "bot/source.h"

static struct config config = {
    .inbox = {.done_folder = "Cabas/Traites",
              .staff_folder = "Cabas/À-traiter",
              .idle = true,
              .max_message_bytes = 10 * 1024 * 1024},
};

struct probe {
    struct arena *arena;
    struct source *source;
    struct source_state state;
    char **keys; /* of the last fetch */
    int count, room;
    long long bytes;
    int batches, biggest, fail_at;
    bool quiet;
};

static void digest(struct view raw, char *out)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    EVP_Digest(raw.at, raw.len, sum, &len, EVP_sha1(), NULL);
    for (unsigned int i = 0; i < len; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
}

static int take(void *context, const struct source_mail *mails, int count,
                const struct source_state *state)
{
    struct probe *probe = context;
    if (probe->fail_at && ++probe->batches >= probe->fail_at)
        return -1;
    probe->batches += !probe->fail_at;
    probe->biggest = count > probe->biggest ? count : probe->biggest;
    for (int i = 0; i < count; i++) {
        if (probe->count == probe->room) {
            probe->room = probe->room ? probe->room * 2 : 256;
            probe->keys = realloc(probe->keys, (size_t)probe->room * sizeof(char *));
        }
        probe->keys[probe->count++] = strdup(mails[i].key);
        probe->bytes += (long long)mails[i].raw.len;
        if (probe->quiet)
            continue;
        char sum[2 * EVP_MAX_MD_SIZE + 1] = "";
        digest(mails[i].raw, sum);
        printf("mail %s uid=%u received=%lld size=%zu oversized=%d seen=%d sha1=%s last=%u\n",
               mails[i].key, mails[i].uid, (long long)mails[i].received, mails[i].raw.len,
               mails[i].oversized, mails[i].seen, sum, state->last_uid);
    }
    return 0;
}

static void forget(struct probe *probe)
{
    for (int i = 0; i < probe->count; i++)
        free(probe->keys[i]);
    probe->count = probe->batches = probe->biggest = 0;
    probe->bytes = 0;
}

static void answer(struct verdict verdict, int64_t since, const char *more)
{
    printf("= %s ms=%lld %s| %s\n", verdict_name(verdict.kind), (long long)(dial_clock() - since),
           more, verdict.reason);
    fflush(stdout);
}

static void do_fetch(struct probe *probe, bool quiet)
{
    bool reset = false;
    forget(probe);
    probe->quiet = quiet;
    int64_t since = dial_clock();
    struct verdict verdict = source_fetch(probe->source, &probe->state, take, probe, &reset);
    char more[200];
    snprintf(more, sizeof more,
             "count=%d bytes=%lld batches=%d biggest=%d reset=%d validity=%u last=%u polled=%d ",
             probe->count, probe->bytes, probe->batches, probe->biggest, reset,
             probe->state.uidvalidity, probe->state.last_uid, probe->state.last_poll != 0);
    answer(verdict, since, more);
}

static void do_file(struct probe *probe, bool staff, const char **keys, int count)
{
    struct source_move *moves = calloc((size_t)count + 1, sizeof *moves);
    for (int i = 0; i < count; i++)
        moves[i] = (struct source_move){.key = keys[i], .staff = staff, .done = true};
    int64_t since = dial_clock();
    struct verdict verdict = source_file(probe->source, moves, count);
    int done = 0;
    for (int i = 0; i < count; i++)
        done += moves[i].done;
    char more[60];
    snprintf(more, sizeof more, "done=%d of=%d ", done, count);
    answer(verdict, since, more);
    free(moves);
}

struct waker {
    int fd, after;
};

static void *wake_later(void *thing)
{
    struct waker *waker = thing;
    poll(NULL, 0, waker->after);
    eventfd_write(waker->fd, 1);
    return NULL;
}

static void do_wait(struct probe *probe, int seconds, int after)
{
    struct waker waker = {.fd = eventfd(0, EFD_CLOEXEC), .after = after};
    pthread_t thread;
    int64_t since = dial_clock();
    if (after)
        pthread_create(&thread, NULL, wake_later, &waker);
    struct verdict verdict = source_wait(probe->source, seconds, waker.fd);
    answer(verdict, since, "");
    if (after)
        pthread_join(thread, NULL);
    close(waker.fd);
}

static void command(struct probe *probe, char *line)
{
    char *words[4096];
    int count = 0;
    for (char *word = strtok(line, " \n"); word && count < 4096; word = strtok(NULL, " \n"))
        words[count++] = word;
    const char *verb = count ? words[0] : "";
    const char *first = count > 1 ? words[1] : "";
    if (!strcmp(verb, "fetch") || !strcmp(verb, "poll")) {
        do_fetch(probe, *verb == 'p');
    } else if (!strcmp(verb, "state") && count > 2) {
        probe->state.uidvalidity = (uint32_t)strtoul(first, NULL, 10);
        probe->state.last_uid = (uint32_t)strtoul(words[2], NULL, 10);
        answer(verdict_ok(), dial_clock(), "");
    } else if (!strcmp(verb, "fail")) {
        probe->fail_at = atoi(first);
        answer(verdict_ok(), dial_clock(), "");
    } else if (!strcmp(verb, "file")) {
        do_file(probe, !strcmp(first, "staff"), (const char **)words + 2, count - 2);
    } else if (!strcmp(verb, "all")) {
        do_file(probe, !strcmp(first, "staff"), (const char **)probe->keys, probe->count);
    } else if (!strcmp(verb, "wait")) {
        do_wait(probe, atoi(first), count > 2 ? atoi(words[2]) : 0);
    } else if (!strcmp(verb, "check")) {
        const char *report = "";
        int64_t since = dial_clock();
        struct verdict verdict = source_check(probe->source, probe->arena, &report);
        printf("%s\n", report);
        answer(verdict, since, "");
    } else {
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("= ok kilobytes=%ld | \n", usage.ru_maxrss);
        fflush(stdout);
    }
}

static void setting(const char *word)
{
    static const struct {
        const char *name;
        const char **text;
    } texts[] = {{"host=", &config.inbox.url.host},        {"user=", &config.inbox.url.user},
                 {"path=", &config.inbox.url.path},        {"ca=", &config.inbox.ca_file},
                 {"secret=", &config.inbox.password_file}, {"done=", &config.inbox.done_folder},
                 {"staff=", &config.inbox.staff_folder}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!strncmp(word, texts[i].name, strlen(texts[i].name)))
            *texts[i].text = word + strlen(texts[i].name);
    if (!strncmp(word, "port=", 5))
        config.inbox.url.port = atoi(word + 5);
    if (!strncmp(word, "fds=", 4))
        for (int i = atoi(word + 4); i > 0; i--)
            if (dup(0) < 0)
                exit(3);
    if (!strncmp(word, "max=", 4))
        config.inbox.max_message_bytes = atoll(word + 4);
    if (!strncmp(word, "url=", 4))
        config.inbox.url.kind = !strcmp(word + 4, "imaps")  ? URL_IMAPS
                                : !strcmp(word + 4, "imap") ? URL_IMAP
                                                            : URL_MAILDIR;
    if (!strcmp(word, "auth=xoauth2"))
        config.inbox.auth = AUTH_XOAUTH2;
    if (!strcmp(word, "idle=no"))
        config.inbox.idle = false;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        setting(argv[i]);
    config.inbox.url.text = config.inbox.url.host;
    struct probe probe = {.arena = arena_new(), .source = source_open(&config)};
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0)
        command(&probe, line);
    free(line);
    forget(&probe);
    free(probe.keys);
    source_close(&probe.source);
    arena_free(&probe.arena);
    return 0;
}
