#include "bot/draw.h"

#include <cairo/cairo-pdf.h>
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <math.h>
#include <pthread.h>
#include <time.h>

#include "parsers/xml.h"

/* Lato for its looks, DejaVu for the letters that it has not (Greek extensions, Arabic, Hebrew, signs). By
 * file and in a font setup of our own, so that no other font of the machine ever gets into a document and
 * nothing has to be scanned. */
static const char *const draw_fonts[] = {
    "/usr/share/fonts/truetype/lato/Lato-Regular.ttf",
    "/usr/share/fonts/truetype/lato/Lato-Bold.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
};
static const char draw_family[] = "Lato,DejaVu Sans";
/* Figures of one width; no ligatures, so that each letter stays a letter for who copies or searches. */
static const char draw_features[] = "tnum=1, liga=0, clig=0, dlig=0";

enum { DRAW_PIXELS_MAX = 16 * 1000 * 1000 };

struct draw {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *context;
    PangoLayout *layout;
    bool picture, cut;   /* cut: the text set last */
    struct arena *arena; /* of the bytes and of cleaned texts */
    struct text bytes;
    struct error error; /* the first one; "" is none */
};

/* Made once a process and never changed. */
static FcConfig *draw_config;
static FcCharSet *draw_letters; /* what at least one font has */
static struct error draw_config_error;
static pthread_once_t draw_once = PTHREAD_ONCE_INIT;
/* A thread's opened fonts: opening them costs more than a page. */
static pthread_key_t draw_map_key;

#ifdef __SANITIZE_ADDRESS__
/* A pattern of fontconfig holds its parts by their distance from itself, not by pointers: to LeakSanitizer what
 * the font setup owns until the end looks lost. (600 threads one after another take no more memory than two.) */
__attribute__((visibility("default"))) const char *__lsan_default_suppressions(void);
__attribute__((visibility("default"))) const char *__lsan_default_options(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}
const char *__lsan_default_options(void)
{
    return "print_suppressions=0";
}
#endif

static void draw_map_free(void *map)
{
    g_object_unref(map);
}

static void draw_config_make(void)
{
    draw_config = FcConfigCreate();
    draw_letters = FcCharSetCreate();
    for (size_t i = 0; i < sizeof draw_fonts / sizeof *draw_fonts; i++)
        if (!FcConfigAppFontAddFile(draw_config, (const FcChar8 *)draw_fonts[i]) &&
            !*draw_config_error.text)
            error_set(&draw_config_error,
                      "font %s: can't be read; install fonts-lato and fonts-dejavu-core",
                      draw_fonts[i]);
    FcFontSet *fonts = FcConfigGetFonts(draw_config, FcSetApplication);
    for (int i = 0; fonts && i < fonts->nfont; i++) {
        FcCharSet *letters;
        if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &letters) == FcResultMatch)
            FcCharSetMerge(draw_letters, letters, NULL);
    }
    /* Pango would load the machine's font setup beside ours. */
    FcConfigSetCurrent(draw_config);
    pthread_key_create(&draw_map_key, draw_map_free);
}

static PangoFontMap *draw_map(void)
{
    pthread_once(&draw_once, draw_config_make);
    PangoFontMap *map = pthread_getspecific(draw_map_key);
    if (map)
        return map;
    map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
    pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(map), draw_config);
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(map), 72);
    pthread_setspecific(draw_map_key, map);
    return map;
}

static cairo_status_t draw_write(void *closure, const unsigned char *at, unsigned len)
{
    struct draw *draw = closure;
    text_add_view(&draw->bytes, view_make((const char *)at, len));
    return CAIRO_STATUS_SUCCESS;
}

static void draw_fail(struct draw *draw, const char *what)
{
    if (!*draw->error.text)
        error_set(&draw->error, "drawing: %s", what);
}

static struct draw *draw_new(void)
{
    struct draw *draw = g_new0(struct draw, 1);
    draw->arena = arena_new();
    draw->bytes = text_in(draw->arena);
    return draw;
}

/* The surface is there: what writes on it. */
static void draw_open(struct draw *draw, double scale)
{
    draw->cairo = cairo_create(draw->surface);
    cairo_scale(draw->cairo, scale, scale);
    PangoFontMap *map = draw_map();
    if (*draw_config_error.text && !*draw->error.text)
        draw->error = draw_config_error;
    draw->context = pango_font_map_create_context(map);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(draw->context, options);
    cairo_font_options_destroy(options);
    pango_context_set_round_glyph_positions(draw->context, FALSE);
    pango_context_set_language(draw->context, pango_language_from_string("fr"));
    pango_context_set_base_dir(draw->context, PANGO_DIRECTION_LTR);
    pango_cairo_update_context(draw->cairo, draw->context);
    draw->layout = pango_layout_new(draw->context);
    pango_layout_set_auto_dir(draw->layout, FALSE);
}

static void draw_describe(struct draw *draw, const struct draw_info *info)
{
    char date[40];
    time_t created = (time_t)info->created;
    struct tm parts;
    gmtime_r(&created, &parts);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &parts);
    cairo_pdf_surface_set_metadata(draw->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
    cairo_pdf_surface_set_metadata(draw->surface, CAIRO_PDF_METADATA_CREATOR, "Cabas");
    const struct {
        cairo_pdf_metadata_t kind;
        const char *text;
    } texts[] = {{CAIRO_PDF_METADATA_TITLE, info->title},
                 {CAIRO_PDF_METADATA_AUTHOR, info->author},
                 {CAIRO_PDF_METADATA_SUBJECT, info->subject}};
    /* cairo refuses the whole document for one byte that is no UTF-8. */
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (texts[i].text)
            cairo_pdf_surface_set_metadata(draw->surface, texts[i].kind,
                                           xml_clean(draw->arena, texts[i].text));
}

struct draw *draw_pdf(const struct draw_info *info, double width, double height)
{
    struct draw *draw = draw_new();
    draw->surface = cairo_pdf_surface_create_for_stream(draw_write, draw, width, height);
    draw_describe(draw, info);
    draw_open(draw, 1);
    return draw;
}

struct draw *draw_picture(double width, double height, double scale, uint32_t background)
{
    struct draw *draw = draw_new();
    draw->picture = true;
    double across = ceil(width * scale), down = ceil(height * scale);
    if (!(across >= 1 && down >= 1 && across * down <= DRAW_PIXELS_MAX)) {
        draw_fail(draw, "a picture must have 1 to 16 million pixels");
        across = down = 1;
    }
    draw->surface = cairo_image_surface_create(
        background >> 24 ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, (int)across, (int)down);
    draw_open(draw, scale);
    draw_rectangle(draw, 0, 0, width, height, 0, (struct draw_ink){.fill = background});
    return draw;
}

void draw_page(struct draw *draw)
{
    if (!draw->picture)
        cairo_show_page(draw->cairo);
}

void draw_free(struct draw **pointer)
{
    struct draw *draw = *pointer;
    if (!draw)
        return;
    if (draw->layout)
        g_object_unref(draw->layout);
    if (draw->context)
        g_object_unref(draw->context);
    if (draw->cairo)
        cairo_destroy(draw->cairo);
    if (draw->surface)
        cairo_surface_destroy(draw->surface);
    arena_free(&draw->arena);
    g_free(draw);
    *pointer = NULL;
}

int draw_finish(struct draw **pointer, struct arena *arena, struct view *bytes, struct error *error)
{
    struct draw *draw = *pointer;
    cairo_status_t status = cairo_status(draw->cairo);
    if (draw->picture) {
        if (!status)
            status = cairo_surface_write_to_png_stream(draw->surface, draw_write, draw);
    } else {
        cairo_surface_finish(draw->surface);
        if (!status)
            status = cairo_surface_status(draw->surface);
    }
    if (status)
        draw_fail(draw, cairo_status_to_string(status));
    int result = *draw->error.text ? -1 : 0;
    if (result)
        *error = draw->error;
    else
        *bytes = view_make(arena_copy(arena, draw->bytes.at, draw->bytes.len), draw->bytes.len);
    draw_free(pointer);
    return result;
}

/* Colours and shapes. */

static bool draw_colour(struct draw *draw, uint32_t colour)
{
    uint32_t clear = colour >> 24;
    if (clear == 0xFF)
        return false;
    double red = ((colour >> 16) & 0xFF) / 255.0, green = ((colour >> 8) & 0xFF) / 255.0,
           blue = (colour & 0xFF) / 255.0;
    if (clear)
        cairo_set_source_rgba(draw->cairo, red, green, blue, 1 - clear / 255.0);
    else
        cairo_set_source_rgb(draw->cairo, red, green, blue);
    return true;
}

static void draw_paint(struct draw *draw, struct draw_ink ink)
{
    cairo_t *cairo = draw->cairo;
    if (draw_colour(draw, ink.fill))
        cairo_fill_preserve(cairo);
    if (ink.thick > 0 && draw_colour(draw, ink.stroke)) {
        cairo_set_line_width(cairo, ink.thick);
        cairo_set_dash(cairo, &ink.dash, ink.dash > 0, 0);
        cairo_stroke_preserve(cairo);
    }
    cairo_new_path(cairo);
}

void draw_line(struct draw *draw, struct draw_point from, struct draw_point to, double thick,
               uint32_t colour)
{
    draw_path(draw, (struct draw_point[]){from, to}, 2, false,
              (struct draw_ink){.fill = DRAW_NOTHING, .stroke = colour, .thick = thick});
}

void draw_rectangle(struct draw *draw, double x, double y, double width, double height,
                    double radius, struct draw_ink ink)
{
    cairo_t *cairo = draw->cairo;
    cairo_new_path(cairo);
    radius = fmin(radius, fmin(width, height) / 2);
    if (radius <= 0) {
        cairo_rectangle(cairo, x, y, width, height);
    } else {
        cairo_arc(cairo, x + width - radius, y + radius, radius, -M_PI / 2, 0);
        cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, M_PI / 2);
        cairo_arc(cairo, x + radius, y + height - radius, radius, M_PI / 2, M_PI);
        cairo_arc(cairo, x + radius, y + radius, radius, M_PI, 1.5 * M_PI);
        cairo_close_path(cairo);
    }
    draw_paint(draw, ink);
}

void draw_circle(struct draw *draw, struct draw_point middle, double radius, struct draw_ink ink)
{
    cairo_new_path(draw->cairo);
    cairo_arc(draw->cairo, middle.x, middle.y, radius, 0, 2 * M_PI);
    cairo_close_path(draw->cairo);
    draw_paint(draw, ink);
}

void draw_path(struct draw *draw, const struct draw_point *points, int count, bool closed,
               struct draw_ink ink)
{
    cairo_new_path(draw->cairo);
    for (int i = 0; i < count; i++)
        cairo_line_to(draw->cairo, points[i].x, points[i].y);
    if (closed)
        cairo_close_path(draw->cairo);
    else
        ink.fill = DRAW_NOTHING;
    cairo_set_line_join(draw->cairo, CAIRO_LINE_JOIN_ROUND);
    draw_paint(draw, ink);
}

void draw_clip(struct draw *draw, double x, double y, double width, double height)
{
    cairo_new_path(draw->cairo);
    cairo_rectangle(draw->cairo, x, y, width, height);
    cairo_clip(draw->cairo);
}

void draw_unclip(struct draw *draw)
{
    cairo_reset_clip(draw->cairo);
}

/* Text. */

/* What is nothing to see: controls, marks of direction (they could make an amount read backwards), variation
 * selectors, tags, emoji without a glyph. */
static bool draw_hidden(gunichar rune)
{
    return rune < 0x20 || (rune >= 0x7F && rune < 0xA0) || rune == 0xAD ||
           (rune >= 0x200B && rune <= 0x200F) || (rune >= 0x2028 && rune <= 0x202E) ||
           (rune >= 0x2060 && rune <= 0x206F) || (rune >= 0xFE00 && rune <= 0xFE0F) ||
           rune == 0xFEFF || rune == 0x061C || (rune >= 0xE0000 && rune <= 0xE0FFF);
}

static void draw_clean_rune(struct text *out, gunichar rune, bool one_line)
{
    if (rune == '\t' || rune == 0x202F || (rune == '\n' && one_line))
        rune = rune == 0x202F ? 0xA0 : ' '; /* Lato has no narrow no-break space */
    if (rune == '\n')
        text_add_rune(out, 0x2028); /* a line's end within the paragraph, so that lines count */
    else if (draw_hidden(rune))
        return;
    else if (FcCharSetHasChar(draw_letters, rune))
        text_add_rune(out, rune);
    else if (rune < 0x1F000 && !g_unichar_ismark(rune))
        text_add_rune(out, 0x25A1);
}

static struct text draw_clean(struct draw *draw, const struct draw_text *text)
{
    int lines = 1;
    draw->cut = false;
    struct text out = text_in(draw->arena);
    const char *at = text->text ? text->text : "", *end = at + strnlen(at, DRAW_TEXT_MAX);
    while (at < end) {
        gunichar rune = g_utf8_get_char_validated(at, end - at);
        if (rune >= 0xFFFFFFFE) { /* invalid, or cut at the end */
            rune = 0xFFFD;
            at++;
        } else {
            at = g_utf8_next_char(at);
        }
        /* Pango shortens lines that are too long, not those that are too many by their own ends. */
        if (rune == '\n' && text->lines > 1 && ++lines > text->lines) {
            text_add(&out, "…");
            draw->cut = true;
            break;
        }
        draw_clean_rune(&out, rune, text->lines == 1);
    }
    return out;
}

static double draw_leading(const struct draw_text *text)
{
    return (text->leading > 0 ? text->leading : 1.2) * (text->size > 0 ? text->size : 10);
}

static void draw_set(struct draw *draw, const struct draw_text *text)
{
    PangoLayout *layout = draw->layout;
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family_static(font, draw_family);
    pango_font_description_set_weight(font, text->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font,
                                             (text->size > 0 ? text->size : 10) * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    PangoAttrList *attributes = pango_attr_list_new();
    pango_attr_list_insert(attributes, pango_attr_font_features_new(draw_features));
    pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
    if (text->tracking > 0)
        pango_attr_list_insert(attributes,
                               pango_attr_letter_spacing_new((int)(text->tracking * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
    static const PangoAlignment aligns[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                            PANGO_ALIGN_RIGHT};
    pango_layout_set_alignment(layout, aligns[text->align]);
    pango_layout_set_width(layout, text->width > 0 ? (int)(text->width * PANGO_SCALE) : -1);
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_ellipsize(layout, text->width > 0 && text->lines > 0 ? PANGO_ELLIPSIZE_END
                                                                          : PANGO_ELLIPSIZE_NONE);
    pango_layout_set_height(layout, text->lines > 0 ? -text->lines : -1);
    struct text clean = draw_clean(draw, text);
    pango_layout_set_text(layout, clean.at, (int)clean.len);
}

/* Every line stands where the size says, whatever font a letter of it came from. */
static void draw_show(struct draw *draw, double x, double y, const struct draw_text *text)
{
    cairo_t *cairo = draw->cairo;
    PangoLayoutIter *iter = pango_layout_get_iter(draw->layout);
    do {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        double left = x + (double)logical.x / PANGO_SCALE;
        if (text->width <= 0)
            left = x - (double)logical.width / PANGO_SCALE * text->align / 2;
        if (text->halo_width > 0 && draw_colour(draw, text->halo)) {
            cairo_move_to(cairo, left, y);
            pango_cairo_layout_line_path(cairo, line);
            cairo_set_line_width(cairo, 2 * text->halo_width);
            cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
            cairo_set_dash(cairo, NULL, 0, 0);
            cairo_stroke(cairo);
        }
        if (draw_colour(draw, text->colour)) {
            cairo_move_to(cairo, left, y);
            pango_cairo_show_layout_line(cairo, line);
        }
        y += draw_leading(text);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    cairo_new_path(cairo);
}

static struct draw_box draw_box(struct draw *draw, const struct draw_text *text)
{
    PangoRectangle logical;
    pango_layout_get_extents(draw->layout, NULL, &logical);
    int lines = pango_layout_get_line_count(draw->layout);
    double size = text->size > 0 ? text->size : 10;
    return (struct draw_box){
        .width = (double)logical.width / PANGO_SCALE,
        .height = lines * draw_leading(text),
        /* Capitals (0.72 of the size) stand in the middle of their line. */
        .baseline = draw_leading(text) / 2 + 0.36 * size,
        .lines = lines,
        .cut = draw->cut || pango_layout_is_ellipsized(draw->layout),
    };
}

struct draw_box draw_measure(struct draw *draw, const struct draw_text *text)
{
    draw_set(draw, text);
    return draw_box(draw, text);
}

struct draw_box draw_text(struct draw *draw, double x, double y, const struct draw_text *text)
{
    struct draw_box box = draw_measure(draw, text);
    draw_show(draw, x, y + box.baseline, text);
    return box;
}

struct draw_box draw_text_at(struct draw *draw, double x, double y, const struct draw_text *text)
{
    struct draw_box box = draw_measure(draw, text);
    draw_show(draw, x, y, text);
    return box;
}
