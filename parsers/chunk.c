#include "parsers/chunk.h"

#include <string.h>

#include "parsers/gloss.h"
#include "parsers/iban.h"
#include "parsers/phone.h"

/* Names found at each raw token, before dates are read: "le 12 œufs" is no date. */
struct names_of {
    int end[3];
    struct named named[3];
};

struct work {
    struct chunked *out;
    struct arena *arena;
    struct names_of *names; /* one a raw token */
    const struct tokens *raw;
};

static const struct token blank = {.kind = TOKEN_MARK, .mark = '\n'};

static const struct token *raw_at(const struct work *work, int at)
{
    return at >= 0 && at < work->raw->count ? &work->raw->items[at] : &blank;
}

static bool is_word(const struct work *work, int at, const char *words)
{
    return token_is_any(raw_at(work, at), words);
}

static struct chunk *add_chunk(struct work *work, enum chunk_kind kind, int first, int last)
{
    struct chunked *out = work->out;
    if (out->chunk_count == out->chunk_cap) {
        int cap = out->chunk_cap ? 2 * out->chunk_cap : 16;
        out->chunks = arena_grow(work->arena, out->chunks, (size_t)out->chunk_count, (size_t)cap,
                                 sizeof *out->chunks);
        out->chunk_cap = cap;
    }
    struct token *token = token_add(&out->units);
    *token = work->raw->items[first];
    token->kind = TOKEN_CHUNK;
    token->word = 0;
    token->classes = (struct lexicon_bits){{0}};
    token->chunk = out->chunk_count;
    token->first = first;
    token->last = last;
    token->end = work->raw->items[last - 1].end;
    struct chunk *chunk = &out->chunks[out->chunk_count++];
    *chunk = (struct chunk){.kind = kind};
    return chunk;
}

static struct token *last_unit(struct work *work)
{
    return &work->out->units.items[work->out->units.count - 1];
}

/* Digits in groups: a telephone number, when it is one. */
static int read_phone(struct work *work, int at)
{
    int i = at, digits = 0, last = at;
    if (token_is_mark(raw_at(work, i), '+'))
        i++;
    if (raw_at(work, i)->kind != TOKEN_NUMBER || (i == at && raw_at(work, i)->text.at[0] != '0'))
        return at;
    for (int groups = 0; groups < 12; groups++) {
        const struct token *token = raw_at(work, i);
        if (token->kind != TOKEN_NUMBER)
            break;
        digits += token->digits;
        last = ++i;
        const struct token *mark = raw_at(work, i);
        if (digits < 15 && mark->kind == TOKEN_MARK && mark->value == 1 && mark->mark &&
            strchr(".-/()", mark->mark) && raw_at(work, i + 1)->kind == TOKEN_NUMBER)
            i++;
        else if (token_is_mark(mark, '(') || token_is_mark(mark, ')'))
            i++;
    }
    for (; digits >= 8 && last > at; last--) {
        if (raw_at(work, last - 1)->kind != TOKEN_NUMBER)
            continue;
        char *phone = phone_read(work->arena, tokens_view(work->raw, at, last));
        if (!phone)
            continue;
        add_chunk(work, CHUNK_PHONE, at, last)->value = phone;
        bits_add(&last_unit(work)->classes, LEX_PHONE);
        return last;
    }
    return at;
}

/* "FR76 3000 6000 …": letters and digits in groups, the longest run that passes its check. */
static int read_iban(struct work *work, int at)
{
    const struct token *country = raw_at(work, at), *check = raw_at(work, at + 1);
    if (country->kind != TOKEN_WORD || country->end - country->at != 2 ||
        check->kind != TOKEN_NUMBER || !check->glued || check->digits < 2)
        return at;
    int last = at + 2, digits = check->digits;
    size_t length = 2u + check->digits;
    for (; last < work->raw->count && length < 36; last++) {
        const struct token *token = raw_at(work, last);
        bool mark = token->kind == TOKEN_MARK && (token->mark == '-' || token->mark == '.') &&
                    raw_at(work, last + 1)->kind == TOKEN_NUMBER;
        bool group = token->kind == TOKEN_NUMBER ||
                     (token->kind == TOKEN_WORD && token->end - token->at <= 16);
        if (!mark && !group)
            break;
        digits += token->kind == TOKEN_NUMBER ? token->digits : 0;
        length += token->end - token->at;
    }
    for (int end = last; end > at + 1; end--) {
        char *iban = iban_read(work->arena, tokens_view(work->raw, at, end));
        if (!iban)
            continue;
        add_chunk(work, CHUNK_IBAN, at, end)->value = iban;
        bits_add(&last_unit(work)->classes, LEX_IBANLIKE);
        return end;
    }
    if (digits < 10)
        return at;
    while (last > at + 2 && raw_at(work, last - 1)->kind != TOKEN_NUMBER)
        last--;
    add_chunk(work, CHUNK_IBAN, at, last);
    bits_add(&last_unit(work)->classes, LEX_IBANLIKE);
    return last;
}

/* What measures how: thousandths of a product's unit for one of it; 0 when it does not fit. */
static int64_t unit_factor(const struct work *work, int at, const char *unit)
{
    bool weighed = unit && !strcmp(unit, "kg");
    if (is_word(work, at, "kg|kilo|kilos|kgs|kilogrammes|kilogramme|kil"))
        return weighed ? 1000 : 0;
    if (is_word(work, at, "g|gr|grammes|gramme|grs"))
        return weighed ? 1 : 0;
    if (is_word(work, at, "livre|livres"))
        return weighed ? 500 : 0;
    if (is_word(work, at, "l|litre|litres|cl|botte|bottes|cagette|cagettes|caisse|caisses"))
        return 0;
    return weighed ? 0 : 1000;
}

/* Where a product or formula begins at `at` (after "de", "d'"): its end, kind in `named`; or `at`. */
static int name_after(const struct work *work, int at, struct named *named)
{
    if (at >= work->raw->count)
        return at;
    const struct names_of *names = &work->names[at];
    int product = names->end[NAME_PRODUCT], formula = names->end[NAME_FORMULA];
    if (product <= at && formula <= at)
        return at;
    bool is_product = product >= formula;
    *named = names->named[is_product ? NAME_PRODUCT : NAME_FORMULA];
    return named->weak ? at : is_product ? product : formula;
}

struct quantity {
    int64_t thousandths;
    bool dozen; /* "une douzaine de" */
};

/* "2", "2,5", "deux", "une demi", "un kilo et demi" is not read: nobody's guess. The end, or `at`. */
static int read_quantity(const struct work *work, int at, struct quantity *quantity)
{
    const struct token *token = raw_at(work, at);
    int end = at + 1, number = 0;
    if (token->kind == TOKEN_NUMBER) {
        if (token->digits > 5)
            return at;
        quantity->thousandths = token->value * 1000;
        const struct token *mark = raw_at(work, end), *part = raw_at(work, end + 1);
        if ((token_is_mark(mark, ',') || token_is_mark(mark, '.')) && mark->glued &&
            part->kind == TOKEN_NUMBER && part->glued && part->digits <= 3) {
            int64_t scale = part->digits == 1 ? 100 : part->digits == 2 ? 10 : 1;
            quantity->thousandths += part->value * scale;
            end += 2;
        }
        if (token_is_mark(raw_at(work, end), '/') && raw_at(work, end + 1)->kind == TOKEN_NUMBER) {
            if (token->value != 1 || raw_at(work, end + 1)->value != 2)
                return at;
            quantity->thousandths = 500;
            end += 2;
        }
        if (is_word(work, end, "x") && (raw_at(work, end)->glued || true))
            end++;
    } else if (is_word(work, at, "un|une")) {
        quantity->thousandths = 1000;
        struct named named;
        if (is_word(work, end, "demi|demie") && name_after(work, end, &named) == end)
            quantity->thousandths = 500, end += 1 + token_is_mark(raw_at(work, end + 1), '-');
        else if (is_word(work, end, "quart") && is_word(work, end + 1, "de"))
            quantity->thousandths = 250, end += 2;
    } else if (is_word(work, at, "demi|demie")) {
        quantity->thousandths = 500;
    } else if (token_has(token, LEX_CARDINAL)) {
        end = at;
        for (int i = at; i < at + 3; i++) { /* "vingt et un", "dix-sept": as dates read them */
            const struct token *word = raw_at(work, i);
            if (!token_has(word, LEX_CARDINAL))
                break;
            number += (int)word->value;
            end = i + 1;
            if (token_is_mark(raw_at(work, end), '-') &&
                token_has(raw_at(work, end + 1), LEX_CARDINAL))
                i++;
        }
        if (number >= 100 || end == at)
            return at;
        quantity->thousandths = number * 1000;
    } else
        return at;
    if (token_is_mark(raw_at(work, end), '-') && is_word(work, end + 1, "demi"))
        return at;
    return end;
}

static int skip_of(const struct work *work, int at)
{
    return is_word(work, at, "de|d|du|des") ? at + 1 : at;
}

static struct token *add_item(struct work *work, int first, int last, const struct named *named,
                              int64_t thousandths, bool fits)
{
    struct chunk *chunk = add_chunk(work, CHUNK_ITEM, first, last);
    chunk->named = *named;
    chunk->thousandths = thousandths;
    chunk->unfit = !fits || !thousandths;
    struct token *token = last_unit(work);
    bits_add(&token->classes, LEX_ITEM);
    if (named->kind == NAME_FORMULA)
        bits_add(&token->classes, LEX_FORMULA);
    return token;
}

/* "carottes : 2 kg", "miel (1 pot)": as lists write it. The end, or `at`. */
static int read_listed(struct work *work, int at)
{
    struct named named;
    struct quantity quantity = {.thousandths = 0};
    int end = name_after(work, at, &named), after;
    bool colon = token_is_mark(raw_at(work, end), ':'),
         paren = token_is_mark(raw_at(work, end), '(');
    if (end == at || named.kind != NAME_PRODUCT || (!colon && !paren))
        return at;
    after = read_quantity(work, end + 1, &quantity);
    if (after == end + 1)
        return at;
    const struct name *name = names_get(work->out->vocabulary, named.names[0]);
    bool weighed = name->unit && !strcmp(name->unit, "kg");
    bool unit = token_has(raw_at(work, after), LEX_UNIT);
    int64_t factor = unit ? unit_factor(work, after, name->unit) : weighed ? 0 : 1000;
    after += unit;
    const struct token *stop = raw_at(work, after);
    if (paren ? !token_is_mark(stop, ')') : stop->kind != TOKEN_MARK && !is_word(work, after, "et"))
        return at;
    after += paren;
    add_item(work, at, after, &named, quantity.thousandths * factor / 1000, factor != 0);
    return after;
}

/* "2,5 kg de golden", "une bouteille de jus", "une douzaine d'œufs", "6 œufs" */
static int read_item(struct work *work, int at)
{
    struct quantity quantity = {.thousandths = 0};
    struct named named;
    int listed = read_listed(work, at);
    if (listed > at)
        return listed;
    /* "6 œufs" is a formula's own name: one of it. */
    int end = name_after(work, at, &named), after = at, unit = 0;
    if (end == at) {
        after = read_quantity(work, at, &quantity);
        if (after == at)
            return at;
        if (is_word(work, after,
                    "gros|grosse|grosses|beau|belle|belles|beaux|petit|petite|petits|petites|bon|"
                    "bonne"))
            if (name_after(work, after, &named) == after)
                after++;
        end = name_after(work, skip_of(work, after), &named);
        if (end <= skip_of(work, after) && is_word(work, after, "douzaine|dizaine")) {
            quantity.thousandths *= is_word(work, after, "douzaine") ? 12 : 10;
            after = skip_of(work, after + 1);
            end = name_after(work, after, &named);
        }
        int of = skip_of(work, after);
        if (end <= of && token_has(raw_at(work, of), LEX_UNIT)) {
            unit = of;
            of = of + 1;
            if (is_word(work, of, "et") && is_word(work, of + 1, "demi|demie")) {
                quantity.thousandths += 500;
                of += 2;
            } else if (is_word(work, of, "cinq") && is_word(work, of + 1, "de|d")) {
                quantity.thousandths += 500; /* "deux kilos cinq de" */
                of++;
            }
            of = skip_of(work, of);
            /* "3 kg 2 patates": de. */
            if (raw_at(work, of)->kind == TOKEN_NUMBER && raw_at(work, of)->value == 2 &&
                name_after(work, of + 1, &named) > of + 1)
                of++;
            end = name_after(work, of, &named);
        }
        if (end <= of)
            return at;
    } else if (work->names[at].end[NAME_PRODUCT] == end ||
               (raw_at(work, at)->kind != TOKEN_NUMBER &&
                !token_has(raw_at(work, at), LEX_CARDINAL)))
        return at; /* without a quantity: a name */
    else
        quantity.thousandths = 1000;
    if (named.kind == NAME_FORMULA && !quantity.thousandths)
        return at;
    /* "une salade et demie" */
    bool half = is_word(work, end, "et") && is_word(work, end + 1, "demi|demie");
    const struct name *name = names_get(work->out->vocabulary, named.names[0]);
    bool plain = !unit && after != at;
    int64_t factor =
        named.kind == NAME_FORMULA ? 1000 : unit_factor(work, unit ? unit : -1, name->unit);
    /* A container that is part of the name ("pots de miel") counts pieces. */
    if (plain && named.kind == NAME_PRODUCT && name->unit && !strcmp(name->unit, "kg"))
        factor = 0;
    end = half ? end + 2 : end;
    add_item(work, at, end, &named, quantity.thousandths * factor / 1000, factor && !half);
    return end;
}

/* "petit" alone is a formula only as "le petit", "au grand", "formule petit", not before a noun. */
static bool weak_fits(const struct work *work, int at, int end)
{
    const struct token *after = raw_at(work, end);
    bool led =
        is_word(work, at - 1,
                "le|au|du|un|en|formule|abonner|abonnez|abonne|type|mon|notre|taille|type|formul");
    bool noun = after->kind == TOKEN_WORD && !token_has(after, LEX_LIAISON) &&
                !token_has(after, LEX_FILLER) && !token_has(after, LEX_WEEKDAY) &&
                !token_has(after, LEX_MONTH);
    return led && !noun && !token_is_mark(after, '-');
}

static int read_name(struct work *work, int at)
{
    if (work->names[at].end[0] <= at && work->names[at].end[1] <= at &&
        work->names[at].end[2] <= at)
        return at;
    static const int classes[] = {LEX_FORMULA, LEX_DEPOT, LEX_PRODUCT};
    int best = at, kind = -1;
    int away = lexicon_class(work->raw->lexicon, VIEW("away"));
    for (int k = 0; k < 3; k++) {
        int end = work->names[at].end[k];
        if (end <= best)
            continue;
        if (k == NAME_FORMULA && work->names[at].named[k].weak && !weak_fits(work, at, end))
            continue;
        /* "fermé" is no farm. */
        if (k == NAME_DEPOT && end == at + 1 && away && token_has(raw_at(work, at), away) &&
            !is_word(work, at - 1, "la|a|au|de|sur|lieu|depot|votre|cette"))
            continue;
        best = end;
        kind = k;
    }
    if (kind < 0)
        return at;
    add_chunk(work, CHUNK_NAME, at, best)->named = work->names[at].named[kind];
    bits_add(&last_unit(work)->classes, classes[kind]);
    return best;
}

static int read_date(struct work *work, int at)
{
    struct when found[WHEN_MOST + 8];
    const struct token *first = raw_at(work, at);
    if (first->kind != TOKEN_NUMBER && !token_has(first, LEX_DATESTART) &&
        !token_has(first, LEX_MONTH) && !token_has(first, LEX_WEEKDAY) &&
        !token_has(first, LEX_CARDINAL) && !token_has(first, LEX_ORDINAL))
        return at;
    int count, end = when_at(work->raw, at, work->out->today, found, &count);
    if (end == at)
        return at;
    struct chunk *chunk = add_chunk(work, CHUNK_DATE, at, end);
    chunk->whens = arena_array(work->arena, (size_t)count, sizeof *found);
    memcpy(chunk->whens, found, (size_t)count * sizeof *found);
    chunk->when_count = count;
    struct token *token = last_unit(work);
    bits_add(&token->classes, LEX_DATE);
    if (found[0].kind == WHEN_NEXT) {
        bits_add(&token->classes, LEX_NEXT);
        bits_add(&token->classes, LEX_BASKETLIKE);
    } else if (found[0].kind == WHEN_PERIOD)
        bits_add(&token->classes, LEX_PERIOD);
    return end;
}

/* "pdt 3 semaines": "pendant", no potatoes. */
static bool is_lasting(const struct work *work, int at)
{
    const struct token *after = raw_at(work, at + 1);
    return is_word(work, at, "pdt") && (after->kind == TOKEN_NUMBER || token_has(after, LEX_DET) ||
                                        token_has(after, LEX_CARDINAL));
}

static void find_names(struct work *work)
{
    for (int i = 0; i < work->raw->count; i++) {
        struct token *token = &work->raw->items[i];
        for (int kind = NAME_FORMULA; kind <= NAME_PRODUCT; kind++) {
            work->names[i].end[kind] = i;
            if (token->kind == TOKEN_MARK || is_lasting(work, i))
                continue;
            int end = names_at(work->out->vocabulary, work->raw, i, (enum name_kind)kind,
                               &work->names[i].named[kind]);
            work->names[i].end[kind] = end;
            if (end > i && kind != NAME_DEPOT && !work->names[i].named[kind].weak &&
                token->kind == TOKEN_WORD)
                bits_add(&token->classes, LEX_NAMEWORD);
        }
    }
}

/* A line end within a sentence: the mail program's, not the writer's. */
static char line_break(const struct work *work, int at, int line_start)
{
    const struct token *before = raw_at(work, at - 1), *after = raw_at(work, at + 1);
    uint32_t length = at > line_start ? before->end - raw_at(work, line_start)->at : 0;
    if (token_is_mark(after, '\n') || token_is_mark(before, '\n') || at == line_start ||
        at + 1 >= work->raw->count)
        return '\n';
    if (after->capital && (token_has(after, LEX_CLOSING) || token_has(after, LEX_GREETING) ||
                           token_is(after, "bien") || token_is(after, "merci")))
        return '\n';
    bool stopped = before->kind == TOKEN_MARK && !token_is_mark(before, ',');
    bool bullet = (after->kind == TOKEN_MARK && strchr("-*+>.", after->mark)) ||
                  (after->kind == TOKEN_NUMBER && (token_is_mark(raw_at(work, at + 2), ')') ||
                                                   token_is_mark(raw_at(work, at + 2), '.')));
    if (stopped || bullet || (after->capital && length < 55))
        return '\n';
    return length < 55 ? ',' : ' ';
}

static bool is_abbreviation(const struct work *work, int at)
{
    const struct token *before = raw_at(work, at - 1), *after = raw_at(work, at + 1);
    if (after->glued && before->kind != TOKEN_MARK && after->kind != TOKEN_MARK)
        return before->kind != TOKEN_WORD || !after->capital;
    if (is_word(work, at - 1,
                "m|mr|mme|mmes|mlle|dr|tel|no|st|ste|bd|av|env|ps|p|s|r|numero|monsieur|madame"))
        return true;
    return before->kind == TOKEN_WORD && before->text.len == 1 && before->capital;
}

static void copy_token(struct work *work, int at, int *line_start)
{
    const struct token *token = raw_at(work, at);
    char mark = token->kind == TOKEN_MARK ? token->mark : 0;
    if (mark == '"')
        return;
    if (mark == '.' && is_abbreviation(work, at))
        return;
    /* "pouvez-vous" is two words. */
    if (mark == '-' && token->glued && raw_at(work, at + 1)->glued &&
        raw_at(work, at - 1)->kind == TOKEN_WORD && raw_at(work, at + 1)->kind == TOKEN_WORD)
        return;
    if (mark == '\n') {
        char kind = line_break(work, at, *line_start);
        *line_start = at + 1;
        if (kind == ' ')
            return;
        struct token *copy = token_add(&work->out->units);
        *copy = *token;
        copy->first = at;
        copy->last = at + 1;
        copy->mark = kind;
        copy->classes = (struct lexicon_bits){{0}};
        bits_add(&copy->classes, kind == ',' ? LEX_COMMA : LEX_BREAK);
        return;
    }
    struct token *copy = token_add(&work->out->units);
    *copy = *token;
    copy->first = at;
    copy->last = at + 1;
    /* "... suspendez": the sentence goes on. */
    if (mark == '.' && token->value > 1 && raw_at(work, at + 1)->kind == TOKEN_WORD &&
        !raw_at(work, at + 1)->capital) {
        copy->mark = ',';
        copy->classes = (struct lexicon_bits){{0}};
        bits_add(&copy->classes, LEX_COMMA);
    }
    if (mark) /* phrases may name a mark: ":" */
        copy->word = lexicon_find(work->raw->lexicon, view_make(&copy->mark, 1));
}

void chunk_text(struct arena *arena, const struct vocabulary *vocabulary, struct view text,
                int today, struct chunked *chunked)
{
    *chunked = (struct chunked){.vocabulary = vocabulary, .today = today};
    gloss_read(arena, vocabulary, text, &chunked->raw);
    chunked->units =
        (struct tokens){.original = text, .arena = arena, .lexicon = chunked->raw.lexicon};
    struct work work = {.out = chunked, .arena = arena, .raw = &chunked->raw};
    work.names = arena_array(arena, (size_t)chunked->raw.count + 1, sizeof *work.names);
    find_names(&work);
    int line_start = 0;
    for (int at = 0; at < chunked->raw.count;) {
        int end = read_phone(&work, at);
        if (end == at)
            end = read_iban(&work, at);
        if (end == at)
            end = read_item(&work, at);
        if (end == at)
            end = read_date(&work, at);
        if (end == at)
            end = read_name(&work, at);
        if (end == at)
            copy_token(&work, at++, &line_start);
        else
            at = end;
    }
}
