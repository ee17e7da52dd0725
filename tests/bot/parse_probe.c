/* parse_probe: how long one mail of 2 kB takes from its bytes to requests, and what hostile texts of 10 MB cost.
 *
 * For `make bench`. Prints "p50=… p99=… max=…" in microseconds, then a line a hostile text in milliseconds.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bot/cli.h"
#include "parsers/mail.h"
#include "parsers/message.h"
#include "parsers/understand.h"

enum { ROUNDS = 20000, HOSTILE_BYTES = 10 * 1024 * 1024, DEPTH = 20000 };

static double now_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int ascending(const void *a, const void *b)
{
    double left = *(const double *)a, right = *(const double *)b;
    return (left > right) - (left < right);
}

static void read_mail(struct arena *arena, const struct vocabulary *vocabulary, struct view bytes)
{
    struct mail mail;
    struct error error;
    struct reply reply;
    struct understanding result;
    struct message message = {.channel = CHANNEL_MAIL, .today = date_make(2026, 3, 6)};
    if (mail_read(arena, bytes, &mail, &error))
        return;
    message_read(arena, view_of(mail.subject), mail.text, &reply, &message);
    understand(arena, vocabulary, &message, false, &result);
}

static void print_latency(const struct vocabulary *vocabulary, struct view bytes)
{
    static double took[ROUNDS];
    struct arena *arena = arena_new();
    for (int i = 0; i < ROUNDS; i++) {
        double start = now_us();
        read_mail(arena, vocabulary, bytes);
        took[i] = now_us() - start;
        arena_reset(arena);
    }
    qsort(took, ROUNDS, sizeof *took, ascending);
    printf("p50=%.0f p99=%.0f max=%.0f bytes=%zu\n", took[ROUNDS / 2], took[ROUNDS * 99 / 100],
           took[ROUNDS - 1], bytes.len);
    arena_free(&arena);
}

static void print_hostile(const struct vocabulary *vocabulary, const char *name, const char *head,
                          const char *piece)
{
    struct arena *arena = arena_new(), *work = arena_new();
    struct text text = text_in(arena);
    text_add(&text, head);
    while (text.len < HOSTILE_BYTES)
        text_add(&text, piece);
    double start = now_us();
    read_mail(work, vocabulary, text_view(&text));
    printf("hostile=%s ms=%.0f\n", name, (now_us() - start) / 1e3);
    arena_free(&work);
    arena_free(&arena);
}

static void print_deep(const struct vocabulary *vocabulary)
{
    struct arena *arena = arena_new(), *work = arena_new();
    struct text text = text_in(arena);
    text_add(&text, "From: a@b.fr\nMIME-Version: 1.0\n");
    for (int i = 0; i < DEPTH; i++)
        text_print(&text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    double start = now_us();
    read_mail(work, vocabulary, text_view(&text));
    printf("hostile=deep-MIME ms=%.0f\n", (now_us() - start) / 1e3);
    arena_free(&work);
    arena_free(&arena);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    struct cli cli = {.config_file = "/nonexistent/cabas.conf"};
    struct error error;
    const struct vocabulary *vocabulary = cli_vocabulary(&cli, arena, &error);
    struct text text = text_in(arena);
    FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;
    if (!vocabulary || !file) {
        fprintf(stderr, "usage: parse_probe MAIL.eml\n");
        return 2;
    }
    for (int byte; (byte = fgetc(file)) != EOF;)
        text_add_byte(&text, (char)byte);
    fclose(file);
    print_latency(vocabulary, text_view(&text));
    static const char plain[] = "From: a@b.fr\nSubject: x\n\n";
    print_hostile(vocabulary, "suspendre-du-1-au", plain, "suspendre du 1 au ");
    print_hostile(vocabulary, "nested-quantifier-bait", plain, "le le la de du 2 2 et et ou ou, ");
    print_hostile(vocabulary, "quotes", plain, "> > Le 1 mars 2026 à 10:00, a a écrit :\n");
    print_hostile(vocabulary, "HTML", "From: a@b.fr\nContent-Type: text/html\n\n", "<div><b>12 ");
    print_deep(vocabulary);
    arena_free(&arena);
    return 0;
}
