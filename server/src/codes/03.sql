DROP TABLE cover_work;

CREATE TABLE cover_work (
    id          {int} PRIMARY KEY,        -- 0 to 63: the row that a running server overwrites; few servers share one
    noise       {bytes} NOT NULL          -- random bytes written to answer cover traffic with the work of a report
) {rows};

DROP TABLE cover_uses;

CREATE TABLE cover_uses (
    id          {int} PRIMARY KEY,        -- 0 to 63: likewise
    used_at     {int} NOT NULL,           -- written to answer cover traffic with the work of a code that is used
    used_jkt    {bytes} NOT NULL,         -- likewise, random
    used_token  TEXT NOT NULL UNIQUE      -- likewise, random
) {keyed};
