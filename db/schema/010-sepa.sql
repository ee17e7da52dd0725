-- Direct debits. A run is one file for the bank, kept as it was issued: the same file can be printed again whatever came
-- since. What an invoice says of its payment is kept like the rest of it.

CREATE TABLE debit_run (
    id          INTEGER PRIMARY KEY,
    month       TEXT NOT NULL,
    nth         INTEGER NOT NULL CHECK (nth > 0), -- of the month
    made        INTEGER NOT NULL,
    made_day    TEXT NOT NULL,
    day         TEXT NOT NULL,                    -- of the collection
    last_payment INTEGER NOT NULL,                -- the last one noted when it was made
    creditor    TEXT NOT NULL,
    creditor_id TEXT NOT NULL,
    iban        TEXT NOT NULL,
    bic         TEXT NOT NULL,
    UNIQUE (month, nth)
) STRICT;

-- The account is that of the mandate, sealed.
CREATE TABLE debit (
    run        INTEGER NOT NULL REFERENCES debit_run (id),
    subscriber INTEGER NOT NULL REFERENCES subscriber (number),
    mandate    TEXT NOT NULL REFERENCES mandate (reference),
    sequence   TEXT NOT NULL CHECK (sequence IN ('first', 'recurrent')),
    name       TEXT NOT NULL,
    note       TEXT NOT NULL,
    amount     INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (run, subscriber)
) STRICT;
CREATE INDEX debit_of_subscriber ON debit (subscriber);
CREATE INDEX debit_of_mandate ON debit (mandate);

-- How much of which invoice.
CREATE TABLE debit_item (
    run        INTEGER NOT NULL,
    subscriber INTEGER NOT NULL,
    invoice    TEXT NOT NULL REFERENCES invoice (number),
    amount     INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (run, subscriber, invoice),
    FOREIGN KEY (run, subscriber) REFERENCES debit (run, subscriber)
) STRICT;

-- The bank refused it or gave it back, and no payment was ever noted for it.
CREATE TABLE debit_back (
    run        INTEGER NOT NULL,
    subscriber INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    PRIMARY KEY (run, subscriber),
    FOREIGN KEY (run, subscriber) REFERENCES debit (run, subscriber)
) STRICT;

CREATE TRIGGER debit_run_kept BEFORE UPDATE ON debit_run
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;
CREATE TRIGGER debit_run_not_dropped BEFORE DELETE ON debit_run
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;
CREATE TRIGGER debit_kept BEFORE UPDATE OF run, subscriber, mandate, sequence, amount ON debit
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;
CREATE TRIGGER debit_not_dropped BEFORE DELETE ON debit
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;
CREATE TRIGGER debit_item_kept BEFORE UPDATE ON debit_item
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;
CREATE TRIGGER debit_item_not_dropped BEFORE DELETE ON debit_item
BEGIN SELECT RAISE(ABORT, 'a direct debit file is never changed'); END;

-- An invoice that says that it will be debited: by which mandate, from which day on.
CREATE TABLE invoice_debit (
    number   TEXT PRIMARY KEY REFERENCES invoice (number) DEFERRABLE INITIALLY DEFERRED,
    mandate  TEXT NOT NULL REFERENCES mandate (reference),
    creditor TEXT NOT NULL,
    day      TEXT NOT NULL
) STRICT;
CREATE TRIGGER invoice_debit_once BEFORE INSERT ON invoice_debit
WHEN EXISTS (SELECT 1 FROM invoice WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'this invoice is issued already'); END;
CREATE TRIGGER invoice_debit_kept BEFORE UPDATE ON invoice_debit
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
CREATE TRIGGER invoice_debit_not_dropped BEFORE DELETE ON invoice_debit
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
