-- Letters that did not arrive, and addresses that get none unasked because of that. One row a letter: the worst that
-- was reported of it.
CREATE TABLE bounce (
    outbox  INTEGER PRIMARY KEY REFERENCES outbox (id),
    address TEXT NOT NULL,             -- to whom it was sent
    at      INTEGER NOT NULL,          -- when it was reported
    weight  TEXT NOT NULL CHECK (weight IN ('later', 'policy', 'elsewhere', 'failed', 'gone', 'complaint')),
    status  TEXT NOT NULL DEFAULT '',  -- 5.1.1
    reason  TEXT NOT NULL DEFAULT '',  -- the server's words
    inbox   INTEGER REFERENCES inbox (id), -- the report; NULL: refused at once
    heard   INTEGER NOT NULL DEFAULT 0 CHECK (heard IN (0, 1)) -- the address has written since: it counts no more
) STRICT;
CREATE INDEX bounce_of_address ON bounce (address, at);
CREATE INDEX bounce_at ON bounce (at);

CREATE TABLE unreachable (
    address TEXT PRIMARY KEY,
    since   INTEGER NOT NULL,
    reason  TEXT NOT NULL
) STRICT;

-- What Message-IDs are made with: nobody who has not seen a letter of ours knows its own.
INSERT INTO setting (key, value) VALUES ('message_key', lower(hex(randomblob(16))));

-- Subscribers whose name and contacts were erased: the number stays, for the accounts.
CREATE TABLE erased (
    subscriber INTEGER PRIMARY KEY REFERENCES subscriber (number),
    at         INTEGER NOT NULL
) STRICT;
