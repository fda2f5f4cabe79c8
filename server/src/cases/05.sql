ALTER TABLE cases ADD COLUMN closed_at {int};                     -- when an officer closed the case; empty while it is open

CREATE TABLE case_milestones (
    case_id  TEXT NOT NULL REFERENCES cases (id), -- case
    id       TEXT NOT NULL,                       -- random, 32 hex digits
    sealed   {bytes} NOT NULL,                    -- place, from and to, sealed under the case's key
    PRIMARY KEY (case_id, id)
) {keyed};
