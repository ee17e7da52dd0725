-- Billing. What is issued is a copy of its moment and is never changed: the triggers below refuse it. `invoice` (number,
-- subscriber, month, day, total) stays what the balance is made of; a credit note is a row of it with a total below zero.

-- What a formula costs from a day on; the first price counts for all days before as well.
CREATE TABLE formula_price (
    formula  TEXT NOT NULL REFERENCES formula (code),
    from_day TEXT NOT NULL,
    price    INTEGER NOT NULL CHECK (price >= 0),
    vat      INTEGER NOT NULL CHECK (vat BETWEEN 0 AND 10000),
    PRIMARY KEY (formula, from_day)
) STRICT;
INSERT INTO formula_price (formula, from_day, price, vat) SELECT code, '1970-01-01', price, vat FROM formula;
CREATE TRIGGER formula_first_price AFTER INSERT ON formula
BEGIN
    INSERT INTO formula_price (formula, from_day, price, vat) VALUES (NEW.code, '1970-01-01', NEW.price, NEW.vat)
    ON CONFLICT DO NOTHING;
END;

-- What a subscription was until the day before `until`: an import that changes quantity or frequency changes
-- nothing that was delivered before it.
CREATE TABLE subscription_past (
    subscription INTEGER NOT NULL REFERENCES subscription (id) ON DELETE CASCADE,
    until        TEXT NOT NULL,
    quantity     INTEGER NOT NULL CHECK (quantity > 0),
    frequency    TEXT NOT NULL CHECK (frequency IN ('hebdomadaire', 'paire', 'impaire', 'mensuelle')),
    PRIMARY KEY (subscription, until)
) STRICT;

CREATE INDEX purchase_accepted ON purchase (day) WHERE state = 'accepted';

-- A month's run: how far it got (subscribers are billed by number), and when it was through.
CREATE TABLE invoice_run (
    month      TEXT PRIMARY KEY,
    subscriber INTEGER NOT NULL DEFAULT 0,
    finished   INTEGER
) STRICT;

-- The invoice's row comes last: what belongs to it is written before, in the same transaction, and nothing after.
CREATE TABLE invoice_document (
    number          TEXT PRIMARY KEY REFERENCES invoice (number) DEFERRABLE INITIALLY DEFERRED,
    credits         TEXT REFERENCES invoice (number),
    reason          TEXT NOT NULL,
    due             TEXT NOT NULL,
    from_day        TEXT NOT NULL,
    to_day          TEXT NOT NULL,
    seller_name     TEXT NOT NULL,
    seller_address  TEXT NOT NULL,
    seller_postcode TEXT NOT NULL,
    seller_town     TEXT NOT NULL,
    seller_siret    TEXT NOT NULL,
    seller_vat      TEXT NOT NULL,
    seller_email    TEXT NOT NULL,
    buyer_name      TEXT NOT NULL,
    buyer_address   TEXT NOT NULL,
    buyer_postcode  TEXT NOT NULL,
    buyer_town      TEXT NOT NULL,
    buyer_email     TEXT NOT NULL,
    mention         TEXT NOT NULL,
    iban            TEXT NOT NULL,
    bic             TEXT NOT NULL,
    net             INTEGER NOT NULL,
    tax             INTEGER NOT NULL,
    total           INTEGER NOT NULL CHECK (total = net + tax)
) STRICT;
CREATE INDEX invoice_document_credits ON invoice_document (credits) WHERE credits IS NOT NULL;

-- One delivery or one ordered product each, billed or taken back: so nothing is billed twice. A delivery is known
-- by its subscription (source) and its week's Monday, a product by its order (source) and code (item). `waived`:
-- credited for good, not to be billed again.
CREATE TABLE invoice_line (
    invoice     TEXT NOT NULL REFERENCES invoice (number) DEFERRABLE INITIALLY DEFERRED,
    position    INTEGER NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('delivery', 'order')),
    source      INTEGER NOT NULL,
    week        TEXT NOT NULL,
    item        TEXT NOT NULL,
    code        TEXT NOT NULL,
    waived      INTEGER NOT NULL CHECK (waived IN (0, 1)),
    day         TEXT NOT NULL,
    name        TEXT NOT NULL,
    unit        TEXT NOT NULL,
    thousandths INTEGER NOT NULL CHECK (thousandths > 0),
    price       INTEGER NOT NULL,
    net_price   INTEGER NOT NULL,
    vat         INTEGER NOT NULL,
    net         INTEGER NOT NULL,
    gross       INTEGER NOT NULL,
    PRIMARY KEY (invoice, position),
    UNIQUE (invoice, kind, source, week, item)
) STRICT;

CREATE TABLE invoice_tax (
    invoice TEXT NOT NULL REFERENCES invoice (number) DEFERRABLE INITIALLY DEFERRED,
    vat     INTEGER NOT NULL,
    net     INTEGER NOT NULL,
    tax     INTEGER NOT NULL,
    gross   INTEGER NOT NULL CHECK (gross = net + tax),
    PRIMARY KEY (invoice, vat)
) STRICT;

-- Issued, and the mail that brings it is still to be written.
CREATE TABLE invoice_letter (
    number TEXT PRIMARY KEY REFERENCES invoice (number)
) STRICT;

CREATE TRIGGER invoice_once BEFORE INSERT ON invoice WHEN EXISTS (SELECT 1 FROM invoice WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'this invoice is issued already'); END;
CREATE TRIGGER invoice_kept BEFORE UPDATE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
CREATE TRIGGER invoice_not_dropped BEFORE DELETE ON invoice
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;

CREATE TRIGGER invoice_document_once BEFORE INSERT ON invoice_document
WHEN EXISTS (SELECT 1 FROM invoice WHERE number = NEW.number)
BEGIN SELECT RAISE(ABORT, 'this invoice is issued already'); END;
CREATE TRIGGER invoice_document_kept BEFORE UPDATE ON invoice_document
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
CREATE TRIGGER invoice_document_not_dropped BEFORE DELETE ON invoice_document
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;

CREATE TRIGGER invoice_line_once BEFORE INSERT ON invoice_line
WHEN EXISTS (SELECT 1 FROM invoice WHERE number = NEW.invoice)
BEGIN SELECT RAISE(ABORT, 'this invoice is issued already'); END;
CREATE TRIGGER invoice_line_kept BEFORE UPDATE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
CREATE TRIGGER invoice_line_not_dropped BEFORE DELETE ON invoice_line
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;

CREATE TRIGGER invoice_tax_once BEFORE INSERT ON invoice_tax
WHEN EXISTS (SELECT 1 FROM invoice WHERE number = NEW.invoice)
BEGIN SELECT RAISE(ABORT, 'this invoice is issued already'); END;
CREATE TRIGGER invoice_tax_kept BEFORE UPDATE ON invoice_tax
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
CREATE TRIGGER invoice_tax_not_dropped BEFORE DELETE ON invoice_tax
BEGIN SELECT RAISE(ABORT, 'an issued invoice is never changed'); END;
