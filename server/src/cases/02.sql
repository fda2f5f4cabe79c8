ALTER TABLE cases ADD COLUMN sealed_days {bytes}; -- days of onset and test, sealed under the case's key; onset and tested stay NULL
