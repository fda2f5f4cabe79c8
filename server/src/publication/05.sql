CREATE TABLE place_day_files (
    province    {int} NOT NULL,           -- number of the province of the places
    day         {int} NOT NULL,           -- the key day
    name        TEXT NOT NULL UNIQUE,     -- file name
    bytes       {int} NOT NULL,           -- size of the file
    sha256      {bytes} NOT NULL,         -- over the SHA-256s of the exports, in order
    exports     {int} NOT NULL,           -- how many exports the file holds
    start_at    {int} NOT NULL,           -- the first instant of the first export
    end_at      {int} NOT NULL,           -- the last instant of the last export
    PRIMARY KEY (province, day)
) {keyed};
CREATE INDEX place_day_files_by_end ON place_day_files (province, end_at);
