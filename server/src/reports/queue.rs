//! Keys that wait for their publication, in groups: the keys of one report that may be published from one instant on.
//!
//! A group is one row, sealed as a whole. Which of its keys still wait, and which the export that is being made has taken,
//! are two numbers beside it, so that a key that is left for a later export costs no new sealing.

use lancan_protocol::time::UnixTime;

use crate::ground::ids::{CaseId, ReportId};
use crate::store::{Row, StoreError, Transaction, Value};
use crate::values;

/// Most keys of one group: as many as a stored number has bits to spare.
pub(super) const MOST_KEYS: usize = 62;

/// Where a group stands: groups are published in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// Not to be published before.
    pub(super) publish_at: UnixTime,
    /// The report that brought the keys.
    pub(super) report: ReportId,
    /// Position among the groups of the report.
    pub(super) position: u32,
}

/// A group of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GroupRow {
    pub(super) place: Place,
    /// The case whose key seals the group.
    pub(super) case: CaseId,
    /// The keys, sealed under the case's key.
    pub(super) sealed: Vec<u8>,
    /// Bit `i`: key `i` waits.
    pub(super) waiting: u64,
}

const COLUMNS: &str = "publish_at, report, position, case_id, sealed, waiting";

fn group(mut row: Row) -> Result<GroupRow, StoreError> {
    let place = Place { publish_at: row.take()?, report: row.take()?, position: row.take()? };
    Ok(GroupRow { place, case: row.take()?, sealed: row.take()?, waiting: row.take()? })
}

/// Adds groups, of whose keys no export has taken any.
pub(super) fn insert(tx: &mut dyn Transaction, new: Vec<GroupRow>) -> Result<(), StoreError> {
    let rows = new.into_iter().map(|row| {
        let Place { publish_at, report, position } = row.place;
        let taken = 0_u64;
        [
            publish_at.into(),
            (&report).into(),
            position.into(),
            (&row.case).into(),
            row.sealed.into(),
            row.waiting.into(),
            taken.into(),
        ]
    });
    let rows: Vec<[Value; 7]> = rows.collect();
    tx.insert_all(&rows, |rows| {
        format!(
            "-- reports::queue::insert
             INSERT INTO waiting_keys ({COLUMNS}, taken) VALUES {rows} ON CONFLICT (report, position) DO NOTHING"
        )
    })
}

/// The next groups that may be published at `until`, in order, from behind a place on; `most` of them at most.
pub(super) fn due(
    tx: &mut dyn Transaction,
    until: UnixTime,
    behind: Option<&Place>,
    most: u32,
) -> Result<Vec<GroupRow>, StoreError> {
    let first = Place { publish_at: UnixTime(0), report: [0; 16], position: 0 };
    let Place { publish_at, report, position } = behind.unwrap_or(&first);
    tx.all(
        &format!(
            "-- reports::queue::due
             SELECT {COLUMNS} FROM waiting_keys
             WHERE publish_at <= ?1 AND publish_at >= ?2 AND (publish_at, report, position) > (?2, ?3, ?4)
             ORDER BY publish_at, report, position LIMIT ?5"
        ),
        values![until, *publish_at, report, *position, most],
        group,
    )
}

/// Notes that the export with this end holds some keys of a group. Returns false where the group waits no more, because its
/// case was revoked or its report taken back.
pub(super) fn take(
    tx: &mut dyn Transaction,
    export_end: UnixTime,
    place: &Place,
    keys: u64,
) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "-- reports::queue::take
         UPDATE waiting_keys SET taken = ?3, export_end = ?4 WHERE report = ?1 AND position = ?2",
        values![&place.report, place.position, keys, export_end],
    )?;
    Ok(taken > 0)
}

/// The groups of which the export with end `?1` holds keys; the first `?2`.
const OF_EXPORT: &str = "SELECT report, position FROM waiting_keys WHERE export_end = ?1 LIMIT ?2";

/// Gives keys back that an export was to hold, of `most` groups at most. Returns of how many.
pub(super) fn give_back(tx: &mut dyn Transaction, export_end: UnixTime, most: u32) -> Result<u64, StoreError> {
    tx.execute(
        &format!(
            "-- reports::queue::give_back
             UPDATE waiting_keys SET taken = 0, export_end = NULL WHERE (report, position) IN ({OF_EXPORT})"
        ),
        values![export_end, most],
    )
}

/// Forgets the keys that a published export holds, of `most` groups at most. Returns of how many.
pub(super) fn forget(tx: &mut dyn Transaction, export_end: UnixTime, most: u32) -> Result<u64, StoreError> {
    let left = tx.execute(
        &format!(
            "-- reports::queue::forget, keys
             UPDATE waiting_keys SET waiting = waiting - taken, taken = 0, export_end = NULL
             WHERE (report, position) IN ({OF_EXPORT}) AND taken <> waiting"
        ),
        values![export_end, most],
    )?;
    let gone = tx.execute(
        &format!(
            "-- reports::queue::forget, groups
             DELETE FROM waiting_keys WHERE (report, position) IN ({OF_EXPORT}) AND taken = waiting"
        ),
        values![export_end, most],
    )?;
    Ok(left + gone)
}

/// What an export has taken of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TakenBits {
    /// Bit `i`: key `i` is taken.
    pub(super) keys: u64,
    /// The end of the export; none where no export has taken any.
    pub(super) export_end: Option<UnixTime>,
}

/// The groups of a report, each with what an export has taken of it.
pub(super) fn of_report(tx: &mut dyn Transaction, report: &ReportId) -> Result<Vec<(GroupRow, TakenBits)>, StoreError> {
    tx.all(
        &format!(
            "-- reports::queue::of_report
             SELECT {COLUMNS}, taken, export_end FROM waiting_keys WHERE report = ?1 ORDER BY position"
        ),
        values![report],
        |mut row| {
            let place = Place { publish_at: row.take()?, report: row.take()?, position: row.take()? };
            let group = GroupRow { place, case: row.take()?, sealed: row.take()?, waiting: row.take()? };
            Ok((group, TakenBits { keys: row.take()?, export_end: row.take()? }))
        },
    )
}

/// How many groups an export has taken keys of.
pub(super) fn taken(tx: &mut dyn Transaction, export_end: UnixTime) -> Result<u64, StoreError> {
    let count = tx.first(
        "-- reports::queue::taken
         SELECT count(*) FROM waiting_keys WHERE export_end = ?1",
        values![export_end],
        |mut row| row.take(),
    )?;
    Ok(count.unwrap_or_default())
}

/// Lets no key of a report that waits be published. An export that took some and is made again takes none of them.
pub(super) fn stop(tx: &mut dyn Transaction, report: &ReportId) -> Result<(), StoreError> {
    tx.execute("-- reports::queue::stop\n DELETE FROM waiting_keys WHERE report = ?1", values![report])?;
    Ok(())
}

/// The end of an export that still holds taken keys.
pub(super) fn unsettled(tx: &mut dyn Transaction) -> Result<Option<UnixTime>, StoreError> {
    tx.first(
        "-- reports::queue::unsettled
         SELECT export_end FROM waiting_keys WHERE export_end IS NOT NULL LIMIT 1",
        &[],
        |mut row| row.take(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn group(position: u32, publish_at: UnixTime, waiting: u64) -> GroupRow {
        let place = Place { publish_at, report: [1; 16], position };
        GroupRow { place, case: CaseId("a".into()), sealed: vec![5], waiting }
    }

    /// An officer, a case and a report.
    fn set_up(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        for statement in [
            "INSERT INTO officers (id, name, centre, password, created_at) VALUES (1, 'an', 'c', 'p', 0)",
            "INSERT INTO cases (id, centre, opened_by, opened_at, expiry, sealed_key, report_type)
             SELECT 'a', 'c', 1, 0, 1, ?1, 1",
            "INSERT INTO reports (id, token, case_id, body_hash, received_at, published_by, keys, encounters, sealed)
             VALUES (?1, 't', 'a', ?1, 0, 0, 0, 0, ?1)",
        ] {
            let id = values![&[1_u8; 16][..]];
            tx.execute(statement, if statement.contains("?1") { id } else { &[] })?;
        }
        Ok(())
    }

    async fn groups_are_due_in_the_order_of_their_time_a_part_at_a_time(store: Store) {
        let done: Result<(), StoreError> = store
            .run("due", |tx| {
                set_up(tx)?;
                let all = [group(7, NOW.minus(1), 1), group(0, NOW, 1), group(3, NOW, 1), group(1, NOW.plus(1), 1)];
                insert(tx, all.iter().rev().cloned().collect())?;
                assert_eq!(insert(tx, vec![all[0].clone()]), Err(StoreError::Exists));
                assert_eq!(due(tx, NOW, None, 2)?, all[..2]);
                assert_eq!(due(tx, NOW, Some(&all[1].place), 2)?, all[2..3]);
                assert!(due(tx, NOW, Some(&all[2].place), 2)?.is_empty());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn taken_keys_go_with_their_export_or_come_back_and_the_others_stay(store: Store) {
        let done: Result<(), StoreError> = store
            .run("take", |tx| {
                set_up(tx)?;
                let (whole, part, none) = (group(0, NOW, 0b11), group(1, NOW, 0b111), group(2, NOW, 1));
                insert(tx, vec![whole.clone(), part.clone(), none.clone()])?;
                assert_eq!(unsettled(tx)?, None);
                let take_both = |tx: &mut dyn Transaction| {
                    assert!(take(tx, NOW, &whole.place, 0b11)? && take(tx, NOW, &part.place, 0b101)?);
                    Ok::<_, StoreError>(())
                };
                take_both(tx)?;
                assert_eq!(unsettled(tx)?, Some(NOW));
                while give_back(tx, NOW, 1)? > 0 {}
                assert_eq!(due(tx, NOW, None, 9)?, [whole.clone(), part.clone(), none.clone()]);
                take_both(tx)?;
                while forget(tx, NOW, 1)? > 0 {}
                assert_eq!((unsettled(tx)?, forget(tx, NOW, 1)?), (None, 0));
                assert_eq!(due(tx, NOW, None, 9)?, [GroupRow { waiting: 0b10, ..part }, none]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_stopped_group_is_taken_by_no_export(store: Store) {
        let done: Result<(), StoreError> = store
            .run("stop", |tx| {
                set_up(tx)?;
                let (one, other) = (group(0, NOW, 0b11), group(1, NOW, 0b1));
                insert(tx, vec![one.clone(), other.clone()])?;
                take(tx, NOW, &one.place, 0b10)?;
                let none = TakenBits { keys: 0, export_end: None };
                let some = TakenBits { keys: 0b10, export_end: Some(NOW) };
                assert_eq!(of_report(tx, &one.place.report)?, [(one.clone(), some), (other.clone(), none)]);
                assert_eq!((taken(tx, NOW)?, taken(tx, NOW.plus(1))?), (1, 0));
                stop(tx, &one.place.report)?;
                assert_eq!(taken(tx, NOW)?, 0);
                assert!(!take(tx, NOW, &other.place, 0b1)? && due(tx, NOW, None, 9)?.is_empty());
                assert_eq!((give_back(tx, NOW, 9)?, unsettled(tx)?), (0, None));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_group_of_no_report_is_refused_as_such(store: Store) {
        let added = store.run("add", |tx| insert(tx, vec![group(0, NOW, 1)])).await;
        assert_eq!(added, Err(StoreError::Reference));
    }

    crate::store::testing::store_behaviours! {
        groups_are_due_in_the_order_of_their_time_a_part_at_a_time
        taken_keys_go_with_their_export_or_come_back_and_the_others_stay
        a_stopped_group_is_taken_by_no_export
        a_group_of_no_report_is_refused_as_such
    }
}
