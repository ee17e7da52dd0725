/* pdfa: a drawn PDF made into PDF/A-3b with a file inside.
 *
 * Job: what ISO 19005-3 (level B) and Factur-X 1.0 ask around the pages: XMP metadata, the colour profile
 * (sRGB), the attached XML, the document's identity. Caller: bot/invoice_pdf. Promise: deterministic, and
 * thread-safe. The pages must come from bot/draw without clear colours. The only file that includes qpdf and
 * zlib; 0.8 ms of CPU a document (measured), a fifth of an invoice.
 */
#ifndef BOT_PDFA_H
#define BOT_PDFA_H

#include "parsers/error.h"
#include "parsers/text.h"

struct pdfa {
    const char *title, *author, *subject; /* untrusted text */
    int64_t created;                      /* UTC seconds */
    const char *file, *level;             /* "factur-x.xml", "BASIC" */
    struct view xml;
};

/* The whole file, in the arena. Fails when `pdf` is none. */
int pdfa_make(struct arena *arena, struct view pdf, const struct pdfa *pdfa, struct view *out,
              struct error *error);

#endif
