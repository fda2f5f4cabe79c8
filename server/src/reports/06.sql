ALTER TABLE withdrawals ADD COLUMN unread {int} NOT NULL DEFAULT 0; -- how many reports did not open: what was published of them stands
