//! Who else was heard: the number of people who can be close to somebody at once is limited.

use serde::{Deserialize, Serialize};

use super::{RangingRules, Reading, ReceiverLevel, sightings_per_scan};
use crate::encounter::Encounter;

/// What a phone heard of everybody within one interval, in numbers alone: nothing of it says who.
///
/// In a hall a phone hears a hundred others, and for each of them alone "within two metres" may be likely enough; for all
/// of them together it is impossible. [`Crowd::doubt`] is how much less likely each has to be for the number expected to
/// be close to stay within [`RangingRules::most_close`]. Where few are heard there is no doubt.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Crowd {
    /// Attenuation in dB, and the part of the interval in which it was heard, 0 to 1.
    heard: Vec<(f64, f64)>,
}

impl Crowd {
    /// Most doubt, in logits: forged adverts may make a crowd of any size.
    pub const MOST_DOUBT: f64 = 3.5;

    /// Everybody heard in an interval, all taken to send with `power_dbm`: nobody's power can be read before their key is
    /// published ([`ReceiverLevel::usual_power_dbm`]).
    pub fn of(
        encounters: &[Encounter],
        power_dbm: Option<f64>,
        receiver: &ReceiverLevel,
        rules: &RangingRules,
    ) -> Self {
        let seconds = |encounter: &Encounter| encounter.credited_seconds(rules.longest_gap_seconds);
        let longest = encounters.iter().map(seconds).max().unwrap_or(0).max(1);
        let heard = encounters.iter().filter_map(|encounter| {
            let rssi_dbm = f64::from(encounter.typical_rssi()?);
            let reading = Reading { power_dbm, rssi_dbm, sightings: sightings_per_scan(encounter) };
            let part = f64::from(seconds(encounter)) / f64::from(longest);
            Some((receiver.attenuation_db(&reading, rules)?, part))
        });
        Self { heard: heard.collect() }
    }

    /// By how many logits everybody of the crowd is less likely to be within `distance_m` than the attenuation alone says:
    /// the least number, not negative, with which no more than [`RangingRules::most_close`] are expected to be. The most
    /// within two metres is scaled to other distances with the area.
    pub fn doubt(&self, distance_m: f64, rules: &RangingRules) -> f64 {
        let most = (rules.most_close * (distance_m / 2.0).powi(2)).max(1.0);
        let expected = |doubt: f64| -> f64 {
            let close =
                |(attenuation, part): &(f64, f64)| part * rules.probability_within(distance_m, *attenuation, doubt);
            self.heard.iter().map(close).sum()
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
        Crowd { heard: attenuations.into_iter().map(|attenuation| (attenuation, 1.0)).collect() }
    }

    #[test]
    fn a_few_are_not_doubted_however_near_they_seem() {
        assert!(crowd(vec![40.0; 8]).doubt(2.0, &rules()).abs() < 1e-9);
        assert!(Crowd::default().doubt(2.0, &rules()).abs() < 1e-9);
    }

    #[test]
    fn a_hundred_at_the_even_attenuation_cannot_all_be_close_and_the_one_much_nearer_still_is() {
        let rules = rules();
        let even = rules.even_attenuation_db(2.0);
        let doubt = crowd(vec![even + 8.0; 100]).doubt(2.0, &rules);
        assert!(doubt > 0.5);
        assert!(rules.probability_within(2.0, even, doubt) < 0.4);
        assert!(rules.probability_within(2.0, even - 20.0, doubt) > 0.5);
    }

    #[test]
    fn within_one_metre_there_is_room_for_fewer() {
        let heard = crowd(vec![45.0; 10]);
        assert!(heard.doubt(1.0, &rules()) > heard.doubt(2.0, &rules()));
    }

    #[test]
    fn who_only_passed_counts_for_as_long_as_they_did() {
        let passing = Crowd { heard: vec![(45.0, 0.1); 40] };
        assert!(passing.doubt(2.0, &rules()).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn whoever_is_heard_too_never_lessens_the_doubt_and_it_stays_bounded(
            heard in proptest::collection::vec(20.0_f64..110.0, 0..200), one in 20.0_f64..110.0
        ) {
            let rules = rules();
            let before = crowd(heard.clone()).doubt(2.0, &rules);
            let after = crowd(heard.iter().copied().chain([one])).doubt(2.0, &rules);
            prop_assert!(before <= after && (0.0..=Crowd::MOST_DOUBT).contains(&after));
            let expected: f64 = heard.iter().map(|a| rules.probability_within(2.0, *a, before)).sum();
            prop_assert!(expected <= rules.most_close + 1e-9 || before >= Crowd::MOST_DOUBT);
        }
    }
}
