//! The rows of officers and their sessions.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::ids::{Digest, OfficerId};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An officer to be added.
#[derive(Clone)]
pub(super) struct NewOfficer {
    /// Sign-in name.
    pub(super) name: String,
    /// Health centre, which phones show before anything else.
    pub(super) centre: String,
    /// Argon2id hash, PHC string.
    pub(super) password: String,
    /// When added.
    pub(super) created_at: UnixTime,
}

/// An officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfficerRow {
    pub(super) id: OfficerId,
    pub(super) centre: String,
    /// Argon2id hash, PHC string.
    pub(super) password: String,
}

const OFFICER_COLUMNS: &str = "officers.id, officers.centre, officers.password";

fn officer(row: &mut Row) -> Result<OfficerRow, StoreError> {
    Ok(OfficerRow { id: row.take()?, centre: row.take()?, password: row.take()? })
}

/// The session of an officer who signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SessionRow {
    /// SHA-256 of the bearer token.
    pub(super) token_hash: Digest,
    /// The officer.
    pub(super) officer: OfficerId,
    /// When signed in.
    pub(super) created_at: UnixTime,
    /// Until when the session holds.
    pub(super) expires_at: UnixTime,
}

/// Adds an officer; [`StoreError::Exists`] when the name is taken.
pub(super) fn insert(tx: &mut dyn Transaction, new: &NewOfficer) -> Result<OfficerId, StoreError> {
    let id = tx.first(
        "-- officers::insert
         INSERT INTO officers (name, centre, password, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (name) DO NOTHING RETURNING id",
        values![&new.name, &new.centre, &new.password, new.created_at],
        |mut row| row.take(),
    )?;
    id.ok_or(StoreError::Exists)
}

pub(super) fn named(tx: &mut dyn Transaction, name: &str) -> Result<Option<OfficerRow>, StoreError> {
    tx.first(
        &format!("-- officers::named\n SELECT {OFFICER_COLUMNS} FROM officers WHERE name = ?1"),
        values![name],
        |mut row| officer(&mut row),
    )
}

pub(super) fn insert_session(tx: &mut dyn Transaction, session: &SessionRow) -> Result<(), StoreError> {
    tx.insert(
        "-- officers::insert_session
         INSERT INTO sessions (token_hash, officer, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (token_hash) DO NOTHING",
        values![&session.token_hash, session.officer, session.created_at, session.expires_at],
    )
}

/// The officer of the session with this token hash, and until when the session holds.
pub(super) fn of_session(
    tx: &mut dyn Transaction,
    token_hash: &Digest,
) -> Result<Option<(OfficerRow, UnixTime)>, StoreError> {
    tx.first(
        &format!(
            "-- officers::of_session
             SELECT {OFFICER_COLUMNS}, sessions.expires_at
             FROM sessions JOIN officers ON officers.id = sessions.officer WHERE sessions.token_hash = ?1"
        ),
        values![token_hash],
        |mut row| Ok((officer(&mut row)?, row.take()?)),
    )
}

pub(super) fn delete_session(tx: &mut dyn Transaction, token_hash: &Digest) -> Result<(), StoreError> {
    tx.execute("-- officers::delete_session\n DELETE FROM sessions WHERE token_hash = ?1", values![token_hash])?;
    Ok(())
}

/// Deletes the sessions that ended before `today`.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::expire\n DELETE FROM sessions WHERE expires_at <= ?1",
        values![KeyDays::UTC.start(today)],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn an() -> NewOfficer {
        NewOfficer { name: "an".into(), centre: "c".into(), password: "p".into(), created_at: NOW }
    }

    async fn a_name_is_taken_once(store: Store) {
        store.run("add", |tx| insert(tx, &an())).await.unwrap();
        assert_eq!(store.run("again", |tx| insert(tx, &an())).await, Err(StoreError::Exists));
        let found = store.view("look", |tx| named(tx, "an")).await.unwrap().unwrap();
        assert_eq!((found.centre.as_str(), found.password.as_str()), ("c", "p"));
        assert!(store.view("look", |tx| named(tx, "binh")).await.unwrap().is_none());
    }

    async fn a_session_is_its_officers_until_it_is_deleted_or_expires(store: Store) {
        let done: Result<(), StoreError> = store
            .run("sessions", |tx| {
                let officer = insert(tx, &an())?;
                let session = |hash, hours: u64| SessionRow {
                    token_hash: [hash; 32],
                    officer,
                    created_at: NOW,
                    expires_at: NOW.plus(hours * 3_600),
                };
                for (hash, hours) in [(6, 8_u64), (7, 8), (8, 60)] {
                    insert_session(tx, &session(hash, hours))?;
                }
                let (found, expires_at) = of_session(tx, &[6; 32])?.unwrap();
                assert_eq!((found.id, expires_at), (officer, NOW.plus(8 * 3_600)));
                delete_session(tx, &[6; 32])?;
                assert!(of_session(tx, &[6; 32])?.is_none() && of_session(tx, &[7; 32])?.is_some());
                expire(tx, KeyDays::UTC.day(NOW))?;
                assert!(of_session(tx, &[7; 32])?.is_some());
                expire(tx, KeyDays::UTC.day(NOW).plus(1))?;
                assert!(of_session(tx, &[7; 32])?.is_none() && of_session(tx, &[8; 32])?.is_some());
                Ok(())
            })
            .await;
        done.unwrap();
    }

    async fn a_session_of_nobody_is_refused_as_such(store: Store) {
        let session = SessionRow { token_hash: [1; 32], officer: 99, created_at: NOW, expires_at: NOW };
        assert_eq!(store.run("add", move |tx| insert_session(tx, &session)).await, Err(StoreError::Reference));
    }

    crate::store::testing::store_behaviours! {
        a_name_is_taken_once
        a_session_is_its_officers_until_it_is_deleted_or_expires
        a_session_of_nobody_is_refused_as_such
    }
}
