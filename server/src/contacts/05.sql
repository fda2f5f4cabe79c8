-- The orders in which an area's contacts are listed, for areas with a great many (contacts/query.rs).
CREATE INDEX contacts_changed ON contacts (changed_at DESC, id);
CREATE INDEX contacts_last_seen ON contacts ((coalesce(last_contact, 0)) DESC, id);
