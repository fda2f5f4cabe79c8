CREATE TABLE failures (
    kind        TEXT NOT NULL,            -- 'code' or 'sign-in'
    subject     {bytes} NOT NULL,         -- empty for codes; HMAC of the name tried for sign-in
    minute      {int} NOT NULL,           -- Unix seconds divided by 60
    failures    {int} NOT NULL,           -- how many in that minute
    PRIMARY KEY (kind, subject, minute)
) {keyed};
