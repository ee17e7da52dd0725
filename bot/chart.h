/* chart: a few numbers a week as stacked bars, drawn into a mail.
 *
 * Pure. Readable at the width of a telephone and in grey: every part of a bar has its number where there is room, the
 * legend stands in the order of the parts, what is past is paler and behind a line.
 */
#ifndef BOT_CHART_H
#define BOT_CHART_H

#include "parsers/error.h"
#include "parsers/text.h"

enum { CHART_COLUMNS = 12, CHART_SERIES = 8 };

struct chart_series {
    const char *name;
    int values[CHART_COLUMNS];
};

struct chart {
    const char *labels[CHART_COLUMNS]; /* under the columns */
    int column_count;
    int past; /* so many columns are past */
    struct chart_series series[CHART_SERIES];
    int series_count;
};

/* A PNG, in the arena. */
int chart_draw(const struct chart *chart, struct arena *arena, struct view *png,
               struct error *error);

#endif
