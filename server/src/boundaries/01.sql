CREATE TABLE unit_boundaries (
    unit_set    TEXT NOT NULL,            -- the set of units: 2021 or 2025
    code        TEXT NOT NULL,            -- code of the unit in the set
    parent      TEXT NOT NULL,            -- code of the unit that it lies in; empty for a province
    rings       TEXT NOT NULL,            -- its rings: east and north of each point in hundred-thousandths of a degree, JSON
    imported_at {int} NOT NULL,           -- when it was imported
    PRIMARY KEY (unit_set, code)
) {keyed};
CREATE INDEX unit_boundaries_by_parent ON unit_boundaries (unit_set, parent);
