CREATE TABLE withdrawals (
    token       TEXT PRIMARY KEY,         -- id of the token whose reports the patient took back
    case_id     TEXT NOT NULL REFERENCES cases (id) ON DELETE CASCADE, -- the case that the token is for
    at          {int} NOT NULL,           -- when
    stopped     {int} NOT NULL,           -- how many day keys were never published, and never are
    taken_back  {int} NOT NULL,           -- how many day keys later exports take back
    too_old     {int} NOT NULL,           -- how many published day keys are too old to be taken back
    windows     {int} NOT NULL,           -- how many times at places were withdrawn
    standing    {int} NOT NULL            -- how many times at places stand in part
) {keyed};
CREATE INDEX withdrawals_by_case ON withdrawals (case_id, at);
