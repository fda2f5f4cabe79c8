//! When a computer listens.

use core::time::Duration;

use lancan_core::{DutyCycle, Fixed, Listening, ScanMode};

/// Six of every eight seconds, whoever is near; adverts always.
///
/// The core's own cycle is for phones: scans of a second or two, by receivers that the system starts at once, on a
/// battery. On a computer a scan begins and ends with a call to another process, which tells of adverts in its own time,
/// and there is power to listen longer.
pub fn duty_cycle() -> DutyCycle {
    let listening =
        Listening { mode: ScanMode::LowLatency, duration: Duration::from_secs(6), every: Duration::from_secs(8) };
    DutyCycle::Fixed(Fixed { listening, advertising: None })
}
