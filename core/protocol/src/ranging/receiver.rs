//! A phone's own level, learned from what it hears: no labels, no identifiers, four numbers.

use serde::{Deserialize, Serialize};

use super::{RangingRules, Reading};
use crate::encounter::Encounter;

/// How much more attenuation this phone reads than the model's phones, and how many sightings a scan of its usually has,
/// learned online.
///
/// The mean attenuation of the nearest that were heard in each interval is compared with the reference; one reading moves it
/// by a bounded step, and old readings fade. It holds nothing about anybody. Only the nearest count, because in a hall
/// most of those heard are far away, and the weakest are cut off by the receiver's floor: their mean would say that
/// the hall is large, not that the phone is deaf.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverLevel {
    /// Readings heard, fading, at most [`ReceiverLevel::MEMORY`].
    weight: f64,
    /// Sum of the readings' bounded distances from the reference, in dB, fading alike.
    sum_db: f64,
    /// Sum of the binary logarithms of sightings, fading alike.
    sum_doublings: f64,
    /// Level of the phone model from the rules' table, in dB, where it is known.
    start_db: f64,
}

impl ReceiverLevel {
    /// Readings after which old ones have faded to a third.
    pub const MEMORY: f64 = 4_000.0;
    /// So many encounters of an interval are learned from, the strongest: more than a full railway compartment has.
    pub const NEAREST: usize = 20;
    /// One reading counts as at most this many dB from the reference.
    pub const MOST_STEP_DB: f64 = 20.0;
    /// Sightings count as at most this many doublings more or fewer than usual.
    pub const MOST_DOUBLINGS: f64 = 2.0;

    /// The starting value for a phone model.
    pub fn for_model(model: &str, rules: &RangingRules) -> Self {
        let known = rules.phones.iter().find(|phone| phone.model == model);
        Self { start_db: known.map_or(0.0, |phone| phone.level_db), ..Self::default() }
    }

    /// Takes in an interval, once it is complete: of the [`Self::NEAREST`] strongest encounters one reading for each scan.
    pub fn hear(&mut self, encounters: &[Encounter], rules: &RangingRules) {
        let mut measured: Vec<(i8, &Encounter)> =
            encounters.iter().filter_map(|encounter| Some((encounter.typical_rssi()?, encounter))).collect();
        measured.sort_by_key(|(rssi_dbm, _)| core::cmp::Reverse(*rssi_dbm));
        for (_, encounter) in measured.into_iter().take(Self::NEAREST) {
            self.hear_encounter(encounter, rules);
        }
    }

    fn hear_encounter(&mut self, encounter: &Encounter, rules: &RangingRules) {
        let sightings = sightings_per_scan(encounter);
        for scan in &encounter.scans {
            let reading = Reading {
                power_dbm: f64::from(rules.assumed_power_dbm),
                rssi_dbm: f64::from(scan.typical_rssi),
                sightings,
            };
            self.hear_reading(&reading, rules);
        }
    }

    /// Takes in one reading. A signal strength of 0 dBm or more is no measurement (127: the platform gave none) and
    /// changes nothing.
    pub fn hear_reading(&mut self, reading: &Reading, rules: &RangingRules) {
        if !reading.is_measured() {
            return;
        }
        let distance = reading.power_dbm - reading.rssi_dbm - rules.reference_attenuation_db;
        let fade = 1.0 - 1.0 / Self::MEMORY;
        self.weight = self.weight * fade + 1.0;
        self.sum_db = self.sum_db * fade + distance.clamp(-Self::MOST_STEP_DB, Self::MOST_STEP_DB);
        self.sum_doublings = self.sum_doublings * fade + reading.doublings();
    }

    /// The level in dB: to be subtracted from what this phone reads.
    ///
    /// It starts at the phone model's and moves with what is heard to `level_share` of the mean's distance from the
    /// reference; the rest of that distance is put down to who was around.
    pub fn level_db(&self, rules: &RangingRules) -> f64 {
        let heard = self.sum_db * rules.level_share;
        let level = ratio(heard + self.start_db * rules.prior_scans, self.weight + rules.prior_scans);
        level.clamp(-rules.most_level_db, rules.most_level_db)
    }

    /// The attenuation of a reading in dB, this phone's level taken out and corrected for sightings: of a weak signal
    /// adverts are lost, so fewer sightings than usual speak for more attenuation. `None` where nothing was measured.
    pub fn attenuation_db(&self, reading: &Reading, rules: &RangingRules) -> Option<f64> {
        let usual = ratio(self.sum_doublings, self.weight);
        let more = (reading.doublings() - usual).clamp(-Self::MOST_DOUBLINGS, Self::MOST_DOUBLINGS);
        let trust = ratio(self.weight, self.weight + rules.prior_scans);
        let attenuation = reading.power_dbm - reading.rssi_dbm - self.level_db(rules);
        reading.is_measured().then_some(attenuation - rules.doubling_db * more * trust)
    }
}

/// Mean sightings of an encounter's scans.
pub(crate) fn sightings_per_scan(encounter: &Encounter) -> f64 {
    let scans = u32::try_from(encounter.scans.len()).unwrap_or(u32::MAX).max(1);
    f64::from(encounter.sightings) / f64::from(scans)
}

fn ratio(sum: f64, weight: f64) -> f64 {
    if weight > 0.0 { sum / weight } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ranging::PhoneLevel, rules::Rules};
    use proptest::prelude::*;

    fn rules() -> RangingRules {
        RangingRules { reference_attenuation_db: 60.0, assumed_power_dbm: -20, ..Rules::built_in().ranging }
    }

    fn reading(rssi_dbm: f64, sightings: f64) -> Reading {
        Reading { power_dbm: -20.0, rssi_dbm, sightings }
    }

    fn after(readings: impl IntoIterator<Item = Reading>) -> ReceiverLevel {
        let mut level = ReceiverLevel::default();
        readings.into_iter().for_each(|reading| level.hear_reading(&reading, &rules()));
        level
    }

    #[test]
    fn a_new_phone_has_the_level_of_its_model() {
        let phone = PhoneLevel { model: "X".into(), level_db: 4.0, transmit_power_dbm: None, confidence: 2 };
        let rules = RangingRules { phones: vec![phone], ..rules() };
        assert!((ReceiverLevel::for_model("X", &rules).level_db(&rules) - 4.0).abs() < 1e-9);
        assert!(ReceiverLevel::for_model("Y", &rules).level_db(&rules).abs() < 1e-9);
    }

    #[test]
    fn a_phone_that_reads_everything_weaker_learns_so() {
        let rules = rules();
        let level = after(vec![reading(-84.0, 8.0); 2_000]);
        assert!((level.level_db(&rules) - 4.0 * rules.level_share).abs() < 0.5);
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
            let mut level = ReceiverLevel::default();
            (0..100).for_each(|_| level.hear(heard, &rules()));
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
        assert_eq!(after([reading(127.0, 1.0)]), ReceiverLevel::default());
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
    }
}
