//! Checkers: invited by a manager of a place with the duty, they post what their device sealed, and read nothing.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::lc1;
use lancan_protocol::places::{LogId, Minute};
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{
    CheckedUpload, CheckerId, Direction, ENVELOPE_BYTES, LineReader, LogHour, LogSecretKey, MaskedLine, PaperCode,
    PaperKeys, Source, VisitLine, VisitorContact,
};
use p256::ecdsa::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value as Json, json};

use crate::console::{Browser, between, text};
use crate::gateway::Gateway;
use crate::paper;
use crate::place_pages::{self, fill, place_named, sign_in_as};
use crate::places::{WARD, add_ward_officers};
use crate::support::{Said, World, holds};
use crate::visitor_cards;

const DAYS: KeyDays = KeyDays::VIETNAM;
const JOIN: &str = "/v1/visitor-log/checkers";
const STATE: &str = "/v1/visitor-log/checkers/state";
const POST: &str = "/v1/visitor-log/checked";

/// A checker's device.
pub(crate) struct Device {
    pub(crate) key: SigningKey,
    log: LogId,
}

impl Device {
    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).unwrap()
    }

    /// Takes an invitation.
    fn try_join(world: &World, token: &str, seed: u8) -> Said {
        let point = Self::key(seed).verifying_key().to_sec1_point(false);
        let body = json!({ "token": token, "key": hex::encode(point.as_bytes()) });
        world.call("POST", JOIN, &[], Some(body.to_string().as_bytes()))
    }

    pub(crate) fn join(world: &World, token: &str, seed: u8) -> Self {
        let said = Self::try_join(world, token, seed);
        assert_eq!(said.status, 200, "{}", text(&said));
        let log = said.json()["log"].as_str().unwrap().to_owned();
        Self { key: Self::key(seed), log: LogId::from_bytes(hex::decode(&log).unwrap().try_into().unwrap()) }
    }

    pub(crate) fn id(&self) -> CheckerId {
        CheckerId::of(self.key.verifying_key())
    }

    fn state(&self, world: &World, signs: &SigningKey) -> Said {
        let minute = Minute::of(world.now());
        let signature = hex::encode(&self.id().ask(minute, signs));
        let body = json!({ "checker": hex::encode(&self.id().0), "minute": minute.0, "signature": signature });
        world.call("POST", STATE, &[], Some(body.to_string().as_bytes()))
    }

    /// What the device posts of an hour: bytes that the server cannot tell from an envelope.
    pub(crate) fn upload(&self, hour: LogHour, line: Option<(LineReader, Vec<u8>)>, rng: &mut ChaCha20Rng) -> Vec<u8> {
        let mut envelope = vec![0; ENVELOPE_BYTES];
        rng.fill_bytes(&mut envelope);
        CheckedUpload::sign((self.log, hour), envelope, line, &self.key).to_bytes()
    }
}

fn post(world: &World, upload: &[u8]) -> Said {
    world.call("POST", POST, &[], Some(upload))
}

fn hour(world: &World) -> LogHour {
    LogHour::of(world.now())
}

/// A server, and the page of a manager's place where the law demands a log.
pub(crate) fn place_with_log<'w>(world: &'w World, gateway: &Gateway) -> (Browser<'w>, String) {
    let mut browser = Browser::new(world);
    sign_in_as(&mut browser, gateway, "0955 555 555");
    let place = place_named(&mut browser, "Bệnh viện Bảo Lâm");
    let id = place.rsplit('/').next().unwrap();
    assert_eq!(browser.get(&format!("{place}/checkers")).status, 404, "no log is demanded there yet");
    let lan = world.sign_in("lan");
    let said = lan.call("POST", &format!("/officer/v1/places/{id}/visitor-log"), Some(json!({ "required": true })));
    assert_eq!(said.status, 204);
    assert!(text(&browser.get(&place)).contains(&format!("{place}/checkers")));
    (browser, place)
}

/// Invites a device for a door; returns the secret of the invitation.
pub(crate) fn invite(browser: &mut Browser<'_>, place: &str, door: &str) -> String {
    let page = format!("{place}/checkers");
    let said = fill(browser, &page, &page, &[("door", door)]);
    assert_eq!(said.status, 200, "{}", text(&said));
    between(&text(&said), "/kiem-soat#", "\"").to_owned()
}

/// A checker at a place with the duty, for tests of all tables and statements.
pub(crate) fn one_checks(world: &World, gateway: &Gateway) {
    let (mut browser, place) = place_with_log(world, gateway);
    let device = Device::join(world, &invite(&mut browser, &place, "Cổng chính"), 40);
    let mut rng = ChaCha20Rng::seed_from_u64(40);
    let key = LogSecretKey::derive(&[2; 32]).1;
    let upload = device.upload(hour(world), Some((LineReader::of(&key), vec![1; 113])), &mut rng);
    assert_eq!(post(world, &upload).status, 204);
    invite(&mut browser, &place, "Cổng phụ");
    assert_eq!(browser.get(&format!("{place}/visitors")).status, 200);
    let reader = hex::encode(&LineReader::of(&key).0);
    assert_eq!(browser.get(&format!("{place}/visitors/lines?reader={reader}")).status, 200);
}

#[test]
fn a_device_is_invited_once_checks_at_its_place_alone_and_not_after_it_was_removed() {
    let (world, gateway) = place_pages::world();
    add_ward_officers(&world);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let page = format!("{place}/checkers");
    assert_eq!(fill(&mut browser, &page, &page, &[("door", " ")]).status, 400);
    let token = invite(&mut browser, &place, "Cổng chính");
    let device = Device::join(&world, &token, 41);
    assert_eq!(Device::try_join(&world, &token, 42).status, 404, "an invitation is for one device");
    let state = device.state(&world, &device.key);
    let body: Json = state.json();
    assert_eq!((body["place"].as_str(), body["door"].as_str()), (Some("Bệnh viện Bảo Lâm"), Some("Cổng chính")));
    assert_eq!(body["now"], world.now().0);
    assert_eq!(device.state(&world, &Device::key(43)).status, 404, "signed by another key");

    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let (now, upload) = (hour(&world), device.upload(hour(&world), None, &mut rng));
    for _ in 0..2 {
        assert_eq!(post(&world, &upload).status, 204);
    }
    assert_eq!((world.count("log_envelopes"), world.count("log_lines")), (1, 0));
    let mut changed = upload.clone();
    changed[100] ^= 1;
    assert_eq!(post(&world, &changed).status, 404);
    let elsewhere = Device { log: LogId::from_bytes([7; 16]), key: device.key.clone() };
    assert_eq!(post(&world, &elsewhere.upload(now, None, &mut rng)).status, 404);
    let lan = world.sign_in("lan");
    let other_log = lan.logged_place("Chợ", "market", WARD).log_id();
    let other_place = Device { log: other_log, key: device.key.clone() };
    assert_eq!(post(&world, &other_place.upload(now, None, &mut rng)).status, 404, "another place's log");
    for late in [LogHour(now.0 - 26), now.plus(1)] {
        assert_eq!(post(&world, &device.upload(late, None, &mut rng)).problem(), "request-invalid");
    }
    assert_eq!(post(&world, &upload[1..]).problem(), "request-invalid");

    let checker = hex::encode(&device.id().0);
    let said = fill(&mut browser, &page, &format!("{page}/remove"), &[("checker", &checker)]);
    assert_eq!(said.status, 303);
    assert_eq!(device.state(&world, &device.key).status, 404);
    assert_eq!(post(&world, &device.upload(now, None, &mut rng)).status, 404);
    // An invitation that nobody took ends.
    let token = invite(&mut browser, &place, "Cổng phụ");
    world.go_to(world.now().plus(600));
    assert_eq!(Device::try_join(&world, &token, 44).status, 404);
}

#[test]
fn a_device_learns_with_its_other_data_which_paper_cards_were_taken_back_until_they_are_forgotten() {
    let gateway = Gateway::new();
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        visitor_cards::trusts_a_national_key(config);
    };
    let world = World::with(change, |_| {});
    add_ward_officers(&world);
    visitor_cards::opener_has_signed(&world);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let device = Device::join(&world, &invite(&mut browser, &place, "Cổng chính"), 47);
    let mut officer = Browser::signed_in(&world, "lan");
    let said = officer.fill(visitor_cards::PAGE, &[("name", "Lương Thế Khánh"), ("phone", ""), ("birth_year", "")]);
    if said.status == 503 {
        return paper::skipped("this build has no font to print with: tools/setup.sh web");
    }
    let Some((code, _)) = paper::scanned(&said.body) else { return };
    let state = |key: &SigningKey| device.state(&world, key).json();
    assert!(state(&device.key).get("revoked_cards").is_none(), "none was taken back");
    assert_eq!(officer.fill(&format!("{}/revoke", visitor_cards::PAGE), &[("code", &code)]).status, 303);
    let keys = PaperKeys::of(&world.deployment().paper_keys);
    let card = PaperCode::read(&lc1::bytes(&code).unwrap(), &keys).unwrap().card_id;
    let listed = STANDARD.decode(state(&device.key)["revoked_cards"].as_str().unwrap()).unwrap();
    assert_eq!(listed, card.as_bytes());
    // The end of the next month, and 28 days.
    for _ in 0..4 {
        world.go_to(world.now().plus(20 * Day::SECONDS));
    }
    assert_eq!(device.state(&world, &device.key).status, 200);
    assert!(state(&device.key).get("revoked_cards").is_none());
    assert_eq!(world.count("log_revoked_cards"), 0);
}

#[test]
fn what_waited_a_day_for_a_network_is_taken_and_what_waited_longer_is_not() {
    let (world, gateway) = place_pages::world();
    add_ward_officers(&world);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let device = Device::join(&world, &invite(&mut browser, &place, "Cổng chính"), 47);
    let (sealed_at, mut rng) = (hour(&world), ChaCha20Rng::seed_from_u64(5));
    let [first, second] = [(); 2].map(|()| device.upload(sealed_at, None, &mut rng));
    world.go_to(sealed_at.plus(24).start().plus(3_599));
    assert_eq!(post(&world, &first).status, 204);
    world.go_to(sealed_at.plus(26).start());
    assert_eq!(post(&world, &second).problem(), "request-invalid");
    assert_eq!(world.count("log_envelopes"), 1);
}

#[test]
fn threat_8_the_honest_checker_is_served_while_strangers_fill_the_hour() {
    let (world, gateway) = place_pages::world();
    add_ward_officers(&world);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let device = Device::join(&world, &invite(&mut browser, &place, "Cổng chính"), 45);
    let code = world.sign_in("lan").scan(place.rsplit('/').next().unwrap());
    world.go_to(DAYS.start(Day(hour(&world).day(DAYS).0 + 1)).plus(4 * 3_600));
    let (now, mut rng) = (hour(&world), ChaCha20Rng::seed_from_u64(2));
    let seed = code.day_seed(now.day(DAYS)).unwrap();
    let mut stranger = || {
        let mut envelope = vec![0; ENVELOPE_BYTES];
        rng.fill_bytes(&mut envelope);
        let upload = lancan_protocol::visitor_log::Upload::new(code.log_id(), now, envelope, &seed);
        world.call("POST", "/v1/visitor-log", &[], Some(&upload.to_bytes())).status
    };
    let taken = (0..40).filter(|_| stranger() == 204).count();
    assert_eq!(taken, 10);
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    assert_eq!(post(&world, &device.upload(now, None, &mut rng)).status, 204);
    assert_eq!(world.count("log_envelopes"), 11);
    // The manager is told, and the hours before were not full.
    let shown = text(&browser.get(&format!("{place}/visitors")));
    assert!(shown.contains("<td>11 <strong>đã đầy</strong></td>") && shown.contains("ảnh chụp mã"), "{shown}");
}

#[test]
fn threat_14_a_manager_sees_masked_lines_of_their_own_place_for_two_days_and_nothing_more() {
    let (world, gateway) = place_pages::world();
    add_ward_officers(&world);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let device = Device::join(&world, &invite(&mut browser, &place, "Cổng chính"), 46);
    let (secret, key) = LogSecretKey::derive(&[2; 32]);
    let (now, mut rng) = (hour(&world), ChaCha20Rng::seed_from_u64(4));
    let contact = VisitorContact::typed("Lương Thế Khánh", None, 1961, None).unwrap();
    let line = VisitLine {
        direction: Direction::In,
        companions: 1,
        minute: Minute::of(world.now()),
        source: Source::Phone,
        line: MaskedLine::of(&contact),
    };
    let sealed = line.seal((device.log, now), &key, &mut rng).unwrap();
    let upload = device.upload(now, Some((LineReader::of(&key), sealed)), &mut rng);
    assert_eq!(post(&world, &upload).status, 204);

    let shown = text(&browser.get(&format!("{place}/visitors")));
    assert!(shown.contains("<td>1</td>"), "one entry in this hour: {shown}");
    let lines = format!("{place}/visitors/lines?reader={}", hex::encode(&LineReader::of(&key).0));
    let said: Json = browser.get(&lines).json();
    let read = STANDARD.decode(said[0]["line"].as_str().unwrap()).unwrap();
    assert!(VisitLine::open(&read, (device.log, now), &secret).unwrap() == line);
    let foreign = format!("{place}/visitors/lines?reader={}", hex::encode(&[7; 16]));
    assert_eq!(browser.get(&foreign).json(), json!([]), "lines of another browser");
    let mut stranger = Browser::new(&world);
    assert_eq!(stranger.get(&lines).status, 303);
    sign_in_as(&mut stranger, &gateway, "0987 654 321");
    for page in [lines.as_str(), &format!("{place}/visitors"), &format!("{place}/checkers")] {
        assert_eq!(stranger.get(page).status, 404, "{page}");
    }
    let kept = world.stored_bytes();
    for secret in ["Lương", "Khánh", "Cổng chính"] {
        assert!(!holds(&kept, secret), "{secret}");
    }
    world.go_to(world.now().plus(3 * Day::SECONDS));
    assert_eq!((world.count("log_lines"), world.count("log_envelopes")), (0, 1));
}
