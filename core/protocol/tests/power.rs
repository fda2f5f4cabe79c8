//! What senders' powers do to verdicts: a declared one is taken as declared, an unknown one never brings anybody nearer.
#![cfg(test)]

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, Metadata, RollingId},
    ranging::{Crowd, ReceiverLevel, median_power_dbm},
    risk::{ContactVerdict, Exposure, Heard, Verdict, assess, close_probabilities},
    rules::Rules,
    time::{Interval, UnixTime},
    wire::ReportType,
};
use proptest::prelude::*;

/// 20 May 2021, 02:00 UTC: two metres, fifteen minutes.
const IN_2021: UnixTime = UnixTime(1_621_476_000);
/// 1 June 2026: one metre, fifteen minutes.
const TODAY: UnixTime = UnixTime(1_780_279_200);

/// One identifier's encounter, heard through a whole interval at one signal strength in dBm.
fn encounter(interval: Interval, who: u8, rssi_dbm: i8) -> Encounter {
    let scan = ScanInstance { seconds_since_last: 60, typical_rssi: rssi_dbm, strongest_rssi: rssi_dbm };
    Encounter {
        frame: Frame { id: RollingId::from_bytes([who; 16]), metadata: EncryptedMetadata::from_bytes([0; 4]) },
        interval,
        first: 0,
        last: 599,
        sightings: 60,
        scans: vec![scan; 10],
        histogram: RssiHistogram::default(),
        flags: EncounterFlags::default(),
    }
}

/// A phone that hears a case, and others, for some intervals.
struct Company {
    from: UnixTime,
    intervals: u32,
    /// The case's signal, then everybody else's, in dBm.
    rssi_dbm: Vec<i8>,
    /// What the phone knows of its own power.
    own_dbm: Option<i8>,
    /// What the case's metadata say.
    case: Option<Metadata>,
    flags: EncounterFlags,
}

impl Company {
    /// Everything received stronger, and declared stronger, by this many dB.
    fn louder(&self, more: i8) -> Self {
        let louder = |power: i8| Metadata::with_power(power + more);
        Self {
            rssi_dbm: self.rssi_dbm.iter().map(|rssi| rssi + more).collect(),
            own_dbm: self.own_dbm.map(|dbm| dbm + more),
            case: self.case.and_then(|case| case.power_dbm()).map(louder),
            ..*self
        }
    }

    fn receiver(&self, recorded: &[(Interval, Vec<Encounter>)], rules: &Rules) -> ReceiverLevel {
        let mut receiver = ReceiverLevel::default();
        receiver.belongs_to("", self.own_dbm, &rules.ranging);
        for (_, heard) in recorded {
            receiver.hear(heard);
        }
        receiver
    }

    fn recorded(&self) -> Vec<(Interval, Vec<Encounter>)> {
        let first = self.from.interval();
        let heard = |interval| -> Vec<Encounter> {
            let of = |(who, rssi): (u8, &i8)| Encounter { flags: self.flags, ..encounter(interval, who, *rssi) };
            (0..).zip(&self.rssi_dbm).map(of).collect()
        };
        (0..self.intervals).map(|after| first.plus(after)).map(|interval| (interval, heard(interval))).collect()
    }

    fn judged(&self) -> ContactVerdict {
        let rules = Rules::built_in();
        let recorded = self.recorded();
        let receiver = self.receiver(&recorded, &rules);
        let encounters =
            recorded.iter().map(|(_, heard)| Heard { encounter: &heard[0], metadata: self.case }).collect();
        let exposures = [Exposure { report_type: ReportType::ConfirmedTest, days_since_onset: Some(0), encounters }];
        let around = recorded.iter().map(|(interval, heard)| (*interval, Crowd::of(heard))).collect();
        assess(&exposures, &around, &receiver, &rules).gravest().unwrap().clone()
    }

    /// How close each of the first interval was, as a report is chosen from.
    fn reported(&self) -> Vec<f64> {
        let rules = Rules::built_in();
        let recorded = self.recorded();
        close_probabilities(&recorded[0].1, &self.receiver(&recorded, &rules), &rules)
    }
}

proptest! {
    #[test]
    fn one_number_added_to_every_power_and_every_reading_changes_no_verdict(
        rssi_dbm in proptest::collection::vec(-86_i8..-34, 1..40),
        power in -24_i8..-4, of_case in -8_i8..8, more in -14_i8..14, intervals in 1_u32..8, knows in any::<bool>()
    ) {
        let case = Some(Metadata::with_power((power + of_case).clamp(-26, -4)));
        let own_dbm = knows.then_some(power);
        let company = Company { from: IN_2021, intervals, rssi_dbm, own_dbm, case, flags: EncounterFlags::default() };
        let (here, louder) = (company.judged(), company.louder(more).judged());
        prop_assert_eq!(here.verdict, louder.verdict);
        prop_assert!((here.probability - louder.probability).abs() < 1e-9);
        if knows {
            let same = |(a, b): (f64, f64)| (a - b).abs() < 1e-9;
            prop_assert!(company.reported().into_iter().zip(company.louder(more).reported()).all(same));
        }
    }

    #[test]
    fn metadata_altered_in_flight_never_give_more_closeness_than_the_median_power(
        rssi_dbm in -99_i8..-40, raw in any::<[u8; 4]>(), usual in proptest::option::of(-26_i8..0)
    ) {
        let case = unlocked(raw).filter(|read| read.power_dbm().is_none());
        let of = |case| Company {
            from: IN_2021,
            intervals: 3,
            rssi_dbm: vec![rssi_dbm],
            own_dbm: usual,
            case,
            flags: EncounterFlags::default(),
        };
        let median = of(Some(Metadata::with_power(median_power_dbm()))).judged();
        let of_own = of(usual.map(Metadata::with_power)).judged();
        let odd = of(case).judged();
        prop_assert!(odd.verdict <= median.verdict || odd.verdict <= of_own.verdict);
        prop_assert!(odd.expected_minutes <= median.expected_minutes.max(of_own.expected_minutes) + 1e-9);
    }
}

/// Metadata as a phone reads these bytes in the clear; none where they are refused.
fn unlocked(raw: [u8; 4]) -> Option<Metadata> {
    let keys = lancan_protocol::keys::DayKey::from_bytes([1; 16]).identifiers();
    let id = RollingId::from_bytes([2; 16]);
    let zero = keys.encrypt(&id, Metadata::Known { power_dbm: 0, confidence: 0 });
    let mut bytes = *zero.as_bytes();
    let clear = [0x40, 0, 0, 0];
    for ((byte, clear), raw) in bytes.iter_mut().zip(clear).zip(raw) {
        *byte ^= clear ^ raw;
    }
    keys.decrypt(&id, EncryptedMetadata::from_bytes(bytes)).ok()
}

fn alone(from: UnixTime, rssi_dbm: i8, case: Option<Metadata>) -> Company {
    Company { from, intervals: 4, rssi_dbm: vec![rssi_dbm], own_dbm: None, case, flags: EncounterFlags::default() }
}

#[test]
fn two_phones_alone_that_do_not_know_their_powers_warn_each_other() {
    // What phones say that do not know their power: 0 dBm in version 1.0, or that they do not know.
    for case in [unlocked([0x40, 0, 0, 0]), Some(Metadata::declared(None, 0, -26))] {
        assert_eq!(case.unwrap().power_dbm(), None);
        for from in [IN_2021, TODAY] {
            assert_eq!(alone(from, -50, case).judged().verdict, Verdict::Close);
        }
    }
}

#[test]
fn a_crowd_of_twelve_and_of_thirty_is_judged_alike_at_every_power() {
    for others in [12, 30] {
        let of = |power: i8| {
            let path_db = |who: i8| if who == 0 { 55 } else { 66 + who % 9 };
            let rssi_dbm = (0..=others).map(|who| power - path_db(who)).collect();
            let case = Some(Metadata::with_power(power));
            let flags = EncounterFlags::default();
            Company { from: IN_2021, intervals: 12, rssi_dbm, own_dbm: Some(power), case, flags }.judged()
        };
        for power in [-7, -15] {
            assert!((of(power).probability - of(-21).probability).abs() < 1e-9, "{others} at {power}");
        }
    }
}

#[test]
fn contradicting_metadata_are_possible_at_most_and_their_power_is_not_used() {
    let conflict = |power| {
        let case = Some(Metadata::with_power(power));
        Company { flags: EncounterFlags::METADATA_CONFLICT, ..alone(IN_2021, -50, case) }.judged()
    };
    assert_eq!(conflict(-40).verdict, Verdict::Possible);
    assert_eq!(conflict(-40), conflict(10));
}

#[test]
fn an_unknown_power_that_is_six_decibels_off_moves_a_probability_by_less_than_a_third() {
    let ranging = Rules::built_in().ranging;
    let moved = |attenuation: f64, by: f64| {
        let probability = |attenuation| ranging.probability_within(2.0, attenuation, 0.0);
        (probability(attenuation + by) - probability(attenuation)).abs()
    };
    let most = |by: f64| (20..110).map(|attenuation| moved(f64::from(attenuation), by)).fold(0.0, f64::max);
    for by in [-6.0, 6.0] {
        assert!((0.3..1.0 / 3.0).contains(&most(by)), "{}", most(by));
    }
}
