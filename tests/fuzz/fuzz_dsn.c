/* The bytes are a mail. Whatever it is: addresses and ids are ones, texts are one line, and all is bounded. */
#include <string.h>

#include "parsers/address.h"
#include "parsers/dsn.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct mail mail;
    struct error error;
    struct dsn dsn;
    if (!mail_read(arena, view_make((const char *)data, size), &mail, &error)) {
        dsn_read(arena, &mail, &dsn);
        for (int i = 0; i < dsn.id_count; i++)
            if (!*dsn.ids[i] || strpbrk(dsn.ids[i], " \t\r\n<>"))
                __builtin_trap();
        for (int i = 0; i < dsn.recipient_count; i++) {
            const struct dsn_recipient *one = &dsn.recipients[i];
            if ((*one->address && !address_good(view_of(one->address))) ||
                (*one->original && !address_good(view_of(one->original))) ||
                strlen(one->diagnostic) > DSN_DIAGNOSTIC || strpbrk(one->diagnostic, "\r\n"))
                __builtin_trap();
        }
        if (!dsn.recipient_count && dsn.kind == DSN_DELIVERY)
            __builtin_trap();
    }
    dsn_status_of(arena, view_make((const char *)data, size));
    arena_free(&arena);
    return 0;
}
