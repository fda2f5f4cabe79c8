//! The rows of travellers at a gate.

use lancan_protocol::pass::GateNumber;
use lancan_protocol::time::{Day, UnixTime};

use super::decision::TravellerState;
use crate::declarations::DeclarationId;
use crate::ground::ids::{Digest, OfficerId};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A traveller who was presented at a gate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TravellerRow {
    /// The traveller's declaration.
    pub(crate) declaration: DeclarationId,
    /// The gate.
    pub(crate) gate: GateNumber,
    /// The deployment's day on which the traveller was presented.
    pub(crate) day: Day,
    /// When.
    pub(crate) presented_at: UnixTime,
    /// `green`, `yellow` or `red`, as corrected.
    pub(crate) class: String,
    /// The flight or ship; empty where the form does not ask for one.
    pub(crate) vehicle: String,
    /// What came of it so far.
    pub(crate) state: TravellerState,
    pub(super) locked_by: Option<OfficerId>,
    pub(super) locked_until: UnixTime,
    /// Who decided last.
    pub(crate) decided_by: Option<OfficerId>,
    /// When.
    pub(crate) decided_at: Option<UnixTime>,
    /// The first and the last day of quarantine.
    pub(crate) quarantine: Option<(Day, Day)>,
    /// HMAC of the passport's country and number.
    pub(super) passport: Digest,
    /// The day whose key seals the record.
    pub(super) expiry: Day,
    pub(super) sealed: Vec<u8>,
}

impl TravellerRow {
    /// The officer at whose counter the traveller is.
    pub(crate) fn holder(&self, now: UnixTime) -> Option<OfficerId> {
        self.locked_by.filter(|_| self.locked_until > now && self.state.is_open())
    }
}

const COLUMNS: &str = "declaration, gate, day, presented_at, class, vehicle, state, locked_by, locked_until, decided_by, \
                       decided_at, quarantine_from, quarantine_to, passport, expiry, sealed";

fn traveller(mut row: Row) -> Result<TravellerRow, StoreError> {
    Ok(TravellerRow {
        declaration: row.take()?,
        gate: GateNumber(u16::try_from(row.take::<u32>()?).map_err(|_| StoreError::Corrupt("a gate"))?),
        day: row.take()?,
        presented_at: row.take()?,
        class: row.take()?,
        vehicle: row.take()?,
        state: TravellerState::named(&row.take::<String>()?).ok_or(StoreError::Corrupt("a traveller's state"))?,
        locked_by: row.take()?,
        locked_until: row.take()?,
        decided_by: row.take()?,
        decided_at: row.take()?,
        quarantine: row.take::<Option<Day>>()?.zip(row.take::<Option<Day>>()?),
        passport: row.take()?,
        expiry: row.take()?,
        sealed: row.take()?,
    })
}

/// Puts a traveller into the queue; one who is there already stays as they are.
pub(super) fn present(tx: &mut dyn Transaction, new: &TravellerRow) -> Result<(), StoreError> {
    tx.execute(
        "-- gate::present
         INSERT INTO gate_travellers (declaration, gate, day, presented_at, class, vehicle, state, locked_until, passport,
         expiry, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, ?8, ?9, ?10)
         ON CONFLICT (declaration) DO NOTHING",
        values![
            &new.declaration,
            u32::from(new.gate.0),
            new.day,
            new.presented_at,
            &new.class,
            &new.vehicle,
            new.state.name(),
            &new.passport,
            new.expiry,
            &new.sealed
        ],
    )?;
    Ok(())
}

/// The traveller of a declaration.
pub(super) fn find(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<TravellerRow>, StoreError> {
    tx.first(
        &format!("-- gate::find_traveller\n SELECT {COLUMNS} FROM gate_travellers WHERE declaration = ?1"),
        values![id],
        traveller,
    )
}

/// The travellers of a gate who were presented on `since` or later, those first who came first.
pub(super) fn of_gate(tx: &mut dyn Transaction, gate: GateNumber, since: Day) -> Result<Vec<TravellerRow>, StoreError> {
    tx.all(
        &format!(
            "-- gate::travellers_of_gate
             SELECT {COLUMNS} FROM gate_travellers WHERE gate = ?1 AND day >= ?2 ORDER BY presented_at, declaration"
        ),
        values![u32::from(gate.0), since],
        traveller,
    )
}

/// Whoever waits longest at a gate since this day, at nobody's counter.
pub(super) fn next(
    tx: &mut dyn Transaction,
    gate: GateNumber,
    since: Day,
    now: UnixTime,
) -> Result<Option<DeclarationId>, StoreError> {
    tx.first(
        "-- gate::next_traveller
         SELECT declaration FROM gate_travellers
         WHERE gate = ?1 AND day >= ?2 AND state = ?3 AND locked_until <= ?4
         ORDER BY presented_at, declaration LIMIT 1",
        values![u32::from(gate.0), since, TravellerState::Presented.name(), now],
        |mut row| row.take(),
    )
}

/// Holds a traveller for an officer, unless another officer does. Returns whether the officer has the traveller.
pub(super) fn lock(
    tx: &mut dyn Transaction,
    id: &DeclarationId,
    officer: OfficerId,
    now: UnixTime,
    until: UnixTime,
) -> Result<bool, StoreError> {
    let held = tx.execute(
        "-- gate::hold
         UPDATE gate_travellers SET locked_by = ?2, locked_until = ?4
         WHERE declaration = ?1 AND (locked_until <= ?3 OR locked_by = ?2)",
        values![id, officer, now, until],
    )?;
    Ok(held > 0)
}

/// Lets a traveller go back into the queue.
pub(super) fn unlock(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<(), StoreError> {
    tx.execute(
        "-- gate::let_go\n UPDATE gate_travellers SET locked_by = NULL, locked_until = 0 WHERE declaration = ?1",
        values![id],
    )?;
    Ok(())
}

/// Writes what changed of a traveller: class, state, decision, plan and record. The lock is written apart.
pub(super) fn write(tx: &mut dyn Transaction, row: &TravellerRow) -> Result<(), StoreError> {
    tx.execute(
        "-- gate::write_traveller
         UPDATE gate_travellers SET class = ?2, vehicle = ?3, state = ?4, decided_by = ?5, decided_at = ?6,
         quarantine_from = ?7, quarantine_to = ?8, passport = ?9, expiry = ?10, sealed = ?11 WHERE declaration = ?1",
        values![
            &row.declaration,
            &row.class,
            &row.vehicle,
            row.state.name(),
            row.decided_by,
            row.decided_at,
            row.quarantine.map(|(from, _)| from),
            row.quarantine.map(|(_, to)| to),
            &row.passport,
            row.expiry,
            &row.sealed
        ],
    )?;
    Ok(())
}

/// Other travellers with this passport, the latest first; at most `most`.
pub(super) fn with_passport(
    tx: &mut dyn Transaction,
    passport: &Digest,
    but: &DeclarationId,
    most: u32,
) -> Result<Vec<TravellerRow>, StoreError> {
    tx.all(
        &format!(
            "-- gate::travellers_with_passport
             SELECT {COLUMNS} FROM gate_travellers WHERE passport = ?1 AND declaration <> ?2
             ORDER BY presented_at DESC, declaration LIMIT ?3"
        ),
        values![passport, but, most],
        traveller,
    )
}

/// How many travellers of a gate are in a state.
pub(super) struct CountedTravellers {
    pub(super) state: TravellerState,
    /// The last day of their quarantine.
    pub(super) last_day: Option<Day>,
    pub(super) count: u32,
}

/// The travellers who were presented at a gate from one day to another, counted by state and last day of quarantine.
pub(super) fn counted(
    tx: &mut dyn Transaction,
    gate: GateNumber,
    from: Day,
    until: Day,
) -> Result<Vec<CountedTravellers>, StoreError> {
    tx.all(
        "-- gate::counted
         SELECT state, quarantine_to, count(*) FROM gate_travellers WHERE gate = ?1 AND day >= ?2 AND day <= ?3
         GROUP BY state, quarantine_to",
        values![u32::from(gate.0), from, until],
        |mut row| {
            let state =
                TravellerState::named(&row.take::<String>()?).ok_or(StoreError::Corrupt("a traveller's state"))?;
            Ok(CountedTravellers { state, last_day: row.take()?, count: row.take()? })
        },
    )
}

/// Sums over the travellers of a gate since a day: one of them changes when anything in the queue does.
pub(super) fn sums(tx: &mut dyn Transaction, gates: &[GateNumber], since: Day) -> Result<Vec<[i64; 3]>, StoreError> {
    let mut all = Vec::new();
    for gate in gates {
        let sums = tx.first(
            "-- gate::sums
             SELECT count(*), CAST(coalesce(sum(locked_until), 0) AS BIGINT),
             CAST(coalesce(sum(decided_at), 0) AS BIGINT) FROM gate_travellers WHERE gate = ?1 AND day >= ?2",
            values![u32::from(gate.0), since],
            |mut row| Ok([row.take()?, row.take()?, row.take()?]),
        )?;
        all.extend(sums);
    }
    Ok(all)
}

/// Deletes the travellers whose key ends on `today` or before.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- gate::expire_travellers\n DELETE FROM gate_travellers WHERE expiry <= ?1", values![today])?;
    Ok(())
}
