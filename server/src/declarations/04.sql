ALTER TABLE declarations ADD COLUMN person {bytes};  -- the person of the family whom it is about; NULL where it is about the number's holder or a traveller of their group
ALTER TABLE declarations ADD COLUMN leader {bytes};  -- the declaration of entry whose journey it shares; NULL where it has a journey of its own, or none
CREATE INDEX declarations_by_person ON declarations (person);
CREATE INDEX declarations_by_leader ON declarations (leader);
CREATE TABLE declaration_persons (
    id          {bytes} PRIMARY KEY,      -- 16 random bytes
    number      {bytes} NOT NULL,         -- HMAC of the telephone number that declares for the person
    own_number  {bytes},                  -- HMAC of the person's own telephone number; NULL where none was written down
    tries       {int} NOT NULL,           -- wrong years of birth by which somebody tried to take the record over
    added_at    {int} NOT NULL,           -- when the person was added
    expiry      {int} NOT NULL,           -- day whose key seals it; the row is deleted on that day
    sealed      {bytes} NOT NULL          -- name, year of birth, relation and when consent was ticked, sealed under the key of that day
) {keyed};
CREATE INDEX declaration_persons_by_number ON declaration_persons (number);
CREATE INDEX declaration_persons_by_own_number ON declaration_persons (own_number);
CREATE INDEX declaration_persons_by_expiry ON declaration_persons (expiry);
CREATE TABLE declaration_drafts (
    id          {bytes} PRIMARY KEY,      -- HMAC of number, person, journey and form
    number      {bytes} NOT NULL,         -- HMAC of the telephone number of whoever writes
    saved_at    {int} NOT NULL,           -- when it was last written; it is shown for a day after that
    expiry      {int} NOT NULL,           -- day whose key seals it; the row is deleted on that day
    sealed      {bytes} NOT NULL          -- form, person, journey and what was written, sealed under the key of that day
) {keyed};
CREATE INDEX declaration_drafts_by_number ON declaration_drafts (number);
CREATE INDEX declaration_drafts_by_expiry ON declaration_drafts (expiry);
