//! The transaction's verbs in SQL.

use lancan_protocol::code::CodeKind;
use lancan_protocol::time::{Day, UnixTime};
use rusqlite::{Connection, ErrorCode, Params, Row, params};

use super::values::{
    audit, case, code, document, export, failure_key, kind_name, officer, pending_key, read_u64, report, seen_key,
    session_and_officer, time, unsigned,
};
use crate::store::{
    AuditRow, CaseId, CaseRow, CodeRow, CodeUse, Digest, DocumentKind, DocumentRow, ExportFile, ExportRow, FailureKind,
    NewOfficer, OfficerId, OfficerRow, PendingKeyRow, ReportId, ReportRow, SeenKeyRow, SessionRow, StoreError, TokenId,
    Transaction,
};

/// Seconds that a used or expired code is remembered as such, and a failure counted.
const REMEMBERED: u64 = Day::SECONDS;

pub(super) struct SqliteTransaction<'c>(&'c Connection);

type Result<T> = core::result::Result<T, StoreError>;

impl<'c> SqliteTransaction<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self(connection)
    }

    fn change(&self, sql: &str, params: impl Params) -> Result<()> {
        match self.0.prepare_cached(sql)?.execute(params) {
            Ok(_) => Ok(()),
            Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == ErrorCode::ConstraintViolation => {
                Err(StoreError::Exists)
            }
            Err(error) => Err(error.into()),
        }
    }

    fn one<T>(&self, sql: &str, params: impl Params, read: fn(&Row<'_>) -> Result<T>) -> Result<Option<T>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        rows.next()?.map(read).transpose()
    }

    fn all<T>(&self, sql: &str, params: impl Params, read: fn(&Row<'_>) -> Result<T>) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}

impl Transaction for SqliteTransaction<'_> {
    fn insert_officer(&mut self, officer: &NewOfficer) -> Result<OfficerId> {
        self.change(
            "INSERT INTO officers (name, centre, password, created_at) VALUES (?1, ?2, ?3, ?4)",
            params![officer.name, officer.centre, officer.password, time(officer.created_at)],
        )?;
        Ok(self.0.last_insert_rowid())
    }

    fn officer_named(&mut self, name: &str) -> Result<Option<OfficerRow>> {
        self.one("SELECT id AS officer_id, name, centre, password FROM officers WHERE name = ?1", [name], officer)
    }

    fn insert_session(&mut self, session: &SessionRow) -> Result<()> {
        self.change(
            "INSERT INTO sessions (token_hash, officer, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
            params![session.token_hash, session.officer, time(session.created_at), time(session.expires_at)],
        )
    }

    fn session(&mut self, token_hash: &Digest) -> Result<Option<(SessionRow, OfficerRow)>> {
        self.one(
            "SELECT s.token_hash, s.created_at, s.expires_at, o.id AS officer_id, o.name, o.centre, o.password
             FROM sessions s JOIN officers o ON o.id = s.officer WHERE s.token_hash = ?1",
            [token_hash],
            session_and_officer,
        )
    }

    fn delete_session(&mut self, token_hash: &Digest) -> Result<()> {
        self.change("DELETE FROM sessions WHERE token_hash = ?1", [token_hash])
    }

    fn add_failure(&mut self, kind: &FailureKind, at: UnixTime) -> Result<()> {
        let (kind, subject) = failure_key(kind);
        self.change(
            "INSERT INTO failures (kind, subject, minute, failures) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT DO UPDATE SET failures = failures + 1",
            params![kind, subject, unsigned(at.0 / 60)],
        )
    }

    fn failures_since(&mut self, kind: &FailureKind, since: UnixTime) -> Result<u64> {
        let (kind, subject) = failure_key(kind);
        let count = self.one(
            "SELECT coalesce(sum(failures), 0) AS n FROM failures WHERE kind = ?1 AND subject = ?2 AND minute >= ?3",
            params![kind, subject, unsigned(since.0 / 60)],
            |row| read_u64(row, "n"),
        )?;
        Ok(count.unwrap_or(0))
    }

    fn insert_case(&mut self, case: &CaseRow) -> Result<()> {
        self.change(
            "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, sealed_reference, onset, tested,
             report_type) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                case.id.0,
                case.centre,
                case.opened_by,
                time(case.opened_at),
                case.expiry.0,
                case.sealed_key,
                case.sealed_reference,
                case.onset.map(|day| day.0),
                case.tested.map(|day| day.0),
                case.report_type as i32,
            ],
        )
    }

    fn case(&mut self, id: &CaseId) -> Result<Option<CaseRow>> {
        self.one("SELECT * FROM cases WHERE id = ?1", [&id.0], case)
    }

    fn cases_of(&mut self, centre: &str) -> Result<Vec<CaseRow>> {
        self.all("SELECT * FROM cases WHERE centre = ?1 ORDER BY opened_at DESC, id", [centre], case)
    }

    fn insert_code(&mut self, code: &CodeRow) -> Result<()> {
        self.change(
            "INSERT INTO codes (hmac, kind, case_id, issued_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                code.hmac,
                i64::from(code.kind == CodeKind::Long),
                code.case.0,
                time(code.issued_at),
                time(code.expires_at)
            ],
        )
    }

    fn code(&mut self, hmac: &Digest) -> Result<Option<CodeRow>> {
        self.one("SELECT * FROM codes WHERE hmac = ?1", [hmac], code)
    }

    fn code_of_token(&mut self, token: &TokenId) -> Result<Option<CodeRow>> {
        self.one("SELECT * FROM codes WHERE used_token = ?1", [&token.0], code)
    }

    fn live_short_codes(&mut self, now: UnixTime) -> Result<u64> {
        let count = self.one(
            "SELECT count(*) AS n FROM codes WHERE used_at IS NULL AND expires_at > ?1 AND kind = 0",
            [time(now)],
            |row| read_u64(row, "n"),
        )?;
        Ok(count.unwrap_or(0))
    }

    fn use_code(&mut self, hmac: &Digest, used: &CodeUse) -> Result<()> {
        self.change(
            "UPDATE codes SET used_at = ?2, used_jkt = ?3, used_token = ?4 WHERE hmac = ?1 AND used_at IS NULL",
            params![hmac, time(used.at), used.jkt, used.token.0],
        )
    }

    fn codes_of(&mut self, case: &CaseId) -> Result<Vec<CodeRow>> {
        self.all("SELECT * FROM codes WHERE case_id = ?1 ORDER BY issued_at, hmac", [&case.0], code)
    }

    fn report(&mut self, id: &ReportId) -> Result<Option<ReportRow>> {
        self.one("SELECT * FROM reports WHERE id = ?1", [id], report)
    }

    fn reports_of(&mut self, case: &CaseId) -> Result<Vec<ReportRow>> {
        self.all("SELECT * FROM reports WHERE case_id = ?1 ORDER BY received_at, id", [&case.0], report)
    }

    fn token_reported(&mut self, token: &TokenId) -> Result<bool> {
        let found = self.one("SELECT 1 FROM reports WHERE token = ?1 LIMIT 1", [&token.0], |_| Ok(()))?;
        Ok(found.is_some())
    }

    fn insert_report(&mut self, report: &ReportRow, sealed: &[u8]) -> Result<()> {
        self.change(
            "INSERT INTO reports (id, token, case_id, body_hash, received_at, published_by, keys, encounters, sealed)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                report.id,
                report.token.0,
                report.case.0,
                report.body_hash,
                time(report.received_at),
                time(report.published_by),
                report.keys,
                report.encounters,
                sealed
            ],
        )
    }

    fn sealed_upload(&mut self, id: &ReportId) -> Result<Option<Vec<u8>>> {
        self.one("SELECT sealed FROM reports WHERE id = ?1", [id], |row| Ok(row.get("sealed")?))
    }

    fn seen_key(&mut self, hash: &Digest) -> Result<Option<SeenKeyRow>> {
        self.one("SELECT token, start, period FROM seen_keys WHERE hash = ?1", [hash], seen_key)
    }

    fn seen_keys_of(&mut self, token: &TokenId) -> Result<Vec<SeenKeyRow>> {
        self.all("SELECT token, start, period FROM seen_keys WHERE token = ?1", [&token.0], seen_key)
    }

    fn insert_seen_key(&mut self, hash: &Digest, key: &SeenKeyRow) -> Result<()> {
        self.change(
            "INSERT INTO seen_keys (hash, token, start, period) VALUES (?1, ?2, ?3, ?4)",
            params![hash, key.token.as_ref().map(|token| &token.0), key.start.0, key.period],
        )
    }

    fn insert_pending_key(&mut self, key: &PendingKeyRow) -> Result<()> {
        self.change(
            "INSERT INTO pending_keys (report, position, case_id, publish_at, sealed) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![key.report, key.position, key.case.0, time(key.publish_at), key.sealed],
        )
    }

    fn bind_pending_keys(&mut self, export_end: UnixTime, at: UnixTime) -> Result<()> {
        self.change(
            "UPDATE pending_keys SET export_end = ?1 WHERE export_end IS NULL AND publish_at <= ?2",
            params![time(export_end), time(at)],
        )
    }

    fn pending_keys_of(&mut self, export_end: UnixTime) -> Result<Vec<PendingKeyRow>> {
        self.all(
            "SELECT report, position, case_id, publish_at, sealed FROM pending_keys WHERE export_end = ?1
             ORDER BY report, position",
            [time(export_end)],
            pending_key,
        )
    }

    fn delete_pending_keys_of(&mut self, export_end: UnixTime) -> Result<()> {
        self.change("DELETE FROM pending_keys WHERE export_end = ?1", [time(export_end)])
    }

    fn release_pending_key(&mut self, report: &ReportId, position: u32) -> Result<()> {
        self.change(
            "UPDATE pending_keys SET export_end = NULL WHERE report = ?1 AND position = ?2",
            params![report, position],
        )
    }

    fn last_export(&mut self) -> Result<Option<ExportRow>> {
        self.one("SELECT * FROM exports ORDER BY end_at DESC LIMIT 1", [], export)
    }

    fn insert_export(&mut self, export: &ExportRow) -> Result<()> {
        self.change(
            "INSERT INTO exports (end_at, start_at, name, bytes, sha256) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                time(export.end),
                time(export.start),
                export.name,
                export.file.as_ref().map(|file| unsigned(file.bytes)),
                export.file.as_ref().map(|file| file.sha256)
            ],
        )
    }

    fn publish_export(&mut self, end: UnixTime, file: &ExportFile) -> Result<()> {
        self.change(
            "UPDATE exports SET bytes = ?2, sha256 = ?3 WHERE end_at = ?1 AND sha256 IS NULL",
            params![time(end), unsigned(file.bytes), file.sha256],
        )
    }

    fn published_exports(&mut self, since: UnixTime) -> Result<Vec<ExportRow>> {
        self.all(
            "SELECT * FROM exports WHERE end_at > ?1 AND sha256 IS NOT NULL ORDER BY end_at",
            [time(since)],
            export,
        )
    }

    fn export_named(&mut self, name: &str) -> Result<Option<ExportRow>> {
        self.one("SELECT * FROM exports WHERE name = ?1", [name], export)
    }

    fn fill_models(&mut self) -> Result<Vec<u8>> {
        let models = self.one("SELECT models FROM fill_models", [], |row| Ok(row.get("models")?))?;
        Ok(models.unwrap_or_default())
    }

    fn set_fill_models(&mut self, models: &[u8]) -> Result<()> {
        self.change("INSERT OR REPLACE INTO fill_models (id, models) VALUES (1, ?1)", [models])
    }

    fn document(&mut self, kind: DocumentKind) -> Result<Option<DocumentRow>> {
        self.one("SELECT * FROM documents WHERE kind = ?1", [kind_name(kind)], document)
    }

    fn set_document(&mut self, kind: DocumentKind, document: &DocumentRow) -> Result<()> {
        self.change(
            "INSERT OR REPLACE INTO documents (kind, serial, issued_at, expires_at, content_hash, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                kind_name(kind),
                unsigned(document.serial),
                time(document.issued_at),
                time(document.expires_at),
                document.content_hash,
                document.bytes
            ],
        )
    }

    fn insert_audit(&mut self, entry: &AuditRow) -> Result<()> {
        self.change(
            "INSERT INTO audit (at, officer, act, case_id) VALUES (?1, ?2, ?3, ?4)",
            params![time(entry.at), entry.officer, entry.act.name(), entry.case.as_ref().map(|case| &case.0)],
        )
    }

    fn audit_of(&mut self, case: &CaseId) -> Result<Vec<AuditRow>> {
        self.all("SELECT at, officer, act, case_id FROM audit WHERE case_id = ?1 ORDER BY id", [&case.0], audit)
    }

    fn expire(&mut self, today: Day, now: UnixTime) -> Result<()> {
        self.change(
            "UPDATE seen_keys SET token = NULL WHERE token IN (SELECT used_token FROM codes JOIN cases
             ON cases.id = codes.case_id WHERE cases.expiry <= ?1)",
            [today.0],
        )?;
        self.change("DELETE FROM cases WHERE expiry <= ?1", [today.0])?;
        self.change("DELETE FROM sessions WHERE expires_at <= ?1", [time(now)])?;
        self.change("DELETE FROM failures WHERE minute < ?1", [unsigned(now.minus(REMEMBERED).0 / 60)])
    }

    fn cover_work(&mut self, bytes: usize) -> Result<()> {
        let bytes = i64::try_from(bytes).unwrap_or(i64::MAX);
        self.change("INSERT OR REPLACE INTO cover_work (id, noise) VALUES (1, randomblob(?1))", [bytes])
    }
}
