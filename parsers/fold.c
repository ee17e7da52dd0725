#include "parsers/fold.h"

#include <string.h>
#include <utf8proc.h>

/* The letters that no decomposition makes plain, and marks that people and phones put for others. */
static const struct {
    uint32_t rune;
    const char *plain;
} folds[] = {
    {0xAB, "\""},   {0xBB, "\""},       {0xC6, "ae"},   {0xD8, "o"},     {0xDF, "ss"},
    {0xE6, "ae"},   {0xF8, "o"},        {0x131, "i"},   {0x142, "l"},    {0x141, "l"},
    {0x152, "oe"},  {0x153, "oe"},      {0xB4, "'"},    {0x60, "'"},     {0x2BC, "'"},
    {0x2BB, "'"},   {0x2018, "'"},      {0x2019, "'"},  {0x201A, "'"},   {0x201B, "'"},
    {0x2032, "'"},  {0xA78C, "'"},      {0xA78B, "'"},  {0xFF07, "'"},   {0x201C, "\""},
    {0x201D, "\""}, {0x201E, "\""},     {0x2010, "-"},  {0x2011, "-"},   {0x2012, "-"},
    {0x2013, "-"},  {0x2014, "-"},      {0x2015, "-"},  {0x2212, "-"},   {0xA0, " "},
    {0x202F, " "},  {0x2007, " "},      {0x2009, " "},  {0x200A, " "},   {0x2002, " "},
    {0x2003, " "},  {0x2008, " "},      {0x3000, " "},  {0x2026, "..."}, {0x2022, "*"},
    {0x25CF, "*"},  {0x25AA, "*"},      {0xB7, "*"},    {0xBA, "o"},     {0xB0, "o"},
    {0xAA, "a"},    {0x2028, "\n"},     {0x2029, "\n"}, {0x85, "\n"},    {0xAD, ""},
    {0x200B, ""},   {0x200C, ""},       {0x200D, ""},   {0x2060, ""},    {0xFEFF, ""},
    {0xFE0F, ""},   {0x200E, ""},       {0x200F, ""},   {0x2116, "no"},  {0xBD, " 1/2 "},
    {0x2044, "/"},  {0x20AC, " euro "},
};

/* Windows-1252 where it differs from Latin-1. */
static const uint16_t windows[32] = {
    0x20AC, 0xFFFD, 0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0xFFFD, 0x17D,  0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0xFFFD, 0x17E,  0x178,
};

static void fold_add(struct fold *fold, const char *bytes, size_t len, size_t at)
{
    for (size_t i = 0; i < len; i++) {
        fold->at[fold->len] = (uint32_t)at;
        fold->text[fold->len++] = bytes[i];
    }
}

static void fold_rune(struct fold *fold, int32_t rune, size_t at)
{
    for (size_t i = 0; i < sizeof folds / sizeof *folds; i++)
        if (folds[i].rune == (uint32_t)rune) {
            fold_add(fold, folds[i].plain, strlen(folds[i].plain), at);
            return;
        }
    int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        rune, parts, 8,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK, &boundary);
    if (count < 0 || count > 4)
        count = 1, parts[0] = rune;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        unsigned char bytes[4];
        utf8proc_ssize_t len = utf8proc_encode_char(parts[i], bytes);
        fold_add(fold, (const char *)bytes, (size_t)len, at);
    }
}

void fold_text(struct arena *arena, struct view view, struct fold *fold)
{
    enum { PER_BYTE = 8 }; /* ½ is " 1/2 " for two bytes, € " euro " for one of Windows-1252 */
    if (view.len > UINT32_MAX / 16)
        view.len = UINT32_MAX / 16;
    size_t wide = 0;
    for (size_t i = 0; i < view.len; i++)
        wide += (unsigned char)view.at[i] >= 0x80;
    size_t room = view.len + wide * PER_BYTE + 1;
    *fold = (struct fold){.text = arena_alloc(arena, room)};
    fold->at = arena_array(arena, room, sizeof *fold->at);
    const unsigned char *bytes = (const unsigned char *)view.at;
    for (size_t i = 0; i < view.len;) {
        unsigned char byte = bytes[i];
        if (byte < 0x80) {
            char plain =
                byte == '\r' || byte == '\t' || byte == '\v' || byte == '\f' ? ' ' : (char)byte;
            if (byte == '`')
                plain = '\'';
            fold->at[fold->len] = (uint32_t)i++;
            fold->text[fold->len++] = byte ? byte_lower(plain) : ' ';
            continue;
        }
        int32_t rune;
        utf8proc_ssize_t used =
            utf8proc_iterate(bytes + i, (utf8proc_ssize_t)(view.len - i), &rune);
        if (used <= 0)
            rune = byte < 0xA0 ? windows[byte - 0x80] : byte, used = 1;
        fold_rune(fold, rune, i);
        i += (size_t)used;
    }
    fold->at[fold->len] = (uint32_t)view.len;
    fold->text[fold->len] = '\0';
}

char *fold_word(struct arena *arena, struct view view, size_t *len)
{
    struct fold fold;
    fold_text(arena, view, &fold);
    if (len)
        *len = fold.len;
    return fold.text;
}

bool fold_next(struct view *rest, uint32_t *rune)
{
    if (!rest->len)
        return false;
    utf8proc_int32_t found;
    utf8proc_ssize_t used =
        utf8proc_iterate((const utf8proc_uint8_t *)rest->at, (utf8proc_ssize_t)rest->len, &found);
    *rune = used > 0 ? (uint32_t)found : 0xFFFD;
    *rest = view_cut(*rest, used > 0 ? (size_t)used : 1, rest->len);
    return true;
}

int fold_base(uint32_t rune, uint32_t parts[static 4])
{
    utf8proc_int32_t found[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)rune, found, 8,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE, &boundary);
    if (count < 0 || count > 4) {
        parts[0] = rune;
        return 1;
    }
    for (utf8proc_ssize_t i = 0; i < count; i++)
        parts[i] = (uint32_t)found[i];
    return (int)count;
}

bool fold_is_letter(uint32_t rune)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)rune);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO) ||
           category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NL;
}
