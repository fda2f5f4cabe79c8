CREATE TABLE exports (
    end_at      {int} PRIMARY KEY,        -- the batch's last instant, when it is published
    start_at    {int} NOT NULL,           -- the batch's first instant
    name        TEXT NOT NULL UNIQUE,     -- file name
    bytes       {int},                    -- size of the file; NULL while it is only planned
    sha256      {bytes}                   -- of the file; NULL while it is only planned
) {rows};

CREATE TABLE fill_models (
    id          {int} PRIMARY KEY CHECK (id = 1), -- one row
    models      {bytes} NOT NULL          -- fields, without keys, of the last real keys published
) {rows};

CREATE TABLE documents (
    kind         TEXT PRIMARY KEY,        -- 'index' or 'rules'
    serial       {int} NOT NULL,          -- grows with every document issued
    issued_at    {int} NOT NULL,          -- when issued
    expires_at   {int} NOT NULL,          -- until when it may be used
    content_hash {bytes} NOT NULL,        -- SHA-256 of what it says, without serial and times
    bytes        {bytes} NOT NULL         -- the exact bytes served
) {keyed};
