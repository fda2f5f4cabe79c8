use lancan_matching::MatchedEncounter;
use lancan_protocol::{
    encounter::{EncounterFlags, RssiHistogram, ScanInstance},
    export::ExportKey,
    frame::Frame,
    key_days::KeyDays,
    keys::{DayKey, Metadata},
    wire::ReportType,
};

use super::*;

/// Midnight of 20 May 2021 in Vietnam, when 5053/QĐ-BYT and 21 days of quarantine are in force.
const MIDNIGHT: Interval = Interval(18_767 * 144 - 42);
const DAY: Day = Day(18_767);
const PUBLISHED: UnixTime = UnixTime(18_790 * 86_400);

/// An encounter with the case of a key number in an interval, near enough, with scans that are credited with `seconds`.
fn encounter(key: u8, interval: Interval, seconds: u16) -> Encounter {
    let keys = DayKey::from_bytes([key; 16]).identifiers();
    let id = keys.rolling_id(interval);
    let scan = |seconds| ScanInstance { seconds_since_last: seconds, typical_rssi: -55, strongest_rssi: -53 };
    Encounter {
        frame: Frame { id, metadata: keys.encrypt(&id, Metadata::with_power(-12)) },
        interval,
        first: 0,
        last: 599,
        sightings: 60,
        scans: (0..seconds / 20).map(|_| scan(20)).collect(),
        histogram: RssiHistogram::default(),
        flags: EncounterFlags::default(),
    }
}

/// The published key of a key number, as it was matched: heard in these intervals.
fn found(key: u8, report_type: ReportType, revised: bool, at: &[Interval]) -> Match {
    let start = at.first().map_or(MIDNIGHT, |first| KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(*first)));
    let key = ExportKey {
        report_type: Some(report_type),
        days_since_onset: Some(0),
        ..ExportKey::new(DayKey::from_bytes([key; 16]), start, 144)
    };
    let encounters = at.iter().map(|interval| MatchedEncounter { interval: *interval, handle: interval.0 }).collect();
    Match { key, published_at: PUBLISHED.plus(u64::from(revised)), revised, encounters }
}

/// What a phone knows that heard cases: of each the key's number, intervals after [`MIDNIGHT`] and seconds in each.
struct Known {
    exposures: Exposures,
    recorded: Recorded,
}

impl Known {
    fn of(cases: &[(u8, &[u32], u16)]) -> Self {
        let mut known = Self { exposures: Exposures::default(), recorded: Recorded::new() };
        for (key, at, seconds) in cases {
            let at: Vec<Interval> = at.iter().map(|after| MIDNIGHT.plus(*after)).collect();
            for interval in &at {
                known.recorded.entry(*interval).or_default().push(encounter(*key, *interval, *seconds));
            }
            known.publish(found(*key, ReportType::ConfirmedTest, false, &at));
        }
        known
    }

    fn publish(&mut self, found: Match) -> bool {
        let changed = self.exposures.add(vec![found], |handle| Some(Interval(handle)));
        self.exposures.witness(&self.recorded, &ReceiverLevel::default());
        changed
    }

    fn warnings(&self, rules: &Rules) -> Vec<Warning> {
        self.exposures.warnings(rules, Day(0), PUBLISHED)
    }

    fn warning(&self) -> Warning {
        let mut warnings = self.warnings(&Rules::built_in());
        assert_eq!(warnings.len(), 1);
        warnings.remove(0)
    }

    /// What the next process reads.
    fn restarted(&self) -> Exposures {
        serde_json::from_slice(&serde_json::to_vec(&self.exposures).unwrap()).unwrap()
    }
}

const NINE: [u32; 2] = [54, 55];

#[test]
fn twenty_seconds_near_another_case_nine_days_later_move_neither_day_nor_quarantine() {
    let alone = Known::of(&[(1, &NINE, 600)]).warning();
    assert_eq!((alone.verdict, alone.last_contact), (Verdict::Close, DAY));
    assert_eq!(alone.advice.quarantine_until, DAY.plus(21));
    let both = Known::of(&[(1, &NINE, 600), (2, &[9 * 144 + 54], 20)]).warning();
    assert_eq!(both, alone);
}

#[test]
fn minutes_are_told_with_the_day_they_belong_to_and_quarantine_counts_from_the_last_contact() {
    // An hour on the first day, sixteen minutes on the fourth.
    let warning = Known::of(&[(1, &[54, 55, 56, 57, 58, 59], 600), (2, &[3 * 144 + 10, 3 * 144 + 11], 500)]).warning();
    assert_eq!((warning.first_day, warning.last_day, warning.last_contact), (DAY, DAY, DAY.plus(3)));
    assert!((55.0..=60.0).contains(&warning.expected_minutes), "{}", warning.expected_minutes);
    assert_eq!(warning.advice.quarantine_until, DAY.plus(3 + 21));
}

#[test]
fn a_contact_across_midnight_names_both_days() {
    let warning = Known::of(&[(1, &[143], 600), (2, &[144], 600)]).warning();
    assert_eq!((warning.first_day, warning.last_day, warning.last_contact), (DAY, DAY.plus(1), DAY.plus(1)));
}

#[test]
fn a_contact_that_ends_at_midnight_belongs_to_the_day_that_ends() {
    let mut known = Known::of(&[(1, &[142, 143], 600)]);
    assert_eq!(known.warning().last_contact, DAY);
    known.recorded.clear();
    assert_eq!(known.warning().last_contact, DAY, "the evidence outlives the encounters");
}

#[test]
fn each_decree_has_a_warning_of_its_own_however_grave_the_others_are() {
    // 13 July under one decree for an hour, 14 July under the next for sixteen minutes.
    let day = (18_821 - 18_767) * 144;
    let known = Known::of(&[
        (1, &[day + 10, day + 11, day + 12, day + 13, day + 14], 600),
        (2, &[day + 144 + 100, day + 144 + 101], 500),
    ]);
    let warnings = known.warnings(&Rules::built_in());
    let said: Vec<_> = warnings.iter().map(|warning| (warning.rule.as_str(), warning.last_contact)).collect();
    assert_eq!(said, [("f1-2021-05", Day(18_821)), ("f1-2021-07", Day(18_822))]);
    assert!(warnings.iter().all(|warning| warning.first_day == warning.last_contact));
}

#[test]
fn a_revoked_key_warns_of_nothing_also_when_it_is_published_once_more_or_comes_from_another_phone() {
    let mut known = Known::of(&[(1, &NINE, 600)]);
    let at = NINE.map(|after| MIDNIGHT.plus(after));
    let other = known.restarted();
    assert!(known.publish(found(1, ReportType::Revoked, true, &[])));
    assert!(known.warnings(&Rules::built_in()).is_empty() && known.exposures.reasons(&Rules::built_in()).is_empty());
    assert!(!known.publish(found(1, ReportType::ConfirmedTest, false, &at)));
    known.exposures.join(other);
    assert!(known.warnings(&Rules::built_in()).is_empty());
    // The other way round: who joins a phone that knows of the revocation is warned of nothing either.
    let mut before = Known::of(&[(1, &NINE, 600)]);
    before.exposures.join(known.restarted());
    assert!(before.warnings(&Rules::built_in()).is_empty());
}

#[test]
fn a_revised_report_type_counts_from_its_revision_on() {
    let mut known = Known::of(&[(1, &NINE, 600)]);
    known.publish(found(1, ReportType::Recursive, true, &[]));
    assert!(known.warnings(&Rules::built_in()).is_empty(), "an F1's key makes no F1, and no F2 in May 2021");
}

#[test]
fn a_key_published_twice_adds_nothing_that_was_heard_after_its_first_publication() {
    let mut known = Known::of(&[(1, &NINE[..1], 600)]);
    let replayed = MIDNIGHT.plus(56);
    known.recorded.entry(replayed).or_default().push(encounter(1, replayed, 600));
    let mut again = found(1, ReportType::ConfirmedTest, false, &[MIDNIGHT.plus(54), replayed]);
    again.published_at = PUBLISHED.plus(86_400);
    assert!(!known.publish(again));
    assert!(known.warnings(&Rules::built_in()).is_empty());
}

#[test]
fn a_key_first_known_by_a_revision_that_is_published_again_later_adds_nothing_heard_in_between() {
    let mut known = Known::of(&[]);
    let at = NINE.map(|after| MIDNIGHT.plus(after));
    for interval in at {
        known.recorded.entry(interval).or_default().push(encounter(1, interval, 600));
    }
    // Everything was heard after the earliest time at which the key can have been public.
    known.publish(found(1, ReportType::ConfirmedTest, true, &[]));
    let mut again = found(1, ReportType::ConfirmedTest, false, &at);
    again.published_at = PUBLISHED.plus(86_400);
    assert!(!known.publish(again));
    assert!(known.warnings(&Rules::built_in()).is_empty());
}

#[test]
fn the_earliest_publication_bounds_what_counts_in_whichever_order_exports_arrive() {
    let publish = |known: &mut Known, seconds: u64, at: &[u32]| {
        let at: Vec<Interval> = at.iter().map(|after| MIDNIGHT.plus(*after)).collect();
        let mut found = found(1, ReportType::ConfirmedTest, false, &at);
        found.published_at = MIDNIGHT.start().plus(seconds);
        known.publish(found)
    };
    // Published at 10:05, heard before and again from 10:00 on; published once more the next day.
    let (first, again, all) = (60 * 600 + 300, 200 * 600, [54, 55, 60, 61, 62]);
    let unknown = || {
        let mut known = Known::of(&[]);
        for interval in all.map(|after| MIDNIGHT.plus(after)) {
            known.recorded.entry(interval).or_default().push(encounter(1, interval, 600));
        }
        known
    };
    let mut in_order = unknown();
    publish(&mut in_order, first, &NINE);
    assert!(!publish(&mut in_order, again, &all));
    let mut other_way_round = unknown();
    publish(&mut other_way_round, again, &all);
    assert!(other_way_round.warning().expected_minutes > in_order.warning().expected_minutes);
    assert!(publish(&mut other_way_round, first, &NINE));
    assert_eq!(other_way_round.warning(), in_order.warning());
    assert!(other_way_round.exposures.unwitnessed().is_empty(), "all that counts is witnessed");
    // Where nothing could be witnessed yet, the same.
    let mut late = unknown();
    let recorded = core::mem::take(&mut late.recorded);
    publish(&mut late, again, &all);
    late.recorded = recorded;
    publish(&mut late, first, &NINE);
    assert_eq!(late.warning(), in_order.warning());
}

#[test]
fn what_follows_is_the_same_after_a_restart_with_the_encounters_gone_and_another_receiver() {
    let known = Known::of(&[(1, &NINE, 600), (2, &[60, 61], 600)]);
    let said = known.warnings(&Rules::built_in());
    let mut restarted = known.restarted();
    let mut deaf = ReceiverLevel::default();
    deaf.belongs_to("", Some(-30), &Rules::built_in().ranging);
    assert!(!restarted.witness(&Recorded::new(), &deaf));
    assert_eq!(restarted.warnings(&Rules::built_in(), Day(0), PUBLISHED), said);
}

#[test]
fn a_correction_of_the_rules_clears_raises_and_moves_what_follows() {
    let known = Known::of(&[(1, &NINE, 480)]);
    let rules = Rules::built_in();
    assert_eq!(known.warning().verdict, Verdict::Close);
    let longer = rules.clone().with_contact(Some(2.0), 20);
    assert!(known.warnings(&longer).is_empty());
    let mut possible = rules.clone();
    possible.ranging.enough_probability = 1.0;
    assert_eq!(known.warnings(&possible)[0].verdict, Verdict::Possible);
    let mut shorter = rules;
    shorter.contact[1].quarantine.days = 7;
    assert_eq!(known.warnings(&shorter)[0].advice.quarantine_until, DAY.plus(7));
}

#[test]
fn a_key_is_forgotten_with_its_evidence_and_crowds_once_nothing_of_it_can_be_kept() {
    let mut known = Known::of(&[(1, &NINE, 600)]);
    assert_eq!(known.exposures.crowds.len(), 2);
    known.exposures.forget_before(MIDNIGHT.plus(144));
    assert_eq!(known.exposures.keys.len(), 1, "it may have been heard an interval late, in a block that is kept");
    known.exposures.forget_before(MIDNIGHT.plus(145));
    assert!(known.exposures.keys.is_empty() && known.exposures.crowds.is_empty());
}

#[test]
fn the_same_signal_is_close_among_few_and_doubted_in_a_crowd() {
    let among = |others: u8| {
        let mut known = Known::of(&[]);
        let at = [54, 55, 56].map(|after| MIDNIGHT.plus(after));
        for interval in at {
            let others = (0..others).map(|other| Encounter {
                frame: Frame::from_bytes(&[other; 20]).unwrap(),
                ..encounter(1, interval, 600)
            });
            let near = core::iter::once(encounter(1, interval, 600)).chain(others).map(|encounter| {
                let scan = ScanInstance { typical_rssi: -60, ..encounter.scans[0] };
                Encounter { scans: vec![scan; encounter.scans.len()], ..encounter }
            });
            known.recorded.insert(interval, near.collect());
        }
        known.publish(found(1, ReportType::ConfirmedTest, false, &at));
        known.warnings(&Rules::built_in()).first().map(|warning| warning.verdict)
    };
    assert_eq!(among(2), Some(Verdict::Close));
    assert!(among(60).is_none_or(|verdict| verdict < Verdict::Close));
}

#[test]
fn reasons_say_which_condition_failed() {
    let known = Known::of(&[(1, &NINE, 600), (2, &[200], 120)]);
    let reasons = known.exposures.reasons(&Rules::built_in());
    let of = |day| reasons.iter().find(|reason| reason.day == day && reason.rule == "f1-2021-05").unwrap();
    assert_eq!((of(DAY).verdict, of(DAY).failed), (Verdict::Close, None));
    let short = risk::FailedCondition::TooShort { seconds: 120.0, needed: 900 };
    assert_eq!(of(DAY.plus(1)).failed, Some(short));
}

/// One key, heard for 40 seconds, as it is kept.
const VERSION_2: &str = r#"{"version":2,"keys":[{"key":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"start":2702406,"period":144,"report_type":"confirmed_test","days_since_onset":0,"published_at":1623456000,"revised":false,"heard":[{"identifier":2702460,"recorded":2702460}],"witnessed":[{"identifier":2702460,"recorded":2702460,"first":0,"last":599,"sightings":60,"scans":[[20,-55,-53],[20,-55,-53]],"flags":0,"metadata":METADATA}],"level":{"level":{"weight":0.0,"sum_db":0.0,"sum_doublings":0.0,"start_db":0.0},"usual_power_dbm":null}}],"crowds":{"2702460":[[-55.0,30.0,20.0,20.0]]}}"#;

fn with_metadata(kept: &str, known: &Known) -> String {
    let metadata = serde_json::to_string(known.recorded[&MIDNIGHT.plus(54)][0].frame.metadata.as_bytes()).unwrap();
    kept.replace("METADATA", &metadata)
}

#[test]
fn exposures_are_kept_in_the_form_of_version_2() {
    let known = Known::of(&[(1, &[54], 40)]);
    let expected = with_metadata(VERSION_2, &known);
    assert_eq!(serde_json::to_string(&known.exposures).unwrap(), expected);
    let read: Exposures = serde_json::from_str(&expected).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), expected);
    assert!(serde_json::from_str::<Exposures>(&expected.replace("\"version\":2", "\"version\":3")).is_err());
}

#[test]
fn a_crowd_that_an_earlier_version_kept_is_read_as_what_was_concluded_of_it_then() {
    let among = |attenuation_db: f64| {
        let mut known = Known::of(&[(1, &NINE, 600)]);
        let crowd = vec![(attenuation_db, 1.0); 60];
        let mut kept = serde_json::to_value(&known.exposures).unwrap();
        for (_, heard) in kept["crowds"].as_object_mut().unwrap() {
            *heard = serde_json::to_value(&crowd).unwrap();
        }
        known.exposures = serde_json::from_value(kept).unwrap();
        known.warnings(&Rules::built_in()).first().map(|warning| warning.probability)
    };
    assert!(among(20.0) < among(110.0), "sixty near ones leave doubt, sixty far ones none");
}

#[test]
fn exposures_of_version_1_are_read_and_find_their_evidence_in_the_store() {
    let old = r#"{"keys":[{"key":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"start":2702406,"period":144,"report_type":"confirmed_test","days_since_onset":0,"published_at":1623456000,"revised":false,"heard":[{"identifier":2702460,"recorded":2702460},{"identifier":2702461,"recorded":2702461}]}]}"#;
    let mut read: Exposures = serde_json::from_str(old).unwrap();
    assert!(read.warnings(&Rules::built_in(), Day(0), PUBLISHED).is_empty());
    let known = Known::of(&[(1, &NINE, 600)]);
    assert_eq!(read.unwitnessed().len(), 2);
    let said = known.warning();
    assert!(!read.know_of(&said, &Rules::built_in()), "without the evidence nothing speaks against what was said");
    read.witness(&known.recorded, &ReceiverLevel::default());
    assert!(read.know_of(&said, &Rules::built_in()));
    assert_eq!(read.warnings(&Rules::built_in(), Day(0), PUBLISHED), known.warnings(&Rules::built_in()));
}

#[test]
fn exposures_by_day_hold_every_minute_near_a_case_once_and_none_of_a_case_that_was_revoked() {
    let rules = Rules::built_in();
    let mut known = Known::of(&[(1, &NINE, 600), (2, &[3 * 144 + 10], 300)]);
    let days = known.exposures.by_day(&rules);
    assert_eq!(days.iter().map(|day| day.day).collect::<Vec<_>>(), [DAY, DAY.plus(3)]);
    for (day, seconds) in days.iter().zip([1_200, 300]) {
        let of_windows: i32 =
            day.windows.iter().flat_map(|window| &window.scans).map(|scan| scan.seconds_since_last).sum();
        assert_eq!(of_windows, seconds);
        let of_buckets = day.immediate_seconds + day.near_seconds + day.medium_seconds + day.other_seconds;
        assert_eq!(i64::from(of_buckets), i64::from(seconds));
        assert!(day.score > 0.0 && day.greatest_score <= day.score);
        assert!(day.windows.iter().all(|window| window.report_type == ReportType::ConfirmedTest));
    }
    assert_eq!(known.restarted().by_day(&rules), days);

    let at = [MIDNIGHT.plus(3 * 144 + 10)];
    assert!(known.publish(found(2, ReportType::Revoked, true, &at)));
    assert_eq!(known.exposures.by_day(&rules), days[..1]);
    assert_eq!(Known::of(&[]).exposures.by_day(&rules), []);
}
