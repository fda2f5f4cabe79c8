CREATE TABLE declarations (
    id          {bytes} PRIMARY KEY,      -- 16 random bytes that came with the answers
    number      {bytes} NOT NULL,         -- HMAC of the declarer's telephone number
    form        TEXT NOT NULL,            -- id of the form
    version     TEXT NOT NULL,            -- version of the form
    day         {int} NOT NULL,           -- deployment's day on which it came
    at          {int} NOT NULL,           -- when it came
    class       TEXT NOT NULL,            -- green, yellow or red, by triage
    clear       TEXT NOT NULL,            -- the answers that the form marks as clear, JSON by name
    replaced_at {int},                    -- when a later one of the same day took its place; NULL while none did
    expiry      {int} NOT NULL,           -- day whose key seals it; it is deleted on that day
    sealed      {bytes} NOT NULL          -- all answers and the reason of the class, sealed under the key of that day
) {keyed};
CREATE INDEX declarations_by_number ON declarations (number, at);
CREATE INDEX declarations_by_expiry ON declarations (expiry);

CREATE TABLE declaration_sessions (
    token       {bytes} PRIMARY KEY,      -- HMAC of the browser's token
    number      {bytes} NOT NULL,         -- HMAC of the telephone number
    expires_at  {int} NOT NULL            -- when the session ends
) {keyed};
CREATE INDEX declaration_sessions_by_expiry ON declaration_sessions (expires_at);
