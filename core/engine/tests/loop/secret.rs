//! The store's secret is changed while the phone runs.

use std::path::Path;

use lancan_core::{KeyVault, StaticVault, Store, StoreError, Tracer, Trouble, VaultError};
use lancan_testkit::{
    ScriptedAuthority, ScriptedPhone,
    acts::{START, at, meet, poll, report},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::Outcome;

const OLD: [u8; 32] = [7; 32];
const NEW: [u8; 32] = [8; 32];

fn open(path: &Path, secret: [u8; 32]) -> Result<Store, StoreError> {
    Store::open(path, &StaticVault::new(secret), &mut ChaCha20Rng::seed_from_u64(3))
}

/// A phone that was warned, in this file.
fn warned(path: &Path, authority: &mut ScriptedAuthority) -> Outcome<ScriptedPhone> {
    let mut phone = ScriptedPhone::open(open(path, OLD)?, authority.deployment()?, 2)?;
    let mut case = ScriptedPhone::new(1, authority)?;
    case.start(at(0));
    phone.start(at(0));
    meet(&mut case, &mut phone, 10, 25);
    report(&mut case, at(3_600), authority)?;
    authority.publish_report(0, at(6_000).wall)?;
    poll(&mut phone, at(6_010), authority)?;
    Ok(phone)
}

fn encounters(tracer: &mut Tracer) -> Outcome<usize> {
    Ok(tracer.history(at(6_100), 2)?.iter().map(|day| day.meetings.len()).sum())
}

#[test]
fn everything_is_kept_and_opens_under_the_new_secret_only() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    let mut phone = warned(&path, &mut authority)?;
    let (warnings, heard) = (phone.tracer.warnings()?, encounters(&mut phone.tracer)?);
    assert_eq!((warnings.len(), heard > 0), (1, true));
    assert_eq!(phone.tracer.change_secret(&StaticVault::new(NEW)), Ok(0));
    drop(phone);

    assert!(matches!(open(&path, OLD), Err(StoreError::WrongKey)));
    let mut phone = ScriptedPhone::open(open(&path, NEW)?, authority.deployment()?, 4)?;
    assert_eq!(phone.tracer.warnings()?, warnings);
    assert_eq!(encounters(&mut phone.tracer)?, heard);
    assert!(phone.tracer.status().troubles.is_empty());
    Ok(())
}

#[test]
fn a_vault_without_a_secret_leaves_the_store_under_the_old_one() -> Outcome {
    struct Locked;
    impl KeyVault for Locked {
        fn secret(&self) -> Result<Zeroizing<[u8; 32]>, VaultError> {
            Err(VaultError::Locked)
        }
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut phone = warned(&path, &mut ScriptedAuthority::new(START)?)?;
    assert!(phone.tracer.change_secret(&Locked).is_err());
    drop(phone);
    assert!(open(&path, OLD).is_ok());
    Ok(())
}

#[test]
fn a_damaged_block_is_deleted_and_spoken_of() -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("store");
    let mut authority = ScriptedAuthority::new(START)?;
    drop(warned(&path, &mut authority)?);
    let connection = Connection::open(&path)?;
    let first = "SELECT min(interval) FROM interval_block";
    connection.execute(&format!("UPDATE interval_block SET sealed = x'00' WHERE interval = ({first})"), [])?;
    drop(connection);
    let mut phone = ScriptedPhone::open(open(&path, OLD)?, authority.deployment()?, 4)?;
    assert_eq!(phone.tracer.change_secret(&StaticVault::new(NEW)), Ok(1));
    assert!(phone.tracer.status().troubles.contains(&Trouble::StorePartLost));
    Ok(())
}
