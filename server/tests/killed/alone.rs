//! Killed and started again between requests and on the way to an export.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::Report;
use lancan_server::Date;
use p256::ecdsa::SigningKey;
use serde_json::json;

use crate::cluster;
use crate::process::{
    BINARY, DATABASE, PASSWORD, Process, count, create_officer, in_vietnamese, repeat, report, serve, today,
};

#[test]
fn a_server_killed_after_it_accepted_reports_has_them_and_their_codes_stay_used() {
    let directory = tempfile::tempdir().unwrap();
    accepted_reports_outlive_a_kill(directory.path());
}

#[test]
fn so_does_one_with_postgresql() {
    let Some(address) = cluster::new_database() else { return };
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(DATABASE), address).unwrap();
    accepted_reports_outlive_a_kill(directory.path());
}

fn accepted_reports_outlive_a_kill(directory: &Path) {
    create_officer(directory);
    let mut sent: Vec<(SigningKey, String, Report, UnixTime)> = Vec::new();
    let mut logs = String::new();
    for round in 1..=u8::try_from(3 * repeat()).unwrap_or(u8::MAX).min(90) {
        let server = Process::start(directory);
        // Eight bodies are taken with a token, the first among them.
        for (phone, code, report, published_by) in sent.iter().rev().take(7) {
            assert_eq!(server.send(phone, report).published_by, *published_by);
            let stranger = SigningKey::from_slice(&[99; 32]).unwrap();
            for phone in [phone, &stranger] {
                assert_eq!(server.verify(phone, code).err().as_deref(), Some("urn:lancan:problem:code-used"));
            }
        }
        let token = server.sign_in();
        let case = server.officer(
            "/officer/v1/cases",
            &token,
            &json!({ "reference": crate::process::reference(), "onset_date": Date(today().minus(1)).to_string(), "report_type": "confirmed_test" }),
        );
        let codes = format!("/officer/v1/cases/{}/codes", case["id"].as_str().unwrap());
        let code = server.officer(&codes, &token, &json!({ "kind": "long" }))["code"].as_str().unwrap().to_owned();
        let phone = SigningKey::from_slice(&[round; 32]).unwrap();
        let answer = server.verify(&phone, &code).unwrap();
        let report = report(&phone, &answer, round);
        let accepted = server.send(&phone, &report);
        let log = server.kill();
        logs.push_str(&log);
        let key = format!("{round:02x}").repeat(16);
        let secrets = [PASSWORD, &token, case["id"].as_str().unwrap(), &code, &answer.token, "Trạm y tế", &key];
        assert!(secrets.iter().all(|secret| !log.contains(*secret)), "a secret is in the log");
        sent.push((phone, code, report, accepted.published_by));
    }
    // A killed process takes the last lines of its log along, which are written beside so that a slow log holds nobody up.
    assert!(logs.contains("/officer/v1/session"), "{logs}");
    assert_eq!(count(directory, "reports"), sent.len() as u64);
}

#[test]
fn keys_are_published_once_however_often_the_publisher_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    create_officer(directory.path());
    // An export every second, without random keys.
    let rules = serde_json::to_vec(&Rules::for_test()).unwrap();
    std::fs::write(directory.path().join("rules.json"), rules).unwrap();
    let reports = 1..=6_u8;
    for id in reports.clone() {
        let server = Process::start(directory.path());
        let (phone, report) = server.report(id);
        server.send(&phone, &report);
        server.kill();
        // Killed anywhere on its way to the next export.
        for round in 0..u64::from(repeat()) {
            for milliseconds in [3, 7, 12, 20, 40] {
                let mut child = serve(directory.path()).stderr(Stdio::null()).spawn().unwrap();
                std::thread::sleep(Duration::from_millis((milliseconds + round) * u64::from(id)));
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
    }
    let server = Process::start(directory.path());
    let key = |id: u8| [id; 16];
    let waiting = (0..100).find(|_| {
        let published = server.published();
        let all = reports.clone().all(|id| published.contains(&key(id)));
        if !all {
            std::thread::sleep(Duration::from_millis(100));
        }
        all
    });
    assert!(waiting.is_some(), "a key is lost");
    let published = server.published();
    for id in reports {
        assert_eq!(published.iter().filter(|bytes| **bytes == key(id)).count(), 1, "key {id}");
    }
    server.kill();
}

#[test]
fn a_server_that_is_asked_to_stop_ends_well() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = Process::start(directory.path());
    let killed = Command::new("kill").args(["-TERM", &server.child.0.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(server.child.0.wait().unwrap().success());
}

#[test]
fn a_wrong_setting_ends_with_a_message_that_names_it() {
    let directory = tempfile::tempdir().unwrap();
    let output = Command::new(BINARY)
        .arg("serve")
        .env("LANCAN_SERVER_DATA_DIR", directory.path())
        .env("LANCAN_SERVER_CODES__FAILURES", "0")
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("codes.failures"));
}

#[test]
fn a_list_of_nothing_says_so_beside_what_programs_read_and_reasons_of_the_system_are_told_in_the_operators_language() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    for (list, none) in [
        (["officer", "list"], "Chưa có cán bộ nào"),
        (["laboratory", "list"], "Chưa có phòng xét nghiệm nào"),
        (["centre", "list"], "Chưa có cơ sở y tế nào"),
        (["publish", "list"], "Chưa có bản thảo quy tắc nào"),
    ] {
        let (said, told) = in_vietnamese(&data, &list);
        assert!(said.is_empty() && told.starts_with(none), "{list:?}: {said}{told}");
    }
    let folder = directory.path().to_str().unwrap();
    for command in [&["publish", folder][..], &["dhis2", "check", folder], &["facilities", "import", folder]] {
        let (_, told) = in_vietnamese(&data, command);
        assert!(told.contains("thư mục, không phải tệp") && !told.contains("os error"), "{command:?}: {told}");
    }
    std::fs::write(directory.path().join("file"), "").unwrap();
    let (_, told) = in_vietnamese(&directory.path().join("file/data"), &["officer", "list"]);
    assert!(told.contains("không phải là thư mục") && !told.contains("os error"), "{told}");
}
