CREATE TABLE leases (
    name        TEXT PRIMARY KEY,         -- the job
    holder      {bytes} NOT NULL,         -- random number of the instance that does the job
    ends_at     {int} NOT NULL            -- from then on another instance may take the job; 0 when it was given back
) {keyed};
