#include "parsers/when.h"

#include "parsers/date.h"
#include "tests/corpus.h"
#include "tests/tap.h"

/* Written out: "FROM..TO", "FROM..", "next 3", "weeks 2", "?" for a question, "-" for no date. */
static char *say(struct arena *arena, const struct when *items, int count)
{
    struct text text = text_in(arena);
    if (!count)
        text_add(&text, "-");
    for (int i = 0; i < count; i++) {
        const struct when *when = &items[i];
        if (i)
            text_add(&text, " ");
        if (when->kind == WHEN_DAY || when->kind == WHEN_PERIOD || when->kind == WHEN_UNTIL)
            text_print(&text, "%s..%s", date_iso(arena, when->from), date_iso(arena, when->to));
        else if (when->kind == WHEN_FROM)
            text_print(&text, "%s..", date_iso(arena, when->from));
        else if (when->kind == WHEN_NEXT)
            text_print(&text, "next %d", when->n);
        else if (when->kind == WHEN_WEEKS)
            text_print(&text, "weeks %d", when->n);
        else
            text_add(&text, "?");
    }
    return text.at;
}

/* Today is Friday 2026-03-06. */
static const struct {
    const char *text, *want;
} rows[] = {
    {"le 12", "2026-03-12..2026-03-12"},
    {"le 6", "2026-03-06..2026-03-06"},
    {"le 5", "2026-04-05..2026-04-05"},
    {"12/03", "2026-03-12..2026-03-12"},
    {"12.03.26", "2026-03-12..2026-03-12"},
    {"le 12-03", "2026-03-12..2026-03-12"},
    {"4 janvier", "2027-01-04..2027-01-04"},
    {"6 janvier", "2026-01-06..2026-01-06"}, /* 59 days back: a past date stays past */
    {"vendredi", "2026-03-13..2026-03-13"},
    {"ce vendredi", "2026-03-06..2026-03-06"},
    {"mardi prochain", "2026-03-10..2026-03-10"},
    {"mardi en huit", "2026-03-17..2026-03-17"},
    {"mardi en quinze", "2026-03-24..2026-03-24"},
    {"mardi 10", "2026-03-10..2026-03-10"},
    {"mardi 11", "?"},
    {"mardi 18 mars", "?"},
    {"le 31 avril", "?"},
    {"le 29/02/2027", "?"},
    {"après-demain", "2026-03-08..2026-03-08"},
    {"du 12 au 26", "2026-03-12..2026-03-26"},
    {"du 28 au 4", "2026-03-28..2026-04-04"},
    {"du 26 au 12", "?"},
    {"du 26/03 au 12/03", "?"},
    {"du 22/12 au 4/1", "2026-12-22..2027-01-04"},
    {"du dix-sept mars au trente et un mars", "2026-03-17..2026-03-31"},
    {"du lundi 16 février au dimanche 1er mars 2027", "?"},
    {"jusqu'au 26/03", "2026-03-06..2026-03-26"},
    {"jusqu'à mi-mars", "2026-03-06..2026-03-15"},
    {"jusqu'à fin mars", "2026-03-06..2026-03-31"},
    {"jusqu'à nouvel ordre", "?"},
    {"du 12 mars jusqu'à la rentrée", "?"},
    {"à partir du 12/03", "2026-03-12.."},
    {"à partir du 12/03 pendant 3 semaines", "2026-03-12..2026-04-01"},
    {"pendant un mois à partir du 6 juillet", "2026-07-06..2026-08-05"},
    {"à partir du 12 mars jusqu'au 26", "2026-03-12..2026-03-26"},
    {"cette semaine", "2026-03-02..2026-03-08"},
    {"la semaine prochaine et la suivante", "2026-03-09..2026-03-22"},
    {"semaine 12", "2026-03-16..2026-03-22"},
    {"semaine 54", "?"},
    {"la semaine du 14 juillet", "2026-07-13..2026-07-19"},
    {"ce mois-ci", "2026-03-01..2026-03-31"},
    {"en août", "2026-08-01..2026-08-31"},
    {"début avril", "2026-04-01..2026-04-10"},
    {"mi-avril", "2026-04-11..2026-04-20"},
    {"fin avril", "2026-04-21..2026-04-30"},
    {"fin février 2028", "2028-02-21..2028-02-29"},
    {"juillet et août", "2026-07-01..2026-08-31"},
    {"quinze jours", "weeks 2"},
    {"les deux prochaines semaines", "weeks 2"},
    {"3 livraisons", "next 3"},
    {"les 3 prochains paniers", "next 3"},
    {"pendant les vacances", "?"},
    {"les vacances de Pâques", "?"},
    {"Noël", "2026-12-25..2026-12-25"},
    {"pour Noël", "?"},
    {"le 14 juillet", "2026-07-14..2026-07-14"},
    {"les 10 et 17 mars", "2026-03-10..2026-03-10 2026-03-17..2026-03-17"},
    {"le 10 et le 17 avril", "2026-04-10..2026-04-10 2026-04-17..2026-04-17"},
    {"suspendre le 12", "-"}, /* more than a date */
    {"", "-"},
};

static void check_sources(struct arena *arena)
{
    struct view rest, cells[6];
    int right = 0, total = 0;
    bool there = corpus_file(arena, "tests/data/corpus/dates-fr.tsv", &rest);
    CHECK(there, "tests/data/corpus/dates-fr.tsv is there");
    while (there && corpus_row(&rest, cells, 6)) {
        struct when found[WHEN_MOST];
        int today = date_read_iso(cells[2]), from = date_read_iso(cells[4]),
            to = date_read_iso(cells[5]);
        int count = when_read(arena, cells[3], today, found);
        total++;
        if (count != 1 || found[0].loose || found[0].kind > WHEN_UNTIL || found[0].kind == WHEN_FROM)
            continue;
        bool good = found[0].from == from && found[0].to == to;
        /* The sources take the coming year where SPEC keeps a date of the last 60 days. */
        bool recent = found[0].from < today && found[0].from >= today - 60 && from > today;
        right += good;
        CHECK(good || recent, "%.*s at %s, got %s", (int)cells[3].len, cells[3].at,
              date_iso(arena, today), say(arena, found, count));
    }
    CHECK(right * 100 >= total * 92, "at least 92%% right, got %d of %d", right, total);
}

int main(void)
{
    struct arena *arena = arena_new();
    int today = date_make(2026, 3, 6);
    CHECK(!lexicon_fault(lexicon_french()), "the lexicon is sound: %s",
          lexicon_fault(lexicon_french()) ? lexicon_fault(lexicon_french()) : "");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct when found[WHEN_MOST];
        int count = when_read(arena, view_of(rows[i].text), today, found);
        CHECK_TEXT(say(arena, found, count), rows[i].want, "%s", rows[i].text);
    }
    check_sources(arena);
    struct view rest, cells[5];
    bool there = corpus_file(arena, "tests/data/dates/own.tsv", &rest);
    while (there && corpus_row(&rest, cells, 5)) {
        struct when found[WHEN_MOST];
        int count = when_read(arena, cells[2], date_read_iso(cells[1]), found);
        int from = date_read_iso(cells[3]), to = date_read_iso(cells[4]);
        bool certain = count == 1 && found[0].to != DATE_NONE && found[0].from != DATE_NONE &&
                       (found[0].kind == WHEN_DAY || found[0].kind == WHEN_PERIOD ||
                        found[0].kind == WHEN_UNTIL);
        CHECK(!certain || (found[0].from == from && found[0].to == to), "%.*s: %.*s, got %s",
              (int)cells[0].len, cells[0].at, (int)cells[2].len, cells[2].at,
              say(arena, found, count));
    }
    arena_free(&arena);
    return tap_done();
}
