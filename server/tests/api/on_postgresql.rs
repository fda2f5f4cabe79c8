//! Every test runs a second time, with the servers' data in PostgreSQL.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::Engine;

/// Of SQLite's files or triggers, or of no database at all.
const SQLITE_ALONE: [&str; 5] =
    ["golden::", "metrics::", "quiet_province::", "stored_columns::", "an_export_in_the_making_whose_keys_are_revoked"];

#[test]
fn every_test_passes_on_postgresql_too() {
    if Engine::of_this_process() == Engine::Postgres {
        return;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.env(Engine::VARIABLE, "postgresql").args(SQLITE_ALONE.iter().flat_map(|name| ["--skip", name]));
    // Standard error is not kept back: where there is no PostgreSQL, a line of it says so.
    let done = again.stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "on PostgreSQL:\n{said}");
    if let Some(result) = said.lines().find(|line| line.starts_with("test result")) {
        // Past the test harness, which would keep it to itself.
        writeln!(std::io::stderr(), "on PostgreSQL: {result}").unwrap();
    }
}
