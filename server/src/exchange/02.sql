ALTER TABLE imports ADD COLUMN file {bytes};               -- HMAC of the file, to know it again; NULL in rows of schema version 7
ALTER TABLE imports ADD COLUMN left_out {int} NOT NULL DEFAULT 0; -- rows that could not be used
CREATE INDEX imports_by_file ON imports (file);
