ALTER TABLE audit ADD COLUMN about TEXT;       -- what else it is about, as kind and number: officer 12
ALTER TABLE audit ADD COLUMN area {ordered};   -- where the officer's centre lay; NULL in rows of schema version 5
ALTER TABLE audit ADD COLUMN hash TEXT;        -- SHA-256 over the hash before and every field, hex
CREATE INDEX audit_by_area ON audit (area, id);
CREATE INDEX audit_by_officer ON audit (officer, id);

CREATE TABLE audit_head (
    id          {int} PRIMARY KEY CHECK (id = 1), -- one row, written with every act
    last        {int} NOT NULL,           -- number of the newest row of audit
    hash        TEXT NOT NULL             -- its hash; empty before the first
) {rows};
INSERT INTO audit_head (id, last, hash) VALUES (1, 0, '');

CREATE TABLE audit_days (
    day         {int} PRIMARY KEY,        -- day of the deployment whose index names this hash
    last        {int} NOT NULL,           -- number of the newest row of audit when the day's first index was signed
    hash        TEXT NOT NULL             -- its hash
) {rows};

{append_only audit}
