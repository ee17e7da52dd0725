#include "parsers/html.h"

#include <string.h>

#include <libxml/HTMLparser.h>

enum {
    HTML_BYTES = 256 * 1024,
    HTML_TAG_MARKS = 4000, /* in one tag: libxml2 is quadratic in attributes */
    HTML_DEEP = 240,       /* libxml2 gives up at 256 and loses the rest */
    HTML_QUOTES = 20,
};

enum act {
    ACT_INLINE,
    ACT_SKIP,
    ACT_LINE,
    ACT_BLOCK,
    ACT_BREAK,
    ACT_CELL,
    ACT_ITEM,
    ACT_RULE,
    ACT_QUOTE
};

static const struct tag {
    const char *name;
    enum act act;
} tags[] = {
    {"address", ACT_LINE},     {"article", ACT_LINE},  {"aside", ACT_LINE},
    {"blockquote", ACT_QUOTE}, {"br", ACT_BREAK},      {"center", ACT_LINE},
    {"dd", ACT_LINE},          {"del", ACT_SKIP},      {"div", ACT_LINE},
    {"dl", ACT_LINE},          {"dt", ACT_LINE},       {"footer", ACT_LINE},
    {"form", ACT_LINE},        {"h1", ACT_BLOCK},      {"h2", ACT_BLOCK},
    {"h3", ACT_BLOCK},         {"h4", ACT_BLOCK},      {"h5", ACT_BLOCK},
    {"h6", ACT_BLOCK},         {"head", ACT_SKIP},     {"header", ACT_LINE},
    {"hr", ACT_RULE},          {"li", ACT_ITEM},       {"noframes", ACT_SKIP},
    {"object", ACT_SKIP},      {"ol", ACT_LINE},       {"p", ACT_BLOCK},
    {"pre", ACT_LINE},         {"s", ACT_SKIP},        {"script", ACT_SKIP},
    {"section", ACT_LINE},     {"select", ACT_SKIP},   {"strike", ACT_SKIP},
    {"style", ACT_SKIP},       {"svg", ACT_SKIP},      {"table", ACT_LINE},
    {"td", ACT_CELL},          {"template", ACT_SKIP}, {"textarea", ACT_SKIP},
    {"th", ACT_CELL},          {"title", ACT_SKIP},    {"tr", ACT_LINE},
    {"ul", ACT_LINE},
};

/* Where mail programs put the mail that is answered or forwarded: all that follows is not the sender's. */
static const char *const rest_marks[] = {
    "divRplyFwdMsg",
    "OLK_SRC_BODY_SECTION",
    "appendonsend",
    "mail-editor-reference-message-container",
    "ms-outlook-mobile-reference-message",
    "moz-forward-container",
};

/* And where they only put a quotation, after which the sender may go on. */
static const char *const quote_marks[] = {
    "yahoo_quoted",
    "protonmail_quote",
    "zmail_extra",
};

static enum act act_of(const char *name)
{
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (!strcmp(tags[i].name, name))
            return tags[i].act;
    return ACT_INLINE;
}

/* The text as it grows: blanks folded, line ends asked for and not doubled. */
struct page {
    struct text out;
    bool blank;      /* a blank waits */
    bool line_open;  /* something stands on the current line */
    int empty_lines; /* below the last text */
    int quote, pre;
    bool rest; /* everything from here on is quoted */
};

static void line_start(struct page *page)
{
    int depth = page->quote + page->rest;
    if (depth > HTML_QUOTES)
        depth = HTML_QUOTES;
    for (int i = 0; i < depth; i++)
        text_add_byte(&page->out, '>');
    if (depth)
        text_add_byte(&page->out, ' ');
}

static void line_end(struct page *page)
{
    page->blank = false;
    if (!page->line_open)
        return;
    text_add_byte(&page->out, '\n');
    page->line_open = false;
    page->empty_lines = 0;
}

static void line_break(struct page *page)
{
    if (page->line_open) {
        line_end(page);
    } else if (page->empty_lines < 2 && page->out.len) {
        line_start(page);
        text_add_byte(&page->out, '\n');
        page->empty_lines++;
    }
}

static void block_gap(struct page *page)
{
    line_end(page);
    if (page->out.len && !page->empty_lines)
        line_break(page);
}

static void page_byte(struct page *page, char byte)
{
    if (page->pre && byte == '\n') {
        line_break(page);
        return;
    }
    if (byte_is_space(byte) && !page->pre) {
        page->blank = page->line_open;
        return;
    }
    if (!page->line_open)
        line_start(page);
    else if (page->blank)
        text_add_byte(&page->out, ' ');
    page->blank = false;
    page->line_open = true;
    text_add_byte(&page->out, byte);
}

static void page_add(struct page *page, struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] == '\xC2' && i + 1 < text.len && text.at[i + 1] == '\xA0') {
            if (page->line_open) /* a no-break space is no indentation, but not folded away */
                page_byte(page, ' ');
            i++;
        } else {
            page_byte(page, text.at[i]);
        }
}

static void tag_open(struct page *page, enum act act)
{
    if (act == ACT_BREAK)
        line_break(page);
    else if (act == ACT_BLOCK)
        block_gap(page);
    else if (act == ACT_CELL && page->line_open)
        page->blank = true;
    else if (act != ACT_INLINE && act != ACT_CELL)
        line_end(page);
    if (act == ACT_ITEM)
        page_add(page, view_of("- "));
    if (act == ACT_ITEM)
        page->blank = true;
    if (act == ACT_RULE) {
        page_add(page, view_of("--------"));
        line_end(page);
    }
    page->quote += act == ACT_QUOTE;
}

static void tag_close(struct page *page, enum act act)
{
    if (act == ACT_BLOCK)
        block_gap(page);
    else if (act == ACT_LINE || act == ACT_ITEM || act == ACT_QUOTE)
        line_end(page);
    else if (act == ACT_CELL)
        page->blank = page->line_open;
    page->quote -= act == ACT_QUOTE;
}

static struct view attribute(const xmlNode *node, const char *name)
{
    for (const xmlAttr *attr = node->properties; attr; attr = attr->next)
        if (!strcmp((const char *)attr->name, name) && attr->children && attr->children->content)
            return view_of((const char *)attr->children->content);
    return view_of("");
}

/* `style` holds "name:value", with or without blanks. */
static bool style_has(struct view style, const char *name, const char *value)
{
    size_t at;
    while ((at = view_find_nocase(style, name)) != SIZE_MAX) {
        style = view_trim(view_cut(style, at + strlen(name), style.len));
        if (!style.len || style.at[0] != ':')
            continue;
        style = view_trim(view_cut(style, 1, style.len));
        if (view_starts_nocase(style, value))
            return true;
    }
    return false;
}

static bool any_mark(struct view text, const char *const *marks, size_t count)
{
    for (size_t i = 0; text.len && i < count; i++)
        if (view_find(text, marks[i]) != SIZE_MAX)
            return true;
    return false;
}

static enum act node_act(struct page *page, const xmlNode *node)
{
    enum act act = act_of((const char *)node->name);
    struct view style = attribute(node, "style"), class = attribute(node, "class");
    struct view id = attribute(node, "id");
    if (style_has(style, "display", "none") || style_has(style, "mso-hide", "all") ||
        style_has(style, "text-decoration", "line-through"))
        return ACT_SKIP;
    size_t rests = sizeof rest_marks / sizeof *rest_marks;
    if (any_mark(id, rest_marks, rests) || any_mark(class, rest_marks, rests)) {
        line_end(page);
        page->rest = true;
    }
    size_t quotes = sizeof quote_marks / sizeof *quote_marks;
    if (any_mark(class, quote_marks, quotes) || any_mark(id, quote_marks, quotes))
        return ACT_QUOTE;
    /* Gmail and others indent with a blockquote that has no border: that is no quotation. */
    if (act == ACT_QUOTE && style_has(style, "border", "none") && !class.len &&
        !attribute(node, "type").len)
        return ACT_LINE;
    if (act == ACT_BLOCK && view_find(class, "MsoNormal") != SIZE_MAX)
        return ACT_LINE;
    return act;
}

/* Opens a node; true when its children are to be walked. The act is kept for the close. */
static bool node_open(struct page *page, const xmlNode *node, enum act *act)
{
    *act = ACT_INLINE;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        page_add(page, view_of((const char *)node->content));
        return false;
    }
    if (node->type == XML_ENTITY_REF_NODE || node->type != XML_ELEMENT_NODE)
        return false;
    *act = node_act(page, node);
    if (*act == ACT_SKIP)
        return false;
    tag_open(page, *act);
    page->pre += !strcmp((const char *)node->name, "pre");
    return true;
}

static void node_close(struct page *page, const xmlNode *node, enum act act)
{
    if (node->type != XML_ELEMENT_NODE || act == ACT_SKIP)
        return;
    page->pre -= !strcmp((const char *)node->name, "pre");
    tag_close(page, act);
}

/* Walks without recursion; false when the tree is so deep that libxml2 may have lost something. */
static bool walk(struct page *page, const xmlNode *root)
{
    enum act acts[HTML_DEEP];
    int depth = 0;
    const xmlNode *node = root;
    while (node) {
        bool inside = node_open(page, node, &acts[depth]);
        if (inside && node->children) {
            if (++depth == HTML_DEEP)
                return false;
            node = node->children;
            continue;
        }
        for (;;) {
            node_close(page, node, acts[depth]);
            if (!depth || node->next)
                break;
            node = node->parent;
            depth--;
        }
        node = depth ? node->next : NULL;
    }
    return true;
}

/* "&eacute;" or "&#233;" at `at`: its bytes, and how long it was. */
static size_t entity(struct view at, struct page *page)
{
    size_t end = view_find_byte(view_cut(at, 0, 12), ';');
    if (end == SIZE_MAX || end < 2)
        return 0;
    char name[16] = {0};
    memcpy(name, at.at + 1, end - 1);
    uint32_t rune = 0;
    int64_t number;
    if (name[0] == '#' && view_int(view_of(name + 1), &number) && number > 0 && number < 0x110000)
        rune = (uint32_t)number;
    const htmlEntityDesc *known = name[0] == '#' ? NULL : htmlEntityLookup((const xmlChar *)name);
    if (known)
        rune = known->value;
    if (!rune)
        return 0;
    struct text text = text_in(page->out.arena);
    text_add_rune(&text, rune);
    page_add(page, text_view(&text));
    return end + 1;
}

/* Handles a tag at `at` ("<"); returns its length. Script and style go with their content. */
static size_t strip_tag(struct view at, struct page *page)
{
    bool close = at.len > 1 && at.at[1] == '/';
    char name[16] = {0};
    for (size_t i = 0; i + 1 < sizeof name && i + 1 + close < at.len; i++) {
        char byte = at.at[i + 1 + close];
        if (!byte_is_letter(byte) && !byte_is_digit(byte))
            break;
        name[i] = byte_lower(byte);
    }
    size_t end = view_find_byte(at, '>');
    if (view_starts(at, "<!--")) {
        end = view_find(at, "-->");
        return end == SIZE_MAX ? at.len : end + 3;
    }
    if (end == SIZE_MAX)
        return at.len;
    enum act act = act_of(name);
    if (act == ACT_SKIP && !close && (!strcmp(name, "script") || !strcmp(name, "style"))) {
        size_t over = view_find_nocase(at, name[1] == 'c' ? "</script" : "</style");
        return over == SIZE_MAX ? at.len : over;
    }
    if (close && act != ACT_BREAK && (act != ACT_QUOTE || page->quote))
        tag_close(page, act);
    else if (!close)
        tag_open(page, act);
    return end + 1;
}

/* The plain way, for what libxml2 can't take. */
static void strip(struct page *page, struct view html)
{
    while (html.len) {
        size_t len = html.at[0] == '<'   ? strip_tag(html, page)
                     : html.at[0] == '&' ? entity(html, page)
                                         : 0;
        if (!len) {
            page_add(page, view_cut(html, 0, 1));
            len = 1;
        }
        html = view_cut(html, len, html.len);
    }
}

static bool too_wide(struct view html)
{
    size_t marks = 0;
    for (size_t i = 0; i < html.len; i++) {
        char byte = html.at[i];
        if (byte == '<' || byte == '>')
            marks = 0;
        else if (byte_is_space(byte) || byte == '=' || byte == '"' || byte == '\'')
            marks++;
        if (marks > HTML_TAG_MARKS && i + 1 < html.len)
            return true;
    }
    return false;
}

static struct page page_new(struct arena *arena)
{
    return (struct page){.out = text_in(arena)};
}

struct view html_text(struct arena *arena, struct view html)
{
    html = view_cut(html, 0, HTML_BYTES);
    struct page page = page_new(arena);
    bool good = false;
    if (!too_wide(html)) {
        int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                      HTML_PARSE_NONET | HTML_PARSE_COMPACT;
        htmlDocPtr doc = htmlReadMemory(html.at, (int)html.len, NULL, "UTF-8", options);
        good = doc && walk(&page, xmlDocGetRootElement(doc));
        xmlFreeDoc(doc);
    }
    if (!good) {
        page = page_new(arena);
        strip(&page, html);
    }
    line_end(&page);
    while (view_ends(text_view(&page.out), "\n\n"))
        text_cut(&page.out, page.out.len - 1);
    return text_view(&page.out);
}
