//! Instants: `java.time.Instant` and `Date` outside, Unix seconds inside.

use std::time::{Duration, SystemTime};

use lancan_protocol::time::UnixTime;

/// The host's two clocks, handed in with every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Now {
    /// The wall clock.
    pub wall: SystemTime,
    /// Time since an arbitrary start, never decreasing, counting while the device sleeps.
    pub monotonic: Duration,
}

impl From<Now> for lancan_core::Now {
    fn from(from: Now) -> Self {
        Self { wall: unix(from.wall), monotonic: from.monotonic }
    }
}

/// Whole seconds since 1970; 0 for anything before.
pub(crate) fn unix(instant: SystemTime) -> UnixTime {
    UnixTime(instant.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs()))
}

/// The instant, or the last one every platform can express (year 9999).
pub(crate) fn instant(time: UnixTime) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(time.0.min(253_402_300_799))
}
