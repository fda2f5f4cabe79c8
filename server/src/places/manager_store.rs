//! The rows of managers and of their sessions.

use lancan_protocol::time::UnixTime;

use super::store::{PLACE_COLUMNS, PlaceRow, place};
use crate::ground::ids::Digest;
use crate::store::{StoreError, Transaction};
use crate::values;

/// A manager of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManagerRow {
    /// The place.
    pub(super) place: String,
    /// HMAC of the number.
    pub(super) number: Digest,
    /// Number and name, sealed.
    pub(super) sealed: Vec<u8>,
    /// When the manager showed the number.
    pub(super) added_at: UnixTime,
}

/// A session of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ManagerSession {
    /// HMAC of the token.
    pub(super) token: Digest,
    /// HMAC of the number.
    pub(super) number: Digest,
    /// The number, sealed.
    pub(super) sealed: Vec<u8>,
    /// When the number was shown last.
    pub(super) confirmed_at: UnixTime,
    /// When the session ends.
    pub(super) expires_at: UnixTime,
}

/// Adds a manager, unless the place has this one.
pub(super) fn insert_manager(tx: &mut dyn Transaction, new: &ManagerRow) -> Result<(), StoreError> {
    tx.execute(
        "-- places::insert_manager
         INSERT INTO place_managers (place, number, sealed, added_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (place, number) DO NOTHING",
        values![&new.place, &new.number, &new.sealed, new.added_at],
    )?;
    Ok(())
}

/// The managers of a place, who came first first.
pub(super) fn managers(tx: &mut dyn Transaction, of: &str) -> Result<Vec<ManagerRow>, StoreError> {
    tx.all(
        "-- places::managers
         SELECT place, number, sealed, added_at FROM place_managers WHERE place = ?1 ORDER BY added_at, number",
        values![of],
        |mut row| {
            Ok(ManagerRow { place: row.take()?, number: row.take()?, sealed: row.take()?, added_at: row.take()? })
        },
    )
}

fn delete_manager(tx: &mut dyn Transaction, of: &str, number: &Digest) -> Result<u64, StoreError> {
    tx.execute(
        "-- places::delete_manager\n DELETE FROM place_managers WHERE place = ?1 AND number = ?2",
        values![of, number],
    )
}

/// Takes a manager off a place. Of whoever manages none any more no session is left, which holds the number. Returns how many
/// were taken off.
pub(super) fn take_off(tx: &mut dyn Transaction, of: &str, number: &Digest) -> Result<u64, StoreError> {
    let taken = delete_manager(tx, of, number)?;
    if taken > 0 && places_of(tx, number)?.is_empty() {
        tx.execute("-- places::take_off, sessions\n DELETE FROM place_sessions WHERE number = ?1", values![number])?;
    }
    Ok(taken)
}

/// The places that a number manages, by name.
pub(super) fn places_of(tx: &mut dyn Transaction, number: &Digest) -> Result<Vec<PlaceRow>, StoreError> {
    tx.all(
        &format!(
            "-- places::places_of
             SELECT {PLACE_COLUMNS} FROM places WHERE id IN (SELECT place FROM place_managers WHERE number = ?1)
             ORDER BY folded, id"
        ),
        values![number],
        place,
    )
}

/// Begins a session.
pub(super) fn insert_session(tx: &mut dyn Transaction, new: &ManagerSession) -> Result<(), StoreError> {
    tx.insert(
        "-- places::insert_session
         INSERT INTO place_sessions (token, number, sealed, confirmed_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (token) DO NOTHING",
        values![&new.token, &new.number, &new.sealed, new.confirmed_at, new.expires_at],
    )
}

/// The session of a token, if it has not ended.
pub(super) fn session(
    tx: &mut dyn Transaction,
    token: &Digest,
    now: UnixTime,
) -> Result<Option<ManagerSession>, StoreError> {
    tx.first(
        "-- places::session
         SELECT token, number, sealed, confirmed_at, expires_at FROM place_sessions WHERE token = ?1 AND expires_at > ?2",
        values![token, now],
        |mut row| {
            Ok(ManagerSession {
                token: row.take()?,
                number: row.take()?,
                sealed: row.take()?,
                confirmed_at: row.take()?,
                expires_at: row.take()?,
            })
        },
    )
}

/// Notes that the number of a session was shown again.
pub(super) fn confirm_session(tx: &mut dyn Transaction, token: &Digest, now: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- places::confirm_session\n UPDATE place_sessions SET confirmed_at = ?2 WHERE token = ?1",
        values![token, now],
    )?;
    Ok(())
}

/// Ends a session.
pub(super) fn delete_session(tx: &mut dyn Transaction, token: &Digest) -> Result<(), StoreError> {
    tx.execute("-- places::delete_session\n DELETE FROM place_sessions WHERE token = ?1", values![token])?;
    Ok(())
}

/// Forgets the sessions that ended before.
pub(super) fn forget_sessions(tx: &mut dyn Transaction, before: UnixTime) -> Result<(), StoreError> {
    tx.execute("-- places::forget_sessions\n DELETE FROM place_sessions WHERE expires_at < ?1", values![before])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use lancan_protocol::places::{Category, PlaceFlags};

    use super::*;
    use crate::ground::unit_set::UnitSet;
    use crate::places::NewPlace;
    use crate::places::details::PlaceDetails;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn add(tx: &mut dyn Transaction, id: &str, name: &str) -> Result<(), StoreError> {
        let new = NewPlace {
            name: name.to_owned(),
            category: Category::Shop,
            unit: "25054".to_owned(),
            address: String::new(),
            flags: PlaceFlags::default(),
            details: PlaceDetails { hours: "6–22 giờ".to_owned(), capacity: Some(30), log_duty: Some(false) },
            although_alike: false,
        };
        let checked = new.check(UnitSet::Of2021).unwrap_or_else(|_| panic!("refused"));
        crate::places::store::insert(tx, id, &checked, NOW, None)
    }

    async fn managers_and_sessions_are_found_by_number_and_end(store: Store) {
        let done: Result<(), StoreError> = store
            .run("managers", |tx| {
                add(tx, "b", "Quán Bình")?;
                add(tx, "a", "Quán Ân")?;
                let of = |place: &str, number| ManagerRow {
                    place: place.to_owned(),
                    number: [number; 32],
                    sealed: vec![9],
                    added_at: NOW,
                };
                for row in [of("a", 1), of("a", 2), of("b", 1), of("b", 1)] {
                    insert_manager(tx, &row)?;
                }
                let names = |rows: Vec<PlaceRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
                assert_eq!(names(places_of(tx, &[1; 32])?), ["a", "b"], "by folded name");
                assert_eq!(managers(tx, "a")?, [of("a", 1), of("a", 2)]);
                assert_eq!(delete_manager(tx, "a", &[1; 32])?, 1);
                assert_eq!(names(places_of(tx, &[1; 32])?), ["b"]);
                assert_eq!(places_of(tx, &[1; 32])?[0].details.capacity, Some(30));

                let session = |token, expires_at| ManagerSession {
                    token: [token; 32],
                    number: [1; 32],
                    sealed: vec![8],
                    confirmed_at: NOW,
                    expires_at,
                };
                insert_session(tx, &session(1, NOW.plus(60)))?;
                insert_session(tx, &session(2, NOW.plus(90)))?;
                assert_eq!(super::session(tx, &[1; 32], NOW)?, Some(session(1, NOW.plus(60))));
                assert_eq!(super::session(tx, &[1; 32], NOW.plus(60))?, None);
                confirm_session(tx, &[2; 32], NOW.plus(5))?;
                forget_sessions(tx, NOW.plus(61))?;
                assert_eq!(super::session(tx, &[1; 32], NOW)?, None);
                let left = super::session(tx, &[2; 32], NOW)?.map(|session| session.confirmed_at);
                assert_eq!(left, Some(NOW.plus(5)));
                delete_session(tx, &[2; 32])?;
                assert_eq!(super::session(tx, &[2; 32], NOW)?, None);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        managers_and_sessions_are_found_by_number_and_end
    }
}
