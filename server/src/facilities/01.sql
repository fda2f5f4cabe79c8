CREATE TABLE facilities (
    place       TEXT PRIMARY KEY REFERENCES places (id) ON DELETE CASCADE, -- the place that it is, with name, address and managers
    kind        TEXT NOT NULL,            -- school, hospital or clinic
    people      {int} NOT NULL,           -- people whom it takes in a day
    latitude    {int},                    -- where it stands, millionths of a degree; NULL where nobody said
    longitude   {int},                    -- the same to the east
    weekdays    {int} NOT NULL,           -- days of the week on which it is open: bit 0 is Monday
    unit        TEXT NOT NULL,            -- code of its ward in the set of units
    unit_set    TEXT NOT NULL,            -- the set of units: 2021 or 2025
    area        {ordered} NOT NULL,       -- path of the unit
    added_at    {int} NOT NULL,           -- when it became one
    verdict     TEXT,                     -- what the assessment says that stands: green, yellow, red or unjudged; NULL without one
    since       {int},                    -- day of that assessment
    until       {int},                    -- last day on which it stands; NULL while an inspection has no end
    inspected   {int} NOT NULL            -- 1 where that assessment is an officer's inspection
) {keyed};
CREATE INDEX facilities_by_area ON facilities (area, place);

CREATE TABLE facility_assessments (
    place       TEXT NOT NULL REFERENCES facilities (place) ON DELETE CASCADE, -- the facility
    day         {int} NOT NULL,           -- deployment's day that it is about
    version     {int} NOT NULL,           -- 1, and one more for each correction of the day
    officer     {int} REFERENCES officers (id), -- who inspected; NULL where the facility assessed itself
    criteria    TEXT NOT NULL,            -- id of the set of criteria
    set_version {int} NOT NULL,           -- its version
    answers     TEXT NOT NULL,            -- what was said of each criterion, JSON
    verdict     TEXT,                     -- green, yellow, red, or unjudged where the set has no rule; NULL where an officer lifts an inspection
    reached     {int} NOT NULL,           -- criteria passed, or points
    most        {int} NOT NULL,           -- what could be reached
    until       {int},                    -- last day on which it stands; NULL while an inspection has no end
    commitment  TEXT NOT NULL,            -- version of the text that was committed to
    at          {int} NOT NULL,           -- when it was sent
    sealed      {bytes} NOT NULL,         -- name of who committed, or the officer's note, sealed under a key of the server's own
    PRIMARY KEY (place, day, version)
) {keyed};
CREATE INDEX facility_assessments_by_day ON facility_assessments (day);

CREATE TABLE facility_closures (
    place       TEXT NOT NULL REFERENCES facilities (place) ON DELETE CASCADE, -- the facility
    day         {int} NOT NULL,           -- a day on which it is closed though it would be open
    officer     {int} REFERENCES officers (id), -- who closed it; NULL for the facility itself
    at          {int} NOT NULL,           -- when
    PRIMARY KEY (place, day)
) {keyed};
CREATE INDEX facility_closures_by_day ON facility_closures (day);

CREATE TABLE facility_reopenings (
    place       TEXT NOT NULL REFERENCES facilities (place) ON DELETE CASCADE, -- the facility
    day         {int} NOT NULL,           -- the day whose assessment may be sent or corrected though its time is over
    officer     {int} NOT NULL REFERENCES officers (id), -- who allows it
    until       {int} NOT NULL,           -- until when
    PRIMARY KEY (place, day)
) {keyed};
CREATE INDEX facility_reopenings_by_day ON facility_reopenings (day);

CREATE TABLE facility_days (
    day         {int} PRIMARY KEY,        -- a deployment's day whose counts were begun
    recounted_at {int},                   -- when its counts were compared with a recount; NULL while they were not
    wrong       {int} NOT NULL            -- rows that the recount found wrong
) {keyed};

CREATE TABLE ward_counts (
    day         {int} NOT NULL,           -- deployment's day
    area        {ordered} NOT NULL,       -- path of the ward, or of a district without wards
    kind        TEXT NOT NULL,            -- kind of facility
    closed      {int} NOT NULL,           -- facilities that are closed on the day
    due         {int} NOT NULL,           -- facilities that are open
    green       {int} NOT NULL,           -- of these, those that are safe
    yellow      {int} NOT NULL,           -- those at risk
    red         {int} NOT NULL,           -- those that are not safe
    unjudged    {int} NOT NULL,           -- those whose criteria have no rule of a verdict
    changed_at  {int} NOT NULL,           -- when the row was changed last
    PRIMARY KEY (day, area, kind)
) {keyed};
CREATE INDEX ward_counts_by_change ON ward_counts (day, changed_at);
