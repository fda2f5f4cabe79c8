//! Doubt about the server's own clock. One that jumped ahead would destroy what is not old, and publish exports whose ends
//! lie in every phone's future.
//!
//! Between two starts the clock is compared with the newest time that is stored, and while the server runs with a clock
//! that nobody sets.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use super::calendar::Date;
use super::clock::Clock;
use super::config::ClockSettings;

/// Seconds by which the clock may differ from the time that passed since it was last trusted.
const MOST_DRIFT: u64 = 60;
/// How long a comparison goes on before it begins again, so that a clock that is a little fast or slow never adds up to a
/// jump.
const COMPARED: Duration = Duration::from_hours(1);

/// Compares the clock with the newest time that is stored, and with the time that passed.
pub(crate) struct ClockGuard {
    /// Zero while nothing is stored.
    newest: AtomicU64,
    longest_pause: u64,
    /// The date that an operator vouched for.
    today: Option<Day>,
    clock: Arc<dyn Clock>,
    /// What both clocks showed when the clock was trusted.
    trusted: Mutex<(UnixTime, Duration)>,
}

impl ClockGuard {
    /// `every_seconds`: the time between two exports, by which the newest stored time trails even without a pause.
    pub(crate) fn new(settings: &ClockSettings, every_seconds: u32, clock: Arc<dyn Clock>) -> Self {
        let longest_pause = u64::from(settings.longest_pause_hours) * 3_600 + u64::from(every_seconds);
        let trusted = Mutex::new((clock.now(), clock.monotonic()));
        Self { newest: AtomicU64::new(0), longest_pause, today: settings.today_as_day(), clock, trusted }
    }

    /// Takes note of a time that is stored.
    pub(crate) fn stored(&self, at: UnixTime) {
        self.newest.fetch_max(at.0, Ordering::Relaxed);
    }

    /// Whether the clock is trusted: it did not jump since the server started, and the newest stored time is near enough.
    pub(crate) fn trusts(&self, now: UnixTime) -> bool {
        !self.jumped() && self.is_near_what_is_stored(now)
    }

    /// Whether the clock was set to another time while the server runs.
    fn jumped(&self) -> bool {
        let mut trusted = self.trusted.lock().unwrap_or_else(PoisonError::into_inner);
        let (now, monotonic) = (self.clock.now(), self.clock.monotonic());
        let passed = monotonic.saturating_sub(trusted.1);
        let jumped = now.0.abs_diff(trusted.0.plus(passed.as_secs()).0) > MOST_DRIFT;
        if !jumped && passed >= COMPARED {
            *trusted = (now, monotonic);
        }
        jumped
    }

    /// Nothing is stored yet, the newest stored time is near enough, or an operator has confirmed the date, to a day
    /// (whose own date may be another than UTC's).
    fn is_near_what_is_stored(&self, now: UnixTime) -> bool {
        let newest = self.newest.load(Ordering::Relaxed);
        newest == 0
            || now.0 <= newest.saturating_add(self.longest_pause)
            || self.today.is_some_and(|today| today.0.abs_diff(KeyDays::UTC.day(now).0) <= 1)
    }

    /// Logs why the clock is in doubt, and what the operator can do.
    pub(crate) fn complain(&self, now: UnixTime) {
        if self.jumped() {
            tracing::error!(
                clock = now.0,
                "the clock was set while the server ran: nothing is published or deleted and no request is taken until it \
                 is set back; if the new time is right, start the server again"
            );
            return;
        }
        let newest = UnixTime(self.newest.load(Ordering::Relaxed));
        tracing::error!(
            clock = %Date(KeyDays::UTC.day(now)),
            newest_stored = %Date(KeyDays::UTC.day(newest)),
            hours_ahead = now.0.saturating_sub(newest.0) / 3_600,
            "the clock is far ahead of everything stored: nothing is published or deleted and no request is taken until \
             it is set right; if it is right, start again with --today and the date by your own calendar"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::clock::VirtualClock;

    const NOW: UnixTime = UnixTime(18_772 * 86_400);

    fn guard(today: Option<&str>) -> ClockGuard {
        let settings = ClockSettings { longest_pause_hours: 24, today: today.map(str::to_owned) };
        let guard = ClockGuard::new(&settings, 600, Arc::new(VirtualClock::new(NOW)));
        guard.stored(NOW);
        guard
    }

    #[test]
    fn a_clock_that_jumps_while_the_server_runs_is_in_doubt_until_it_jumps_back() {
        for jump in [61_i64, 6 * 3_600, 23 * 3_600, -61, -3_600] {
            let clock = Arc::new(VirtualClock::new(NOW));
            let guard = ClockGuard::new(&ClockSettings::default(), 600, clock.clone());
            guard.stored(NOW);
            clock.advance(7_200);
            assert!(guard.trusts(clock.now()));
            let jumped = UnixTime(clock.now().0.saturating_add_signed(jump));
            clock.jump(jumped);
            assert!(!guard.trusts(clock.now()), "{jump}");
            clock.advance(7_200);
            assert!(!guard.trusts(clock.now()), "{jump}: doubt does not pass with time");
            clock.jump(UnixTime(clock.now().0.saturating_add_signed(-jump)));
            assert!(guard.trusts(clock.now()), "{jump}");
        }
    }

    #[test]
    fn a_clock_that_is_a_little_fast_or_is_set_a_little_is_trusted() {
        let clock = Arc::new(VirtualClock::new(NOW));
        let guard = ClockGuard::new(&ClockSettings::default(), 600, clock.clone());
        for _ in 0..100 {
            clock.advance(3_600);
            clock.jump(clock.now().plus(2));
            guard.stored(clock.now());
            assert!(guard.trusts(clock.now()));
        }
    }

    #[test]
    fn a_clock_is_trusted_up_to_the_longest_pause_after_the_newest_stored_time() {
        assert!(guard(None).trusts(NOW.minus(86_400)));
        assert!(guard(None).trusts(NOW.plus(86_400 + 600)));
        assert!(!guard(None).trusts(NOW.plus(86_400 + 601)));
    }

    #[test]
    fn a_server_that_has_stored_nothing_trusts_its_clock() {
        let guard = ClockGuard::new(&ClockSettings::default(), 600, Arc::new(VirtualClock::new(NOW)));
        assert!(guard.trusts(NOW));
    }

    #[test]
    fn a_confirmed_date_holds_for_that_date_only() {
        let guard = guard(Some("2021-06-24"));
        let confirmed = NOW.plus(30 * 86_400);
        assert!(guard.trusts(confirmed));
        assert!(!guard.trusts(confirmed.plus(2 * 86_400)));
        assert!(!guard.trusts(confirmed.minus(2 * 86_400)));
    }
}
