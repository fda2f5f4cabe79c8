-- What was heard, and what this phone did, in one interval of its wall clock.
CREATE TABLE interval_block (
    -- Ten-minute interval number. Readable without the key, so that retention needs none.
    interval INTEGER PRIMARY KEY,
    -- One sealed block (store/block.rs).
    sealed BLOB NOT NULL
);
-- Everything else: keys, warnings, and whatever the tracer keeps.
CREATE TABLE named_value (
    -- Keyed hash of the name.
    name BLOB PRIMARY KEY,
    -- The value, padded and sealed.
    sealed BLOB NOT NULL
) WITHOUT ROWID;
-- One row that tells a wrong secret from a damaged file.
CREATE TABLE key_check (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- 16 random bytes.
    salt BLOB NOT NULL,
    -- 16 bytes that only salt and secret give.
    proof BLOB NOT NULL,
    -- First 8 bytes of SHA-256 of salt and proof.
    checksum BLOB NOT NULL
);
PRAGMA application_id = 1282294638;
PRAGMA user_version = 1;
