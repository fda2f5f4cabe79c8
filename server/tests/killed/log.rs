//! A log that nobody can read stops nothing.

use std::fs::OpenOptions;
use std::net::TcpListener;
use std::process::Stdio;

use crate::process::{Started, serve};

/// More records than a pipe holds.
const REQUESTS: u32 = 1_500;

fn answers_all_requests(log: Stdio) {
    let directory = tempfile::tempdir().unwrap();
    // Nobody reads the log, so the test chooses the port.
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut child =
        serve(directory.path()).env("LANCAN_SERVER_LISTEN", address.to_string()).stderr(log).spawn().unwrap();
    let pipe = child.stderr.take();
    let mut child = Started(child);
    let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut ask = |path: &str| loop {
        match agent.get(format!("http://{address}{path}")).call() {
            Ok(response) => return response.status().as_u16(),
            // It is still starting, or it ended.
            Err(_) => assert!(child.0.try_wait().unwrap().is_none(), "the server ended"),
        }
    };
    for _ in 0..REQUESTS {
        assert_eq!(ask("/nothing/here"), 404);
    }
    assert_eq!(ask("/health/ready"), 200);
    drop(pipe);
    assert_eq!(ask("/health/ready"), 200, "nor does a closed pipe");
}

#[test]
fn a_log_on_a_full_disk_stops_neither_the_server_nor_its_publisher() {
    answers_all_requests(OpenOptions::new().write(true).open("/dev/full").unwrap().into());
}

#[test]
fn a_log_that_nobody_reads_stops_nothing() {
    answers_all_requests(Stdio::piped());
}
