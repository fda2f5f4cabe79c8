CREATE TABLE log_envelopes (
    id          {bytes} PRIMARY KEY,      -- first 16 bytes of the envelope's SHA-256: the same upload is the same row
    log_id      {bytes} NOT NULL,         -- code generation of the place
    hour        {int} NOT NULL,           -- hours since 1970
    expiry      {int} NOT NULL,           -- day whose key seals the envelope; it is deleted on that day
    sealed      {bytes} NOT NULL          -- the envelope, which the opener alone opens, sealed under the key of that day
) {keyed};
CREATE INDEX log_envelopes_by_hour ON log_envelopes (log_id, hour);
CREATE INDEX log_envelopes_by_expiry ON log_envelopes (expiry);
