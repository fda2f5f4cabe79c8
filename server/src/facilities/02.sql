ALTER TABLE facilities ADD COLUMN gone {int} NOT NULL DEFAULT 0;      -- 1 while its place is closed for good
ALTER TABLE facilities ADD COLUMN reminded {int};                      -- last day on which its managers were reminded; NULL before the first
ALTER TABLE facility_days ADD COLUMN reminded_at {int};                -- when who had not reported was reminded; NULL while nobody was
CREATE INDEX facilities_by_set ON facilities (unit_set, place);

CREATE TABLE facility_descriptions (
    place       TEXT NOT NULL REFERENCES facilities (place) ON DELETE CASCADE, -- the facility
    first_day   {int} NOT NULL,           -- the first day on which it is so; it stays so until the next row's day
    kind        TEXT NOT NULL,            -- school, hospital or clinic
    weekdays    {int} NOT NULL,           -- days of the week on which it is open: bit 0 is Monday
    unit        TEXT NOT NULL,            -- code of its ward in the set of units
    unit_set    TEXT NOT NULL,            -- the set of units: 2021 or 2025
    area        {ordered} NOT NULL,       -- path of the unit
    gone        {int} NOT NULL,           -- 1 where its place is closed for good
    PRIMARY KEY (place, first_day)
) {keyed};

-- A place without a code that goes on is closed for good since the last day of its codes.
UPDATE facilities SET gone = 1
WHERE NOT EXISTS (SELECT 1 FROM place_codes WHERE place_codes.place = facilities.place AND live_until IS NULL);
INSERT INTO facility_descriptions (place, first_day, kind, weekdays, unit, unit_set, area, gone)
SELECT place, 0, kind, weekdays, unit, unit_set, area, 0 FROM facilities;
INSERT INTO facility_descriptions (place, first_day, kind, weekdays, unit, unit_set, area, gone)
SELECT place, COALESCE((SELECT max(live_until) FROM place_codes WHERE place_codes.place = facilities.place), 1),
       kind, weekdays, unit, unit_set, area, 1
FROM facilities WHERE gone = 1;
