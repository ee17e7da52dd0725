#include "parsers/signature.h"

enum { CLOSING_MOST = 9, NAME_MOST = 5 };

static bool is_break(const struct tokens *units, int at)
{
    return at >= units->count || token_has(&units->items[at], LEX_BREAK);
}

static int words_of(const struct tokens *units, int first, int last)
{
    int words = 0;
    for (int i = first; i < last; i++)
        words += units->items[i].kind != TOKEN_MARK;
    return words;
}

static bool is_closing(const struct tokens *units, int first, int last)
{
    const struct token *a = &units->items[first];
    if (token_is_mark(a, '-') && a->value == 2 && last == first + 1) /* RFC 3676's "-- " */
        return true;
    if (words_of(units, first, last) > CLOSING_MOST || last == first)
        return false;
    if (token_has(a, LEX_CLOSING))
        return true;
    if (first + 1 >= last)
        return false;
    const struct token *b = &units->items[first + 1];
    return (token_is(a, "bien") && (token_has(b, LEX_CLOSING) || token_is(b, "a"))) ||
           (token_is(a, "tres") && token_has(b, LEX_CLOSING)) ||
           (token_is(a, "sinceres") && token_has(b, LEX_CLOSING)) ||
           (token_is(a, "meilleures") && token_has(b, LEX_CLOSING)) ||
           (token_is(a, "recevez") || token_is(a, "veuillez"));
}

/* A person's or a house's name and nothing else. */
static bool is_name(const struct tokens *units, int first, int last)
{
    int words = 0;
    for (int i = first; i < last; i++) {
        const struct token *token = &units->items[i];
        if (token->kind == TOKEN_MARK &&
            (token->mark == '-' || token->mark == ',' || token->mark == '&' || token->mark == '.'))
            continue;
        if (token->kind != TOKEN_WORD)
            return false;
        bool small = token_is(token, "de") || token_is(token, "et") || token_is(token, "la") ||
                     token_is(token, "le") || token_is(token, "du") || token_is(token, "d");
        bool title = token_is(token, "famille") || token_is(token, "mme") || token_is(token, "m") ||
                     token_is(token, "les");
        if (!small && !title &&
            (!token->capital || (token->word && !token_has(token, LEX_CORRECTED))))
            return false;
        if (!token->capital && i == first)
            return false;
        words++;
    }
    if (last > first && token_is_mark(&units->items[last - 1], ',')) /* "Simon," */
        return false;
    return words > 0 && words <= NAME_MOST;
}

static bool is_postscript(const struct tokens *units, int first)
{
    return token_is(&units->items[first], "ps") ||
           (token_is(&units->items[first], "p") && first + 1 < units->count &&
            token_is(&units->items[first + 1], "s"));
}

void signature_cut(struct tokens *units, int first)
{
    bool content = first > 0, below = false;
    int kept = first;
    for (int at = first; at < units->count;) {
        int last = at;
        while (!is_break(units, last))
            last++;
        if (last > at && is_postscript(units, at))
            below = false;
        bool ends =
            last > at && (is_closing(units, at, last) || (content && is_name(units, at, last)));
        if (!below)
            for (int i = at; i <= last && i < units->count; i++)
                units->items[kept++] = units->items[i];
        content |= last > at;
        below |= ends;
        at = last + 1;
    }
    units->count = kept;
}
