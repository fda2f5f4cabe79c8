ALTER TABLE cases ADD COLUMN area {ordered} NOT NULL DEFAULT '';  -- path to the part of the country of the centre that opened the case
UPDATE cases SET area = '.' || replace(replace(centre, '%', '%25'), '/', '%2F') || '/';
CREATE INDEX cases_by_area ON cases (area, opened_at);
