CREATE TABLE imports (
    id            {id},                       -- number of the import
    case_id       TEXT,                       -- the case whose contacts came in; NULL: of several
    area          {ordered} NOT NULL,         -- path to the part of the country of the officer who imported
    officer       {int} NOT NULL REFERENCES officers (id), -- who imported
    at            {int} NOT NULL,             -- when
    layout        TEXT NOT NULL,              -- layout of the file
    added         {int} NOT NULL,             -- contacts that were new
    changed       {int} NOT NULL,             -- contacts that were known and changed
    undone_at     {int}                       -- when the import was undone
) {rows};
CREATE INDEX imports_by_area ON imports (area, id);
CREATE TABLE import_contacts (
    contact       TEXT PRIMARY KEY REFERENCES contacts (id) ON DELETE CASCADE, -- a contact that was new
    import        {int} NOT NULL REFERENCES imports (id), -- the import that it came by
    mark          {bytes} NOT NULL            -- SHA-256 of the contact as it came in, to tell whether anybody changed it since
) {keyed};
CREATE INDEX import_contacts_by_import ON import_contacts (import);
CREATE TABLE import_headings (
    centre        TEXT NOT NULL,              -- the health centre that remembers
    layout        TEXT NOT NULL,              -- of files in this layout
    heading       TEXT NOT NULL,              -- a heading that the layout does not have, in small letters without marks
    meaning       TEXT NOT NULL,              -- the column of the layout that it means; empty: none
    PRIMARY KEY (centre, layout, heading)
) {keyed};
