//! Sealed values as they lie on phones: each is read, and what was read is written to the same bytes.
//!
//! The bytes are read forever (`CONTRIBUTING.md`): a new form of a value adds a file beside them.

use std::{fs, path::Path};

use lancan_protocol::{
    CallWords,
    time::{Interval, UnixTime},
    wire::Deployment,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::Value;

use super::Tracer;
use crate::{
    kept::Name,
    notice::CallStage,
    report::Pending,
    store::{Standing, StaticVault, Store, StoredWarning},
};

const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);

fn files() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/files"))
}

fn golden(name: Name) -> Vec<u8> {
    fs::read(files().join("values").join(name.text())).unwrap()
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn store() -> Store {
    Store::in_memory(&StaticVault::new([1; 32]), &mut rng()).unwrap()
}

/// A phone that was given these bytes as a value, and would write the same bytes.
fn survives(name: Name, bytes: &[u8]) -> Tracer {
    survives_as(name, bytes, bytes)
}

/// A phone that was given bytes of an earlier version as a value, and would write others.
fn survives_as(name: Name, bytes: &[u8], written: &[u8]) -> Tracer {
    let mut tracer = Tracer::open(store(), Deployment::for_test(), rng()).unwrap();
    assert!(tracer.kept(name).restore(Ok(Some(bytes.to_vec().into()))).unwrap(), "{name:?}");
    let again = tracer.kept(name).bytes().unwrap();
    assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(written));
    tracer
}

#[test]
fn values_are_read_and_written_as_they_were() {
    for name in [
        Name::Progress,
        Name::Rules,
        Name::Receiver,
        Name::Paused,
        Name::Clock,
        Name::Worked,
        Name::Visits,
        Name::Declarations,
    ] {
        survives(name, &golden(name));
    }
    survives(Name::Progress, &fs::read(files().join("values/progress-days")).unwrap());
    assert!(*survives(Name::Paused, &golden(Name::Paused)).user.paused);
}

#[test]
fn exposures_of_version_1_are_read_and_written_with_their_version() {
    let old = golden(Name::Exposures);
    let mut tracer = Tracer::open(store(), Deployment::for_test(), rng()).unwrap();
    assert!(tracer.kept(Name::Exposures).restore(Ok(Some(old.clone().into()))).unwrap());
    let written = tracer.kept(Name::Exposures).bytes().unwrap();
    let numbered = String::from_utf8(old).unwrap().replacen('{', "{\"version\":2,", 1);
    assert_eq!(String::from_utf8_lossy(&written), numbered);
}

#[test]
fn values_that_say_nothing_are_the_shortest() {
    survives(Name::Progress, br#"{"index":null,"etag":null,"matched":[],"floor":0,"next_poll":0,"last_checked":null,"failed_polls":0,"refused":false}"#);
    survives(Name::Exposures, br#"{"version":2,"keys":[]}"#);
    survives(Name::Cover, br#"{"verify":null}"#);
}

#[test]
fn a_plan_of_cover_traffic_of_the_first_version_keeps_its_time() {
    let tracer = survives_as(Name::Cover, &golden(Name::Cover), br#"{"verify":1620814300}"#);
    assert_eq!(tracer.reports.cover.due(UnixTime(0), true), Some(UnixTime(1_620_814_300)));
}

#[test]
fn what_a_report_and_cover_traffic_wait_for_is_taken_up_whole() {
    let values = [
        (Name::Review, "review"),
        (Name::SecondParts, "second-parts"),
        (Name::Cover, "cover-v2"),
        (Name::Cover, "cover-v3"),
    ];
    for (name, file) in values {
        survives(name, &fs::read(files().join("values").join(file)).unwrap());
    }
}

#[test]
fn a_call_is_taken_up_with_its_number_its_words_and_what_is_on_its_way() {
    for (name, file) in [
        (Name::Call, "call"),
        (Name::Call, "call-asked"),
        (Name::Callback, "callback"),
        (Name::Callback, "callback-body"),
    ] {
        survives(name, &fs::read(files().join("values").join(file)).unwrap());
    }
    let stage = survives(Name::Call, &golden(Name::Call)).call_stage();
    let words = CallWords { first: 51, second: 54 };
    assert_eq!(stage, Some(CallStage::Arrived { words, call_by: UnixTime(1_620_092_560) }));
}

#[test]
fn a_code_is_taken_up_with_its_key() {
    survives(Name::Code, &golden(Name::Code));
}

#[test]
fn a_report_on_its_way_is_taken_up_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = golden_store("store-v1.golden", folder.path());
    let bytes = store.get(Name::Report.text()).unwrap().unwrap();
    let tracer = survives(Name::Report, &bytes);
    assert_eq!(tracer.reports.reporting.pending().map(Pending::keys).unwrap_or_default().len(), 1);
}

/// A golden store, opened from a copy of its file.
fn golden_store(name: &str, folder: &Path) -> Store {
    let copy = folder.join(name);
    fs::copy(files().join(name), &copy).unwrap();
    Store::open(&copy, &StaticVault::new(*b"the secret of the golden stores!"), &mut rng()).unwrap()
}

#[test]
fn every_value_is_in_a_store_that_a_phone_wrote_and_is_written_back_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let stores = ["", "-code", "-call", "-sent", "-declared", "-logged"].map(|of| format!("store-v1{of}.golden"));
    let stores = stores.map(|name| golden_store(&name, folder.path()));
    for name in Name::ALL {
        let kept: Vec<_> = stores.iter().filter_map(|store| store.get(name.text()).unwrap()).collect();
        assert!(!kept.is_empty(), "no golden store holds {name:?}: see docs/recipes.md");
        // The lists that the store itself writes have tests of their own.
        let (Some(newest), false) = (kept.last(), matches!(name, Name::DayKeys | Name::Warnings)) else { continue };
        let mut tracer = Tracer::open(store(), Deployment::for_test(), rng()).unwrap();
        assert!(tracer.kept(name).restore(Ok(Some(newest.clone()))).unwrap(), "{name:?}");
        let written = tracer.kept(name).bytes().unwrap();
        let [then, now] = [newest, written.as_slice()].map(|bytes| serde_json::from_slice(bytes).unwrap());
        assert_same(name.text(), &then, &now);
    }
}

/// Two values are the same. Reading a number with a fraction may change its last binary digit.
fn assert_same(at: &str, then: &Value, now: &Value) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            assert!(then.keys().eq(now.keys()), "{at}: {:?}, now {:?}", then.keys(), now.keys());
            then.iter()
                .zip(now.values())
                .for_each(|((name, then), now)| assert_same(&format!("{at}.{name}"), then, now));
        }
        (Value::Array(then), Value::Array(now)) => {
            assert_eq!(then.len(), now.len(), "{at}");
            then.iter().zip(now).for_each(|(then, now)| assert_same(&format!("{at}[]"), then, now));
        }
        (Value::Number(then), Value::Number(now)) if then.is_f64() => {
            let (then, now) = (then.as_f64().unwrap(), now.as_f64().unwrap());
            assert!((then - now).abs() <= then.abs() * 1e-12, "{at}: {then}, now {now}");
        }
        _ => assert_eq!(then, now, "{at}"),
    }
}

#[test]
fn warnings_from_before_they_had_days_and_a_standing_are_read() {
    let bytes = golden(Name::Warnings);
    let mut store = store();
    store.put(Name::Warnings.text(), &bytes).unwrap();
    let warnings: Vec<StoredWarning> = store.warnings().unwrap();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].standing, Standing::InForce);
    // Since then: the days of the minutes, which were those of the last contact, and whether the warning still holds.
    let then = String::from_utf8(bytes).unwrap();
    let now = then
        .replace("\"last_contact\":18750", "\"first_day\":18750,\"last_day\":18750,\"last_contact\":18750")
        .replace("\"dismissed\":true", "\"dismissed\":true,\"standing\":\"in_force\"");
    assert_eq!(serde_json::to_string(&warnings).unwrap(), now);
    store.put(Name::Warnings.text(), now.as_bytes()).unwrap();
    assert_eq!(store.warnings().unwrap(), warnings);
}

#[test]
fn day_keys_are_read_and_written_as_they_were() {
    let bytes = golden(Name::DayKeys);
    let mut store = store();
    store.put(Name::DayKeys.text(), &bytes).unwrap();
    let keys = store.keys(EVERYTHING).unwrap();
    assert_eq!(keys.len(), 2);
    let mut fresh = self::store();
    fresh.run("keys", |transaction| keys.iter().try_for_each(|key| transaction.put_key(key.clone()))).unwrap();
    assert_eq!(fresh.get(Name::DayKeys.text()).unwrap().unwrap().as_slice(), bytes);
}
