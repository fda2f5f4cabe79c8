//! A phone's store is opened and read to the last byte, and the phone goes on with it.

use lancan_core::{
    Capabilities, Command, Event, HttpAnswer, HttpOutcome, HttpRequest, HttpResponse, Now, Opening, ReportStage,
    StoredKey, Tracer, Trouble, store_stat,
};
use lancan_protocol::{
    code::Code,
    encounter::{Encounter, EncounterFlags},
    hex,
    key_days::KeyDays,
    keys::DayKey,
    risk::Verdict,
    time::UnixTime,
    wire::path,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::{
    EVERYTHING, deployment, golden,
    make::{CODE_SEED, PUT_AWAY, dump},
    open, path, rng,
};
use lancan_testkit::acts::{START, at};

/// The phone with everything, as it was put away.
const STORE: &str = "store-v1.golden";
/// The phone whose code was not answered.
const WITH_CODE: &str = "store-v1-code.golden";

fn tracer(name: &str) -> (Tracer, tempfile::TempDir) {
    let (store, folder) = open(name);
    (Tracer::open(store, deployment(), rng(200)).unwrap(), folder)
}

fn started(tracer: &mut Tracer, now: Now) -> Vec<HttpRequest> {
    let commands = tracer.handle(now, Event::Started { capabilities: Capabilities::default(), restored: false });
    requests(commands)
}

fn requests(commands: Vec<Command>) -> Vec<HttpRequest> {
    let request = |command| if let Command::Http(request) = command { Some(request) } else { None };
    commands.into_iter().filter_map(request).collect()
}

fn answered(tracer: &mut Tracer, now: Now, request: &HttpRequest, body: &str) {
    let response = HttpResponse { status: 200, etag: None, body: body.into() };
    tracer.handle(now, Event::Http(HttpAnswer { request: request.id, outcome: HttpOutcome::Answered(response) }));
}

#[test]
fn a_store_of_version_1_holds_what_it_held() {
    let (mut store, _folder) = open(STORE);
    assert_eq!(*store.opening(), Opening::Existing);
    let today: Value = serde_json::from_slice(&dump(&mut store)).unwrap();
    let mut then: Value = serde_json::from_slice(&golden("store-v1.json")).unwrap();
    // Since then warnings have days for their minutes, and a standing.
    let stored = &mut then["warnings"][0];
    stored["standing"] = "in_force".into();
    for day in ["first_day", "last_day"] {
        stored["warning"][day] = stored["warning"]["last_contact"].clone();
    }
    assert_eq!(today, then);
    let seen = store_stat(path(STORE)).unwrap();
    assert_eq!((seen.schema_version, seen.values), (1, 9));
}

#[test]
fn every_form_of_an_encounter_is_among_what_it_heard() {
    let (store, _folder) = open(STORE);
    let first = START.minus(86_400).interval();
    let heard = |interval| store.interval(interval).unwrap().unwrap().encounters;
    let mixed: Vec<Encounter> = heard(first);
    let flags: Vec<EncounterFlags> = mixed.iter().map(|encounter| encounter.flags).collect();
    let expected = [
        EncounterFlags::default(),
        EncounterFlags::NO_RSSI,
        EncounterFlags::WRITTEN_ONLY,
        EncounterFlags::BLUEZONE,
        EncounterFlags::METADATA_CONFLICT,
    ];
    assert_eq!(flags, expected);
    let near = &mixed[0];
    assert_eq!((near.first, near.last, near.sightings), (1, 252, 8));
    let gaps: Vec<u16> = near.scans.iter().map(|scan| scan.seconds_since_last).collect();
    assert_eq!(gaps, [0, 60, 60, 130]);
    assert!(near.scans.iter().all(|scan| (scan.typical_rssi, scan.strongest_rssi) == (-80, -50)), "{:?}", near.scans);
    assert_eq!(near.histogram.0, [0, 0, 4, 0, 0, 0, 4, 0]);
    assert_eq!(mixed[3].frame.id.as_bytes()[..], [[4; 12].as_slice(), &[0; 4]].concat());

    let many = heard(first.plus(1));
    let gaps: Vec<u16> = many.iter().map(|encounter| encounter.scans[0].seconds_since_last).collect();
    assert_eq!(gaps, [352].into_iter().chain(3..=21).collect::<Vec<u16>>());
    assert!(many.iter().all(|encounter| encounter.flags.contains(EncounterFlags::BELOW_FLOOR)), "15 minutes");
}

#[test]
fn its_day_keys_are_there_with_what_was_done_with_them() {
    let (mut store, _folder) = open(STORE);
    let keys = store.keys(EVERYTHING).unwrap();
    let whole = StoredKey::used_throughout(DayKey::from_bytes([9; 16]), START.minus(86_400).interval(), 100);
    let yesterday = StoredKey { ended: true, reported: true, ..whole };
    assert_eq!(keys[0], yesterday);
    let [_, own] = keys.as_slice() else { panic!("two keys") };
    assert_eq!((own.start, own.ended, own.reported), (START.interval(), false, false));
}

#[test]
fn its_warning_is_kept_and_put_away() {
    let (mut tracer, _folder) = tracer(STORE);
    let warnings = tracer.warnings().unwrap();
    let [stored] = warnings.as_slice() else { panic!("one warning") };
    assert!(stored.dismissed);
    assert_eq!((stored.warning.id, stored.warning.rule.as_str()), (1, "f1-test"));
    assert_eq!((stored.warning.verdict, stored.warning.last_contact), (Verdict::Close, KeyDays::VIETNAM.day(START)));
    assert_eq!(stored.warning.decree, "5053/QĐ-BYT");
    assert_eq!(stored.warning.found_at, at(6_010).wall);
    assert_eq!(stored.warning.advice.quarantine_until, KeyDays::VIETNAM.day(START).plus(14));
}

#[test]
fn the_phone_goes_on_where_it_was_put_away() {
    let (mut tracer, _folder) = tracer(STORE);
    assert!(tracer.status().paused);
    assert!(!tracer.status().troubles.contains(&Trouble::StorePartLost));
    assert_eq!(tracer.status().last_checked, Some(at(6_010).wall));
    assert_eq!(tracer.report_stage(), Some(ReportStage::Sending));
    let days = tracer.history(at(PUT_AWAY), 2).unwrap();
    let meetings: Vec<usize> = days.iter().map(|day| day.meetings.len()).collect();
    assert_eq!(meetings, [25, 3]);

    // The report goes out as it was sealed, signed by the key that is gone, and no cover or poll is due.
    let now = at(PUT_AWAY + 10);
    let sent = started(&mut tracer, now);
    let [request] = sent.as_slice() else { panic!("one request: {sent:?}") };
    assert_eq!(request.path, path::REPORT);
    assert_eq!(hex::encode(&Sha256::digest(&request.body)), BODY);
    let signature =
        request.headers.iter().find(|header| header.name == "lancan-signature").map(|header| header.value.as_str());
    assert_eq!(signature, Some(SIGNATURE));
    answered(&mut tracer, now, request, r#"{"published_by":1620010000,"padding":""}"#);
    assert_eq!(tracer.report_stage(), None);
    let mut json = Vec::new();
    tracer.write_own_data(now, &mut json).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    let reported: Vec<bool> = json["day_keys"].as_array().unwrap().iter().map(|key| key["reported"] == true).collect();
    assert_eq!(reported, [true, true]);
}

#[test]
fn a_report_on_its_way_is_kept_with_its_signature_and_its_failures() {
    let (store, _folder) = open(STORE);
    let report: Value = serde_json::from_slice(&store.get("report").unwrap().unwrap()).unwrap();
    assert_eq!(report["failures"], 1);
    assert_eq!(report["signature"], SIGNATURE);
    let body: Vec<u8> = serde_json::from_value(report["body"].clone()).unwrap();
    assert_eq!(hex::encode(&Sha256::digest(&body)), BODY);
}

/// SHA-256 of the body of the report on its way.
const BODY: &str = "5529237f2826ec2fd15231426d6da94ed84463ddf4430d4aa41d4ba0d2066bc0";
/// Its signature.
const SIGNATURE: &str = "gU3lZ2PKT4byczDIT41jlspcHmq1pcrZ8SxyVTH7BHZbF1CswTqkyjn6gwvGbbEhnxiKgMQ5KD9cSOTvmUuvCA";

#[test]
fn a_code_that_no_answer_came_to_goes_with_the_same_key_again() {
    let (mut tracer, _folder) = tracer(WITH_CODE);
    assert_eq!(tracer.report_stage(), None);
    started(&mut tracer, at(80));
    let code = Code::short(8, &mut rng(CODE_SEED)).grouped();
    let request = requests(tracer.enter_code(at(80), &code).unwrap()).remove(0);
    assert_eq!(request.path, path::VERIFY);
    let body: Value = serde_json::from_slice(&request.body).unwrap();
    assert_eq!((&body["code"], &body["jkt"]), (&Value::from(CODE), &Value::from(THUMBPRINT)));
}

/// The code, and the SHA-256 of the public key that goes with it.
const CODE: &str = "781520082";
const THUMBPRINT: &str = "hJWHaQVRIwSuGKA9o_cuMuql7CgBf7wRNgrwio2vMzU";

#[test]
fn exports_that_were_matched_are_not_fetched_again() {
    let (store, _folder) = open(STORE);
    let progress: Value = serde_json::from_slice(&store.get("progress").unwrap().unwrap()).unwrap();
    assert_eq!(progress["matched"], serde_json::json!(["0.zip"]));
    assert_eq!((&progress["etag"], &progress["floor"]), (&Value::from("\"41\""), &Value::from(at(6_000).wall.0)));
    assert_eq!(UnixTime(progress["index"]["expires_at"].as_u64().unwrap()), at(6_010 + 86_400).wall);
}
