//! The laptop's two clocks.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use lancan_core::Now;
use lancan_protocol::time::UnixTime;

/// The time on both clocks.
pub fn now() -> Now {
    let wall = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Now { wall: UnixTime(wall), monotonic: monotonic() }
}

/// Counts while the laptop sleeps.
#[cfg(unix)]
fn monotonic() -> Duration {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let time = rustix::time::clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// Counts while the laptop sleeps: the performance counter does.
#[cfg(not(unix))]
fn monotonic() -> Duration {
    use std::{sync::OnceLock, time::Instant};
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_clocks_run_and_the_monotonic_one_never_goes_back() {
        let (earlier, later) = (now(), now());
        assert!(earlier.wall > UnixTime(1_600_000_000));
        assert!(later.monotonic >= earlier.monotonic);
    }
}
