//! The rows of officers and their sessions.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::error::Failure;
use crate::ground::ids::{Digest, OfficerId};
use crate::http::{Area, Officer, Role};
use crate::store::{Row, StoreError, Transaction};
use crate::values;

/// An officer to be added.
#[derive(Clone)]
pub(super) struct NewOfficer {
    /// Sign-in name.
    pub(super) name: String,
    /// The id of the officer's health centre.
    pub(super) centre: String,
    /// What the officer is there for.
    pub(super) role: Role,
    /// The unit whose area the officer sees, and the path to that area; `None`: the officer's centre alone.
    pub(super) unit: Option<(String, Area)>,
    /// Argon2id hash, PHC string.
    pub(super) password: String,
    /// TOTP secret, sealed.
    pub(super) sealed_totp: Option<Vec<u8>>,
    /// When added.
    pub(super) created_at: UnixTime,
}

/// An officer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OfficerRow {
    pub(super) id: OfficerId,
    /// Sign-in name.
    pub(super) name: String,
    /// The id of the officer's health centre.
    pub(super) centre: String,
    /// The name of the centre, which phones show before anything else.
    pub(super) centre_name: String,
    /// Where the centre lies.
    pub(super) home: Area,
    /// What the officer is there for.
    pub(super) role: Role,
    /// Of which part of the country the officer sees what there is.
    pub(super) area: Area,
    /// Argon2id hash, PHC string.
    pub(super) password: String,
    /// Since when the officer signs in no more.
    pub(super) disabled_at: Option<UnixTime>,
    /// TOTP secret, sealed.
    pub(super) sealed_totp: Option<Vec<u8>>,
    /// The newest step whose code was used.
    pub(super) totp_step: u64,
}

const OFFICER_COLUMNS: &str = "officers.id, officers.name, officers.centre, coalesce(centres.name, officers.centre),
    centres.area, officers.role, officers.area, officers.password, officers.disabled_at, officers.sealed_totp,
    officers.totp_step";
const WITH_CENTRE: &str = "officers LEFT JOIN centres ON centres.id = officers.centre";

fn officer(row: &mut Row) -> Result<OfficerRow, StoreError> {
    let (id, name, centre) = (row.take()?, row.take()?, row.take::<String>()?);
    let centre_name = row.take()?;
    // A centre that is not stored has a part of the country of its own.
    let home = row.take::<Option<String>>()?.map_or_else(|| Area::COUNTRY.centre(&centre), Area::at);
    let role = Role::named(&row.take::<String>()?).ok_or(StoreError::Corrupt("a role"))?;
    let area = row.take::<Option<String>>()?.map_or_else(|| home.clone(), Area::at);
    Ok(OfficerRow {
        id,
        name,
        centre,
        centre_name,
        home,
        role,
        area,
        password: row.take()?,
        disabled_at: row.take()?,
        sealed_totp: row.take()?,
        totp_step: row.take()?,
    })
}

impl OfficerRow {
    /// The officer as other rooms know one. `confirmed`: whether password and code were shown lately.
    pub(super) fn into_officer(self, confirmed: bool) -> Officer {
        let Self { id, centre, centre_name, home, role, area, .. } = self;
        Officer { id, centre, centre_name, home, role, area, confirmed }
    }
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

/// A session's times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SessionTimes {
    /// Until when the session holds.
    pub(super) expires: UnixTime,
    /// When a request came last, to the minute.
    pub(super) used: UnixTime,
    /// When password and code were shown last.
    pub(super) confirmed: UnixTime,
}

/// Adds an officer; [`StoreError::Exists`] when the name is taken.
pub(super) fn insert(tx: &mut dyn Transaction, new: &NewOfficer) -> Result<OfficerId, StoreError> {
    let id = tx.first(
        "-- officers::insert
         INSERT INTO officers (name, centre, role, unit, area, password, sealed_totp, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (name) DO NOTHING RETURNING id",
        values![
            &new.name,
            &new.centre,
            new.role.name(),
            new.unit.as_ref().map(|(code, _)| code),
            new.unit.as_ref().map(|(_, area)| area.path()),
            &new.password,
            new.sealed_totp.as_ref(),
            new.created_at
        ],
        |mut row| row.take(),
    )?;
    id.ok_or(StoreError::Exists)
}

pub(super) fn named(tx: &mut dyn Transaction, name: &str) -> Result<Option<OfficerRow>, StoreError> {
    tx.first(
        &format!("-- officers::named\n SELECT {OFFICER_COLUMNS} FROM {WITH_CENTRE} WHERE officers.name = ?1"),
        values![name],
        |mut row| officer(&mut row),
    )
}

/// The officer with this number.
pub(super) fn with_id(tx: &mut dyn Transaction, id: OfficerId) -> Result<Option<OfficerRow>, StoreError> {
    tx.first(
        &format!("-- officers::with_id\n SELECT {OFFICER_COLUMNS} FROM {WITH_CENTRE} WHERE officers.id = ?1"),
        values![id],
        |mut row| officer(&mut row),
    )
}

pub(super) fn insert_session(tx: &mut dyn Transaction, session: &SessionRow) -> Result<(), StoreError> {
    tx.insert(
        "-- officers::insert_session
         INSERT INTO sessions (token_hash, officer, created_at, expires_at, used_at, confirmed_at)
         VALUES (?1, ?2, ?3, ?4, ?3, ?3)
         ON CONFLICT (token_hash) DO NOTHING",
        values![&session.token_hash, session.officer, session.created_at, session.expires_at],
    )
}

/// The officer of the session with this token hash, and the session's times.
pub(super) fn of_session(
    tx: &mut dyn Transaction,
    token_hash: &Digest,
) -> Result<Option<(OfficerRow, SessionTimes)>, StoreError> {
    tx.first(
        &format!(
            "-- officers::of_session
             SELECT {OFFICER_COLUMNS}, sessions.expires_at, sessions.used_at, sessions.confirmed_at
             FROM {WITH_CENTRE} JOIN sessions ON officers.id = sessions.officer WHERE sessions.token_hash = ?1"
        ),
        values![token_hash],
        |mut row| {
            let officer = officer(&mut row)?;
            let times = SessionTimes { expires: row.take()?, used: row.take()?, confirmed: row.take()? };
            Ok((officer, times))
        },
    )
}

/// Notes that password and code were shown in a session.
pub(super) fn confirm_session(tx: &mut dyn Transaction, token_hash: &Digest, at: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::confirm_session\n UPDATE sessions SET confirmed_at = ?2 WHERE token_hash = ?1",
        values![token_hash, at],
    )?;
    Ok(())
}

/// Uses up the code of a step: of two who show the same code at once one is refused. Step zero stands for no code.
pub(super) fn use_step(tx: &mut dyn Transaction, officer: OfficerId, step: u64) -> Result<(), Failure> {
    if step == 0 {
        return Ok(());
    }
    let used = tx.execute(
        "-- officers::use_step\n UPDATE officers SET totp_step = ?2 WHERE id = ?1 AND totp_step < ?2",
        values![officer, step],
    )?;
    if used == 0 { Err(Problem::SignInFailed.into()) } else { Ok(()) }
}

/// Notes that a session was used.
pub(super) fn use_session(tx: &mut dyn Transaction, token_hash: &Digest, at: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::use_session\n UPDATE sessions SET used_at = ?2 WHERE token_hash = ?1",
        values![token_hash, at],
    )?;
    Ok(())
}

/// A device of an officer that strangers' wrong passwords do not lock out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeviceRow {
    /// SHA-256 of the device's secret.
    pub(super) secret_hash: Digest,
    /// The officer who signed in on the device.
    pub(super) officer: OfficerId,
    /// Until when the device counts as known.
    pub(super) expires_at: UnixTime,
}

/// Adds a device, or puts off its end.
pub(super) fn keep_device(tx: &mut dyn Transaction, device: &DeviceRow) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::keep_device
         INSERT INTO devices (secret_hash, officer, expires_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (secret_hash) DO UPDATE SET expires_at = excluded.expires_at",
        values![&device.secret_hash, device.officer, device.expires_at],
    )?;
    Ok(())
}

/// Whether a device is known as this officer's.
pub(super) fn is_device_of(
    tx: &mut dyn Transaction,
    secret_hash: &Digest,
    officer: OfficerId,
    now: UnixTime,
) -> Result<bool, StoreError> {
    let found = tx.first(
        "-- officers::is_device_of
         SELECT officer FROM devices WHERE secret_hash = ?1 AND officer = ?2 AND expires_at > ?3",
        values![secret_hash, officer, now],
        |mut row| row.take::<i64>(),
    )?;
    Ok(found.is_some())
}

pub(super) fn delete_session(tx: &mut dyn Transaction, token_hash: &Digest) -> Result<(), StoreError> {
    tx.execute("-- officers::delete_session\n DELETE FROM sessions WHERE token_hash = ?1", values![token_hash])?;
    Ok(())
}

/// Deletes the sessions and devices that ended before `today`.
pub(super) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::expire\n DELETE FROM sessions WHERE expires_at <= ?1",
        values![KeyDays::UTC.start(today)],
    )?;
    tx.execute("-- officers::expire\n DELETE FROM devices WHERE expires_at <= ?1", values![KeyDays::UTC.start(today)])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    fn an() -> NewOfficer {
        NewOfficer {
            name: "an".into(),
            centre: "c".into(),
            role: Role::Officer,
            unit: None,
            password: "p".into(),
            sealed_totp: None,
            created_at: NOW,
        }
    }

    async fn a_name_is_taken_once(store: Store) {
        store.run("add", |tx| insert(tx, &an())).await.unwrap();
        assert_eq!(store.run("again", |tx| insert(tx, &an())).await, Err(StoreError::Exists));
        let found = store.view("look", |tx| named(tx, "an")).await.unwrap().unwrap();
        assert_eq!((found.centre.as_str(), found.password.as_str()), ("c", "p"));
        assert_eq!((found.role, &found.area), (Role::Officer, &found.home), "no unit: the centre alone");
        assert!(store.view("look", |tx| named(tx, "binh")).await.unwrap().is_none());
        let ward = Area::COUNTRY.unit("68").unit("24787");
        let unit = Some(("24787".to_owned(), ward.clone()));
        let chi = NewOfficer { name: "chi".into(), role: Role::Supervisor, unit, ..an() };
        store.run("add", move |tx| insert(tx, &chi)).await.unwrap();
        let found = store.view("look", |tx| named(tx, "chi")).await.unwrap().unwrap();
        assert_eq!((found.role, found.area, found.disabled_at), (Role::Supervisor, ward, None));
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
                let (found, times) = of_session(tx, &[6; 32])?.unwrap();
                assert_eq!((found.id, times.expires), (officer, NOW.plus(8 * 3_600)));
                assert_eq!((times.used, times.confirmed), (NOW, NOW));
                use_session(tx, &[6; 32], NOW.plus(60))?;
                let (_, times) = of_session(tx, &[6; 32])?.unwrap();
                assert_eq!((times.used, times.confirmed), (NOW.plus(60), NOW));
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

    async fn a_device_is_known_as_its_officers_until_it_expires(store: Store) {
        let done: Result<(), StoreError> = store
            .run("devices", |tx| {
                let an = insert(tx, &an())?;
                let binh = insert(tx, &NewOfficer { name: "binh".into(), ..self::an() })?;
                let device =
                    |hours: u64| DeviceRow { secret_hash: [5; 32], officer: an, expires_at: NOW.plus(hours * 3_600) };
                keep_device(tx, &device(1))?;
                assert!(is_device_of(tx, &[5; 32], an, NOW)?);
                assert!(!is_device_of(tx, &[5; 32], binh, NOW)? && !is_device_of(tx, &[6; 32], an, NOW)?);
                assert!(!is_device_of(tx, &[5; 32], an, NOW.plus(3_600))?);
                keep_device(tx, &device(2))?;
                assert!(is_device_of(tx, &[5; 32], an, NOW.plus(3_600))?);
                expire(tx, KeyDays::UTC.day(NOW).plus(1))?;
                assert!(!is_device_of(tx, &[5; 32], an, NOW)?);
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
        a_device_is_known_as_its_officers_until_it_expires
        a_session_of_nobody_is_refused_as_such
    }
}
