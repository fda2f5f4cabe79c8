CREATE TABLE feedback_sessions (
    token       {bytes} PRIMARY KEY,      -- HMAC of the token that the browser holds
    number      {bytes} NOT NULL,         -- HMAC of the telephone number that was shown
    expires_at  {int} NOT NULL            -- when the session ends
) {keyed};
CREATE INDEX feedback_sessions_by_end ON feedback_sessions (expires_at);

CREATE TABLE feedback (
    id          TEXT PRIMARY KEY,         -- 16 random bytes in hex
    place       TEXT NOT NULL REFERENCES facilities (place) ON DELETE CASCADE, -- the facility that it is about
    number      {bytes},                  -- HMAC of the telephone number that sent it; NULL once no limit counts it any more
    day         {int} NOT NULL,           -- deployment's day on which it came
    sent_at     {int} NOT NULL,           -- when it came
    criteria    TEXT NOT NULL,            -- id of the set of criteria then in force; empty where there was none
    set_version {int} NOT NULL,           -- its version
    criterion   {int},                    -- number of the criterion that it is about; NULL for something else
    words       TEXT NOT NULL,            -- what was written
    photos      {int} NOT NULL,           -- how many photographs came with it
    collapsed   {int} NOT NULL,           -- 1 where the facility had got as many in an hour as are shown one by one
    state       TEXT NOT NULL,            -- received, visible, rejected, answered, resolved or persists
    reason      TEXT,                     -- why it was rejected
    judged_by   {int} REFERENCES officers (id), -- who let it be seen or rejected it
    answer      TEXT,                     -- what the facility answered
    answered_at {int},                    -- when the facility answered
    ended_by    {int} REFERENCES officers (id) -- who said that it is resolved or persists
) {keyed};
CREATE INDEX feedback_by_place ON feedback (place, sent_at);
CREATE INDEX feedback_by_number ON feedback (number, day);
CREATE INDEX feedback_by_state ON feedback (state, sent_at);
CREATE INDEX feedback_by_day ON feedback (day);

CREATE TABLE feedback_photos (
    feedback    TEXT NOT NULL REFERENCES feedback (id) ON DELETE CASCADE, -- what it came with
    position    {int} NOT NULL,           -- 0 for the first
    picture     {bytes} NOT NULL,         -- the photograph, drawn anew as JPEG without what a camera writes beside it
    PRIMARY KEY (feedback, position)
) {keyed};
