//! Sealed values as they lie on phones: each is read, and what was read is written to the same bytes.
//!
//! The bytes are read for ever (`CONTRIBUTING.md`): a new form of a value adds a file beside them.

use std::{fs, path::Path};

use lancan_protocol::time::Interval;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde::{Serialize, de::DeserializeOwned};

use super::{Receiver, saved};
use crate::{
    cover::CoverPlan,
    exposures::Exposures,
    polling::Progress,
    report::{KeptCode, Pending, Reporting},
    store::{DAY_KEYS, StaticVault, Store, StoredWarning, WARNINGS},
};

const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);

fn files() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/files"))
}

fn golden(name: &str) -> Vec<u8> {
    fs::read(files().join("values").join(name)).unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn survives<T: Serialize + DeserializeOwned>(bytes: &[u8]) -> T {
    let value: T = serde_json::from_slice(bytes).unwrap();
    let again = serde_json::to_vec(&value).unwrap();
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(bytes));
    value
}

#[test]
fn values_are_read_and_written_as_they_were() {
    survives::<Progress>(&golden(saved::PROGRESS));
    survives::<Exposures>(&golden(saved::EXPOSURES));
    survives::<CoverPlan>(&golden(saved::COVER));
    survives::<Receiver>(&golden(saved::RECEIVER));
    assert!(survives::<bool>(&golden(saved::PAUSED)));
    let warnings: Vec<StoredWarning> = survives(&golden(WARNINGS));
    assert_eq!(warnings.len(), 1);
}

#[test]
fn values_that_say_nothing_are_the_shortest() {
    survives::<Progress>(br#"{"index":null,"etag":null,"matched":[],"floor":0,"next_poll":0,"last_checked":null,"failed_polls":0,"refused":false}"#);
    survives::<Exposures>(br#"{"keys":[]}"#);
    survives::<CoverPlan>(br#"{"verify":null,"report":null}"#);
    survives::<CoverPlan>(br#"{"verify":1620000000,"report":1620000060}"#);
}

#[test]
fn a_code_is_taken_up_with_its_key() {
    let kept: KeptCode = survives(&golden(saved::CODE));
    let again = Reporting::with_code(&kept).kept_code().unwrap();
    assert_eq!(serde_json::to_vec(&again).unwrap(), golden(saved::CODE));
}

#[test]
fn a_report_on_its_way_is_taken_up_whole() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("store");
    fs::copy(files().join("store-v1.golden"), &copy).unwrap();
    let store = Store::open(&copy, &StaticVault::new(*b"the secret of the golden stores!"), &mut rng()).unwrap();
    let bytes = store.get(saved::REPORT).unwrap().unwrap();
    let pending: Pending = survives(&bytes);
    assert_eq!(pending.keys().len(), 1);
}

#[test]
fn day_keys_are_read_and_written_as_they_were() {
    let bytes = golden(DAY_KEYS);
    let mut store = Store::in_memory(&StaticVault::new([1; 32]), &mut rng()).unwrap();
    store.put(DAY_KEYS, &bytes).unwrap();
    let keys = store.keys(EVERYTHING).unwrap();
    assert_eq!(keys.len(), 2);
    let mut fresh = Store::in_memory(&StaticVault::new([1; 32]), &mut rng()).unwrap();
    fresh.run("keys", |transaction| keys.iter().try_for_each(|key| transaction.put_key(key.clone()))).unwrap();
    assert_eq!(fresh.get(DAY_KEYS).unwrap().unwrap().as_slice(), bytes);
}
