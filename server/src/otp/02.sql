ALTER TABLE otp_numbers ADD COLUMN sent_at {int};             -- when the last message of that day was sent
CREATE TABLE otp_browsers (
    browser     {bytes} PRIMARY KEY,      -- HMAC of a telephone number and of the secret of a browser that showed it
    expires_at  {int} NOT NULL            -- until when the browser counts as known
) {keyed};
CREATE INDEX otp_browsers_by_expiry ON otp_browsers (expires_at);
