//! A case as its row has it.

use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::ReportType;

use super::days::CaseDays;
use crate::ground::ids::{CaseId, Digest, OfficerId};
use crate::http::Area;
use crate::store::{Row, StoreError};

/// A case (F0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseRow {
    /// Random id.
    pub(crate) id: CaseId,
    /// The id of the health centre that opened the case.
    pub(crate) centre: String,
    /// Where that centre lies.
    pub(crate) area: Area,
    /// The officer who opened the case.
    pub(super) opened_by: OfficerId,
    /// When opened.
    pub(crate) opened_at: UnixTime,
    /// First day on which the case is destroyed.
    pub(crate) expiry: Day,
    /// The case's key, sealed under the key of its expiry day.
    pub(super) sealed_key: Vec<u8>,
    /// The authority's own case number, sealed under the case's key.
    pub(super) sealed_reference: Option<Vec<u8>>,
    /// Days of onset and test in the clear, as schema version 1 kept them until the next start.
    pub(super) clear_days: CaseDays,
    /// Days of onset and test, sealed under the case's key.
    pub(super) sealed_days: Option<Vec<u8>>,
    /// What reports for the case will be about.
    pub(crate) report_type: ReportType,
    /// HMAC of the authority's own case number, if no case before had the number.
    pub(super) reference_digest: Option<Digest>,
    /// The second officer who approved the case.
    pub(super) approved_by: Option<OfficerId>,
    /// When the case was approved.
    pub(super) approved_at: Option<UnixTime>,
    /// The officer who looks after the case.
    pub(crate) in_charge: OfficerId,
    /// When an officer closed the case.
    pub(crate) closed_at: Option<UnixTime>,
    /// The officer who last changed what the case says.
    pub(super) changed_by: Option<OfficerId>,
    /// When an officer revoked the case.
    pub(crate) revoked_at: Option<UnixTime>,
}

/// The columns of a case, in the order that [`case`] reads them.
pub(super) const COLUMNS: &str =
    "id, centre, area, opened_by, opened_at, expiry, sealed_key, sealed_reference, onset, tested, sealed_days,
    report_type, reference_digest, approved_by, approved_at, in_charge, closed_at, changed_by, revoked_at";

/// Reads a case in the order of [`COLUMNS`].
pub(super) fn case(mut row: Row) -> Result<CaseRow, StoreError> {
    Ok(CaseRow {
        id: row.take()?,
        centre: row.take()?,
        area: Area::at(row.take()?),
        opened_by: row.take()?,
        opened_at: row.take()?,
        expiry: row.take()?,
        sealed_key: row.take()?,
        sealed_reference: row.take()?,
        clear_days: CaseDays { onset: row.take()?, tested: row.take()? },
        sealed_days: row.take()?,
        report_type: ReportType::from_number(row.take()?).ok_or(StoreError::Corrupt("report type"))?,
        reference_digest: row.take()?,
        approved_by: row.take()?,
        approved_at: row.take()?,
        in_charge: row.take()?,
        closed_at: row.take()?,
        changed_by: row.take()?,
        revoked_at: row.take()?,
    })
}
