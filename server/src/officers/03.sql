ALTER TABLE centres ADD COLUMN unit TEXT;                                -- code of the unit that the centre belongs to
ALTER TABLE centres ADD COLUMN area {ordered} NOT NULL DEFAULT '';       -- path to the centre's own part of the country
UPDATE centres SET area = '.' || replace(replace(id, '%', '%25'), '/', '%2F') || '/';

ALTER TABLE officers ADD COLUMN role TEXT NOT NULL DEFAULT 'officer';    -- administrator, supervisor, officer, read-only
ALTER TABLE officers ADD COLUMN unit TEXT;                               -- code of the unit whose area the officer sees
ALTER TABLE officers ADD COLUMN area {ordered};                          -- path to that area; NULL: the officer's centre
ALTER TABLE officers ADD COLUMN disabled_at {int};                       -- since when the officer signs in no more
ALTER TABLE officers ADD COLUMN sealed_totp {bytes};                     -- TOTP secret, sealed under the server's secret
ALTER TABLE officers ADD COLUMN totp_step {int} NOT NULL DEFAULT 0;      -- newest step of 30 seconds whose code was used

ALTER TABLE sessions ADD COLUMN used_at {int} NOT NULL DEFAULT 0;        -- when a request came last, to the minute
ALTER TABLE sessions ADD COLUMN confirmed_at {int} NOT NULL DEFAULT 0;   -- when password and code were shown last
UPDATE sessions SET used_at = created_at, confirmed_at = created_at;
CREATE INDEX sessions_by_officer ON sessions (officer);
