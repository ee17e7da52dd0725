-- Text messages. What belongs to a text only stands beside its outbox row.
CREATE TABLE outbox_sms (
    outbox      INTEGER PRIMARY KEY REFERENCES outbox (id),
    encoding    TEXT NOT NULL CHECK (encoding IN ('gsm7', 'ucs2')),
    segments    INTEGER NOT NULL CHECK (segments > 0), -- what the gateway bills
    provider    TEXT NOT NULL DEFAULT '',              -- the gateway that was asked to send it
    provider_id TEXT NOT NULL DEFAULT '',              -- its own id of this text
    doubt       INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1)), -- perhaps sent: never again by itself
    delivery    TEXT NOT NULL DEFAULT '' CHECK (delivery IN ('', 'delivered', 'failed')),
    reported    INTEGER                                -- when the gateway told of the delivery
) STRICT;
CREATE INDEX outbox_sms_of_provider ON outbox_sms (provider_id) WHERE provider_id <> '';

-- Numbers that want no texts but answers (STOP), until they write START.
CREATE TABLE sms_optout (
    number TEXT PRIMARY KEY,
    since  INTEGER NOT NULL
) STRICT;

-- The rest of an answer that was too long, until the sender writes PLUS or asks something else.
CREATE TABLE sms_rest (
    number  TEXT PRIMARY KEY,
    text    TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;
