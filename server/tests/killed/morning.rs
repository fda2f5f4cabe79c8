//! A hospital's morning: 2,000 visitors leave an envelope each, and the server is killed while they come.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{Minute, PlaceCode, PlaceKeys, Province, ScannedText, UnitCode};
use lancan_protocol::visitor_log::{
    Direction, Entry, EnvelopeId, FiledEnvelope, LogHour, LogPublicKey, LogSecretKey, OpeningRequest, Upload,
    VisitorContact, open, seal,
};
use p256::ecdsa::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::json;

use crate::cluster;
use crate::process::{DATABASE, Process, count, create_officer_of, now};

const VISITORS: usize = 2_000;
/// Phones that send at once.
const AT_ONCE: usize = 4;
const DAYS: KeyDays = KeyDays::VIETNAM;

fn scan(server: &Process, token: &str) -> PlaceCode {
    let body = json!({
        "name": "Bệnh viện Bảo Lâm", "category": "hospital", "unit": "25054", "visitor_log": true,
        "although_alike": true,
    });
    let place = server.officer("/officer/v1/places", token, &body);
    let path = format!("{}/officer/v1/places/{}/poster", server.url, place["id"].as_str().unwrap());
    let mut said = server.agent.get(path).header("authorization", format!("Bearer {token}")).call().unwrap();
    let said: serde_json::Value = serde_json::from_str(&said.body_mut().read_to_string().unwrap()).unwrap();
    let ScannedText::Place(bytes) = ScannedText::of(said["text"].as_str().unwrap()) else { panic!("{said}") };
    PlaceCode::read(&bytes, &PlaceKeys::of(&server.deployment())).unwrap()
}

/// The visitors of two hours, each sealed by their own phone.
fn uploads(code: &PlaceCode, first: LogHour, day: &LogPublicKey) -> Vec<Upload> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let card = SigningKey::from_slice(&[9; 32]).unwrap();
    (0..VISITORS)
        .map(|number| {
            let place = (code.log_id(), first.plus(u32::from(number % 2 == 1)));
            let contact = VisitorContact::typed(&format!("Khách {number}"), None, 1980, None).unwrap();
            let when = (Direction::In, 0, Minute::of(place.1.start()));
            let entry = Entry::self_scan(place, when, (contact, None), &card);
            let envelope = seal(&entry, place, day, &mut rng).unwrap();
            Upload::new(place.0, place.1, envelope, &code.day_seed(place.1.day(DAYS)).unwrap())
        })
        .collect()
}

fn request(code: &PlaceCode, first: LogHour) -> String {
    let issued = Minute::of(now());
    let request = OpeningRequest {
        id: [1; 16],
        province: Province(68),
        district: UnitCode::from_digits("680").unwrap(),
        logs: vec![code.log_id()],
        first_hour: first,
        hours: 2,
        issued,
        expires: issued.plus(600),
        officers: [1, 2],
        recipient: [9; 32],
        place: "Bệnh viện".into(),
        case: "1".into(),
        reason: "Khoa Nội".into(),
    };
    hex::encode(&request.to_bytes())
}

fn a_morning_passes(directory: &Path) {
    create_officer_of(directory, "lan", &["--unit", "25054"]);
    let server = Process::start(directory);
    let token = server.sign_in_as("lan");
    let code = scan(&server, &token);
    // Two hours of one day, both over, so that midnight does not come between them.
    let last = LogHour::of(now());
    let first = (1..24).map(|ago| LogHour(last.0 - ago)).find(|hour| hour.day(DAYS) == hour.plus(1).day(DAYS)).unwrap();
    let first = if first.day(DAYS) == last.day(DAYS) { first } else { last };
    let (secret, day) = LogSecretKey::derive(&[1; 32]);
    let uploads = uploads(&code, first, &day);
    let uploads: Vec<&Upload> = uploads.iter().filter(|upload| upload.hour <= last).collect();
    let address = Mutex::new(server.url.clone());
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let server = std::thread::scope(|scope| {
        let (address, next, over, uploads) = (&address, &next, &over, &uploads);
        let phones: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(move || send_all(address, next, uploads))).collect();
        let killer = scope.spawn(move || {
            while next.load(Ordering::Relaxed) < uploads.len() / 3 && !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(5));
            }
            server.kill();
            let server = Process::start(directory);
            address.lock().unwrap().clone_from(&server.url);
            server
        });
        for phone in phones {
            phone.join().unwrap();
        }
        over.store(true, Ordering::Relaxed);
        killer.join().unwrap()
    });
    assert_eq!(count(directory, "log_envelopes"), u64::try_from(uploads.len()).unwrap());

    let body = json!({ "request": request(&code, first) }).to_string();
    let token = format!("Bearer {}", server.sign_in_as("lan"));
    let (status, file) = server.post("/officer/v1/visitor-log/envelopes", ("authorization", &token), body.as_bytes());
    assert_eq!(status, 200);
    let mut there: Vec<EnvelopeId> = Vec::new();
    for filed in FiledEnvelope::read_all(&file).unwrap() {
        let plain = open(&filed.envelope, (filed.log, filed.hour), &secret).unwrap();
        assert!(Entry::from_bytes(&plain).unwrap().is_signed(filed.log, filed.hour));
        there.push(EnvelopeId::of(&filed.envelope));
    }
    let mut sent: Vec<EnvelopeId> = uploads.iter().map(|upload| upload.id()).collect();
    there.sort_unstable();
    sent.sort_unstable();
    assert!(there == sent, "every acknowledged envelope is there once: {} of {}", there.len(), sent.len());
    server.kill();
}

/// Sends whatever is next until it is acknowledged.
fn send_all(address: &Mutex<String>, next: &AtomicUsize, uploads: &[&Upload]) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
    let agent: ureq::Agent = agent.timeout_global(Some(Duration::from_secs(10))).build().into();
    while let Some(upload) = uploads.get(next.fetch_add(1, Ordering::Relaxed)) {
        loop {
            let url = format!("{}/v1/visitor-log", address.lock().unwrap());
            match agent.post(url).send(&upload.to_bytes()[..]) {
                Ok(said) if said.status() == 204 => break,
                Ok(said) => assert!(said.status().as_u16() >= 500, "{}", said.status()),
                Err(_) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

#[test]
fn of_a_hospitals_morning_of_2000_visitors_every_acknowledged_envelope_is_there_once_though_the_server_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    a_morning_passes(directory.path());
}

#[test]
fn so_it_is_with_postgresql() {
    let Some(address) = cluster::new_database() else { return };
    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join(DATABASE), address).unwrap();
    a_morning_passes(directory.path());
}
