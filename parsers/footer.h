/* footer: what programs and offices put below a text.
 *
 * Job: know the signature mark ("-- "), the lines of phones and webmails ("Envoyé de mon iPhone"),
 * advertisements of providers, antivirus notes and legal disclaimers. Caller: parsers/reply.
 * Promise: pure, linear; a sentence of the sender's own ("Envoyé depuis mon bureau, je confirme",
 * "Ce mail pour suspendre le 12") is not taken for one.
 */
#ifndef PARSERS_FOOTER_H
#define PARSERS_FOOTER_H

#include "parsers/quote.h"

enum footer_kind {
    FOOTER_NONE,
    FOOTER_SIGNATURE, /* "-- ": all below is a signature */
    FOOTER_MOBILE,    /* one line */
    FOOTER_LEGAL,     /* a paragraph */
};

/* What begins at line `at`, which is not quoted. */
enum footer_kind footer_at(const struct quote_line *lines, size_t count, size_t at);

#endif
