CREATE TABLE transfers (
    id            {id},                       -- number of the transfer
    case_id       TEXT NOT NULL,              -- the case that is sent, or that the contact is of
    contact       TEXT,                       -- the contact that is sent; NULL: the case with its contacts
    from_area     {ordered} NOT NULL,         -- path to the part of the country that sends
    to_area       {ordered} NOT NULL,         -- path to the part of the country that is to take over
    sent_by       {int} NOT NULL REFERENCES officers (id), -- the officer who sent
    sent_at       {int} NOT NULL,             -- when
    state         {int} NOT NULL,             -- 1 sent, 2 accepted, 3 refused
    answered_by   {int} REFERENCES officers (id), -- the officer who accepted or refused
    answered_at   {int},                      -- when
    sealed        {bytes} NOT NULL            -- name, number, and the words of sender and receiver, sealed under the case's key
) {rows};
CREATE INDEX transfers_by_case ON transfers (case_id);
CREATE INDEX transfers_by_sender ON transfers (from_area, sent_at);
CREATE INDEX transfers_by_receiver ON transfers (to_area, sent_at);
