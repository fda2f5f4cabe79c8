ALTER TABLE places ADD COLUMN hours TEXT NOT NULL DEFAULT '';           -- opening hours as they were written, for people
ALTER TABLE places ADD COLUMN capacity {int};                           -- people whom the place holds; NULL where nobody said
ALTER TABLE places ADD COLUMN log_duty {int};                           -- 1: whoever runs it says that the law requires a visitor log; NULL where nobody was asked

CREATE TABLE place_managers (
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place
    number      {bytes} NOT NULL,         -- HMAC of the manager's telephone number
    sealed      {bytes} NOT NULL,         -- number and name, sealed under a key of the server's own
    added_at    {int} NOT NULL,           -- when the manager showed the number
    PRIMARY KEY (place, number)
) {keyed};
CREATE INDEX place_managers_by_number ON place_managers (number);

CREATE TABLE place_sessions (
    token       {bytes} PRIMARY KEY,      -- HMAC of the browser's token
    number      {bytes} NOT NULL,         -- HMAC of the telephone number
    sealed      {bytes} NOT NULL,         -- the number, sealed under a key of the server's own
    confirmed_at {int} NOT NULL,          -- when the number was shown last
    expires_at  {int} NOT NULL            -- when the session ends
) {keyed};
CREATE INDEX place_sessions_by_expiry ON place_sessions (expires_at);

CREATE TABLE place_tablets (
    token       {bytes} PRIMARY KEY,      -- HMAC of the secret in the address that a tablet opens
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place whose code it shows
    added_at    {int} NOT NULL            -- when a manager gave the address
) {keyed};
CREATE INDEX place_tablets_by_place ON place_tablets (place);
