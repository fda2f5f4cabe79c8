//! How the store seals: the same randomness gives the same rows, under the same schema.

use core::time::Duration;
use std::fmt::Write as _;

use lancan_core::{Now, Recorder, SightingOf, Store, StoredKey};
use lancan_protocol::{frame::Frame, hex, keys::DayKey};
use rusqlite::Connection;

use super::{golden, rng, vault};
use lancan_testkit::acts::START;

#[test]
fn the_same_randomness_gives_the_same_rows_under_the_same_schema() {
    assert_eq!(rows_of_today(), String::from_utf8(golden("rows-v1.txt")).unwrap());
}

/// The schema and every row of a small store.
pub(crate) fn rows_of_today() -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store");
    let mut store = Store::open(&file, &vault(), &mut rng(1)).unwrap();
    let key =
        StoredKey { reported: true, ..StoredKey::used_throughout(DayKey::from_bytes([1; 16]), START.interval(), 144) };
    store
        .run("both", |transaction| {
            transaction.put_key(key)?;
            transaction.put("a value", b"as it was given")
        })
        .unwrap();
    let now = Now { wall: START, monotonic: Duration::ZERO };
    let mut recorder = Recorder::new(&mut rng(2));
    recorder.scan_began(now);
    recorder.sighted(now, SightingOf::Frame(Frame::from_bytes(&[7; 20]).unwrap()), Some(-60));
    recorder.hand_out(now, |segments| store.append(segments)).unwrap();
    drop(store);
    rows(&Connection::open(&file).unwrap())
}

fn rows(connection: &Connection) -> String {
    let mut text = String::new();
    for pragma in ["application_id", "user_version"] {
        let number: i64 = connection.query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0)).unwrap();
        writeln!(text, "{pragma} {number}").unwrap();
    }
    let queries = [
        "SELECT name, CAST(sql AS BLOB) FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name",
        "SELECT CAST(interval AS TEXT), sealed FROM interval_block ORDER BY interval",
        "SELECT lower(hex(name)), sealed FROM named_value ORDER BY name",
        "SELECT lower(hex(salt)), CAST(proof || checksum AS BLOB) FROM key_check",
    ];
    for query in queries {
        let mut statement = connection.prepare(query).unwrap();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let (name, bytes): (String, Vec<u8>) = (row.get(0).unwrap(), row.get(1).unwrap());
            let shown = match String::from_utf8(bytes.clone()) {
                Ok(sql) if sql.starts_with("CREATE") => without_comments(&sql),
                _ => hex::encode(&bytes),
            };
            writeln!(text, "{name} {shown}").unwrap();
        }
    }
    text
}

/// SQL without its comments and layout, which say nothing of the form.
fn without_comments(sql: &str) -> String {
    let lines = sql.lines().map(str::trim).filter(|line| !line.starts_with("--"));
    lines.collect::<Vec<_>>().join(" ")
}
