CREATE TABLE log_checkers (
    id          {bytes} PRIMARY KEY,      -- first half of the SHA-256 of the public key
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place whose visitors the device checks
    public_key  {bytes} NOT NULL,         -- key of the checker's device, a point of P-256
    door        {bytes} NOT NULL,         -- the door, as the manager named it, sealed under a key of the server's own
    added_at    {int} NOT NULL            -- when the device took the invitation
) {keyed};
CREATE INDEX log_checkers_by_place ON log_checkers (place);
CREATE INDEX log_checkers_by_age ON log_checkers (added_at);

CREATE TABLE log_invitations (
    token       {bytes} PRIMARY KEY,      -- HMAC of the secret in the address that the checker's device opens
    place       TEXT NOT NULL REFERENCES places (id) ON DELETE CASCADE, -- the place
    door        {bytes} NOT NULL,         -- the door, sealed likewise
    expires_at  {int} NOT NULL            -- when the invitation ends
) {keyed};
CREATE INDEX log_invitations_by_expiry ON log_invitations (expires_at);

CREATE TABLE log_lines (
    id          {bytes} PRIMARY KEY,      -- of the envelope that the line came with
    log_id      {bytes} NOT NULL,         -- code generation of the place
    hour        {int} NOT NULL,           -- hours since 1970
    reader      {bytes} NOT NULL,         -- first half of the SHA-256 of the public key of the manager's browser, which alone opens the line
    sealed      {bytes} NOT NULL          -- masked line, sealed to that key
) {keyed};
CREATE INDEX log_lines_by_hour ON log_lines (log_id, hour);
CREATE INDEX log_lines_by_age ON log_lines (hour);

ALTER TABLE log_envelopes ADD COLUMN checked {int} NOT NULL DEFAULT 0; -- 1: a checker's device brought it; 0: the visitor's phone
