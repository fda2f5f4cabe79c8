CREATE TABLE assessment_photos (
    place       TEXT NOT NULL,            -- the facility
    day         {int} NOT NULL,           -- day of the assessment that it came with
    version     {int} NOT NULL,           -- version of that assessment
    position    {int} NOT NULL,           -- 0 for the first
    sealed      {bytes} NOT NULL,         -- the photograph, drawn again as JPEG without what a camera writes beside it, sealed under a key of the server's own
    PRIMARY KEY (place, day, version, position),
    FOREIGN KEY (place, day, version) REFERENCES facility_assessments (place, day, version) ON DELETE CASCADE -- what it came with
) {keyed};
CREATE INDEX assessment_photos_by_day ON assessment_photos (day);
