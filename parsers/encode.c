#include "parsers/encode.h"

#include <string.h>

enum {
    LINE_MAX_SOFT = 76, /* RFC 2047 2; RFC 5322 2.1.1 would allow 78 */
    WORD_MAX = 75,
    WORD_FRAME = 12, /* "=?UTF-8?Q?" and "?=" */
    PLAIN_MAX = 60,  /* longer words of a subject are encoded, so that they can be folded */
    QUOTED_MAX = 76, /* RFC 2045 6.7 and 6.8 */
};

static const char hex_digits[] = "0123456789ABCDEF";
static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Bytes of the character that the text begins with; 0 when it begins with none. */
static size_t encode_character(struct view text)
{
    if (!text.len)
        return 0;
    unsigned char first = (unsigned char)text.at[0];
    size_t len = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return len <= text.len && view_is_utf8(view_cut(text, 0, len)) ? len : 0;
}

/* U+0080–9F are controls too, and U+2028/2029 are line ends to some readers. */
static bool encode_is_control(struct view character)
{
    const unsigned char *at = (const unsigned char *)character.at;
    if (character.len == 1)
        return at[0] < 0x20 || at[0] == 0x7F;
    if (character.len == 2)
        return at[0] == 0xC2 && at[1] < 0xA0;
    return character.len == 3 && at[0] == 0xE2 && at[1] == 0x80 && (at[2] == 0xA8 || at[2] == 0xA9);
}

struct view encode_clean(struct arena *arena, struct view text, size_t limit)
{
    struct text out = text_in(arena);
    bool blank = false;
    for (size_t i = 0; i < text.len;) {
        struct view rest = view_cut(text, i, text.len);
        size_t len = encode_character(rest);
        struct view piece = len ? view_cut(rest, 0, len) : VIEW("\xEF\xBF\xBD");
        i += len ? len : 1;
        if (piece.len == 1 && byte_is_space(piece.at[0])) {
            blank = true;
            continue;
        }
        if (encode_is_control(piece))
            continue;
        if (out.len + (blank && out.len) + piece.len > limit)
            break;
        if (blank && out.len)
            text_add_byte(&out, ' ');
        blank = false;
        text_add_view(&out, piece);
    }
    return text_view(&out);
}

struct view encode_lines(struct arena *arena, struct view text)
{
    struct text out = text_in(arena);
    for (size_t i = 0; i < text.len;) {
        struct view rest = view_cut(text, i, text.len);
        size_t len = encode_character(rest);
        struct view piece = len ? view_cut(rest, 0, len) : VIEW("\xEF\xBF\xBD");
        i += len ? len : 1;
        if (!encode_is_control(piece) || (piece.at[0] && strchr("\t\r\n", piece.at[0])))
            text_add_view(&out, piece);
    }
    return text_view(&out);
}

struct encode_field encode_begin(struct text *out, const char *name)
{
    text_add(out, name);
    text_add_byte(out, ':');
    return (struct encode_field){.out = out, .column = strlen(name) + 1};
}

static void encode_fold(struct encode_field *field)
{
    text_add(field->out, "\r\n");
    field->column = 0;
}

void encode_piece(struct encode_field *field, struct view piece)
{
    if (field->column + 1 + piece.len > LINE_MAX_SOFT)
        encode_fold(field);
    text_add_byte(field->out, ' ');
    text_add_view(field->out, piece);
    field->column += 1 + piece.len;
}

void encode_end(struct encode_field *field)
{
    encode_fold(field);
}

/* Only what RFC 2047 5 (3) allows inside a phrase, so that one rule serves everywhere. */
static bool encode_is_plain(char byte)
{
    return byte_is_letter(byte) || byte_is_digit(byte) || (byte && strchr("!*+-/", byte));
}

static size_t encode_q_cost(struct view text)
{
    size_t cost = 0;
    for (size_t i = 0; i < text.len; i++)
        cost += encode_is_plain(text.at[i]) || text.at[i] == ' ' ? 1 : 3;
    return cost;
}

static size_t encode_b_cost(size_t bytes)
{
    return (bytes + 2) / 3 * 4;
}

static void encode_b(struct text *out, struct view bytes)
{
    for (size_t i = 0; i < bytes.len; i += 3) {
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (i + j < bytes.len ? (unsigned char)bytes.at[i + j] : 0);
        for (size_t j = 0; j < 4; j++)
            text_add_byte(out, i + j > bytes.len ? '=' : base64_digits[group >> (18 - 6 * j) & 63]);
    }
}

static void encode_hex(struct text *out, char mark, char byte)
{
    text_add_byte(out, mark);
    text_add_byte(out, hex_digits[(unsigned char)byte >> 4]);
    text_add_byte(out, hex_digits[(unsigned char)byte & 15]);
}

static void encode_word(struct text *out, struct view bytes, bool b)
{
    text_add(out, b ? "=?UTF-8?B?" : "=?UTF-8?Q?");
    if (b)
        encode_b(out, bytes);
    for (size_t i = 0; !b && i < bytes.len; i++)
        if (bytes.at[i] == ' ')
            text_add_byte(out, '_');
        else if (encode_is_plain(bytes.at[i]))
            text_add_byte(out, bytes.at[i]);
        else
            encode_hex(out, '=', bytes.at[i]);
    text_add(out, "?=");
}

/* Each word is cut between characters (RFC 2047 5: a word stands alone) and its line is at most 76 bytes. */
static void encode_all_words(struct encode_field *field, struct view text)
{
    bool b = encode_b_cost(text.len) < encode_q_cost(text);
    while (text.len) {
        if (field->column + 1 + WORD_FRAME + 16 > LINE_MAX_SOFT)
            encode_fold(field);
        size_t room = LINE_MAX_SOFT - field->column - 1;
        room = (room > WORD_MAX ? WORD_MAX : room) - WORD_FRAME;
        size_t taken = 0, more = 0;
        while ((more = encode_character(view_cut(text, taken, text.len)))) {
            size_t cost =
                b ? encode_b_cost(taken + more) : encode_q_cost(view_cut(text, 0, taken + more));
            if (cost > room)
                break;
            taken += more;
        }
        text_add_byte(field->out, ' ');
        size_t before = field->out->len;
        encode_word(field->out, view_cut(text, 0, taken), b);
        field->column += 1 + field->out->len - before;
        text = view_cut(text, taken, taken ? text.len : 0);
    }
}

static bool encode_is_ascii(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] & 0x80)
            return false;
    return true;
}

/* Plain: ASCII in words short enough to fold, nothing that looks like an encoded word. */
static bool encode_fits(struct view text)
{
    struct view rest = text, word;
    while (view_item(&rest, ' ', &word))
        if (word.len > PLAIN_MAX)
            return false;
    return encode_is_ascii(text) && view_find(text, "=?") == SIZE_MAX;
}

void encode_words(struct encode_field *field, struct view text)
{
    struct view word;
    if (!encode_fits(text)) {
        encode_all_words(field, text);
        return;
    }
    while (view_item(&text, ' ', &word))
        if (word.len)
            encode_piece(field, word);
}

/* RFC 5322 3.2.3 atext, and the blank between atoms. */
static bool encode_is_atoms(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!byte_is_letter(text.at[i]) && !byte_is_digit(text.at[i]) &&
            !strchr(" !#$%&'*+-/=?^_`{|}~", text.at[i]))
            return false;
    return true;
}

void encode_phrase(struct encode_field *field, struct view text)
{
    if (!encode_fits(text) || (!encode_is_atoms(text) && text.len > PLAIN_MAX)) {
        encode_all_words(field, text);
        return;
    }
    if (encode_is_atoms(text)) {
        encode_words(field, text);
        return;
    }
    struct text quoted = text_in(field->out->arena);
    text_add_byte(&quoted, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] == '"' || text.at[i] == '\\')
            text_add_byte(&quoted, '\\');
        text_add_byte(&quoted, text.at[i]);
    }
    text_add_byte(&quoted, '"');
    encode_piece(field, text_view(&quoted));
}

/* RFC 2231 3 and 4: pieces name*0*=utf-8''…; name*1*=…; each on a line of its own. */
static void encode_long_parameter(struct encode_field *field, const char *name, struct view value)
{
    size_t at = 0;
    for (int number = 0; !number || at < value.len; number++) {
        struct text piece = text_in(field->out->arena);
        text_print(&piece, "%s*%d*=%s", name, number, number ? "" : "utf-8''");
        for (; at < value.len && piece.len < LINE_MAX_SOFT - 6; at++)
            if (byte_is_letter(value.at[at]) || byte_is_digit(value.at[at]) ||
                strchr("-._", value.at[at]))
                text_add_byte(&piece, value.at[at]);
            else
                encode_hex(&piece, '%', value.at[at]);
        if (at < value.len)
            text_add_byte(&piece, ';');
        encode_piece(field, text_view(&piece));
    }
}

void encode_parameter(struct encode_field *field, const char *name, struct view value)
{
    bool plain = value.len <= PLAIN_MAX && encode_is_ascii(value) &&
                 view_find(value, "=?") == SIZE_MAX && view_find_byte(value, '"') == SIZE_MAX &&
                 view_find_byte(value, '\\') == SIZE_MAX;
    if (!plain) {
        encode_long_parameter(field, name, value);
        return;
    }
    struct text piece = text_in(field->out->arena);
    text_print(&piece, "%s=\"%.*s\"", name, (int)value.len, value.at);
    encode_piece(field, text_view(&piece));
}

/* A blank at a line's end may be lost, "From " gets a '>' and a lone dot ends a mail in careless hands. */
static bool encode_is_safe(struct view line, size_t at, size_t column)
{
    char byte = line.at[at];
    if (byte == ' ' || byte == '\t')
        return at + 1 < line.len;
    if (!column && (byte == '.' || view_starts(view_cut(line, at, line.len), "From ")))
        return false;
    return byte > ' ' && byte < 0x7F && byte != '=';
}

static void encode_quoted_line(struct text *out, struct view line)
{
    size_t column = 0;
    for (size_t i = 0; i < line.len; i++) {
        bool safe = encode_is_safe(line, i, column);
        if (column + (safe ? 1 : 3) > QUOTED_MAX - (size_t)(i + 1 < line.len)) {
            text_add(out, "=\r\n");
            column = 0;
            safe = encode_is_safe(line, i, column);
        }
        if (safe)
            text_add_byte(out, line.at[i]);
        else
            encode_hex(out, '=', line.at[i]);
        column += safe ? 1 : 3;
    }
    text_add(out, "\r\n");
}

void encode_quoted(struct text *out, struct view text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.at[i] != '\n' && text.at[i] != '\r')
            continue;
        encode_quoted_line(out, view_cut(text, start, i));
        if (text.at[i] == '\r' && i + 1 < text.len && text.at[i + 1] == '\n')
            i++;
        start = i + 1;
    }
    if (start < text.len || !text.len)
        encode_quoted_line(out, view_cut(text, start, text.len));
}

void encode_base64(struct text *out, struct view bytes)
{
    enum { BYTES_A_LINE = QUOTED_MAX / 4 * 3 };
    for (size_t i = 0; i < bytes.len; i += BYTES_A_LINE) {
        encode_b(out, view_cut(bytes, i, i + BYTES_A_LINE));
        text_add(out, "\r\n");
    }
}
