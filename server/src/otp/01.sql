CREATE TABLE otp_numbers (
    number      {bytes} PRIMARY KEY,      -- HMAC of the telephone number
    day         {int} NOT NULL,           -- deployment's day on which the messages were sent
    sent        {int} NOT NULL            -- messages to the number on that day
) {keyed};
CREATE TABLE otps (
    number      {bytes} NOT NULL,         -- HMAC of the telephone number
    jkt         {bytes} NOT NULL,         -- SHA-256 of the public key of the phone that asked
    password    {bytes} NOT NULL,         -- HMAC of number, jkt and password
    expires_at  {int} NOT NULL,           -- until when the password holds
    tries       {int} NOT NULL,           -- wrong tries so far
    PRIMARY KEY (number, jkt)
) {keyed};
CREATE INDEX otps_by_expiry ON otps (expires_at);
