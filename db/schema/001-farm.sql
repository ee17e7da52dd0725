-- The farm, its subscribers, what they take, and what was said. Append-only: a change of the schema is a
-- new file. Days are ISO 8601 texts (they sort and read well), instants are seconds UTC, money is cents.

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE formula (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    price   INTEGER NOT NULL CHECK (price >= 0),
    vat     INTEGER NOT NULL CHECK (vat BETWEEN 0 AND 10000),
    aliases TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE depot (
    code      TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    address   TEXT NOT NULL DEFAULT '',
    postcode  TEXT NOT NULL DEFAULT '',
    town      TEXT NOT NULL DEFAULT '',
    weekday   INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opening   TEXT NOT NULL DEFAULT '',
    latitude  REAL,
    longitude REAL,
    aliases   TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE product (
    code      TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    price     INTEGER NOT NULL CHECK (price >= 0),
    unit      TEXT NOT NULL DEFAULT '',
    vat       INTEGER NOT NULL CHECK (vat BETWEEN 0 AND 10000),
    available INTEGER NOT NULL DEFAULT 1 CHECK (available IN (0, 1)),
    aliases   TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE closure (
    day    TEXT PRIMARY KEY,
    reason TEXT NOT NULL DEFAULT ''
) STRICT;

-- The forecast content of a formula's basket for one delivery; `product` is as the farm wrote it.
CREATE TABLE composition (
    day         TEXT NOT NULL,
    formula     TEXT NOT NULL REFERENCES formula (code),
    product     TEXT NOT NULL,
    thousandths INTEGER NOT NULL CHECK (thousandths > 0),
    unit        TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (day, formula, product)
) STRICT;

CREATE TABLE subscriber (
    number     INTEGER PRIMARY KEY,
    first_name TEXT NOT NULL DEFAULT '',
    last_name  TEXT NOT NULL DEFAULT '',
    address    TEXT NOT NULL DEFAULT '',
    postcode   TEXT NOT NULL DEFAULT '',
    town       TEXT NOT NULL DEFAULT '',
    reminders  INTEGER NOT NULL DEFAULT 0 CHECK (reminders IN (0, 1))
) STRICT;

-- An address or number says who is writing: it belongs to one subscriber only.
CREATE TABLE contact (
    kind       TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
    value      TEXT NOT NULL,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    position   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, value)
) STRICT;
CREATE INDEX contact_of_subscriber ON contact (subscriber, kind, position);

CREATE TABLE subscription (
    id         INTEGER PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    quantity   INTEGER NOT NULL CHECK (quantity > 0),
    frequency  TEXT NOT NULL CHECK (frequency IN ('hebdomadaire', 'paire', 'impaire', 'mensuelle')),
    start_day  TEXT NOT NULL,
    end_day    TEXT
) STRICT;
CREATE INDEX subscription_of_subscriber ON subscription (subscriber);

-- What is delivered where, from a day on. The first term begins on the subscription's first day; what
-- was delivered under an earlier term stays true.
CREATE TABLE term (
    subscription INTEGER NOT NULL REFERENCES subscription (id),
    from_day     TEXT NOT NULL,
    formula      TEXT NOT NULL REFERENCES formula (code),
    depot        TEXT NOT NULL REFERENCES depot (code),
    PRIMARY KEY (subscription, from_day)
) STRICT;

-- `day` is the regular day of the delivery, also where another depot moves it within its week.
CREATE TABLE exception (
    subscription INTEGER NOT NULL REFERENCES subscription (id),
    day          TEXT NOT NULL,
    formula      TEXT REFERENCES formula (code),
    depot        TEXT REFERENCES depot (code),
    PRIMARY KEY (subscription, day)
) STRICT;

CREATE TABLE suspension (
    subscription INTEGER NOT NULL REFERENCES subscription (id),
    day          TEXT NOT NULL,
    PRIMARY KEY (subscription, day)
) STRICT;

CREATE TABLE purchase (
    number     INTEGER PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    day        TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'refused', 'cancelled', 'delivered')),
    created    INTEGER NOT NULL,
    reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX purchase_of_subscriber ON purchase (subscriber, day);

-- Prices are those of the moment of the order.
CREATE TABLE purchase_item (
    purchase    INTEGER NOT NULL REFERENCES purchase (number),
    code        TEXT NOT NULL,
    name        TEXT NOT NULL,
    unit        TEXT NOT NULL DEFAULT '',
    thousandths INTEGER NOT NULL CHECK (thousandths > 0),
    price       INTEGER NOT NULL,
    vat         INTEGER NOT NULL,
    PRIMARY KEY (purchase, code)
) STRICT;

CREATE TABLE payment (
    id         INTEGER PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    day        TEXT NOT NULL,
    amount     INTEGER NOT NULL,
    means      TEXT NOT NULL DEFAULT '',
    reference  TEXT NOT NULL DEFAULT '',
    nth        INTEGER NOT NULL DEFAULT 1, -- two equal rows in one file are two payments
    UNIQUE (subscriber, day, amount, means, reference, nth)
) STRICT;

CREATE TABLE invoice (
    number     TEXT PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    month      TEXT NOT NULL,
    day        TEXT NOT NULL,
    total      INTEGER NOT NULL
) STRICT;
CREATE INDEX invoice_of_subscriber ON invoice (subscriber, day);

-- What was changed, when, by whom: the audit, the digest's source and what undo reads.
CREATE TABLE journal (
    id         INTEGER PRIMARY KEY,
    at         INTEGER NOT NULL,          -- when it was applied
    received   INTEGER NOT NULL,          -- when the message was received
    actor      TEXT NOT NULL,             -- address or number of the sender, or "import", "staff …"
    subscriber INTEGER REFERENCES subscriber (number),
    batch      INTEGER NOT NULL,          -- all changes of one message
    kind       TEXT NOT NULL,
    detail     TEXT NOT NULL,             -- the change as JSON
    late       INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)), -- received in time, applied after the cutoff
    undone     INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1)),
    undoes     INTEGER REFERENCES journal (id)
) STRICT;
CREATE INDEX journal_of_subscriber ON journal (subscriber, id);
CREATE INDEX journal_at ON journal (at);

-- The mailbox as it was last seen.
CREATE TABLE mailbox (
    name        TEXT PRIMARY KEY,
    uidvalidity INTEGER NOT NULL,
    last_uid    INTEGER NOT NULL,
    last_poll   INTEGER NOT NULL,
    first_seen  INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox (
    id         INTEGER PRIMARY KEY,
    channel    TEXT NOT NULL CHECK (channel IN ('mail', 'sms')),
    source_key TEXT NOT NULL,             -- mailbox and UID, or file
    received   INTEGER NOT NULL,
    taken      INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'NEW'
               CHECK (state IN ('NEW', 'DONE', 'ASKED', 'STAFF', 'IGNORED', 'QUARANTINED')),
    reason     TEXT NOT NULL DEFAULT '',
    attempts   INTEGER NOT NULL DEFAULT 0,
    oversized  INTEGER NOT NULL DEFAULT 0,
    old        INTEGER NOT NULL DEFAULT 0, -- it lay there before the bot first came: never executed
    decided    INTEGER,
    sender     TEXT NOT NULL DEFAULT '',
    subscriber INTEGER REFERENCES subscriber (number),
    subject    TEXT NOT NULL DEFAULT '',
    message_id TEXT NOT NULL DEFAULT '',
    digest     TEXT NOT NULL DEFAULT '',   -- SHA-256 of what makes the message this one (rule D1)
    filed      INTEGER NOT NULL DEFAULT 0 CHECK (filed IN (0, 1)),
    UNIQUE (channel, source_key)
) STRICT;
CREATE INDEX inbox_new ON inbox (id) WHERE state = 'NEW';
CREATE INDEX inbox_unfiled ON inbox (id) WHERE filed = 0;
CREATE INDEX inbox_identity ON inbox (message_id, digest);
CREATE INDEX inbox_sender ON inbox (sender, received);

CREATE TABLE inbox_raw (
    inbox INTEGER PRIMARY KEY REFERENCES inbox (id),
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    channel    TEXT NOT NULL CHECK (channel IN ('mail', 'sms')),
    kind       TEXT NOT NULL,             -- answer, confirm, notice, stranger, …
    inbox      INTEGER REFERENCES inbox (id),
    subscriber INTEGER REFERENCES subscriber (number),
    message_id TEXT NOT NULL UNIQUE,      -- fixed here, the same at every attempt
    sender     TEXT NOT NULL,             -- envelope sender, '' for <>
    recipient  TEXT NOT NULL,
    cause      TEXT NOT NULL DEFAULT '',  -- who made us write: counted against that sender's limit
    state      TEXT NOT NULL DEFAULT 'DUE' CHECK (state IN ('DUE', 'SENDING', 'SENT', 'DEAD')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    created    INTEGER NOT NULL,
    due        INTEGER NOT NULL,
    sent       INTEGER,
    reason     TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_waiting ON outbox (due, id) WHERE state IN ('DUE', 'SENDING');
CREATE INDEX outbox_cause ON outbox (cause, created);

CREATE TABLE outbox_raw (
    outbox INTEGER PRIMARY KEY REFERENCES outbox (id),
    bytes  BLOB NOT NULL
) STRICT;

-- A question of ours that waits for an answer. `options` is a list of request lines: what each answer runs.
CREATE TABLE question (
    id         INTEGER PRIMARY KEY,
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    sender     TEXT NOT NULL,             -- who was asked
    kind       TEXT NOT NULL CHECK (kind IN ('choice', 'yes', 'token', 'reason')),
    options    TEXT NOT NULL,
    token_hash TEXT UNIQUE,               -- SHA-256 of the token of a confirmation mail
    created    INTEGER NOT NULL,
    expires    INTEGER NOT NULL,
    state      TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'used', 'denied', 'replaced')),
    inbox      INTEGER REFERENCES inbox (id)
) STRICT;
CREATE INDEX question_of_sender ON question (sender, state, id);
