CREATE TABLE revoked_keys (
    report      {bytes} NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report that brought the key
    position    {int} NOT NULL,           -- position among the keys of the report
    case_id     TEXT NOT NULL,            -- the report's case, whose key seals the key
    start       {int} NOT NULL,           -- first interval of the key's day
    sealed      {bytes} NOT NULL,         -- the key, sealed under the case's key
    PRIMARY KEY (report, position)
) {keyed};
CREATE INDEX revoked_keys_by_start ON revoked_keys (start);
