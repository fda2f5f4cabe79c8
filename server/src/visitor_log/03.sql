CREATE TABLE log_cards (
    id          {bytes} PRIMARY KEY,      -- the card's random name, which its code and the sealed envelopes alone name beside
    month       {int} NOT NULL,           -- month whose card key the holder's contact is sealed to, counted from January 1970
    expiry      {int} NOT NULL,           -- day whose key seals it once more; it is deleted on that day
    sealed      {bytes} NOT NULL          -- the holder's contact, sealed to the opener and under the card's own key, sealed once more under the key of that day
) {keyed};
CREATE INDEX log_cards_by_expiry ON log_cards (expiry);
