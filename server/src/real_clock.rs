//! The system's clock. Only this binary has it.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lancan_protocol::time::UnixTime;
use lancan_server::clock::Clock;

pub(crate) struct RealClock;

/// Sleeps are cut to this, so that a clock that is set is noticed.
const LONGEST_SLEEP: u64 = 30;

impl Clock for RealClock {
    fn now(&self) -> UnixTime {
        UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()))
    }

    fn monotonic(&self) -> Duration {
        monotonic()
    }

    fn reached(&self, at: UnixTime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            let mut last = self.now();
            loop {
                let now = self.now();
                let left = at.0.saturating_sub(now.0);
                if left == 0 || now < last {
                    return;
                }
                last = now;
                tokio::time::sleep(Duration::from_secs(left.min(LONGEST_SLEEP))).await;
            }
        })
    }
}

/// Goes on while the machine sleeps, as the wall clock does.
#[cfg(unix)]
fn monotonic() -> Duration {
    #[cfg(target_os = "linux")]
    let id = rustix::time::ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    let id = rustix::time::ClockId::Monotonic;
    let time = rustix::time::clock_gettime(id);
    Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or(0))
}

/// Goes on while the machine sleeps: the performance counter does.
#[cfg(not(unix))]
fn monotonic() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
