-- SEPA mandates: whose account may be debited, since when, under which reference. One is in force a subscriber;
-- older ones are kept, since a debit can be disputed for thirteen months. The account number is sealed
-- (bot/seal.h): without the key file nobody reads more than its last four digits.
CREATE TABLE mandate (
    reference  TEXT PRIMARY KEY,          -- RUM, 35 characters at most
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    signed_day TEXT NOT NULL,             -- of the confirmation
    sealed     TEXT NOT NULL,
    bic        TEXT NOT NULL DEFAULT '',
    last4      TEXT NOT NULL CHECK (length(last4) = 4),
    -- details: an account, but no mandate, since the farm had no creditor identifier when it was given
    state      TEXT NOT NULL CHECK (state IN ('active', 'details', 'replaced', 'revoked')),
    sequence   TEXT NOT NULL DEFAULT 'first' CHECK (sequence IN ('first', 'recurrent')),
    created    INTEGER NOT NULL,
    ended      INTEGER
) STRICT;
CREATE UNIQUE INDEX mandate_in_force ON mandate (subscriber) WHERE state IN ('active', 'details');
CREATE INDEX mandate_of_subscriber ON mandate (subscriber);
