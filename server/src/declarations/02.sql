CREATE INDEX declaration_sessions_by_number ON declaration_sessions (number);
