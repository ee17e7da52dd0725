/* form: application/x-www-form-urlencoded, as query strings and bodies of webhooks carry it.
 *
 * Job: read outside forms, write our own. Caller: bot/sms_*. Promise: a decoded value may hold any byte (a
 * gateway sends UTF-16 so); a broken escape stays as it was written; more than FORM_FIELDS fields are an error.
 */
#ifndef PARSERS_FORM_H
#define PARSERS_FORM_H

#include "parsers/error.h"
#include "parsers/text.h"

enum { FORM_FIELDS = 100 };

struct form_field {
    struct view name, value; /* decoded */
};

struct form {
    struct form_field *fields; /* in the order written */
    int count;
};

/* Fields of `encoded` are put behind those that `form` has. -1: too many. */
int form_read(struct arena *arena, struct view encoded, struct form *form, struct error *error);
/* The first field of that name; the empty view when there is none. */
struct view form_get(const struct form *form, const char *name);
/* "name=value", behind an "&" unless the text is empty or ends in "?". */
void form_put(struct text *out, const char *name, struct view value);
/* %XX for all but letters, digits and "-._~" (RFC 3986). */
void form_escape(struct text *out, struct view value);

#endif
