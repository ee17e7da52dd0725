-- What the last imported file said of a subscriber or a subscription: a fingerprint of each cell, so that the
-- same file again changes nothing, also when the subscriber has changed something since.
CREATE TABLE imported (
    kind   TEXT NOT NULL,
    key    TEXT NOT NULL,
    row_id INTEGER NOT NULL, -- the subscriber's number or the subscription's id
    cells  TEXT NOT NULL,
    PRIMARY KEY (kind, key)
) STRICT;
