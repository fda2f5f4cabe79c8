//! The rows of officers, as those who keep accounts see and change them.

use lancan_protocol::time::UnixTime;

use crate::ground::ids::{Digest, OfficerId};
use crate::http::{Area, Role};
use crate::store::{StoreError, Transaction};
use crate::values;

/// An officer's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountRow {
    /// Row number.
    pub id: OfficerId,
    /// Sign-in name.
    pub name: String,
    /// The name of the officer's health centre.
    pub centre_name: String,
    /// What the officer is there for.
    pub role: Role,
    /// Code of the unit whose area the officer sees; empty for the country, none for the centre alone.
    pub unit: Option<String>,
    /// The area.
    pub(super) area: Area,
    /// Whether the officer signs in with a code of an authenticator app.
    pub totp: bool,
    /// Since when the officer signs in no more.
    pub disabled_at: Option<UnixTime>,
    /// How many sessions the officer has.
    pub sessions: u32,
}

/// Every account, by name.
pub(super) fn all(tx: &mut dyn Transaction) -> Result<Vec<AccountRow>, StoreError> {
    tx.all(
        "-- officers::accounts
         SELECT officers.id, officers.name, officers.centre, centres.name, officers.role, officers.unit,
            coalesce(officers.area, centres.area), CAST(CASE WHEN officers.sealed_totp IS NULL THEN 0 ELSE 1 END AS BIGINT), officers.disabled_at,
            (SELECT count(*) FROM sessions WHERE sessions.officer = officers.id)
         FROM officers LEFT JOIN centres ON centres.id = officers.centre ORDER BY officers.name",
        &[],
        |mut row| {
            let (id, name, centre) = (row.take()?, row.take()?, row.take::<String>()?);
            let centre_name = row.take::<Option<String>>()?.unwrap_or_else(|| centre.clone());
            let role = Role::named(&row.take::<String>()?).ok_or(StoreError::Corrupt("a role"))?;
            let unit = row.take()?;
            let area = row.take::<Option<String>>()?.map_or_else(|| Area::COUNTRY.centre(&centre), Area::at);
            let totp = row.take::<i64>()? != 0;
            let (disabled_at, sessions) = (row.take()?, row.take()?);
            Ok(AccountRow { id, name, centre_name, role, unit, area, totp, disabled_at, sessions })
        },
    )
}

/// Lets an officer sign in no more since then, or again.
pub(super) fn set_disabled(
    tx: &mut dyn Transaction,
    officer: OfficerId,
    since: Option<UnixTime>,
) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::set_disabled\n UPDATE officers SET disabled_at = ?2 WHERE id = ?1",
        values![officer, since],
    )?;
    Ok(())
}

/// Another password, as its Argon2id hash.
pub(super) fn set_password(tx: &mut dyn Transaction, officer: OfficerId, hash: &str) -> Result<(), StoreError> {
    tx.execute("-- officers::set_password\n UPDATE officers SET password = ?2 WHERE id = ?1", values![officer, hash])?;
    Ok(())
}

/// Another TOTP secret, sealed.
pub(super) fn set_totp(
    tx: &mut dyn Transaction,
    officer: OfficerId,
    sealed: Option<&Vec<u8>>,
) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::set_totp\n UPDATE officers SET sealed_totp = ?2, totp_step = 0 WHERE id = ?1",
        values![officer, sealed],
    )?;
    Ok(())
}

/// No device is known as the officer's any more.
pub(super) fn forget_devices(tx: &mut dyn Transaction, officer: OfficerId) -> Result<(), StoreError> {
    tx.execute("-- officers::forget_devices\n DELETE FROM devices WHERE officer = ?1", values![officer])?;
    Ok(())
}

/// Ends an officer's sessions.
pub(super) fn end_sessions(tx: &mut dyn Transaction, officer: OfficerId) -> Result<(), StoreError> {
    tx.execute("-- officers::end_sessions\n DELETE FROM sessions WHERE officer = ?1", values![officer])?;
    Ok(())
}

/// Ends an officer's sessions but the one with this token hash.
pub(super) fn end_other_sessions(tx: &mut dyn Transaction, officer: OfficerId, own: &Digest) -> Result<(), StoreError> {
    tx.execute(
        "-- officers::end_other_sessions\n DELETE FROM sessions WHERE officer = ?1 AND token_hash <> ?2",
        values![officer, own],
    )?;
    Ok(())
}
