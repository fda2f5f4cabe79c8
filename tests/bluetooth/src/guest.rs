//! The guest's own means: its clock, its words on the console.

use core::time::Duration;
use std::time::Instant;

use lancan_protocol::time::UnixTime;
use tokio::{process::Command, time::sleep};

/// Why a test failed.
pub(crate) type Outcome = Result<(), String>;

/// Says on the console what has been shown.
pub(crate) fn shown(what: &str) {
    println!("guest: ok    {what}");
}

/// Fails unless `what` holds.
pub(crate) fn ensure(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

/// Waits until something holds; an error names what did not come about.
pub(crate) async fn within(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) -> Outcome {
    let until = Instant::now() + limit;
    while !holds() {
        if Instant::now() >= until {
            return Err(format!("not within {limit:?}: {what}"));
        }
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

/// Sets the guest's wall clock.
pub(crate) async fn set_clock(to: UnixTime) -> Outcome {
    let done = Command::new("/bin/busybox").args(["date", "-s", &format!("@{}", to.0)]).output().await;
    ensure(done.is_ok_and(|done| done.status.success()), "the clock can be set")
}
