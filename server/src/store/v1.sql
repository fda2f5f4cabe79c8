-- Times are Unix seconds, days are UTC day numbers, intervals are ten minutes. Digests are 32 bytes.

CREATE TABLE officers (
    id          INTEGER PRIMARY KEY,      -- row number, never reused within an audit's life
    name        TEXT NOT NULL UNIQUE,     -- sign-in name
    centre      TEXT NOT NULL,            -- health centre, as phones show it
    password    TEXT NOT NULL,            -- Argon2id hash, PHC string
    created_at  INTEGER NOT NULL          -- when added
) STRICT;

CREATE TABLE sessions (
    token_hash  BLOB PRIMARY KEY,         -- SHA-256 of the bearer token; the token itself is never stored
    officer     INTEGER NOT NULL REFERENCES officers (id), -- whose
    created_at  INTEGER NOT NULL,         -- when signed in
    expires_at  INTEGER NOT NULL          -- until when it holds
) STRICT, WITHOUT ROWID;

CREATE TABLE failures (
    kind        TEXT NOT NULL,            -- 'code' or 'sign-in'
    subject     BLOB NOT NULL,            -- empty for codes; HMAC of the name tried for sign-in
    minute      INTEGER NOT NULL,         -- Unix seconds divided by 60
    failures    INTEGER NOT NULL,         -- how many in that minute
    PRIMARY KEY (kind, subject, minute)
) STRICT, WITHOUT ROWID;

CREATE TABLE cases (
    id               TEXT PRIMARY KEY,    -- random, 32 hex digits
    centre           TEXT NOT NULL,       -- health centre that opened it
    opened_by        INTEGER NOT NULL REFERENCES officers (id), -- officer who opened it
    opened_at        INTEGER NOT NULL,    -- when opened
    expiry           INTEGER NOT NULL,    -- first day on which it is destroyed
    sealed_key       BLOB NOT NULL,       -- the case's key, sealed under the key of its expiry day
    sealed_reference BLOB,                -- the authority's case number, sealed under the case's key
    onset            INTEGER,             -- day of first symptoms
    tested           INTEGER,             -- day of the test
    report_type      INTEGER NOT NULL     -- GAEN report type of its reports
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_by_centre ON cases (centre, opened_at);
CREATE INDEX cases_by_expiry ON cases (expiry);

CREATE TABLE codes (
    hmac        BLOB PRIMARY KEY,         -- HMAC-SHA-256 of the code; the code itself is never stored
    kind        INTEGER NOT NULL,         -- 0 short, 1 long
    case_id     TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, -- for which case
    issued_at   INTEGER NOT NULL,         -- when given
    expires_at  INTEGER NOT NULL,         -- until when it can be used
    used_at     INTEGER,                  -- when it was used
    used_jkt    BLOB,                     -- SHA-256 of the public key of the phone that used it
    used_token  TEXT UNIQUE               -- id of the token given for it
) STRICT, WITHOUT ROWID;
CREATE INDEX codes_by_case ON codes (case_id);
CREATE INDEX codes_live ON codes (expires_at) WHERE used_at IS NULL;

CREATE TABLE reports (
    id           BLOB PRIMARY KEY,        -- 16 bytes chosen by the phone
    token        TEXT NOT NULL,           -- id of the token it came with
    case_id      TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, -- its case
    body_hash    BLOB NOT NULL,           -- SHA-256 of its body, to tell a retry from another report
    received_at  INTEGER NOT NULL,        -- when accepted
    published_by INTEGER NOT NULL,        -- when its last key will be published at the latest
    keys         INTEGER NOT NULL,        -- how many day keys it brought
    encounters   INTEGER NOT NULL,        -- how many encounters it brought
    sealed       BLOB NOT NULL            -- encounters, activity and consent, sealed under the case's key
) STRICT, WITHOUT ROWID;
CREATE INDEX reports_by_case ON reports (case_id, received_at);
CREATE INDEX reports_by_token ON reports (token);

CREATE TABLE seen_keys (
    hash        BLOB PRIMARY KEY,         -- HMAC-SHA-256 of a reported day key
    token       TEXT,                     -- token of its report; NULL once its case has expired
    start       INTEGER NOT NULL,         -- first interval of use
    period      INTEGER NOT NULL          -- intervals of use
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_keys_by_token ON seen_keys (token) WHERE token IS NOT NULL;

CREATE TABLE pending_keys (
    report      BLOB NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- its report
    position    INTEGER NOT NULL,         -- position in the report
    case_id     TEXT NOT NULL,            -- its case, whose key seals it
    publish_at  INTEGER NOT NULL,         -- not to be published before
    sealed      BLOB NOT NULL,            -- key and its fields in the export, sealed under the case's key
    export_end  INTEGER,                  -- the export that will hold it, once one is planned
    PRIMARY KEY (report, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_keys_by_time ON pending_keys (publish_at) WHERE export_end IS NULL;
CREATE INDEX pending_keys_by_export ON pending_keys (export_end) WHERE export_end IS NOT NULL;

CREATE TABLE exports (
    end_at      INTEGER PRIMARY KEY,      -- the batch's last instant, when it is published
    start_at    INTEGER NOT NULL,         -- the batch's first instant
    name        TEXT NOT NULL UNIQUE,     -- file name
    bytes       INTEGER,                  -- size of the file; NULL while it is only planned
    sha256      BLOB                      -- of the file; NULL while it is only planned
) STRICT;

CREATE TABLE fill_models (
    id          INTEGER PRIMARY KEY CHECK (id = 1), -- one row
    models      BLOB NOT NULL             -- fields, without keys, of the last real keys published
) STRICT;

CREATE TABLE documents (
    kind         TEXT PRIMARY KEY,        -- 'index' or 'rules'
    serial       INTEGER NOT NULL,        -- grows with every document issued
    issued_at    INTEGER NOT NULL,        -- when issued
    expires_at   INTEGER NOT NULL,        -- until when it may be used
    content_hash BLOB NOT NULL,           -- SHA-256 of what it says, without serial and times
    bytes        BLOB NOT NULL            -- the exact bytes served
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    id          INTEGER PRIMARY KEY,      -- order of acts
    at          INTEGER NOT NULL,         -- when
    officer     INTEGER NOT NULL,         -- who
    act         TEXT NOT NULL,            -- what
    case_id     TEXT                      -- on which case; outlives the case
) STRICT;
CREATE INDEX audit_by_case ON audit (case_id) WHERE case_id IS NOT NULL;

CREATE TABLE cover_work (
    id          INTEGER PRIMARY KEY CHECK (id = 1), -- one row, overwritten
    noise       BLOB NOT NULL             -- random bytes written to answer cover traffic with the work of a report
) STRICT;
