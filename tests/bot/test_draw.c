/* Drawing: the same bytes each time, real text, cleaned text, boxes, refusals, threads. */
#include <pthread.h>
#include <stdlib.h>

#include "bot/draw.h"
#include "tests/tap.h"

static struct view sample(struct arena *arena, const char *text)
{
    struct draw *draw =
        draw_pdf(&(struct draw_info){.title = "Essai \xFF\x01", .created = 1772000000},
                 DRAW_A4_WIDTH, DRAW_A4_HEIGHT);
    draw_text(draw, 57, 57, &(struct draw_text){.text = text, .size = 12, .width = 200});
    draw_page(draw);
    draw_rectangle(draw, 57, 57, 100, 50, 4, (struct draw_ink){.fill = 0x336633});
    draw_text(draw, 57, 57,
              &(struct draw_text){.text = text, .bold = true, .width = 90, .lines = 2});
    struct view bytes = {0};
    struct error error = {{0}};
    if (draw_finish(&draw, arena, &bytes, &error))
        CHECK_TEXT(error.text, "", "no error");
    return bytes;
}

static const char wild[] = "Œuf à 2,50\xC2\xA0€ 🌻 \x01\x1B[31m \xE2\x80\xAE"
                           "evil \xFF\xC3 漢字 مرحبا "
                           "\xD8\xA7\nline";

static void *thread(void *result)
{
    struct arena *arena = arena_new();
    struct view *bytes = result;
    for (int i = 0; i < 20; i++)
        *bytes = sample(arena, wild);
    char *copy = malloc(bytes->len);
    memcpy(copy, bytes->at, bytes->len);
    bytes->at = copy;
    arena_free(&arena);
    return NULL;
}

static void threads(struct view want)
{
    enum { COUNT = 3 };
    pthread_t id[COUNT];
    struct view bytes[COUNT];
    for (int i = 0; i < COUNT; i++)
        pthread_create(&id[i], NULL, thread, &bytes[i]);
    for (int i = 0; i < COUNT; i++) {
        pthread_join(id[i], NULL);
        CHECK(view_equal(bytes[i], want), "thread %d draws the same bytes", i);
        free((char *)bytes[i].at);
    }
}

static void boxes(void)
{
    struct draw *draw = draw_picture(300, 200, 2, DRAW_WHITE);
    struct draw_text text = {.text = "111,11", .size = 10};
    struct draw_box ones = draw_measure(draw, &text);
    text.text = "888,88";
    CHECK(ones.width == draw_measure(draw, &text).width, "figures are of one width");
    CHECK(ones.lines == 1 && !ones.cut && ones.height == 12, "one line of 1.2 times the size");
    text = (struct draw_text){.text = "un deux trois quatre cinq six sept", .width = 60};
    struct draw_box box = draw_measure(draw, &text);
    CHECK(box.lines > 2 && box.width <= 60.1, "wrapped: %d lines, %g wide", box.lines, box.width);
    text.lines = 2;
    box = draw_measure(draw, &text);
    CHECK(box.lines == 2 && box.cut, "two lines, then …");
    text = (struct draw_text){.text = "a\nb\nc\nd", .width = 60, .lines = 2};
    box = draw_measure(draw, &text);
    CHECK(box.lines == 2 && box.cut, "lines given are counted too: %d", box.lines);
    text = (struct draw_text){.text = "a\nb\nc"};
    CHECK(draw_measure(draw, &text).lines == 3, "three lines");
    text = (struct draw_text){.text = "a\nb", .width = 100, .lines = 1};
    CHECK(draw_measure(draw, &text).lines == 1, "one line only");
    text = (struct draw_text){.text = "漢\x01\xE2\x80\x8F🌻\xEF\xB8\x8F"};
    double width = draw_measure(draw, &text).width;
    text.text = "□";
    CHECK(width == draw_measure(draw, &text).width, "an unknown letter is one □, marks are none");
    struct arena *arena = arena_new();
    struct view bytes;
    struct error error;
    CHECK(!draw_finish(&draw, arena, &bytes, &error), "a picture");
    CHECK(bytes.len > 50 && !memcmp(bytes.at, "\x89PNG\r\n\x1A\n", 8), "PNG");
    CHECK(!draw && !memcmp(bytes.at + 16, "\0\0\2\x58\0\0\1\x90", 8), "600 × 400 pixels");
    draw = draw_picture(1e6, 1e6, 1, DRAW_WHITE);
    draw_text(draw, 0, 0, &text);
    CHECK(draw_finish(&draw, arena, &bytes, &error) && !draw, "too big a picture");
    CHECK_TEXT(error.text, "drawing: a picture must have 1 to 16 million pixels", "told");
    draw = draw_picture(10, 10, 1, DRAW_NOTHING);
    draw_free(&draw);
    CHECK(!draw, "dropped");
    arena_free(&arena);
}

int main(void)
{
    struct arena *arena = arena_new();
    struct view first = sample(arena, wild), second = sample(arena, wild);
    CHECK(first.len > 1000 && view_starts(first, "%PDF-1."), "a PDF");
    CHECK(view_equal(first, second), "the same bytes each time");
    CHECK(!view_equal(first, sample(arena, "x")), "other text, other bytes");
    struct text much = text_in(arena);
    for (int i = 0; i < 3000; i++)
        text_add(&much, "été ");
    CHECK(sample(arena, much.at).len > 1000, "a long text");
    threads(first);
    boxes();
    arena_free(&arena);
    return tap_done();
}
