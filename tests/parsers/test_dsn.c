/* dsn: reports as servers write them (tests/data/dsn), and the status in what they say. */
#include <stdlib.h>

#include "parsers/dsn.h"
#include "tests/tap.h"

static struct arena *arena;

static struct view read_file(const char *path)
{
    static char bytes[1 << 16];
    FILE *file = fopen(path, "rb");
    size_t len = file ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file)
        fclose(file);
    return view_make(arena_copy(arena, bytes, len), len);
}

static const char *print(const struct dsn *dsn)
{
    static const char *const kinds[] = {"none", "delivery", "complaint"}, *const actions[] = {
                                                                              "other", "delayed",
                                                                              "failed"};
    struct text out = text_in(arena);
    text_print(&out, "%s\t%d\t", kinds[dsn->kind], dsn->id_count);
    for (int i = 0; i < dsn->recipient_count; i++) {
        const struct dsn_recipient *one = &dsn->recipients[i];
        text_print(&out, "%s%s %s %d.%d.%d", i ? ", " : "", one->address, actions[one->action],
                   one->status.class, one->status.subject, one->status.detail);
    }
    return out.at;
}

static void check_file(struct view name, struct view want)
{
    struct mail mail;
    struct dsn dsn;
    struct error error;
    const char *path = arena_print(arena, "tests/data/dsn/%.*s.eml", (int)name.len, name.at);
    if (!CHECK(!mail_read(arena, read_file(path), &mail, &error), "%s is read", path))
        return;
    dsn_read(arena, &mail, &dsn);
    CHECK_TEXT(print(&dsn), arena_copy(arena, want.at, want.len), "%.*s", (int)name.len, name.at);
    if (dsn.kind)
        CHECK_TEXT(dsn.ids[0], "cabas.0123456789abcdef0123456789abcdef@example.org",
                   "%.*s: whose letter it was", (int)name.len, name.at);
    if (dsn.kind == DSN_DELIVERY)
        CHECK(!strpbrk(dsn.recipients[0].diagnostic, "\r\n"), "%.*s: one line", (int)name.len,
              name.at);
}

static void check_status(void)
{
    static const struct {
        const char *text, *want;
    } rows[] = {
        {"550 5.1.1 <a@b>: User unknown", "5.1.1"},
        {"550-5.7.26 unauthenticated\n550 5.1.1 x", "5.7.26"},
        {"550 User unknown", "5.1.1"},
        {"450 mailbox full", "4.2.2"},
        {"554 something else", "5.0.0"},
        {"421 try later", "4.0.0"},
        {"host 192.0.2.5 said no", "0.0.0"},
        {"host 5.1.1.1 said no", "0.0.0"},
        {"version 2.5.1.1 of 15.1.1", "0.0.0"},
        {"552 5.2.2 Boîte pleine", "5.2.2"},
        {"Utilisateur Inconnu", "5.1.1"},
        {"Boîte désactivée", "5.2.1"},
        {"550 5.0.0 no such user", "5.1.1"},
        {"5.1.9999", "0.0.0"},
        {"", "0.0.0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct dsn_status got = dsn_status_of(arena, view_of(rows[i].text));
        CHECK_TEXT(arena_print(arena, "%d.%d.%d", got.class, got.subject, got.detail), rows[i].want,
                   "\"%s\"", rows[i].text);
    }
}

int main(void)
{
    struct view rest, line, name;
    arena = arena_new();
    rest = read_file("tests/data/dsn/expected.tsv");
    CHECK(rest.len > 100, "there are samples");
    while (view_line(&rest, &line))
        if (view_item(&line, '\t', &name))
            check_file(name, line);
    check_status();
    arena_free(&arena);
    return tap_done();
}
