#include "bot/png.h"

#include <stdlib.h>
#include <string.h>

#include <png.h>

enum { SHADES = 1 << 16 }; /* colours told apart, a power of two */

struct shade {
    uint32_t colour;
    uint32_t pixels; /* 0: not there */
    uint8_t index;   /* of the nearest one that stays */
};

/* Open addressing; NULL when there are more colours than a drawing has. */
static struct shade *find_shade(struct shade *shades, uint32_t colour)
{
    uint32_t slot = (colour * 2654435761u) >> 16;
    for (int i = 0; i < SHADES; i++, slot = (slot + 1) % SHADES)
        if (!shades[slot].pixels || shades[slot].colour == colour)
            return &shades[slot];
    return NULL;
}

static uint32_t colour_at(const uint8_t *pixel)
{
    return (uint32_t)pixel[0] << 16 | (uint32_t)pixel[1] << 8 | pixel[2];
}

/* The most frequent first; equally frequent ones by value, so that the order is always the same. */
static int compare(const void *left, const void *right)
{
    const struct shade *a = left, *b = right;
    if (a->pixels != b->pixels)
        return a->pixels > b->pixels ? -1 : 1;
    return (a->colour > b->colour) - (a->colour < b->colour);
}

static int distance(uint32_t a, uint32_t b)
{
    int sum = 0;
    for (int shift = 0; shift < 24; shift += 8) {
        int step = (int)(a >> shift & 255) - (int)(b >> shift & 255);
        sum += step * step;
    }
    return sum;
}

static uint8_t nearest(const struct shade *palette, int count, uint32_t colour)
{
    int best = 0;
    for (int i = 1; i < count; i++)
        if (distance(palette[i].colour, colour) < distance(palette[best].colour, colour))
            best = i;
    return (uint8_t)best;
}

/* Every pixel as its place in the palette; how many colours that has. */
static int reduce(struct arena *arena, const uint8_t *pixels, size_t count, uint8_t *indexes,
                  uint8_t *palette, struct error *error)
{
    struct shade *shades = arena_array(arena, SHADES, sizeof *shades);
    for (size_t i = 0; i < count; i++) {
        struct shade *shade = find_shade(shades, colour_at(pixels + 3 * i));
        if (!shade)
            return error_set(error, "picture: more than %d colours", SHADES);
        shade->colour = colour_at(pixels + 3 * i);
        shade->pixels++;
    }
    struct shade *sorted = arena_array(arena, SHADES, sizeof *sorted);
    int colours = 0, kept;
    for (int i = 0; i < SHADES; i++)
        if (shades[i].pixels)
            sorted[colours++] = shades[i];
    qsort(sorted, (size_t)colours, sizeof *sorted, compare);
    kept = colours < PNG_COLOURS ? colours : PNG_COLOURS;
    for (int i = 0; i < SHADES; i++)
        if (shades[i].pixels)
            shades[i].index = nearest(sorted, kept, shades[i].colour);
    for (size_t i = 0; i < count; i++)
        indexes[i] = find_shade(shades, colour_at(pixels + 3 * i))->index;
    for (int i = 0; i < kept; i++)
        for (int part = 0; part < 3; part++)
            palette[3 * i + part] = (uint8_t)(sorted[i].colour >> (16 - 8 * part));
    return kept;
}

static int write_png(struct arena *arena, png_image *image, const uint8_t *indexes,
                     const uint8_t *palette, struct view *result, struct error *error)
{
    png_alloc_size_t size = 0;
    if (!png_image_write_to_memory(image, NULL, &size, 0, indexes, 0, palette))
        return error_set(error, "picture: %s", image->message);
    char *bytes = arena_alloc(arena, size);
    if (!png_image_write_to_memory(image, bytes, &size, 0, indexes, 0, palette))
        return error_set(error, "picture: %s", image->message);
    *result = view_make(bytes, size);
    return 0;
}

int png_shrink(struct arena *arena, struct view bytes, struct view *result, struct error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (!png_image_begin_read_from_memory(&image, bytes.at, bytes.len))
        return error_set(error, "picture: %s", image.message);
    image.format = PNG_FORMAT_RGB;
    uint8_t *pixels = arena_alloc(arena, PNG_IMAGE_SIZE(image));
    if (!png_image_finish_read(&image, NULL, pixels, 0, NULL))
        return error_set(error, "picture: %s", image.message);
    size_t count = (size_t)image.width * image.height;
    uint8_t *indexes = arena_alloc(arena, count), palette[3 * PNG_COLOURS] = {0};
    int kept = reduce(arena, pixels, count, indexes, palette, error);
    if (kept < 0)
        return -1;
    image.format = PNG_FORMAT_RGB_COLORMAP;
    image.colormap_entries = (png_uint_32)kept;
    return write_png(arena, &image, indexes, palette, result, error);
}
