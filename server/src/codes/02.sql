CREATE TABLE cover_uses (
    id          {int} PRIMARY KEY CHECK (id = 1), -- one row, overwritten
    used_at     {int} NOT NULL,           -- written to answer cover traffic with the work of a code that is used
    used_jkt    {bytes} NOT NULL,         -- likewise, random
    used_token  TEXT NOT NULL UNIQUE      -- likewise, random
) {keyed};
