CREATE TABLE criteria_sets (
    id          TEXT NOT NULL,            -- id of the set of criteria
    version     {int} NOT NULL,           -- its version, higher than those before
    content     TEXT NOT NULL,            -- the set as the signed document has it, JSON
    imported_at {int} NOT NULL,           -- when it was imported
    PRIMARY KEY (id, version)
) {keyed};
