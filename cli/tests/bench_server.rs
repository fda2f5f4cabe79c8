//! `lancan bench server` against the server that ships.

use std::process::{Command, Output};
use std::sync::Arc;
use std::time::SystemTime;

use lancan_protocol::time::UnixTime;
use lancan_server::clock::VirtualClock;
use lancan_server::{Config, Server};
use serde_json::Value;

const PASSWORD: &str = "a long password";

fn bench(url: &str, password: Option<&str>) -> std::io::Result<Output> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    command.args(["bench", "server", "--url", url, "--clients", "2", "--seconds", "1", "--json"]);
    command.env_remove("LANCAN_OFFICER_PASSWORD").env("LC_ALL", "en_US.UTF-8");
    if let Some(password) = password {
        command.env("LANCAN_OFFICER_PASSWORD", password);
    }
    command.output()
}

#[test]
fn every_kind_of_request_is_answered_and_none_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let directory = tempfile::tempdir().unwrap();
    let config =
        Config { data_dir: directory.path().join("data"), listen: "127.0.0.1:0".parse().unwrap(), ..Config::default() };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let server = runtime.block_on(Server::start(config, Arc::new(VirtualClock::new(UnixTime(now))))).unwrap();
    runtime.block_on(server.create_officer("bench", "Đo tải", PASSWORD)).unwrap();

    let wrong = bench(&server.url(), Some("another password")).unwrap();
    assert!(!wrong.status.success() && String::from_utf8_lossy(&wrong.stderr).contains("401"), "{wrong:?}");
    let without = bench(&server.url(), None).unwrap();
    assert!(String::from_utf8_lossy(&without.stderr).contains("LANCAN_OFFICER_PASSWORD"), "{without:?}");

    let output = bench(&server.url(), Some(PASSWORD)).unwrap();
    assert!(output.status.success(), "{output:?}");
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    for kind in ["give_code", "verify", "report", "cover_verify", "cover_report", "poll"] {
        let measured = &result[kind];
        assert!(measured["requests"].as_u64().unwrap() > 0, "{kind}: {measured}");
        assert_eq!(measured["errors"], 0, "{kind}: {measured}");
        assert!(measured["server_cpu_ms"].is_number(), "{kind}: {measured}");
        assert!(measured["client_cpu_ms"].is_number() && measured["database_cpu_ms"].is_null(), "{kind}: {measured}");
    }
    assert!(result["counted"].as_str().unwrap().contains("database: inside the server"), "{result}");
    assert!(result["report"]["requests"].as_u64() <= result["verify"]["requests"].as_u64());
    runtime.block_on(server.stop());
}

#[test]
fn a_server_that_is_not_there_is_said_to_be_so() {
    let output = bench("http://127.0.0.1:9", Some(PASSWORD)).unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("does not answer"), "{output:?}");
}
