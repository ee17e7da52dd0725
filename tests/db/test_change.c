/* change: what a change is in the journal and back, and its inverse. */
#include "db/change.h"

#include "parsers/date.h"
#include "tests/tap.h"

static const struct row {
    const char *name;
    struct change change;
    const char *kind, *detail;  /* as the journal holds it */
    const char *inverse, *undo; /* kind and detail of its inverse; "" for none */
} rows[] = {
    {"suspend",
     {.kind = CHANGE_SUSPEND,
      .subscription = 7,
      .day = 20524,
      .end = DATE_NONE,
      .old_end = DATE_NONE},
     "suspend",
     "{\"subscription\":7,\"day\":\"2026-03-12\"}",
     "resume",
     "{\"subscription\":7,\"day\":\"2026-03-12\"}"},
    {"resume",
     {.kind = CHANGE_RESUME,
      .subscription = 7,
      .day = 20524,
      .end = DATE_NONE,
      .old_end = DATE_NONE},
     "resume",
     "{\"subscription\":7,\"day\":\"2026-03-12\"}",
     "suspend",
     "{\"subscription\":7,\"day\":\"2026-03-12\"}"},
    {"an open subscription ends",
     {.kind = CHANGE_END, .subscription = 1, .day = DATE_NONE, .end = 20528, .old_end = DATE_NONE},
     "end",
     "{\"subscription\":1,\"end\":\"2026-03-16\",\"old_end\":\"\"}",
     "end",
     "{\"subscription\":1,\"end\":\"\",\"old_end\":\"2026-03-16\"}"},
    {"an end comes sooner",
     {.kind = CHANGE_END, .subscription = 16, .day = DATE_NONE, .end = 20790, .old_end = 20805},
     "end",
     "{\"subscription\":16,\"end\":\"2026-12-03\",\"old_end\":\"2026-12-18\"}",
     "end",
     "{\"subscription\":16,\"end\":\"2026-12-18\",\"old_end\":\"2026-12-03\"}"},
    {"an order",
     {.kind = CHANGE_PURCHASE,
      .purchase = 42,
      .day = DATE_NONE,
      .end = DATE_NONE,
      .old_end = DATE_NONE,
      .text = "cancelled",
      .old_text = "pending"},
     "order",
     "{\"order\":42,\"text\":\"cancelled\",\"old_text\":\"pending\"}",
     "order",
     "{\"order\":42,\"text\":\"pending\",\"old_text\":\"cancelled\"}"},
    {"a detail",
     {.kind = CHANGE_SET,
      .day = DATE_NONE,
      .end = DATE_NONE,
      .old_end = DATE_NONE,
      .field = "address",
      .text = "1 rue\n05000\nGap",
      .old_text = "\n\n"},
     "set",
     "{\"field\":\"address\",\"text\":\"1 rue\\n05000\\nGap\",\"old_text\":\"\\n\\n\"}",
     "set",
     "{\"field\":\"address\",\"text\":\"\\n\\n\",\"old_text\":\"1 rue\\n05000\\nGap\"}"},
    {"a contact more",
     {.kind = CHANGE_ADD,
      .day = DATE_NONE,
      .end = DATE_NONE,
      .old_end = DATE_NONE,
      .field = "email",
      .text = "a@b.fr"},
     "add",
     "{\"field\":\"email\",\"text\":\"a@b.fr\"}",
     "drop",
     "{\"field\":\"email\",\"text\":\"a@b.fr\"}"},
    {"bank details, without the account and without an inverse",
     {.kind = CHANGE_BANK,
      .day = 20524,
      .end = DATE_NONE,
      .old_end = DATE_NONE,
      .field = "active",
      .sealed = "v1.0011aabb.0189.AAAA",
      .text = "CABAS-1001-2 0189",
      .old_text = "CABAS-1001-1 4321"},
     "bank",
     "{\"day\":\"2026-03-12\",\"field\":\"active\",\"text\":\"CABAS-1001-2 "
     "0189\",\"old_text\":\"CABAS-"
     "1001-1 4321\"}",
     "",
     ""},
    {"a reason",
     {.kind = CHANGE_REASON,
      .day = DATE_NONE,
      .end = DATE_NONE,
      .old_end = DATE_NONE,
      .text = "On \"part\"\n… à l'étranger \\ loin"},
     "reason",
     "{\"text\":\"On \\\"part\\\"\\n… à l'étranger \\\\ loin\"}",
     "",
     ""},
};

static const char *write(struct arena *arena, const struct change *change)
{
    struct tree *detail = tree_new(arena);
    change_write(change, detail);
    return tree_write(arena, detail);
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? !strcmp(a, b) : a == b;
}

static bool same(const struct change *a, const struct change *b)
{
    return a->kind == b->kind && a->subscription == b->subscription && a->purchase == b->purchase &&
           a->day == b->day && a->end == b->end && a->old_end == b->old_end &&
           same_text(a->field, b->field) && same_text(a->text, b->text) &&
           same_text(a->old_text, b->old_text);
}

static void check_row(struct arena *arena, const struct row *row)
{
    struct change read, inverse = change_inverse(&row->change), twice = change_inverse(&inverse);
    struct error error = {""};
    CHECK_TEXT(change_name(row->change.kind), row->kind, "%s: its kind", row->name);
    CHECK(change_kind_read(row->kind) == row->change.kind, "%s: its kind read", row->name);
    CHECK_TEXT(write(arena, &row->change), row->detail, "%s: written", row->name);
    CHECK(!change_read(arena, row->kind, row->detail, &read, &error) && same(&read, &row->change),
          "%s: read again %s", row->name, error.text);
    CHECK_TEXT(change_name(inverse.kind), row->inverse, "%s: its inverse", row->name);
    if (!*row->inverse)
        return;
    CHECK_TEXT(write(arena, &inverse), row->undo, "%s: its inverse written", row->name);
    CHECK(same(&twice, &row->change), "%s: the inverse of the inverse", row->name);
}

/* Journals that are none. */
static const char *const broken[][2] = {
    {"suspend", ""},
    {"suspend", "{"},
    {"suspend", "{\"subscription\":1,\"subscription\":2}"},
    {"suspend", "{} {}"},
    {"", "{}"},
    {"burn", "{}"},
    {"import", "{\"file\":\"x.csv\"}"},
    {"SUSPEND", "{}"},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check_row(arena, &rows[i]);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct change change;
        struct error error = {""};
        CHECK(change_read(arena, broken[i][0], broken[i][1], &change, &error) == -1 && *error.text,
              "%s %s: refused (%s)", broken[i][0], broken[i][1], error.text);
    }
    struct change odd;
    struct error error;
    CHECK(!change_read(arena, "suspend", "{\"subscription\":\"1\",\"day\":\"2026-02-30\"}", &odd,
                       &error) &&
              odd.subscription == 0 && odd.day == DATE_NONE,
          "values of another kind are absent");
    for (int kind = CHANGE_NONE + 1; kind < CHANGE_MAX; kind++) {
        struct change change = change_make((enum change_kind)kind);
        CHECK(*change_name(change.kind) && change.day == DATE_NONE && change.end == DATE_NONE,
              "kind %d has a name", kind);
    }
    arena_free(&arena);
    return tap_done();
}
