//! A person's own data: a history without names, everything as JSON, a way to a new phone.
#![cfg(test)]

use core::time::Duration;

use lancan_core::{
    Closeness, Now, Recorder, SightingOf, StaticVault, Store, StoredKey, TransferError, history, open_transfer,
    seal_transfer, write_json,
};
use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    rules::Rules,
    time::{Interval, UnixTime},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::Value;

/// 15:00 UTC, which is 22:00 in Vietnam.
const START: Interval = Interval(2_700_000 + 90);
const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);
const PASSPHRASE: &str = "bốn con voi trắng";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn empty() -> Store {
    Store::in_memory(&StaticVault::new([7; 32]), &mut rng(1)).unwrap()
}

fn at(interval: Interval, seconds: u64) -> Now {
    let wall = interval.start().plus(seconds);
    Now { wall, monotonic: Duration::from_secs(wall.0 - START.start().0) }
}

fn frame(n: u8) -> Frame {
    Frame::from_bytes(&[n; 20]).unwrap()
}

fn key(n: u8, start: Interval, ended: bool) -> StoredKey {
    StoredKey { ended, ..StoredKey::used_throughout(DayKey::from_bytes([n; 16]), start, 144) }
}

/// Two people in each of 24 intervals, from 22:00 to 02:00 local time: one near, one far away.
fn an_evening(store: &mut Store) {
    let mut recorder = Recorder::new(&mut rng(2));
    for n in 0..24 {
        let interval = START.plus(n);
        for scan in 0..4 {
            recorder.scan_began(at(interval, scan * 150));
            for (person, rssi) in [(0, -50), (100, -95)] {
                let id = frame(person + u8::try_from(n).unwrap());
                assert!(recorder.sighted(at(interval, scan * 150 + 2), SightingOf::Frame(id), Some(rssi)));
            }
        }
        recorder.hand_out(at(interval, 599), |segments| store.append(segments)).unwrap();
    }
    store
        .run("keys", |transaction| {
            transaction.put_key(key(201, START, false))?;
            transaction.put_key(key(202, START.minus(144), true))?;
            transaction.put("settings", br#"{"language":"vi"}"#)?;
            transaction.put("secret", &[9; 8])
        })
        .unwrap();
}

#[test]
fn the_history_goes_by_the_deployments_days_and_tells_durations_and_closeness() {
    let mut store = empty();
    an_evening(&mut store);
    let near = |encounters: &[lancan_protocol::encounter::Encounter]| {
        let strong = encounters.iter().map(|encounter| encounter.scans.iter().all(|scan| scan.typical_rssi > -70));
        strong.map(|strong| if strong { 0.9 } else { 0.01 }).collect()
    };
    let days = history(&store, EVERYTHING, &Rules::built_in(), near).unwrap();
    let day = KeyDays::VIETNAM.day(START);
    assert_eq!(days.iter().map(|day| day.day).collect::<Vec<_>>(), [day, day.plus(1)]);
    assert_eq!(days.iter().map(|day| day.meetings.len()).collect::<Vec<_>>(), [24, 24]);
    assert_eq!(days.iter().map(|day| day.intervals_close).collect::<Vec<_>>(), [12, 12]);
    assert!(days.iter().all(|day| day.meetings.is_sorted_by_key(|meeting| meeting.from)));
    let first = &days[0].meetings[..2];
    assert_eq!([first[0].closeness, first[1].closeness], [Closeness::Close, Closeness::Far]);
    assert_eq!(days[1].meetings[5].seconds, 600);
}

#[test]
fn everything_comes_as_json_except_keys_that_are_live() {
    let mut store = empty();
    an_evening(&mut store);
    let mut out = Vec::new();
    write_json(&mut store, START.plus(24).start(), &["settings", "absent"], &mut out).unwrap();
    let json: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(json["intervals"].as_array().unwrap().len(), 24);
    assert_eq!(json["intervals"][0]["encounters"][0]["identifier"], "00".repeat(16));
    assert_eq!(json["intervals"][0]["encounters"][0]["scans"][1]["typical_rssi_dbm"], -50);
    assert_eq!(json["values"], serde_json::json!({"settings": {"language": "vi"}}));
    assert_eq!(json["unreadable_intervals"], 0);
    let keys = json["day_keys"].as_array().unwrap();
    assert_eq!(keys.iter().map(|key| key["key"].is_string()).collect::<Vec<_>>(), [true, false]);
    assert!(!String::from_utf8(out).unwrap().contains(&"c9".repeat(16)), "a live key was written out");
}

#[test]
fn a_new_phone_gets_everything_but_live_keys_and_reading_twice_changes_nothing() {
    let mut old = empty();
    an_evening(&mut old);
    let now = START.plus(24).start();
    let file = seal_transfer(&mut old, now, &["settings"], PASSPHRASE, &mut rng(3)).unwrap();

    let mut new = Store::in_memory(&StaticVault::new([8; 32]), &mut rng(4)).unwrap();
    let (arrived, values) = open_transfer(&mut new, &file, PASSPHRASE).unwrap();
    assert_eq!((arrived.intervals, arrived.keys, arrived.warnings), (24, 1, 0));
    assert_eq!(values.len(), 1);
    let all = |store: &Store| {
        let mut records = Vec::new();
        store.each_interval(EVERYTHING, |record| records.push(record)).unwrap();
        records
    };
    assert_eq!(all(&new), all(&old));
    assert_eq!(new.keys(EVERYTHING).unwrap(), [key(202, START.minus(144), true)]);
    open_transfer(&mut new, &file, PASSPHRASE).unwrap();
    assert_eq!(all(&new), all(&old));
    assert_eq!(new.keys(EVERYTHING).unwrap().len(), 1);
}

#[test]
fn what_arrives_in_the_interval_in_progress_survives_its_next_save() {
    let mut old = empty();
    an_evening(&mut old);
    let file = seal_transfer(&mut old, UnixTime(u64::MAX), &[], PASSPHRASE, &mut rng(3)).unwrap();
    let mut new = empty();
    let mut recorder = Recorder::new(&mut rng(5));
    recorder.sighted(at(START, 10), SightingOf::Frame(frame(77)), None);
    recorder.hand_out(at(START, 10), |segments| new.append(segments)).unwrap();
    open_transfer(&mut new, &file, PASSPHRASE).unwrap();
    recorder.sighted(at(START, 20), SightingOf::Frame(frame(77)), None);
    recorder.hand_out(at(START, 20), |segments| new.append(segments)).unwrap();
    let record = new.interval(START).unwrap().unwrap();
    assert_eq!(record.encounters.iter().map(|e| e.sightings).collect::<Vec<_>>(), [4, 2, 4]);
}

#[test]
fn a_passphrase_is_long_enough_and_right_however_it_was_composed() {
    let mut store = empty();
    an_evening(&mut store);
    let short = seal_transfer(&mut store, UnixTime(0), &[], "bốn voi", &mut rng(3));
    assert!(matches!(short, Err(TransferError::PassphraseTooShort)));
    let file = seal_transfer(&mut store, UnixTime(0), &[], PASSPHRASE, &mut rng(3)).unwrap();
    let decomposed = "bo\u{302}\u{301}n con voi tra\u{306}\u{301}ng";
    assert!(open_transfer(&mut empty(), &file, decomposed).is_ok());
    for wrong in ["bốn con voi trăng", ""] {
        let outcome = open_transfer(&mut empty(), &file, wrong);
        assert!(matches!(outcome, Err(TransferError::WrongPassphrase)));
    }
    let mut damaged = file.clone();
    *damaged.last_mut().unwrap() ^= 1;
    assert!(matches!(open_transfer(&mut empty(), &damaged, PASSPHRASE), Err(TransferError::WrongPassphrase)));
    let mut greedy = file.clone();
    greedy[12..16].fill(0xFF);
    assert!(matches!(open_transfer(&mut empty(), &greedy, PASSPHRASE), Err(TransferError::NotATransfer)));
    assert!(matches!(open_transfer(&mut empty(), &file[..30], PASSPHRASE), Err(TransferError::NotATransfer)));
}
