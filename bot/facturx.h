/* facturx: an invoice as data: the XML that travels inside the PDF.
 *
 * Job: Factur-X 1.0 (1.09), profile BASIC, which is EN 16931 in the syntax UN/CEFACT Cross Industry Invoice.
 * Caller: bot/invoice_pdf. Promise: well-formed and valid against the profile's schema whatever the document's
 * texts hold (they are escaped, controls dropped, invalid UTF-8 replaced, empty obligatory names filled in);
 * the same document gives the same bytes. Whether the rules of sums hold (BR-CO-…, BR-S-08) is for who filled
 * the document: nothing is computed here.
 */
#ifndef BOT_FACTURX_H
#define BOT_FACTURX_H

#include "db/invoice.h"
#include "parsers/text.h"

/* The profile, as BT-24 and the XMP metadata name it. */
#define FACTURX_PROFILE "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic"
#define FACTURX_LEVEL "BASIC"
#define FACTURX_FILE "factur-x.xml"

/* The XML document, UTF-8, in the arena. */
struct view facturx_write(struct arena *arena, const struct invoice_document *document);
/* UN/ECE Recommendation 20 code of a unit as the farm writes it: "kg" is KGM; "C62" (one) for what is unknown. */
const char *facturx_unit(const char *unit);

#endif
