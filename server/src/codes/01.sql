CREATE TABLE codes (
    hmac        {bytes} PRIMARY KEY,      -- HMAC-SHA-256 of the code; the code itself is never stored
    kind        {int} NOT NULL,           -- 0 short, 1 long
    case_id     TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, -- for which case
    issued_at   {int} NOT NULL,           -- when given
    expires_at  {int} NOT NULL,           -- until when it can be used
    used_at     {int},                    -- when it was used
    used_jkt    {bytes},                  -- SHA-256 of the public key of the phone that used it
    used_token  TEXT UNIQUE               -- id of the token given for it
) {keyed};
CREATE INDEX codes_by_case ON codes (case_id);
CREATE INDEX codes_live ON codes (expires_at) WHERE used_at IS NULL;

CREATE TABLE cover_work (
    id          {int} PRIMARY KEY CHECK (id = 1), -- one row, overwritten
    noise       {bytes} NOT NULL          -- random bytes written to answer cover traffic with the work of a report
) {rows};
