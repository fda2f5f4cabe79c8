CREATE TABLE officers (
    id          {id},                     -- row number, never reused within an audit's life
    name        TEXT NOT NULL UNIQUE,     -- sign-in name
    centre      TEXT NOT NULL,            -- health centre, as phones show it
    password    TEXT NOT NULL,            -- Argon2id hash, PHC string
    created_at  {int} NOT NULL            -- when added
) {rows};

CREATE TABLE sessions (
    token_hash  {bytes} PRIMARY KEY,      -- SHA-256 of the bearer token; the token itself is never stored
    officer     {int} NOT NULL REFERENCES officers (id), -- the officer who signed in
    created_at  {int} NOT NULL,           -- when signed in
    expires_at  {int} NOT NULL            -- until when the session holds
) {keyed};
