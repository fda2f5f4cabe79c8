//! Health centres: an id, by which cases and officers belong together, and a name, which phones show.
//!
//! Two centres may have the same name, and a centre may get another name.

use lancan_protocol::problem::Problem;
use unicode_normalization::UnicodeNormalization as _;

use super::LONGEST_TEXT;
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::http::Area;
use crate::store::{StoreError, Transaction};
use crate::values;

/// A health centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    /// Random id; the name itself for centres of schema version 1.
    pub id: String,
    /// Name, as phones show it.
    pub name: String,
    /// Code of the unit that the centre belongs to, where it belongs to one.
    pub unit: Option<String>,
}

/// How an operator names a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CentreRef<'a> {
    /// By its name. A centre of this name is made where there is none.
    Named(&'a str),
    /// By its id.
    Id(&'a str),
}

/// The id of the centre that is meant.
pub(super) fn resolve(tx: &mut dyn Transaction, centre: CentreRef<'_>) -> Result<String, Failure> {
    let refused = |text| Failure::from(Refusal::saying(Problem::RequestInvalid, text));
    match centre {
        CentreRef::Id(id) => {
            let found = all(tx)?.into_iter().find(|centre| centre.id == id);
            found.map(|centre| centre.id).ok_or_else(|| refused("officer-centre-unknown"))
        }
        CentreRef::Named(name) => {
            let name = written(name)?;
            let mut found = named(tx, &name)?;
            match (found.pop(), found.is_empty()) {
                (None, _) => Ok(insert(tx, &name)?),
                (Some(id), true) => Ok(id),
                (Some(_), false) => Err(refused("officer-centre-ambiguous")),
            }
        }
    }
}

/// Adds a centre, though another may have its name. Returns its id.
pub(super) fn create(tx: &mut dyn Transaction, name: &str) -> Result<String, Failure> {
    Ok(insert(tx, &written(name)?)?)
}

/// Gives a centre another name.
pub(super) fn rename(tx: &mut dyn Transaction, id: &str, name: &str) -> Result<(), Failure> {
    let name = written(name)?;
    let renamed = tx.execute("-- centres::rename\n UPDATE centres SET name = ?2 WHERE id = ?1", values![id, &name])?;
    match renamed {
        0 => Err(Refusal::saying(Problem::RequestInvalid, "officer-centre-unknown").into()),
        _ => Ok(()),
    }
}

/// Puts a centre into a unit, where it has this area of its own.
pub(super) fn place(tx: &mut dyn Transaction, id: &str, unit: &str, area: &Area) -> Result<(), Failure> {
    let placed = tx.execute(
        "-- centres::place\n UPDATE centres SET unit = ?2, area = ?3 WHERE id = ?1",
        values![id, unit, area.path()],
    )?;
    match placed {
        0 => Err(Refusal::saying(Problem::RequestInvalid, "officer-centre-unknown").into()),
        _ => Ok(()),
    }
}

/// Where a centre lies.
pub(super) fn area_of(tx: &mut dyn Transaction, id: &str) -> Result<Area, StoreError> {
    let area = tx.first("-- centres::area_of\n SELECT area FROM centres WHERE id = ?1", values![id], |mut row| {
        row.take::<String>()
    })?;
    Ok(area.map_or_else(|| Area::COUNTRY.centre(id), Area::at))
}

/// Every centre, by name.
pub(super) fn all(tx: &mut dyn Transaction) -> Result<Vec<Centre>, StoreError> {
    tx.all("-- centres::all\n SELECT id, name, unit FROM centres ORDER BY name, id", &[], |mut row| {
        Ok(Centre { id: row.take()?, name: row.take()?, unit: row.take()? })
    })
}

/// The name of a centre.
pub(super) fn name_of(tx: &mut dyn Transaction, id: &str) -> Result<Option<String>, StoreError> {
    tx.first("-- centres::name_of\n SELECT name FROM centres WHERE id = ?1", values![id], |mut row| row.take())
}

fn named(tx: &mut dyn Transaction, name: &str) -> Result<Vec<String>, StoreError> {
    tx.all("-- centres::named\n SELECT id FROM centres WHERE name = ?1 ORDER BY id", values![name], |mut row| {
        row.take()
    })
}

fn insert(tx: &mut dyn Transaction, name: &str) -> Result<String, StoreError> {
    let id = random::id();
    tx.execute(
        "-- centres::insert\n INSERT INTO centres (id, name, area) VALUES (?1, ?2, ?3)",
        values![&id, name, Area::COUNTRY.centre(&id).path()],
    )?;
    Ok(id)
}

/// A name as it is kept: one form of each accented letter, no space around.
fn written(name: &str) -> Result<String, Refusal> {
    let name: String = name.trim().nfc().collect();
    if name.is_empty() || name.chars().count() > LONGEST_TEXT || name.chars().any(char::is_control) {
        return Err(Refusal::saying(Problem::RequestInvalid, "officer-name"));
    }
    Ok(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn a_name_stands_for_one_centre_until_another_has_it_too(store: Store) {
        let done: Result<(), Failure> = store
            .run("centres", |tx| {
                let id = resolve(tx, CentreRef::Named("Trạm 1"))?;
                // Spaces, and the same letters in another form, make no other centre.
                assert_eq!(resolve(tx, CentreRef::Named(" Tra\u{323}m 1 "))?, id);
                assert_eq!(resolve(tx, CentreRef::Id(&id))?, id);
                assert!(resolve(tx, CentreRef::Id("x")).is_err() && resolve(tx, CentreRef::Named(" ")).is_err());
                let other = create(tx, "Trạm 1")?;
                assert!(resolve(tx, CentreRef::Named("Trạm 1")).is_err());
                rename(tx, &other, "Trạm 2")?;
                assert_eq!(resolve(tx, CentreRef::Named("Trạm 1"))?, id);
                assert_eq!(name_of(tx, &other)?.as_deref(), Some("Trạm 2"));
                assert!(rename(tx, "x", "Trạm 3").is_err());
                let area = Area::COUNTRY.unit("68").centre(&other);
                place(tx, &other, "68", &area)?;
                assert!(place(tx, "x", "68", &area).is_err());
                let units: Vec<_> = all(tx)?.into_iter().map(|centre| centre.unit).collect();
                assert_eq!(units, [None, Some("68".to_owned())]);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_name_stands_for_one_centre_until_another_has_it_too
    }
}
