-- Times are Unix seconds. What the words in braces stand for in each database is in store/migrations.rs.

CREATE TABLE audit (
    id          {id},                     -- order of acts
    at          {int} NOT NULL,           -- when
    officer     {int} NOT NULL,           -- who
    act         TEXT NOT NULL,            -- what
    case_id     TEXT                      -- on which case; outlives the case
) {rows};
CREATE INDEX audit_by_case ON audit (case_id) WHERE case_id IS NOT NULL;
