CREATE TABLE laboratory_keys (
    key_hash    {bytes} PRIMARY KEY,      -- SHA-256 of the key that a laboratory system shows with every request
    officer     {int} NOT NULL REFERENCES officers (id), -- the laboratory's account
    created_at  {int} NOT NULL,           -- when the key was made
    used_at     {int}                     -- when a request came last, to the minute
) {keyed};
CREATE INDEX laboratory_keys_by_officer ON laboratory_keys (officer);
