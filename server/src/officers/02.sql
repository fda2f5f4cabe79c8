CREATE TABLE devices (
    secret_hash {bytes} PRIMARY KEY,      -- SHA-256 of the device's secret; the secret itself is never stored
    officer     {int} NOT NULL REFERENCES officers (id), -- the officer who signed in on the device
    expires_at  {int} NOT NULL            -- until when the device counts as known
) {keyed};

CREATE TABLE centres (
    id          TEXT PRIMARY KEY,         -- random, 32 hex digits; the name itself for centres of schema version 1
    name        TEXT NOT NULL             -- health centre, as phones show it
) {keyed};
CREATE INDEX centres_by_name ON centres (name);
INSERT INTO centres (id, name) SELECT DISTINCT centre, centre FROM officers;
