ALTER TABLE places ADD COLUMN unit_set TEXT NOT NULL DEFAULT '2025';    -- the set of units that its unit is of: 2021 or 2025
-- Below a province, codes of 2021 have three digits first, codes of 2025 five.
UPDATE places SET unit_set = '2021' WHERE area LIKE '__/___/%';
CREATE INDEX places_by_set ON places (unit_set, id);
