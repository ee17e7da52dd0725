#include "bot/sms_provider.h"

#include <string.h>

/* Every gateway, one file each. */
#define GATEWAYS G(spool) G(kannel) G(twilio) G(ovh) G(android)

#define G(name) extern const struct sms_provider sms_##name;
GATEWAYS
#undef G

static const struct sms_provider *const providers[] = {
#define G(name) &sms_##name,
    GATEWAYS
#undef G
};

const struct sms_provider *sms_provider_of(const struct config *config)
{
    for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
        if (!strcmp(providers[i]->name, config->sms.provider))
            return providers[i];
    return NULL;
}
