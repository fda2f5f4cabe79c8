CREATE TABLE places (
    id          TEXT PRIMARY KEY,         -- random, 32 hex digits
    name        TEXT NOT NULL,            -- as posters show it
    folded      TEXT NOT NULL,            -- the name in small letters without marks, to find near-duplicates
    category    {int} NOT NULL,           -- kind of place, by its number in the place code
    flags       {int} NOT NULL,           -- what else holds there, as in the place code
    province    {int} NOT NULL,           -- number of the province, whose exports warn of the place
    unit        TEXT NOT NULL,            -- code of the ward; of the district where it has no wards
    area        {ordered} NOT NULL,       -- path of the unit
    address     TEXT NOT NULL,            -- where the place is, for people
    added_at    {int} NOT NULL,           -- when added
    verified_at {int}                     -- when a health officer verified the place; NULL while nobody has
) {keyed};
CREATE INDEX places_by_area ON places (area, id);
CREATE INDEX places_by_name ON places (unit, folded);

CREATE TABLE place_codes (
    code_id     {bytes} PRIMARY KEY,      -- names the code generation
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place that shows it
    rotating    {int} NOT NULL,           -- 1 for a display, 0 for posters
    sealed_seed {bytes} NOT NULL,         -- the seed, sealed under a key of the server's own
    live_from   {int} NOT NULL,           -- first day on which the code is valid
    live_until  {int},                    -- last day; NULL while no newer code takes its place
    known_until {int} NOT NULL            -- last day of which place_days has the visit id
) {keyed};
CREATE INDEX place_codes_by_place ON place_codes (place);
CREATE INDEX place_codes_by_known ON place_codes (known_until);

CREATE TABLE place_days (
    visit       {bytes} PRIMARY KEY,      -- HMAC of the id by which reports name the place and day
    code_id     {bytes} NOT NULL,         -- the code generation
    day         {int} NOT NULL            -- the day
) {keyed};
CREATE INDEX place_days_by_day ON place_days (day);

CREATE TABLE place_windows (
    id          TEXT PRIMARY KEY,         -- random, 32 hex digits
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place that is warned of
    case_id     TEXT,                     -- the case that was there; NULL once it is destroyed
    visit       TEXT,                     -- the visit of the case's report; NULL for one from an interview
    start       {int} NOT NULL,           -- first minute that was published
    stop        {int} NOT NULL,           -- first minute after it
    officer     {int} NOT NULL,           -- who published it
    at          {int} NOT NULL,           -- when
    withdrawn_at {int}                    -- when it was withdrawn; NULL while it stands
) {keyed};
CREATE INDEX place_windows_by_place ON place_windows (place, start);
CREATE INDEX place_windows_by_case ON place_windows (case_id);
CREATE INDEX place_windows_by_officer ON place_windows (officer, at);
CREATE INDEX place_windows_by_stop ON place_windows (stop);

CREATE TABLE place_rows (
    code_id     {bytes} NOT NULL,         -- the code generation
    day         {int} NOT NULL,           -- the day
    position    {int} NOT NULL,           -- used once, ever
    sealed      {bytes} NOT NULL,         -- the row of the export
    province    {int} NOT NULL,           -- whose exports hold it
    publish_at  {int},                    -- not to be published before; NULL for one that was withdrawn before it was published
    export_end  {int},                    -- end of the export that holds it; NULL while it waits
    PRIMARY KEY (code_id, day, position)
) {keyed};
CREATE INDEX place_rows_by_time ON place_rows (province, publish_at) WHERE export_end IS NULL;
CREATE INDEX place_rows_by_export ON place_rows (province, export_end) WHERE export_end IS NOT NULL;
CREATE INDEX place_rows_by_day ON place_rows (day);

CREATE TABLE place_window_rows (
    window_id   TEXT NOT NULL REFERENCES place_windows (id) ON DELETE CASCADE, -- the window
    code_id     {bytes} NOT NULL,         -- the row's code generation
    day         {int} NOT NULL,           -- its day
    position    {int} NOT NULL,           -- its position; several windows share that of a whole day
    PRIMARY KEY (window_id, code_id, day, position)
) {keyed};
CREATE INDEX place_window_rows_by_row ON place_window_rows (code_id, day, position);
