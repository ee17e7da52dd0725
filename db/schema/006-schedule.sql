-- What time triggers. A job's mark and its effect are one transaction: the mark says until when all is done.
CREATE TABLE schedule (
    job      TEXT PRIMARY KEY,
    last     INTEGER NOT NULL,            -- the moment that was done last; at first: since when anything is owed
    position INTEGER NOT NULL DEFAULT 0,  -- how far a long job has come, by its own count
    attempts INTEGER NOT NULL DEFAULT 0,  -- runs that were begun and have no end yet
    missed   INTEGER                      -- the last moment that was given up because the program died of it
) STRICT;

-- The reminders that were sent: one for a subscriber and a delivery day, whatever changes afterwards.
CREATE TABLE reminder (
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    day        TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (subscriber, day)
) STRICT;

-- A letter that is of no use after this instant is not sent any more; NULL: it always is.
ALTER TABLE outbox ADD COLUMN expires INTEGER;
CREATE INDEX outbox_expiring ON outbox (expires) WHERE state = 'DUE' AND expires IS NOT NULL;
CREATE INDEX subscriber_reminded ON subscriber (number) WHERE reminders = 1;
CREATE INDEX outbox_sent ON outbox (sent) WHERE state = 'SENT';
CREATE INDEX inbox_decided ON inbox (decided) WHERE decided IS NOT NULL;
