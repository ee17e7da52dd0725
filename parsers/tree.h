/* tree: the one kind of structured value (answer's model, journal detail, export, webhook body).
 *
 * Job: build, read and print JSON trees. jansson is used in tree.c only. Promise: every node
 * belongs to the arena its root was made in; nothing is freed by hand. Texts must be UTF-8: each byte
 * that is not becomes "?", NUL too. Keys are ours, never outside text.
 */
#ifndef PARSERS_TREE_H
#define PARSERS_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parsers/arena.h"
#include "parsers/error.h"
#include "parsers/view.h"

struct tree; /* a node; a child is borrowed from its parent */

enum tree_kind { TREE_NONE, TREE_OBJECT, TREE_LIST, TREE_TEXT, TREE_INT, TREE_BOOL };

struct tree *tree_new(struct arena *arena);      /* an object */
struct tree *tree_new_list(struct arena *arena); /* a list */
/* Outside JSON: duplicate keys, bad UTF-8, trailing text and depth over 64 are refused. */
struct tree *tree_read(struct arena *arena, struct view json, struct error *error);
/* One line of JSON, keys in the order they were put. */
char *tree_write(struct arena *arena, const struct tree *tree);
char *tree_write_pretty(struct arena *arena, const struct tree *tree);

/* Putting into an object; an existing key is replaced. */
void tree_put_text(struct tree *object, const char *key, const char *value);
void tree_put_view(struct tree *object, const char *key, struct view value);
void tree_put_int(struct tree *object, const char *key, int64_t value);
void tree_put_bool(struct tree *object, const char *key, bool value);
struct tree *tree_put_object(struct tree *object, const char *key);
struct tree *tree_put_list(struct tree *object, const char *key);
/* A deep copy of another tree as that member. */
void tree_put_copy(struct tree *object, const char *key, const struct tree *value);
/* At the end of a list. */
struct tree *tree_push_object(struct tree *list);
void tree_push_text(struct tree *list, const char *value);
void tree_push_copy(struct tree *list, const struct tree *value);

/* Reading; a missing key or another kind gives NULL, the fallback, false or 0. */
enum tree_kind tree_kind(const struct tree *tree);
const struct tree *tree_get(const struct tree *object, const char *key);
const char *tree_get_text(const struct tree *object, const char *key, const char *fallback);
int64_t tree_get_int(const struct tree *object, const char *key, int64_t fallback);
bool tree_get_bool(const struct tree *object, const char *key);
size_t tree_count(const struct tree *list);
const struct tree *tree_at(const struct tree *list, size_t index);
const char *tree_text(const struct tree *node); /* "" for another kind */
int64_t tree_int(const struct tree *node);
bool tree_bool(const struct tree *node);

#endif
