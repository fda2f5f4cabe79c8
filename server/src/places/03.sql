ALTER TABLE place_windows ADD COLUMN told {int} NOT NULL DEFAULT 0; -- what the place's managers were told by text message: 0 nothing, 1 that it was published, 2 that it was withdrawn
CREATE INDEX place_windows_by_told ON place_windows (told, at);
