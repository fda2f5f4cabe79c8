//! The rows of gate passes.

use lancan_protocol::pass::{GateNumber, GatePass, PassId};
use lancan_protocol::places::Minute;
use lancan_protocol::time::{Day, UnixTime};

use crate::declarations::DeclarationId;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The passes of one declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PassRow {
    /// The pass's random name.
    pub(super) id: PassId,
    /// The declaration that it is of.
    pub(super) declaration: DeclarationId,
    /// The gate that it is for.
    pub(super) gate: GateNumber,
    /// The first minute in which it is valid.
    pub(super) valid_from: Minute,
    /// The first minute in which it is valid no more.
    pub(super) valid_to: Minute,
    /// The newest serial.
    pub(super) serial: u16,
    /// Serials up to this one were taken back.
    pub(super) taken_back: u16,
    /// The day on which the row is deleted.
    pub(super) expiry: Day,
}

impl PassRow {
    /// The newest pass; none where it was taken back.
    pub(super) fn pass(&self) -> Option<GatePass> {
        let pass = GatePass {
            id: self.id,
            gate: self.gate,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            serial: self.serial,
        };
        (self.serial > self.taken_back).then_some(pass)
    }
}

const COLUMNS: &str = "id, declaration, gate, valid_from, valid_to, serial, taken_back, expiry";

fn small(number: u32) -> Result<u16, StoreError> {
    u16::try_from(number).map_err(|_| StoreError::Corrupt("a gate pass"))
}

fn pass(mut row: Row) -> Result<PassRow, StoreError> {
    Ok(PassRow {
        id: PassId(row.take()?),
        declaration: row.take()?,
        gate: GateNumber(small(row.take()?)?),
        valid_from: Minute(row.take()?),
        valid_to: Minute(row.take()?),
        serial: small(row.take()?)?,
        taken_back: small(row.take()?)?,
        expiry: row.take()?,
    })
}

/// Keeps the first pass of a declaration; one that is there stays.
pub(super) fn insert(tx: &mut dyn Transaction, new: &PassRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- gate::insert_pass
             INSERT INTO gate_passes ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT DO NOTHING"
        ),
        values![
            &new.id.0,
            &new.declaration,
            u32::from(new.gate.0),
            new.valid_from.0,
            new.valid_to.0,
            u32::from(new.serial),
            u32::from(new.taken_back),
            new.expiry
        ],
    )?;
    Ok(())
}

/// The passes of a declaration.
pub(super) fn of_declaration(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<PassRow>, StoreError> {
    tx.first(
        &format!("-- gate::pass_of_declaration\n SELECT {COLUMNS} FROM gate_passes WHERE declaration = ?1"),
        values![id],
        pass,
    )
}

/// The passes of this name.
pub(super) fn named(tx: &mut dyn Transaction, id: PassId) -> Result<Option<PassRow>, StoreError> {
    tx.first(&format!("-- gate::pass_named\n SELECT {COLUMNS} FROM gate_passes WHERE id = ?1"), values![&id.0], pass)
}

/// The passes of a gate that were not taken back, valid from before `until` on and at `now` still; at most `most`. `today` is the
/// deployment's day.
pub(super) fn of_gate(
    tx: &mut dyn Transaction,
    gate: GateNumber,
    today: Day,
    (now, until): (Minute, Minute),
    most: u32,
) -> Result<Vec<PassRow>, StoreError> {
    tx.all(
        &format!(
            "-- gate::passes_of_gate
             SELECT {COLUMNS} FROM gate_passes
             WHERE expiry > ?1 AND gate = ?2 AND valid_from < ?3 AND valid_to > ?4 AND serial > taken_back
             ORDER BY id LIMIT ?5"
        ),
        values![today, u32::from(gate.0), until.0, now.0, most],
        pass,
    )
}

/// Notes the newest serial of a declaration's passes, and up to which they were taken back.
pub(super) fn set(
    tx: &mut dyn Transaction,
    id: PassId,
    serial: u16,
    taken_back: u16,
    now: UnixTime,
) -> Result<(), StoreError> {
    tx.execute(
        "-- gate::set_pass
         UPDATE gate_passes SET serial = ?2, taken_back = ?3, back_at = ?4 WHERE id = ?1",
        values![&id.0, u32::from(serial), u32::from(taken_back), now],
    )?;
    Ok(())
}

/// A pass that was taken back: its name, the greatest serial, and when.
pub(super) type PassTakenBack = (PassId, u16, UnixTime);

/// Passes that were taken back at `since` or later and would still be valid, in the order in which they were; at most `most`.
pub(super) fn taken_back(
    tx: &mut dyn Transaction,
    since: UnixTime,
    now: Minute,
    most: u32,
) -> Result<Vec<PassTakenBack>, StoreError> {
    tx.all(
        "-- gate::passes_taken_back
         SELECT id, taken_back, back_at FROM gate_passes
         WHERE back_at >= ?1 AND valid_to > ?2 ORDER BY back_at, id LIMIT ?3",
        values![since, now.0, most],
        |mut row| Ok((PassId(row.take()?), small(row.take()?)?, row.take()?)),
    )
}

/// Deletes the passes whose time is over.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- gate::expire_passes\n DELETE FROM gate_passes WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn row(id: u8) -> PassRow {
        PassRow {
            id: PassId([id; 16]),
            declaration: [id + 100; 16],
            gate: GateNumber(102),
            valid_from: Minute::of(NOW),
            valid_to: Minute::of(NOW).plus(60),
            serial: 1,
            taken_back: 0,
            expiry: Day(18_775),
        }
    }

    async fn passes_are_taken_back_in_their_order_listed_while_valid_and_expire(store: Store) {
        let done: Result<(), StoreError> = store
            .run("gate_passes", |tx| {
                for id in 1..=3 {
                    insert(tx, &row(id))?;
                }
                insert(tx, &PassRow { id: PassId([9; 16]), ..row(1) })?;
                assert_eq!(of_declaration(tx, &[101; 16])?, Some(row(1)), "the first of a declaration stays");
                set(tx, PassId([2; 16]), 2, 1, NOW.plus(5))?;
                set(tx, PassId([1; 16]), 1, u16::MAX, NOW.plus(9))?;
                let now = Minute::of(NOW);
                let [first, second] = [(PassId([2; 16]), 1, NOW.plus(5)), (PassId([1; 16]), u16::MAX, NOW.plus(9))];
                assert_eq!(taken_back(tx, UnixTime(0), now, 9)?, [first, second]);
                assert_eq!(taken_back(tx, UnixTime(0), now, 1)?, [first]);
                assert_eq!(taken_back(tx, NOW.plus(6), now, 9)?, [second]);
                assert_eq!(taken_back(tx, UnixTime(0), now.plus(60), 9)?, [], "valid no more");
                let newer = named(tx, PassId([2; 16]))?.and_then(|row| row.pass()).map(|pass| pass.serial);
                assert_eq!((newer, named(tx, PassId([1; 16]))?.and_then(|row| row.pass())), (Some(2), None));
                expire(tx, Day(18_774))?;
                assert_eq!(named(tx, PassId([3; 16]))?, Some(row(3)));
                expire(tx, Day(18_775))?;
                assert_eq!(named(tx, PassId([3; 16]))?, None);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        passes_are_taken_back_in_their_order_listed_while_valid_and_expire
    }
}
