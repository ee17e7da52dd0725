#include "bot/picklist_pdf.h"

#include "bot/picklist_paper.h"
#include "bot/say.h"
#include "db/item.h"
#include "parsers/date.h"
#include "parsers/number.h"

#define TITLE_SIZE 25.0
#define DATE_LEFT 352.0 /* right of it the date, left of it the title */
#define BOX_PADDING 7.0
#define PARAGRAPH 10.5

struct paper_block *paper_add(struct paper *paper, struct paper_section *section)
{
    return arena_one_more(paper->arena, &section->blocks, &section->count, sizeof *section->blocks);
}

static struct draw_text paragraph(const struct paper_block *block)
{
    return (struct draw_text){.text = block->text,
                              .size = PARAGRAPH,
                              .bold = block->bold,
                              .width = PAPER_WIDTH,
                              .leading = 1.3};
}

static void draw_paragraph(struct paper *paper, const struct paper_block *block, double y)
{
    struct draw_text text = paragraph(block);
    draw_text(paper->draw, PAPER_LEFT, y + (block->bold ? 9 : 2), &text);
}

void paper_say(struct paper *paper, struct paper_section *section, const char *text, bool bold)
{
    struct paper_block *block = paper_add(paper, section);
    *block = (struct paper_block){
        .draw = draw_paragraph, .text = text, .bold = bold, .first = -1, .second = -1};
    struct draw_text shown = paragraph(block);
    block->height = draw_measure(paper->draw, &shown).height + (bold ? 12 : 4);
}

const char *paper_sums(struct paper *paper, const struct picklist_item *items, int count,
                       enum paper_kind kind, const char *between)
{
    struct text text = text_in(paper->arena);
    for (int i = 0; i < count; i++) {
        if (kind != PAPER_ALL && items[i].product != (kind == PAPER_PRODUCTS))
            continue;
        const char *quantity =
            number_say_quantity(paper->arena, paper->config->farm.language, items[i].thousandths);
        text_print(&text, "%s%s\xC2\xA0%s\xC2\xA0%s", text.len ? between : "", quantity,
                   item_say_unit(items[i].unit), items[i].name);
    }
    return text.at;
}

/* Totals in a frame: what is counted first, before any name is read. */
static double head_totals(struct paper *paper, const struct paper_section *section, double y,
                          bool draw)
{
    struct draw_text big = {.text = section->totals,
                            .size = 14.5,
                            .bold = true,
                            .width = PAPER_WIDTH - 2 * BOX_PADDING,
                            .leading = 1.35};
    struct draw_text small = {.text = section->extras,
                              .size = 11.5,
                              .width = PAPER_WIDTH - 2 * BOX_PADDING,
                              .leading = 1.35};
    double first = *big.text ? draw_measure(paper->draw, &big).height : 0;
    double second = *small.text ? draw_measure(paper->draw, &small).height : 0;
    double gap = first > 0 && second > 0 ? 4 : 0, height = first + gap + second + 2 * BOX_PADDING;
    if (first + second <= 0)
        return 0;
    if (!draw)
        return height + 10;
    draw_rectangle(paper->draw, PAPER_LEFT, y, PAPER_WIDTH, height, 3,
                   (struct draw_ink){.fill = DRAW_NOTHING, .stroke = DRAW_BLACK, .thick = 1.2});
    if (first > 0)
        draw_text(paper->draw, PAPER_LEFT + BOX_PADDING, y + BOX_PADDING, &big);
    if (second > 0)
        draw_text(paper->draw, PAPER_LEFT + BOX_PADDING, y + BOX_PADDING + first + gap, &small);
    return height + 10;
}

/* Title, date, opening hours, on the first page the totals. Gives the y below; `draw`: false only measures. */
static double head(struct paper *paper, const struct paper_section *section, bool first, bool draw)
{
    double size = first ? TITLE_SIZE : 17, y = PAPER_TOP;
    struct draw_text title = {.text = section->title,
                              .size = size,
                              .bold = true,
                              .width = DATE_LEFT - PAPER_LEFT - 12,
                              .lines = 3,
                              .leading = 1.15};
    struct draw_text date = {.text = paper->date,
                             .size = first ? 15 : 13,
                             .bold = true,
                             .width = PAPER_RIGHT - DATE_LEFT,
                             .align = DRAW_RIGHT,
                             .lines = 2};
    struct draw_text side = {.text = section->side,
                             .size = 12,
                             .width = PAPER_RIGHT - DATE_LEFT,
                             .align = DRAW_RIGHT,
                             .lines = 3};
    double left = draw_measure(paper->draw, &title).height;
    double right = draw_measure(paper->draw, &date).height;
    double below = *side.text ? draw_measure(paper->draw, &side).height + 2 : 0;
    if (draw) {
        draw_text(paper->draw, PAPER_LEFT, y, &title);
        draw_text(paper->draw, DATE_LEFT, y + 3, &date);
        if (below > 0)
            draw_text(paper->draw, DATE_LEFT, y + 3 + right + 2, &side);
    }
    y += (left > right + below + 3 ? left : right + below + 3) + 10;
    return first ? y + head_totals(paper, section, y, draw) : y;
}

static void foot(struct paper *paper, const struct paper_section *section, int page, int pages)
{
    double base = 820;
    draw_line(paper->draw, (struct draw_point){PAPER_LEFT, base - 14},
              (struct draw_point){PAPER_RIGHT, base - 14}, 0.5, PAPER_RULE);
    draw_text_at(paper->draw, PAPER_LEFT, base,
                 &(struct draw_text){.text = arena_print(paper->arena, "%s · liste faite le %s",
                                                         paper->config->farm.name, paper->made),
                                     .size = 8.5,
                                     .width = 330,
                                     .lines = 1,
                                     .colour = PAPER_QUIET});
    draw_text_at(paper->draw, PAPER_LEFT + 340, base,
                 &(struct draw_text){.text = arena_print(paper->arena, "%s, page %d/%d",
                                                         section->title, page, pages),
                                     .size = 8.5,
                                     .bold = true,
                                     .width = PAPER_WIDTH - 340,
                                     .align = DRAW_RIGHT,
                                     .lines = 1});
}

/* The first block of each page; the last entry is the number of blocks. */
static int *breaks_of(struct paper *paper, const struct paper_section *section, int *pages)
{
    int *breaks = NULL, count = 0;
    double y = PAPER_BOTTOM + 1;
    for (int i = 0; i < section->count; i++) {
        const struct paper_block *block = &section->blocks[i];
        double height = block->height;
        if (block->bold && !block->person && i + 1 < section->count)
            height += section->blocks[i + 1].height; /* a heading stays with what follows */
        if (!count || y + height > PAPER_BOTTOM) {
            *(int *)arena_one_more(paper->arena, &breaks, &count, sizeof(int)) = i;
            y = head(paper, section, count == 1, false) +
                (i < section->rows ? section->heading_height : 0);
        }
        y += block->height;
    }
    *pages = count;
    *(int *)arena_one_more(paper->arena, &breaks, &count, sizeof(int)) = section->count;
    return breaks;
}

static void section_draw(struct paper *paper, const struct paper_section *section, bool first)
{
    int pages;
    const int *breaks = breaks_of(paper, section, &pages);
    for (int page = 0; page < pages; page++) {
        if (page || !first)
            draw_page(paper->draw);
        double y = head(paper, section, !page, true);
        if (section->heading && breaks[page] < section->rows) {
            section->heading(paper, y);
            y += section->heading_height;
        }
        for (int i = breaks[page]; i < breaks[page + 1]; i++) {
            section->blocks[i].draw(paper, &section->blocks[i], y);
            y += section->blocks[i].height;
        }
        foot(paper, section, page + 1, pages);
    }
}

static int sections_draw(struct paper *paper)
{
    struct paper_section cover = {0};
    if (paper_cover(paper, &cover))
        return -1;
    section_draw(paper, &cover, true);
    for (int i = 0; i < paper->list->depot_count; i++) {
        struct paper_section section = {0};
        if (paper_depot(paper, &paper->list->depots[i], &section))
            return -1;
        section_draw(paper, &section, false);
    }
    return 0;
}

int picklist_pdf(struct arena *arena, const struct config *config, const struct picklist *list,
                 int64_t made, struct view *pdf, struct error *error)
{
    config = config_staff(arena, config);
    const char *date = date_say(arena, config->farm.language, list->day, true);
    struct paper paper = {
        .arena = arena,
        .config = config,
        .list = list,
        .date = date,
        .made = say_instant(arena, config, made),
        .error = error,
    };
    struct draw_info info = {.title = arena_print(arena, "Liste du %s", date),
                             .author = config->farm.name,
                             .created = made};
    paper.draw = draw_pdf(&info, DRAW_A4_WIDTH, DRAW_A4_HEIGHT);
    if (sections_draw(&paper)) {
        draw_free(&paper.draw);
        return -1;
    }
    return draw_finish(&paper.draw, arena, pdf, error);
}
