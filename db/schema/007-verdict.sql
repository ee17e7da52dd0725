-- What each request of a message came to: for the digest and the metrics. `line` is the request without what is
-- personal (bank details, contacts, reasons).
CREATE TABLE verdict (
    inbox    INTEGER NOT NULL REFERENCES inbox (id),
    position INTEGER NOT NULL,
    line     TEXT NOT NULL,
    result   TEXT NOT NULL,
    PRIMARY KEY (inbox, position)
) STRICT;
