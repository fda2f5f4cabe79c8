CREATE TABLE reports (
    id           {bytes} PRIMARY KEY,     -- 16 bytes chosen by the phone
    token        TEXT NOT NULL,           -- id of the token it came with
    case_id      TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, -- its case
    body_hash    {bytes} NOT NULL,        -- SHA-256 of its body, to tell a retry from another report
    received_at  {int} NOT NULL,          -- when accepted
    published_by {int} NOT NULL,          -- when its last key will be published at the latest
    keys         {int} NOT NULL,          -- how many day keys it brought
    encounters   {int} NOT NULL,          -- how many encounters it brought
    sealed       {bytes} NOT NULL         -- encounters, activity and consent, sealed under the case's key
) {keyed};
CREATE INDEX reports_by_case ON reports (case_id, received_at);
CREATE INDEX reports_by_token ON reports (token);

CREATE TABLE seen_keys (
    hash        {bytes} PRIMARY KEY,      -- HMAC-SHA-256 of a reported day key
    token       TEXT,                     -- token of its report; NULL once its case has expired
    start       {int} NOT NULL,           -- first interval of use
    period      {int} NOT NULL            -- intervals of use
) {keyed};
CREATE INDEX seen_keys_by_token ON seen_keys (token) WHERE token IS NOT NULL;

CREATE TABLE pending_keys (
    report      {bytes} NOT NULL REFERENCES reports (id) ON DELETE CASCADE, -- its report
    position    {int} NOT NULL,           -- position in the report
    case_id     TEXT NOT NULL,            -- its case, whose key seals it
    publish_at  {int} NOT NULL,           -- not to be published before
    sealed      {bytes} NOT NULL,         -- key and its fields in the export, sealed under the case's key
    export_end  {int},                    -- the export that will hold it, once one is planned
    PRIMARY KEY (report, position)
) {keyed};
CREATE INDEX pending_keys_by_time ON pending_keys (publish_at) WHERE export_end IS NULL;
CREATE INDEX pending_keys_by_export ON pending_keys (export_end) WHERE export_end IS NOT NULL;
