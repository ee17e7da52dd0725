/* Any bytes as a message: first byte channel, second the day; nothing may crash, hang or break the contract's line. */
#include <stdlib.h>
#include <string.h>

#include "parsers/act.h"
#include "parsers/understand.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct name names[] = {
    {NAME_FORMULA, "petit", "Petit panier", "petit|panier petit", "", ""},
    {NAME_FORMULA, "grand", "Grand panier", "grand|panier familial", "", ""},
    {NAME_FORMULA, "oeufs6", "Boîte de 6 œufs", "6 œufs|œufs", "", ""},
    {NAME_DEPOT, "gare", "Gap – Gare", "gare de Gap|gare", "Gap", ""},
    {NAME_DEPOT, "bio", "Gap – La Bio du Coin", "bio du coin", "Gap", ""},
    {NAME_PRODUCT, "miel", "Miel de lavande 500 g", "pot de miel|pots de miel", "", "pot"},
    {NAME_PRODUCT, "pomme", "Pommes Golden", "pommes|golden", "", "kg"},
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct vocabulary *vocabulary;
    static struct arena *kept;
    if (!vocabulary) {
        kept = arena_new();
        vocabulary = vocabulary_new(kept, names, sizeof names / sizeof *names);
    }
    if (size < 2)
        return 0;
    struct arena *arena = arena_new();
    struct message message = {.channel = data[0] & 1 ? CHANNEL_SMS : CHANNEL_MAIL,
                              .today = date_make(2026, 1, 1) + data[1] * 3,
                              .text = {(const char *)data + 2, size - 2}};
    size_t mark = view_find_byte(message.text, '\n');
    if (data[0] & 2 && mark != SIZE_MAX) {
        message.subject = view_cut(message.text, 0, mark);
        message.text = view_cut(message.text, mark + 1, message.text.len);
    }
    struct understanding result;
    understand(arena, vocabulary, &message, data[0] & 4, &result);
    if (result.count < 1 || result.count > UNDERSTAND_REQUESTS)
        abort();
    for (int i = 0; i < result.count; i++) {
        char *line = request_print(arena, &result.requests[i]);
        struct request back;
        struct error error;
        if (strchr(line, '\n') || request_read(arena, view_of(line), &back, &error) != 0 ||
            strcmp(line, request_print(arena, &back)) != 0)
            abort();
    }
    arena_free(&arena);
    return 0;
}
