#include "parsers/address.h"

#include <string.h>

#include "parsers/header.h"

static bool local_good(struct view local)
{
    if (!local.len || local.len > 64 || local.at[0] == '.' || local.at[local.len - 1] == '.' ||
        view_find(local, "..") != SIZE_MAX)
        return false;
    for (size_t i = 0; i < local.len; i++)
        if (!byte_is_letter(local.at[i]) && !byte_is_digit(local.at[i]) &&
            !memchr("!#$%&'*+-/=?^_`{|}~.", local.at[i], 20))
            return false;
    return true;
}

static bool domain_good(struct view domain)
{
    if (!domain.len || domain.len > 253)
        return false;
    struct view label;
    while (view_item(&domain, '.', &label)) {
        if (!label.len || label.len > 63 || label.at[0] == '-' || label.at[label.len - 1] == '-')
            return false;
        for (size_t i = 0; i < label.len; i++)
            if (!byte_is_letter(label.at[i]) && !byte_is_digit(label.at[i]) && label.at[i] != '-' &&
                label.at[i] != '_')
                return false;
    }
    return true;
}

bool address_good(struct view address)
{
    size_t at = view_find_byte(address, '@');
    return at != SIZE_MAX && local_good(view_cut(address, 0, at)) &&
           domain_good(view_cut(address, at + 1, address.len));
}

struct view address_domain(struct view address)
{
    size_t at = view_find_byte(address, '@');
    return view_cut(address, at == SIZE_MAX ? address.len : at + 1, address.len);
}

static void list_add(struct arena *arena, struct mail_addresses *list, struct view address,
                     const char *name)
{
    if (!address_good(address) || list->count == MAIL_ADDRESSES) {
        list->broken = true;
        return;
    }
    if (!list->items)
        list->items = arena_array(arena, MAIL_ADDRESSES, sizeof *list->items);
    char *copy = arena_copy(arena, address.at, address.len);
    for (char *at = strchr(copy, '@'); *at; at++)
        *at = byte_lower(*at);
    list->items[list->count++] = (struct mail_address){.address = copy, .name = name};
}

/* One mailbox while it is being read. */
struct mailbox {
    struct text phrase; /* outside < >, comments out, quotes open */
    struct text angle;  /* between < > */
    struct text comment;
    bool has_angle, has_quote;
};

static void mailbox_clear(struct mailbox *box)
{
    text_cut(&box->phrase, 0);
    text_cut(&box->angle, 0);
    text_cut(&box->comment, 0);
    box->has_angle = box->has_quote = false;
}

static void mailbox_end(struct arena *arena, struct mailbox *box, struct mail_addresses *list)
{
    struct view phrase = view_trim(text_view(&box->phrase));
    struct view angle = view_trim(text_view(&box->angle));
    if (box->has_angle) {
        size_t route = angle.len && angle.at[0] == '@' ? view_find_byte(angle, ':') : SIZE_MAX;
        if (route != SIZE_MAX)
            angle = view_trim(view_cut(angle, route + 1, angle.len));
        list_add(arena, list, angle, header_words(arena, phrase));
    } else if (phrase.len) {
        const char *name = header_words(arena, text_view(&box->comment));
        if (box->has_quote)
            list->broken = true;
        else
            list_add(arena, list, phrase, name);
    }
    mailbox_clear(box);
}

/* A quoted string or a comment at `at`, without its marks; returns what follows. */
static struct view take_quoted(struct view at, char close, struct text *out)
{
    int depth = 1;
    size_t i = 1;
    for (; i < at.len; i++) {
        char byte = at.at[i];
        if (byte == '\\' && i + 1 < at.len)
            byte = at.at[++i];
        else if (close == ')' && byte == '(')
            depth++;
        else if (byte == close && !--depth)
            break;
        text_add_byte(out, byte);
    }
    return view_cut(at, i + 1, at.len);
}

void address_read(struct arena *arena, struct view value, struct mail_addresses *list)
{
    struct mailbox box = {
        .phrase = text_in(arena), .angle = text_in(arena), .comment = text_in(arena)};
    bool in_angle = false;
    while (value.len && list->count < MAIL_ADDRESSES) {
        char byte = value.at[0];
        if (byte == '(' || (byte == '"' && !in_angle)) {
            box.has_quote |= byte == '"';
            value = take_quoted(value, byte == '(' ? ')' : '"',
                                byte == '(' ? &box.comment : &box.phrase);
            continue;
        }
        value = view_cut(value, 1, value.len);
        if (in_angle && byte == '>') {
            in_angle = false;
        } else if (in_angle) {
            text_add_byte(&box.angle, byte);
        } else if (byte == '<') {
            list->broken |= box.has_angle; /* two addresses without a comma */
            text_cut(&box.angle, 0);
            in_angle = box.has_angle = true;
        } else if (byte == ',' || byte == ';') {
            mailbox_end(arena, &box, list);
        } else if (byte == ':') {
            mailbox_clear(&box); /* a group's name */
        } else {
            text_add_byte(&box.phrase, byte);
        }
    }
    list->broken |= in_angle || view_trim(value).len > 0;
    mailbox_end(arena, &box, list);
}
