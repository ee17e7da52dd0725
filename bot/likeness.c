#include "bot/likeness.h"

#include <string.h>

#include "parsers/fold.h"

enum {
    LETTERS_LEAST = 4,
    LETTERS_MOST = 24,
    LETTERS_TWO = 7, /* from that length on two letters may differ */
    WORDS_MOST = 60, /* of the text */
};

static int least(int a, int b, int c)
{
    int low = a < b ? a : b;
    return low < c ? low : c;
}

/* Optimal string alignment. */
int likeness_distance(struct view a, struct view b, int limit)
{
    int rows[3][LETTERS_MOST + 1];
    int *before = rows[0], *last = rows[1], *row = rows[2];
    if (a.len > LETTERS_MOST || b.len > LETTERS_MOST || (a.len > b.len + (size_t)limit) ||
        b.len > a.len + (size_t)limit)
        return limit + 1;
    for (size_t j = 0; j <= b.len; j++)
        last[j] = (int)j;
    for (size_t i = 1; i <= a.len; i++) {
        row[0] = (int)i;
        for (size_t j = 1; j <= b.len; j++) {
            bool same = a.at[i - 1] == b.at[j - 1];
            row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
            bool swapped =
                i > 1 && j > 1 && a.at[i - 1] == b.at[j - 2] && a.at[i - 2] == b.at[j - 1];
            if (swapped && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
        }
        int *free = before;
        before = last;
        last = row;
        row = free;
    }
    return last[b.len] < limit + 1 ? last[b.len] : limit + 1;
}

/* The next word of letters, without plural ending. */
static bool next_word(struct view *rest, struct view *word)
{
    size_t start = 0, end;
    while (start < rest->len && !byte_is_letter(rest->at[start]))
        start++;
    for (end = start; end < rest->len && byte_is_letter(rest->at[end]); end++)
        ;
    *word = view_cut(*rest, start, end);
    *rest = view_cut(*rest, end, rest->len);
    if (!word->len)
        return false;
    if (word->len > LETTERS_LEAST && strchr("sx", word->at[word->len - 1]))
        word->len--;
    return true;
}

/* The least distance of a word to one of these names; LETTERS_MOST: like none. */
static int distance_to(struct arena *arena, struct view word, const struct product *product)
{
    int best = LETTERS_MOST, limit = word.len >= LETTERS_TWO ? 2 : 1;
    size_t len;
    const char *names = arena_print(arena, "%s %s", product->name, product->aliases);
    struct view rest = view_of(fold_word(arena, view_of(names), &len)), other;
    while (next_word(&rest, &other)) {
        int distance =
            other.len < LETTERS_LEAST ? LETTERS_MOST : likeness_distance(word, other, limit);
        if (distance <= limit && distance < best)
            best = distance;
    }
    return best;
}

struct like {
    const struct product *product;
    int distance;
};

static void keep(struct like *likes, int *count, struct like one)
{
    int at = *count;
    for (int i = 0; i < *count; i++)
        if (likes[i].product == one.product)
            return;
    while (at > 0 && likes[at - 1].distance > one.distance)
        at--;
    if (at == LIKENESS_MOST)
        return;
    int last = *count < LIKENESS_MOST ? (*count)++ : LIKENESS_MOST - 1;
    for (int i = last; i > at; i--)
        likes[i] = likes[i - 1];
    likes[at] = one;
}

int likeness_find(struct arena *arena, const struct farm *farm, struct view said,
                  const struct product *found[LIKENESS_MOST])
{
    struct like likes[LIKENESS_MOST];
    int count = 0;
    size_t len;
    struct view rest = view_of(fold_word(arena, view_cut(said, 0, 2000), &len)), word;
    for (int words = 0; words < WORDS_MOST && next_word(&rest, &word); words++) {
        struct like near[LIKENESS_MOST];
        int close = 0;
        bool exact = false;
        for (int i = 0; word.len >= LETTERS_LEAST && i < farm->product_count; i++) {
            int distance = distance_to(arena, word, &farm->products[i]);
            exact |= distance == 0;
            if (distance < LETTERS_MOST && farm->products[i].available)
                keep(near, &close, (struct like){&farm->products[i], distance});
        }
        for (int i = 0; i < close && !exact; i++)
            keep(likes, &count, near[i]);
    }
    for (int i = 0; i < count; i++)
        found[i] = likes[i].product;
    return count;
}
