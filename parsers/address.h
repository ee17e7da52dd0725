/* address: the mail addresses of a header (RFC 5322 address-list).
 *
 * Job: From, To, Cc, … as addresses and decoded names. Caller: parsers/mail, bot (staff lists).
 * Promise: iterative; only local@domain in ASCII of a sane form counts as an address (no `a..b@c`,
 * no `a@b@c`, no bare name); everything else sets `broken`.
 */
#ifndef PARSERS_ADDRESS_H
#define PARSERS_ADDRESS_H

#include "parsers/mail.h"

/* Adds the addresses of one header to `list`. */
void address_read(struct arena *arena, struct view value, struct mail_addresses *list);
/* The whole view is one address (local@domain). */
bool address_good(struct view address);
/* What follows the @ of a good address. */
struct view address_domain(struct view address);

#endif
