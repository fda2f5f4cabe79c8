//! What lies on phones, as files of earlier days: every version that ever was released is read forever.
//!
//! A test that fails here says that a stored form has changed: a phone that updates the app would lose what it
//! holds. `CONTRIBUTING.md` says what to do then. [`make`] shows how the files came to be; a file that exists is never
//! made again.
#![cfg(test)]

mod call;
mod declared;
mod logged;
mod make;
mod sealing;
mod sent;
mod store;
mod transfer;

use std::{fs, path::PathBuf};

use lancan_core::{StaticVault, Store};
use lancan_protocol::{
    frame::ServiceUuid,
    time::Interval,
    wire::{Deployment, PublicKeyPem},
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);

/// The secret of the golden stores' key store.
const SECRET: [u8; 32] = *b"the secret of the golden stores!";

fn vault() -> StaticVault {
    StaticVault::new(SECRET)
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/files").join(name)
}

/// The bytes of a golden file.
fn golden(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A golden store, opened from a copy of its file, in a folder that goes with the guard.
fn open(name: &str) -> (Store, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("store");
    fs::write(&copy, golden(name)).unwrap();
    (Store::open(&copy, &vault(), &mut rng(100)).unwrap(), folder)
}

/// The authority that the golden stores trust.
fn deployment() -> Deployment {
    let pem = SigningKey::from_slice(&[3; 32]).unwrap().verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    let key = || vec![PublicKeyPem { id: "k".into(), version: "v1".into(), pem: pem.clone() }];
    Deployment {
        authority: "Sở Y tế Lâm Đồng".into(),
        service_uuid: ServiceUuid::DEFAULT,
        export_keys: key(),
        index_keys: key(),
        rules_keys: key(),
        ..Deployment::for_test()
    }
}
