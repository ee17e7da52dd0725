/* Settings: never a crash; what is accepted is complete; an error names the file. */
#include <stdlib.h>
#include <string.h>

#include "bot/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    struct config config;
    struct error error = {0};
    if (config_parse(arena, view_make((const char *)bytes, size), "x/c.conf", &config, &error)) {
        if (strncmp(error.text, "x/c.conf:", 9))
            abort();
    } else {
        bool good = config.mail.from_address[0] && config.farm.name[0] && config.inbox.url.kind &&
                    config.smtp.url.kind && config.database.url.kind == URL_SQLITE;
        for (int day = 1; day <= 7; day++)
            good = good && config.cutoff[day].weekday >= 1 && config.cutoff[day].weekday <= 7 &&
                   config.cutoff[day].minute >= 0 && config.cutoff[day].minute < 1440;
        if (!good || config.inbox.poll_seconds < 1 || strchr(config.inbox.url.user, '\n'))
            abort();
    }
    arena_free(&arena);
    return 0;
}
