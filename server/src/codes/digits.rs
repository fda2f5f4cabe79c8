//! How long a short code must be, so that guessing is hopeless, and which short codes are suspended while it is not.

use lancan_protocol::code::Code;

/// Random digits of a short code while `live` of them can be used: all the wrong codes that are allowed in 15 minutes hit
/// one of them with a probability of at most 1 in 10,000. `max(8, ⌈log10(live · failures · 10⁴)⌉)`.
pub(super) fn digits(live: u64, failures: u64) -> usize {
    needed(live, failures).clamp(Code::FEWEST_DIGITS, Code::MOST_DIGITS)
}

fn needed(live: u64, failures: u64) -> usize {
    let guesses = u128::from(live.max(1)) * u128::from(failures) * 10_000;
    let mut digits = 0;
    let mut reach = 1_u128;
    while reach < guesses {
        reach = reach.saturating_mul(10);
        digits += 1;
    }
    digits
}

/// How hard codes are guessed at: the wrong short codes of the last 15 minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pressure {
    /// Short codes that can be used.
    pub(super) live: u64,
    /// Wrong short codes in the last 15 minutes.
    pub(super) wrong: u64,
    /// Wrong short codes allowed in 15 minutes.
    pub(super) allowed: u64,
}

impl Pressure {
    /// Random digits of a code that is given now. From half of the allowed failures on codes get ten times harder to guess,
    /// so that those given then outlive a suspension of the shorter ones.
    pub(super) fn digits(&self) -> usize {
        let rises = self.wrong >= self.allowed.div_ceil(2);
        (digits(self.live, self.allowed) + usize::from(rises)).min(Code::MOST_DIGITS)
    }

    /// Whether short codes of this many random digits are suspended. Each digit above those that the allowed failures
    /// need bears ten times as many failures.
    pub(super) fn suspends(&self, digits: usize) -> bool {
        let spare = digits.saturating_sub(self::digits(self.live, self.allowed));
        let spare = u32::try_from(spare).unwrap_or(0);
        self.wrong >= self.allowed.saturating_mul(10_u64.saturating_pow(spare))
    }

    /// Whether a long code is given instead of a short one.
    pub(super) fn suspends_new(&self) -> bool {
        self.wrong >= self.allowed
    }
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

    const CALM: Pressure = Pressure { live: 1, wrong: 0, allowed: 1_000 };

    #[test]
    fn digits_rise_before_anything_is_suspended() {
        let at = |wrong| Pressure { wrong, ..CALM };
        assert_eq!([at(0), at(499), at(500), at(999)].map(|pressure| pressure.digits()), [8, 8, 9, 9]);
        assert!(!at(999).suspends(8) && !at(999).suspends_new());
        assert!(at(1_000).suspends(8) && at(1_000).suspends_new());
        assert!(!at(9_999).suspends(9) && at(10_000).suspends(9));
    }

    #[test]
    fn a_code_that_was_given_while_fewer_were_live_bears_no_more_than_the_allowed_failures() {
        let crowded = Pressure { live: 1_000, wrong: 999, allowed: 1_000 };
        assert!(!crowded.suspends(8) && Pressure { wrong: 1_000, ..crowded }.suspends(8));
    }

    proptest! {
        #[test]
        fn a_code_that_is_not_suspended_is_hit_at_most_once_in_ten_thousand(live in 1_u64..10, wrong in 0_u64..100_000, digits in 8_usize..12) {
            let pressure = Pressure { live, wrong, allowed: 1_000 };
            let reach = 10_u128.pow(u32::try_from(digits).unwrap());
            prop_assert!(pressure.suspends(digits) || u128::from(live) * u128::from(wrong) * 10_000 <= reach);
        }


        #[test]
        fn all_guesses_allowed_in_15_minutes_hit_a_live_code_at_most_once_in_ten_thousand(live in 1_u64..10_000_000, failures in 1_u64..1_000) {
            let digits = u32::try_from(digits(live, failures)).unwrap();
            prop_assert!(u128::from(live) * u128::from(failures) * 10_000 <= 10_u128.pow(digits));
        }
    }
}
