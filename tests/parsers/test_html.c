/* html: what a reader sees, row by row. */
#include "parsers/html.h"

#include "tests/tap.h"

static const struct {
    const char *html, *want;
} rows[] = {
    {"Bonjour", "Bonjour\n"},
    {"", ""},
    {"<p>Un</p><p>Deux</p>", "Un\n\nDeux\n"},
    {"<div>Un</div><div>Deux</div>", "Un\nDeux\n"},
    {"<div>Un<br></div><div><br></div><div>Deux</div>", "Un\n\nDeux\n"},
    {"Un<br><br/>Deux", "Un\n\nDeux\n"},
    {"<p class=MsoNormal>Un</p><p class=MsoNormal>Deux</p>", "Un\nDeux\n"},
    {"<b>Sus</b>pendre\n  le&nbsp;12", "Suspendre le 12\n"},
    {"<ul><li>Un<li>Deux</ul>", "- Un\n- Deux\n"},
    {"<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"},
    {"<pre>a  b\nc</pre>", "a  b\nc\n"},
    {"&eacute;&#233;&#xe9;&euro;&rsquo;&amp;&lt;", "ééé€’&<\n"},
    {"<head><title>x</title><style>y</style></head><body>Oui</body>", "Oui\n"},
    {"<script>x</script>Oui<!-- z -->", "Oui\n"},
    {"<div style='Display : None'>x</div>Oui", "Oui\n"},
    {"<span style='mso-hide:all'>x</span>Oui", "Oui\n"},
    {"le <s>12</s> 19", "le 19\n"},
    {"le <span style='text-decoration:line-through'>12</span> 19", "le 19\n"},
    {"Oui<blockquote>cit<blockquote>vieux</blockquote></blockquote>Non",
     "Oui\n\n> cit\n>> vieux\nNon\n"},
    {"<blockquote style='margin:0 0 0 40px;border:none'>Oui</blockquote>", "Oui\n"},
    {"<blockquote type=cite style='border:none'>x</blockquote>Oui", "> x\nOui\n"},
    {"Oui<div id=divRplyFwdMsg>De</div><div>x</div>", "Oui\n\n> De\n> x\n"},
    {"Oui<div class='yahoo_quoted'>x</div>Non", "Oui\n\n> x\nNon\n"},
    {"Oui<hr>Non", "Oui\n\n--------\nNon\n"},
    {"<p>1 < 2", "1 < 2\n"},
    {"<a href='http://x'>lien</a> <img alt='logo' src=x>ici", "lien ici\n"},
};

int main(void)
{
    struct arena *arena = arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view got = html_text(arena, view_of(rows[i].html));
        CHECK_TEXT(arena_copy(arena, got.at, got.len), rows[i].want, "%s", rows[i].html);
    }
    /* Deeper than libxml2 goes: nothing of the text is lost. */
    struct text deep = text_in(arena);
    for (int i = 0; i < 2000; i++)
        text_add(&deep, "<div>");
    text_add(&deep, "Oui &eacute;<blockquote>x</blockquote>Non<script>z</script>");
    struct view got = html_text(arena, text_view(&deep));
    CHECK_TEXT(arena_copy(arena, got.at, got.len), "Oui é\n> x\nNon\n", "2000 divs deep");
    arena_free(&arena);
    return tap_done();
}
