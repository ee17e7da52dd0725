/* render: template + model -> text.
 *
 * Job: the mustache subset that Cabas' templates use: {{name}}, {{{name}}}, {{#list}} {{/list}},
 * {{^empty}}, {{! comment}}, {{> part}}, dotted names and {{.}}; no lambdas, no delimiter change.
 * Follows the mustache specification (interpolation, sections, inverted, comments, partials).
 * Promise: every value is escaped for the section it is rendered into; a name that the model does
 * not have is an error (a template is proven by tests, never by the customer), except in {{#}} and
 * {{^}} where absent means empty; output and depth are bounded.
 */
#ifndef TEMPLATES_RENDER_H
#define TEMPLATES_RENDER_H

#include "parsers/error.h"
#include "parsers/text.h"
#include "parsers/tree.h"

enum render_for {
    RENDER_TEXT, /* values as they are, controls removed */
    RENDER_HTML, /* & < > " ' escaped; {{{name}}} is for HTML that we rendered ourselves */
    RENDER_SMS,  /* as text */
    RENDER_LINE, /* one line: a subject; line ends become a blank */
};

/* One section of templates/LANGUAGE/NAME.txt: "subject", "text", "html", "sms". Sections are headed by a
 * line "== section". Empty view: there is no such template or section. */
struct view render_section(const char *language, const char *name, const char *section);

/* Renders `source`. -1 with template name and line in the error. Partials are {{> name}}:
 * templates/LANGUAGE/name.txt's section of the same kind, else its whole text. */
int render(const char *language, const char *name, const char *section, enum render_for target,
           const struct tree *model, struct text *out, struct error *error);
/* The same for a source given directly. */
int render_source(const char *language, struct view source, enum render_for target,
                  const struct tree *model, struct text *out, struct error *error);

#endif
