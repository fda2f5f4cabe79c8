ALTER TABLE place_codes ADD COLUMN log_id {bytes};                      -- what envelopes of the visitor log are filed under; NULL until the day's ids were derived once
CREATE INDEX place_codes_by_log ON place_codes (log_id);
