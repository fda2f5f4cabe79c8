//! The rows of checkers, of their invitations, and of the masked lines that they leave.

use lancan_protocol::places::LogId;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::{CheckerId, EnvelopeId, LineReader, LogHour};

use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A checker's device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CheckerRow {
    pub(super) id: CheckerId,
    pub(super) place: String,
    /// An uncompressed point.
    pub(super) public_key: Vec<u8>,
    /// Sealed.
    pub(super) door: Vec<u8>,
    pub(super) added_at: UnixTime,
}

/// An invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvitationRow {
    /// HMAC of the secret.
    pub(super) token: Digest,
    pub(super) place: String,
    /// Sealed.
    pub(super) door: Vec<u8>,
    pub(super) expires_at: UnixTime,
}

/// A masked line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct LineRow {
    pub(super) id: EnvelopeId,
    pub(super) log: LogId,
    pub(super) hour: LogHour,
    pub(super) reader: LineReader,
    pub(super) sealed: Vec<u8>,
}

const CHECKER_COLUMNS: &str = "id, place, public_key, door, added_at";

fn checker(mut row: Row) -> Result<CheckerRow, StoreError> {
    Ok(CheckerRow {
        id: CheckerId(row.take()?),
        place: row.take()?,
        public_key: row.take()?,
        door: row.take()?,
        added_at: row.take()?,
    })
}

/// The checker with this name.
pub(super) fn find(tx: &mut dyn Transaction, id: CheckerId) -> Result<Option<CheckerRow>, StoreError> {
    tx.first(
        &format!("-- visitor_log::find_checker\n SELECT {CHECKER_COLUMNS} FROM log_checkers WHERE id = ?1"),
        values![&id.0],
        checker,
    )
}

/// The checkers of a place, who came first first.
pub(super) fn of_place(tx: &mut dyn Transaction, place: &str) -> Result<Vec<CheckerRow>, StoreError> {
    tx.all(
        &format!(
            "-- visitor_log::checkers_of_place
             SELECT {CHECKER_COLUMNS} FROM log_checkers WHERE place = ?1 ORDER BY added_at, id"
        ),
        values![place],
        checker,
    )
}

/// Adds a checker. The same device again changes nothing.
pub(super) fn insert(tx: &mut dyn Transaction, new: &CheckerRow) -> Result<(), StoreError> {
    tx.execute(
        &format!(
            "-- visitor_log::insert_checker
             INSERT INTO log_checkers ({CHECKER_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO NOTHING"
        ),
        values![&new.id.0, &new.place, &new.public_key, &new.door, new.added_at],
    )?;
    Ok(())
}

/// Takes a checker off a place. Returns whether there was one.
pub(super) fn take_off(tx: &mut dyn Transaction, place: &str, id: CheckerId) -> Result<bool, StoreError> {
    let taken = tx.execute(
        "-- visitor_log::take_off\n DELETE FROM log_checkers WHERE id = ?1 AND place = ?2",
        values![&id.0, place],
    )?;
    Ok(taken > 0)
}

/// Keeps an invitation.
pub(super) fn insert_invitation(tx: &mut dyn Transaction, new: &InvitationRow) -> Result<(), StoreError> {
    tx.insert(
        "-- visitor_log::insert_invitation
         INSERT INTO log_invitations (token, place, door, expires_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (token) DO NOTHING",
        values![&new.token, &new.place, &new.door, new.expires_at],
    )
}

/// The invitation with this token, which is used up by it, if it has not ended.
pub(super) fn spend_invitation(
    tx: &mut dyn Transaction,
    token: &Digest,
    now: UnixTime,
) -> Result<Option<InvitationRow>, StoreError> {
    let found = tx.first(
        "-- visitor_log::invitation
         SELECT token, place, door, expires_at FROM log_invitations WHERE token = ?1 AND expires_at > ?2",
        values![token, now],
        |mut row| {
            Ok(InvitationRow { token: row.take()?, place: row.take()?, door: row.take()?, expires_at: row.take()? })
        },
    )?;
    tx.execute("-- visitor_log::spend_invitation\n DELETE FROM log_invitations WHERE token = ?1", values![token])?;
    Ok(found)
}

/// Keeps a masked line. The same one again changes nothing.
pub(super) fn insert_line(tx: &mut dyn Transaction, new: &LineRow) -> Result<(), StoreError> {
    tx.execute(
        "-- visitor_log::insert_line
         INSERT INTO log_lines (id, log_id, hour, reader, sealed) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        values![&new.id.0, new.log.as_bytes(), new.hour.0, &new.reader.0, &new.sealed],
    )?;
    Ok(())
}

/// The lines of a code generation from an hour on that one browser can read, the earliest hour first.
pub(super) fn lines(
    tx: &mut dyn Transaction,
    log: LogId,
    since: LogHour,
    reader: LineReader,
) -> Result<Vec<LineRow>, StoreError> {
    tx.all(
        "-- visitor_log::lines
         SELECT id, log_id, hour, reader, sealed FROM log_lines
         WHERE log_id = ?1 AND hour >= ?2 AND reader = ?3 ORDER BY hour, id",
        values![log.as_bytes(), since.0, &reader.0],
        |mut row| {
            Ok(LineRow {
                id: EnvelopeId(row.take()?),
                log: LogId::from_bytes(row.take()?),
                hour: LogHour(row.take()?),
                reader: LineReader(row.take()?),
                sealed: row.take()?,
            })
        },
    )
}

/// Deletes the lines of hours before this one, invitations that ended, and checkers that were added before.
pub(super) fn expire(
    tx: &mut dyn Transaction,
    lines_before: LogHour,
    now: UnixTime,
    checkers_before: UnixTime,
) -> Result<(), StoreError> {
    tx.execute("-- visitor_log::expire_lines\n DELETE FROM log_lines WHERE hour < ?1", values![lines_before.0])?;
    tx.execute(
        "-- visitor_log::expire_invitations\n DELETE FROM log_invitations WHERE expires_at <= ?1",
        values![now],
    )?;
    tx.execute(
        "-- visitor_log::expire_checkers\n DELETE FROM log_checkers WHERE added_at < ?1",
        values![checkers_before],
    )?;
    Ok(())
}
