//! The rows of milestones.

use lancan_protocol::time::Day;

use crate::ground::ids::CaseId;
use crate::store::{StoreError, Transaction};
use crate::values;

/// The milestones of a case: id, and what is sealed.
pub(super) fn of_case(tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    tx.all(
        "-- cases::milestones_of_case\n SELECT id, sealed FROM case_milestones WHERE case_id = ?1 ORDER BY id",
        values![case],
        |mut row| Ok((row.take()?, row.take()?)),
    )
}

pub(super) fn insert(tx: &mut dyn Transaction, case: &CaseId, id: &str, sealed: &Vec<u8>) -> Result<(), StoreError> {
    tx.insert(
        "-- cases::insert_milestone
         INSERT INTO case_milestones (case_id, id, sealed) VALUES (?1, ?2, ?3) ON CONFLICT (case_id, id) DO NOTHING",
        values![case, id, sealed],
    )
}

/// Deletes a milestone; `false` where the case has none with this id.
pub(super) fn delete(tx: &mut dyn Transaction, case: &CaseId, id: &str) -> Result<bool, StoreError> {
    let deleted = tx.execute(
        "-- cases::delete_milestone\n DELETE FROM case_milestones WHERE case_id = ?1 AND id = ?2",
        values![case, id],
    )?;
    Ok(deleted > 0)
}

/// Deletes the milestones of cases that end on `today` or before.
pub(super) fn delete_ending(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- cases::delete_ending_milestones
         DELETE FROM case_milestones WHERE case_id IN (SELECT id FROM cases WHERE expiry <= ?1)",
        values![today],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn milestones_are_of_their_case_and_end_with_it(store: Store) {
        let done: Result<(), StoreError> = store
            .run("milestones", |tx| {
                tx.execute(
                    "INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)",
                    &[],
                )?;
                for (id, expiry) in [("a", 10_u64), ("b", 11)] {
                    tx.execute(
                        "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
                         VALUES (?1, 'c', 1, 0, ?2, ?3, 1)",
                        values![id, expiry, &vec![1_u8]],
                    )?;
                }
                let [a, b] = ["a", "b"].map(|id| CaseId(id.into()));
                insert(tx, &a, "1", &vec![1])?;
                insert(tx, &a, "2", &vec![2])?;
                insert(tx, &b, "1", &vec![3])?;
                assert_eq!(insert(tx, &a, "1", &vec![9]), Err(StoreError::Exists));
                assert_eq!(of_case(tx, &a)?, [("1".to_owned(), vec![1]), ("2".to_owned(), vec![2])]);
                assert!(delete(tx, &a, "1")? && !delete(tx, &a, "1")?);
                delete_ending(tx, Day(10))?;
                assert!(of_case(tx, &a)?.is_empty());
                assert_eq!(of_case(tx, &b)?, [("1".to_owned(), vec![3])]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        milestones_are_of_their_case_and_end_with_it
    }
}
