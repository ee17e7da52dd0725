#include "parsers/flowed.h"

struct view flowed_text(struct arena *arena, struct view text, bool delsp)
{
    struct text out = text_in(arena);
    struct view line;
    size_t open = SIZE_MAX; /* quote depth of the paragraph that goes on */
    while (view_line(&text, &line)) {
        size_t depth = 0;
        while (depth < line.len && line.at[depth] == '>')
            depth++;
        line = view_cut(line, depth, line.len);
        if (line.len && line.at[0] == ' ')
            line = view_cut(line, 1, line.len);
        bool signature = view_is(line, "-- ");
        if (open != SIZE_MAX && (open != depth || signature)) {
            text_add_byte(&out, '\n');
            open = SIZE_MAX;
        }
        if (open == SIZE_MAX) {
            for (size_t i = 0; i < depth; i++)
                text_add_byte(&out, '>');
            if (depth)
                text_add_byte(&out, ' ');
        }
        bool flows = !signature && line.len && line.at[line.len - 1] == ' ';
        text_add_view(&out, view_cut(line, 0, line.len - (flows && delsp)));
        open = flows ? depth : SIZE_MAX;
        if (!flows)
            text_add_byte(&out, '\n');
    }
    return text_view(&out);
}
