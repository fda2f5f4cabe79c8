//! Doubt about the server's own clock. One that jumped far ahead would destroy what is not old, and publish exports whose
//! ends lie in every phone's future.

use std::sync::atomic::{AtomicU64, Ordering};

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use super::calendar::Date;
use super::config::ClockSettings;

/// Compares the clock with the newest time that is stored.
pub(crate) struct ClockGuard {
    /// Zero while nothing is stored.
    newest: AtomicU64,
    longest_pause: u64,
    /// The date that an operator vouched for.
    today: Option<Day>,
}

impl ClockGuard {
    /// `every_seconds`: the time between two exports, by which the newest stored time trails even without a pause.
    pub(crate) fn new(settings: &ClockSettings, every_seconds: u32) -> Self {
        let longest_pause = u64::from(settings.longest_pause_hours) * 3_600 + u64::from(every_seconds);
        Self { newest: AtomicU64::new(0), longest_pause, today: settings.today_as_day() }
    }

    /// Takes note of a time that is stored.
    pub(crate) fn stored(&self, at: UnixTime) {
        self.newest.fetch_max(at.0, Ordering::Relaxed);
    }

    /// Whether the clock is trusted: nothing is stored yet, the newest stored time is near enough, or an operator has
    /// confirmed the date, to a day (whose own date may be another than UTC's).
    pub(crate) fn trusts(&self, now: UnixTime) -> bool {
        let newest = self.newest.load(Ordering::Relaxed);
        newest == 0
            || now.0 <= newest.saturating_add(self.longest_pause)
            || self.today.is_some_and(|today| today.0.abs_diff(KeyDays::UTC.day(now).0) <= 1)
    }

    /// Logs how far ahead the clock is, and what the operator can do.
    pub(crate) fn complain(&self, now: UnixTime) {
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

    const NOW: UnixTime = UnixTime(18_772 * 86_400);

    fn guard(today: Option<&str>) -> ClockGuard {
        let settings = ClockSettings { longest_pause_hours: 24, today: today.map(str::to_owned) };
        let guard = ClockGuard::new(&settings, 600);
        guard.stored(NOW);
        guard
    }

    #[test]
    fn a_clock_is_trusted_up_to_the_longest_pause_after_the_newest_stored_time() {
        assert!(guard(None).trusts(NOW.minus(86_400)));
        assert!(guard(None).trusts(NOW.plus(86_400 + 600)));
        assert!(!guard(None).trusts(NOW.plus(86_400 + 601)));
    }

    #[test]
    fn a_server_that_has_stored_nothing_trusts_its_clock() {
        let guard = ClockGuard::new(&ClockSettings::default(), 600);
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
