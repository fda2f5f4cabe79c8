CREATE TABLE contacts (
    id            TEXT PRIMARY KEY,           -- random, 32 hex digits
    case_id       TEXT NOT NULL REFERENCES cases (id), -- the case that the contact is of
    area          {ordered} NOT NULL,         -- path to the part of the country that follows the contact
    parent        TEXT,                       -- of an F2: the F1 that the contact is of
    tier          {int} NOT NULL,             -- 1: F1, contact of the case; 2: F2, contact of an F1
    source        {int} NOT NULL,             -- how the contact became known: 1 app, 2 interview, 3 venue, 4 list
    grade         {int},                      -- evidence of the app: 1 claimed, 2 uncorroborable, 3 case heard, 4 corroborated
    relay         {int} NOT NULL,             -- 1: a relay is suspected
    closeness     {int} NOT NULL,             -- 0 unknown, 1 same place, 2 possible, 3 close
    minutes       {int},                      -- minutes near each other
    last_contact  {int},                      -- day of the last contact
    status        {int} NOT NULL,             -- 1 new, 2 under follow-up, 3 completed, 4 lost, 5 cancelled, 6 became a case
    created_at    {int} NOT NULL,             -- when entered or answered
    changed_at    {int} NOT NULL,             -- when last changed
    sealed        {bytes} NOT NULL,           -- name, phone, birth year, sex, address and what else is of the person, sealed under the case's key
    phone         {bytes},                    -- HMAC of the telephone number
    alike         {bytes},                    -- HMAC of folded name, birth year and ward
    merged_into   TEXT,                       -- the contact that this one is the same person as
    became_case   TEXT                        -- the case that the contact became
) {keyed};
CREATE INDEX contacts_by_case ON contacts (case_id, created_at);
CREATE INDEX contacts_by_time ON contacts (created_at, id);
CREATE INDEX contacts_by_area ON contacts (area, created_at);
CREATE INDEX contacts_by_phone ON contacts (phone) WHERE phone IS NOT NULL;
CREATE INDEX contacts_by_alike ON contacts (case_id, alike) WHERE alike IS NOT NULL;
CREATE TABLE contact_words (
    word          {bytes} NOT NULL,           -- HMAC of a folded word of the name
    contact       TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE, -- whose name it is of
    PRIMARY KEY (word, contact)
) {keyed};
CREATE INDEX contact_words_by_contact ON contact_words (contact);
CREATE TABLE contact_orders (
    contact       TEXT PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE, -- who has to stay
    sealed        {bytes} NOT NULL            -- rule, decree and dates of the quarantine, sealed under the case's key
) {keyed};
CREATE TABLE callbacks (
    id            {bytes} PRIMARY KEY,        -- HMAC of the callback's id
    body          {bytes} NOT NULL,           -- SHA-256 of the body, to tell a retry from another callback
    at            {int} NOT NULL              -- when it came
) {keyed};
