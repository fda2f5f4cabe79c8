//! The guest's own means: its clock, what it was started for, its words on the console.

use lancan_protocol::time::UnixTime;
use tokio::process::Command;

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

/// What the guest was told of this on the kernel's command line, as `lancan.NAME=…`; empty where nothing.
pub(crate) fn word(name: &str) -> String {
    let line = std::fs::read_to_string("/proc/cmdline").unwrap_or_default();
    let start = format!("lancan.{name}=");
    line.split_whitespace().find_map(|word| word.strip_prefix(&start)).unwrap_or_default().to_owned()
}

/// Sets the guest's wall clock.
pub(crate) async fn set_clock(to: UnixTime) -> Outcome {
    let done = Command::new("/bin/busybox").args(["date", "-s", &format!("@{}", to.0)]).output().await;
    ensure(done.is_ok_and(|done| done.status.success()), "the clock can be set")
}
