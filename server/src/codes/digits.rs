//! How long a short code must be, so that guessing is hopeless.

use lancan_protocol::code::Code;

/// Random digits of a short code while `live` of them can be used: all the wrong codes that are allowed in 15 minutes hit
/// one of them with a probability of at most 1 in 10,000. `max(8, ⌈log10(live · failures · 10⁴)⌉)`.
pub(super) fn digits(live: u64, failures: u32) -> usize {
    let guesses = u128::from(live.max(1)) * u128::from(failures) * 10_000;
    let mut digits = 0;
    let mut reach = 1_u128;
    while reach < guesses {
        reach = reach.saturating_mul(10);
        digits += 1;
    }
    digits.clamp(Code::FEWEST_DIGITS, Code::MOST_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_grow_with_the_codes_that_are_live() {
        let at = |live| digits(live, 1_000);
        assert_eq!([at(0), at(1), at(10), at(11), at(100), at(101), at(1_000)], [8, 8, 8, 9, 9, 10, 10]);
    }

    proptest! {
        #[test]
        fn all_guesses_allowed_in_15_minutes_hit_a_live_code_at_most_once_in_ten_thousand(live in 1_u64..10_000_000, failures in 1_u32..1_000) {
            let digits = u32::try_from(digits(live, failures)).unwrap();
            prop_assert!(u128::from(live) * u128::from(failures) * 10_000 <= 10_u128.pow(digits));
        }
    }
}
