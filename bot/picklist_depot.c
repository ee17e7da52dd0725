/* The pages of one depot: rows to tick and to sign, who is absent, what is new. */
#include <string.h>

#include "bot/picklist_paper.h"
#include "bot/picklist_words.h"
#include "bot/say.h"

#define BOX 15.0
#define NUMBER_LEFT (PAPER_LEFT + 25)
#define NAME_LEFT (PAPER_LEFT + 66)
#define NAME_WIDTH 158.0
#define ITEMS_LEFT (PAPER_LEFT + 232)
#define ITEMS_WIDTH 166.0
#define SIGN_LEFT (PAPER_LEFT + 404)
#define NOTES_WIDTH (SIGN_LEFT - NAME_LEFT - 6)
#define SIZE 12.5
#define PADDING 4.8
#define NOTE_SIZE 9.5
#define HEADING 18.0

static struct draw_text name_text(const char *name)
{
    return (struct draw_text){
        .text = name, .size = SIZE, .bold = true, .width = NAME_WIDTH, .lines = 3, .leading = 1.28};
}

static struct draw_text item_text(const char *item)
{
    return (struct draw_text){
        .text = item, .size = SIZE, .width = ITEMS_WIDTH, .lines = 3, .leading = 1.28};
}

static struct draw_text note_text(const char *note)
{
    return (struct draw_text){.text = note,
                              .size = NOTE_SIZE,
                              .bold = true,
                              .width = NOTES_WIDTH,
                              .lines = 8,
                              .leading = 1.3};
}

static const char *item_words(struct paper *paper, const struct picklist_item *item)
{
    return picklist_say_items(paper->arena, paper->config, item, 1);
}

static void rule(struct paper *paper, double y, double thick)
{
    draw_line(paper->draw, (struct draw_point){PAPER_LEFT, y}, (struct draw_point){PAPER_RIGHT, y},
              thick, thick > 0.8 ? DRAW_BLACK : PAPER_RULE);
}

static void draw_row(struct paper *paper, const struct paper_block *block, double y)
{
    const struct picklist_person *person = block->person;
    double top = y + PADDING, left = top, right = top;
    draw_rectangle(paper->draw, PAPER_LEFT + 1, top - 1, BOX, BOX, 1.5,
                   (struct draw_ink){.fill = DRAW_NOTHING, .stroke = DRAW_BLACK, .thick = 1.2});
    draw_text_at(
        paper->draw, NUMBER_LEFT, top + 11.5,
        &(struct draw_text){.text = arena_print(paper->arena, "%lld", (long long)person->number),
                            .size = 10,
                            .colour = PAPER_QUIET});
    struct draw_text name = name_text(person->name);
    left += draw_text(paper->draw, NAME_LEFT, top, &name).height;
    for (int i = 0; i < person->item_count; i++) {
        struct draw_text item = item_text(item_words(paper, &person->items[i]));
        right += draw_text(paper->draw, ITEMS_LEFT, right, &item).height;
    }
    if (block->text) {
        struct draw_text note = note_text(block->text);
        draw_text(paper->draw, NAME_LEFT, (left > right ? left : right) + 2, &note);
    }
    draw_line(paper->draw, (struct draw_point){SIGN_LEFT, y},
              (struct draw_point){SIGN_LEFT, y + block->height}, 0.5, PAPER_RULE);
    rule(paper, y + block->height, 0.5);
}

static void draw_heading(struct paper *paper, double y)
{
    static const struct {
        const char *text;
        double x;
    } columns[] = {
        {"N°", NUMBER_LEFT},
        {"Nom", NAME_LEFT},
        {"Paniers et produits", ITEMS_LEFT},
        {"Signature, remarques", SIGN_LEFT + 5},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        draw_text_at(paper->draw, columns[i].x, y + 11,
                     &(struct draw_text){.text = columns[i].text, .size = 9, .bold = true});
    rule(paper, y + HEADING - 2, 1.2);
}

static int add_row(struct paper *paper, struct paper_section *section,
                   const struct picklist_person *person)
{
    struct paper_block *block = paper_add(paper, section);
    const char *notes = picklist_say_notes(paper->arena, paper->config, person, paper->error);
    if (!notes)
        return -1;
    struct draw_text name = name_text(person->name);
    double left = draw_measure(paper->draw, &name).height, right = 0;
    for (int i = 0; i < person->item_count; i++) {
        struct draw_text item = item_text(item_words(paper, &person->items[i]));
        right += draw_measure(paper->draw, &item).height;
    }
    *block = (struct paper_block){.draw = draw_row, .person = person};
    block->height = (left > right ? left : right) + 2 * PADDING;
    if (*notes) {
        struct draw_text note = note_text(notes);
        block->text = notes;
        block->height += draw_measure(paper->draw, &note).height + 2;
    }
    return 0;
}

static void say_absent(struct paper *paper, const struct picklist_depot *depot,
                       struct paper_section *section)
{
    struct text text = text_in(paper->arena);
    text_print(&text, "Absents (%d) : ", depot->absent_count);
    for (int i = 0; i < depot->absent_count; i++)
        text_print(&text, "%s%s (%s)", i ? ", " : "", depot->absent[i].name, depot->absent[i].what);
    if (depot->absent_count)
        paper_say(paper, section, text.at, false);
}

static int say_news(struct paper *paper, const struct picklist_depot *depot,
                    struct paper_section *section)
{
    bool said = false;
    for (int i = 0; i < depot->news_count; i++) {
        const struct picklist_news *news = &depot->news[i];
        if (news->turn == PICKLIST_SUSPENDED) /* they stand among the absent */
            continue;
        if (!said)
            paper_say(paper, section,
                      arena_print(paper->arena, "Nouveau depuis le %s",
                                  say_day(paper->arena, paper->config, paper->list->before,
                                          paper->list->day)),
                      true);
        said = true;
        const char *what = picklist_say_news(paper->arena, paper->config, news, paper->error);
        if (!what)
            return -1;
        paper_say(
            paper, section,
            arena_print(paper->arena, "%s (%lld) : %s", news->name, (long long)news->number, what),
            false);
    }
    return 0;
}

int paper_depot(struct paper *paper, const struct picklist_depot *depot,
                struct paper_section *section)
{
    const struct depot *where = depot->depot;
    *section = (struct paper_section){
        .title = where ? where->name : "Commandes sans livraison",
        .side = where && *where->opening
                    ? arena_print(paper->arena, "Ouverture : %s", where->opening)
                    : "",
        .totals = paper_sums(paper, depot->totals, depot->total_count, PAPER_BASKETS, "   ·   "),
        .extras = paper_sums(paper, depot->totals, depot->total_count, PAPER_PRODUCTS, "   ·   "),
        .heading = draw_heading,
        .heading_height = HEADING,
    };
    for (int i = 0; i < depot->person_count; i++)
        if (add_row(paper, section, &depot->people[i]))
            return -1;
    section->rows = section->count;
    say_absent(paper, depot, section);
    return say_news(paper, depot, section);
}
