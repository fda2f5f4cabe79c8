//! Matching and time travel, one rule at a time (`docs/protocol.md`).
#![cfg(test)]

use lancan_matching::{Floor, HeardIdentifier, HeardIndex, Match, MatchOutcome, Matcher, NearMiss, Policy, settle};
use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram},
    export::ExportKey,
    frame::Frame,
    keys::{DayKey, EncryptedMetadata},
    time::{Interval, UnixTime},
    wire::ReportType,
};

const START: Interval = Interval(18_750 * 144);
/// The interval whose identifier is heard.
const AT: Interval = Interval(START.0 + 143);
const DAY_AFTER: UnixTime = UnixTime((START.0 as u64 + 288) * 600);

fn key() -> ExportKey {
    ExportKey::new(DayKey::from_bytes([3; 16]), START, 144)
}

fn heard(first_seen: UnixTime, last_seen: UnixTime) -> HeardIdentifier {
    let id = key().key.identifiers().rolling_id(AT);
    HeardIdentifier { id, first_seen, last_seen, below_floor: false, handle: 5 }
}

fn in_interval(off: i32) -> HeardIdentifier {
    let interval = Interval(AT.0.checked_add_signed(off).unwrap());
    heard(interval.start(), interval.start().plus(599))
}

fn run(heard: HeardIdentifier, key: ExportKey, published: UnixTime, tolerance: u32) -> MatchOutcome {
    Matcher::new(&HeardIndex::build([heard]), Policy { tolerance }).match_keys(&[key], published)
}

fn matched(outcome: &MatchOutcome) -> bool {
    !outcome.matches.is_empty()
}

#[test]
fn one_interval_off_matches_and_two_are_a_clock_fault() {
    for (off, matches) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
        let outcome = run(in_interval(off), key(), DAY_AFTER, 1);
        assert_eq!(matched(&outcome), matches, "{off}");
        let near_misses = if matches { vec![] } else { vec![NearMiss { handle: 5, intervals_off: off }] };
        assert_eq!(outcome.near_misses, near_misses, "{off}");
    }
}

#[test]
fn a_rule_may_set_the_tolerance_from_0_to_12_and_no_further() {
    assert!(!matched(&run(in_interval(1), key(), DAY_AFTER, 0)));
    assert!(matched(&run(in_interval(12), key(), DAY_AFTER, 12)));
    assert_eq!(run(in_interval(12), key(), DAY_AFTER, 1).near_misses.len(), 1);
    assert_eq!(run(in_interval(13), key(), DAY_AFTER, 99), MatchOutcome { keys: 1, ..MatchOutcome::default() });
}

#[test]
fn what_counts_is_what_the_sightings_touch_to_the_second() {
    let next_but_one = AT.plus(2).start();
    assert!(matched(&run(heard(next_but_one.minus(1), next_but_one.plus(300)), key(), DAY_AFTER, 1)));
    assert!(!matched(&run(heard(next_but_one, next_but_one.plus(300)), key(), DAY_AFTER, 1)));
    let one_before = AT.minus(1).start();
    assert!(matched(&run(heard(one_before.minus(200), one_before), key(), DAY_AFTER, 1)));
    assert!(!matched(&run(heard(one_before.minus(200), one_before.minus(1)), key(), DAY_AFTER, 1)));
}

#[test]
fn identifiers_outside_a_keys_rolling_period_never_match() {
    let short = ExportKey { period: 143, ..key() };
    assert_eq!(run(in_interval(0), short, DAY_AFTER, 1), MatchOutcome { keys: 1, ..MatchOutcome::default() });
}

#[test]
fn an_identifier_heard_after_its_keys_publication_never_matches() {
    let last_seen = in_interval(0).last_seen;
    assert!(matched(&run(in_interval(0), key(), last_seen.plus(1), 1)));
    let outcome = run(in_interval(0), key(), last_seen, 1);
    assert!(!matched(&outcome) && outcome.near_misses.is_empty());
    assert_eq!(outcome.replays, 1);
}

/// What a phone records: the frame of the key's identifier, stamped by its own clock, marked if below the floor.
fn record(clock: UnixTime, floor: Floor) -> Encounter {
    let frame = Frame { id: in_interval(0).id, metadata: EncryptedMetadata::from_bytes([0; 4]) };
    let first = u16::try_from(clock.0 % 600).unwrap();
    let mut flags = EncounterFlags::default();
    let encounter = Encounter {
        frame,
        interval: clock.interval(),
        first,
        last: first,
        sightings: 1,
        scans: vec![],
        histogram: RssiHistogram::default(),
        flags,
    };
    if floor.is_above(encounter.first_seen()) {
        flags.insert(EncounterFlags::BELOW_FLOOR);
    }
    Encounter { flags, ..encounter }
}

fn as_heard(encounter: &Encounter) -> HeardIdentifier {
    HeardIdentifier {
        id: encounter.frame.id,
        first_seen: encounter.first_seen(),
        last_seen: encounter.last_seen(),
        below_floor: encounter.flags.contains(EncounterFlags::BELOW_FLOOR),
        handle: 5,
    }
}

#[test]
fn a_clock_set_back_and_a_published_key_replayed_do_not_match_not_even_after_a_restart() {
    let published = DAY_AFTER.plus(86_400);
    let honest = AT.start().plus(30);
    assert!(matched(&run(as_heard(&record(honest, Floor::default())), key(), published, 1)));

    // The phone has seen an export that ended a day before this key was published; somebody who has the key already
    // sets the phone's clock back into the key's period and plays its identifier.
    let mut floor = Floor::default();
    floor.raise(DAY_AFTER);
    floor.raise(DAY_AFTER.minus(5_000));
    assert_eq!(floor.at(), DAY_AFTER);
    let replayed = run(as_heard(&record(honest, floor)), key(), published, 1);
    assert!(!matched(&replayed) && replayed.replays == 1);

    // Restarted: the floor is what was stored.
    let stored: u64 = floor.at().0;
    let replayed = run(as_heard(&record(honest, Floor::new(UnixTime(stored)))), key(), published, 1);
    assert!(!matched(&replayed) && replayed.replays == 1);
}

#[test]
fn an_encounter_heard_before_an_export_still_matches_a_key_published_after_it() {
    let mut floor = Floor::default();
    let encounter = as_heard(&record(AT.start().plus(30), floor));
    floor.raise(DAY_AFTER);
    assert!(matched(&run(encounter, key(), DAY_AFTER.plus(86_400), 1)));
}

fn found(report_type: ReportType, revised: bool, handle: u32) -> Match {
    let key = ExportKey { report_type: Some(report_type), ..key() };
    let mut found = run(HeardIdentifier { handle, ..in_interval(0) }, key, DAY_AFTER, 1).matches.remove(0);
    found.revised = revised;
    found
}

#[test]
fn a_revised_key_says_something_new_and_adds_no_encounter_and_a_revoked_one_is_gone() {
    let first = found(ReportType::SelfReport, false, 1);
    let settled = settle([first.clone(), found(ReportType::ConfirmedTest, true, 2)]);
    assert_eq!(settled.len(), 1);
    assert_eq!(settled[0].key.report_type, Some(ReportType::ConfirmedTest));
    assert_eq!((settled[0].encounters.as_slice(), settled[0].revised), (first.encounters.as_slice(), true));
    assert_eq!(settle([first.clone(), found(ReportType::Revoked, true, 2)]), []);
    assert_eq!(settle([first.clone(), found(ReportType::ConfirmedTest, false, 2)]), [first]);
}

#[test]
fn a_key_revised_to_revoked_reaches_encounters_heard_after_it_could_have_been_published() {
    // Published late, heard in between by a phone whose clock is ahead: its first publication allows it.
    let late = key().earliest_publication().plus(10);
    let heard_late = heard(late, late.plus(10));
    let first = run(heard_late, key(), DAY_AFTER, 12).matches.remove(0);
    let revoked = Match {
        key: ExportKey { report_type: Some(ReportType::Revoked), ..key() },
        revised: true,
        encounters: vec![],
        ..first.clone()
    };
    assert_eq!(settle([first, revoked.clone()]), []);
    assert_eq!(settle([Match { key: key(), ..revoked }]), []);
}
