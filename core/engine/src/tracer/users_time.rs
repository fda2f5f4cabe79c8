//! The time by which what concerns the user goes, and how sure it is.

use core::ops::RangeInclusive;

use lancan_protocol::time::{Interval, UnixTime};

use super::{Tracer, common::Common, publication::Publication};

impl Publication {
    /// The time by which what concerns the user goes: visits, declarations, reports, calls and the days of work. The wall
    /// clock's, or the known one where the wall clock is wrong.
    pub(super) fn users_time(&self, common: &Common) -> UnixTime {
        if common.known_time.is_wrong(common.now, self.polling.latest_signed()) {
            common.known_time.now()
        } else {
            common.now.wall
        }
    }

    /// The time by which something is too old, or has expired, for good: never ahead of the known time while nothing confirms
    /// the wall clock.
    pub(super) fn sure_time(&self, common: &Common) -> UnixTime {
        let at = self.users_time(common);
        if common.known_time.confirms(common.now) { at } else { at.min(common.known_time.now()) }
    }

    /// The intervals that are kept: none is too old by a wall clock that nothing confirms.
    pub(super) fn kept_intervals(&self, common: &Common) -> RangeInclusive<Interval> {
        let days = self.rules.key_days;
        let oldest = days.day(common.now.wall.min(self.sure_time(common))).minus(self.rules.keeping.retention_days);
        // A clock that was set back may have recorded ahead of now.
        days.first_interval(oldest)..=Interval(u32::MAX)
    }
}

impl Tracer {
    /// As [`Publication::users_time`].
    pub(super) fn users_time(&self) -> UnixTime {
        self.publication.users_time(&self.common)
    }

    /// As [`Publication::sure_time`].
    pub(super) fn sure_time(&self) -> UnixTime {
        self.publication.sure_time(&self.common)
    }
    /// Moves what was entered, sent and asked for by the wall clock along, where an answer has just shown for the first time
    /// that the clock is behind: it would look old. `then`: the user's time before the answer.
    pub(super) fn clock_was_behind(&mut self, then: UnixTime) {
        let by = self.users_time().0.saturating_sub(then.0);
        if by > 0 && then == self.common.now.wall {
            self.reports.reporting.move_on(by, then);
            self.calling.move_on(by, then);
        }
    }
}
