//! The ranging model: a logistic curve in attenuation whose middle moves with the logarithm of the distance.

use super::RangingRules;

impl RangingRules {
    /// The attenuation in dB at which being within `distance_m` is as likely as not.
    pub fn even_attenuation_db(&self, distance_m: f64) -> f64 {
        self.attenuation_at_1m_db + self.decay_db * distance_m.max(0.01).log10()
    }

    /// The probability of being within `distance_m` at an attenuation of `attenuation_db`, the phones' levels taken out, with
    /// `doubt` logits spoken against it by the crowd around ([`super::Crowd`]; 0 where there is none).
    pub fn probability_within(&self, distance_m: f64, attenuation_db: f64, doubt: f64) -> f64 {
        let margin = self.even_attenuation_db(distance_m) - attenuation_db;
        1.0 / (1.0 + (doubt - margin / self.spread_db).exp())
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::Rules;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn more_attenuation_is_never_closer_and_a_wider_circle_never_less_likely(
            attenuation in 0.0_f64..120.0, more in 0.0_f64..40.0, distance in 0.1_f64..20.0, wider in 0.0_f64..20.0,
            doubt in 0.0_f64..3.0
        ) {
            let ranging = Rules::built_in().ranging;
            let here = ranging.probability_within(distance, attenuation, 0.0);
            prop_assert!((0.0..=1.0).contains(&here));
            prop_assert!(ranging.probability_within(distance, attenuation + more, 0.0) <= here);
            prop_assert!(ranging.probability_within(distance + wider, attenuation, 0.0) >= here);
            prop_assert!(ranging.probability_within(distance, attenuation, doubt) <= here);
        }
    }

    #[test]
    fn at_the_even_attenuation_the_odds_are_even() {
        let ranging = Rules::built_in().ranging;
        let even = ranging.even_attenuation_db(2.0);
        assert!((ranging.probability_within(2.0, even, 0.0) - 0.5).abs() < 1e-12);
    }
}
