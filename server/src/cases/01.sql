CREATE TABLE cases (
    id               TEXT PRIMARY KEY,    -- random, 32 hex digits
    centre           TEXT NOT NULL,       -- health centre that opened the case
    opened_by        {int} NOT NULL REFERENCES officers (id), -- officer who opened the case
    opened_at        {int} NOT NULL,      -- when opened
    expiry           {int} NOT NULL,      -- first day on which the case is destroyed
    sealed_key       {bytes} NOT NULL,    -- the case's key, sealed under the key of its expiry day
    sealed_reference {bytes},             -- the authority's case number, sealed under the case's key
    onset            {int},               -- day of first symptoms
    tested           {int},               -- day of the test
    report_type      {int} NOT NULL       -- GAEN report type of the case's reports
) {keyed};
CREATE INDEX cases_by_centre ON cases (centre, opened_at);
CREATE INDEX cases_by_expiry ON cases (expiry);
