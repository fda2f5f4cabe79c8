//! The statements on cases.

use lancan_protocol::time::{Day, UnixTime};

use super::row::{COLUMNS, CaseRow, case};
use crate::ground::ids::{CaseId, Digest, OfficerId};
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};
use crate::values;

pub(super) fn insert(tx: &mut dyn Transaction, case: &CaseRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- cases::insert
             INSERT INTO cases ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12,
                ?13, ?14, ?15, ?16, ?17, ?18, ?19)
             ON CONFLICT (id) DO NOTHING"
        ),
        values![
            &case.id,
            &case.centre,
            case.area.path(),
            case.opened_by,
            case.opened_at,
            case.expiry,
            &case.sealed_key,
            case.sealed_reference.as_ref(),
            case.clear_days.onset,
            case.clear_days.tested,
            case.sealed_days.as_ref(),
            i64::from(case.report_type as i32),
            case.reference_digest.as_ref(),
            case.approved_by,
            case.approved_at,
            case.in_charge,
            case.closed_at,
            case.changed_by,
            case.revoked_at,
        ],
    )
}

pub(super) fn find(tx: &mut dyn Transaction, id: &CaseId) -> Result<Option<CaseRow>, StoreError> {
    tx.first(&format!("-- cases::find\n SELECT {COLUMNS} FROM cases WHERE id = ?1"), values![id], case)
}

/// The case with this case number.
pub(super) fn with_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Option<CaseRow>, StoreError> {
    let found = format!("-- cases::with_number\n SELECT {COLUMNS} FROM cases WHERE reference_digest = ?1");
    tx.first(&found, values![number], case)
}

/// Replaces what an officer may change of a case.
pub(super) fn change(tx: &mut dyn Transaction, case: &CaseRow) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::change
         UPDATE cases SET sealed_reference = ?2, reference_digest = ?3, sealed_days = ?4, report_type = ?5,
         approved_by = ?6, approved_at = ?7, changed_by = ?8 WHERE id = ?1",
        values![
            &case.id,
            case.sealed_reference.as_ref(),
            case.reference_digest.as_ref(),
            case.sealed_days.as_ref(),
            i64::from(case.report_type as i32),
            case.approved_by,
            case.approved_at,
            case.changed_by,
        ],
    )?;
    Ok(())
}

/// Closes a case, or opens it again with no time.
pub(super) fn close(tx: &mut dyn Transaction, id: &CaseId, at: Option<UnixTime>) -> Result<(), StoreError> {
    tx.execute("-- cases::close\n UPDATE cases SET closed_at = ?2 WHERE id = ?1", values![id, at])?;
    Ok(())
}

/// Revokes a case, which is closed from then on. Its number is free for another case.
pub(super) fn revoke(tx: &mut dyn Transaction, id: &CaseId, at: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::revoke\n UPDATE cases SET revoked_at = ?2, closed_at = coalesce(closed_at, ?2), reference_digest = NULL
         WHERE id = ?1",
        values![id, at],
    )?;
    Ok(())
}

pub(super) fn approve(
    tx: &mut dyn Transaction,
    id: &CaseId,
    officer: OfficerId,
    at: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::approve\n UPDATE cases SET approved_by = ?2, approved_at = ?3 WHERE id = ?1 AND approved_at IS NULL",
        values![id, officer, at],
    )?;
    Ok(())
}

/// Hands the cases of an area from one officer to another. Returns how many.
pub(super) fn hand_over(
    tx: &mut dyn Transaction,
    area: &Area,
    from: OfficerId,
    to: OfficerId,
) -> Result<u64, StoreError> {
    let (first, end) = area.bounds();
    tx.execute(
        "-- cases::hand_over\n UPDATE cases SET in_charge = ?4 WHERE in_charge = ?3 AND area >= ?1 AND area < ?2",
        values![first.as_str(), end.as_str(), from, to],
    )
}

/// Gives a case to an officer elsewhere.
pub(super) fn give(tx: &mut dyn Transaction, case: &CaseId, officer: &Officer, area: &Area) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::give\n UPDATE cases SET centre = ?2, area = ?3, in_charge = ?4 WHERE id = ?1",
        values![case, officer.centre.as_str(), area.path(), officer.id],
    )?;
    Ok(())
}

/// Where a page of cases begins: after the case that was opened then and has this id.
pub(super) type After = (UnixTime, CaseId);

/// At most `most` of an area's cases, newest first, those after `after`.
pub(super) fn in_area(
    tx: &mut dyn Transaction,
    area: &Area,
    after: Option<&After>,
    most: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    let newest = (UnixTime(u64::MAX >> 1), CaseId(String::new()));
    let (opened_at, id) = after.unwrap_or(&newest);
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- cases::in_area
             SELECT {COLUMNS} FROM cases
             WHERE area >= ?1 AND area < ?2 AND opened_at <= ?3 AND (opened_at < ?3 OR id > ?4)
             ORDER BY opened_at DESC, id LIMIT ?5"
        ),
        values![from.as_str(), to.as_str(), *opened_at, id, u64::from(most)],
        case,
    )
}

/// The cases of a centre lie in this area from now on.
pub(super) fn move_cases(tx: &mut dyn Transaction, centre: &str, area: &Area) -> Result<(), StoreError> {
    tx.execute("-- cases::move_cases\n UPDATE cases SET area = ?2 WHERE centre = ?1", values![centre, area.path()])?;
    Ok(())
}

/// The cases whose days lie in the clear.
pub(super) fn with_clear_days(tx: &mut dyn Transaction) -> Result<Vec<CaseRow>, StoreError> {
    tx.all(
        &format!(
            "-- cases::with_clear_days
             SELECT {COLUMNS} FROM cases WHERE onset IS NOT NULL OR tested IS NOT NULL ORDER BY id"
        ),
        &[],
        case,
    )
}

/// Replaces the days in the clear by sealed ones, or by none.
pub(super) fn seal_days(tx: &mut dyn Transaction, id: &CaseId, sealed: Option<&Vec<u8>>) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::seal_days
         UPDATE cases SET onset = NULL, tested = NULL, sealed_days = ?2 WHERE id = ?1",
        values![id, sealed],
    )?;
    Ok(())
}

/// The cases that are destroyed on `today` or before.
pub(super) fn ending(tx: &mut dyn Transaction, today: Day) -> Result<Vec<CaseId>, StoreError> {
    tx.all("-- cases::ending\n SELECT id FROM cases WHERE expiry <= ?1 ORDER BY id", values![today], |mut row| {
        row.take()
    })
}

/// A case ends on this day, whatever its expiry was. Its key does not open any more.
pub(super) fn end_on(tx: &mut dyn Transaction, id: &CaseId, day: Day) -> Result<(), StoreError> {
    tx.execute("-- cases::end_on\n UPDATE cases SET expiry = ?2 WHERE id = ?1", values![id, day])?;
    Ok(())
}

pub(super) fn delete_ending(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- cases::delete_ending\n DELETE FROM cases WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use lancan_protocol::wire::ReportType;

    use super::*;
    use crate::cases::CaseDays;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);
    const TODAY: Day = Day(18_772);

    fn new_case(id: &str, expiry: Day) -> CaseRow {
        CaseRow {
            id: CaseId(id.into()),
            centre: "c".into(),
            area: Area::COUNTRY.centre("c"),
            opened_by: 1,
            opened_at: NOW,
            expiry,
            sealed_key: vec![1],
            sealed_reference: Some(vec![2]),
            clear_days: CaseDays { onset: Some(Day(18_770)), tested: None },
            sealed_days: Some(vec![3]),
            report_type: ReportType::ConfirmedTest,
            reference_digest: None,
            approved_by: None,
            approved_at: None,
            in_charge: 1,
            closed_at: None,
            changed_by: None,
            revoked_at: None,
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
                assert_eq!(in_area(tx, &case.area, None, 9)?, std::slice::from_ref(&case));
                assert_eq!(in_area(tx, &Area::COUNTRY, None, 9)?, [case]);
                assert!(in_area(tx, &Area::COUNTRY.centre("d"), None, 9)?.is_empty());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn an_areas_cases_come_page_by_page_each_once_newest_first(store: Store) {
        let done: Result<(), StoreError> = store
            .run("pages", |tx| {
                officer(tx)?;
                // Three of one second, and two later ones.
                for (id, seconds) in [("a", 0), ("b", 0), ("c", 0), ("d", 1), ("e", 2)] {
                    insert(tx, &CaseRow { opened_at: NOW.plus(seconds), ..new_case(id, TODAY) })?;
                }
                let (mut after, mut seen) = (None, Vec::new());
                loop {
                    let page = in_area(tx, &Area::COUNTRY, after.as_ref(), 2)?;
                    let Some(last) = page.last() else { break };
                    after = Some((last.opened_at, last.id.clone()));
                    assert!(page.len() <= 2);
                    seen.extend(page.into_iter().map(|case| case.id.0));
                }
                assert_eq!(seen, ["e", "d", "a", "b", "c"]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn an_area_holds_the_cases_of_its_own_centres_only(store: Store) {
        let done: Result<(), StoreError> = store
            .run("areas", |tx| {
                officer(tx)?;
                let province = Area::COUNTRY.unit("68");
                let (a, b) = (province.unit("24787"), province.unit("24788"));
                for (id, area) in [("a", a.centre("x")), ("b", b.centre("y")), ("c", Area::COUNTRY.centre("z"))] {
                    insert(tx, &CaseRow { area, ..new_case(id, TODAY) })?;
                }
                let mut seen = |area: &Area| -> Result<Vec<String>, StoreError> {
                    Ok(in_area(tx, area, None, 9)?.into_iter().map(|case| case.id.0).collect())
                };
                assert_eq!((seen(&a)?, seen(&b)?), (vec!["a".to_owned()], vec!["b".to_owned()]));
                assert_eq!((seen(&province)?.len(), seen(&Area::COUNTRY)?.len()), (2, 3));
                assert!(seen(&Area::COUNTRY.unit("6"))?.is_empty());
                move_cases(tx, "c", &b.centre("c"))?;
                assert_eq!(in_area(tx, &b, None, 9)?.len(), 3, "every one is of centre c");
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_case_number_is_the_first_cases_own(store: Store) {
        let done: Result<(), StoreError> = store
            .run("references", |tx| {
                officer(tx)?;
                let case = CaseRow { reference_digest: Some([7; 32]), ..new_case("a", TODAY) };
                insert(tx, &case)?;
                insert(tx, &new_case("b", TODAY))?;
                insert(tx, &new_case("c", TODAY))?;
                assert!(with_number(tx, &[7; 32])?.is_some() && with_number(tx, &[8; 32])?.is_none());
                approve(tx, &CaseId("b".into()), 2, NOW)?;
                approve(tx, &CaseId("b".into()), 3, NOW.plus(1))?;
                let approved = find(tx, &CaseId("b".into()))?.unwrap();
                assert_eq!(
                    (approved.approved_by, approved.approved_at),
                    (Some(2), Some(NOW)),
                    "the first approval stays"
                );
                assert_eq!(hand_over(tx, &Area::COUNTRY.centre("d"), 1, 9)?, 0);
                assert_eq!(hand_over(tx, &Area::COUNTRY, 1, 9)?, 3);
                assert_eq!(find(tx, &case.id)?.unwrap().in_charge, 9);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_case_is_changed_and_closed_alone(store: Store) {
        let done: Result<(), StoreError> = store
            .run("change", |tx| {
                officer(tx)?;
                let [a, b] = ["a", "b"].map(|id| new_case(id, TODAY));
                insert(tx, &a)?;
                insert(tx, &b)?;
                let changed = CaseRow {
                    sealed_reference: Some(vec![5]),
                    reference_digest: Some([7; 32]),
                    sealed_days: Some(vec![6]),
                    report_type: ReportType::ConfirmedClinicalDiagnosis,
                    ..a
                };
                change(tx, &changed)?;
                assert_eq!(find(tx, &changed.id)?.as_ref(), Some(&changed));
                close(tx, &changed.id, Some(NOW))?;
                assert_eq!(find(tx, &changed.id)?.unwrap().closed_at, Some(NOW));
                close(tx, &changed.id, None)?;
                assert_eq!(find(tx, &changed.id)?, Some(changed));
                assert_eq!(find(tx, &b.id)?, Some(b));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn days_in_the_clear_are_replaced(store: Store) {
        let done: Result<(), StoreError> = store
            .run("seal", |tx| {
                officer(tx)?;
                let case = CaseRow { sealed_days: None, ..new_case("a", TODAY) };
                insert(tx, &case)?;
                assert_eq!(with_clear_days(tx)?, std::slice::from_ref(&case));
                seal_days(tx, &case.id, Some(&vec![4]))?;
                assert!(with_clear_days(tx)?.is_empty());
                let sealed = CaseRow { clear_days: CaseDays::default(), sealed_days: Some(vec![4]), ..case };
                assert_eq!(find(tx, &sealed.id)?, Some(sealed));
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
        an_areas_cases_come_page_by_page_each_once_newest_first
        an_area_holds_the_cases_of_its_own_centres_only
        a_case_number_is_the_first_cases_own
        a_case_is_changed_and_closed_alone
        days_in_the_clear_are_replaced
        a_case_ends_on_its_expiry_day
        a_case_opened_by_nobody_is_refused_as_such
    }
}
