//! Events of the last seconds, to hold a limit such as "five in thirty seconds".

use core::time::Duration;
use std::collections::VecDeque;

/// The events of the last `SECONDS` seconds, oldest first.
///
/// Times are monotonic and may restart with the system: an event that lies ahead of the clock counts until the clock has
/// passed it by `SECONDS`. A caller that records an event only while [`SlidingWindow::allows`] says yes makes the window
/// hold at most as many events as the limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SlidingWindow<const SECONDS: u64, T = ()>(VecDeque<(Duration, T)>);

impl<const SECONDS: u64, T> Default for SlidingWindow<SECONDS, T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<const SECONDS: u64, T> SlidingWindow<SECONDS, T> {
    /// Length of the window.
    const LENGTH: Duration = Duration::from_secs(SECONDS);

    /// Notes an event.
    pub(super) fn record(&mut self, at: Duration, event: T) {
        self.forget(at);
        self.0.push_back((at, event));
    }

    /// The events of the window that ends at this instant, oldest first.
    pub(super) fn events(&mut self, at: Duration) -> impl Iterator<Item = &T> {
        self.forget(at);
        self.0.iter().map(|(_, event)| event)
    }

    /// Whether the window that ends at this instant holds fewer events than `most`.
    pub(super) fn allows(&mut self, at: Duration, most: usize) -> bool {
        self.forget(at);
        self.0.len() < most
    }

    /// The first instant, not before `at`, from which on [`SlidingWindow::allows`] says yes if nothing else happens; the
    /// end of time where `most` is zero.
    pub(super) fn allowed_from(&mut self, at: Duration, most: usize) -> Duration {
        self.forget(at);
        let Some(over) = self.0.len().checked_sub(most) else { return at };
        let in_the_way = self.0.get(over).map(|(event, _)| event.saturating_add(Self::LENGTH));
        in_the_way.map_or(Duration::MAX, |free| free.max(at))
    }

    /// Forgets the events that lie ahead of this instant: the clock restarted with the system.
    pub(super) fn forget_after(&mut self, at: Duration) {
        self.0.retain(|(event, _)| *event <= at);
    }

    fn forget(&mut self, at: Duration) {
        while self.0.front().is_some_and(|(event, _)| at.saturating_sub(*event) >= Self::LENGTH) {
            self.0.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_event_counts_for_the_windows_length() {
        let mut window = SlidingWindow::<30, char>::default();
        window.record(at(0), 'a');
        window.record(at(10), 'b');
        assert_eq!(window.events(at(29)).collect::<String>(), "ab");
        assert_eq!(window.events(at(30)).collect::<String>(), "b");
        assert_eq!(window.events(at(40)).count(), 0);
    }

    #[test]
    fn nothing_is_ever_allowed_by_a_limit_of_zero() {
        let mut window = SlidingWindow::<30>::default();
        assert!(!window.allows(at(0), 0));
        assert_eq!(window.allowed_from(at(0), 0), Duration::MAX);
    }

    #[test]
    fn an_event_ahead_of_a_clock_that_was_set_back_still_counts_until_it_is_forgotten() {
        let mut window = SlidingWindow::<30>::default();
        window.record(at(100), ());
        assert!(!window.allows(at(5), 1));
        window.forget_after(at(5));
        assert!(window.allows(at(5), 1));
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_the_limit_and_waiting_as_told_is_enough(
            steps in proptest::collection::vec(0_u64..20, 1..60), most in 1_usize..6
        ) {
            let mut window = SlidingWindow::<30>::default();
            let (mut now, mut taken) = (at(0), Vec::new());
            for step in steps {
                now += at(step);
                prop_assert_eq!(window.allows(now, most), window.allowed_from(now, most) == now);
                if !window.allows(now, most) {
                    now = window.allowed_from(now, most);
                }
                prop_assert!(window.allows(now, most));
                window.record(now, ());
                taken.push(now);
                let within = taken.iter().filter(|event| now.saturating_sub(**event) < at(30)).count();
                prop_assert!(within <= most);
            }
        }
    }
}
