/* sms_ovh: the parts of OVH's interface that tests look at. */
#ifndef BOT_SMS_OVH_H
#define BOT_SMS_OVH_H

#include "bot/sms_web.h"

/* X-Ovh-Signature: "$1$" and the SHA-1 of secret, consumer key, method, address, body and time, joined by "+". */
const char *sms_ovh_sign(struct arena *arena, struct view secret, struct view consumer,
                         const struct fetch_request *request, int64_t now);

#endif
