ALTER TABLE cases ADD COLUMN revoked_at {int};                    -- when an officer revoked the case; empty while it holds
