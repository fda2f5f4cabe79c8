//! What the store's bytes give away: interval numbers and sizes, and never a key and nonce twice.
#![cfg(test)]

use core::time::Duration;
use std::{collections::BTreeSet, fs, path::Path};

use lancan_core::{Now, Recorder, SightingOf, StaticVault, Store, StoreError, StoredKey};
use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::DayKey,
    time::{Day, Interval, UnixTime},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use rusqlite::Connection;

const START: Interval = Interval(2_700_000);
const EVERYTHING: core::ops::RangeInclusive<Interval> = Interval(0)..=Interval(u32::MAX);
const SECRET: [u8; 32] = *b"a secret that no file may hold!!";
const MARK: &[u8] = b"a marked value nobody may find";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn open(path: &Path, seed: u64) -> Store {
    Store::open(path, &StaticVault::new(SECRET), &mut rng(seed)).unwrap()
}

fn at(interval: Interval, second: u64) -> Now {
    let wall = interval.start().plus(second);
    Now { wall, monotonic: Duration::from_secs(wall.0 - START.start().0) }
}

fn frames(seed: u64, count: usize) -> Vec<Frame> {
    let mut rng = rng(seed);
    let mut frame = || {
        let mut bytes = [0; Frame::LENGTH];
        rng.fill_bytes(&mut bytes);
        Frame::from_bytes(&bytes).unwrap()
    };
    (0..count).map(|_| frame()).collect()
}

/// Records some intervals of these people, a save in the middle of each, a key and a value.
fn live(store: &mut Store, frames: &[Frame], intervals: core::ops::Range<u32>, seed: u64) {
    let mut recorder = Recorder::new(&mut rng(seed));
    for n in intervals {
        let interval = START.plus(n);
        for second in [10, 400] {
            recorder.scan_began(at(interval, second));
            for frame in frames {
                recorder.sighted(at(interval, second), SightingOf::Frame(*frame), Some(-60));
            }
            recorder.hand_out(at(interval, second), |segments| store.append(segments)).unwrap();
        }
    }
    let key = StoredKey::used_throughout(day_key(), START, 144);
    store
        .run("key", |transaction| {
            transaction.put_key(key)?;
            transaction.put("a-marked-name", MARK)
        })
        .unwrap();
}

fn day_key() -> DayKey {
    DayKey::from_bytes(*b"day key in clear")
}

/// All bytes of the store's files.
fn all_bytes(folder: &Path) -> Vec<u8> {
    let files = fs::read_dir(folder).unwrap().map(|file| fs::read(file.unwrap().path()).unwrap());
    files.flatten().collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

/// Salt and counter of every sealed row.
fn salts_and_counters(path: &Path) -> Vec<[u8; 20]> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection
        .prepare(
            "SELECT substr(sealed, 1, 20) FROM interval_block UNION ALL SELECT substr(sealed, 1, 20) FROM named_value",
        )
        .unwrap();
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    rows.map(|row| row.unwrap().try_into().unwrap()).collect()
}

#[test]
fn no_identifier_key_name_or_value_is_found_in_the_files_at_any_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    // Seeds differ everywhere: equal ones would make identifiers of a salt's bytes.
    let frames = frames(1, 40);
    let mut store = open(&path, 101);
    live(&mut store, &frames, 0..5, 2);
    let mut moments = vec![("recording", all_bytes(folder.path()))];
    store.keep(KeyDays::VIETNAM, Day(KeyDays::VIETNAM.day(START).0 + 1), 21).unwrap();
    moments.push(("settled", all_bytes(folder.path())));
    drop(store);
    moments.push(("closed", all_bytes(folder.path())));
    let day_key = day_key();
    for (moment, bytes) in moments {
        assert!(bytes.len() > 10_000, "{moment}");
        let identifiers = frames.iter().map(|frame| frame.id.as_bytes().as_slice());
        let words: [&[u8]; 4] = [day_key.as_bytes(), &SECRET, MARK, b"a-marked-name"];
        for (n, needle) in identifiers.chain(words).enumerate() {
            // Half of it would be bad enough.
            assert!(!holds(&bytes, &needle[..needle.len() / 2]), "{moment}: needle {n} is in the clear");
        }
    }
    // The search can find: what may be read is there.
    assert!(holds(&all_bytes(folder.path()), b"CREATE TABLE interval_block"));
}

#[test]
fn deleted_blocks_and_erased_stores_leave_no_old_bytes_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open(&path, 1);
    live(&mut store, &frames(1, 40), 0..5, 2);
    store.keep(KeyDays::VIETNAM, KeyDays::VIETNAM.day(START), 21).unwrap();
    drop(store);
    let sealed: Vec<Vec<u8>> = {
        let connection = Connection::open(&path).unwrap();
        let mut statement = connection.prepare("SELECT sealed FROM interval_block").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        rows.map(|row| row.unwrap()[20..60].to_vec()).collect()
    };
    let left = || sealed.iter().filter(|block| holds(&all_bytes(folder.path()), block)).count();
    assert_eq!((sealed.len(), left()), (5, 5));
    let mut store = open(&path, 3);
    assert_eq!(store.keep(KeyDays::VIETNAM, KeyDays::VIETNAM.day(START).plus(22), 21).unwrap(), 5);
    assert_eq!(left(), 0, "deleted blocks are still in the files");
    live(&mut store, &frames(2, 10), 0..3, 4);
    store.erase(&mut rng(5)).unwrap();
    assert_eq!(store.get("a-marked-name").unwrap(), None);
    assert!(store.keys(EVERYTHING).unwrap().is_empty());
    drop(store);
    assert!(salts_and_counters(&path).is_empty());
    assert!(open(&path, 6).get("a-marked-name").unwrap().is_none());
}

#[test]
fn a_restored_backup_and_two_processes_never_repeat_a_key_and_nonce() {
    let folder = tempfile::tempdir().unwrap();
    let [path, backup, copy] = ["store", "backup", "copy"].map(|name| folder.path().join(name));
    let mut seen = BTreeSet::new();
    let mut rows = 0;
    let mut count = |path: &Path, fresh_since: &BTreeSet<[u8; 20]>| {
        let now = salts_and_counters(path);
        let fresh: Vec<_> = now.into_iter().filter(|row| !fresh_since.contains(row)).collect();
        rows += fresh.len();
        seen.extend(fresh);
    };
    let mut store = open(&path, 1);
    live(&mut store, &frames(1, 5), 0..10, 10);
    drop(store);
    fs::copy(&path, &backup).unwrap();
    fs::copy(&path, &copy).unwrap();
    let before: BTreeSet<_> = salts_and_counters(&path).into_iter().collect();
    // Three processes go on from one and the same file, and write the same rows differently.
    for (n, path) in [&path, &backup, &copy].into_iter().enumerate() {
        let n = n as u64;
        let mut store = open(path, 20 + n);
        live(&mut store, &frames(30 + n, 5), 5..20, 40 + n);
        drop(store);
        count(path, &before);
    }
    assert_eq!(rows, 3 * 17, "fifteen intervals, the keys and the value in each");
    assert_eq!(seen.len(), rows, "a salt and counter were used twice");
    // And the salts are the openings': one each.
    let salts: BTreeSet<&[u8]> = seen.iter().map(|row| &row[..16]).collect();
    assert_eq!(salts.len(), 3);
}

#[test]
fn a_failed_write_uses_its_nonce_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open(&path, 1);
    store.put("value", b"one").unwrap();
    for _ in 0..3 {
        let failed: Result<(), StoreError> = store.run("fails", |transaction| {
            transaction.put("value", b"two")?;
            Err(StoreError::Full)
        });
        assert!(matches!(failed, Err(StoreError::Full)));
    }
    assert_eq!(store.get("value").unwrap().unwrap().as_slice(), b"one");
    store.put("value", b"three").unwrap();
    drop(store);
    let counters: Vec<u32> =
        salts_and_counters(&path).iter().map(|row| u32::from_le_bytes(row[16..].try_into().unwrap())).collect();
    assert_eq!(counters, [4]);
}

#[test]
fn a_block_moved_to_another_row_or_changed_in_one_bit_does_not_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    live(&mut open(&path, 1), &frames(1, 3), 0..4, 2);
    let connection = Connection::open(&path).unwrap();
    connection.execute("UPDATE interval_block SET interval = interval + 100 WHERE interval = ?1", [START.0]).unwrap();
    let mut block: Vec<u8> = connection
        .query_row("SELECT sealed FROM interval_block WHERE interval = ?1", [START.0 + 1], |row| row.get(0))
        .unwrap();
    block[40] ^= 1;
    connection
        .execute("UPDATE interval_block SET sealed = ?2 WHERE interval = ?1", rusqlite::params![START.0 + 1, block])
        .unwrap();
    drop(connection);
    let mut store = open(&path, 3);
    let mut read = Vec::new();
    assert_eq!(store.each_interval(EVERYTHING, |record| read.push(record.interval)).unwrap(), 2);
    assert_eq!(read, [START.plus(2), START.plus(3)]);
    assert!(matches!(store.interval(START.plus(1)), Err(StoreError::Damaged(_))));
    // Recording goes on in the damaged interval.
    let mut recorder = Recorder::new(&mut rng(4));
    recorder.sighted(at(START.plus(1), 500), SightingOf::Frame(frames(9, 1)[0]), None);
    recorder.hand_out(at(START.plus(1), 500), |segments| store.append(segments)).unwrap();
    assert_eq!(store.interval(START.plus(1)).unwrap().unwrap().encounters.len(), 1);
}

#[test]
fn a_rotated_store_opens_under_the_new_secret_only_and_holds_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut store = open(&path, 1);
    live(&mut store, &frames(1, 3), 0..4, 2);
    let read = |store: &Store| {
        let mut records = Vec::new();
        assert_eq!(store.each_interval(EVERYTHING, |record| records.push(record)).unwrap(), 0);
        records
    };
    let before = read(&store);
    let fresh = StaticVault::new([8; 32]);
    assert_eq!(store.rotate(&fresh, &mut rng(3)).unwrap(), 0);
    live(&mut store, &frames(2, 3), 4..5, 5);
    drop(store);
    let outcome = Store::open(&path, &StaticVault::new(SECRET), &mut rng(4));
    assert!(matches!(outcome, Err(StoreError::WrongKey)));
    let mut store = Store::open(&path, &fresh, &mut rng(4)).unwrap();
    assert_eq!(read(&store)[..4], before);
    assert_eq!(store.get("a-marked-name").unwrap().unwrap().as_slice(), MARK);
    assert_eq!(store.keys(EVERYTHING).unwrap().len(), 1);
    assert_eq!(before[0].encounters[0].first_seen(), UnixTime(START.start().0 + 10));
}
