/* signature: where a mail's own words end.
 *
 * Job: cut what stands below a closing formula ("Cordialement,") or a line that is only a name:
 * jobs, addresses, numbers and mottos there are no requests. A postscript stays.
 */
#ifndef PARSERS_SIGNATURE_H
#define PARSERS_SIGNATURE_H

#include "parsers/token.h"

/* Cuts the units of the body, which begins at unit `first`. */
void signature_cut(struct tokens *units, int first);

#endif
