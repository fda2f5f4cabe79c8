CREATE TABLE calls (
    contact       TEXT PRIMARY KEY,           -- who is to be called
    area          {ordered} NOT NULL,         -- path to the part of the country whose officers call
    due_at        {int} NOT NULL,             -- not to be called before
    assigned      {int} REFERENCES officers (id), -- the officer who is to call; NULL: whoever is free
    attempts      {int} NOT NULL,             -- calls so far
    outcome       {int},                      -- of the last call: 1 reached, 2 no answer, 3 busy, 4 wrong number, 5 refused, 6 later
    locked_by     {int} REFERENCES officers (id), -- the officer who has the contact on the telephone
    locked_until  {int} NOT NULL,             -- until when, if nothing is written before
    closed        {int} NOT NULL              -- 1: there is nothing more to call for
) {keyed};
CREATE INDEX calls_by_due ON calls (closed, due_at);
