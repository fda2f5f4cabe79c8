//! The rows of the audit log.

use super::Act;
use crate::store::{StoreError, Transaction};
use crate::values;

pub(super) fn insert(tx: &mut dyn Transaction, act: &Act) -> Result<(), StoreError> {
    tx.execute(
        "-- audit::insert
         INSERT INTO audit (at, officer, act, case_id) VALUES (?1, ?2, ?3, ?4)",
        values![act.at, act.officer, act.what, act.case.as_ref()],
    )?;
    Ok(())
}

#[cfg(test)]
#[derive(Debug, PartialEq, Eq)]
pub(super) struct AuditRow {
    pub(super) at: lancan_protocol::time::UnixTime,
    pub(super) officer: i64,
    pub(super) what: String,
}

#[cfg(test)]
pub(super) fn of_case(
    tx: &mut dyn Transaction,
    case: &crate::ground::ids::CaseId,
) -> Result<Vec<AuditRow>, StoreError> {
    tx.all(
        "-- audit::of_case
         SELECT at, officer, act FROM audit WHERE case_id = ?1 ORDER BY id",
        values![case],
        |mut row| Ok(AuditRow { at: row.take()?, officer: row.take()?, what: row.take()? }),
    )
}
