//! Who else was heard: the number of people who can be close to somebody at once is limited.

use serde::{Deserialize, Serialize};

use super::{RangingRules, Reading, ReceiverLevel, sightings_per_scan};
use crate::encounter::Encounter;

/// What a phone heard of everybody within one interval, as it was heard and in numbers alone: nothing of it says who.
///
/// In a hall a phone hears a hundred others, and for each of them alone "within two metres" may be likely enough; for all
/// of them together it is impossible. [`Crowd::doubt`] is how much less likely each has to be for the number expected to
/// be close to stay within [`RangingRules::most_close`]. Where few are heard there is no doubt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Crowd {
    /// Of each encounter the typical signal strength in dBm (127 where none was measured), the sightings of a scan, and then
    /// for each scan the seconds since the one before. Two numbers are what an earlier version had concluded of one:
    /// attenuation in dB, and the part of the interval in which it was heard, 0 to 1.
    heard: Vec<Vec<f64>>,
}

impl Crowd {
    /// Most doubt, in logits: forged adverts may make a crowd of any size.
    pub const MOST_DOUBT: f64 = 3.5;

    /// Everybody heard in an interval.
    pub fn of(encounters: &[Encounter]) -> Self {
        let one = |encounter: &Encounter| {
            let rssi_dbm = f64::from(encounter.typical_rssi().unwrap_or(127));
            let seconds = encounter.scans.iter().map(|scan| f64::from(scan.seconds_since_last));
            [rssi_dbm, sightings_per_scan(encounter)].into_iter().chain(seconds).collect()
        };
        let heard = encounters.iter().filter(|encounter| !encounter.scans.is_empty());
        Self { heard: heard.map(one).collect() }
    }

    /// Attenuation in dB, and the part of the time of the one heard longest, 0 to 1.
    fn attenuations(&self, power_dbm: Option<f64>, receiver: &ReceiverLevel, rules: &RangingRules) -> Vec<(f64, f64)> {
        let credited = |scans: &[f64]| -> f64 {
            scans.iter().map(|seconds| seconds.min(f64::from(rules.longest_gap_seconds))).sum()
        };
        let longest = self.heard.iter().filter_map(|one| Some(credited(one.get(2..)?))).fold(1.0, f64::max);
        let judged = |one: &Vec<f64>| match one.as_slice() {
            [attenuation, part] => Some((*attenuation, *part)),
            [rssi_dbm, sightings, scans @ ..] => {
                let reading = Reading { power_dbm, rssi_dbm: *rssi_dbm, sightings: *sightings };
                Some((receiver.attenuation_db(&reading, rules)?, credited(scans) / longest))
            }
            _ => None,
        };
        self.heard.iter().filter_map(judged).collect()
    }

    /// By how many logits everybody of the crowd is less likely to be within `distance_m` than the attenuation alone says:
    /// the least number, not negative, with which no more than [`RangingRules::most_close`] are expected to be. The most
    /// within two metres is scaled to other distances with the area.
    ///
    /// All are taken to send with `power_dbm`: nobody's power can be read before their key is published
    /// ([`ReceiverLevel::usual_power_dbm`]).
    pub fn doubt(
        &self,
        distance_m: f64,
        power_dbm: Option<f64>,
        receiver: &ReceiverLevel,
        rules: &RangingRules,
    ) -> f64 {
        let heard = self.attenuations(power_dbm, receiver, rules);
        let most = (rules.most_close * (distance_m / 2.0).powi(2)).max(1.0);
        let expected = |doubt: f64| -> f64 {
            let close =
                |(attenuation, part): &(f64, f64)| part * rules.probability_within(distance_m, *attenuation, doubt);
            heard.iter().map(close).sum()
        };
        if expected(0.0) <= most {
            return 0.0;
        }
        let (mut least, mut enough) = (0.0, Self::MOST_DOUBT);
        // To a thousandth of a logit.
        for _ in 0..11 {
            let middle = f64::midpoint(least, enough);
            if expected(middle) > most { least = middle } else { enough = middle }
        }
        enough
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use proptest::prelude::*;

    fn rules() -> RangingRules {
        Rules::built_in().ranging
    }

    fn crowd(attenuations: impl IntoIterator<Item = f64>) -> Crowd {
        Crowd { heard: attenuations.into_iter().map(|attenuation| vec![attenuation, 1.0]).collect() }
    }

    fn doubt(crowd: &Crowd, distance_m: f64) -> f64 {
        crowd.doubt(distance_m, None, &ReceiverLevel::default(), &rules())
    }

    #[test]
    fn a_few_are_not_doubted_however_near_they_seem() {
        assert!(doubt(&crowd(vec![40.0; 8]), 2.0).abs() < 1e-9);
        assert!(doubt(&Crowd::default(), 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_hundred_at_the_even_attenuation_cannot_all_be_close_and_the_one_much_nearer_still_is() {
        let rules = rules();
        let even = rules.even_attenuation_db(2.0);
        let doubt = doubt(&crowd(vec![even + 8.0; 100]), 2.0);
        assert!(doubt > 0.5);
        assert!(rules.probability_within(2.0, even, doubt) < 0.4);
        assert!(rules.probability_within(2.0, even - 20.0, doubt) > 0.5);
    }

    #[test]
    fn within_one_metre_there_is_room_for_fewer() {
        let heard = crowd(vec![45.0; 10]);
        assert!(doubt(&heard, 1.0) > doubt(&heard, 2.0));
    }

    #[test]
    fn who_only_passed_counts_for_as_long_as_they_did() {
        let passing = Crowd { heard: vec![vec![45.0, 0.1]; 40] };
        assert!(doubt(&passing, 2.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn whoever_is_heard_too_never_lessens_the_doubt_and_it_stays_bounded(
            heard in proptest::collection::vec(20.0_f64..110.0, 0..200), one in 20.0_f64..110.0
        ) {
            let rules = rules();
            let before = doubt(&crowd(heard.clone()), 2.0);
            let after = doubt(&crowd(heard.iter().copied().chain([one])), 2.0);
            prop_assert!(before <= after && (0.0..=Crowd::MOST_DOUBT).contains(&after));
            let expected: f64 = heard.iter().map(|a| rules.probability_within(2.0, *a, before)).sum();
            prop_assert!(expected <= rules.most_close + 1e-9 || before >= Crowd::MOST_DOUBT);
        }
    }
}
