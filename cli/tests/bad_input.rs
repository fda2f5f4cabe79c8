//! Bad input, one case after the other, from the outside: a clear error, an exit code that is not 0, and nothing changed.
//! Every rule that a report must keep, and every way in which an export can be broken, is tested where it is made
//! (`server/tests/api/refused.rs`, `core/protocol/tests/export_format.rs`).
#![cfg(test)]
// Helpers of tests fail as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_core::{HttpMethod, HttpRequest, RequestId};
use lancan_protocol::code::Code;
use lancan_protocol::frame::Frame;
use lancan_protocol::signed::Purpose;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{
    Consent, ProblemBody, Report, ReportedKey, SIGNATURE_HEADER, VERIFY_BYTES, VerifyAnswer, VerifyRequest, path,
    to_padded_json,
};
use lancan_simulator::authority::Authority;
use lancan_simulator::outbreak::{self, FIRST_MIDNIGHT};
use lancan_simulator::world::Network as _;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use sha2::{Digest as _, Sha256};

/// Runs `lancan`; returns its exit code and what it said on standard error.
fn lancan(arguments: &[&str]) -> (i32, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_lancan")).args(arguments).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

/// What a folder holds.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_reader_who_has_gone_ends_it_quietly() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let arguments = ["bench", "match", "--keys", "10", "--identifiers", "10", "--runs", "1"];
    let output = Command::new(env!("CARGO_BIN_EXE_lancan")).args(arguments).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap()), (Some(141), String::new()));
}

#[test]
fn a_frame_that_is_too_short_or_too_long_is_refused_with_its_length() {
    for length in [0, 19, 21, 40] {
        let error = Frame::from_bytes(&vec![7; length]).unwrap_err().to_string();
        assert!(error.contains("20 bytes") && error.contains(&length.to_string()), "{error}");
    }
}

#[test]
fn identifiers_of_another_length_are_refused_by_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("identifiers.txt");
    let file = file.to_str().unwrap();
    for line in ["00".repeat(15), "00".repeat(17), "xy".repeat(16)] {
        fs::write(file, format!("{}\n{line}\n", "00".repeat(16))).unwrap();
        let (code, said) = lancan(&["match", "--export", file, "--identifiers", file]);
        assert_eq!(code, 2);
        assert!(said.contains("identifiers.txt") && said.contains("Dòng 2") && said.contains("Line 2"), "{said}");
    }
}

#[test]
fn an_export_with_a_wrong_signature_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [mine, stranger] = [1, 2].map(|seed| SigningKey::from_slice(&[seed; 32]).unwrap());
    fs::write(at("private.pem"), mine.to_pkcs8_pem(LineEnding::LF).unwrap().as_bytes()).unwrap();
    for (name, key) in [("mine.pem", &mine), ("stranger.pem", &stranger)] {
        fs::write(at(name), key.verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    }
    let key = "00112233445566778899aabbccddeeff";
    fs::write(at("keys.json"), format!(r#"[{{"key": "{key}", "rolling_start_interval": 2700000}}]"#)).unwrap();
    fs::write(at("identifiers.txt"), "00".repeat(16)).unwrap();
    let (export, keys) = (at("export.zip"), at("keys.json"));
    let made = lancan(&["export", "make", &keys, "--private-key", &at("private.pem"), "--output", &export]);
    assert_eq!(made.0, 0, "{}", made.1);

    let before = contents(folder.path());
    let inspect = |key: &str| lancan(&["export", "inspect", &export, "--public-key", &at(key)]).0;
    assert_eq!((inspect("mine.pem"), inspect("stranger.pem")), (0, 1));
    let against = |key: &str| {
        lancan(&["match", "--export", &export, "--identifiers", &at("identifiers.txt"), "--public-key", &at(key)])
    };
    assert_eq!(against("mine.pem").0, 0);
    let (code, said) = against("stranger.pem");
    assert_ne!(code, 0);
    assert!(said.contains("export.zip") && said.contains("Chữ ký") && said.contains("signature is wrong"), "{said}");
    assert_eq!(contents(folder.path()), before);
}

#[test]
fn a_contacts_file_with_a_broken_line_is_refused_by_file_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contacts.dat");
    for (line, what) in [("60 1", "three numbers"), ("60 1 x", "field 3"), ("60 1 1", ""), ("61 1 2", "")] {
        fs::write(&file, format!("20 1 2\n40 1 2\n{line}\n")).unwrap();
        let (code, said) = lancan(&["demo", "--contacts", file.to_str().unwrap()]);
        assert_eq!(code, 2, "{line}");
        assert!(
            said.contains("contacts.dat") && said.contains("Dòng 3") && said.contains("Line 3") && said.contains(what),
            "{line}: {said}"
        );
    }
}

#[test]
fn a_store_that_is_not_there_or_is_something_else_is_spoken_of_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("store.sqlite");
    let stat = || lancan(&["store", "stat", file.to_str().unwrap()]);
    let (code, said) = stat();
    assert_eq!(code, 2);
    assert!(said.contains("Không có tệp này") && said.contains("There is no such file"), "{said}");
    assert!(!file.exists(), "looking at it does not make it");
    for bytes in [&b""[..], b"not a database, and longer than a header of one: 1234567890 1234567890 1234567890"] {
        fs::write(&file, bytes).unwrap();
        let (code, said) = stat();
        assert_eq!(code, 2);
        assert!(said.contains("Lân Cận") && !said.contains("SQLite"), "{said}");
        assert_eq!(fs::read(&file).unwrap(), bytes);
    }
}

#[test]
fn every_file_that_is_not_there_is_spoken_of_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let none = at("none");
    for arguments in [
        &["store", "stat", &none][..],
        &["export", "inspect", &none],
        &["export", "make", &none, "--private-key", &none, "--output", &none],
        &["match", "--export", &none, "--identifiers", &none],
        &["rssi", "evaluate", &none, "--within", "2"],
        &["demo", "--contacts", &none],
    ] {
        let (code, said) = lancan(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(said.contains("Không có tệp này") && said.contains("There is no such file"), "{arguments:?}: {said}");
    }
    fs::write(at("other"), "neither an export nor a measurement").unwrap();
    for arguments in [&["export", "inspect", &at("other")][..], &["rssi", "evaluate", &at("other"), "--within", "2"]] {
        let (code, said) = lancan(arguments);
        assert_eq!(code, 2, "{arguments:?}");
        assert!(said.contains("Tệp không đúng định dạng"), "{arguments:?}: {said}");
    }
}

/// The real server, an officer of it, and a phone that says what no true phone would.
struct Scene {
    directory: tempfile::TempDir,
    authority: Authority,
    phone: SigningKey,
}

impl Scene {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let mut authority = Authority::start(directory.path(), outbreak::rules(), NOW).unwrap();
        authority.sign_in().unwrap();
        Self { directory, authority, phone: SigningKey::from_slice(&[1; 32]).unwrap() }
    }

    fn code(&self) -> Code {
        let case = self.authority.confirm_case("BN 1", NOW.day().minus(1), NOW.day()).unwrap();
        Code::parse(&self.authority.issue_code(&case).unwrap()).unwrap()
    }

    /// Posts; returns the answer's body, or the name of the problem.
    fn post(&mut self, path: &str, headers: Vec<(&'static str, String)>, body: Vec<u8>) -> Result<Vec<u8>, String> {
        let timeout = Duration::from_mins(1);
        let (method, path) = (HttpMethod::Post, path.to_owned());
        let request = HttpRequest { id: RequestId(0), method, path, headers, body, longest_answer: 1 << 20, timeout };
        let answer = self.authority.exchange(&request).unwrap();
        if answer.status == 200 {
            return Ok(answer.body);
        }
        let problem: ProblemBody = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(problem.status, answer.status);
        Err(problem.kind.rsplit(':').next().unwrap().to_owned())
    }

    fn verify(&mut self, phone: &SigningKey, code: &str) -> Result<VerifyAnswer, String> {
        let jkt = URL_SAFE_NO_PAD.encode(Sha256::digest(public_key(phone)));
        let mut request = VerifyRequest { code: code.to_owned(), jkt, cover: false, padding: String::new() };
        let body = to_padded_json(&mut request, VERIFY_BYTES).unwrap();
        Ok(serde_json::from_slice(&self.post(path::VERIFY, Vec::new(), body)?).unwrap())
    }

    fn send(&mut self, report: &Report, signer: &SigningKey) -> Result<(), String> {
        let body = report.to_padded_bytes().unwrap();
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(signer, &body));
        self.post(path::REPORT, vec![(SIGNATURE_HEADER, signature)], body).map(drop)
    }

    /// Every row but counts of failures and the work done for cover traffic.
    fn stored(&self) -> Vec<String> {
        let connection = rusqlite::Connection::open(self.directory.path().join("lancan.sqlite3")).unwrap();
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('failures', 'cover_work')";
        let mut tables = connection.prepare(tables).unwrap();
        let names = tables.query_map([], |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
        let rows = names.flat_map(|table| {
            let mut all = connection.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
            let columns = all.column_count();
            let row = |row: &rusqlite::Row<'_>| {
                (0..columns).map(|at| row.get(at)).collect::<Result<Vec<rusqlite::types::Value>, _>>()
            };
            all.query_map([], row).unwrap().map(|row| format!("{table} {:?}", row.unwrap())).collect::<Vec<_>>()
        });
        rows.collect()
    }
}

/// Ten in the morning of the day after the first midnight, UTC.
const NOW: UnixTime = UnixTime(FIRST_MIDNIGHT.0 / 86_400 * 86_400 + 86_400 + 36_000);

fn public_key(phone: &SigningKey) -> Vec<u8> {
    phone.verifying_key().to_sec1_point(false).as_bytes().to_vec()
}

#[test]
fn a_wrong_mistyped_used_or_expired_code_is_refused_as_what_it_is() {
    let mut scene = Scene::new();
    let [phone, other] = [1, 2].map(|seed| SigningKey::from_slice(&[seed; 32]).unwrap());
    let (used, expiring) = (scene.code(), scene.code());
    scene.verify(&phone, used.as_str()).unwrap();
    let before = scene.stored();
    // One digit off: the check digit tells.
    let last = used.as_str().len() - 1;
    let digit = (used.as_str().as_bytes()[last] - b'0' + 1) % 10;
    let mistyped = format!("{}{digit}", &used.as_str()[..last]);
    assert!(Code::parse(&mistyped).is_err(), "the phone itself refuses it");
    let wrong = Code::parse("ABCD-EFGH-JKMN-PQRS").unwrap();
    for (code, problem) in
        [(mistyped.as_str(), "code-mistyped"), (wrong.as_str(), "code-unknown"), (used.as_str(), "code-used")]
    {
        assert_eq!(scene.verify(&other, code).err().as_deref(), Some(problem));
    }
    assert_eq!(scene.stored(), before);
    scene.authority.time_is(NOW.plus(15 * 60));
    let before = scene.stored();
    assert_eq!(scene.verify(&other, expiring.as_str()).err().as_deref(), Some("code-expired"));
    assert_eq!(scene.stored(), before);
}

#[test]
fn a_report_with_a_key_of_15_bytes_or_a_foreign_signature_is_refused() {
    let mut scene = Scene::new();
    let (phone, stranger) = (scene.phone.clone(), SigningKey::from_slice(&[2; 32]).unwrap());
    let code = scene.code();
    let answer = scene.verify(&phone, code.as_str()).unwrap();
    let key =
        |bytes: usize| ReportedKey { key: vec![7; bytes], start: NOW.day().minus(1).first_interval().0, period: 144 };
    let report = |bytes: usize| Report {
        report_id: vec![1; 16],
        token: answer.token.clone(),
        public_key: public_key(&phone),
        keys: vec![key(bytes)],
        consent: Some(Consent { keys: true, encounters: false, text_version: 1, language: "vi".into() }),
        ..Report::default()
    };
    let before = scene.stored();
    assert_eq!(scene.send(&report(15), &phone).err().as_deref(), Some("report-invalid"));
    assert_eq!(scene.send(&report(17), &phone).err().as_deref(), Some("report-invalid"));
    assert_eq!(scene.send(&report(16), &stranger).err().as_deref(), Some("signature-invalid"));
    let stolen = Report { public_key: public_key(&stranger), ..report(16) };
    assert_eq!(scene.send(&stolen, &stranger).err().as_deref(), Some("signature-invalid"));
    assert_eq!(scene.stored(), before);
    assert_eq!(scene.send(&report(16), &phone), Ok(()));
}
