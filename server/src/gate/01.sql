CREATE TABLE gate_passes (
    id          {bytes} PRIMARY KEY,      -- 16 random bytes, the pass's name
    declaration {bytes} NOT NULL UNIQUE,  -- id of the declaration that it is of
    gate        {int} NOT NULL,           -- number of the gate
    valid_from  {int} NOT NULL,           -- first minute since 1970 in which it is valid
    valid_to    {int} NOT NULL,           -- first minute in which it is valid no more
    serial      {int} NOT NULL,           -- the newest pass of the declaration, from 1
    taken_back  {int} NOT NULL,           -- passes up to this serial were taken back; 0 while none was, 65535 when all were
    back_at     {int},                    -- when passes were last taken back; NULL while none was
    expiry      {int} NOT NULL            -- day on which the row is deleted
) {keyed};
CREATE INDEX gate_passes_by_taking_back ON gate_passes (back_at, id);
CREATE INDEX gate_passes_by_expiry ON gate_passes (expiry);
