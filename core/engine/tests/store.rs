//! What the store promises: kept, sealed, gone on time.
#![cfg(test)]

use core::time::Duration;

use lancan_core::{Activity, Now, Opening, Recorder, SightingOf, StaticVault, Store, StoreError, StoredKey};
use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    time::{Day, Interval, UnixTime},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn vault() -> StaticVault {
    StaticVault::new([7; 32])
}

const START: u64 = 2_700_000 * 600;

fn at(seconds: u64) -> Now {
    Now { wall: UnixTime(START + seconds), monotonic: Duration::from_secs(seconds) }
}

fn frame(n: u8) -> Frame {
    Frame::from_bytes(&[n; 20]).unwrap()
}

#[test]
fn what_was_heard_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut recorder = Recorder::new(&mut rng(1));
    let mut store = Store::open(&path, &vault(), &mut rng(1)).unwrap();
    assert_eq!(*store.opening(), Opening::Fresh);
    recorder.scan_began(at(0));
    for second in 0..10 {
        assert!(recorder.sighted(at(second), SightingOf::Frame(frame(1)), Some(-60)));
    }
    assert_eq!(recorder.save_due(), Some(Duration::from_mins(1)));
    assert_eq!(recorder.hand_out(at(10), |segments| store.append(segments)).unwrap(), at(10).wall);
    assert_eq!(recorder.save_due(), None);
    drop(store);

    let store = Store::open(&path, &vault(), &mut rng(2)).unwrap();
    assert_eq!(*store.opening(), Opening::Existing);
    let record = store.interval(Interval(2_700_000)).unwrap().unwrap();
    assert_eq!(record.encounters.len(), 1);
    assert_eq!(record.encounters[0].sightings, 10);
    assert_eq!(record.encounters[0].scans.len(), 1);
    assert!(record.activity.contains(Activity::SCANNED));
}

#[test]
fn a_wrong_secret_is_an_error_and_no_empty_history() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    drop(Store::open(&path, &vault(), &mut rng(1)).unwrap());
    let outcome = Store::open(&path, &StaticVault::new([8; 32]), &mut rng(2));
    assert!(matches!(outcome, Err(StoreError::WrongKey)));
    assert_eq!(*Store::open(&path, &vault(), &mut rng(3)).unwrap().opening(), Opening::Existing);
}

#[test]
fn keys_and_values_are_changed_together_or_not_at_all() {
    let mut store = Store::in_memory(&vault(), &mut rng(1)).unwrap();
    let key = StoredKey::used_throughout(DayKey::from_bytes([1; 16]), Interval(2_700_000), 144);
    let outcome: Result<(), StoreError> = store.run("both", |transaction| {
        transaction.put_key(key.clone())?;
        transaction.put("floor", &[1, 2, 3])?;
        Err(StoreError::Busy)
    });
    assert!(outcome.is_err());
    assert_eq!(store.get("floor").unwrap(), None);
    store
        .run("both", |transaction| {
            transaction.put_key(key.clone())?;
            transaction.put("floor", &[1, 2, 3])
        })
        .unwrap();
    assert_eq!(store.get("floor").unwrap().unwrap().as_slice(), [1, 2, 3]);
    assert_eq!(store.keys(Interval(0)..=Interval(u32::MAX)).unwrap(), [key]);
    store.keep(KeyDays::VIETNAM, Day(2_700_000 / 144 + 23), 21).unwrap();
    assert!(store.keys(Interval(0)..=Interval(u32::MAX)).unwrap().is_empty());
    assert!(store.get("floor").unwrap().is_some());
}

#[test]
fn of_the_keys_of_a_day_that_nobody_ended_the_latest_and_the_three_longest_used_are_kept() {
    let mut store = Store::in_memory(&vault(), &mut rng(1)).unwrap();
    let midnight = KeyDays::VIETNAM.first_interval(Day(18_750));
    // Of each day ten keys: the first is used for twelve hours, the second for one hour, the others for ten minutes.
    for day in 0..14 {
        for n in 0..10 {
            let start = midnight.plus(day * 144 + if n == 0 { 0 } else { 71 + 6 * n });
            let period = if n == 0 { 144 } else { 73 - 6 * n };
            let mut bytes = [0; 16];
            (bytes[0], bytes[1]) = (u8::try_from(day).unwrap(), u8::try_from(n).unwrap());
            let key = StoredKey::used_throughout(DayKey::from_bytes(bytes), start, period);
            store.run("key", |transaction| transaction.put_key(key)).unwrap();
        }
    }
    let kept = store.keys(Interval(0)..=Interval(u32::MAX)).unwrap();
    assert_eq!(kept.len(), 14 * 4);
    for of_day in kept.chunks(4) {
        let numbers: Vec<(u8, bool)> = of_day.iter().map(|key| (key.key.as_bytes()[1], key.ended)).collect();
        assert_eq!(numbers, [(0, true), (1, true), (2, true), (9, false)]);
    }
}
