CREATE TABLE area_risks (
    id          TEXT PRIMARY KEY,         -- random, 32 hex digits
    unit        TEXT NOT NULL,            -- code of the province, district or ward
    unit_set    TEXT NOT NULL,            -- the set of units that the code is of: 2021 or 2025
    area        {ordered} NOT NULL,       -- path of the unit
    score       {int} NOT NULL,           -- the risk, 0 to 100
    first_day   {int} NOT NULL,           -- first day on which it stands
    last_day    {int} NOT NULL,           -- last day on which it stands
    source      TEXT NOT NULL,            -- where it comes from: a decision, a report
    officer     {int} NOT NULL REFERENCES officers (id), -- who entered it
    at          {int} NOT NULL,           -- when
    taken_back_at {int}                   -- when an officer took it back; NULL while it stands
) {keyed};
CREATE INDEX area_risks_by_area ON area_risks (area, last_day);
CREATE INDEX area_risks_by_end ON area_risks (last_day);
