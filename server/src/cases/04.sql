ALTER TABLE cases ADD COLUMN reference_digest {bytes};            -- HMAC of the authority's case number, of the first case with the number only
ALTER TABLE cases ADD COLUMN approved_by {int};                   -- the second officer who approved the case
ALTER TABLE cases ADD COLUMN approved_at {int};                   -- when; of cases of schema version 5 when they were opened
ALTER TABLE cases ADD COLUMN in_charge {int} NOT NULL DEFAULT 0;  -- the officer who looks after the case
UPDATE cases SET approved_at = opened_at, in_charge = opened_by;
CREATE UNIQUE INDEX cases_by_reference ON cases (reference_digest);
CREATE INDEX cases_by_charge ON cases (in_charge);
