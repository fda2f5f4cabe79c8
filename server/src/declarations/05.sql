CREATE TABLE declaration_diaries (
    declaration {bytes} PRIMARY KEY REFERENCES declarations (id) ON DELETE CASCADE, -- of entry, whose traveller is in quarantine
    number      {bytes} NOT NULL,         -- HMAC of the telephone number that reports
    person      {bytes},                  -- the person of the family; NULL where it is about the number's holder or a traveller of their group
    area        {ordered} NOT NULL,       -- path to the part of the country of the stay
    first_day   {int} NOT NULL,           -- first day of quarantine
    last_day    {int} NOT NULL,           -- its last day
    checked     {int} NOT NULL,           -- last day that was looked at for reports; the first day of quarantine before any was
    missed      {int} NOT NULL            -- days in a row, up to that one, without a report
) {keyed};
CREATE INDEX declaration_diaries_by_number ON declaration_diaries (number);
CREATE INDEX declaration_diaries_by_checked ON declaration_diaries (checked);
CREATE INDEX declaration_diaries_by_area ON declaration_diaries (area);
CREATE INDEX declaration_diaries_by_last_day ON declaration_diaries (last_day);
CREATE INDEX declaration_diaries_by_person ON declaration_diaries (person);
