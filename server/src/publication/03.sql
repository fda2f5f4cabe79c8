CREATE TABLE place_exports (
    end_at      {int} NOT NULL,           -- the batch's last instant, when it is published
    province    {int} NOT NULL,           -- number of the province of the places
    start_at    {int} NOT NULL,           -- the batch's first instant
    name        TEXT NOT NULL UNIQUE,     -- file name
    bytes       {int} NOT NULL,           -- size of the file
    sha256      {bytes} NOT NULL,         -- of the file
    PRIMARY KEY (end_at, province)
) {keyed};
CREATE INDEX place_exports_by_province ON place_exports (province, end_at);

CREATE TABLE place_levels (
    province    {int} PRIMARY KEY,        -- number of the province
    day         {int} NOT NULL,           -- the key day for which the level holds
    level       {int} NOT NULL,           -- how often the rows of an export have grown by a quarter
    quiet_days  {int} NOT NULL,           -- days in a row on which no row was left over
    overflowed  {int} NOT NULL            -- 1 when a row was left over on that day, else 0
) {rows};
