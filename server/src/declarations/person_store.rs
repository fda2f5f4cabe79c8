//! The rows of the persons for whom somebody declares.

use lancan_protocol::time::{Day, UnixTime};

use super::store::PersonId;
use crate::ground::ids::Digest;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// A person of a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PersonRow {
    pub(super) id: PersonId,
    /// HMAC of the number that declares for the person.
    pub(super) number: Digest,
    /// HMAC of the person's own number.
    pub(super) own_number: Option<Digest>,
    /// Wrong years of birth that were tried.
    pub(super) tries: u32,
    pub(super) added_at: UnixTime,
    /// The day whose key seals it.
    pub(super) expiry: Day,
    pub(super) sealed: Vec<u8>,
}

const COLUMNS: &str = "id, number, own_number, tries, added_at, expiry, sealed";

fn person(mut row: Row) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        id: row.take()?,
        number: row.take()?,
        own_number: row.take()?,
        tries: row.take()?,
        added_at: row.take()?,
        expiry: row.take()?,
        sealed: row.take()?,
    })
}

/// Adds a person.
pub(super) fn insert(tx: &mut dyn Transaction, new: &PersonRow) -> Result<(), StoreError> {
    tx.insert(
        &format!(
            "-- declarations::insert_person
             INSERT INTO declaration_persons ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (id) DO NOTHING"
        ),
        values![&new.id, &new.number, new.own_number.as_ref(), new.tries, new.added_at, new.expiry, &new.sealed],
    )
}

/// The person with this id, whoever declares for them.
pub(super) fn find(tx: &mut dyn Transaction, id: &PersonId) -> Result<Option<PersonRow>, StoreError> {
    tx.first(
        &format!("-- declarations::find_person\n SELECT {COLUMNS} FROM declaration_persons WHERE id = ?1"),
        values![id],
        person,
    )
}

/// The persons for whom a number declares, in the order in which they were added.
pub(super) fn of_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<PersonRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::persons_of_number
             SELECT {COLUMNS} FROM declaration_persons WHERE number = ?1 ORDER BY added_at, id"
        ),
        values![number],
        person,
    )
}

/// The persons whose own number this is, for whom another number declares.
pub(super) fn with_own_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<PersonRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::persons_with_own_number
             SELECT {COLUMNS} FROM declaration_persons WHERE own_number = ?1 AND number <> ?1 ORDER BY added_at, id"
        ),
        values![number],
        person,
    )
}

/// Writes down everything of a person that may change.
pub(super) fn update(tx: &mut dyn Transaction, row: &PersonRow) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::update_person
         UPDATE declaration_persons SET own_number = ?2, tries = ?3, expiry = ?4, sealed = ?5 WHERE id = ?1",
        values![&row.id, row.own_number.as_ref(), row.tries, row.expiry, &row.sealed],
    )?;
    Ok(())
}

/// Deletes a person; their declarations stay.
pub(super) fn delete(tx: &mut dyn Transaction, id: &PersonId) -> Result<(), StoreError> {
    tx.execute("-- declarations::delete_person\n DELETE FROM declaration_persons WHERE id = ?1", values![id])?;
    Ok(())
}

/// Deletes the persons of a number; their declarations stay.
pub(super) fn erase(tx: &mut dyn Transaction, number: &Digest) -> Result<(), StoreError> {
    tx.execute("-- declarations::erase_persons\n DELETE FROM declaration_persons WHERE number = ?1", values![number])?;
    Ok(())
}

/// Deletes the persons whose key ends on `today` or before.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute("-- declarations::expire_persons\n DELETE FROM declaration_persons WHERE expiry <= ?1", values![today])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn row(id: u8, number: u8, own_number: Option<u8>) -> PersonRow {
        let own_number = own_number.map(|number| [number; 32]);
        PersonRow {
            id: [id; 16],
            number: [number; 32],
            own_number,
            tries: 0,
            added_at: NOW.plus(id.into()),
            expiry: Day(18_793),
            sealed: vec![id],
        }
    }

    async fn persons_are_found_by_both_numbers_changed_and_expire(store: Store) {
        let done: Result<(), StoreError> = store
            .run("declaration_persons", |tx| {
                for new in [row(1, 1, Some(9)), row(2, 1, None), row(3, 2, Some(2))] {
                    insert(tx, &new)?;
                }
                assert_eq!(of_number(tx, &[1; 32])?, [row(1, 1, Some(9)), row(2, 1, None)]);
                assert_eq!(with_own_number(tx, &[9; 32])?, [row(1, 1, Some(9))]);
                assert_eq!(with_own_number(tx, &[2; 32])?, [], "who declares for themselves takes nothing over");
                let changed =
                    PersonRow { tries: 4, own_number: None, expiry: Day(18_800), sealed: vec![7], ..row(1, 1, None) };
                update(tx, &changed)?;
                assert_eq!(find(tx, &[1; 16])?, Some(changed));
                expire(tx, Day(18_793))?;
                assert_eq!((find(tx, &[2; 16])?, find(tx, &[1; 16])?.is_some()), (None, true));
                delete(tx, &[1; 16])?;
                assert_eq!(find(tx, &[1; 16])?, None);
                insert(tx, &row(4, 4, None))?;
                erase(tx, &[4; 32])?;
                assert_eq!(of_number(tx, &[4; 32])?, []);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        persons_are_found_by_both_numbers_changed_and_expire
    }
}
