CREATE TABLE bodies (
    token    TEXT NOT NULL,               -- id of the token that the body came with
    number   {int} NOT NULL,              -- 1 to 8, in the order of arrival
    hash     {bytes} NOT NULL,            -- SHA-256 of the body
    at       {int} NOT NULL,              -- when the body came
    PRIMARY KEY (token, number)
) {keyed};
CREATE INDEX bodies_by_time ON bodies (at);

CREATE INDEX seen_keys_by_start ON seen_keys (start);
