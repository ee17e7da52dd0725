/* fuzz: a template with hostile values, and hostile template sources.
 *
 * The first byte chooses: even, the rest is a value in a fixed template, whose result must stay
 * what the target promises; odd, the rest is a template's source. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "templates/check.h"
#include "templates/proof.h"
#include "templates/render.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char page[] =
    "<p title=\"{{v}}\">{{v}}{{#list}}<br>{{.}}{{^@last}}, {{/@last}}{{/list}}</p>\n"
    "{{#v}}<p>{{o.v}} {{v}}</p>{{/v}}{{> part_delivery}}";

static void must(bool good)
{
    if (!good)
        abort();
}

static struct tree *model_of(struct arena *arena, struct view value)
{
    struct tree *model = tree_new(arena);
    static const char *const keys[] = {"v", "date", "what", "where"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        tree_put_view(model, keys[i], value);
    tree_put_view(tree_put_object(model, "o"), "v", value);
    struct tree *list = tree_put_list(model, "list");
    tree_push_text(list, tree_get_text(model, "v", ""));
    tree_push_text(list, "b");
    return model;
}

static void with_value(struct arena *arena, struct view value)
{
    struct error error;
    struct tree *model = model_of(arena, value);
    struct text out = text_in(arena), line = text_in(arena), sms = text_in(arena);
    if (!render_source("fr", view_of(page), RENDER_HTML, model, &out, &error))
        must(!proof_html(out.at, &error));
    if (!render_source("fr", VIEW("{{v}}: {{v}}"), RENDER_LINE, model, &line, &error))
        must(!strpbrk(line.at, "\r\n\t") && line.at[0] != ' ');
    if (!render_source("fr", VIEW("{{v}}\n\n{{v}}"), RENDER_SMS, model, &sms, &error))
        must(!strstr(sms.at, "\n\n") && !strchr(sms.at, '\r') && !strchr(sms.at, '\033'));
}

static void with_source(struct arena *arena, struct view source)
{
    struct error error = {""};
    struct tree *model = model_of(arena, VIEW("x"));
    struct tree *parts = tree_new(arena);
    tree_put_view(parts, "p", source);
    for (int target = RENDER_TEXT; target <= RENDER_LINE; target++) {
        struct text out = text_in(arena);
        text_add(&out, "kept");
        int failed =
            render_source_with(parts, source, (enum render_for)target, model, &out, &error);
        must(!strncmp(out.at, "kept", 4) && (!failed || (out.len == 4 && error.text[0])));
        must(out.len <= 2 * (size_t)RENDER_OUTPUT_MAX);
    }
    check_template(arena, "fr", "x", source, &error);
    proof_html(arena_copy(arena, source.at, source.len), &error);
    proof_same(arena_copy(arena, source.at, source.len), "<p>x</p>", &error);
    proof_sms(arena_copy(arena, source.at, source.len), &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct view rest = view_make((const char *)data + 1, size ? size - 1 : 0);
    if (!size || size > 8192)
        return 0;
    struct arena *arena = arena_new();
    if (data[0] & 1)
        with_source(arena, rest);
    else
        with_value(arena, rest);
    arena_free(&arena);
    return 0;
}
