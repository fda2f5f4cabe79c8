//! How long to wait before something that failed is tried again.

use core::time::Duration;

/// Waits that double with every failure in a row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BackOff {
    first: Duration,
    longest: Duration,
}

/// Doublings after which the wait grows no more, whatever the longest wait.
const MOST_DOUBLINGS: u32 = 16;

impl BackOff {
    /// A wait of `first` after the first failure, and of `longest` at most.
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest }
    }

    /// Counts one more failure in a row and returns the wait that follows it.
    pub(crate) fn after(self, failures: &mut u32) -> Duration {
        let wait = self.first.saturating_mul(1 << (*failures).min(MOST_DOUBLINGS)).min(self.longest);
        *failures = failures.saturating_add(1);
        wait
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_failures_are_counted() {
        let back_off = BackOff::new(Duration::from_secs(2), Duration::from_secs(15));
        let mut failures = 0;
        let waits = [(); 5].map(|()| back_off.after(&mut failures).as_secs());
        assert_eq!((waits, failures), ([2, 4, 8, 15, 15], 5));
    }

    #[test]
    fn no_count_of_failures_overflows() {
        let back_off = BackOff::new(Duration::MAX, Duration::MAX);
        let mut failures = u32::MAX;
        assert_eq!((back_off.after(&mut failures), failures), (Duration::MAX, u32::MAX));
    }
}
