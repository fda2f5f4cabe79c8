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

CREATE TABLE gate_travellers (
    declaration     {bytes} PRIMARY KEY,  -- id of the traveller's declaration
    gate            {int} NOT NULL,       -- number of the gate
    day             {int} NOT NULL,       -- deployment's day on which the traveller was presented
    presented_at    {int} NOT NULL,       -- when
    class           TEXT NOT NULL,        -- green, yellow or red, as corrected
    vehicle         TEXT NOT NULL,        -- number of the flight or ship; empty where the form asks for none
    state           TEXT NOT NULL,        -- presented, cleared, corrected, sample, quarantine, referred or refused
    locked_by       {int} REFERENCES officers (id), -- the officer at whose counter the traveller is
    locked_until    {int} NOT NULL,       -- until when, if nothing is decided before
    decided_by      {int} REFERENCES officers (id), -- who decided last; NULL while nobody has
    decided_at      {int},                -- when
    quarantine_from {int},                -- first day of quarantine; NULL without
    quarantine_to   {int},                -- its last day
    passport        {bytes} NOT NULL,     -- HMAC of the passport's country and number
    expiry          {int} NOT NULL,       -- day whose key seals the record; it is deleted on that day
    sealed          {bytes} NOT NULL      -- what was declared, corrected and decided, sealed under the key of that day
) {keyed};
CREATE INDEX gate_travellers_by_gate ON gate_travellers (gate, day, presented_at);
CREATE INDEX gate_travellers_by_passport ON gate_travellers (passport);
CREATE INDEX gate_travellers_by_expiry ON gate_travellers (expiry);
