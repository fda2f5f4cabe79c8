CREATE TABLE contact_exposures (
    contact       TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE, -- who was near the case again
    day           {int} NOT NULL,             -- on which day
    PRIMARY KEY (contact, day)
) {keyed};
CREATE TABLE contact_days (
    contact       TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE, -- who was looked after
    day           {int} NOT NULL,             -- on which day
    seen          {int} NOT NULL,             -- 1 seen well, 2 seen with symptoms, 3 missed, 4 not attempted
    sealed        {bytes} NOT NULL,           -- temperature, symptoms and note, sealed under the case's key
    PRIMARY KEY (contact, day)
) {keyed};
CREATE TABLE contact_specimens (
    contact       TEXT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE, -- of whom
    number        {int} NOT NULL,             -- the contact's first, second, …
    sealed        {bytes} NOT NULL,           -- day, kind, laboratory and result, sealed under the case's key
    PRIMARY KEY (contact, number)
) {keyed};
CREATE INDEX contacts_followed ON contacts (area, last_contact) WHERE status <= 2 AND merged_into IS NULL;
CREATE INDEX contacts_by_change ON contacts (area, changed_at);
CREATE TABLE contact_views (
    officer       {int} NOT NULL,             -- whose list it is
    name          TEXT NOT NULL,              -- what the officer calls it
    filters       TEXT NOT NULL,              -- what it is narrowed down to and sorted by; no words that were searched for
    PRIMARY KEY (officer, name)
) {keyed};
