#include "parsers/understand.h"

#include "parsers/keyword.h"

/* One line after the other: what is no command is left to the reader of free French. */
static void read_lines(struct outcome *outcome, enum channel channel)
{
    const struct tokens *units = &outcome->chunked->units;
    for (int first = 0; first < units->count;) {
        int last = first;
        while (last < units->count && !token_has(&units->items[last], LEX_BREAK))
            last++;
        if (last > first)
            keyword_line(outcome, first, last, channel, first == 0 && last == units->count);
        first = last + 1;
    }
}

void understand(struct arena *arena, const struct vocabulary *vocabulary,
                const struct message *message, bool explain, struct understanding *result)
{
    (void)explain;
    *result = (struct understanding){.explanation = ""};
    struct chunked chunked;
    struct view parts[2] = {message->subject, message->text};
    struct outcome outcome = {arena, &chunked, result, false};
    for (int i = 0; i < 2; i++) {
        if (!parts[i].len)
            continue;
        chunk_text(arena, vocabulary, view_cut(parts[i], 0, UNDERSTAND_BYTES), message->today,
                   &chunked);
        read_lines(&outcome, message->channel);
    }
    if (!result->count)
        slots_emit(&outcome, request_make(VERB_HUMAN));
}
