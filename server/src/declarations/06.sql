CREATE TABLE declaration_pictures (
    declaration {bytes} NOT NULL REFERENCES declarations (id) ON DELETE CASCADE, -- what it came with
    position    {int} NOT NULL,           -- 0 for the first
    expiry      {int} NOT NULL,           -- day whose key seals it; it is deleted on that day
    sealed      {bytes} NOT NULL,         -- the picture, drawn anew as JPEG without what a camera writes beside it, sealed under the key of that day
    PRIMARY KEY (declaration, position)
) {keyed};
CREATE INDEX declaration_pictures_by_expiry ON declaration_pictures (expiry);
