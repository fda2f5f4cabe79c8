//! What a phone does to a store: damage, other processes, full and read-only disks, other versions, time.
#![cfg(test)]

use core::time::Duration;
use std::{
    fs,
    io::{Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

use lancan_core::{
    KeyVault, Now, Opening, Recorder, SightingOf, StaticVault, Store, StoreError, StoredKey, VaultError, store_stat,
};
use lancan_protocol::{frame::Frame, key_days::KeyDays, keys::DayKey, problem::Problem, time::Interval};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use rusqlite::Connection;
use zeroize::Zeroizing;

const START: Interval = Interval(2_700_000);
const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);

fn try_open(path: &Path) -> Result<Store, StoreError> {
    Store::open(path, &StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(1))
}

fn open(path: &Path) -> Store {
    try_open(path).unwrap()
}

fn record(store: &mut Store, intervals: core::ops::Range<u32>) {
    let mut recorder = Recorder::new(&mut ChaCha20Rng::seed_from_u64(2));
    for n in intervals {
        let now = Now { wall: START.plus(n).start(), monotonic: Duration::from_secs(u64::from(n) * 600) };
        for person in 0..50 {
            recorder.sighted(now, SightingOf::Frame(Frame::from_bytes(&[person; 20]).unwrap()), Some(-60));
        }
        recorder.hand_out(now, |segments| store.append(segments)).unwrap();
    }
}

fn intervals(store: &Store) -> usize {
    let mut count = 0;
    assert_eq!(store.each_interval(EVERYTHING, |_| count += 1).unwrap(), 0);
    count
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    PathBuf::from(format!("{}{suffix}", path.display()))
}

#[test]
fn a_damaged_file_is_put_aside_and_a_fresh_one_begun() {
    let folder = tempfile::tempdir().unwrap();
    for (name, damage) in [("head", 0), ("tables", 4096 + 5), ("middle", 3 * 4096)] {
        let path = folder.path().join(name);
        record(&mut open(&path), 0..20);
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(damage)).unwrap();
        file.write_all(&[0xA5; 3000]).unwrap();
        drop(file);
        let damaged = fs::read(&path).unwrap();
        let mut store = open(&path);
        let aside = beside(&path, ".damaged");
        assert_eq!(*store.opening(), Opening::Replaced(aside.clone()), "{name}");
        assert_eq!(fs::read(&aside).unwrap(), damaged, "{name}: what was put aside is not what was there");
        record(&mut store, 0..3);
        drop(store);
        let store = open(&path);
        assert_eq!((store.opening(), intervals(&store)), (&Opening::Existing, 3));
    }
}

#[test]
fn a_file_put_aside_goes_when_all_in_it_is_too_old() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    fs::write(&path, [0xA5; 5000]).unwrap();
    let mut store = open(&path);
    let aside = beside(&path, ".damaged");
    let today = KeyDays::VIETNAM.day(START);
    for later in [0, 1, 21] {
        store.keep(KeyDays::VIETNAM, today.plus(later), 21).unwrap();
        assert!(aside.exists(), "gone after {later} days");
    }
    store.keep(KeyDays::VIETNAM, today.plus(22), 21).unwrap();
    assert!(!aside.exists());
}

#[test]
fn a_second_process_is_told_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open(&path);
    record(&mut store, 0..2);
    let second = try_open(&path);
    assert!(matches!(second, Err(StoreError::Busy)));
    assert_eq!(second.unwrap_err().problem(), Problem::StoreBusy);
    assert!(matches!(store_stat(&path), Err(StoreError::Busy)));
    record(&mut store, 2..4);
    drop(store);
    assert_eq!(intervals(&open(&path)), 4);
}

#[test]
fn a_newer_store_and_other_databases_are_refused_and_left_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let newer = folder.path().join("newer");
    record(&mut open(&newer), 0..2);
    Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 2").unwrap();
    let other = folder.path().join("other");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE photos (id INTEGER)").unwrap();
    for (path, problem) in [(&newer, Problem::StoreTooNew), (&other, Problem::FileInvalid)] {
        let before = fs::read(path).unwrap();
        assert_eq!(try_open(path).unwrap_err().problem(), problem);
        assert_eq!(store_stat(path).unwrap_err().problem(), problem);
        assert_eq!(fs::read(path).unwrap(), before);
        assert!(!beside(path, ".damaged").exists());
    }
}

/// Every version of the schema there ever was, as SQL that made it. Grows with each; none is ever changed.
const OLD_SCHEMAS: [(u32, &str); 1] = [(1, include_str!("schemas/1.sql"))];

#[test]
fn a_store_of_every_version_opens_and_becomes_the_newest() {
    for (version, schema) in OLD_SCHEMAS {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        // The proof of the secret does not depend on the schema: it is taken from a store made now.
        let now = folder.path().join("now");
        drop(open(&now));
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(schema).unwrap();
        connection
            .execute_batch(&format!(
                "ATTACH '{}' AS now; INSERT INTO key_check SELECT * FROM now.key_check; DETACH now;",
                now.display()
            ))
            .unwrap();
        drop(connection);
        let mut store = open(&path);
        assert_eq!(*store.opening(), Opening::Existing, "version {version}");
        record(&mut store, 0..3);
        assert_eq!(intervals(&store), 3);
        drop(store);
        assert_eq!(store_stat(&path).unwrap().schema_version, 1);
        let schema_of = |path: &Path| {
            let connection = Connection::open(path).unwrap();
            let mut statement = connection.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.collect::<Result<Vec<(String, Option<String>)>, _>>().unwrap()
        };
        assert_eq!(schema_of(&path), schema_of(&now), "version {version} does not become the newest");
    }
}

#[test]
fn a_store_that_cannot_be_written_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("nowhere").join("store");
    assert_eq!(try_open(&missing).unwrap_err().problem(), Problem::StoreFailed);
    assert_eq!(try_open(folder.path()).unwrap_err().problem(), Problem::StoreFailed);
}

#[test]
fn a_vault_that_gives_nothing_is_an_error_of_its_own() {
    struct Empty(VaultError);
    impl KeyVault for Empty {
        fn secret(&self) -> Result<Zeroizing<[u8; 32]>, VaultError> {
            Err(self.0)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    for (error, problem) in [(VaultError::Locked, Problem::HostFailed), (VaultError::Missing, Problem::WrongStoreKey)] {
        let outcome = Store::open(&path, &Empty(error), &mut ChaCha20Rng::seed_from_u64(1));
        assert_eq!(outcome.unwrap_err().problem(), problem);
    }
    record(&mut open(&path), 0..1);
    Store::destroy(&path).unwrap();
    assert_eq!(*open(&path).opening(), Opening::Fresh);
}

#[test]
fn retention_is_to_the_day_and_within_its_bounds() {
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let per_day = Interval::PER_DAY;
    record(&mut store, 0..2 * per_day);
    let second = KeyDays::VIETNAM.day(START).plus(1);
    let first_day = usize::try_from(KeyDays::VIETNAM.first_interval(second).0 - START.0).unwrap();
    assert_eq!(store.keep(KeyDays::VIETNAM, second.plus(20), 21).unwrap(), 0);
    assert_eq!(store.keep(KeyDays::VIETNAM, second.plus(21), 21).unwrap(), first_day);
    assert_eq!(store.keep(KeyDays::VIETNAM, second.plus(1), 0).unwrap(), 0, "one day is the least that is kept");
    assert_eq!(intervals(&store), 2 * usize::try_from(per_day).unwrap() - first_day);
    assert!(store.keep(KeyDays::VIETNAM, second.plus(61), 99).unwrap() > 0, "sixty days are the most");
}

#[test]
fn a_day_key_goes_with_its_day_and_one_that_reaches_into_a_kept_day_stays() {
    let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let kept = KeyDays::VIETNAM.day(START).plus(1);
    let key = |n: u8, start: Interval| StoredKey {
        ended: true,
        ..StoredKey::used_throughout(DayKey::from_bytes([n; 16]), start, Interval::PER_DAY)
    };
    let first = KeyDays::VIETNAM.first_interval(kept);
    let [before, reaching, of_the_day] =
        [key(1, first.minus(Interval::PER_DAY)), key(2, first.minus(Interval::PER_DAY - 1)), key(3, first)];
    let keys = [before, reaching.clone(), of_the_day.clone()];
    store.run("keys", |transaction| keys.into_iter().try_for_each(|key| transaction.put_key(key))).unwrap();
    store.keep(KeyDays::VIETNAM, kept.plus(20), 21).unwrap();
    assert_eq!(store.keys(EVERYTHING).unwrap().len(), 3);
    store.keep(KeyDays::VIETNAM, kept.plus(21), 21).unwrap();
    let left: Vec<_> = store.keys(EVERYTHING).unwrap().into_iter().map(|key| key.start).collect();
    assert_eq!(left, [reaching.start, of_the_day.start]);
}

#[cfg(unix)]
#[test]
fn nobody_else_on_the_machine_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open(&path);
    record(&mut store, 0..1);
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{:?}", file.file_name());
    }
}
