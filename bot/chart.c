#include "bot/chart.h"

#include <stdio.h>

#include "bot/draw.h"

/* Points; drawn at two pixels a point and shown at the width of a mail's card. */
static const double WIDTH = 340, LEFT = 8, RIGHT = 8, TOP = 26, HEIGHT = 150, LABELS = 22,
                    LEGEND_LINE = 18, GAP = 6;

/* Dark to light by brightness as well, so that the order shows in grey. */
static const uint32_t colours[CHART_SERIES] = {0x2f6b34, 0xc98a1b, 0x6aa56c, 0x8a4b2a,
                                               0x9bb8d3, 0xd9c27a, 0x5d6d7e, 0xb9d3b0};
static const uint32_t ink = 0x1f241e, quiet = 0x555c52, paper = 0xffffff, line = 0xb9bfb3;

static int column_total(const struct chart *chart, int column)
{
    int total = 0;
    for (int i = 0; i < chart->series_count; i++)
        total += chart->series[i].values[column];
    return total;
}

static bool is_used(const struct chart *chart, int series)
{
    for (int i = 0; i < chart->column_count; i++)
        if (chart->series[series].values[i])
            return true;
    return false;
}

/* A colour half way to the paper. */
static uint32_t pale(uint32_t colour)
{
    uint32_t result = 0;
    for (int shift = 0; shift <= 16; shift += 8)
        result |= ((((colour >> shift) & 0xff) + 2 * ((paper >> shift) & 0xff)) / 3) << shift;
    return result;
}

static void draw_column(struct draw *draw, const struct chart *chart, int column, double x,
                        double width, double scale)
{
    double y = TOP + HEIGHT;
    for (int i = 0; i < chart->series_count; i++) {
        int value = chart->series[i].values[column];
        double height = value * scale;
        bool past = column < chart->past;
        uint32_t fill = past ? pale(colours[i]) : colours[i];
        if (!value)
            continue;
        y -= height;
        draw_rectangle(draw, x, y, width, height, 0,
                       (struct draw_ink){.fill = fill, .stroke = paper, .thick = 0.75});
        char number[16];
        snprintf(number, sizeof number, "%d", value);
        struct draw_text text = {.text = number,
                                 .size = 9,
                                 .align = DRAW_CENTRE,
                                 .colour = past || i == 2 || i > 3 ? ink : paper};
        struct draw_box box = draw_measure(draw, &text);
        if (box.height + 1 < height && box.width + 1 < width)
            draw_text(draw, x + width / 2, y + (height - box.height) / 2, &text);
    }
    char total[16];
    snprintf(total, sizeof total, "%d", column_total(chart, column));
    draw_text(draw, x + width / 2, y - 14,
              &(struct draw_text){
                  .text = total, .size = 10, .bold = true, .align = DRAW_CENTRE, .colour = ink});
    draw_text(draw, x + width / 2, TOP + HEIGHT + 4,
              &(struct draw_text){.text = chart->labels[column],
                                  .size = 10,
                                  .align = DRAW_CENTRE,
                                  .colour = column < chart->past ? quiet : ink});
}

static void draw_legend(struct draw *draw, const struct chart *chart, double y)
{
    for (int i = chart->series_count - 1; i >= 0; i--) { /* from the top of a bar downwards */
        if (!is_used(chart, i))
            continue;
        draw_rectangle(draw, LEFT, y + 2, 11, 11, 2, (struct draw_ink){.fill = colours[i]});
        draw_text(draw, LEFT + 17, y,
                  &(struct draw_text){.text = chart->series[i].name,
                                      .size = 11,
                                      .width = WIDTH - LEFT - RIGHT - 17,
                                      .lines = 1,
                                      .colour = ink});
        y += LEGEND_LINE;
    }
}

int chart_draw(const struct chart *chart, struct arena *arena, struct view *png,
               struct error *error)
{
    int most = 1, legend = 0;
    for (int i = 0; i < chart->column_count; i++)
        if (column_total(chart, i) > most)
            most = column_total(chart, i);
    for (int i = 0; i < chart->series_count; i++)
        legend += is_used(chart, i);
    double height = TOP + HEIGHT + LABELS + legend * LEGEND_LINE + 6;
    struct draw *draw = draw_picture(WIDTH, height, 2, paper);
    double step = (WIDTH - LEFT - RIGHT) / (chart->column_count ? chart->column_count : 1);
    double scale = HEIGHT / most;
    draw_line(draw, (struct draw_point){LEFT, TOP + HEIGHT},
              (struct draw_point){WIDTH - RIGHT, TOP + HEIGHT}, 1, line);
    for (int i = 0; i < chart->column_count; i++)
        draw_column(draw, chart, i, LEFT + i * step + GAP / 2, step - GAP, scale);
    if (chart->past && chart->past < chart->column_count) {
        double x = LEFT + chart->past * step;
        draw_path(draw, (struct draw_point[]){{x, 4}, {x, TOP + HEIGHT + LABELS}}, 2, false,
                  (struct draw_ink){.fill = DRAW_NOTHING, .stroke = quiet, .thick = 1, .dash = 3});
    }
    draw_legend(draw, chart, TOP + HEIGHT + LABELS);
    return draw_finish(&draw, arena, png, error);
}
