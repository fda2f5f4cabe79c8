//! What happened within the last span of time, to hold a limit such as "five in thirty seconds".

use core::time::Duration;
use std::collections::VecDeque;

/// The events of a sliding window of time, oldest first, each with something to tell it by.
///
/// Times are on one scale of the caller's choice, which may restart: an event that lies ahead of the clock counts until the
/// clock has passed it by the window's length. Whoever records an event only while [`SlidingWindow::allows`] says yes keeps at
/// most as many as the limit.
///
/// ```
/// use core::time::Duration;
/// use lancan_protocol::SlidingWindow;
///
/// let mut starts: SlidingWindow = SlidingWindow::within(Duration::from_secs(30));
/// let at = Duration::from_secs;
/// assert!(starts.allows(at(0), 1));
/// starts.record(at(0), ());
/// assert!(!starts.allows(at(10), 1));
/// assert_eq!(starts.allowed_from(at(10), 1), at(30));
/// assert!(starts.allows(at(30), 1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlidingWindow<T = ()> {
    window: Duration,
    events: VecDeque<(Duration, T)>,
}

impl<T> SlidingWindow<T> {
    /// No events yet, in a window of this length.
    pub const fn within(window: Duration) -> Self {
        Self { window, events: VecDeque::new() }
    }

    /// Notes an event.
    pub fn record(&mut self, at: Duration, event: T) {
        self.forget(at);
        self.events.push_back((at, event));
    }

    /// How many events the window holds that ends at this instant.
    pub fn count(&mut self, at: Duration) -> usize {
        self.forget(at);
        self.events.len()
    }

    /// The events of the window that ends at this instant, oldest first.
    pub fn events(&mut self, at: Duration) -> impl Iterator<Item = &T> {
        self.forget(at);
        self.events.iter().map(|(_, event)| event)
    }

    /// Whether the window that ends at this instant holds fewer than `most`.
    pub fn allows(&mut self, at: Duration, most: usize) -> bool {
        self.count(at) < most
    }

    /// The first instant, not before `at`, from which on [`SlidingWindow::allows`] says yes if nothing else happens; the end of
    /// time where `most` is zero.
    pub fn allowed_from(&mut self, at: Duration, most: usize) -> Duration {
        let Some(over) = self.count(at).checked_sub(most) else { return at };
        let in_the_way = self.events.get(over).map(|(event, _)| event.saturating_add(self.window));
        in_the_way.map_or(Duration::MAX, |free| free.max(at))
    }

    /// Forgets all events that lie ahead of this instant: the clock has begun again with the system.
    pub fn forget_after(&mut self, at: Duration) {
        self.events.retain(|(event, _)| *event <= at);
    }

    fn forget(&mut self, at: Duration) {
        while self.events.front().is_some_and(|(event, _)| at.saturating_sub(*event) >= self.window) {
            self.events.pop_front();
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
        let mut recent = SlidingWindow::within(at(30));
        recent.record(at(0), 'a');
        recent.record(at(10), 'b');
        assert_eq!(recent.events(at(29)).collect::<String>(), "ab");
        assert_eq!(recent.events(at(30)).collect::<String>(), "b");
        assert_eq!(recent.count(at(40)), 0);
    }

    #[test]
    fn nothing_is_ever_allowed_by_a_limit_of_zero() {
        let mut recent = SlidingWindow::<()>::within(at(30));
        assert!(!recent.allows(at(0), 0));
        assert_eq!(recent.allowed_from(at(0), 0), Duration::MAX);
    }

    #[test]
    fn an_event_ahead_of_a_clock_that_was_set_back_still_counts_until_it_is_forgotten() {
        let mut recent = SlidingWindow::within(at(30));
        recent.record(at(100), ());
        assert_eq!(recent.count(at(5)), 1);
        recent.forget_after(at(5));
        assert_eq!(recent.count(at(5)), 0);
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_the_limit_and_waiting_as_told_is_enough(
            steps in proptest::collection::vec(0_u64..20, 1..60), most in 1_usize..6
        ) {
            let mut recent = SlidingWindow::within(at(30));
            let (mut now, mut taken) = (at(0), Vec::new());
            for step in steps {
                now += at(step);
                prop_assert_eq!(recent.allows(now, most), recent.allowed_from(now, most) == now);
                if !recent.allows(now, most) {
                    now = recent.allowed_from(now, most);
                }
                prop_assert!(recent.allows(now, most));
                recent.record(now, ());
                taken.push(now);
                let within = taken.iter().filter(|event| now.saturating_sub(**event) < at(30)).count();
                prop_assert!(within <= most);
            }
        }
    }
}
