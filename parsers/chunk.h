/* chunk: what several tokens say together becomes one.
 *
 * Job: dates, names, quantities of products, telephone and account numbers in a text become single
 * tokens (TOKEN_CHUNK) that phrases can speak of: <date>, <formula>, <item>… Soft line breaks go,
 * quotation marks go. Promise: linear for practical purposes: every reader looks a bounded way ahead.
 */
#ifndef PARSERS_CHUNK_H
#define PARSERS_CHUNK_H

#include "parsers/names.h"
#include "parsers/when.h"

enum chunk_kind { CHUNK_DATE, CHUNK_NAME, CHUNK_ITEM, CHUNK_PHONE, CHUNK_IBAN };

struct chunk {
    enum chunk_kind kind;
    struct when *whens; /* CHUNK_DATE */
    int when_count;
    struct named named; /* CHUNK_NAME, CHUNK_ITEM */
    int64_t
        thousandths;   /* CHUNK_ITEM: 0 when no quantity was written, or none that fits the unit */
    bool unfit;        /* a quantity was written and does not fit */
    const char *value; /* CHUNK_PHONE, CHUNK_IBAN: as it is stored; NULL when it fails its check */
};

struct chunked {
    struct tokens raw, units; /* units: what is left after chunking */
    struct chunk *chunks;
    int chunk_count, chunk_cap;
    const struct vocabulary *vocabulary;
    int today;
};

void chunk_text(struct arena *arena, const struct vocabulary *vocabulary, struct view text,
                int today, struct chunked *chunked);
static inline const struct chunk *chunk_of(const struct chunked *chunked, const struct token *token)
{
    return token->kind == TOKEN_CHUNK ? &chunked->chunks[token->chunk] : NULL;
}

#endif
