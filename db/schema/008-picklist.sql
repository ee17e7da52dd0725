-- The pick lists that were mailed, as they were: what a correction is compared with. Numbers and codes only.
CREATE TABLE picklist (
    day        TEXT PRIMARY KEY,
    mailed     INTEGER NOT NULL,            -- when it, or its last correction, was made
    correction INTEGER NOT NULL DEFAULT 0,  -- how many there were
    list       TEXT NOT NULL                -- JSON, bot/picklist_memo.h
) STRICT;
