DROP INDEX contacts_by_time;
CREATE INDEX contacts_newest ON contacts (created_at DESC, id);
CREATE INDEX contacts_by_status ON contacts (status, created_at DESC, id);
