//! The host's two clocks, handed in with every event.

use core::time::Duration;

use lancan_protocol::time::UnixTime;

/// What time it is, twice: a wall clock that people and networks may set, and one that only ever advances.
///
/// The difference between the two tells the core that somebody moved the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Now {
    /// The wall clock, UTC.
    pub wall: UnixTime,
    /// Time since an arbitrary start, never decreasing, counting while the device sleeps
    /// (Android `elapsedRealtime`, Linux `CLOCK_BOOTTIME`, Apple `mach_continuous_time`). May restart when the process does.
    pub monotonic: Duration,
}
