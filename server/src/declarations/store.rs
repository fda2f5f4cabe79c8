//! The rows of declarations.

use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::Digest;
use crate::http::Area;
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// The 16 random bytes by which a declaration is known.
pub(crate) type DeclarationId = [u8; 16];

/// The 16 random bytes by which a person of a family is known.
pub(crate) type PersonId = [u8; 16];

/// A declaration without its sealed answers, as lists read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ListedRow {
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
    /// Whose officers it concerns.
    pub(super) area: Area,
    /// The code of the border gate.
    pub(super) gate: Option<String>,
    /// What an officer made of it: kind and id.
    pub(super) became: Option<String>,
    /// The person of the family whom it is about.
    pub(super) person: Option<PersonId>,
    /// The declaration of entry whose journey it shares.
    pub(super) leader: Option<DeclarationId>,
}

/// A declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeclarationRow {
    pub(super) listed: ListedRow,
    /// All answers, sealed.
    pub(super) sealed: Vec<u8>,
}

pub(super) const LISTED: &str =
    "id, number, form, version, day, at, class, clear, replaced_at, expiry, area, gate, became, person, leader";

fn listed(row: &mut Row) -> Result<ListedRow, StoreError> {
    Ok(ListedRow {
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
        area: Area::at(row.take()?),
        gate: row.take()?,
        became: row.take()?,
        person: row.take()?,
        leader: row.take()?,
    })
}

pub(super) fn declaration(mut row: Row) -> Result<DeclarationRow, StoreError> {
    Ok(DeclarationRow { listed: listed(&mut row)?, sealed: row.take()? })
}

/// Keeps a declaration with the HMACs that find it.
pub(super) fn insert(tx: &mut dyn Transaction, new: &DeclarationRow, words: &[Digest]) -> Result<(), StoreError> {
    let DeclarationRow { listed, sealed } = new;
    tx.insert(
        &format!(
            "-- declarations::insert
             INSERT INTO declarations ({LISTED}, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
             ON CONFLICT (id) DO NOTHING"
        ),
        values![
            &listed.id,
            &listed.number,
            &listed.form,
            &listed.version,
            listed.day,
            listed.at,
            &listed.class,
            &listed.clear,
            listed.replaced_at,
            listed.expiry,
            listed.area.path(),
            listed.gate.as_deref(),
            listed.became.as_deref(),
            listed.person.as_ref(),
            listed.leader.as_ref(),
            sealed
        ],
    )?;
    for word in words {
        tx.execute(
            "-- declarations::insert, words
             INSERT INTO declaration_words (word, declaration) VALUES (?1, ?2) ON CONFLICT (word, declaration) DO NOTHING",
            values![word, &listed.id],
        )?;
    }
    Ok(())
}

/// The declaration with this id.
pub(super) fn find(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<Option<DeclarationRow>, StoreError> {
    tx.first(
        &format!("-- declarations::find\n SELECT {LISTED}, sealed FROM declarations WHERE id = ?1"),
        values![id],
        declaration,
    )
}

/// The declarations of a number without their answers, the newest first.
pub(super) fn of_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<ListedRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::of_number
             SELECT {LISTED} FROM declarations WHERE number = ?1 ORDER BY at DESC, id"
        ),
        values![number],
        |mut row| listed(&mut row),
    )
}

/// The declarations of a number with their sealed answers, the newest first.
pub(super) fn whole_of_number(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<DeclarationRow>, StoreError> {
    tx.all(
        &format!(
            "-- declarations::whole_of_number
             SELECT {LISTED}, sealed FROM declarations WHERE number = ?1 ORDER BY at DESC, id"
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

/// Notes what an officer made of a declaration. Returns false where something was made of it already.
pub(super) fn became(tx: &mut dyn Transaction, id: &DeclarationId, became: &str) -> Result<bool, StoreError> {
    let noted = tx.execute(
        "-- declarations::became\n UPDATE declarations SET became = ?2 WHERE id = ?1 AND became IS NULL",
        values![id, became],
    )?;
    Ok(noted > 0)
}

/// What is counted of a declaration.
pub(super) struct CountedRow {
    /// HMAC of the declarer's number.
    pub(super) number: Digest,
    /// The person of the family whom it is about.
    pub(super) person: Option<PersonId>,
    pub(super) form: String,
    pub(super) class: String,
    /// The answers in the clear, JSON by name.
    pub(super) clear: String,
}

/// The clear columns of the declarations of an area that stand, which came from one instant on and before another.
pub(super) fn counted(
    tx: &mut dyn Transaction,
    area: &Area,
    from: UnixTime,
    before: UnixTime,
) -> Result<Vec<CountedRow>, StoreError> {
    let (first, end) = area.bounds();
    tx.all(
        "-- declarations::counted
         SELECT number, person, form, class, clear FROM declarations
         WHERE area >= ?1 AND area < ?2 AND at >= ?3 AND at < ?4 AND replaced_at IS NULL",
        values![first.as_str(), end.as_str(), from, before],
        |mut row| {
            Ok(CountedRow {
                number: row.take()?,
                person: row.take()?,
                form: row.take()?,
                class: row.take()?,
                clear: row.take()?,
            })
        },
    )
}

/// Makes everything that was declared for a person the own of another number.
pub(super) fn hand_over(tx: &mut dyn Transaction, person: &PersonId, number: &Digest) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::hand_over\n UPDATE declarations SET number = ?2, person = NULL WHERE person = ?1",
        values![person, number],
    )?;
    Ok(())
}

/// Deletes one declaration.
pub(super) fn delete(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<(), StoreError> {
    tx.execute("-- declarations::delete\n DELETE FROM declarations WHERE id = ?1", values![id])?;
    Ok(())
}

/// The declarations whose key ends on `today` or before.
pub(super) fn expired(tx: &mut dyn Transaction, today: Day) -> Result<Vec<ListedRow>, StoreError> {
    tx.all(
        &format!("-- declarations::expired\n SELECT {LISTED} FROM declarations WHERE expiry <= ?1"),
        values![today],
        |mut row| listed(&mut row),
    )
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
        let listed = ListedRow {
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
            area: Area::COUNTRY.unit("68"),
            gate: None,
            became: None,
            person: None,
            leader: None,
        };
        DeclarationRow { listed, sealed: vec![7] }
    }

    async fn declarations_are_found_by_number_replaced_erased_and_expire(store: Store) {
        let done: Result<(), StoreError> = store
            .run("declarations", |tx| {
                let mut second = row(2, 1, 5);
                second.listed.person = Some([8; 16]);
                for new in [row(1, 1, 0), second.clone(), row(3, 2, 9)] {
                    insert(tx, &new, &[[5; 32], [6; 32]])?;
                }
                assert_eq!(whole_of_number(tx, &[1; 32])?, [second.clone(), row(1, 1, 0)], "the newest first");
                assert_eq!(of_number(tx, &[1; 32])?, [second.listed, row(1, 1, 0).listed]);
                assert!(became(tx, &[3; 16], "case 1")? && !became(tx, &[3; 16], "case 2")?, "once");
                replace(tx, &[1; 16], NOW.plus(5))?;
                assert_eq!(find(tx, &[1; 16])?.and_then(|row| row.listed.replaced_at), Some(NOW.plus(5)));
                hand_over(tx, &[8; 16], &[7; 32])?;
                let taken = find(tx, &[2; 16])?.map(|row| (row.listed.number, row.listed.person));
                assert_eq!(taken, Some(([7; 32], None)), "the person's alone");
                assert_eq!(of_number(tx, &[1; 32])?.len(), 1);
                delete(tx, &[2; 16])?;
                assert_eq!(erase(tx, &[1; 32])?, 1);
                assert_eq!(find(tx, &[1; 16])?, None);
                expire(tx, Day(18_792))?;
                let mut third = row(3, 2, 9);
                third.listed.became = Some("case 1".to_owned());
                assert_eq!(find(tx, &[3; 16])?, Some(third));
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
