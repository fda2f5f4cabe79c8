//! Rows as they come out of SQLite, and values as they go in.

use lancan_protocol::code::CodeKind;
use lancan_protocol::time::{Day, Interval, UnixTime};
use lancan_protocol::wire::ReportType;
use rusqlite::Row;

use crate::store::{
    Act, AuditRow, CaseId, CaseRow, CodeRow, CodeUse, DocumentKind, DocumentRow, ExportFile, ExportRow, FailureKind,
    OfficerRow, PendingKeyRow, ReportRow, SeenKeyRow, SessionRow, StoreError, TokenId,
};

type Result<T> = core::result::Result<T, StoreError>;

/// Times beyond what a signed column holds stop at its end.
pub(super) fn time(at: UnixTime) -> i64 {
    i64::try_from(at.0).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn read_u64(row: &Row<'_>, column: &str) -> Result<u64> {
    u64::try_from(row.get::<_, i64>(column)?).map_err(|_| StoreError::Corrupt("a negative number"))
}

pub(super) fn read_u32(row: &Row<'_>, column: &str) -> Result<u32> {
    u32::try_from(row.get::<_, i64>(column)?).map_err(|_| StoreError::Corrupt("a number out of range"))
}

pub(super) fn read_time(row: &Row<'_>, column: &str) -> Result<UnixTime> {
    read_u64(row, column).map(UnixTime)
}

pub(super) fn read_day(row: &Row<'_>, column: &str) -> Result<Option<Day>> {
    let day: Option<i64> = row.get(column)?;
    day.map(|day| u32::try_from(day).map(Day).map_err(|_| StoreError::Corrupt("a day"))).transpose()
}

pub(super) fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.try_into().map_err(|_| StoreError::Corrupt("bytes of a wrong length"))
}

pub(super) fn read_bytes<const N: usize>(row: &Row<'_>, column: &str) -> Result<[u8; N]> {
    fixed(&row.get::<_, Vec<u8>>(column)?)
}

pub(super) fn report_type(number: i64) -> Result<ReportType> {
    ReportType::from_number(number).ok_or(StoreError::Corrupt("report type"))
}

pub(super) fn kind_name(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Index => "index",
        DocumentKind::Rules => "rules",
    }
}

pub(super) fn failure_key(kind: &FailureKind) -> (&'static str, &[u8]) {
    match kind {
        FailureKind::Code => ("code", &[]),
        FailureKind::SignIn(name) => ("sign-in", name),
    }
}

pub(super) fn officer(row: &Row<'_>) -> Result<OfficerRow> {
    Ok(OfficerRow {
        id: row.get("officer_id")?,
        name: row.get("name")?,
        centre: row.get("centre")?,
        password: row.get("password")?,
    })
}

pub(super) fn session_and_officer(row: &Row<'_>) -> Result<(SessionRow, OfficerRow)> {
    let session = SessionRow {
        token_hash: read_bytes(row, "token_hash")?,
        officer: row.get("officer_id")?,
        created_at: read_time(row, "created_at")?,
        expires_at: read_time(row, "expires_at")?,
    };
    Ok((session, officer(row)?))
}

pub(super) fn case(row: &Row<'_>) -> Result<CaseRow> {
    Ok(CaseRow {
        id: CaseId(row.get("id")?),
        centre: row.get("centre")?,
        opened_by: row.get("opened_by")?,
        opened_at: read_time(row, "opened_at")?,
        expiry: Day(read_u32(row, "expiry")?),
        sealed_key: row.get("sealed_key")?,
        sealed_reference: row.get("sealed_reference")?,
        onset: read_day(row, "onset")?,
        tested: read_day(row, "tested")?,
        report_type: report_type(row.get("report_type")?)?,
    })
}

pub(super) fn code(row: &Row<'_>) -> Result<CodeRow> {
    let used_at: Option<i64> = row.get("used_at")?;
    let used = match used_at {
        None => None,
        Some(_) => Some(CodeUse {
            at: read_time(row, "used_at")?,
            jkt: read_bytes(row, "used_jkt")?,
            token: TokenId(row.get("used_token")?),
        }),
    };
    Ok(CodeRow {
        hmac: read_bytes(row, "hmac")?,
        kind: if row.get::<_, i64>("kind")? == 0 { CodeKind::Short } else { CodeKind::Long },
        case: CaseId(row.get("case_id")?),
        issued_at: read_time(row, "issued_at")?,
        expires_at: read_time(row, "expires_at")?,
        used,
    })
}

pub(super) fn report(row: &Row<'_>) -> Result<ReportRow> {
    Ok(ReportRow {
        id: read_bytes(row, "id")?,
        token: TokenId(row.get("token")?),
        case: CaseId(row.get("case_id")?),
        body_hash: read_bytes(row, "body_hash")?,
        received_at: read_time(row, "received_at")?,
        published_by: read_time(row, "published_by")?,
        keys: read_u32(row, "keys")?,
        encounters: read_u32(row, "encounters")?,
    })
}

pub(super) fn seen_key(row: &Row<'_>) -> Result<SeenKeyRow> {
    Ok(SeenKeyRow {
        token: row.get::<_, Option<String>>("token")?.map(TokenId),
        start: Interval(read_u32(row, "start")?),
        period: read_u32(row, "period")?,
    })
}

pub(super) fn pending_key(row: &Row<'_>) -> Result<PendingKeyRow> {
    Ok(PendingKeyRow {
        report: read_bytes(row, "report")?,
        position: read_u32(row, "position")?,
        case: CaseId(row.get("case_id")?),
        publish_at: read_time(row, "publish_at")?,
        sealed: row.get("sealed")?,
    })
}

pub(super) fn export(row: &Row<'_>) -> Result<ExportRow> {
    let sha256: Option<Vec<u8>> = row.get("sha256")?;
    let file = match sha256 {
        None => None,
        Some(sha256) => Some(ExportFile { bytes: read_u64(row, "bytes")?, sha256: fixed(&sha256)? }),
    };
    Ok(ExportRow { name: row.get("name")?, start: read_time(row, "start_at")?, end: read_time(row, "end_at")?, file })
}

pub(super) fn document(row: &Row<'_>) -> Result<DocumentRow> {
    Ok(DocumentRow {
        serial: read_u64(row, "serial")?,
        issued_at: read_time(row, "issued_at")?,
        expires_at: read_time(row, "expires_at")?,
        content_hash: read_bytes(row, "content_hash")?,
        bytes: row.get("bytes")?,
    })
}

pub(super) fn audit(row: &Row<'_>) -> Result<AuditRow> {
    let name: String = row.get("act")?;
    Ok(AuditRow {
        at: read_time(row, "at")?,
        officer: row.get("officer")?,
        act: Act::ALL.into_iter().find(|act| act.name() == name).ok_or(StoreError::Corrupt("act"))?,
        case: row.get::<_, Option<String>>("case_id")?.map(CaseId),
    })
}
