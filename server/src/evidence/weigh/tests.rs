//! Meetings, and what people might make up.

use lancan_protocol::IntervalMap;
use lancan_protocol::frame::Frame;
use proptest::prelude::*;

use super::*;

const DAY: Day = Day(18_770);

fn rules() -> Rules {
    Rules::built_in()
}

fn first() -> Interval {
    KeyDays::VIETNAM.first_interval(DAY)
}

fn key(byte: u8) -> (DayKey, Interval) {
    (DayKey::from_bytes([byte; 16]), first())
}

/// What is heard of the phone with this key in the interval at `position`, at `heard_at` by the hearer's clock.
fn heard_at(byte: u8, position: u32, heard_at: u32, seconds: u16, attenuation: u8) -> ReportedEncounter {
    let keys = DayKey::from_bytes([byte; 16]).identifiers();
    let id = keys.rolling_id(first().plus(position));
    let metadata = keys.encrypt(&id, Metadata::Known { power_dbm: 0, confidence: 1 });
    ReportedEncounter {
        frame: Frame { id, metadata },
        interval: first().plus(heard_at),
        seconds,
        least_attenuation: attenuation,
        typical_attenuation: attenuation,
        scans: 4,
        flags: 0,
    }
}

fn heard(byte: u8, positions: impl IntoIterator<Item = u32>) -> Vec<ReportedEncounter> {
    positions.into_iter().map(|position| heard_at(byte, position, position, 600, 50)).collect()
}

/// A phone that sent and listened all day but in the positions from `off` on.
fn activity(off: u32) -> Vec<DayActivity> {
    let mut map = IntervalMap::default();
    (0..off).for_each(|position| map.insert(position));
    vec![DayActivity::new(DAY, &map, &map)]
}

fn side<'s>(keys: &'s [(DayKey, Interval)], heard: Vec<ReportedEncounter>, days: &[DayActivity]) -> Side<'s> {
    Side { keys, heard: Log::new(heard), activity: Activity::new(days, KeyDays::VIETNAM) }
}

/// The case has key 1, the contact key 2, and both were on all day.
fn weighed(by_case: Vec<ReportedEncounter>, by_contact: Vec<ReportedEncounter>) -> Weighing {
    let (case, contact) = ([key(1)], [key(2)]);
    weigh(&side(&case, by_case, &activity(144)), &side(&contact, by_contact, &activity(144)), &rules())
}

#[test]
fn a_meeting_that_both_phones_heard_is_corroborated() {
    let weighing = weighed(heard(2, 60..63), heard(1, 61..64));
    assert_eq!((weighing.grade, weighing.both_ways, weighing.seconds), (EvidenceGrade::Corroborated, 2, 1_800));
    assert_eq!((weighing.last_day, weighing.relay_suspected), (Some(DAY), false));
}

#[test]
fn one_interval_both_ways_is_enough_for_a_stay_under_twenty_minutes_alone() {
    assert_eq!(weighed(heard(2, [60]), heard(1, [60])).grade, EvidenceGrade::Corroborated);
    assert_eq!(weighed(heard(2, [60]), heard(1, 60..62)).grade, EvidenceGrade::CaseHeard);
    assert_eq!(weighed(heard(2, 60..62), heard(1, [60])).grade, EvidenceGrade::CaseHeard);
}

#[test]
fn what_the_case_alone_heard_is_told_from_what_the_contact_alone_says() {
    assert_eq!(weighed(heard(2, [60]), Vec::new()).grade, EvidenceGrade::CaseHeard);
    assert_eq!(weighed(Vec::new(), heard(1, [60])).grade, EvidenceGrade::Claimed);
    assert_eq!(weighed(Vec::new(), Vec::new()).grade, EvidenceGrade::Claimed);
}

#[test]
fn hours_that_the_case_left_out_or_did_not_scan_cannot_corroborate() {
    let (case, contact) = ([key(1)], [key(2)]);
    let of = |activity: &[DayActivity]| {
        let says = side(&contact, heard(1, 100..103), &self::activity(144));
        weigh(&side(&case, Vec::new(), activity), &says, &rules())
    };
    assert_eq!(of(&activity(100)).grade, EvidenceGrade::Uncorroborable);
    assert_eq!(of(&[]).grade, EvidenceGrade::Uncorroborable);
    assert_eq!(of(&activity(101)).grade, EvidenceGrade::Claimed, "one of the intervals was scanned");
}

#[test]
fn a_callback_fabricated_from_the_public_export_is_claimed() {
    // All that the export holds is the case's key: identifiers of any interval can be made, with any closeness.
    let fabricated = weighed(heard(7, 0..144), heard(1, 0..144));
    assert_eq!(fabricated.grade, EvidenceGrade::Claimed);
    // Nor does a key of one's own help that the case never heard.
    let (case, made_up) = ([key(1)], [key(2), key(3), key(4)]);
    let says = side(&made_up, heard(1, 0..144), &activity(144));
    assert_eq!(weigh(&side(&case, heard(7, 0..144), &activity(144)), &says, &rules()).grade, EvidenceGrade::Claimed);
}

#[test]
fn the_keys_of_another_contact_of_the_case_are_needed_to_be_taken_for_that_contact() {
    // Person 5 was near the case and tells nobody the own key; contact 2 swaps in what 5 heard.
    assert_eq!(weighed(heard(5, 60..64), heard(1, 60..64)).grade, EvidenceGrade::Claimed);
}

#[test]
fn an_identifier_that_was_replayed_later_does_not_count() {
    let replayed = |by: u32| (60..64).map(|at| heard_at(2, at, at + by, 600, 50)).collect::<Vec<_>>();
    assert_eq!(weighed(replayed(1), heard(1, 60..64)).grade, EvidenceGrade::Corroborated, "a clock a little off");
    assert_eq!(weighed(replayed(2), heard(1, 60..64)).grade, EvidenceGrade::Claimed);
    let of_case = (60..64).map(|at| heard_at(1, at, at + 2, 600, 50)).collect();
    assert_eq!(weighed(Vec::new(), of_case).seconds, 0);
}

#[test]
fn meetings_are_aligned_on_the_identifiers_own_interval_and_on_no_clock() {
    // Either clock is one interval off, each to its own side.
    let by_case = (60..63).map(|at| heard_at(2, at, at + 1, 600, 50)).collect();
    let by_contact = (60..63).map(|at| heard_at(1, at, at - 1, 600, 50)).collect();
    assert_eq!(weighed(by_case, by_contact).both_ways, 3);
}

#[test]
fn a_relay_is_suspected_for_two_close_intervals_in_a_row_that_one_phone_alone_heard_while_both_were_on() {
    let suspected = |by_case, by_contact| weighed(by_case, by_contact).relay_suspected;
    assert!(suspected(Vec::new(), heard(1, 60..62)));
    assert!(suspected(heard(2, 60..62), Vec::new()));
    assert!(!suspected(Vec::new(), heard(1, [60])), "one in a row: 1.5 % of true windows");
    assert!(!suspected(Vec::new(), heard(1, [60, 62, 64])), "never in a row");
    assert!(!suspected(heard(2, [60]), heard(1, [61])), "each phone missed one");
    let far: Vec<_> = (60..63).map(|at| heard_at(1, at, at, 600, 100)).collect();
    assert_eq!((weighed(Vec::new(), far.clone()).close_seconds, weighed(Vec::new(), far.clone()).seconds), (0, 1_800));
    assert_eq!(weighed(Vec::new(), heard(1, [60])).close_seconds, 600);
    assert!(!suspected(Vec::new(), far), "not close");
    let (case, contact) = ([key(1)], [key(2)]);
    let says = side(&contact, heard(1, 60..62), &activity(144));
    assert!(!weigh(&side(&case, Vec::new(), &activity(61)), &says, &rules()).relay_suspected, "the case was off");
}

prop_compose! {
    fn a_log()(entries in prop::collection::vec((1_u8..5, 0_u32..144, -3_i32..=3, 0_u16..=600, 30_u8..110), 0..40))
        -> Vec<ReportedEncounter> {
        entries.into_iter().map(|(byte, at, off, seconds, attenuation)| {
            heard_at(byte, at, at.saturating_add_signed(off), seconds, attenuation)
        }).collect()
    }
}

proptest! {
    #[test]
    fn more_than_a_claim_needs_the_contacts_identifiers_in_the_cases_log(
        by_case in a_log(), by_contact in a_log(), on in 0_u32..=144,
    ) {
        let (case, contact) = ([key(1)], [key(2)]);
        let (by_case, days) = (by_case, activity(on));
        let of = |by_case: Vec<ReportedEncounter>, by_contact: Vec<ReportedEncounter>| {
            weigh(&side(&case, by_case, &days), &side(&contact, by_contact, &activity(144)), &rules())
        };
        let weighing = of(by_case.clone(), by_contact.clone());
        let holds = !Log::new(by_case.clone()).of(&contact, &rules()).is_empty();
        prop_assert_eq!(weighing.grade >= EvidenceGrade::CaseHeard, holds);
        // Nothing that the contact says turns a claim into more.
        prop_assert_eq!(of(by_case.clone(), Vec::new()).grade >= EvidenceGrade::CaseHeard, holds);
        // Strangers in the case's log change nothing.
        let is_of_contact = |heard: &ReportedEncounter| !Log::new([*heard]).of(&contact, &rules()).is_empty();
        let without: Vec<_> = by_case.into_iter().filter(is_of_contact).collect();
        prop_assert_eq!(of(without, by_contact), weighing);
    }

    #[test]
    fn the_order_of_entries_does_not_matter(by_case in a_log(), by_contact in a_log()) {
        let (mut case, mut contact) = (by_case.clone(), by_contact.clone());
        case.reverse();
        contact.reverse();
        prop_assert_eq!(weighed(case, contact), weighed(by_case, by_contact));
    }
}
