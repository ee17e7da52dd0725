/* lexicon: the words and phrases that the parser knows, from parsers/lexicon/fr/; another language's
 * folder holds its words and what they stand for, see parsers/gloss.h.
 *
 * Job: word -> classes, value and expansion; phrases -> what they mean. Built once from the embedded
 * files, then only read: safe between threads. Caller: token, pattern, when, understand.
 *
 * Files (all .txt, UTF-8 without accents because words are folded before):
 *     class: form form=value …        words of a class, with a number where it has one
 *     name +er: stem stem …           regular verbs: name.inf .imp .pr .fut .pp .past .cond
 *     form => words                   another spelling (SMS, elision): read as those words
 *     ~ form …                        these forms may be misspelt (bounded edit distance)
 *     [meaning detail]                then one phrase a line, see pattern.h
 */
#ifndef PARSERS_LEXICON_H
#define PARSERS_LEXICON_H

#include "parsers/view.h"

enum { LEXICON_SETS = 5, LEXICON_CLASSES = 64 * LEXICON_SETS, LEXICON_LONGEST = 24 };

/* Classes that C code asks for by name; the table in lexicon.c has the same order. */
enum lexicon_class {
    LEX_NONE,
    LEX_MONTH,
    LEX_WEEKDAY,
    LEX_CARDINAL,
    LEX_ORDINAL,
    LEX_UNIT,
    LEX_STREET,
    LEX_FEAST,
    LEX_DET,
    LEX_FILLER,
    LEX_GREETING,
    LEX_CLOSING,
    LEX_BASKET,
    LEX_SKIP,
    LEX_DATE,
    LEX_PERIOD,
    LEX_FORMULA,
    LEX_DEPOT,
    LEX_PRODUCT,
    LEX_ITEM,
    LEX_PHONE,
    LEX_IBANLIKE,
    LEX_EMAIL,
    LEX_URL,
    LEX_TIME,
    LEX_NUMBER,
    LEX_BILL,
    LEX_EMOJI,
    LEX_COMMA,
    LEX_STOPMARK,
    LEX_QUESTION,
    LEX_BREAK,
    LEX_KNOWN,
    LEX_NEXT,
    LEX_LIAISON,
    LEX_NAMEWORD,
    LEX_WEAK,
    LEX_BASKETLIKE,
    LEX_CORRECTED,
    LEX_DATESTART,
    LEX_STRANGE, /* a word that no rule of its language knows */
    LEX_FIXED
};

struct lexicon_bits {
    uint64_t set[LEXICON_SETS];
};

struct lexicon_word {
    struct view text;
    struct lexicon_bits classes;
    int value;                 /* 0 when it has none */
    const uint16_t *expansion; /* ids of the words it stands for */
    uint8_t expansion_count;
    bool typable; /* may be misspelt */
};

struct lexicon;

/* The French lexicon; built at the first call. Never NULL. */
const struct lexicon *lexicon_french(void);
/* That of a language by its code ("en"); the French one for NULL and whatever is not known. */
const struct lexicon *lexicon_of(const char *language);
/* How another language's words become the reader's; NULL for French. */
const struct glosses *lexicon_glosses(const struct lexicon *lexicon);
/* Id of a folded word, 0 when unknown. */
uint16_t lexicon_find(const struct lexicon *lexicon, struct view word);
/* The typable word that `word` misspells (one error; two from nine letters on), 0 when none or when
 * there are several at the same distance. */
uint16_t lexicon_correct(const struct lexicon *lexicon, struct view word);
const struct lexicon_word *lexicon_word(const struct lexicon *lexicon, uint16_t id);
/* Class by name, 0 when there is none. */
int lexicon_class(const struct lexicon *lexicon, struct view name);
const struct patterns *lexicon_patterns(const struct lexicon *lexicon);
/* What is wrong with the embedded files, NULL when nothing: for the tests. */
const char *lexicon_fault(const struct lexicon *lexicon);

uint64_t lexicon_hash(struct view word);
static inline bool bits_has(const struct lexicon_bits *bits, int id)
{
    return bits->set[id >> 6] >> (id & 63) & 1;
}
static inline void bits_add(struct lexicon_bits *bits, int id)
{
    bits->set[id >> 6] |= 1ull << (id & 63);
}

#endif
