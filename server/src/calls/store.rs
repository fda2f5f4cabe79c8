//! The rows of calls.

use lancan_protocol::time::UnixTime;

use super::CallResult;
use crate::ground::ids::OfficerId;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A contact who is to be called, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallRow {
    /// The contact's id.
    pub(crate) contact: String,
    /// Calls so far.
    pub(crate) attempts: u32,
    /// What came of the last.
    pub(crate) outcome: Option<CallResult>,
    /// Not to be called before.
    pub(crate) due_at: UnixTime,
    /// The officer who is to call; none: whoever is free.
    pub(crate) assigned: Option<OfficerId>,
    pub(super) locked_by: Option<OfficerId>,
    pub(super) locked_until: UnixTime,
    /// Whether there is nothing more to call for.
    pub(crate) is_closed: bool,
}

impl CallRow {
    /// The officer who has the contact on the telephone.
    pub(super) fn holder(&self, now: UnixTime) -> Option<OfficerId> {
        self.locked_by.filter(|_| self.locked_until > now)
    }
}

/// Sums over the calls of an area: one of them changes when anything in the queue does.
pub(super) fn sums(tx: &mut dyn Transaction, area: &Area) -> Result<Option<[i64; 5]>, StoreError> {
    let (from, to) = area.bounds();
    tx.first(
        "-- calls::sums
         SELECT count(*), CAST(coalesce(sum(attempts + closed), 0) AS BIGINT), CAST(coalesce(sum(due_at), 0) AS BIGINT),
         CAST(coalesce(sum(locked_until), 0) AS BIGINT), CAST(coalesce(sum(assigned), 0) AS BIGINT)
         FROM calls WHERE area >= ?1 AND area < ?2",
        values![from.as_str(), to.as_str()],
        |mut row| Ok([row.take()?, row.take()?, row.take()?, row.take()?, row.take()?]),
    )
}

const COLUMNS: &str = "contact, attempts, outcome, due_at, assigned, locked_by, locked_until, closed";

fn call(mut row: Row) -> Result<CallRow, StoreError> {
    Ok(CallRow {
        contact: row.take()?,
        attempts: row.take()?,
        outcome: match row.take::<Option<u32>>()? {
            None => None,
            Some(number) => Some(CallResult::from_number(number).ok_or(StoreError::Corrupt("a call's outcome"))?),
        },
        due_at: row.take()?,
        assigned: row.take()?,
        locked_by: row.take()?,
        locked_until: row.take()?,
        is_closed: row.take::<u32>()? != 0,
    })
}

pub(super) fn enqueue(
    tx: &mut dyn Transaction,
    contact: &str,
    area: &Area,
    due_at: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- calls::enqueue
         INSERT INTO calls (contact, area, due_at, attempts, locked_until, closed) VALUES (?1, ?2, ?3, 0, 0, 0)
         ON CONFLICT (contact) DO UPDATE SET area = excluded.area, due_at = excluded.due_at, closed = 0",
        values![contact, area.path(), due_at],
    )?;
    Ok(())
}

/// Writes the calls to a contact, in the place of what there was.
pub(super) fn put(tx: &mut dyn Transaction, row: &CallRow, area: &Area) -> Result<(), StoreError> {
    tx.execute(
        "-- calls::put
         INSERT INTO calls (contact, area, attempts, outcome, due_at, assigned, locked_by, locked_until, closed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (contact) DO UPDATE SET area = excluded.area, attempts = excluded.attempts,
         outcome = excluded.outcome, due_at = excluded.due_at, assigned = excluded.assigned,
         locked_by = excluded.locked_by, locked_until = excluded.locked_until, closed = excluded.closed",
        values![
            &row.contact,
            area.path(),
            row.attempts,
            row.outcome.map(CallResult::number),
            row.due_at,
            row.assigned,
            row.locked_by,
            row.locked_until,
            u32::from(row.is_closed)
        ],
    )?;
    Ok(())
}

pub(super) fn find(tx: &mut dyn Transaction, contact: &str) -> Result<Option<CallRow>, StoreError> {
    tx.first(&format!("-- calls::find\n SELECT {COLUMNS} FROM calls WHERE contact = ?1"), values![contact], call)
}

/// Who is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Called {
    /// A contact of a case.
    Contact,
    /// Whoever gave a red answer in a declaration.
    Declarer,
}

impl Called {
    /// The condition that finds them.
    const fn condition(self) -> &'static str {
        match self {
            Self::Contact => "contact NOT LIKE 'declaration-%'",
            Self::Declarer => "contact LIKE 'declaration-%'",
        }
    }
}

/// The next call of an officer of this area.
pub(super) fn next(
    tx: &mut dyn Transaction,
    (officer, area): (OfficerId, &Area),
    called: Called,
    now: UnixTime,
) -> Result<Option<CallRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.first(
        &format!(
            "-- calls::next
             SELECT {COLUMNS} FROM calls
             WHERE closed = 0 AND due_at <= ?1 AND area >= ?3 AND area < ?4 AND {}
             AND (assigned IS NULL OR assigned = ?2) AND (locked_until <= ?1 OR locked_by = ?2)
             ORDER BY CASE WHEN locked_until > ?1 THEN 0 WHEN assigned IS NOT NULL THEN 1 ELSE 2 END, due_at, contact
             LIMIT 1",
            called.condition()
        ),
        values![now, officer, from.as_str(), to.as_str()],
        call,
    )
}

/// The open calls of an area, those that are due first, at most `most`.
pub(super) fn open_calls(
    tx: &mut dyn Transaction,
    area: &Area,
    called: Called,
    most: u32,
) -> Result<Vec<CallRow>, StoreError> {
    let (from, to) = area.bounds();
    tx.all(
        &format!(
            "-- calls::open_calls
             SELECT {COLUMNS} FROM calls WHERE closed = 0 AND area >= ?1 AND area < ?2 AND {}
             ORDER BY due_at, contact LIMIT ?3",
            called.condition()
        ),
        values![from.as_str(), to.as_str(), most],
        call,
    )
}

pub(super) fn lock(
    tx: &mut dyn Transaction,
    contact: &str,
    officer: OfficerId,
    until: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- calls::lock\n UPDATE calls SET locked_by = ?2, locked_until = ?3 WHERE contact = ?1",
        values![contact, officer, until],
    )?;
    Ok(())
}

pub(super) fn finish(
    tx: &mut dyn Transaction,
    contact: &str,
    outcome: CallResult,
    due_at: Option<UnixTime>,
) -> Result<(), StoreError> {
    tx.execute(
        "-- calls::finish
         UPDATE calls SET attempts = attempts + 1, outcome = ?2, due_at = coalesce(?3, due_at), closed = ?4,
         locked_by = NULL, locked_until = 0 WHERE contact = ?1",
        values![contact, outcome.number(), due_at, u32::from(due_at.is_none())],
    )?;
    Ok(())
}

pub(super) fn assign(tx: &mut dyn Transaction, contact: &str, officer: Option<OfficerId>) -> Result<bool, StoreError> {
    let assigned = tx.execute(
        "-- calls::assign\n UPDATE calls SET assigned = ?2 WHERE contact = ?1 AND closed = 0",
        values![contact, officer],
    )?;
    Ok(assigned > 0)
}

pub(super) fn forget(tx: &mut dyn Transaction, contact: &str) -> Result<(), StoreError> {
    tx.execute("-- calls::forget\n DELETE FROM calls WHERE contact = ?1", values![contact])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Caller, NotYours, all_waiting, finish as write_down, take, take_next};
    use super::*;
    use crate::http::{Officer, Role};
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn officer(id: OfficerId, area: &Area) -> Officer {
        Officer {
            id,
            centre: "c".into(),
            centre_name: "C".into(),
            home: area.clone(),
            role: Role::Officer,
            area: area.clone(),
            confirmed: false,
        }
    }

    fn set_up(tx: &mut dyn Transaction) -> Result<(), StoreError> {
        for id in [1, 2] {
            tx.execute(
                "INSERT INTO officers (id, name, centre, password, created_at) VALUES (?1, ?2, 'c', 'p', 0)",
                values![i64::from(id), format!("officer {id}").as_str()],
            )?;
        }
        Ok(())
    }

    async fn a_call_is_one_officers_until_it_is_written_down_or_a_quarter_of_an_hour_is_over(store: Store) {
        let done: Result<(), StoreError> = store
            .run("calls", |tx| {
                set_up(tx)?;
                let ward = Area::COUNTRY.unit("68");
                let (an, binh) = (officer(1, &ward), officer(2, &ward));
                enqueue(tx, "a", &ward, NOW)?;
                let next = |tx: &mut dyn Transaction, officer: &Officer, at| {
                    Ok::<_, StoreError>(take_next(tx, officer, at)?.map(|call| call.contact))
                };
                assert_eq!(next(tx, &an, NOW.minus(1))?, None, "not due");
                assert_eq!(next(tx, &an, NOW)?.as_deref(), Some("a"));
                assert_eq!(next(tx, &an, NOW.plus(5))?.as_deref(), Some("a"), "asked again");
                assert_eq!(next(tx, &binh, NOW.plus(5))?, None, "locked");
                assert_eq!(write_down(tx, &binh, "a", CallResult::Reached, None, NOW)?, Err(NotYours::Locked));
                let later = NOW.plus(5 + 15 * 60);
                assert_eq!(next(tx, &binh, later)?.as_deref(), Some("a"), "let go");
                assert_eq!(write_down(tx, &an, "a", CallResult::Reached, None, later)?, Err(NotYours::Locked));
                assert_eq!(write_down(tx, &binh, "a", CallResult::Busy, None, later)?, Ok(()));
                assert_eq!(next(tx, &an, later.plus(1_799))?, None);
                assert_eq!(next(tx, &an, later.plus(1_800))?.as_deref(), Some("a"));
                assert_eq!(write_down(tx, &an, "a", CallResult::Reached, None, later.plus(1_801))?, Ok(()));
                assert_eq!(
                    write_down(tx, &an, "a", CallResult::Reached, None, later.plus(1_802))?,
                    Err(NotYours::Gone)
                );
                let call = find(tx, "a")?.unwrap();
                assert_eq!((call.attempts, call.outcome, call.is_closed), (2, Some(CallResult::Reached), true));
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn calls_of_the_own_area_come_assigned_ones_first_then_the_longest_waiting(store: Store) {
        let done: Result<(), StoreError> = store
            .run("calls", |tx| {
                set_up(tx)?;
                let (ward, other) = (Area::COUNTRY.unit("68"), Area::COUNTRY.unit("69"));
                for (contact, area, due) in [("a", &ward, 2), ("b", &ward, 1), ("c", &ward, 3), ("d", &other, 0)] {
                    enqueue(tx, contact, area, NOW.plus(due))?;
                }
                assert!(assign(tx, "c", Some(1))? && !assign(tx, "x", Some(1))?);
                let (an, binh, at) = (officer(1, &ward), officer(2, &ward), NOW.plus(9));
                let mut seen = Vec::new();
                for officer in [&an, &binh, &an, &an] {
                    let call = take_next(tx, officer, at)?;
                    if let Some(call) = call {
                        assert_eq!(write_down(tx, officer, &call.contact, CallResult::Refused, None, at)?, Ok(()));
                        seen.push(call.contact);
                    }
                }
                assert_eq!(seen, ["c", "b", "a"]);
                let asked = NOW.plus(50_000);
                enqueue(tx, "a", &ward, NOW)?;
                assert_eq!(take_next(tx, &an, at)?.unwrap().contact, "a");
                assert_eq!(write_down(tx, &an, "a", CallResult::Later, Some(asked), at)?, Ok(()));
                assert_eq!(find(tx, "a")?.unwrap().due_at, asked);
                // A call is taken before its time by who has the contact's page open, but not one that is a colleague's.
                assert_eq!(take(tx, &an, "a", at)?, Ok(()));
                assert_eq!(take(tx, &binh, "a", at)?, Err(NotYours::Locked));
                let over = at.plus(15 * 60);
                assert!(assign(tx, "a", Some(1))?);
                assert_eq!(take(tx, &binh, "a", over)?, Err(NotYours::Assigned));
                assert_eq!(take(tx, &binh, "c", over)?, Err(NotYours::Gone));
                let queue = all_waiting(tx, &ward, 9, at)?;
                assert_eq!(queue.len(), 1, "of the own area, and open");
                let of = |caller: &Caller| (caller.id, caller.name.clone());
                assert_eq!(queue[0].assigned.as_ref().map(of), Some((1, "officer 1".to_owned())));
                assert_eq!(queue[0].held.as_ref().map(|(caller, until)| (of(caller).0, *until)), Some((1, over)));
                assert!(all_waiting(tx, &ward, 9, over)?[0].held.is_none(), "let go");
                forget(tx, "a")?;
                assert!(find(tx, "a")?.is_none());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_call_is_one_officers_until_it_is_written_down_or_a_quarter_of_an_hour_is_over
        calls_of_the_own_area_come_assigned_ones_first_then_the_longest_waiting
    }
}
