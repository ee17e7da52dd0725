/* Renders sample invoices: invoice_probe FOLDER KIND… writes FOLDER/KIND.pdf and .xml (KIND: a number of lines,
 * credit, company, long, exempt, debit, or wild7 with any number). Measures: invoice_probe bench COUNT THREADS [LINES].
 * For tests/e2e/invoice_pdf.t, and for looking at the pages: pdftoppm -r 80 -png 6.pdf page
 */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "bot/facturx.h"
#include "bot/invoice_pdf.h"
#include "tests/bot/invoice_sample.h"

static int bench_count, bench_lines;

static double now_ms(clockid_t clock)
{
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void *bench_run(void *unused)
{
    (void)unused;
    struct arena *arena = arena_new();
    for (int i = 0; i < bench_count; i++) {
        struct view pdf;
        struct error error;
        if (invoice_pdf(arena, sample_invoice(arena, bench_lines), &pdf, &error)) {
            fprintf(stderr, "%s\n", error.text);
            exit(1);
        }
        arena_reset(arena);
    }
    arena_free(&arena);
    return NULL;
}

static int bench(int count, int threads, int lines)
{
    pthread_t ids[16];
    threads = threads < 1 ? 1 : threads > 16 ? 16 : threads;
    bench_count = count / threads;
    bench_lines = lines;
    double wall = now_ms(CLOCK_MONOTONIC), cpu = now_ms(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < threads; i++)
        pthread_create(&ids[i], NULL, bench_run, NULL);
    for (int i = 0; i < threads; i++)
        pthread_join(ids[i], NULL);
    int made = bench_count * threads;
    printf("%d invoices of %d lines, %d threads: %.2f ms CPU each, %.2f ms each\n", made, lines,
           threads, (now_ms(CLOCK_PROCESS_CPUTIME_ID) - cpu) / made,
           (now_ms(CLOCK_MONOTONIC) - wall) / made);
    return 0;
}

static int save(const char *folder, const char *kind, const char *end, struct view bytes)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.%s", folder, kind, end);
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.at, 1, bytes.len, file) != bytes.len || fclose(file)) {
        perror(path);
        return 1;
    }
    return 0;
}

static struct invoice_document *sample(struct arena *arena, const char *kind)
{
    return !strcmp(kind, "credit")     ? sample_credit(arena)
           : !strcmp(kind, "company")  ? sample_company(arena)
           : !strcmp(kind, "long")     ? sample_long(arena)
           : !strcmp(kind, "exempt")   ? sample_exempt(arena)
           : !strcmp(kind, "debit")    ? sample_debit(arena)
           : !strncmp(kind, "wild", 4) ? sample_wild(arena, (uint32_t)atoi(kind + 4))
                                       : sample_invoice(arena, atoi(kind));
}

int main(int count, char **words)
{
    if (count > 3 && !strcmp(words[1], "bench"))
        return bench(atoi(words[2]), atoi(words[3]), count > 4 ? atoi(words[4]) : 6);
    if (count < 3) {
        fprintf(stderr, "usage: invoice_probe FOLDER KIND…\n");
        return 2;
    }
    struct arena *arena = arena_new();
    int bad = 0;
    for (int i = 2; i < count && !bad; i++) {
        struct invoice_document *document = sample(arena, words[i]);
        struct view pdf;
        struct error error;
        if (invoice_pdf(arena, document, &pdf, &error)) {
            fprintf(stderr, "invoice_probe: %s\n", error.text);
            bad = 1;
        } else {
            bad = save(words[1], words[i], "pdf", pdf) ||
                  save(words[1], words[i], "xml", facturx_write(arena, document));
        }
        arena_reset(arena);
    }
    arena_free(&arena);
    return bad;
}
