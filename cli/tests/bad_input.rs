//! Bad input, one case after the other, from the outside: a clear error, an exit code that is not 0, and nothing changed.
//! Every rule that a report must keep, and every way in which an export can be broken, is tested where it is made
//! (`server/tests/api/refused.rs`, `core/protocol/tests/export_format.rs`).
#![cfg(test)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use lancan_core::{HttpHeader, HttpMethod, HttpRequest, RequestId};
use lancan_protocol::code::Code;
use lancan_protocol::frame::Frame;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Consent, ProblemBody, Report, ReportedKey, VerifyAnswer, path};
use lancan_simulator::authority::Authority;
use lancan_simulator::clock::FIRST_MIDNIGHT;
use lancan_simulator::outbreak;
use lancan_simulator::world::Network as _;
use lancan_testkit::HandMade;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};

/// A test's outcome: an error of its helpers is its failure.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The program, for somebody who chose no language.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lancan"));
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(variable);
    }
    command
}

/// Runs `lancan`; returns its exit code and what it said on standard error.
fn lancan(arguments: &[&str]) -> Outcome<(i32, String)> {
    let output = program().args(arguments).output()?;
    Ok((output.status.code().ok_or("ended by a signal")?, String::from_utf8(output.stderr)?))
}

/// What a folder holds.
fn contents(folder: &Path) -> Outcome<Vec<(PathBuf, Vec<u8>)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let bytes = fs::read(&path)?;
        files.push((path, bytes));
    }
    files.sort();
    Ok(files)
}

#[test]
fn a_reader_who_has_gone_ends_it_quietly() -> Outcome {
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    let arguments = ["bench", "match", "--keys", "10", "--identifiers", "10", "--runs", "1"];
    let output = program().args(arguments).stdout(writer).output()?;
    assert_eq!((output.status.code(), String::from_utf8(output.stderr)?), (Some(141), String::new()));
    Ok(())
}

#[test]
fn a_frame_that_is_too_short_or_too_long_is_refused_with_its_length() {
    for length in [0, 19, 21, 40] {
        let error = Frame::from_bytes(&vec![7; length]).unwrap_err().to_string();
        assert!(error.contains("20 bytes") && error.contains(&length.to_string()), "{error}");
    }
}

#[test]
fn identifiers_of_another_length_are_refused_by_their_line() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("identifiers.txt");
    let file = file.to_str().unwrap();
    for line in ["00".repeat(15), "00".repeat(17), "xy".repeat(16)] {
        fs::write(file, format!("{}\n{line}\n", "00".repeat(16)))?;
        let (code, said) = lancan(&["match", "--export", file, "--identifiers", file])?;
        assert_eq!(code, 2);
        assert!(said.contains("identifiers.txt") && said.contains("Dòng 2") && said.contains("Line 2"), "{said}");
    }
    Ok(())
}

#[test]
fn an_export_with_a_wrong_signature_is_refused() -> Outcome {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let [mine, stranger] = [1, 2].map(|seed| SigningKey::from_slice(&[seed; 32]).unwrap());
    fs::write(at("private.pem"), mine.to_pkcs8_pem(LineEnding::LF)?.as_bytes())?;
    for (name, key) in [("mine.pem", &mine), ("stranger.pem", &stranger)] {
        fs::write(at(name), key.verifying_key().to_public_key_pem(LineEnding::LF)?)?;
    }
    let key = "00112233445566778899aabbccddeeff";
    fs::write(at("keys.json"), format!(r#"[{{"key": "{key}", "rolling_start_interval": 2700000}}]"#))?;
    fs::write(at("identifiers.txt"), "00".repeat(16))?;
    let (export, keys) = (at("export.zip"), at("keys.json"));
    let made = lancan(&["export", "make", &keys, "--private-key", &at("private.pem"), "--output", &export])?;
    assert_eq!(made.0, 0, "{}", made.1);

    let before = contents(folder.path())?;
    let inspect = |key: &str| lancan(&["export", "inspect", &export, "--public-key", &at(key)]).unwrap().0;
    assert_eq!((inspect("mine.pem"), inspect("stranger.pem")), (0, 1));
    let against = |key: &str| {
        lancan(&["match", "--export", &export, "--identifiers", &at("identifiers.txt"), "--public-key", &at(key)])
    };
    assert_eq!(against("mine.pem")?.0, 0);
    let (code, said) = against("stranger.pem")?;
    assert_ne!(code, 0);
    assert!(said.contains("export.zip") && said.contains("Chữ ký") && said.contains("signature is wrong"), "{said}");
    assert_eq!(contents(folder.path())?, before);
    Ok(())
}

#[test]
fn a_contacts_file_with_a_broken_line_is_refused_by_file_and_line() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("contacts.dat");
    for (line, what) in [("60 1", "three numbers"), ("60 1 x", "field 3"), ("60 1 2.5", "field 3")] {
        fs::write(&file, format!("20 1 2\n40 1 2\n{line}\n"))?;
        let (code, said) = lancan(&["demo", "--contacts", file.to_str().unwrap()])?;
        assert_eq!(code, 2, "{line}");
        assert!(
            said.contains("contacts.dat") && said.contains("Dòng 3") && said.contains("Line 3") && said.contains(what),
            "{line}: {said}"
        );
    }
    Ok(())
}

#[test]
fn what_is_wrong_with_a_file_is_told_in_vietnamese_to_the_last_word() -> Outcome {
    let folder = tempfile::tempdir()?;
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("contacts"), "20 1 2\n40 1\n")?;
    fs::write(at("identifiers"), "zz\n")?;
    fs::write(at("table"), "t_s,rssi\n1,-60\n")?;
    fs::write(at("rows"), "t_s,rssi,distance_m\n1,x,2\n")?;
    fs::write(at("half"), "{")?;
    fs::write(at("others"), "[1]")?;
    let make = |keys: &str| ["export", "make", keys, "--private-key", "p", "--output", "o"].map(str::to_owned);
    let (half, others) = (make(&at("half")), make(&at("others")));
    let [half, others] = [&half, &others].map(|make| make.iter().map(String::as_str).collect::<Vec<_>>());
    for (arguments, told) in [
        (&["demo", "--contacts", &at("contacts")][..], "Dòng 2 không đúng định dạng (cần ba số"),
        (&["match", "--export", "e", "--identifiers", &at("identifiers")], "(mã định danh gồm 32 chữ số"),
        (&["rssi", "evaluate", &at("table"), "--within", "2"], "không có cột cự ly thật"),
        (&["rssi", "evaluate", &at("rows"), "--within", "2"], "(rssi không phải là số)"),
        (&half, "(đây không phải JSON: dòng 1, cột 1)"),
        (&others, "(cần một danh sách khóa; lancan export make --help"),
        (&["bench", "record", "--folder", &at("none")], "(không có tệp hoặc thư mục này)"),
    ] {
        let output = program().env("LANG", "vi_VN.UTF-8").args(arguments).output()?;
        let said = String::from_utf8(output.stderr)?;
        let is_english = [" is ", " are ", "os error", "EOF", "match"].iter().any(|word| said.contains(word));
        assert!(said.contains(told) && !is_english, "{arguments:?}: {said}");
    }
    Ok(())
}

#[test]
fn a_store_that_is_not_there_or_is_something_else_is_spoken_of_in_both_languages() -> Outcome {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("store.sqlite");
    let stat = || lancan(&["store", "stat", file.to_str().unwrap()]);
    let (code, said) = stat()?;
    assert_eq!(code, 2);
    assert!(said.contains("Không có tệp này") && said.contains("There is no such file"), "{said}");
    assert!(!file.exists(), "looking at it does not make it");
    for bytes in [&b""[..], b"not a database, and longer than a header of one: 1234567890 1234567890 1234567890"] {
        fs::write(&file, bytes)?;
        let (code, said) = stat()?;
        assert_eq!(code, 2);
        assert!(said.contains("Lân Cận") && !said.contains("SQLite"), "{said}");
        assert_eq!(fs::read(&file)?, bytes);
    }
    Ok(())
}

#[test]
fn every_file_that_is_not_there_is_spoken_of_in_both_languages() -> Outcome {
    let folder = tempfile::tempdir()?;
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
        let (code, said) = lancan(arguments)?;
        assert_eq!(code, 2, "{arguments:?}");
        assert!(said.contains("Không có tệp này") && said.contains("There is no such file"), "{arguments:?}: {said}");
    }
    fs::write(at("other"), "neither an export nor a measurement")?;
    for arguments in [&["export", "inspect", &at("other")][..], &["rssi", "evaluate", &at("other"), "--within", "2"]] {
        let (code, said) = lancan(arguments)?;
        assert_eq!(code, 2, "{arguments:?}");
        assert!(said.contains("Tệp không đúng định dạng"), "{arguments:?}: {said}");
    }
    Ok(())
}

/// The real server, an officer of it, and a phone that says what no true phone would.
struct Scene {
    directory: tempfile::TempDir,
    authority: Authority,
    phone: HandMade,
}

impl Scene {
    fn new() -> Outcome<Self> {
        let directory = tempfile::tempdir()?;
        let mut authority = Authority::start(directory.path(), outbreak::rules(), NOW)?;
        authority.sign_in()?;
        Ok(Self { directory, authority, phone: HandMade::new(1)? })
    }

    fn code(&self) -> Outcome<Code> {
        // No two cases have one case number.
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let (reference, today) = (format!("BN {}", NUMBER.fetch_add(1, Ordering::Relaxed)), KeyDays::VIETNAM.day(NOW));
        let case = self.authority.confirm_case(&reference, today.minus(1), today)?;
        Ok(Code::parse(&self.authority.issue_code(&case)?)?)
    }

    /// Posts; returns the answer's body, or the name of the problem.
    fn post(
        &mut self,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    ) -> Outcome<Result<Vec<u8>, String>> {
        let timeout = Duration::from_mins(1);
        let (method, path) = (HttpMethod::Post, path.to_owned());
        let headers = headers.into_iter().map(|(name, value)| HttpHeader { name: name.to_owned(), value }).collect();
        let request = HttpRequest { id: RequestId(0), method, path, headers, body, longest_answer: 1 << 20, timeout };
        let answer = self.authority.exchange(&request).map_err(|failure| format!("{failure:?}"))?;
        if answer.status == 200 {
            return Ok(Ok(answer.body));
        }
        let problem: ProblemBody = serde_json::from_slice(&answer.body)?;
        assert_eq!(problem.status, answer.status);
        Ok(Err(problem.kind.rsplit(':').next().unwrap_or_default().to_owned()))
    }

    fn verify(&mut self, phone: &HandMade, code: &str) -> Outcome<Result<VerifyAnswer, String>> {
        Ok(match self.post(path::VERIFY, Vec::new(), phone.verify_body(code, false)?)? {
            Ok(answer) => Ok(serde_json::from_slice(&answer)?),
            Err(problem) => Err(problem),
        })
    }

    fn send(&mut self, report: &Report, signer: &HandMade) -> Outcome<Result<(), String>> {
        let body = HandMade::report_body(report)?;
        Ok(self.post(path::REPORT, vec![signer.signature(&body)], body)?.map(drop))
    }

    /// Every row but counts of failures, the work done for cover traffic, and the publisher's lease, which follows the clock.
    fn stored(&self) -> Outcome<Vec<String>> {
        let connection = rusqlite::Connection::open(self.directory.path().join("lancan.sqlite3"))?;
        let passing = "'failures', 'cover_work', 'leases'";
        let tables = format!("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ({passing})");
        let mut tables = connection.prepare(&tables)?;
        let names: Vec<String> = tables.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut stored = Vec::new();
        for table in names {
            let mut all = connection.prepare(&format!("SELECT * FROM \"{table}\""))?;
            let columns = all.column_count();
            let row = |row: &rusqlite::Row<'_>| {
                (0..columns).map(|at| row.get(at)).collect::<Result<Vec<rusqlite::types::Value>, _>>()
            };
            for row in all.query_map([], row)? {
                stored.push(format!("{table} {:?}", row?));
            }
        }
        Ok(stored)
    }
}

/// Ten in the morning of the day after the first midnight, UTC.
const NOW: UnixTime = UnixTime(FIRST_MIDNIGHT.0 / 86_400 * 86_400 + 86_400 + 36_000);

#[test]
fn a_wrong_mistyped_used_or_expired_code_is_refused_as_what_it_is() -> Outcome {
    let mut scene = Scene::new()?;
    let (phone, other) = (HandMade::new(1)?, HandMade::new(2)?);
    let (used, expiring) = (scene.code()?, scene.code()?);
    scene.verify(&phone, used.as_str())??;
    let before = scene.stored()?;
    // One digit off: the check digit tells.
    let last = used.as_str().len() - 1;
    let digit = (used.as_str().as_bytes()[last] - b'0' + 1) % 10;
    let mistyped = format!("{}{digit}", &used.as_str()[..last]);
    assert!(Code::parse(&mistyped).is_err(), "the phone itself refuses it");
    let wrong = Code::parse("ABCD-EFGH-JKMN-PQRS")?;
    for (code, problem) in
        [(mistyped.as_str(), "code-mistyped"), (wrong.as_str(), "code-unknown"), (used.as_str(), "code-used")]
    {
        assert_eq!(scene.verify(&other, code)?.err().as_deref(), Some(problem));
    }
    assert_eq!(scene.stored()?, before);
    scene.authority.time_is(NOW.plus(15 * 60));
    let before = scene.stored()?;
    assert_eq!(scene.verify(&other, expiring.as_str())?.err().as_deref(), Some("code-expired"));
    assert_eq!(scene.stored()?, before);
    Ok(())
}

#[test]
fn a_report_with_a_key_of_15_bytes_or_a_foreign_signature_is_refused() -> Outcome {
    let mut scene = Scene::new()?;
    let (phone, stranger) = (scene.phone.clone(), HandMade::new(2)?);
    let code = scene.code()?;
    let answer = scene.verify(&phone, code.as_str())??;
    let key = |bytes: usize| ReportedKey {
        key: vec![7; bytes],
        start: KeyDays::VIETNAM.first_interval(KeyDays::VIETNAM.day(NOW).minus(1)).0,
        period: 144,
    };
    let report = |bytes: usize| Report {
        report_id: vec![1; 16],
        token: answer.token.clone(),
        public_key: phone.public_key(),
        keys: vec![key(bytes)],
        consent: Some(Consent { keys: true, encounters: false, text_version: 1, language: "vi".into(), visits: false }),
        ..Report::default()
    };
    let before = scene.stored()?;
    assert_eq!(scene.send(&report(15), &phone)?.err().as_deref(), Some("report-invalid"));
    assert_eq!(scene.send(&report(17), &phone)?.err().as_deref(), Some("report-invalid"));
    assert_eq!(scene.send(&report(16), &stranger)?.err().as_deref(), Some("signature-invalid"));
    let stolen = Report { public_key: stranger.public_key(), ..report(16) };
    assert_eq!(scene.send(&stolen, &stranger)?.err().as_deref(), Some("signature-invalid"));
    assert_eq!(scene.stored()?, before);
    assert_eq!(scene.send(&report(16), &phone)?, Ok(()));
    Ok(())
}

#[test]
fn a_page_that_cannot_be_written_is_refused_before_the_run() -> Outcome {
    let folder = tempfile::tempdir()?;
    let page = folder.path().join("none/page.html");
    // The run itself would fail on this file; the page comes first.
    let (code, said) = lancan(&["demo", "--contacts", "/dev/null", "--report", page.to_str().unwrap()])?;
    assert_eq!(code, 2);
    assert!(said.contains("page.html: Không ghi được tệp này") && said.contains("cannot be written"), "{said}");
    Ok(())
}

#[test]
fn a_spacing_that_would_do_nothing_is_refused() -> Outcome {
    let (code, said) = lancan(&["demo", "--spacing", "5"])?;
    assert_eq!(code, 2);
    assert!(said.contains("--contacts"), "{said}");
    let (code, said) = lancan(&["demo", "--spacing", "5", "--air", "perfect", "--contacts", "any"])?;
    assert_eq!(code, 2);
    assert!(said.contains("không có tác dụng") && said.contains("does nothing"), "{said}");
    Ok(())
}

#[test]
fn a_town_without_enough_contacts_and_a_province_that_is_none_are_refused_in_both_languages() -> Outcome {
    let folder = tempfile::tempdir()?;
    let contacts = folder.path().join("contacts.txt");
    fs::write(&contacts, "20 1 2\n40 1 2\n")?;
    let (code, said) = lancan(&["demo", "--air", "perfect", "--contacts", contacts.to_str().unwrap()])?;
    assert_eq!(code, 2);
    assert!(said.contains("Không ai có đủ") && said.contains("Nobody has") && said.contains("--cases"), "{said}");
    let (code, said) = lancan(&["demo-map", "--province", "999"])?;
    assert_eq!(code, 2);
    assert!(said.contains("không phải là mã tỉnh") && said.contains("units search"), "{said}");
    Ok(())
}

#[test]
fn a_day_that_is_none_is_refused_with_an_example_in_both_languages() -> Outcome {
    for day in ["31/2", "12/13/2021", "tomorrow"] {
        let (code, said) = lancan(&["phone", "report", "123456784", "--leave-out", day])?;
        assert_eq!(code, 2);
        assert!(said.contains("Hãy gõ như 12/05/2021") && said.contains("the day first"), "{said}");
    }
    Ok(())
}
