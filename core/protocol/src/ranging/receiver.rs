//! A phone's own level, learned from what it hears: no labels, no identifiers, four numbers.

use crate::Saturate;
use serde::{Deserialize, Serialize};

use super::{RangingRules, Reading, median_power_dbm, phone_level};
use crate::{encounter::Encounter, keys::Metadata, time::Interval};

/// How much more attenuation this phone reads than the model's phones, and how many sightings a scan of its usually has,
/// learned online.
///
/// Attenuation needs the power of those heard, which nobody can read before their keys are published. What stands for it
/// is the *usual power*: what this phone itself declares, less what is peculiar to its model; phones around it send by
/// the same setting. The mean attenuation of the nearest that were heard in each interval is compared with the reference;
/// old readings fade. It holds nothing about anybody. Only the nearest count, because in a hall most of those heard are
/// far away, and the weakest are cut off by the receiver's floor: their mean would say that the hall is large, not that
/// the phone is deaf.
///
/// A phone that does not know its own power learns a level too, but only for those whose power is as unknown: what was
/// learned against an assumed power says nothing of a declared one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverLevel {
    /// Readings heard, fading, at most [`ReceiverLevel::MEMORY`].
    weight: f64,
    /// Sum of how much weaker than [`ReceiverLevel::ZERO_DBM`] the readings were, in dB, fading alike.
    sum_db: f64,
    /// Sum of the binary logarithms of sightings, fading alike.
    sum_doublings: f64,
    /// Level of the phone model, in dB, where it is known.
    start_db: f64,
    /// People who came, fading alike: more were near than in the interval before.
    #[serde(default, skip_serializing_if = "is_zero")]
    people: f64,
    /// The last interval taken in, and how many were near in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<(Interval, u32)>,
    /// The power with which phones around this one are taken to send, in dBm, where this phone knows its own. Told again by
    /// every process ([`Self::belongs_to`]).
    #[serde(skip)]
    usual_power_dbm: Option<f64>,
}

impl ReceiverLevel {
    /// Number of readings after which old ones have faded to a third.
    pub const MEMORY: f64 = 4_000.0;
    /// Encounters of an interval that are learned from, the strongest first: more than a full railway compartment has.
    pub const NEAREST: usize = 20;
    /// Readings are kept as differences from this, in dBm: the model's reference at the power that was first assumed.
    const ZERO_DBM: f64 = -87.6;
    /// A reading counts as no stronger and no weaker than this, in dBm.
    pub const READINGS_DBM: (f64, f64) = (-110.0, -20.0);
    /// Greatest number of doublings, above or below the usual, that the count of sightings counts with.
    pub const MOST_DOUBLINGS: f64 = 2.0;

    /// Says whose level this is: a phone of this model that declares this power in dBm, if it knows it. A power that cannot be
    /// is none. What was heard stays.
    pub fn belongs_to(&mut self, model: &str, power_dbm: Option<i8>, rules: &RangingRules) {
        let known = phone_level("", model);
        let in_rules = rules.phones.iter().find(|phone| phone.model == model);
        let measured = known.map_or(0.0, |phone| f64::from(phone.level_db));
        self.start_db = in_rules.map_or(measured, |phone| phone.level_db);
        let peculiar = known.map_or(0, |phone| phone.transmit_power_dbm - median_power_dbm());
        self.usual_power_dbm = Metadata::known_power(power_dbm).map(|dbm| f64::from(dbm) - f64::from(peculiar));
    }

    /// Takes in an interval, once it is complete: of the [`Self::NEAREST`] strongest encounters one reading for each scan.
    pub fn hear(&mut self, encounters: &[Encounter]) {
        let mut measured: Vec<(i8, &Encounter)> =
            encounters.iter().filter_map(|encounter| Some((encounter.typical_rssi()?, encounter))).collect();
        measured.sort_by_key(|(rssi_dbm, _)| core::cmp::Reverse(*rssi_dbm));
        measured.truncate(Self::NEAREST);
        if let Some((_, first)) = measured.first() {
            self.met(first.interval, measured.len().saturate());
        }
        for (_, encounter) in measured {
            let sightings = sightings_per_scan(encounter);
            for scan in &encounter.scans {
                self.hear_reading(&Reading { power_dbm: None, rssi_dbm: f64::from(scan.typical_rssi), sightings });
            }
        }
    }

    /// Takes how many were near in an interval that is over. Identifiers change with the interval, so a new one is nobody new: somebody came when more are near.
    pub fn met(&mut self, interval: Interval, near: u32) {
        let before = self.last.filter(|(last, _)| last.plus(1) == interval).map_or(0, |(_, before)| before);
        self.people += f64::from(near.saturating_sub(before));
        self.last = Some((interval, near));
    }

    /// Takes in one reading. A signal strength of 0 dBm or more is no measurement (127: the platform gave none) and
    /// changes nothing.
    pub fn hear_reading(&mut self, reading: &Reading) {
        if !reading.is_measured() {
            return;
        }
        let (weakest, strongest) = Self::READINGS_DBM;
        let fade = 1.0 - 1.0 / Self::MEMORY;
        self.weight = self.weight * fade + 1.0;
        self.people *= fade;
        self.sum_db = self.sum_db * fade + Self::ZERO_DBM - reading.rssi_dbm.clamp(weakest, strongest);
        self.sum_doublings = self.sum_doublings * fade + reading.doublings();
    }

    /// The power with which phones around this one are taken to send, in dBm, before anybody's key is known; none where
    /// this phone does not know its own.
    pub fn usual_power_dbm(&self) -> Option<f64> {
        self.usual_power_dbm
    }

    /// This level with another usual power: one that is kept apart from the level.
    #[must_use]
    pub fn with_usual_power_dbm(self, usual_power_dbm: Option<f64>) -> Self {
        Self { usual_power_dbm, ..self }
    }

    /// What stands for a power that is not known, in dBm: the rules' assumed one, and never less than what is usual, so that
    /// nobody gains closeness by hiding a power.
    pub fn unknown_power_dbm(&self, rules: &RangingRules) -> f64 {
        let assumed = f64::from(rules.assumed_power_dbm.max(median_power_dbm()));
        self.usual_power_dbm.map_or(assumed, |usual| usual.max(assumed))
    }

    /// The level in dB: to be subtracted from what this phone reads of somebody who declares a power.
    ///
    /// It starts at the phone model's and moves with every person who comes to `level_share` of the mean's distance from the
    /// reference; the rest of that distance is put down to who was around. Where this phone does not know its own power it
    /// stays at the model's.
    pub fn level_db(&self, rules: &RangingRules) -> f64 {
        self.usual_power_dbm.map_or(self.start_db, |usual| self.learned_db(usual, rules))
    }

    fn learned_db(&self, usual_power_dbm: f64, rules: &RangingRules) -> f64 {
        let zero = usual_power_dbm - rules.reference_attenuation_db - Self::ZERO_DBM;
        let heard = (zero + ratio(self.sum_db, self.weight)) * rules.level_share;
        let (evidence, prior) =
            rules.prior_people.map_or((self.weight, rules.prior_scans), |prior| (self.people, prior));
        let level = ratio(heard * evidence + self.start_db * prior, evidence + prior);
        level.clamp(-rules.most_level_db, rules.most_level_db)
    }

    /// The attenuation of a reading in dB, this phone's level taken out and corrected for sightings: of a weak signal
    /// adverts are lost, so fewer sightings than usual speak for more attenuation. `None` where nothing was measured.
    pub fn attenuation_db(&self, reading: &Reading, rules: &RangingRules) -> Option<f64> {
        let unknown_dbm = self.unknown_power_dbm(rules);
        let unknown = || (unknown_dbm, self.learned_db(unknown_dbm, rules));
        let (power, level) = reading.power_dbm.map_or_else(unknown, |power| (power, self.level_db(rules)));
        reading.is_measured().then_some(power - reading.rssi_dbm - level - self.sightings_db(reading, rules))
    }

    /// How much less attenuation the number of sightings speaks for, in dB.
    fn sightings_db(&self, reading: &Reading, rules: &RangingRules) -> f64 {
        let usual = ratio(self.sum_doublings, self.weight);
        let more = (reading.doublings() - usual).clamp(-Self::MOST_DOUBLINGS, Self::MOST_DOUBLINGS);
        rules.doubling_db * more * ratio(self.weight, self.weight + rules.prior_scans)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

/// Mean sightings of an encounter's scans.
pub(crate) fn sightings_per_scan(encounter: &Encounter) -> f64 {
    let scans = Saturate::<u32>::saturate(encounter.scans.len()).max(1);
    f64::from(encounter.sightings) / f64::from(scans)
}

fn ratio(sum: f64, weight: f64) -> f64 {
    if weight > 0.0 { sum / weight } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        encounter::{EncounterFlags, RssiHistogram, ScanInstance},
        frame::Frame,
        ranging::PhoneLevel,
        rules::Rules,
    };
    use proptest::prelude::*;

    /// Weighed by scans, as rules without `prior_people` are.
    fn rules() -> RangingRules {
        RangingRules {
            reference_attenuation_db: 60.0,
            assumed_power_dbm: -20,
            prior_people: None,
            ..Rules::built_in().ranging
        }
    }

    fn reading(rssi_dbm: f64, sightings: f64) -> Reading {
        Reading { power_dbm: Some(-20.0), rssi_dbm, sightings }
    }

    fn of_phone(model: &str, power_dbm: Option<i8>, rules: &RangingRules) -> ReceiverLevel {
        let mut level = ReceiverLevel::default();
        level.belongs_to(model, power_dbm, rules);
        level
    }

    fn after(readings: impl IntoIterator<Item = Reading>) -> ReceiverLevel {
        let mut level = of_phone("", Some(-20), &rules());
        readings.into_iter().for_each(|reading| level.hear_reading(&reading));
        level
    }

    #[test]
    fn a_new_phone_has_the_level_of_its_model_the_rules_before_the_table() {
        let rules = rules();
        assert!((of_phone("Pixel 3", None, &rules).level_db(&rules) - 1.0).abs() < 1e-9);
        assert!(of_phone("Y", None, &rules).level_db(&rules).abs() < 1e-9);
        let phone = PhoneLevel { model: "Pixel 3".into(), level_db: 4.0, transmit_power_dbm: None, confidence: 2 };
        let rules = RangingRules { phones: vec![phone], ..rules };
        assert!((of_phone("Pixel 3", None, &rules).level_db(&rules) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn the_usual_power_is_what_a_phone_declares_less_what_is_peculiar_to_its_model() {
        let usual = |model, power_dbm| of_phone(model, power_dbm, &rules()).usual_power_dbm();
        let median = f64::from(median_power_dbm());
        let pixel = phone_level("", "Pixel 3").unwrap().transmit_power_dbm;
        assert_eq!(usual("Pixel 3", Some(pixel)), Some(median));
        assert_eq!(usual("Pixel 3", Some(pixel + 8)), Some(median + 8.0));
        assert_eq!((usual("Y", Some(-7)), usual("Pixel 3", None)), (Some(-7.0), None));
    }

    #[test]
    fn a_phone_that_reads_everything_weaker_learns_so() {
        let rules = rules();
        let level = after(vec![reading(-84.0, 8.0); 2_000]);
        assert!((level.level_db(&rules) - 4.0 * rules.level_share).abs() < 0.5);
    }

    #[test]
    fn the_same_neighbour_for_days_teaches_less_than_a_hundred_people_do() {
        let rules = RangingRules { prior_people: Some(5.0), ..rules() };
        let near = |interval: u32, who: u8| {
            let scan = ScanInstance { seconds_since_last: 60, typical_rssi: -60, strongest_rssi: -60 };
            Encounter {
                frame: Frame::from_bytes(&[who; 20]).unwrap(),
                interval: Interval(2_700_000 + interval),
                first: 0,
                last: 599,
                sightings: 10,
                scans: vec![scan; 10],
                histogram: RssiHistogram::default(),
                flags: EncounterFlags::default(),
            }
        };
        let (mut at_home, mut in_town) = (of_phone("", Some(-20), &rules), of_phone("", Some(-20), &rules));
        for interval in 0..200 {
            at_home.hear(&[near(interval, 1)]);
            let met: Vec<Encounter> =
                (0..=u8::try_from(interval % 2).unwrap()).map(|who| near(interval, who)).collect();
            in_town.hear(&met);
        }
        let learned = -20.0 * rules.level_share;
        assert!(at_home.level_db(&rules) > 0.3 * learned, "{}", at_home.level_db(&rules));
        assert!(
            in_town.level_db(&rules) < rules.most_level_db.min(0.8 * -learned) * -0.9,
            "{}",
            in_town.level_db(&rules)
        );
    }

    #[test]
    fn what_was_learned_without_knowing_any_power_is_not_applied_to_a_declared_one() {
        let rules = rules();
        let mut level = ReceiverLevel::default();
        (0..2_000).for_each(|_| level.hear_reading(&reading(-50.0, 8.0)));
        let declared = level.attenuation_db(&reading(-80.0, 8.0), &rules).unwrap();
        assert!((declared - 60.0).abs() < 1e-9);
        let unknown = level.attenuation_db(&Reading { power_dbm: None, ..reading(-80.0, 8.0) }, &rules).unwrap();
        assert!((unknown - 60.0 - rules.most_level_db).abs() < 1e-9);
    }

    #[test]
    fn an_unknown_power_gives_no_more_closeness_than_the_tables_median_or_the_usual_one() {
        let weak = RangingRules { assumed_power_dbm: -40, ..rules() };
        assert!((ReceiverLevel::default().unknown_power_dbm(&weak) - f64::from(median_power_dbm())).abs() < 1e-9);
        assert!((of_phone("", Some(-7), &weak).unknown_power_dbm(&weak) + 7.0).abs() < 1e-9);
    }

    #[test]
    fn a_hall_full_of_far_phones_says_nothing_about_the_receiver() {
        let encounter = |typical_rssi: i8| Encounter {
            frame: crate::frame::Frame::from_bytes(&[1; 20]).unwrap(),
            interval: crate::time::Interval(2_700_000),
            first: 0,
            last: 599,
            sightings: 1,
            scans: vec![crate::encounter::ScanInstance {
                seconds_since_last: 20,
                typical_rssi,
                strongest_rssi: typical_rssi,
            }],
            histogram: crate::encounter::RssiHistogram::default(),
            flags: crate::encounter::EncounterFlags::default(),
        };
        let table = vec![encounter(-80); ReceiverLevel::NEAREST];
        let hall: Vec<Encounter> = table.iter().cloned().chain(vec![encounter(-98); 100]).collect();
        let after = |heard: &[Encounter]| {
            let mut level = of_phone("", Some(-20), &rules());
            (0..100).for_each(|_| level.hear(heard));
            level.level_db(&rules())
        };
        assert!((after(&table) - after(&hall)).abs() < 1e-9);
        assert!(after(&table).abs() < 0.5);
    }

    #[test]
    fn fewer_sightings_than_usual_speak_for_more_attenuation() {
        let level = after(vec![reading(-80.0, 16.0); 2_000]);
        let attenuation = |sightings| level.attenuation_db(&reading(-80.0, sightings), &rules()).unwrap();
        assert!(attenuation(4.0) > attenuation(16.0));
        assert!((attenuation(1.0) - attenuation(4.0)).abs() < 1e-9);
        let new = ReceiverLevel::default().attenuation_db(&reading(-80.0, 1.0), &rules()).unwrap();
        assert!((new - 60.0).abs() < 1e-9);
    }

    #[test]
    fn a_missing_signal_strength_teaches_nothing() {
        assert_eq!(after([reading(127.0, 1.0)]), after([]));
        assert_eq!(ReceiverLevel::default().attenuation_db(&reading(127.0, 1.0), &rules()), None);
    }

    proptest! {
        #[test]
        fn whatever_is_heard_the_level_stays_bounded(
            readings in proptest::collection::vec((any::<i8>(), 0_u16..2_000), 0..3_000)
        ) {
            let level = after(readings.iter().map(|(rssi, sightings)| reading(f64::from(*rssi), f64::from(*sightings))));
            prop_assert!(level.level_db(&rules()).abs() <= rules().most_level_db);
            prop_assert!(level.weight <= ReceiverLevel::MEMORY);
            let next = level.attenuation_db(&reading(-70.0, 3.0), &rules()).unwrap();
            prop_assert!((next - 50.0).abs() <= rules().most_level_db + 2.0 * rules().doubling_db + 1e-9);
        }

        #[test]
        fn one_number_added_to_every_power_and_every_reading_changes_no_attenuation(
            heard in proptest::collection::vec((-80_i8..-40, 1_u16..64), 0..200),
            next in -80_i8..-40, power in -20_i8..-9, more in -20_i8..20
        ) {
            let rules = rules();
            let attenuation = |more: i8| {
                let mut level = of_phone("", Some(power + more), &rules);
                let reading = |(rssi, sightings): (i8, u16)| Reading {
                    power_dbm: Some(f64::from(power + more)),
                    rssi_dbm: f64::from(rssi + more),
                    sightings: f64::from(sightings),
                };
                for one in &heard {
                    level.hear_reading(&reading(*one));
                }
                level.attenuation_db(&reading((next, 8)), &rules).unwrap()
            };
            prop_assert!((attenuation(more) - attenuation(0)).abs() < 1e-9);
        }
    }
}
