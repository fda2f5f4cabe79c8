//! The rows of cases.

use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::ReportType;

use crate::ground::ids::{CaseId, OfficerId};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A case (F0).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaseRow {
    /// Random id.
    pub(crate) id: CaseId,
    /// The health centre that opened the case.
    pub(crate) centre: String,
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
    /// Day of the first symptoms.
    pub(crate) onset: Option<Day>,
    /// Day of the test.
    pub(crate) tested: Option<Day>,
    /// What reports for the case will be about.
    pub(crate) report_type: ReportType,
}

const COLUMNS: &str =
    "id, centre, opened_by, opened_at, expiry, sealed_key, sealed_reference, onset, tested, report_type";

fn case(mut row: Row) -> Result<CaseRow, StoreError> {
    Ok(CaseRow {
        id: row.take()?,
        centre: row.take()?,
        opened_by: row.take()?,
        opened_at: row.take()?,
        expiry: row.take()?,
        sealed_key: row.take()?,
        sealed_reference: row.take()?,
        onset: row.take()?,
        tested: row.take()?,
        report_type: ReportType::from_number(row.take()?).ok_or(StoreError::Corrupt("report type"))?,
    })
}

pub(super) fn insert(tx: &mut dyn Transaction, case: &CaseRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- cases::insert
             INSERT INTO cases ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT (id) DO NOTHING"
        ),
        values![
            &case.id,
            &case.centre,
            case.opened_by,
            case.opened_at,
            case.expiry,
            &case.sealed_key,
            case.sealed_reference.as_ref(),
            case.onset,
            case.tested,
            i64::from(case.report_type as i32),
        ],
    )
}

pub(super) fn find(tx: &mut dyn Transaction, id: &CaseId) -> Result<Option<CaseRow>, StoreError> {
    tx.first(&format!("-- cases::find\n SELECT {COLUMNS} FROM cases WHERE id = ?1"), values![id], case)
}

/// A centre's cases, newest first.
pub(super) fn of_centre(tx: &mut dyn Transaction, centre: &str) -> Result<Vec<CaseRow>, StoreError> {
    tx.all(
        &format!("-- cases::of_centre\n SELECT {COLUMNS} FROM cases WHERE centre = ?1 ORDER BY opened_at DESC, id"),
        values![centre],
        case,
    )
}

/// The cases that are destroyed on `today` or before.
pub(super) fn ending(tx: &mut dyn Transaction, today: Day) -> Result<Vec<CaseId>, StoreError> {
    tx.all("-- cases::ending\n SELECT id FROM cases WHERE expiry <= ?1 ORDER BY id", values![today], |mut row| {
        row.take()
    })
}

pub(super) fn delete_ending(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- cases::delete_ending\n DELETE FROM cases WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);
    const TODAY: Day = Day(18_772);

    fn new_case(id: &str, expiry: Day) -> CaseRow {
        CaseRow {
            id: CaseId(id.into()),
            centre: "c".into(),
            opened_by: 1,
            opened_at: NOW,
            expiry,
            sealed_key: vec![1],
            sealed_reference: Some(vec![2]),
            onset: Some(Day(18_770)),
            tested: None,
            report_type: ReportType::ConfirmedTest,
        }
    }

    fn officer(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        tx.execute("INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)", &[])?;
        Ok(())
    }

    async fn a_case_reads_back_as_it_was_written(store: Store) {
        let done: Result<(), StoreError> = store
            .run("cases", |tx| {
                officer(tx)?;
                let case = new_case("a", TODAY.plus(1));
                insert(tx, &case)?;
                assert_eq!(insert(tx, &case), Err(StoreError::Exists));
                assert_eq!(find(tx, &case.id)?, Some(case.clone()));
                assert_eq!(of_centre(tx, "c")?, [case]);
                assert!(of_centre(tx, "d")?.is_empty());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_case_ends_on_its_expiry_day(store: Store) {
        let done: Result<(), StoreError> = store
            .run("ending", |tx| {
                officer(tx)?;
                for (id, days) in [("a", 1), ("b", 2)] {
                    insert(tx, &new_case(id, TODAY.plus(days)))?;
                }
                assert!(ending(tx, TODAY)?.is_empty());
                assert_eq!(ending(tx, TODAY.plus(1))?, [CaseId("a".into())]);
                delete_ending(tx, TODAY.plus(1))?;
                assert!(find(tx, &CaseId("a".into()))?.is_none() && find(tx, &CaseId("b".into()))?.is_some());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_case_opened_by_nobody_is_refused_as_such(store: Store) {
        let added = store.run("add", |tx| insert(tx, &new_case("a", TODAY))).await;
        assert_eq!(added, Err(StoreError::Reference));
    }

    crate::store::testing::store_behaviours! {
        a_case_reads_back_as_it_was_written
        a_case_ends_on_its_expiry_day
        a_case_opened_by_nobody_is_refused_as_such
    }
}
