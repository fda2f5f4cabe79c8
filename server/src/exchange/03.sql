CREATE TABLE shared_headings (
    centre        TEXT NOT NULL,              -- the health centre that shows others what it remembers
    layout        TEXT NOT NULL,              -- of files in this layout
    name          TEXT NOT NULL,              -- the centre's name when it shared
    since         {int} NOT NULL,             -- when
    PRIMARY KEY (centre, layout)
) {keyed};
