//! What becomes of encounters: verdicts of contact rules, durations, windows.
#![cfg(test)]
#![allow(clippy::cast_possible_truncation, reason = "small numbers of the cases")]

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    key_days::KeyDays,
    keys::{EncryptedMetadata, Metadata, RollingId},
    ranging::{Crowd, ReceiverLevel},
    risk::{
        Assessment, Crowds, Exposure, FailedCondition, Heard, Verdict, assess, close_probabilities, reasons, windows,
    },
    rules::Rules,
    time::{Interval, UnixTime},
    wire::ReportType,
};

/// 20 May 2021, 02:00 UTC: the first day of the rules of 5 May 2021 that the tests use.
const START: UnixTime = UnixTime(1_621_476_000);
const POWER_DBM: i8 = -20;

/// Encounters of somebody heard at `rssi` in every scan of `period` seconds, from `START` on for `seconds`.
fn heard(rssi: i8, period: u16, seconds: u32) -> Vec<Encounter> {
    let mut encounters: Vec<Encounter> = Vec::new();
    for scan in 1..=seconds / u32::from(period) {
        let at = START.plus(u64::from(scan * u32::from(period)) - 1);
        let offset = (at.0 - at.interval().start().0) as u16;
        let instance =
            ScanInstance { seconds_since_last: period, typical_rssi: rssi, strongest_rssi: rssi.saturating_add(3) };
        match encounters.last_mut().filter(|last| last.interval == at.interval()) {
            Some(encounter) => {
                encounter.last = offset;
                encounter.sightings += 1;
                encounter.scans.push(instance);
            }
            None => encounters.push(encounter(at.interval(), offset, instance)),
        }
    }
    encounters
}

fn encounter(interval: Interval, offset: u16, scan: ScanInstance) -> Encounter {
    let mut id = [0; 16];
    id[..4].copy_from_slice(&interval.0.to_le_bytes());
    Encounter {
        frame: Frame { id: RollingId::from_bytes(id), metadata: EncryptedMetadata::from_bytes([0; 4]) },
        interval,
        first: offset,
        last: offset,
        sightings: 1,
        scans: vec![scan],
        histogram: RssiHistogram::default(),
        flags: EncounterFlags::default(),
    }
}

fn assessed_as(encounters: &[Encounter], report_type: ReportType, onset: Option<i32>, rules: &Rules) -> Assessment {
    let metadata = Some(Metadata::with_power(POWER_DBM));
    let encounters = encounters.iter().map(|encounter| Heard { encounter, metadata }).collect();
    let exposure = Exposure { report_type, days_since_onset: onset, encounters };
    assess(&[exposure], &Crowds::new(), &ReceiverLevel::default(), rules)
}

fn assessed(encounters: &[Encounter]) -> Assessment {
    assessed_as(encounters, ReportType::ConfirmedTest, Some(0), &Rules::built_in())
}

fn verdict(encounters: &[Encounter]) -> Verdict {
    assessed(encounters).gravest().map_or(Verdict::None, |contact| contact.verdict)
}

const NEAR: i8 = -50;
const FAR: i8 = -99;

#[test]
fn fifteen_minutes_nearby_are_a_contact_and_a_scan_less_is_not() {
    assert_eq!(verdict(&heard(NEAR, 20, 900)), Verdict::Close);
    assert_eq!(verdict(&heard(NEAR, 20, 880)), Verdict::None);
}

#[test]
fn minutes_add_up_over_24_hours_and_no_longer() {
    let with_pause = |hours: u32| {
        let mut encounters = heard(NEAR, 20, 600);
        let later: Vec<Encounter> =
            heard(NEAR, 20, 600).into_iter().map(|e| Encounter { interval: e.interval.plus(hours * 6), ..e }).collect();
        encounters.extend(later);
        encounters
    };
    assert_eq!(verdict(&with_pause(20)), Verdict::Close);
    assert_eq!(verdict(&with_pause(25)), Verdict::None);
}

#[test]
fn a_day_far_away_is_no_contact() {
    assert_eq!(verdict(&heard(FAR, 20, 28_800)), Verdict::None);
}

#[test]
fn doubtful_encounters_make_a_possible_contact_at_most() {
    for flag in [
        EncounterFlags::METADATA_CONFLICT,
        EncounterFlags::WRITTEN_ONLY,
        EncounterFlags::BLUEZONE,
        EncounterFlags::NO_RSSI,
    ] {
        let mut encounters = heard(NEAR, 20, 3_600);
        for encounter in &mut encounters {
            encounter.flags.insert(flag);
        }
        assert_eq!(verdict(&encounters), Verdict::Possible, "{flag:?}");
    }
}

#[test]
fn where_a_rule_knows_no_distance_presence_is_enough() {
    let mut encounters = heard(127, 20, 60);
    for encounter in &mut encounters {
        encounter.flags.insert(EncounterFlags::NO_RSSI);
    }
    let found = assessed_as(&encounters, ReportType::ConfirmedTest, None, &Rules::for_test());
    assert_eq!(found.gravest().unwrap().verdict, Verdict::Close);
}

#[test]
fn days_before_the_infectious_period_do_not_count() {
    let encounters = heard(NEAR, 20, 1_800);
    let found = |onset| assessed_as(&encounters, ReportType::ConfirmedTest, onset, &Rules::built_in()).verdicts.len();
    assert_eq!((found(Some(-3)), found(Some(-4)), found(None)), (1, 0, 1));
}

#[test]
fn a_contacts_own_report_makes_no_f1() {
    let found = assessed_as(&heard(NEAR, 20, 1_800), ReportType::Recursive, None, &Rules::built_in());
    assert_eq!(found.verdicts, []);
}

#[test]
fn a_change_of_rules_judges_stored_encounters_anew() {
    let encounters = heard(NEAR, 20, 600);
    let stricter = Rules::built_in().with_contact(Some(2.0), 10);
    assert_eq!(verdict(&encounters), Verdict::None);
    let found = assessed_as(&encounters, ReportType::ConfirmedTest, None, &stricter);
    assert_eq!(found.gravest().unwrap().verdict, Verdict::Close);
}

#[test]
fn quarantine_is_counted_from_the_last_contact_by_the_rule_of_that_day() {
    let rules = Rules::built_in();
    let found = assessed(&heard(NEAR, 20, 1_800));
    let contact = found.gravest().unwrap();
    let rule = rules.contact_rule(&contact.rule).unwrap();
    let (quarantine, follow_up) = contact.quarantine_until(rule);
    assert_eq!(quarantine, KeyDays::VIETNAM.day(START).plus(21));
    assert_eq!(follow_up, KeyDays::VIETNAM.day(START).plus(28));
}

#[test]
fn windows_hold_at_most_30_minutes_of_one_day() {
    let encounters = heard(NEAR, 60, 90 * 60);
    let metadata = Some(Metadata::with_power(POWER_DBM));
    let exposure = Exposure {
        report_type: ReportType::ConfirmedTest,
        days_since_onset: Some(0),
        encounters: encounters.iter().map(|encounter| Heard { encounter, metadata }).collect(),
    };
    let found = windows(&exposure, &ReceiverLevel::default(), &Rules::built_in());
    let seconds = |index: usize| found[index].scans.iter().map(|scan| scan.seconds_since_last).sum::<i32>();
    assert_eq!(found.len(), 3);
    assert_eq!((seconds(0), seconds(1), seconds(2)), (1_800, 1_800, 1_800));
    assert!(
        found.iter().all(|window| window.scans.iter().all(|scan| scan.least_attenuation < scan.typical_attenuation))
    );
}

#[test]
fn in_a_hall_nobody_is_close_who_is_heard_like_all_others() {
    let (rules, receiver) = (Rules::built_in(), ReceiverLevel::default());
    let everyone = |rssi: i8| -> Vec<Encounter> {
        heard(rssi, 20, 600)
            .into_iter()
            .flat_map(|one| {
                (0..100_u8).map(move |who| {
                    let id = RollingId::from_bytes([who; 16]);
                    Encounter { frame: Frame { id, ..one.frame }, ..one.clone() }
                })
            })
            .collect()
    };
    let judged = |rssi: i8, around: Option<i8>| {
        let metadata = Some(Metadata::with_power(rules.ranging.assumed_power_dbm));
        let case = heard(rssi, 20, 1_200);
        let mut by_interval = Crowds::new();
        for encounter in &case {
            let others: Vec<Encounter> = around.into_iter().flat_map(everyone).collect();
            by_interval.insert(encounter.interval, Crowd::of(&others));
        }
        let encounters = case.iter().map(|encounter| Heard { encounter, metadata }).collect();
        let exposure = Exposure { report_type: ReportType::ConfirmedTest, days_since_onset: Some(0), encounters };
        assess(&[exposure], &by_interval, &receiver, &rules).gravest().map_or(Verdict::None, |found| found.verdict)
    };
    assert_eq!(judged(-82, None), Verdict::Close);
    assert!(judged(-82, Some(-82)) < Verdict::Close);
    assert_eq!(judged(-60, Some(-82)), Verdict::Close);
}

#[test]
fn only_encounters_that_may_have_been_close_are_worth_sending() {
    let rules = Rules::built_in();
    let chance = |rssi| close_probabilities(&heard(rssi, 20, 600)[..1], &ReceiverLevel::default(), &rules)[0];
    assert!(chance(NEAR) > rules.upload.least_probability);
    // The weakest that phones hear.
    assert!(chance(-98) < rules.upload.least_probability);
}

#[test]
fn eight_minutes_beside_two_phones_of_one_household_are_eight_minutes() {
    let rules = Rules::built_in().with_contact(Some(2.0), 15);
    let one = heard(NEAR, 20, 480);
    let another: Vec<Encounter> = one
        .iter()
        .map(|encounter| {
            let id = RollingId::from_bytes([encounter.frame.id.as_bytes()[0] ^ 0x55; 16]);
            Encounter { frame: Frame { id, ..encounter.frame }, ..encounter.clone() }
        })
        .collect();
    let metadata = Some(Metadata::with_power(POWER_DBM));
    let of = |encounters: &[Encounter]| -> (Verdict, f64, f64) {
        let exposures = [&one[..], encounters].map(|encounters| Exposure {
            report_type: ReportType::ConfirmedTest,
            days_since_onset: Some(0),
            encounters: encounters.iter().map(|encounter| Heard { encounter, metadata }).collect(),
        });
        let found = assess(&exposures, &Crowds::new(), &ReceiverLevel::default(), &rules);
        let gravest = found.gravest().unwrap();
        (gravest.verdict, gravest.minutes_present, gravest.expected_minutes)
    };
    let (verdict, present, expected) = of(&another);
    assert_eq!(verdict, Verdict::None);
    assert!((present - 8.0).abs() < 1e-6 && expected <= 8.0, "{present} {expected}");
    // The other phone's owner comes when the first one has gone: then their minutes add up.
    let later: Vec<Encounter> = another.into_iter().map(|e| Encounter { interval: e.interval.plus(1), ..e }).collect();
    let (verdict, present, _) = of(&later);
    assert_eq!(verdict, Verdict::Close);
    assert!((present - 16.0).abs() < 1e-6, "{present}");
}

#[test]
fn a_person_can_be_told_which_condition_failed_and_by_how_much() {
    let rules = Rules::built_in();
    let why = |encounters: &[Encounter], report_type, onset| {
        let metadata = Some(Metadata::with_power(POWER_DBM));
        let encounters = encounters.iter().map(|encounter| Heard { encounter, metadata }).collect();
        let exposure = Exposure { report_type, days_since_onset: Some(onset), encounters };
        let reasons = reasons(&exposure, &Crowds::new(), &ReceiverLevel::default(), &rules);
        assert_eq!(reasons.len(), rules.contact.len());
        assert!(reasons.iter().all(|reason| reason.day == KeyDays::VIETNAM.day(START)));
        reasons.into_iter().find(|reason| reason.rule == "f1-2021-05").unwrap().failed
    };
    let confirmed = |encounters: &[Encounter], onset| why(encounters, ReportType::ConfirmedTest, onset);
    assert_eq!(confirmed(&heard(NEAR, 20, 900), 0), None);
    assert_eq!(why(&heard(NEAR, 20, 900), ReportType::Recursive, 0), Some(FailedCondition::ReportType));
    let early = FailedCondition::NotInfectious { days_since_onset: -5, from: -3, until: None };
    assert_eq!(confirmed(&heard(NEAR, 20, 900), -5), Some(early));
    let Some(FailedCondition::TooShort { seconds, needed: 900 }) = confirmed(&heard(NEAR, 20, 880), 0) else {
        panic!()
    };
    assert!((seconds - 880.0).abs() < 1e-6);
    let Some(FailedCondition::TooUnlikely { probability, needed }) = confirmed(&heard(FAR, 20, 7_200), 0) else {
        panic!()
    };
    assert!(probability < needed);
    let mut written = heard(NEAR, 20, 900);
    for encounter in &mut written {
        encounter.flags.insert(EncounterFlags::WRITTEN_ONLY);
    }
    assert_eq!(confirmed(&written, 0), Some(FailedCondition::WeakEvidence));
}
