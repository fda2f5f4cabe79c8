//! Retention: once a day what is too old is deleted, unless the clock is in doubt.

use core::time::Duration;

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, UnixTime},
};

use crate::now::Now;

/// How long nothing is deleted after the wall clock jumped.
const KEEP_ALL_FOR: Duration = Duration::from_secs(Day::SECONDS);

/// When retention was applied last, and whether it may be applied.
#[derive(Default)]
pub(super) struct Retention {
    applied_on: Option<Day>,
    /// After a jump of the wall clock nothing is deleted before this, on the scale of [`Now::monotonic`].
    keep_all_until: Option<Duration>,
}

impl Retention {
    /// The wall clock jumped: it might delete what is not old.
    pub(super) fn clock_jumped(&mut self, now: Now) {
        self.keep_all_until = Some(now.monotonic.saturating_add(KEEP_ALL_FOR));
    }

    /// Whether retention is to be applied today. A clock in doubt is trusted up to the day after the latest signed time
    /// (`floor`).
    pub(super) fn is_due(&self, now: Now, floor: UnixTime, days: KeyDays) -> bool {
        let today = days.day(now.wall);
        let waits = self.keep_all_until.is_some_and(|until| now.monotonic < until);
        self.applied_on != Some(today) && !(waits && days.day(floor).plus(1) < today)
    }

    /// Retention was applied.
    pub(super) fn applied(&mut self, today: Day) {
        self.applied_on = Some(today);
    }
}
