/* Renders sample invoices: invoice_probe KIND FILE.pdf [FILE.xml] (KIND: a number of lines, credit, company,
 * long), or measures: invoice_probe bench COUNT THREADS [LINES].
 * For tests/e2e/invoice_pdf.t, and for looking at the pages: pdftoppm -r 80 -png FILE.pdf page
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

static int save(const char *path, struct view bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.at, 1, bytes.len, file) != bytes.len || fclose(file)) {
        perror(path);
        return 1;
    }
    return 0;
}

int main(int count, char **words)
{
    if (count > 3 && !strcmp(words[1], "bench"))
        return bench(atoi(words[2]), atoi(words[3]), count > 4 ? atoi(words[4]) : 6);
    if (count < 3) {
        fprintf(stderr, "usage: invoice_probe KIND FILE.pdf [FILE.xml]\n");
        return 2;
    }
    struct arena *arena = arena_new();
    const char *kind = words[1];
    struct invoice_document *document = !strcmp(kind, "credit")    ? sample_credit(arena)
                                        : !strcmp(kind, "company") ? sample_company(arena)
                                        : !strcmp(kind, "long")    ? sample_long(arena)
                                                                : sample_invoice(arena, atoi(kind));
    struct view pdf;
    struct error error;
    int bad = invoice_pdf(arena, document, &pdf, &error);
    if (bad)
        fprintf(stderr, "invoice_probe: %s\n", error.text);
    else
        bad = save(words[2], pdf) || (count > 3 && save(words[3], facturx_write(arena, document)));
    arena_free(&arena);
    return bad ? 1 : 0;
}
