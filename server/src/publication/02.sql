CREATE TABLE levels (
    id          {int} PRIMARY KEY CHECK (id = 1), -- one row
    day         {int} NOT NULL,           -- the key day for which the level holds
    level       {int} NOT NULL,           -- how often the slots of a class have grown by a quarter
    quiet_days  {int} NOT NULL,           -- days in a row on which no key was left over
    overflowed  {int} NOT NULL            -- 1 when a key was left over on that day, else 0
) {rows};

CREATE TABLE remembered_keys (
    export_end  {int} NOT NULL,           -- the export that published the key
    number      {int} NOT NULL,           -- position among those remembered of that export
    start       {int} NOT NULL,           -- first interval of use
    sealed      {bytes} NOT NULL,         -- a random key that filled a slot, sealed under a key of the server's own
    PRIMARY KEY (export_end, number)
) {keyed};
CREATE INDEX remembered_keys_by_start ON remembered_keys (start);

CREATE TABLE day_files (
    day         {int} PRIMARY KEY,        -- the finished key day
    name        TEXT NOT NULL UNIQUE,     -- file name
    bytes       {int} NOT NULL,           -- size of the file
    exports     {int} NOT NULL,           -- how many exports the file holds
    sha256      {bytes} NOT NULL,         -- SHA-256 over the SHA-256s of the exports, in order
    start_at    {int} NOT NULL,           -- the first instant of the first export
    end_at      {int} NOT NULL            -- the last instant of the last export
) {rows};
CREATE INDEX day_files_by_end ON day_files (end_at);

DROP TABLE fill_models;
