//! A phone's own level, learned from what it hears: no labels, no identifiers, three numbers.

use serde::{Deserialize, Serialize};

use super::RangingRules;

/// How much more attenuation this phone reads than the model's phones, learned online.
///
/// The mean attenuation of everything heard is compared with the reference; single readings move it by a bounded
/// step, and old readings fade, so a day in a crowd does not spoil it. It holds nothing about anybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReceiverLevel {
    /// Readings heard, fading, at most [`ReceiverLevel::MEMORY`].
    weight: f64,
    /// Sum of the readings' bounded distances from the reference, in dB, fading alike.
    sum_db: f64,
    /// Level of the phone model from the rules' table, in dB, where it is known.
    start_db: f64,
}

impl ReceiverLevel {
    /// Readings after which old ones have faded to a third.
    pub const MEMORY: f64 = 4_000.0;
    /// A single reading counts as at most this many dB from the reference.
    pub const MOST_STEP_DB: f64 = 20.0;

    /// The starting value for a phone model.
    pub fn for_model(model: &str, rules: &RangingRules) -> Self {
        let known = rules.phones.iter().find(|phone| phone.model == model);
        Self { start_db: known.map_or(0.0, |phone| phone.level_db), ..Self::default() }
    }

    /// Takes in the typical signal strength, in dBm, of one scan of anybody. Values of 0 or more are no measurements
    /// (127: the platform gave none) and change nothing.
    pub fn hear(&mut self, typical_rssi_dbm: i8, rules: &RangingRules) {
        if typical_rssi_dbm >= 0 {
            return;
        }
        let attenuation = f64::from(rules.assumed_power_dbm) - f64::from(typical_rssi_dbm);
        let step = (attenuation - rules.reference_attenuation_db).clamp(-Self::MOST_STEP_DB, Self::MOST_STEP_DB);
        let fade = 1.0 - 1.0 / Self::MEMORY;
        self.weight = self.weight * fade + 1.0;
        self.sum_db = self.sum_db * fade + step;
    }

    /// The level in dB: to be subtracted from what this phone reads.
    pub fn level_db(&self, rules: &RangingRules) -> f64 {
        let total = self.weight + rules.prior_scans;
        if total <= 0.0 {
            return 0.0;
        }
        let level = (self.sum_db + self.start_db * rules.prior_scans) / total;
        level.clamp(-rules.most_level_db, rules.most_level_db)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Rules;
    use proptest::prelude::*;

    fn with_whole_reference() -> RangingRules {
        RangingRules { reference_attenuation_db: 60.0, assumed_power_dbm: -20, ..Rules::built_in().ranging }
    }

    #[test]
    fn a_new_phone_has_the_level_of_its_model() {
        let mut rules = Rules::built_in().ranging;
        rules.phones = vec![super::super::PhoneLevel {
            model: "X".into(),
            level_db: 4.0,
            transmit_power_dbm: None,
            confidence: 2,
        }];
        assert!((ReceiverLevel::for_model("X", &rules).level_db(&rules) - 4.0).abs() < 1e-9);
        assert!(ReceiverLevel::for_model("Y", &rules).level_db(&rules).abs() < 1e-9);
    }

    #[test]
    fn a_phone_that_reads_everything_weaker_learns_so() {
        let rules = with_whole_reference();
        let mut level = ReceiverLevel::default();
        for _ in 0..2_000 {
            level.hear(-86, &rules);
        }
        assert!((level.level_db(&rules) - 6.0).abs() < 1.0);
    }

    #[test]
    fn a_missing_signal_strength_teaches_nothing() {
        let rules = Rules::built_in().ranging;
        let mut level = ReceiverLevel::default();
        level.hear(127, &rules);
        assert_eq!(level, ReceiverLevel::default());
    }

    proptest! {
        #[test]
        fn whatever_is_heard_the_level_stays_bounded(readings in proptest::collection::vec(any::<i8>(), 0..3_000)) {
            let rules = Rules::built_in().ranging;
            let mut level = ReceiverLevel::default();
            for rssi in readings {
                level.hear(rssi, &rules);
            }
            prop_assert!(level.level_db(&rules).abs() <= rules.most_level_db);
            prop_assert!(level.weight <= ReceiverLevel::MEMORY);
        }
    }
}
