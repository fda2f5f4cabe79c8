ALTER TABLE cases ADD COLUMN changed_by {int};                    -- the officer who last changed what the case says; empty while nobody did
