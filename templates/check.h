/* check: every embedded template is whole.
 *
 * Job: prove the templates before a customer meets them. Caller: the program's start
 * (check_templates: syntax, sections, parts; milliseconds) and `make test` (check_render: with a
 * model, what comes out).
 * Promise: the first fault is named with its file and line.
 * A template named part_… is used by others and may have any of the four sections; a file with
 * none of them is a list of wordings ("actions", "questions"); what goes to staff has no SMS; all
 * others have subject, text, html and sms, and may have more: what PLUS goes on with, by SMS.
 */
#ifndef TEMPLATES_CHECK_H
#define TEMPLATES_CHECK_H

#include "parsers/error.h"
#include "parsers/text.h"
#include "parsers/tree.h"

/* One template's source as it would be read from templates/LANGUAGE/NAME.txt. */
int check_template(struct arena *arena, const char *language, const char *name, struct view file,
                   struct error *error);
/* All that are embedded. */
int check_templates(struct arena *arena, struct error *error);

/* What the sections of one template became with a model; NULL for a section it does not have. */
struct check_output {
    const char *subject, *text, *html, *sms, *more;
};

/* Renders each section and looks at the result: tags closed, nothing remote, no script, text and
 * HTML with the same words, subject not empty and one line, SMS at most three parts. The output
 * belongs to `arena`. */
int check_render(struct arena *arena, const char *language, const char *name,
                 const struct tree *model, struct check_output *output, struct error *error);

#endif
