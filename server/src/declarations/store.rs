//! The rows of declarations.

use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The 16 random bytes by which a declaration is known.
pub(crate) type DeclarationId = [u8; 16];

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeclarationRow {
    pub(super) id: DeclarationId,
    /// HMAC of the declarer's number.
    pub(super) number: Digest,
    /// The form's id.
    pub(super) form: String,
    /// The form's version.
    pub(super) version: String,
    /// The deployment's day on which it came.
    pub(super) day: Day,
    /// When it came.
    pub(super) at: UnixTime,
    /// `green`, `yellow` or `red`.
    pub(super) class: String,
    /// The answers in the clear, JSON by name.
    pub(super) clear: String,
    /// When a later one took its place.
    pub(super) replaced_at: Option<UnixTime>,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    /// All answers, sealed.
    pub(super) sealed: Vec<u8>,
}

const COLUMNS: &str = "id, number, form, version, day, at, class, clear, replaced_at, expiry, sealed";

fn declaration(mut row: Row) -> Result<DeclarationRow, StoreError> {
    Ok(DeclarationRow {
        id: row.take()?,
        number: row.take()?,
        form: row.take()?,
        version: row.take()?,
        day: row.take()?,
        at: row.take()?,
        class: row.take()?,
        clear: row.take()?,
        replaced_at: row.take()?,
        expiry: row.take()?,
        sealed: row.take()?,
    })
}

/// Keeps a declaration.
pub(super) fn insert(tx: &mut dyn Transaction, new: &DeclarationRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- declarations::insert
             INSERT INTO declarations ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO NOTHING"
        ),
        values![
            &new.id,
            &new.number,
            &new.form,
            &new.version,
            new.day,
            new.at,
            &new.class,
            &new.clear,
            new.replaced_at,
            new.expiry,
            &new.sealed
        ],
    )
}

/// The declaration with this id.
pub(super) fn find(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<DeclarationRow>, StoreError> {
    tx.first(
        &format!("-- declarations::find\n SELECT {COLUMNS} FROM declarations WHERE id = ?1"),
        values![id],
        declaration,
    )
}

/// The declarations of a number, the newest first.
pub(super) fn of_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<DeclarationRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::of_number
             SELECT {COLUMNS} FROM declarations WHERE number = ?1 ORDER BY at DESC, id"
        ),
        values![number],
        declaration,
    )
}

/// Notes that a later declaration took the place of this one.
pub(super) fn replace(tx: &mut dyn Transaction, id: &DeclarationId, now: UnixTime) -> Result<(), StoreError> {
    tx.execute("-- declarations::replace\n UPDATE declarations SET replaced_at = ?2 WHERE id = ?1", values![id, now])?;
    Ok(())
}

/// Deletes every declaration of a number. Returns how many there were.
pub(super) fn erase(tx: &mut dyn Transaction, number: &Digest) -> Result<u64, StoreError> {
    tx.execute("-- declarations::erase\n DELETE FROM declarations WHERE number = ?1", values![number])
}

/// Deletes the declarations whose key ends on `today` or before.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- declarations::expire\n DELETE FROM declarations WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn row(id: u8, number: u8, at: u64) -> DeclarationRow {
        DeclarationRow {
            id: [id; 16],
            number: [number; 32],
            form: "ncovi".to_owned(),
            version: "2021-05".to_owned(),
            day: Day(18_772),
            at: NOW.plus(at),
            class: "red".to_owned(),
            clear: "{}".to_owned(),
            replaced_at: None,
            expiry: Day(18_793),
            sealed: vec![7],
        }
    }

    async fn declarations_are_found_by_number_replaced_erased_and_expire(store: Store) {
        let done: Result<(), StoreError> = store
            .run("declarations", |tx| {
                for new in [row(1, 1, 0), row(2, 1, 5), row(3, 2, 9)] {
                    insert(tx, &new)?;
                }
                assert_eq!(of_number(tx, &[1; 32])?, [row(2, 1, 5), row(1, 1, 0)], "the newest first");
                replace(tx, &[1; 16], NOW.plus(5))?;
                assert_eq!(find(tx, &[1; 16])?.and_then(|row| row.replaced_at), Some(NOW.plus(5)));
                assert_eq!(erase(tx, &[1; 32])?, 2);
                assert_eq!(find(tx, &[1; 16])?, None);
                expire(tx, Day(18_792))?;
                assert_eq!(find(tx, &[3; 16])?, Some(row(3, 2, 9)));
                expire(tx, Day(18_793))?;
                assert_eq!(find(tx, &[3; 16])?, None);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        declarations_are_found_by_number_replaced_erased_and_expire
    }
}
