CREATE TABLE waiting_keys (
    report      {bytes} NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- the report that brought the keys
    position    {int} NOT NULL,           -- position among the groups of the report
    case_id     TEXT NOT NULL,            -- the report's case, whose key seals the group
    publish_at  {int} NOT NULL,           -- not to be published before
    sealed      {bytes} NOT NULL,         -- up to 62 keys with their days from onset, sealed under the case's key
    waiting     {int} NOT NULL,           -- bit i: key i of the group waits
    taken       {int} NOT NULL,           -- bit i: the export that is being made holds key i
    export_end  {int},                    -- the end of that export; NULL while no key is taken
    PRIMARY KEY (report, position)
) {keyed};
CREATE INDEX waiting_keys_by_time ON waiting_keys (publish_at, report, position);
CREATE INDEX waiting_keys_by_export ON waiting_keys (export_end) WHERE export_end IS NOT NULL;

INSERT INTO waiting_keys (report, position, case_id, publish_at, sealed, waiting, taken)
SELECT report, position, case_id, publish_at, sealed, 1, 0 FROM pending_keys;

DROP TABLE pending_keys;
