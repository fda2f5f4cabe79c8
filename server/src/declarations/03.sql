ALTER TABLE declarations ADD COLUMN area {ordered} NOT NULL DEFAULT '';  -- path to the part of the country of the address or destination; of schema version 8 the whole country
ALTER TABLE declarations ADD COLUMN gate TEXT;                           -- code of the border gate; NULL where the form asks for none
ALTER TABLE declarations ADD COLUMN became TEXT;                         -- what an officer made of it: contact or case, and its id
CREATE INDEX declarations_by_area ON declarations (area, at);
CREATE INDEX declarations_by_day ON declarations (day, form);
CREATE TABLE declaration_words (
    word        {bytes} NOT NULL,         -- HMAC of a word of the name, of a telephone number, or of the number of a passport or identity card
    declaration {bytes} NOT NULL REFERENCES declarations (id) ON DELETE CASCADE, -- whose answers have it
    PRIMARY KEY (word, declaration)
) {keyed};
CREATE INDEX declaration_words_by_declaration ON declaration_words (declaration);
