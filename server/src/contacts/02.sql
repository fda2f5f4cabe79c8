CREATE TABLE waiting_callbacks (
    id            {bytes} PRIMARY KEY,        -- HMAC of the callback's id; of nobody's, where it is cover
    at            {int} NOT NULL,             -- when it came
    expiry        {int} NOT NULL,             -- the day whose key seals it
    sealed        {bytes} NOT NULL            -- the callback as it came, sealed; deleted when it is weighed, within seconds
) {keyed};
CREATE INDEX waiting_callbacks_by_time ON waiting_callbacks (at, id);
