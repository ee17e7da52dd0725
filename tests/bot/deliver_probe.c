/* Sends mails through bot/deliver and prints a line a mail: recipient, verdict, reason (TAB between).
 * For tests/e2e/deliver_*.t and for measuring.
 *
 *   deliver_probe [options] URL RECIPIENT…
 *     -p FILE password   -a FILE authorities   -x XOAUTH2   -c check instead of sending
 *     -m FILE a mail's bytes (CRLF) instead of a made one   -f ADDRESS envelope sender
 *     -n N mails a session to each recipient   -s N sessions   -t N threads   -q no line a mail
 * Exit 0 whatever the verdicts; the last line is "# ok N of M in T ms".
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bot/deliver.h"
#include "parsers/compose.h"

struct job {
    struct config config;
    const char *from;
    struct view bytes;
    char **to;
    int to_count, repeat, sessions, threads;
    bool quiet, check;
    atomic_int sent, all, number;
};

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static struct view mail_bytes(struct arena *arena, struct job *job, const char *to)
{
    struct text out = text_in(arena);
    struct error error;
    if (job->bytes.len)
        return job->bytes;
    int number = atomic_fetch_add(&job->number, 1);
    struct compose mail = {
        .from = job->config.mail.from,
        .to = to,
        .subject = "Votre panier de mardi",
        .message_id = arena_print(arena, "essai.%d.%d@example.org", (int)getpid(), number),
        .auto_submitted = "auto-replied",
        .text = "Bonjour,\n\nvotre panier de mardi 10 mars est suspendu ; le prochain est celui de "
                "mardi 17 mars.\n\nÀ bientôt,\nLes Jardins\n",
    };
    if (compose_mail(&mail, &out, &error)) {
        text_cut(&out, 0);
        text_add(&out, "Message-ID: <x@y>\r\n\r\nbad\r\n");
    }
    return text_view(&out);
}

static void session(struct job *job, struct deliver *deliver)
{
    struct arena *arena = arena_new();
    int count = job->to_count * job->repeat;
    struct deliver_mail *mails = arena_array(arena, (size_t)count, sizeof *mails);
    for (int i = 0; i < count; i++) {
        const char *to = job->to[i % job->to_count];
        mails[i] =
            (struct deliver_mail){.from = job->from, .to = to, .bytes = mail_bytes(arena, job, to)};
    }
    deliver_send(deliver, mails, count);
    for (int i = 0; i < count; i++) {
        job->all++;
        job->sent += mails[i].verdict.kind == VERDICT_OK;
        if (!job->quiet)
            printf("%s\t%s\t%s\n", mails[i].to, verdict_name(mails[i].verdict.kind),
                   mails[i].verdict.reason);
    }
    arena_free(&arena);
}

static void *worker(void *context)
{
    struct job *job = context;
    struct deliver *deliver = deliver_open(&job->config);
    if (job->check) {
        struct verdict verdict = deliver_check(deliver);
        printf("check\t%s\t%s\n", verdict_name(verdict.kind), verdict.reason);
    }
    for (int i = 0; !job->check && i < job->sessions; i++)
        session(job, deliver);
    deliver_close(&deliver);
    return NULL;
}

/* smtp://user@host:port, smtps://…, maildir:PATH */
static bool read_url(struct arena *arena, const char *text, struct url *url)
{
    struct view rest = view_of(text);
    *url = (struct url){.text = text, .user = "", .host = "", .path = ""};
    if (view_starts(rest, "maildir:")) {
        url->kind = URL_MAILDIR;
        url->path = text + 8;
        return true;
    }
    size_t slashes = view_find(rest, "://");
    if (slashes == SIZE_MAX)
        return false;
    url->kind = view_starts(rest, "smtps:") ? URL_SMTPS : URL_SMTP;
    rest = view_cut(rest, slashes + 3, rest.len);
    size_t at = view_find_byte(rest, '@');
    if (at != SIZE_MAX) {
        url->user = arena_copy(arena, rest.at, at);
        rest = view_cut(rest, at + 1, rest.len);
    }
    const char *colon = strrchr(rest.at, ':');
    if (!colon)
        return false;
    url->host = arena_copy(arena, rest.at, (size_t)(colon - rest.at));
    url->port = atoi(colon + 1);
    return true;
}

static struct view read_file(struct arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    struct text text = text_in(arena);
    int byte;
    while (file && (byte = getc(file)) != EOF)
        text_add_byte(&text, (char)byte);
    if (file)
        fclose(file);
    return text_view(&text);
}

static int read_options(struct arena *arena, struct job *job, int argc, char **argv)
{
    int option;
    while ((option = getopt(argc, argv, "p:a:xcm:f:n:s:t:q")) != -1)
        switch (option) {
        case 'p':
            job->config.smtp.password_file = optarg;
            break;
        case 'a':
            job->config.smtp.ca_file = optarg;
            break;
        case 'x':
            job->config.smtp.auth = AUTH_XOAUTH2;
            break;
        case 'c':
            job->check = true;
            break;
        case 'm':
            job->bytes = read_file(arena, optarg);
            break;
        case 'f':
            job->from = optarg;
            break;
        case 'n':
            job->repeat = atoi(optarg);
            break;
        case 's':
            job->sessions = atoi(optarg);
            break;
        case 't':
            job->threads = atoi(optarg);
            break;
        case 'q':
            job->quiet = true;
            break;
        default:
            return -1;
        }
    if (optind >= argc || !read_url(arena, argv[optind], &job->config.smtp.url))
        return -1;
    job->to = argv + optind + 1;
    job->to_count = argc - optind - 1;
    return job->to_count || job->check ? 0 : -1;
}

int main(int argc, char **argv)
{
    enum { THREADS = 16 };
    struct arena *arena = arena_new();
    static struct job job;
    job.config.mail.from = "Les Jardins <paniers@example.org>";
    job.config.mail.from_address = job.from = "paniers@example.org";
    job.repeat = job.sessions = job.threads = 1;
    if (read_options(arena, &job, argc, argv) || job.threads > THREADS) {
        fputs("usage: deliver_probe [options] URL RECIPIENT...\n", stderr);
        return 2;
    }
    double start = now_ms();
    pthread_t threads[THREADS];
    for (int i = 0; i < job.threads; i++)
        pthread_create(&threads[i], NULL, worker, &job);
    for (int i = 0; i < job.threads; i++)
        pthread_join(threads[i], NULL);
    printf("# ok %d of %d in %.0f ms\n", (int)job.sent, (int)job.all, now_ms() - start);
    arena_free(&arena);
    return 0;
}
