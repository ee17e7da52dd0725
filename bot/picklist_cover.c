/* The first page: what to harvest, what to pack for each depot, what is not decided. */
#include "bot/picklist_paper.h"
#include "bot/picklist_words.h"

#define ROW 20.0
#define SIZE 12.5
#define COLUMN_WIDTH ((PAPER_WIDTH - 24) / 2)
#define DEPOT_WIDTH 170.0

enum { ONE_COLUMN = 14 };

static void draw_crop(struct paper *paper, const struct picklist_crop *crop, double x, double width,
                      double y)
{
    const char *all = picklist_say_quantity(paper->arena, paper->config, crop->unit,
                                            crop->baskets + crop->orders);
    double base = y + 14;
    draw_text_at(
        paper->draw, x, base,
        &(struct draw_text){
            .text = all, .size = SIZE, .bold = true, .width = 84, .align = DRAW_RIGHT, .lines = 1});
    const char *name = crop->name;
    if (crop->orders && crop->baskets)
        name = arena_print(
            paper->arena, "%s (dont %s en commande)", crop->name,
            picklist_say_quantity(paper->arena, paper->config, crop->unit, crop->orders));
    double size = crop->orders && crop->baskets && width < PAPER_WIDTH ? 10 : SIZE;
    draw_text_at(paper->draw, x + 94, base,
                 &(struct draw_text){.text = name, .size = size, .width = width - 94, .lines = 1});
    draw_line(paper->draw, (struct draw_point){x, y + ROW}, (struct draw_point){x + width, y + ROW},
              0.5, PAPER_RULE);
}

static void draw_crops(struct paper *paper, const struct paper_block *block, double y)
{
    bool two = paper->list->crop_count > ONE_COLUMN;
    draw_crop(paper, &paper->list->crop[block->first], PAPER_LEFT, two ? COLUMN_WIDTH : PAPER_WIDTH,
              y);
    if (block->second >= 0)
        draw_crop(paper, &paper->list->crop[block->second], PAPER_LEFT + COLUMN_WIDTH + 24,
                  COLUMN_WIDTH, y);
}

static void add_crops(struct paper *paper, struct paper_section *section)
{
    int count = paper->list->crop_count;
    int rows = count > ONE_COLUMN ? (count + 1) / 2 : count;
    if (count)
        paper_say(paper, section, "À RÉCOLTER ET À PRÉPARER", true);
    for (int i = 0; i < rows; i++)
        *paper_add(paper, section) =
            (struct paper_block){.height = ROW,
                                 .draw = draw_crops,
                                 .first = i,
                                 .second = i + rows < count && rows < count ? i + rows : -1};
    for (int i = 0; i < paper->list->unknown_count; i++)
        paper_say(
            paper, section,
            arena_print(paper->arena, "Composition inconnue : %s", paper->list->unknown[i]->name),
            false);
}

static struct draw_text depot_items(struct paper *paper, const struct picklist_depot *depot)
{
    return (struct draw_text){
        .text = paper_sums(paper, depot->totals, depot->total_count, PAPER_ALL, ", "),
        .size = 11.5,
        .width = PAPER_WIDTH - DEPOT_WIDTH - 10,
        .leading = 1.3};
}

static struct draw_text depot_name(struct paper *paper, const struct picklist_depot *depot)
{
    return (struct draw_text){
        .text = arena_print(paper->arena, "%s\n%d personne%s",
                            depot->depot ? depot->depot->name : "Commandes sans livraison",
                            depot->person_count, depot->person_count > 1 ? "s" : ""),
        .size = 11.5,
        .bold = true,
        .width = DEPOT_WIDTH,
        .leading = 1.3};
}

static void draw_depot(struct paper *paper, const struct paper_block *block, double y)
{
    const struct picklist_depot *depot = &paper->list->depots[block->first];
    struct draw_text name = depot_name(paper, depot), items = depot_items(paper, depot);
    draw_text(paper->draw, PAPER_LEFT, y + 4, &name);
    draw_text(paper->draw, PAPER_LEFT + DEPOT_WIDTH + 10, y + 4, &items);
    draw_line(paper->draw, (struct draw_point){PAPER_LEFT, y + block->height},
              (struct draw_point){PAPER_RIGHT, y + block->height}, 0.5, PAPER_RULE);
}

static void add_depots(struct paper *paper, struct paper_section *section)
{
    const struct picklist *list = paper->list;
    if (list->depot_count)
        paper_say(paper, section, "PAR LIEU", true);
    for (int i = 0; i < list->depot_count; i++) {
        struct draw_text name = depot_name(paper, &list->depots[i]);
        struct draw_text items = depot_items(paper, &list->depots[i]);
        double left = draw_measure(paper->draw, &name).height;
        double right = draw_measure(paper->draw, &items).height;
        *paper_add(paper, section) =
            (struct paper_block){.height = (left > right ? left : right) + 8,
                                 .draw = draw_depot,
                                 .first = i,
                                 .second = -1};
    }
    for (int i = list->depot_count; i < list->all_count; i++)
        if (list->depots[i].depot)
            paper_say(
                paper, section,
                arena_print(paper->arena, "Rien cette fois : %s", list->depots[i].depot->name),
                false);
}

static void add_pending(struct paper *paper, struct paper_section *section)
{
    const struct picklist *list = paper->list;
    if (list->pending_count)
        paper_say(paper, section, "COMMANDES PAS ENCORE ACCEPTÉES : NE PARTENT PAS", true);
    for (int i = 0; i < list->pending_count; i++)
        paper_say(paper, section,
                  arena_print(paper->arena, "n° %lld, %s (%lld) : %s",
                              (long long)list->pending[i].order, list->pending[i].name,
                              (long long)list->pending[i].number, list->pending[i].what),
                  false);
}

int paper_cover(struct paper *paper, struct paper_section *section)
{
    const struct picklist *list = paper->list;
    *section = (struct paper_section){
        .title = "Récolte et préparation",
        .side =
            arena_print(paper->arena, "%d personne%s", list->people, list->people > 1 ? "s" : ""),
        .totals = paper_sums(paper, list->totals, list->total_count, PAPER_BASKETS, "   ·   "),
        .extras = "",
    };
    add_depots(paper, section);
    add_crops(paper, section);
    add_pending(paper, section);
    if (!section->count)
        paper_say(paper, section, "Rien ne part ce jour-là.", false);
    return 0;
}
