/* proof: what a rendered answer must be, whatever it says.
 *
 * Job: look at the result of templates as a reader would. Caller: check.c. Promise: -1 names what
 * is wrong and where in the text. Pure; the texts are ours, but hold outside values.
 */
#ifndef TEMPLATES_PROOF_H
#define TEMPLATES_PROOF_H

#include "parsers/error.h"
#include "templates/template.h"

/* Tags are known and closed in order; no script, no event, nothing fetched from elsewhere; links
 * are mailto:, https:, http:, tel: or geo:. */
int proof_html(const char *html, struct error *error);
/* Text and HTML say the same: the same words in the same order. */
int proof_same(const char *text, const char *html, struct error *error);
/* The template's own letters are all in GSM-7, so that only a value can ever need another
 * alphabet. */
int proof_sms_source(const struct template *template, struct error *error);
/* At most three parts once folded to GSM-7 (3GPP TS 23.038), one text of 459 signs. */
int proof_sms(const char *sms, struct error *error);

#endif
