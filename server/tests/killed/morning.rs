//! A hospital's morning: 2,000 visitors leave an envelope each, half by their own phones, half by two checkers of whom one has no
//! network for an hour, and the server is killed while they come. Then two officers have the log opened for a case. Whatever the
//! operator has afterwards names no visitor.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use lancan_protocol::PhoneNumber;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{LogId, Minute, PlaceCode, PlaceKeys, Province, ScannedText, UnitCode};
use lancan_protocol::visitor_log::{
    CardHolder, CardId, CardKey, CardUpload, CheckedUpload, Direction, Entry, EnvelopeId, FiledEnvelope, LogHour,
    LogPublicKey, MaskedLine, Month, OpeningRequest, PaperCode, PhoneCode, Upload, Visitor, VisitorContact, open, seal,
};
use lancan_server::Config;
use p256::ecdsa::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::json;

use crate::cluster;
use crate::flight::{Address, Browser};
use crate::gateway::Gateway;
use crate::opening::{self, HOLDER, Opener, REASON};
use crate::process::{DATABASE, Process, SMS, back_up, count, create_centre_in, create_officer_of, now, values};

const VISITORS: usize = 2_000;
/// Visitors of the hour before, whom nobody asks for.
const NEIGHBOURS: usize = 50;
/// Phones and devices that send at once.
const AT_ONCE: usize = 4;
const DAYS: KeyDays = KeyDays::VIETNAM;

/// The manager's number.
const NUMBER: &str = "0955 555 555";
const ANSWERS: [(&str, &str); 8] = [
    ("name", "Bệnh viện Bảo Lâm"),
    ("category", "hospital"),
    ("unit", "25054"),
    ("address", "12 Hùng Vương"),
    ("hours", "0:00-24:00"),
    ("capacity", "500"),
    ("registrant", "Lê Văn Ân"),
    ("log", "yes"),
];

/// A manager registers the hospital; the address of its page.
fn register(browser: &mut Browser<'_>, gateway: &Gateway) -> String {
    assert_eq!(browser.ask("/dia-diem/number", Some(&[("answer", NUMBER)])).location, "/dia-diem/code");
    let password = gateway.password("+84955555555");
    assert_eq!(browser.ask("/dia-diem/code", Some(&[("answer", &password)])).status, 303);
    for (question, answer) in ANSWERS {
        let page = format!("/dia-diem/new/{question}");
        let csrf = browser.csrf(&format!("{page}?q=bao+lam+1+lam+dong"));
        assert_eq!(browser.ask(&page, Some(&[("answer", answer), ("csrf", &csrf)])).status, 303, "{question}");
    }
    let csrf = browser.csrf("/dia-diem/new/check");
    browser.ask("/dia-diem/new/check", Some(&[("csrf", &csrf)])).location
}

fn scan(server: &Process, token: &str, place: &str) -> PlaceCode {
    let path = format!("{}/officer/v1/places/{place}/poster", server.url);
    let mut said = server.agent.get(path).header("authorization", format!("Bearer {token}")).call().unwrap();
    let said: serde_json::Value = serde_json::from_str(&said.body_mut().read_to_string().unwrap()).unwrap();
    let ScannedText::Place(bytes) = ScannedText::of(said["text"].as_str().unwrap()) else { panic!("{said}") };
    PlaceCode::read(&bytes, &PlaceKeys::of(&server.deployment())).unwrap()
}

/// A checker's device takes an invitation of the manager.
fn device(server: &Process, browser: &mut Browser<'_>, place: &str, seed: u8) -> SigningKey {
    let page = format!("{place}/checkers");
    let csrf = browser.csrf(&page);
    let shown = browser.ask(&page, Some(&[("door", "Cổng chính"), ("csrf", &csrf)])).page;
    let token = shown.split_once("/kiem-soat#").unwrap().1.split_once('"').unwrap().0;
    let key = SigningKey::from_slice(&[seed; 32]).unwrap();
    let point = hex::encode(key.verifying_key().to_sec1_point(false).as_bytes());
    let body = json!({ "token": token, "key": point }).to_string();
    let (status, _) = server.post("/v1/visitor-log/checkers", ("accept", "*/*"), body.as_bytes());
    assert_eq!(status, 200);
    key
}

/// The card of every visitor, and its key.
fn card() -> SigningKey {
    SigningKey::from_slice(&[9; 32]).unwrap()
}

const CARD_KEY: [u8; 16] = [5; 16];

/// What is sent: where to, the bytes, the envelope in it, and its hour.
struct Sending {
    path: &'static str,
    bytes: Vec<u8>,
    id: EnvelopeId,
    hour: LogHour,
}

/// Who writes an entry.
#[derive(Clone, Copy)]
enum Writer<'a> {
    /// The visitor's own phone.
    Phone,
    /// A checker, who also sees this paper card where one could be printed.
    Checker(Option<&'a [u8]>),
}

/// Visitor number `number` of the morning, at the door in this hour.
fn entry(place: (LogId, LogHour), number: usize, writer: Writer<'_>) -> Entry {
    let card = card();
    let minute = Minute::of(place.1.start()).plus(u32::try_from(number % 60).unwrap());
    let phone = PhoneNumber::parse(&format!("0987{number:06}")).unwrap();
    let contact = VisitorContact::typed(&format!("Vãng Lai {number}"), Some(phone), 1980, None).unwrap();
    let Writer::Checker(paper) = writer else {
        return Entry::self_scan(place, (Direction::In, 0, minute), (contact, None), &card);
    };
    let visitor = match (number % 4, paper) {
        (1, Some(paper)) => Visitor::Scanned(paper.to_vec()),
        (0 | 1, _) => {
            let line = MaskedLine::of(&contact);
            Visitor::Scanned(PhoneCode::draw(&card, minute, &CardKey::from_bytes(CARD_KEY), &line).to_vec())
        }
        _ => Visitor::OnBehalf(contact),
    };
    Entry { direction: Direction::In, companions: 0, minute, visitor }
}

/// The visitors of two hours, sealed by their own phones, and those of the hour before, whom nobody asks for.
fn by_phones(code: &PlaceCode, first: LogHour, day: &LogPublicKey) -> Vec<Sending> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let hours = (0..VISITORS / 2).map(|number| first.plus(u32::from(number % 2 == 1)));
    let before = (0..NEIGHBOURS).map(|_| LogHour(first.0 - 1));
    let sealed = hours.chain(before).enumerate().map(|(number, hour)| {
        let place = (code.log_id(), hour);
        let envelope = seal(&entry(place, number, Writer::Phone), place, day, &mut rng).unwrap();
        let upload = Upload::new(place.0, hour, envelope, &code.day_seed(hour.day(DAYS)).unwrap());
        Sending { path: "/v1/visitor-log", id: upload.id(), bytes: upload.to_bytes(), hour }
    });
    sealed.collect()
}

/// The visitors whom a checker's device let through in two hours.
fn by_checker(
    (device, seed): (&SigningKey, u64),
    log: LogId,
    first: LogHour,
    day: &LogPublicKey,
    paper: Option<&[u8]>,
) -> Vec<Sending> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let sealed = (0..VISITORS / 4).map(|number| {
        let place = (log, first.plus(u32::from(number % 2 == 1)));
        let envelope = seal(&entry(place, number, Writer::Checker(paper)), place, day, &mut rng).unwrap();
        let id = EnvelopeId::of(&envelope);
        let bytes = CheckedUpload::sign(place, envelope, None, device).to_bytes();
        Sending { path: "/v1/visitor-log/checked", bytes, id, hour: place.1 }
    });
    sealed.collect()
}

/// What the phones post whose codes were scanned: their contacts, sealed to the opener of the province.
fn of_cards(count: u8) -> Vec<Sending> {
    let (mut rng, to) = (ChaCha20Rng::seed_from_u64(4), Opener::public().1);
    let month = Month::of(DAYS.day(now()));
    let sealed = (0..count).map(|number| {
        let card = if number == 0 { card() } else { SigningKey::from_slice(&[100 + number; 32]).unwrap() };
        let phone = PhoneNumber::parse(&format!("0987{number:06}")).unwrap();
        let contact = VisitorContact::typed(&format!("Vãng Lai {number}"), Some(phone), 1980, None).unwrap();
        let holder = CardHolder { contact, certificate: None };
        let key = CardKey::from_bytes(CARD_KEY);
        let bytes = CardUpload::seal(&holder, (&card, &key), (Province(68), month, &to), &mut rng).unwrap();
        Sending { path: "/v1/visitor-log/cards", id: EnvelopeId::of(&bytes), bytes, hour: LogHour::of(now()) }
    });
    sealed.collect()
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

/// A data directory with two officers of the ward, a gateway for text messages, and a country that vouches for openers.
fn prepared(directory: &Path) -> Gateway {
    let gateway = Gateway::new();
    let mut config = Config::default();
    gateway.set(&mut config);
    std::fs::write(directory.join(SMS), config.sms.webhook.unwrap()).unwrap();
    create_centre_in(directory, "25054");
    create_officer_of(directory, "lan", &["--unit", "25054"]);
    create_officer_of(directory, "giang", &["--unit", "25054", "--role", "supervisor"]);
    Opener::is_trusted(directory);
    gateway
}

fn a_morning_passes(directory: &Path) {
    let gateway = prepared(directory);
    let opener = Opener::new();
    opener.publishes(directory);
    let server = Process::start(directory);
    let token = server.sign_in_as("lan");
    let address = Address(Mutex::new(server.url.clone()));
    let mut manager = Browser::new(&address);
    let page = register(&mut manager, &gateway);
    let place = page.rsplit('/').next().unwrap();
    let (status, _) = server.post(
        &format!("/officer/v1/places/{place}/visitor-log"),
        ("authorization", &format!("Bearer {token}")),
        br#"{"required":true}"#,
    );
    assert_eq!(status, 204);
    let code = scan(&server, &token, place);
    let devices = [31, 32].map(|seed| device(&server, &mut manager, &page, seed));
    // Two hours of one day, both over, with an hour before them on the same day, so that midnight does not come between them.
    let last = LogHour::of(now());
    let same_day = |hour: &LogHour| LogHour(hour.0 - 1).day(DAYS) == hour.plus(1).day(DAYS);
    let first = (2..23).map(|ago| LogHour(last.0 - ago)).find(same_day).unwrap();
    let valid = code.day_seed(first.day(DAYS)).is_some() && first.day(DAYS) == last.day(DAYS);
    // Just after midnight the poster is not of the day before: the morning is then that of this hour.
    let first = if valid { first } else { last };
    let (day, _) = Opener::public();
    let log = code.log_id();
    let paper = opening::printed(&server, &address, "lan");
    let paper_code = paper.as_ref().map(|(_, code)| code.as_slice());
    let [at_once, later] =
        [(&devices[0], 2), (&devices[1], 3)].map(|device| by_checker(device, log, first, &day, paper_code));
    let mut morning = by_phones(&code, first, &day);
    // One checker sends as visitors come; the other has no network for an hour, and sends all at the end.
    morning.extend(at_once);
    let mut order = ChaCha20Rng::seed_from_u64(3);
    morning.sort_by_cached_key(|_| order.next_u64());
    morning.extend(later);
    morning.retain(|sending| sending.hour <= last && sending.hour.day(DAYS) == last.day(DAYS));
    let (next, over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let (server, mut logged) = std::thread::scope(|scope| {
        let (address, next, over, morning) = (&address, &next, &over, &morning);
        let senders: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(move || send_all(address, next, morning))).collect();
        let killer = scope.spawn(move || {
            while next.load(Ordering::Relaxed) < morning.len() / 3 && !over.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(5));
            }
            let logged = server.kill();
            let server = Process::start(directory);
            address.0.lock().unwrap().clone_from(&server.url);
            (server, logged)
        });
        for sender in senders {
            sender.join().unwrap();
        }
        over.store(true, Ordering::Relaxed);
        killer.join().unwrap()
    });
    assert_eq!(count(directory, "log_envelopes"), u64::try_from(morning.len()).unwrap());
    // The phones whose codes were scanned tell whose they are, each once, however often it is sent.
    let cards = of_cards(40);
    for _ in 0..2 {
        send_all(&address, &AtomicUsize::new(0), &cards);
    }
    assert_eq!(count(directory, "log_cards"), 40 + u64::from(paper.is_some()));

    let body = json!({ "request": request(&code, first) }).to_string();
    let token = format!("Bearer {}", server.sign_in_as("lan"));
    let (status, file) = server.post("/officer/v1/visitor-log/envelopes", ("authorization", &token), body.as_bytes());
    assert_eq!(status, 200);
    let mut there: Vec<EnvelopeId> = Vec::new();
    for filed in FiledEnvelope::read_all(&file).unwrap() {
        assert!((first..first.plus(2)).contains(&filed.hour), "only the window");
        let plain = open(&filed.envelope, (filed.log, filed.hour), &opener.day).unwrap();
        assert_eq!(LogHour::of(Entry::from_bytes(&plain).unwrap().minute.start()), filed.hour);
        there.push(EnvelopeId::of(&filed.envelope));
    }
    let asked = morning.iter().filter(|sending| (first..first.plus(2)).contains(&sending.hour));
    let mut sent: Vec<EnvelopeId> = asked.map(|sending| sending.id).collect();
    assert!(sent.len() >= VISITORS / 2, "{}", sent.len());
    there.sort_unstable();
    sent.sort_unstable();
    assert!(there == sent, "every acknowledged envelope is there once: {} of {}", there.len(), sent.len());
    let hours = if first == last { 1 } else { 2 };
    let [envelopes, contacts] = opening::opened(&server, ["lan", "giang"], place, (first, hours), &opener);
    assert_eq!(envelopes, sent.len());
    assert_eq!(count(directory, "contacts"), u64::try_from(contacts).unwrap());
    let copy = tempfile::tempdir().unwrap();
    if !directory.join(DATABASE).exists() {
        back_up(directory, &copy.path().join("backup"));
    }
    logged += &server.kill();
    let mut stored = logged.into_bytes();
    stored.extend(values(directory));
    for folder in [directory, copy.path()] {
        read_all(folder, &mut stored);
    }
    is_searched(directory, &stored);
    nothing_of_a_visitor(&stored, paper.map(|(card, _)| card));
}

/// What is no secret is found: the search sees the database, and of SQLite the file and its backup.
fn is_searched(directory: &Path, stored: &[u8]) {
    let count = |known: &[u8]| stored.windows(known.len()).filter(|part| *part == known).count();
    assert!(count("Bệnh viện Bảo Lâm".as_bytes()) > 0);
    assert!(directory.join(DATABASE).exists() || count(b"SQLite format 3\0") >= 2, "with the backup");
}

/// Adds the bytes of every file under a folder: database, journal, published files, backup.
fn read_all(folder: &Path, into: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, into);
        } else {
            into.extend(std::fs::read(path).unwrap());
        }
    }
}

/// Threat 10: no name, number, card or key of a visitor stands in what the operator has, nor why the log was opened.
fn nothing_of_a_visitor(stored: &[u8], paper: Option<PaperCode>) {
    let card = card();
    let point = card.verifying_key().to_sec1_point(true);
    let id = CardId::of(card.verifying_key());
    let mut needles: Vec<Vec<u8>> = vec![
        "Vãng Lai".into(),
        HOLDER.0.into(),
        HOLDER.1[1..].into(),
        REASON.into(),
        CARD_KEY.into(),
        hex::encode(&CARD_KEY).into(),
        point.as_bytes()[1..].to_vec(),
        id.as_bytes().to_vec(),
        hex::encode(id.as_bytes()).into(),
    ];
    if let Some(card) = paper {
        let (id, key) = (card.card_id.as_bytes().to_vec(), card.key.as_bytes().to_vec());
        needles.extend([hex::encode(&id).into_bytes(), hex::encode(&key).into_bytes(), id, key]);
        needles.push(card.line.to_bytes().to_vec());
    }
    // With all their digits: the fraction of a second in a log has nine of them, and may hold the first ones by chance.
    for begins in [&b"8498700"[..], b"098700"] {
        let is_number = |part: &[u8]| part.starts_with(begins) && part.iter().all(u8::is_ascii_digit);
        assert!(!stored.windows(begins.len() + 4).any(is_number), "the number of a visitor");
    }
    for needle in &needles {
        let is_there = stored.windows(needle.len()).any(|part| part == needle);
        assert!(!is_there, "{}", String::from_utf8_lossy(needle));
    }
}

/// Sends whatever is next until it is acknowledged.
fn send_all(address: &Address, next: &AtomicUsize, morning: &[Sending]) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).max_idle_connections(0);
    let agent: ureq::Agent = agent.timeout_global(Some(Duration::from_secs(10))).build().into();
    while let Some(sending) = morning.get(next.fetch_add(1, Ordering::Relaxed)) {
        loop {
            let url = format!("{}{}", address.0.lock().unwrap(), sending.path);
            match agent.post(url).send(&sending.bytes[..]) {
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
