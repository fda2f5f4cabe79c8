//! Retention: once a day what is too old is deleted, unless the clock is in doubt.

use lancan_protocol::time::Day;

/// When retention was applied last.
#[derive(Default)]
pub(super) struct Retention {
    applied_on: Option<Day>,
}

impl Retention {
    /// Whether retention is to be applied today. `confirmed`: the clock is (`crate::known_time`); nothing is deleted by
    /// another.
    pub(super) fn is_due(&self, today: Day, confirmed: bool) -> bool {
        confirmed && self.applied_on != Some(today)
    }

    /// Retention was applied.
    pub(super) fn applied(&mut self, today: Day) {
        self.applied_on = Some(today);
    }
}
