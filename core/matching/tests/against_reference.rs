//! Matching gives what a plain reading of the rules gives, whatever keys, periods, times and flags there are.
#![cfg(test)]

use std::io::Cursor;

use lancan_matching::{HeardIdentifier, HeardIndex, MatchOutcome, MatchedEncounter, Matcher, NearMiss, Policy};
use lancan_protocol::{
    export::{ExportHeader, ExportKey, ExportReader, ExportSigner, Limits, TrustedKeys, write_export},
    keys::{DayKey, RollingId},
    time::{Interval, UnixTime},
    wire::{PublicKeyPem, ReportType},
};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey as _};
use proptest::prelude::*;

/// A day in the middle of which keys start.
const NOON: Interval = Interval(18_750 * 144 + 72);

#[derive(Clone, Debug)]
struct Case {
    keys: Vec<(ExportKey, bool)>,
    published: UnixTime,
    heard: Vec<HeardIdentifier>,
    tolerance: u32,
}

/// A key, whether it was revised, and where it was heard.
type FoundKey = (ExportKey, bool, Vec<MatchedEncounter>);

/// Goes through every interval of every key and everything heard, one by one.
fn reference(case: &Case) -> (Vec<FoundKey>, Vec<NearMiss>, u64) {
    let (mut matches, mut near_misses, mut replays) = (Vec::new(), Vec::new(), 0);
    let mut keys = case.keys.clone();
    keys.sort_by(|(a, a_revised), (b, b_revised)| (a_revised, &a.key).cmp(&(b_revised, &b.key)));
    for (key, revised) in keys {
        let published = if revised {
            case.published.0.min((u64::from(key.start.0) + u64::from(key.period)) * 600 + 1_200)
        } else {
            case.published.0
        };
        let mut encounters = Vec::new();
        let replays_before = replays;
        for interval in key.start.0..key.start.0 + key.period {
            let id = key.key.identifiers().rolling_id(Interval(interval));
            for heard in case.heard.iter().filter(|heard| heard.id == id) {
                let touched = heard.first_seen.0 / 600..=heard.last_seen.0 / 600;
                let off =
                    touched.map(|at| i64::try_from(at).unwrap() - i64::from(interval)).min_by_key(|off| off.abs());
                let off = i32::try_from(off.unwrap()).unwrap();
                if off.abs() > 12 {
                } else if heard.below_floor || heard.last_seen.0 >= published {
                    replays += 1;
                } else if off.unsigned_abs() <= case.tolerance {
                    encounters.push(MatchedEncounter { interval: Interval(interval), handle: heard.handle });
                } else {
                    near_misses.push(NearMiss { handle: heard.handle, intervals_off: off });
                }
            }
        }
        encounters.sort_unstable();
        if !encounters.is_empty() || (revised && replays > replays_before) {
            matches.push((key, revised, encounters));
        }
    }
    near_misses.sort_unstable();
    (matches, near_misses, replays)
}

fn through_an_export(case: &Case, threads: usize) -> MatchOutcome {
    let key = SigningKey::from_slice(&[9; 32]).unwrap();
    let pem = key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).unwrap();
    let trusted = TrustedKeys::new(&[PublicKeyPem { id: "k".into(), version: "1".into(), pem }]).unwrap();
    let signers = [ExportSigner { key, id: "k".into(), version: "1".into() }];
    let header = ExportHeader { end: case.published, ..ExportHeader::default() };
    let of = |revised| -> Vec<ExportKey> {
        case.keys.iter().filter(|key| key.1 == revised).map(|key| key.0.clone()).collect()
    };
    let bytes = write_export(&header, &of(false), &of(true), &signers).unwrap();

    let index = HeardIndex::build(case.heard.iter().copied());
    let mut reader = ExportReader::open(Cursor::new(bytes), Limits::default()).unwrap();
    let matcher = Matcher::new(&index, Policy { tolerance: case.tolerance }).threads(threads);
    let (verified, outcome) = matcher.match_export(&mut reader, &trusted).unwrap();
    assert_eq!(verified.keys + verified.revised_keys, outcome.keys);
    outcome
}

fn keys() -> impl Strategy<Value = Vec<(ExportKey, bool)>> {
    let kind = prop_oneof![
        Just(None),
        Just(Some(ReportType::ConfirmedTest)),
        Just(Some(ReportType::SelfReport)),
        Just(Some(ReportType::Revoked))
    ];
    let key =
        (any::<[u8; 16]>(), 0_u32..400, 1_u32..=144, kind, proptest::option::of(-20..20), 0_u8..=8, any::<bool>());
    let key = key.prop_map(|(bytes, start, period, report_type, days_since_onset, transmission_risk, revised)| {
        let key = ExportKey::new(DayKey::from_bytes(bytes), NOON.plus(start), period);
        (ExportKey { report_type, days_since_onset, transmission_risk, ..key }, revised)
    });
    proptest::collection::vec(key, 0..5)
}

/// A sighting of one of the keys' identifiers: which key, which interval of it, how far off it was stamped, for how
/// long it was heard, whether below the floor; or of a stranger, for a key that there is not.
fn sightings() -> impl Strategy<Value = Vec<(usize, u32, i64, u64, bool)>> {
    proptest::collection::vec(
        (0_usize..6, 0_u32..160, -15 * 600_i64..15 * 600, 0_u64..900, proptest::bool::weighted(0.1)),
        0..60,
    )
}

fn cases() -> impl Strategy<Value = Case> {
    (keys(), sightings(), 0_u32..=12, 0_u64..20_000).prop_map(|(keys, sightings, tolerance, delay)| {
        let earliest = keys.iter().map(|(key, _)| key.earliest_publication()).max().unwrap_or_default();
        let heard = (0..).zip(sightings).map(|(handle, (key, offset, off, seconds, below_floor))| {
            let (id, at) = match keys.get(key) {
                Some((key, _)) => {
                    // Also intervals just outside the key's period.
                    let interval = Interval((key.start.0 + offset).saturating_sub(8));
                    (key.key.identifiers().rolling_id(interval), interval.start())
                }
                None => (RollingId::from_bytes([u8::try_from(offset).unwrap(); 16]), NOON.start()),
            };
            let first_seen = UnixTime(at.0.checked_add_signed(off).unwrap());
            HeardIdentifier { id, first_seen, last_seen: first_seen.plus(seconds), below_floor, handle }
        });
        Case { heard: heard.collect(), published: earliest.plus(delay), keys: keys.clone(), tolerance }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn matching_finds_what_a_plain_reading_of_the_rules_finds(case in cases(), threads in 1_usize..4) {
        let outcome = through_an_export(&case, threads);
        let (matches, near_misses, replays) = reference(&case);
        let found: Vec<_> =
            outcome.matches.iter().map(|found| (found.key.clone(), found.revised, found.encounters.clone())).collect();
        prop_assert_eq!(found, matches);
        prop_assert_eq!(outcome.near_misses, near_misses);
        prop_assert_eq!(outcome.replays, replays);
        prop_assert!(outcome.matches.iter().all(|found| found.published_at == case.published));
    }
}
