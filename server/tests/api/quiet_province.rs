//! Six weeks of a province where almost nobody is ill: whoever keeps every export learns nothing of when keys were real.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use lancan_protocol::export::{ExportKey, ExportReader, Limits};
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::path;

use crate::support::{Phone, TODAY, World};

const WEEKS: u64 = 6;
/// Exports between two reports, about.
const REPORT_EVERY: u64 = 23;

/// What anybody can see of an export.
struct Seen {
    /// How often each combination of fields comes, with the age of the key's day.
    fields: BTreeMap<String, usize>,
    keys: usize,
    is_sorted: bool,
    revised: Vec<String>,
    /// Whether each revised key, by its age, was published before.
    revised_known: Vec<bool>,
    bytes: usize,
}

fn said(key: &ExportKey, end: UnixTime) -> String {
    let age = KeyDays::VIETNAM.day(end.minus(1_200)).0 - KeyDays::VIETNAM.day(key.start).0;
    let from = key.start.0 - KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(key.start)).0;
    format!("{age} {from} {} {:?} {:?} {}", key.period, key.report_type, key.days_since_onset, key.transmission_risk)
}

fn look(world: &World, end: UnixTime, before: &mut BTreeSet<[u8; 16]>) -> (Seen, BTreeSet<[u8; 16]>) {
    let file = world.get(&format!("{}{}.zip", path::EXPORTS, end.0)).body;
    let bytes = file.len();
    let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
    let mut stream = reader.stream().unwrap();
    let (mut keys, mut revised) = (Vec::new(), Vec::new());
    while let Some(key) = stream.next().unwrap() {
        if key.revised { &mut revised } else { &mut keys }.push(key.key);
    }
    stream.finish(&world.trusted()).unwrap();
    let mut fields = BTreeMap::new();
    for key in &keys {
        *fields.entry(said(key, end)).or_default() += 1;
    }
    let own: BTreeSet<[u8; 16]> = keys.iter().map(|key| *key.key.as_bytes()).collect();
    revised.sort_by_key(|key| key.start);
    let seen = Seen {
        fields,
        keys: keys.len(),
        is_sorted: keys.is_sorted_by(|a, b| a.key < b.key),
        revised: revised.iter().map(|key| said(key, end)).collect(),
        revised_known: revised.iter().map(|key| before.contains(key.key.as_bytes())).collect(),
        bytes,
    };
    before.extend(&own);
    (seen, own)
}

/// The probability that an export with real keys is larger than one without, ties counting half.
fn larger(with: &[usize], without: &[usize]) -> f64 {
    let wins = with.iter().flat_map(|a| {
        without.iter().map(move |b| match a.cmp(b) {
            std::cmp::Ordering::Greater => 1.0,
            std::cmp::Ordering::Equal => 0.5,
            std::cmp::Ordering::Less => 0.0,
        })
    });
    wins.sum::<f64>() / f64::from(u32::try_from(with.len() * without.len()).unwrap())
}

#[test]
fn nothing_in_an_export_tells_whether_it_holds_real_keys() {
    let world = World::with(
        |_| {},
        |rules| {
            (rules.publication.every_seconds, rules.publication.delay_seconds) = (7_200, 7_200);
        },
    );
    // From a midnight on, a fortnight after the server's first day, so that keys of every age were published before.
    let first = KeyDays::VIETNAM.start(TODAY.plus(1));
    let quiet = 14 * 12;
    let (mut before, mut all) = (BTreeSet::new(), Vec::new());
    let mut real = BTreeSet::new();
    for slot in 1..=quiet + WEEKS * 7 * 12 {
        let end = first.plus(slot * 7_200);
        world.go_to(end);
        let seen = look(&world, end, &mut before);
        if slot > quiet {
            all.push(seen);
        }
        if slot >= quiet && (slot * 7) % REPORT_EVERY == 0 {
            let byte = u8::try_from(slot / REPORT_EVERY * 7 % 250 + 1).unwrap();
            let officer = world.sign_in("an");
            let code = officer.issue(&officer.open_case(), "long")["code"].as_str().unwrap().to_owned();
            let phone = Phone::new(byte);
            let answer = phone.verify(&world, &code);
            let mut report = phone.report(&world, &answer, byte);
            // As random as true ones: sixteen equal bytes would be packed smaller.
            for (number, key) in report.keys.iter_mut().enumerate() {
                let hash = ring::digest::digest(&ring::digest::SHA256, format!("{slot} {number}").as_bytes());
                key.key = hash.as_ref()[..16].to_vec();
            }
            real.extend(report.keys.iter().map(|key| <[u8; 16]>::try_from(key.key.as_slice()).unwrap()));
            phone.send(&world, &report);
        }
    }
    let (with, without): (Vec<_>, Vec<_>) = all.iter().partition(|(_, keys)| !keys.is_disjoint(&real));
    assert!(with.len() > 20 && without.len() > 300, "{} {}", with.len(), without.len());

    let usual = &without[0].0;
    for (number, (seen, _)) in all.iter().enumerate() {
        assert_eq!(seen.fields, usual.fields, "{number}");
        assert_eq!((seen.keys, seen.is_sorted), (126, true), "{number}");
        assert_eq!((seen.revised.len(), &seen.revised), (14, &usual.revised), "{number}");
        // By the slot of the day: the first export with a day's keys can take none of them back.
        let same_slot = &all[number % 12].0;
        assert_eq!(seen.revised_known, same_slot.revised_known, "{number}");
    }
    let bytes =
        |exports: &[&(Seen, BTreeSet<[u8; 16]>)]| exports.iter().map(|(seen, _)| seen.bytes).collect::<Vec<_>>();
    let larger = larger(&bytes(&with), &bytes(&without));
    // Chance is a half; its spread is below 0.06.
    assert!((0.2..0.8).contains(&larger), "{larger}");
}
