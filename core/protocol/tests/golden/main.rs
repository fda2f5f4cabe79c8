//! What goes over the wire, as files of an earlier day: each is read to the same value, and the value is written to the
//! same bytes.
//!
//! A test that fails here says that a wire form has changed: phones and servers that are out there would not
//! understand each other. `CONTRIBUTING.md` says what to do then. A file that is missing is written by
//! `LANCAN_WRITE_GOLDEN=1 cargo test -p lancan-protocol --test golden`; one that exists never is.
#![cfg(test)]

mod calls;
mod criteria;
mod declaring;
mod export;
mod forms;
mod visitor_log;

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Write as _,
    path::PathBuf,
};

use lancan_protocol::{
    IntervalMap,
    encounter::EncounterFlags,
    frame::{Frame, ServiceUuid},
    hex,
    key_days::KeyDays,
    problem::Problem,
    rules::{Degree, Masks, Rules},
    signed::{Purpose, Signed},
    time::{Day, Interval, UnixTime},
    wire::{
        Consent, DayActivity, Deployment, Index, Padded, ProblemBody, PublicKeyPem, REPORT_ANSWER_BYTES, REPORT_BYTES,
        Report, ReportAnswer, ReportType, ReportedEncounter, ReportedKey, VERIFY_BYTES, VerifyAnswer, VerifyRequest,
        to_padded_json,
    },
};
use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use prost::Message as _;
use serde::{Serialize, de::DeserializeOwned};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// The bytes of a golden file.
fn golden(name: &str) -> Vec<u8> {
    fs::read(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Compares what is written today with a golden file.
fn assert_golden(name: &str, written: &[u8]) {
    if std::env::var_os("LANCAN_WRITE_GOLDEN").is_some() && !path(name).exists() {
        File::create_new(path(name)).unwrap().write_all(written).unwrap();
    }
    let expected = golden(name);
    assert!(
        written == expected,
        "{name}: the wire form has changed\n then: {}\n  now: {}",
        String::from_utf8_lossy(&expected),
        String::from_utf8_lossy(written)
    );
}

/// Reads a JSON file and checks that its value is written to the same bytes.
fn json<T: Serialize + DeserializeOwned>(name: &str) -> T {
    let value: T = serde_json::from_slice(&golden(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_golden(name, &serde_json::to_vec(&value).unwrap());
    value
}

/// As [`json`], of a message that is padded to `size` bytes.
fn padded_json<T: Serialize + DeserializeOwned + Padded>(name: &str, size: usize) -> T {
    let mut value: T = json(name);
    assert_eq!(golden(name).len(), size);
    assert_golden(name, &to_padded_json(&mut value, size).unwrap());
    value
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(seed: u8, id: &str) -> PublicKeyPem {
    let pem = signer(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    PublicKeyPem { id: id.into(), version: "v1".into(), pem }
}

#[test]
fn a_deployment_names_its_authority_and_the_keys_of_each_purpose() {
    let read: Deployment = json("deployment.json");
    let expected = Deployment {
        authority: "Sở Y tế Lâm Đồng".into(),
        service_uuid: ServiceUuid(0x4E56),
        export_keys: vec![public(1, "export-2021"), public(2, "export-2022")],
        index_keys: vec![public(3, "index-2021")],
        rules_keys: vec![public(4, "rules-2021")],
        ..Deployment::for_test()
    };
    assert_eq!(read, expected);
}

#[test]
fn a_deployment_names_the_keys_of_forms_of_passes_and_of_the_list_of_passes_taken_back() {
    let expected = Deployment {
        forms_keys: vec![public(1, "forms-2021")],
        pass_keys: vec![public(2, "1")],
        revoked_keys: vec![public(3, "revoked-2021")],
        ..Deployment::for_test()
    };
    assert_golden("deployment-passes.json", &serde_json::to_vec(&expected).unwrap());
    assert_eq!(json::<Deployment>("deployment-passes.json"), expected);
}

#[test]
fn an_index_lists_exports_and_opens_under_its_signature() {
    let index: Index = json("index.json");
    assert_eq!((index.serial, index.rules_serial), (41, 7));
    assert_eq!((index.issued_at, index.expires_at), (UnixTime(1_620_000_060), UnixTime(1_620_259_260)));
    let [first, second] = index.exports.as_slice() else { panic!("{index:?}") };
    assert_eq!((first.name.as_str(), first.bytes), ("1619985600-1.zip", 40_123));
    assert_eq!((first.start, first.end), (UnixTime(1_619_985_600), UnixTime(1_619_992_800)));
    assert_eq!(second.sha256, "0123456789abcdef".repeat(4));

    let document = golden("index.json");
    let signed = golden("index.signed.json");
    assert_eq!(Signed::open(&signed, Purpose::Index, &[public(3, "index-2021")]).unwrap(), document);
    let again = Signed::new(Purpose::Index, "index-2021", &signer(3), &document);
    assert_golden("index.signed.json", &serde_json::to_vec(&again).unwrap());
    let _: Signed = json("index.signed.json");
}

/// Checks that rules from before there were slots are read with three a class, and written as before except for the slots and
/// an offset of 420 minutes.
fn without_slots(name: &str) -> Rules {
    let rules: Rules = serde_json::from_slice(&golden(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let written = serde_json::to_string(&rules).unwrap().replace("\"key_day_offset_minutes\":420,", "");
    let (now, then) = ("\"slots_per_class\":3,\"delay_seconds\":7200", "\"least_keys\":1000,\"spread_keys\":100");
    assert_golden(name, written.replace(now, then).as_bytes());
    rules
}

/// Checks that rules from before there was an offset are read as Vietnam's, and written as before except for the offset.
fn without_an_offset(name: &str) {
    assert_eq!(without_slots(name).key_days, KeyDays::VIETNAM);
}

#[test]
fn rules_say_how_many_slots_a_class_has_and_how_long_a_report_is_held_back() {
    let rules: Rules = json("rules-slots.json");
    assert_eq!((rules.publication.slots_per_class, rules.publication.delay_seconds), (4, 3_600));
    assert_eq!(rules.publication.every_seconds, 7_200);
    let in_use = String::from_utf8(golden("rules-slots.json")).unwrap().replace("in_use\":false", "in_use\":true");
    let refused = Rules::from_json(in_use.as_bytes()).unwrap_err().to_string();
    assert!(refused.contains("publication.slots_per_class"), "{refused}");
}

#[test]
fn an_index_names_finished_days() {
    let index: Index = json("index-days.json");
    let [day] = index.days.as_slice() else { panic!("{index:?}") };
    assert_eq!((day.name.as_str(), day.bytes, day.exports), ("2021-05-03.day", 39_321, 12));
    assert_eq!((day.start, day.end), (UnixTime(1_619_974_800), UnixTime(1_620_061_200)));
    assert_eq!(day.sha256, "fedcba9876543210".repeat(4));
    assert_eq!(index.exports.len(), 2);
}

#[test]
fn an_index_names_the_head_of_the_audit_log() {
    let index: Index = json("index-audit.json");
    let audit = index.audit.clone().unwrap();
    assert_eq!((audit.day.0, audit.sha256.as_str()), (18_751, "0123456789abcdef".repeat(4).as_str()));
    assert_golden("index-audit.json", &serde_json::to_vec(&index).unwrap());
    assert_eq!(json::<Index>("index.json").audit, None, "an index from before names none");
}

#[test]
fn rules_say_when_the_deployments_days_begin() {
    let rules = without_slots("rules-offset.json");
    assert_eq!(rules.key_days, KeyDays::with_offset(-180).unwrap());
    let bad = String::from_utf8(golden("rules-offset.json")).unwrap().replace(":-180", ":-185");
    let refused = Rules::from_json(bad.as_bytes()).unwrap_err().to_string();
    assert!(
        refused.contains("key_day_offset_minutes must lie between -720 and 840 and be a multiple of 10"),
        "{refused}"
    );
}

#[test]
fn rules_that_say_everything_and_rules_that_leave_out_what_they_may() {
    without_an_offset("rules.json");
    let rules = Rules::from_json(&golden("rules.json")).unwrap();
    assert_eq!((rules.format, rules.serial), (1, 7));
    assert_eq!((rules.issued_at, rules.expires_at), (UnixTime(1_649_980_800), UnixTime(253_402_214_400)));
    let [f1, bare, f2] = rules.contact.as_slice() else { panic!("three contact rules") };
    assert_eq!((f1.id.as_str(), f1.degree, f1.masks), ("f1-2021-05", Degree::F1, Masks::NotWorn));
    assert_eq!((f1.in_force_from, f1.in_force_until), (Day(18_752), Some(Day(18_821))));
    assert_eq!((f1.distance_m, f1.minutes, f1.window_hours), (Some(2.0), 15, 24));
    assert_eq!((f1.infectious.days_before_onset, f1.infectious.days_after), (3, Some(14)));
    assert_eq!((f1.quarantine.days, f1.quarantine.follow_up_days), (21, 7));
    assert_eq!((f1.decree.number.as_str(), f1.quarantine.decree.number.as_str()), ("5053/QĐ-BYT", "600/CĐ-BCĐ"));
    assert_eq!((bare.in_force_until, bare.distance_m, bare.infectious.days_after), (None, None, None));
    assert_eq!((bare.masks, f2.masks, f2.degree), (Masks::Worn, Masks::Any, Degree::F2));
    assert_eq!((rules.matching.tolerance, rules.matching.bluezone_until), (1, Some(Day(18_900))));
    assert_eq!((rules.polling.seconds, rules.polling.cover_mean_days), (14_400, Some(5)));
    assert_eq!(rules.ranging.phones.first().unwrap().transmit_power_dbm, Some(-24));
    assert_eq!((rules.ranging.phones.len(), rules.scoring.minutes_filters.len()), (2, 1));

    without_an_offset("rules-company.json");
    let company = Rules::from_json(&golden("rules-company.json")).unwrap().ranging;
    assert_eq!((company.prior_people, company.company.map(|company| company.hours)), (Some(5.0), Some(2.0)));
    assert_eq!((rules.ranging.prior_people, rules.ranging.company), (None, None));

    without_an_offset("rules-least.json");
    let least = Rules::from_json(&golden("rules-least.json")).unwrap();
    assert_eq!((least.matching.bluezone_until, least.polling.cover_mean_days), (None, None));
}

#[test]
fn a_verify_request_and_its_answer_fill_one_size() {
    let request: VerifyRequest = padded_json("verify-request.json", VERIFY_BYTES);
    assert_eq!((request.code.as_str(), request.cover), ("123456782", false));
    assert_eq!(request.jkt, "abcdefghijklmnopqrstuvwxyz0123456789-_ABCDE");
    let answer: VerifyAnswer = padded_json("verify-answer.json", VERIFY_BYTES);
    assert_eq!(
        (answer.token.as_str(), answer.centre.as_str()),
        ("eyJhbGciOiJFUzI1NiJ9.e30.AAAA", "Trung tâm Y tế Bảo Lâm")
    );
    assert_eq!((answer.window_from, answer.window_to), (Interval(2_697_984), Interval(2_700_143)));
    assert_eq!(answer.report_type, ReportType::ConfirmedTest);
}

#[test]
fn an_answer_to_a_report_fills_its_size() {
    let answer: ReportAnswer = padded_json("report-answer.json", REPORT_ANSWER_BYTES);
    assert_eq!(answer.published_by, UnixTime(1_620_007_200));
}

fn encounter() -> ReportedEncounter {
    ReportedEncounter {
        frame: Frame::from_bytes(&core::array::from_fn::<u8, 20, _>(|n| u8::try_from(n).unwrap())).unwrap(),
        interval: Interval(2_700_007),
        seconds: 540,
        least_attenuation: 48,
        typical_attenuation: 55,
        scans: 4,
        flags: EncounterFlags::METADATA_CONFLICT.0,
    }
}

fn report() -> Report {
    let second = ReportedEncounter { seconds: 60, flags: 0, ..encounter() };
    let day = Day(18_750);
    let (mut advertised, mut scanned) = (IntervalMap::default(), IntervalMap::default());
    for n in [0, 9, 143] {
        advertised.insert(n);
    }
    scanned.insert(70);
    Report {
        report_id: vec![0xA5; 16],
        token: "eyJhbGciOiJFUzI1NiJ9.e30.AAAA".into(),
        public_key: signer(9).verifying_key().to_sec1_point(false).as_bytes().to_vec(),
        keys: vec![
            ReportedKey { key: vec![1; 16], start: 2_699_856, period: 144 },
            ReportedKey { key: vec![2; 16], start: 2_700_000, period: 9 },
        ],
        encounters: [encounter().to_bytes(), second.to_bytes()].concat(),
        activity: vec![DayActivity::new(day, &advertised, &scanned)],
        consent: Some(Consent { keys: true, encounters: true, text_version: 3, language: "vi".into(), visits: false }),
        cover: false,
        visits: Vec::new(),
        withdrawal: false,
        padding: Vec::new(),
    }
}

#[test]
fn a_report_is_the_same_bytes_with_its_padding() {
    let padded = report().to_padded_bytes().unwrap();
    let end = padded.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    assert_golden("report.hex", hex::encode(padded.get(..end).unwrap()).as_bytes());
    let mut file = from_hex(&golden("report.hex"));
    file.resize(REPORT_BYTES, 0);
    let read = Report::decode(file.as_slice()).unwrap();
    assert_eq!(Report { padding: Vec::new(), ..read.clone() }, report());
    assert_eq!(ReportedEncounter::from_bytes(read.encounters.get(..32).unwrap()), Some(encounter()));

    let cover = Report { cover: true, ..Report::default() }.encode_to_vec();
    assert_golden("report-cover.hex", hex::encode(&cover).as_bytes());

    let withdrawal = Report { report_id: vec![0xA5; 16], withdrawal: true, ..Report::default() };
    assert_golden("report-withdrawal.hex", hex::encode(&withdrawal.encode_to_vec()).as_bytes());
    assert_eq!(Report::decode(&from_hex(&golden("report-withdrawal.hex"))[..]).unwrap(), withdrawal);
}

fn from_hex(text: &[u8]) -> Vec<u8> {
    let digit = |digit: u8| u8::try_from(char::from(digit).to_digit(16).unwrap()).unwrap();
    text.as_chunks::<2>().0.iter().map(|[high, low]| digit(*high) << 4 | digit(*low)).collect()
}

#[test]
fn a_signature_for_each_purpose_covers_the_purpose() {
    let purposes = [
        ("index", Purpose::Index),
        ("rules", Purpose::Rules),
        ("report", Purpose::Report),
        ("callback", Purpose::Callback),
    ];
    let lines = purposes.map(|(name, purpose)| format!("{name} {}\n", hex::encode(&purpose.sign(&signer(3), b"body"))));
    assert_golden("signatures.txt", lines.concat().as_bytes());
    let text = String::from_utf8(golden("signatures.txt")).unwrap();
    for ((_, purpose), line) in purposes.iter().zip(text.lines()) {
        let signature = from_hex(line.split(' ').next_back().unwrap().as_bytes());
        assert!(purpose.verifies(signer(3).verifying_key(), b"body", &signature));
    }
}

#[test]
fn a_problem_has_its_type_title_status_and_perhaps_a_detail() {
    let problem: ProblemBody = json("problem.json");
    let expected = ProblemBody {
        kind: "urn:lancan:problem:report-invalid".into(),
        title: "Báo cáo không hợp lệ".into(),
        status: 400,
        detail: Some("keys[3].period".into()),
    };
    assert_eq!(problem, expected);
    let problem: ProblemBody = json("problem-without-detail.json");
    assert_eq!(problem, ProblemBody { detail: None, ..expected });
}

#[test]
fn every_problem_keeps_its_code_and_status() {
    let lines = Problem::ALL.iter().fold(String::new(), |mut lines, problem| {
        writeln!(lines, "{} {}", problem.code(), problem.status()).unwrap();
        lines
    });
    assert_golden("problems.txt", lines.as_bytes());
}
