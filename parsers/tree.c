#include "parsers/tree.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "parsers/text.h"

/* struct tree is json_t under another name: the library stays in this file. */
static json_t *json(const struct tree *tree)
{
    return (json_t *)(uintptr_t)tree;
}

static struct tree *tree_of(json_t *node)
{
    return (struct tree *)(void *)node;
}

static void release(void *node)
{
    json_decref(node);
}

static struct tree *tree_root(struct arena *arena, json_t *node)
{
    if (!node)
        abort();
    arena_defer(arena, release, node);
    return tree_of(node);
}

struct tree *tree_new(struct arena *arena)
{
    return tree_root(arena, json_object());
}

struct tree *tree_new_list(struct arena *arena)
{
    return tree_root(arena, json_array());
}

/* jansson stops at depth 2,048; ours are shallow, so a deep one is hostile. */
static bool depth_is_fine(struct view text)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.at[i];
        if (quoted && byte == '\\')
            i++;
        else if (byte == '"')
            quoted = !quoted;
        else if (!quoted && (byte == '{' || byte == '['))
            depth++;
        else if (!quoted && (byte == '}' || byte == ']'))
            depth--;
        if (depth > 64)
            return false;
    }
    return true;
}

struct tree *tree_read(struct arena *arena, struct view text, struct error *error)
{
    json_error_t why = {0};
    if (!depth_is_fine(text)) {
        error_set(error, "JSON nested deeper than 64");
        return NULL;
    }
    json_t *node = json_loadb(text.at ? text.at : "", text.len, JSON_REJECT_DUPLICATES, &why);
    if (!node) {
        error_set(error, "JSON line %d column %d: %s", why.line, why.column, why.text);
        return NULL;
    }
    return tree_root(arena, node);
}

static char *write_with(struct arena *arena, const struct tree *tree, size_t flags)
{
    char *text = json_dumps(json(tree), flags | JSON_ENCODE_ANY);
    if (!text)
        abort();
    char *copy = arena_text(arena, text);
    free(text);
    return copy;
}

char *tree_write(struct arena *arena, const struct tree *tree)
{
    return write_with(arena, tree, JSON_COMPACT);
}

char *tree_write_pretty(struct arena *arena, const struct tree *tree)
{
    return write_with(arena, tree, JSON_INDENT(2));
}

/* Bytes of the character at the start of `view`; 0 when that is none. NUL is none: jansson would write it as
 * \u0000 and not read it again. */
static size_t character_len(struct view view)
{
    for (size_t len = 1; len <= 4 && len <= view.len; len++)
        if (view.at[0] && view_is_utf8(view_cut(view, 0, len)))
            return len;
    return 0;
}

static json_t *text_node(struct view value)
{
    bool whole = view_is_utf8(value) && view_find_byte(value, '\0') == SIZE_MAX;
    json_t *node = whole ? json_stringn(value.at ? value.at : "", value.len) : NULL;
    if (node)
        return node;
    struct arena *arena = arena_new();
    struct text clean = text_in(arena);
    while (value.len) {
        size_t len = character_len(value);
        text_add_view(&clean, len ? view_cut(value, 0, len) : VIEW("?"));
        value = view_cut(value, len ? len : 1, value.len);
    }
    node = json_stringn(clean.at, clean.len);
    arena_free(&arena);
    return node;
}

static struct tree *put(struct tree *object, const char *key, json_t *node)
{
    if (json_object_set_new(json(object), key, node))
        abort();
    return tree_of(node);
}

static struct tree *push(struct tree *list, json_t *node)
{
    if (json_array_append_new(json(list), node))
        abort();
    return tree_of(node);
}

void tree_put_text(struct tree *object, const char *key, const char *value)
{
    put(object, key, text_node(view_of(value)));
}

void tree_put_view(struct tree *object, const char *key, struct view value)
{
    put(object, key, text_node(value));
}

void tree_put_int(struct tree *object, const char *key, int64_t value)
{
    put(object, key, json_integer(value));
}

void tree_put_bool(struct tree *object, const char *key, bool value)
{
    put(object, key, json_boolean(value));
}

struct tree *tree_put_object(struct tree *object, const char *key)
{
    return put(object, key, json_object());
}

struct tree *tree_put_list(struct tree *object, const char *key)
{
    return put(object, key, json_array());
}

void tree_put_copy(struct tree *object, const char *key, const struct tree *value)
{
    put(object, key, json_deep_copy(json(value)));
}

struct tree *tree_push_object(struct tree *list)
{
    return push(list, json_object());
}

void tree_push_text(struct tree *list, const char *value)
{
    push(list, text_node(view_of(value)));
}

void tree_push_copy(struct tree *list, const struct tree *value)
{
    push(list, json_deep_copy(json(value)));
}

enum tree_kind tree_kind(const struct tree *tree)
{
    if (!tree)
        return TREE_NONE;
    switch (json_typeof(json(tree))) {
    case JSON_OBJECT:
        return TREE_OBJECT;
    case JSON_ARRAY:
        return TREE_LIST;
    case JSON_STRING:
        return TREE_TEXT;
    case JSON_INTEGER:
        return TREE_INT;
    case JSON_TRUE:
    case JSON_FALSE:
        return TREE_BOOL;
    default:
        return TREE_NONE;
    }
}

const struct tree *tree_get(const struct tree *object, const char *key)
{
    return tree_of(json_object_get(json(object), key));
}

const char *tree_get_text(const struct tree *object, const char *key, const char *fallback)
{
    const struct tree *node = tree_get(object, key);
    return tree_kind(node) == TREE_TEXT ? tree_text(node) : fallback;
}

int64_t tree_get_int(const struct tree *object, const char *key, int64_t fallback)
{
    const struct tree *node = tree_get(object, key);
    return tree_kind(node) == TREE_INT ? tree_int(node) : fallback;
}

bool tree_get_bool(const struct tree *object, const char *key)
{
    return tree_bool(tree_get(object, key));
}

size_t tree_count(const struct tree *list)
{
    return json_array_size(json(list));
}

const struct tree *tree_at(const struct tree *list, size_t index)
{
    return tree_of(json_array_get(json(list), index));
}

const char *tree_text(const struct tree *node)
{
    const char *text = json_string_value(json(node));
    return text ? text : "";
}

int64_t tree_int(const struct tree *node)
{
    return json_integer_value(json(node));
}

bool tree_bool(const struct tree *node)
{
    return json_is_true(json(node));
}
