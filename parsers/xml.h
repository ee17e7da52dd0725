/* xml: untrusted text put into XML.
 *
 * Job: make any bytes into text that an XML 1.0 document may hold. Caller: what writes XML (invoices, a PDF's
 * metadata, bank files). Promise: what is added is well-formed whatever came in: markup is escaped (also good
 * in attributes in double quotes), invalid UTF-8 is U+FFFD, line ends and TABs are blanks, and controls,
 * non-characters and marks that turn the reading direction are dropped.
 */
#ifndef PARSERS_XML_H
#define PARSERS_XML_H

#include "parsers/text.h"

void xml_add(struct text *out, const char *text);
/* The same text not escaped. */
char *xml_clean(struct arena *arena, const char *text);

#endif
