/* render: template + model -> text.
 *
 * Job: the mustache subset that Cabas' templates use: {{name}}, {{{name}}}, {{&name}}, {{#list}}
 * {{/list}}, {{^empty}}, {{! comment}}, {{> part}}, dotted names and {{.}}; no lambdas, no
 * delimiter change. Follows the mustache specification (interpolation, sections, inverted,
 * comments, partials). Two things more, for French lists: {{#rows.length}} is true when the list
 * is not empty, and inside a list {{#@first}} and {{^@last}} know the item's place
 * ("{{date}}{{^@last}}, {{/@last}}"). Empty, and so false: absent, null, false, 0, "" and []. A
 * decimal or a bool is no value to print.
 * Promise: every value is escaped for the section it is rendered into; a name that the model does
 * not have is an error (a template is proven by tests, never by the customer), except in {{#}} and
 * {{^}} where absent means empty; output, steps and depth are bounded (template.h, RENDER_… below).
 * Nothing is kept between two calls.
 */
#ifndef TEMPLATES_RENDER_H
#define TEMPLATES_RENDER_H

#include "parsers/error.h"
#include "parsers/text.h"
#include "parsers/tree.h"

enum {
    RENDER_OUTPUT_MAX = 1 << 20, /* bytes of one rendering */
    RENDER_STEPS_MAX = 500000,   /* tags run, so that a loop that prints nothing ends too */
    RENDER_DEPTH_MAX = 32,       /* sections and parts within each other */
};

enum render_for {
    RENDER_TEXT, /* values as they are, controls removed; never two blank lines running */
    RENDER_HTML, /* & < > " ' escaped; {{{name}}} is for HTML that we rendered ourselves */
    RENDER_SMS,  /* as text, without blank lines and without line end at the end */
    RENDER_LINE, /* one line: a subject; line ends become a blank */
};

/* One section of templates/LANGUAGE/NAME.txt: "subject", "text", "html", "sms". Sections are
 * headed by a line "== section". Empty view: there is no such template or section. */
struct view render_section(const char *language, const char *name, const char *section);

/* Renders `source` at the end of `out`. -1 with template name and line in the error; `out` is then
 * as it was. Partials are {{> name}}: templates/LANGUAGE/name.txt's section of the same kind, else
 * its whole text (if it has no sections). */
int render(const char *language, const char *name, const char *section, enum render_for target,
           const struct tree *model, struct text *out, struct error *error);
/* The same for a source given directly; parts are those of `language`. */
int render_source(const char *language, struct view source, enum render_for target,
                  const struct tree *model, struct text *out, struct error *error);
/* The same with the parts given too: an object name -> source, and no others. */
int render_source_with(const struct tree *parts, struct view source, enum render_for target,
                       const struct tree *model, struct text *out, struct error *error);

#endif
