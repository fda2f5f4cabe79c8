//! What the radio costs and brings, in numbers.

use core::time::Duration;

use crate::command::ScanMode;

/// What the radio has cost and brought since the process started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RadioUsage {
    /// Time that has passed.
    pub elapsed: Duration,
    /// Time within scans.
    pub scanning: Duration,
    /// Time within scans in which the receiver was on, by each mode's share.
    pub receiving: Duration,
    /// Time with adverts on the air.
    pub advertising: Duration,
    /// Time spent on connections, from the order to connect to the end, each by itself. The radio is on for less.
    pub connecting: Duration,
    /// Connections opened.
    pub connections: u64,
    /// Scans that ran.
    pub scans: u64,
    /// Time from the first scan to the first frame.
    pub first_detection: Option<Duration>,
    first_scan: Option<Duration>,
}

impl RadioUsage {
    /// Receiver seconds an hour, over the whole time; none in the first minute.
    pub fn receiver_seconds_per_hour(&self) -> Option<f64> {
        (self.elapsed >= Duration::from_mins(1))
            .then(|| self.receiving.as_secs_f64() * 3600.0 / self.elapsed.as_secs_f64())
    }

    pub(super) fn restart(&mut self) {
        *self = Self::default();
    }

    pub(super) fn add(&mut self, spent: Duration, scan: Option<ScanMode>, advertising: bool, connecting: Duration) {
        self.elapsed = self.elapsed.saturating_add(spent);
        self.connecting = self.connecting.saturating_add(connecting);
        if let Some(mode) = scan {
            self.scanning = self.scanning.saturating_add(spent);
            self.receiving = self.receiving.saturating_add(mode.receiver_on(spent));
        }
        if advertising {
            self.advertising = self.advertising.saturating_add(spent);
        }
    }

    pub(super) fn scan_began(&mut self, at: Duration) {
        self.scans += 1;
        self.first_scan.get_or_insert(at);
    }

    pub(super) fn found(&mut self, at: Duration) {
        if let (None, Some(first_scan)) = (self.first_detection, self.first_scan) {
            self.first_detection = Some(at.saturating_sub(first_scan));
        }
    }
}
