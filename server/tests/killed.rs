//! The real binary, killed and started again: no accepted report is lost, no code is usable twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed"
)]

use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::export::{ExportReader, Limits, TrustedKeys};
use lancan_protocol::rules::Rules;
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::{
    Consent, Deployment, Index, Report, ReportAnswer, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer,
    VerifyRequest, path, to_padded_json,
};
use p256::ecdsa::SigningKey;
use serde_json::{Value, json};

const BINARY: &str = env!("CARGO_BIN_EXE_lancan-server");
const PASSWORD: &str = "mật khẩu dài";

struct Process {
    child: Child,
    url: String,
    agent: ureq::Agent,
    log: std::thread::JoinHandle<String>,
}

/// The server's command; with `rules.json` beside the data where there is one.
fn serve(directory: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command
        .arg("serve")
        .env("LANCAN_SERVER_LISTEN", "127.0.0.1:0")
        .env("LANCAN_SERVER_DATA_DIR", directory)
        .env("LANCAN_SERVER_LOG__FORMAT", "json");
    let rules = directory.join("rules.json");
    if rules.exists() {
        command.env("LANCAN_SERVER_RULES_FILE", rules);
    }
    command
}

impl Process {
    fn start(directory: &Path) -> Self {
        let mut child = serve(directory).stderr(Stdio::piped()).spawn().unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let address = log
            .find_map(|line| {
                let record: Value = serde_json::from_str(&line.unwrap()).unwrap();
                record["fields"]["address"].as_str().map(str::to_owned)
            })
            .expect("it says where it listens");
        let log = std::thread::spawn(move || log.map_while(Result::ok).collect::<Vec<_>>().join("\n"));
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        Self { child, url: format!("http://{address}"), agent, log }
    }

    /// `kill -9`. Returns what it logged.
    fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.log.join().unwrap()
    }

    fn post(&self, path: &str, header: (&str, &str), body: &[u8]) -> (u16, Vec<u8>) {
        let mut response =
            self.agent.post(format!("{}{path}", self.url)).header(header.0, header.1).send(body).unwrap();
        (response.status().as_u16(), response.body_mut().read_to_vec().unwrap())
    }

    fn officer(&self, path: &str, token: &str, body: &Value) -> Value {
        let (status, body) =
            self.post(path, ("authorization", &format!("Bearer {token}")), body.to_string().as_bytes());
        assert!((200..300).contains(&status), "{status}");
        serde_json::from_slice(&body).unwrap()
    }

    fn get(&self, path: &str) -> Vec<u8> {
        let mut response = self.agent.get(format!("{}{path}", self.url)).call().unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.body_mut().read_to_vec().unwrap()
    }

    /// Every key of every export that the index names.
    fn published(&self) -> Vec<[u8; 16]> {
        let deployment: Deployment = serde_json::from_slice(&self.get(path::DEPLOYMENT)).unwrap();
        let index = Signed::open(&self.get(path::INDEX), Purpose::Index, &deployment.index_keys).unwrap();
        let index: Index = serde_json::from_slice(&index).unwrap();
        let trusted = TrustedKeys::new(&deployment.export_keys).unwrap();
        let mut keys = Vec::new();
        for export in index.exports {
            let file = self.get(&format!("{}{}", path::EXPORTS, export.name));
            let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
            let mut stream = reader.stream().unwrap();
            while let Some(key) = stream.next().unwrap() {
                keys.push(*key.key.key.as_bytes());
            }
            stream.finish(&trusted).unwrap();
        }
        keys
    }

    /// A phone with a code, and its report.
    fn report(&self, id: u8) -> (SigningKey, Report) {
        let token = self.sign_in();
        let body = json!({ "onset_day": today().0 - 1, "report_type": "confirmed_test" });
        let case = self.officer("/officer/v1/cases", &token, &body);
        let codes = format!("/officer/v1/cases/{}/codes", case["id"].as_str().unwrap());
        let code = self.officer(&codes, &token, &json!({ "kind": "long" }));
        let phone = SigningKey::from_slice(&[id; 32]).unwrap();
        let answer = self.verify(&phone, code["code"].as_str().unwrap()).unwrap();
        let report = report(&phone, &answer, id);
        (phone, report)
    }

    fn sign_in(&self) -> String {
        let session = self.officer("/officer/v1/session", "", &json!({ "name": "an", "password": PASSWORD }));
        session["token"].as_str().unwrap().to_owned()
    }

    fn verify(&self, phone: &SigningKey, code: &str) -> Result<VerifyAnswer, String> {
        let jkt = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, &public_key(phone)));
        let mut request = VerifyRequest { code: code.replace(' ', ""), jkt, cover: false, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
        let (status, body) = self.post(path::VERIFY, ("accept", "*/*"), &body);
        if status == 200 {
            return Ok(serde_json::from_slice(&body).unwrap());
        }
        Err(serde_json::from_slice::<Value>(&body).unwrap()["type"].as_str().unwrap().to_owned())
    }

    fn send(&self, phone: &SigningKey, report: &Report) -> ReportAnswer {
        let body = report.to_padded_bytes().unwrap();
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(phone, &body));
        let (status, body) = self.post(path::REPORT, (SIGNATURE_HEADER, &signature), &body);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }
}

fn public_key(phone: &SigningKey) -> Vec<u8> {
    phone.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

fn today() -> Day {
    UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).day()
}

fn report(phone: &SigningKey, answer: &VerifyAnswer, id: u8) -> Report {
    let start = today().minus(2).first_interval().0;
    Report {
        report_id: vec![id; 16],
        token: answer.token.clone(),
        public_key: public_key(phone),
        keys: vec![ReportedKey { key: vec![id; 16], start, period: 144 }],
        consent: Some(Consent { keys: true, encounters: false, text_version: 1, language: "vi".into() }),
        ..Report::default()
    }
}

fn create_officer(directory: &Path) {
    let mut child = Command::new(BINARY)
        .args(["officer", "create", "an", "--centre", "Trạm y tế phường 1", "--password-stdin"])
        .env("LANCAN_SERVER_DATA_DIR", directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    writeln!(child.stdin.take().unwrap(), "{PASSWORD}").unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_server_killed_after_it_accepted_reports_has_them_and_their_codes_stay_used() {
    let directory = tempfile::tempdir().unwrap();
    create_officer(directory.path());
    let mut sent: Vec<(SigningKey, String, Report, UnixTime)> = Vec::new();
    for round in 1..=3_u8 {
        let server = Process::start(directory.path());
        for (phone, code, report, published_by) in &sent {
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
            &json!({ "onset_day": today().0 - 1, "report_type": "confirmed_test" }),
        );
        let codes = format!("/officer/v1/cases/{}/codes", case["id"].as_str().unwrap());
        let code = server.officer(&codes, &token, &json!({ "kind": "long" }))["code"].as_str().unwrap().to_owned();
        let phone = SigningKey::from_slice(&[round; 32]).unwrap();
        let answer = server.verify(&phone, &code).unwrap();
        let report = report(&phone, &answer, round);
        let accepted = server.send(&phone, &report);
        let log = server.kill();
        assert!(log.contains("/v1/report"));
        let key = format!("{round:02x}").repeat(16);
        let secrets = [PASSWORD, &token, case["id"].as_str().unwrap(), &code, &answer.token, "Trạm y tế", &key];
        assert!(secrets.iter().all(|secret| !log.contains(*secret)), "a secret is in the log");
        sent.push((phone, code, report, accepted.published_by));
    }
    let connection = rusqlite::Connection::open(directory.path().join("lancan.sqlite3")).unwrap();
    let reports: i64 = connection.query_row("SELECT count(*) FROM reports", [], |row| row.get(0)).unwrap();
    assert_eq!(reports, 3);
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
        for milliseconds in [3, 7, 12, 20, 40] {
            let mut child = serve(directory.path()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds * u64::from(id)));
            child.kill().unwrap();
            child.wait().unwrap();
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
    let killed = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(server.child.wait().unwrap().success());
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
