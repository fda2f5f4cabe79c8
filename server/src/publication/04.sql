CREATE TABLE rules_drafts (
    id           {id},                    -- number of the draft
    content      TEXT NOT NULL,           -- the rules, JSON, without serial and times
    drafted_at   {int} NOT NULL,          -- when drafted
    approved_by  {int},                   -- the first officer who approved it
    approved_at  {int},                   -- when
    published_by {int},                   -- the second
    published_at {int}                    -- when: from then on it is signed, until a later one is
) {rows};
