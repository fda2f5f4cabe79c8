ALTER TABLE log_cards ADD COLUMN phone {int} NOT NULL DEFAULT 0; -- 1: the card is shown on a phone, which posted its contact; 0: on paper

CREATE TABLE log_revoked_cards (
    id          {bytes} PRIMARY KEY,      -- name of a paper card that an officer took back: checkers' devices refuse it
    expiry      {int} NOT NULL            -- day on which the card has long ended, and the row is deleted
) {keyed};
CREATE INDEX log_revoked_cards_by_expiry ON log_revoked_cards (expiry);
