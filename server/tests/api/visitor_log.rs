//! The visitor log: envelopes are taken from who was there, kept once and for 28 days, and handed out for an opener alone.

use std::sync::atomic::{AtomicUsize, Ordering};

use lancan_protocol::PhoneNumber;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{DaySeed, LogId, Minute, PlaceCode, Province, UnitCode};
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{
    Direction, ENVELOPE_BYTES, Entry, FiledEnvelope, KeyPack, LogHour, LogSecretKey, OpenerCertificate, OpeningRequest,
    Upload, VisitorContact, open, seal,
};
use lancan_server::store::Value;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::places::{WARD, add_ward_officers, world};
use crate::support::{Officer, START, Said, World, holds};

const DAYS: KeyDays = KeyDays::VIETNAM;
const PATH: &str = "/v1/visitor-log";
const WANTED: &str = "/officer/v1/visitor-log/envelopes";

impl Officer<'_> {
    /// Adds a place where the law demands a visitor log, and scans its poster.
    pub(crate) fn logged_place(&self, name: &str, category: &str, ward: &str) -> PlaceCode {
        let body = json!({
            "name": name, "category": category, "unit": ward, "visitor_log": true, "although_alike": true,
        });
        let said = self.call("POST", "/officer/v1/places", Some(body));
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        self.scan(said.json()["id"].as_str().unwrap())
    }
}

/// A request for two hours of a place from this one on.
fn request(log: LogId, hour: LogHour) -> String {
    let issued = Minute::of(hour.start());
    let request = OpeningRequest {
        id: [1; 16],
        province: Province(68),
        district: UnitCode::from_digits("680").unwrap(),
        logs: vec![log],
        first_hour: hour,
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

/// What an officer sends to get the envelopes of a fresh place in a ward.
pub(crate) fn wanted(officer: &Officer<'_>, ward: &str) -> Json {
    let code = officer.logged_place("Bệnh viện", "hospital", ward);
    json!({ "request": request(code.log_id(), now(officer.world)) })
}

/// What an officer sends to the routes of the visitor log.
pub(crate) fn body(officer: &Officer<'_>, path: &str) -> Json {
    match path.rsplit('/').next() {
        Some("envelopes") => wanted(officer, WARD),
        Some("cards") => json!({ "request": "01".repeat(16), "cards": [] }),
        _ => json!({ "required": true }),
    }
}

fn now(world: &World) -> LogHour {
    LogHour::of(world.now())
}

fn day_seed(code: &PlaceCode, hour: LogHour) -> DaySeed {
    code.day_seed(hour.day(DAYS)).unwrap()
}

/// An envelope of bytes that the server cannot tell from a sealed one.
fn noise(code: &PlaceCode, hour: LogHour, rng: &mut ChaCha20Rng) -> Upload {
    let mut envelope = vec![0; ENVELOPE_BYTES];
    rng.fill_bytes(&mut envelope);
    Upload::new(code.log_id(), hour, envelope, &day_seed(code, hour))
}

/// A place with a log, and an envelope of somebody who was there.
pub(crate) fn one_comes(world: &World) {
    let lan = world.sign_in("lan");
    let code = lan.logged_place("Bệnh viện huyện", "hospital", WARD);
    let upload = noise(&code, now(world), &mut ChaCha20Rng::seed_from_u64(7));
    assert_eq!(send(world, &upload).status, 204);
}

fn send(world: &World, upload: &Upload) -> Said {
    world.call("POST", PATH, &[], Some(&upload.to_bytes()))
}

fn handed_out(officer: &Officer<'_>, log: LogId, hour: LogHour) -> Vec<FiledEnvelope> {
    let said = officer.call("POST", WANTED, Some(json!({ "request": request(log, hour) })));
    assert_eq!(said.status, 200);
    FiledEnvelope::read_all(&said.body).unwrap()
}

#[test]
fn an_envelope_is_kept_once_however_often_it_comes_and_handed_out_for_its_own_hours() {
    let world = world();
    let lan = world.sign_in("lan");
    let (code, other) = (lan.logged_place("Bệnh viện", "hospital", WARD), lan.logged_place("Chợ", "market", WARD));
    let (hour, mut rng) = (now(&world), ChaCha20Rng::seed_from_u64(1));
    let earlier = LogHour(hour.0 - 2);
    let uploads = [noise(&code, hour, &mut rng), noise(&code, earlier, &mut rng), noise(&other, hour, &mut rng)];
    for upload in uploads.iter().chain(&uploads) {
        assert_eq!(send(&world, upload).status, 204);
    }
    assert_eq!(world.count("log_envelopes"), 3);
    let [ours, before, elsewhere] =
        uploads.map(|upload| FiledEnvelope { log: upload.log, hour: upload.hour, envelope: upload.envelope });
    assert_eq!(handed_out(&lan, code.log_id(), hour), [ours]);
    assert_eq!(handed_out(&lan, code.log_id(), earlier), [before]);
    assert_eq!(handed_out(&lan, other.log_id(), hour), [elsewhere]);
    let of_another_area =
        world.sign_in("hoa").call("POST", WANTED, Some(json!({ "request": request(code.log_id(), hour) })));
    assert_eq!((of_another_area.status, of_another_area.problem().as_str()), (404, "not-found"));
    let nonsense = lan.call("POST", WANTED, Some(json!({ "request": "00" })));
    assert_eq!((nonsense.status, nonsense.problem().as_str()), (400, "request-invalid"));
}

#[test]
fn a_name_that_is_not_known_and_a_proof_that_does_not_hold_are_answered_alike() {
    let world = world();
    let lan = world.sign_in("lan");
    let code = lan.logged_place("Bệnh viện", "hospital", WARD);
    let without_duty = lan.scan(&lan.add_place("Chợ Bảo Lâm"));
    let (hour, mut rng) = (now(&world), ChaCha20Rng::seed_from_u64(1));
    let good = noise(&code, hour, &mut rng);
    let yesterday = code.day_seed(Day(hour.day(DAYS).0 - 1)).unwrap();
    let refused = [
        Upload::new(LogId::from_bytes([7; 16]), hour, good.envelope.clone(), &day_seed(&code, hour)),
        Upload::new(code.log_id(), hour, good.envelope.clone(), &yesterday),
        Upload::new(code.log_id(), hour, good.envelope.clone(), &day_seed(&without_duty, hour)),
        noise(&without_duty, hour, &mut rng),
    ];
    let answers: Vec<Vec<u8>> = refused
        .iter()
        .map(|upload| {
            let said = send(&world, upload);
            assert_eq!(said.status, 404);
            said.body
        })
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    for late in [LogHour(hour.0 - 26), hour.plus(1)] {
        assert_eq!(send(&world, &noise(&code, late, &mut rng)).problem(), "request-invalid");
    }
    for size in [0, 511, 513] {
        let body = vec![0; size];
        assert_eq!(world.call("POST", PATH, &[], Some(&body)).problem(), "request-invalid");
    }
    assert_eq!(world.count("log_envelopes"), 0);
}

/// Uploads that strangers send with the photograph of one poster, and from how many addresses.
const STRANGERS_UPLOADS: usize = 10_000;
const ADDRESSES: usize = 1_000;

/// Sends uploads over four connections at once, each of them under the next address, as a proxy in front of the server names it.
/// Returns those that were taken, and those of which the server says that the hour is full.
fn from_many_addresses<'u>(world: &World, uploads: &'u [Upload]) -> (Vec<&'u Upload>, Vec<&'u Upload>) {
    let (url, next) = (format!("http://{}{PATH}", world.host()), AtomicUsize::new(0));
    let sender = || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(upload) = uploads.get(number) else { return (taken, refused) };
            let address = format!("10.0.{}.{}", number % ADDRESSES / 250, number % ADDRESSES % 250);
            let said = agent.post(&url).header("x-forwarded-for", address).send(&upload.to_bytes()[..]).unwrap();
            match said.status().as_u16() {
                204 => taken.push(upload),
                429 => refused.push(upload),
                other => panic!("{other}"),
            }
        }
    };
    std::thread::scope(|scope| {
        let senders: Vec<_> = (0..4).map(|_| scope.spawn(sender)).collect();
        let all = senders.into_iter().map(|sender| sender.join().unwrap());
        let (taken, refused): (Vec<_>, Vec<_>) = all.unzip();
        (taken.concat(), refused.concat())
    })
}

#[test]
fn threat_8_a_posters_photograph_at_4_in_the_morning_fills_ten_envelopes_of_an_hour_and_no_more() {
    // Behind a proxy, which only a server serves that is configured.
    let configured = |config: &mut lancan_server::Config| {
        config.authority = "Sở Y tế Lâm Đồng".to_owned();
        config.codes.link = "https://lancan.vn/#".to_owned();
    };
    let world = World::with(configured, |_| {});
    add_ward_officers(&world);
    let lan = world.sign_in("lan");
    let zoo = lan.logged_place("Thảo cầm viên", "event", WARD);
    let hospital = lan.logged_place("Bệnh viện", "hospital", WARD);
    world.go_to(DAYS.start(Day(now(&world).day(DAYS).0 + 1)).plus(4 * 3_600));
    let (hour, mut rng) = (now(&world), ChaCha20Rng::seed_from_u64(1));
    let uploads: Vec<Upload> = (0..STRANGERS_UPLOADS).map(|_| noise(&zoo, hour, &mut rng)).collect();
    let (taken, refused) = from_many_addresses(&world, &uploads);
    assert_eq!((taken.len(), world.count("log_envelopes")), (10, 10));
    assert_eq!(taken.len() + refused.len(), STRANGERS_UPLOADS, "each of the others is told that the hour is full");
    assert_eq!(send(&world, taken[0]).status, 204, "a retry of one that is kept");
    assert_eq!(send(&world, refused[0]).problem(), "too-many-requests");
    // The officer who looks at the place is told.
    let page = |code: &PlaceCode| {
        let places = world.sign_in("lan").call("GET", "/officer/v1/places", None).json();
        let named = |place: &&Json| place["name"] == code.place.name.as_str();
        let id = places.as_array().unwrap().iter().find(named).unwrap()["id"].as_str().unwrap().to_owned();
        text(&Browser::signed_in(&world, "lan").get(&format!("/console/places/{id}")))
    };
    assert!(page(&zoo).contains("ảnh chụp mã"));
    assert!(!page(&hospital).contains("ảnh chụp mã"));
    // Another place, and the same one by day, are served.
    assert_eq!(send(&world, &noise(&hospital, hour, &mut rng)).status, 204);
    world.go_to(world.now().plus(4 * 3_600));
    assert_eq!(send(&world, &noise(&zoo, now(&world), &mut rng)).status, 204);
}

/// Sends uploads over many connections at once; returns the status of each.
fn at_once(world: &World, uploads: &[Upload]) -> Vec<u16> {
    let (url, next) = (format!("http://{}{PATH}", world.host()), AtomicUsize::new(0));
    let sender = || {
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answers = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(upload) = uploads.get(number) else { return answers };
            answers.push((number, agent.post(&url).send(&upload.to_bytes()[..]).unwrap().status().as_u16()));
        }
    };
    let mut answers: Vec<(usize, u16)> = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..40).map(|_| scope.spawn(sender)).collect();
        senders.into_iter().flat_map(|sender| sender.join().unwrap()).collect()
    });
    answers.sort_unstable();
    answers.into_iter().map(|(_, status)| status).collect()
}

/// At 4 in the morning: a hospital has room, a zoo for ten.
#[test]
fn each_of_many_that_upload_at_the_same_time_is_answered_as_if_alone() {
    let world = world();
    let lan = world.sign_in("lan");
    let [hospital, zoo] = [("Bệnh viện", "hospital"), ("Thảo cầm viên", "event")]
        .map(|(name, category)| lan.logged_place(name, category, WARD));
    world.go_to(DAYS.start(Day(now(&world).day(DAYS).0 + 1)).plus(4 * 3_600));
    let (hour, mut rng) = (now(&world), ChaCha20Rng::seed_from_u64(1));
    let again = noise(&hospital, hour, &mut rng);
    let uploads: Vec<Upload> = (0..400)
        .map(|number| match number % 4 {
            0 => noise(&hospital, hour, &mut rng),
            1 => noise(&zoo, hour, &mut rng),
            2 => Upload::new(hospital.log_id(), hour, again.envelope.clone(), &day_seed(&zoo, hour)),
            _ => again.clone(),
        })
        .collect();
    let answers = at_once(&world, &uploads);
    let of = |kind: usize| -> Vec<u16> { answers.iter().copied().skip(kind).step_by(4).collect() };
    assert_eq!((of(0), of(2), of(3)), (vec![204; 100], vec![404; 100], vec![204; 100]));
    let mut zoos = of(1);
    zoos.sort_unstable();
    assert_eq!(zoos, [vec![204; 10], vec![429; 90]].concat());
    assert_eq!(world.count("log_envelopes"), 100 + 10 + 1);
    let counted = world.rows("SELECT CAST(sum(envelopes) AS BIGINT) FROM log_counts");
    assert_eq!(counted, [[lancan_server::store::Value::Integer(100 + 10 + 1)]]);
    let kept = handed_out(&world.sign_in("lan"), hospital.log_id(), hour);
    assert!(
        kept.len() == 101 && uploads.iter().step_by(4).all(|sent| kept.iter().any(|one| one.envelope == sent.envelope))
    );
}

#[test]
fn threat_10_the_operator_finds_no_visitor_in_database_logs_and_files() {
    let mut world = world();
    let lan = world.sign_in("lan");
    let code = lan.logged_place("Bệnh viện", "hospital", WARD);
    let hour = now(&world);
    let (secret, day) = LogSecretKey::derive(&[1; 32]);
    let phone = PhoneNumber::parse("0987123456").unwrap();
    let contact = VisitorContact::typed("Lương Thế Khánh", Some(phone), 1961, None).unwrap();
    let card = SigningKey::from_slice(&[9; 32]).unwrap();
    let when = (Direction::In, 0, Minute::of(world.now()));
    let entry = Entry::self_scan((code.log_id(), hour), when, (contact, None), &card);
    let sealed = seal(&entry, (code.log_id(), hour), &day, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    let upload = Upload::new(code.log_id(), hour, sealed.clone(), &day_seed(&code, hour));
    assert_eq!(send(&world, &upload).status, 204);
    let [kept] = <[FiledEnvelope; 1]>::try_from(handed_out(&lan, code.log_id(), hour)).unwrap();
    let opened = open(&kept.envelope, (code.log_id(), hour), &secret).unwrap();
    assert!(Entry::from_bytes(&opened).unwrap() == entry, "what the opener alone can do");
    world.stop();
    let stored = world.stored_bytes();
    let card = card.verifying_key().to_sec1_point(true);
    let needles: [&[u8]; 6] =
        ["Lương".as_bytes(), "Khánh".as_bytes(), b"987123456", card.as_bytes(), &sealed[..65], &sealed[200..232]];
    for needle in needles {
        assert!(!holds(&stored, needle), "{}", String::from_utf8_lossy(needle));
    }
}

#[test]
fn threat_13_two_visits_of_one_person_share_nothing_that_could_join_them() {
    let world = world();
    let lan = world.sign_in("lan");
    let places = [lan.logged_place("Bệnh viện", "hospital", WARD), lan.logged_place("Chợ", "market", WARD)];
    let (hour, mut rng) = (now(&world), ChaCha20Rng::seed_from_u64(1));
    let day = LogSecretKey::derive(&[1; 32]).1;
    let card = SigningKey::from_slice(&[9; 32]).unwrap();
    for code in &places {
        let contact = VisitorContact::typed("Lương Thế Khánh", None, 1961, None).unwrap();
        let place = (code.log_id(), hour);
        let entry = Entry::self_scan(place, (Direction::In, 0, Minute::of(world.now())), (contact, None), &card);
        let envelope = seal(&entry, place, &day, &mut rng).unwrap();
        assert_eq!(send(&world, &Upload::new(place.0, hour, envelope, &day_seed(code, hour))).status, 204);
    }
    // Every column of the two rows that is a visitor's: the others are the place, the hour and the day of deletion.
    let rows = world.rows("SELECT id, sealed FROM log_envelopes");
    let bytes = |row: &[Value]| -> Vec<u8> {
        row.iter().flat_map(|value| if let Value::Bytes(bytes) = value { bytes.clone() } else { Vec::new() }).collect()
    };
    let [one, other] = [bytes(&rows[0]), bytes(&rows[1])];
    assert!(one.len() > ENVELOPE_BYTES && one.len() == other.len());
    assert!(!one.windows(8).any(|part| other.windows(8).any(|of| of == part)));
}

#[test]
fn an_envelope_is_gone_after_28_days() {
    let world = world();
    let code = world.sign_in("lan").logged_place("Bệnh viện", "hospital", WARD);
    assert_eq!(send(&world, &noise(&code, now(&world), &mut ChaCha20Rng::seed_from_u64(1))).status, 204);
    world.go_to(START.plus(27 * Day::SECONDS));
    assert_eq!(world.count("log_envelopes"), 1);
    world.go_to(START.plus(29 * Day::SECONDS));
    assert_eq!((world.count("log_envelopes"), world.count("log_counts")), (0, 0));
}

#[test]
fn a_pack_is_handed_out_where_the_countrys_key_vouches_for_its_opener() {
    let folder = tempfile::tempdir().unwrap();
    let [national, opener, stranger] = [1, 2, 3].map(|seed| SigningKey::from_slice(&[seed; 32]).unwrap());
    let key = folder.path().join("national.pub.pem");
    std::fs::write(&key, national.verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    let world = World::with(|config| config.national_key = Some(key), |_| {});
    let path = format!("{PATH}/packs/68");
    assert_eq!(world.get(&path).problem(), "not-found");

    let (today, until) = (DAYS.day(world.now()), Minute::of(world.now()).plus(9_999));
    let keys: Vec<_> = (0..38).map(|seed| LogSecretKey::derive(&[seed; 32]).1).collect();
    let pack = |by: &SigningKey| {
        let certificate = OpenerCertificate::sign(Province(68), *opener.verifying_key(), until, by);
        KeyPack::sign((Province(68), 1), (today, until), &keys[..35], &keys[35..], (&opener, &certificate)).unwrap()
    };
    let packs = world.config.data_dir.join("packs");
    std::fs::create_dir_all(&packs).unwrap();
    std::fs::write(packs.join("68.pack"), pack(&stranger)).unwrap();
    assert_eq!(world.get(&path).problem(), "not-found", "threat 11: whoever runs the server put another key there");
    std::fs::write(packs.join("68.pack"), pack(&national)).unwrap();
    let said = world.get(&path);
    assert_eq!((said.status, said.body.len()), (200, KeyPack::BYTES));
    let pinned = KeyPack::national(&world.deployment().national_keys);
    assert!(KeyPack::read(&said.body, &pinned, Province(68), 1, Minute::of(world.now())).is_ok());
    std::fs::copy(packs.join("68.pack"), packs.join("01.pack")).unwrap();
    for other in ["01", "1", "..", "68.pack"] {
        assert_eq!(world.get(&format!("{PATH}/packs/{other}")).status, 404, "{other}");
    }
}
