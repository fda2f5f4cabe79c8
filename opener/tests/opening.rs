//! Two officers ask, and the opener opens what they asked for and nothing beside it.
#![cfg(test)]

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_opener::{Answer, Cost, Failure, Log, Officer, Passphrase, Safe, Unlocked, certify, new_national_key};
use lancan_protocol::{
    PhoneNumber, hex,
    key_days::KeyDays,
    places::{LogId, Minute, PlaceSeed, Province, UnitCode},
    time::{Day, UnixTime},
    visitor_log::{
        Assertion, CardBlob, CardBlobs, CardHolder, CardId, CardKey, CardKind, Direction, Entry, FiledEnvelope, Grade,
        KeyPack, LogHour, LogPublicKey, LogSecretKey, MaskedLine, Month, NumberCertificate, Opened, OpeningRequest,
        PaperCode, PhoneCode, SignedRequest, Visitor, VisitorContact, open_result, seal, seal_blob,
    },
    wire::{Deployment, PublicKeyPem},
};
use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use sha2::{Digest as _, Sha256};

/// 3 May 2021, 08:00 in Vietnam.
const EIGHT: Minute = Minute(27_000_060);
const HOUR: LogHour = LogHour(450_001);
const DAY: Day = Day(18_750);
const MAY: Month = Month(616);
const LAM_DONG: Province = Province(68);
const ORIGIN: &str = "https://console.example.vn";

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn pem(seed: u8) -> String {
    signer(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap()
}

fn log(place: u8) -> LogId {
    PlaceSeed::from_bytes([place; 16]).log_id()
}

/// An opener that is ready: roots of three months, two officers (three with the spare one), a recipient, a published pack.
struct World {
    dir: tempfile::TempDir,
    safe: Safe,
    words: [Passphrase; 3],
    pack: KeyPack,
    recipient: (LogSecretKey, LogPublicKey),
    rng: ChaCha20Rng,
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let cost = Cost { memory_kib: 64, passes: 1 };
        let place = (LAM_DONG, KeyDays::VIETNAM);
        let (mut safe, words) = Safe::create(&dir.path().join("safe"), place, (cost, EIGHT), &mut rng).unwrap();
        let all = safe.unlock(&words).unwrap();
        assert_eq!(safe.make_roots((MAY, 3), &all, EIGHT, &mut rng).unwrap(), ["2021-05", "2021-06", "2021-07"]);
        for number in 1..=9 {
            let officer = Officer {
                number: number.into(),
                name: format!("Cán bộ {number}"),
                key: pem(30 + number),
                relying_party: "console.example.vn".into(),
                origin: ORIGIN.into(),
            };
            safe.enrol_officer(officer, EIGHT).unwrap();
        }
        let recipient = LogSecretKey::generate(&mut rng);
        safe.enrol_recipient(&recipient.1, EIGHT).unwrap();
        let named = |seed, id: &str| PublicKeyPem { id: id.into(), version: "v1".into(), pem: pem(seed) };
        let deployment = Deployment {
            number_keys: vec![named(50, "number")],
            paper_keys: vec![named(51, "1")],
            ..Deployment::for_test()
        };
        safe.trust(&serde_json::to_vec(&deployment).unwrap()).unwrap();
        let (national, public) = new_national_key(&mut rng).unwrap();
        let until = EIGHT.plus(500_000);
        let certificate = certify(&national, safe.public_key(), LAM_DONG, until).unwrap();
        let two = safe.unlock(&words[..2]).unwrap();
        let bytes = safe.pack(DAY, &certificate, &two, EIGHT).unwrap();
        let pinned = KeyPack::national(&[PublicKeyPem { id: "n".into(), version: "v1".into(), pem: public }]);
        let pack = KeyPack::read(&bytes, &pinned, LAM_DONG, 1, EIGHT).unwrap();
        Self { dir, safe, words, pack, recipient, rng }
    }

    fn holders(&self) -> Unlocked {
        self.safe.unlock(&self.words[1..]).unwrap()
    }

    fn request(&self, id: u8) -> OpeningRequest {
        OpeningRequest {
            id: [id; 16],
            province: LAM_DONG,
            district: UnitCode::from_digits("680").unwrap(),
            logs: vec![log(7)],
            first_hour: HOUR,
            hours: 2,
            issued: EIGHT,
            expires: EIGHT.plus(1_440),
            officers: [1, 2],
            recipient: self.recipient.1.fingerprint(),
            place: "Bệnh viện Bảo Lâm".into(),
            case: "BN-0503".into(),
            reason: "Khoa Nội".into(),
        }
    }

    fn envelope(&mut self, place: u8, hour: LogHour, entry: &Entry) -> FiledEnvelope {
        let key = self.pack.day(hour.day(KeyDays::VIETNAM)).unwrap();
        let envelope = seal(entry, (log(place), hour), key, &mut self.rng).unwrap();
        FiledEnvelope { log: log(place), hour, envelope }
    }

    fn visitor(&mut self, place: u8, hour: LogHour, name: &str) -> FiledEnvelope {
        let minute = Minute::of(hour.start()).plus(5);
        let contact = contact(name);
        let certificate = NumberCertificate::sign(contact.phone().unwrap(), minute.plus(60), &signer(50));
        let entry =
            Entry::self_scan((log(place), hour), (Direction::In, 0, minute), (contact, Some(certificate)), &signer(9));
        self.envelope(place, hour, &entry)
    }

    fn ask(&mut self, request: &OpeningRequest, envelopes: &[FiledEnvelope]) -> Result<Answer, Failure> {
        self.ask_at(&signed(request, &self.recipient.1, &[1, 2]), envelopes, None, EIGHT)
    }

    fn ask_at(
        &mut self,
        signed: &SignedRequest,
        envelopes: &[FiledEnvelope],
        cards: Option<&CardBlobs>,
        now: Minute,
    ) -> Result<Answer, Failure> {
        let mut file = Vec::new();
        for envelope in envelopes {
            envelope.put(&mut file);
        }
        let holders = self.holders();
        let asked = self.safe.check(signed, &file, now)?;
        self.safe.answer(&asked, (&file, cards), &holders, now, &mut self.rng)
    }

    fn result(&self, answer: Answer, id: u8) -> Opened {
        match answer {
            Answer::Sealed(file) => open_result(&file, &[id; 16], (&self.recipient.0, &self.pack.opener)).unwrap(),
            Answer::Cards(wanted) => panic!("cards are needed: {}", wanted.cards.len()),
        }
    }
}

fn contact(name: &str) -> VisitorContact {
    VisitorContact::typed(name, Some(PhoneNumber::parse("0912345123").unwrap()), 1980, None).unwrap()
}

/// What the authenticators of these officers answer.
fn signed(request: &OpeningRequest, recipient: &LogPublicKey, officers: &[u8]) -> SignedRequest {
    let challenge = URL_SAFE_NO_PAD.encode(request.challenge());
    let client = format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{ORIGIN}"}}"#);
    let mut data = Sha256::digest(b"console.example.vn").to_vec();
    data.extend_from_slice(&[5, 0, 0, 0, 1]);
    let message = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
    let assertion = |officer: &u8| {
        let signature: DerSignature = signer(30 + officer).sign(&message);
        Assertion::of(&data, client.as_bytes(), signature.as_bytes())
    };
    SignedRequest {
        request: hex::encode(&request.to_bytes()),
        recipient: hex::encode(recipient.as_bytes()),
        assertions: officers.iter().map(assertion).collect(),
    }
}

fn names(opened: &Opened) -> Vec<&str> {
    opened.entries.iter().map(|entry| entry.name.as_str()).collect()
}

#[test]
fn threat_12_opening_more_than_asked_is_refused_or_counted_and_never_done() {
    let mut world = World::new();
    let tomorrow = HOUR.plus(24);
    let asked = [world.visitor(7, HOUR, "An"), world.visitor(7, HOUR.plus(1), "Bình")];
    let slipped_in = [
        world.visitor(7, HOUR.plus(2), "Giờ sau"),
        world.visitor(7, LogHour(HOUR.0 - 1), "Giờ trước"),
        world.visitor(8, HOUR, "Nơi khác"),
        world.visitor(7, tomorrow, "Ngày khác"),
    ];
    // The same four again, this time filed under the hour and place that were asked for.
    let refiled = slipped_in.clone().map(|foreign| FiledEnvelope { log: log(7), hour: HOUR, ..foreign });
    let all: Vec<_> = asked.iter().chain(&slipped_in).chain(&refiled).cloned().collect();
    let answer = world.ask(&world.request(1), &all).unwrap();
    let opened = world.result(answer, 1);
    assert_eq!(names(&opened), ["An", "Bình"]);
    assert_eq!((opened.unopened.foreign, opened.unopened.sealed_otherwise), (4, 4));
    assert!(opened.entries.iter().all(|entry| entry.grade == Grade::SelfScan && entry.number_certified));
    assert!(matches!(world.ask(&world.request(1), &asked), Err(Failure::Used)));
}

#[test]
fn threat_12_one_signature_one_officer_twice_an_expired_request_and_seven_hours_are_refused_and_noted() {
    let mut world = World::new();
    let envelopes = [world.visitor(7, HOUR, "An")];
    let key = world.recipient.1.clone();
    let request = world.request(1);
    let mut refused = |signed: &SignedRequest, now| world.ask_at(signed, &envelopes, None, now).unwrap_err();
    assert!(matches!(refused(&signed(&request, &key, &[1]), EIGHT), Failure::Signatures(1)));
    let twice = OpeningRequest { officers: [1, 1], ..request.clone() };
    assert!(matches!(refused(&signed(&twice, &key, &[1, 1]), EIGHT), Failure::Request(_)));
    assert!(matches!(refused(&signed(&request, &key, &[1, 1]), EIGHT), Failure::Signature { officer: 2, .. }));
    assert!(matches!(refused(&signed(&request, &key, &[2, 1]), EIGHT), Failure::Signature { officer: 1, .. }));
    assert!(matches!(refused(&signed(&request, &key, &[1, 2]), EIGHT.plus(1_440)), Failure::NotNow(_)));
    assert!(matches!(refused(&signed(&request, &key, &[1, 2]), EIGHT.minus(6)), Failure::NotNow(_)));
    let seven = OpeningRequest { hours: 7, ..request.clone() };
    assert!(matches!(refused(&signed(&seven, &key, &[1, 2]), EIGHT), Failure::Request(_)));
    let elsewhere = OpeningRequest { province: Province(1), ..request.clone() };
    assert!(matches!(refused(&signed(&elsewhere, &key, &[1, 2]), EIGHT), Failure::NotNow(_)));
    let stranger = OpeningRequest { officers: [1, 12], ..request.clone() };
    assert!(matches!(refused(&signed(&stranger, &key, &[1, 12]), EIGHT), Failure::UnknownOfficer(12)));
    let other_key = OpeningRequest { recipient: [0; 32], ..request.clone() };
    assert!(matches!(refused(&signed(&other_key, &key, &[1, 2]), EIGHT), Failure::UnknownRecipient));
    // What was signed for one reason does not do for another.
    let changed = OpeningRequest { reason: "Khác".into(), ..request.clone() };
    let moved = SignedRequest { request: hex::encode(&changed.to_bytes()), ..signed(&request, &key, &[1, 2]) };
    assert!(matches!(refused(&moved, EIGHT), Failure::Signature { .. }));
    let refusals = world.safe.log().text().matches(r#""deed":"refused""#).count();
    assert_eq!(refusals, 11);
    assert_eq!(Log::read(&world.safe.log().text()).unwrap(), *world.safe.log(), "the chain verifies");
}

#[test]
fn threat_12_limits_hold_for_a_place_and_week_an_officer_and_day_and_a_district_and_day() {
    let mut world = World::new();
    let key = world.recipient.1.clone();
    let mut number = 0_u8;
    let mut ask = |world: &mut World, place: u8, officers: [u8; 2], now: Minute| {
        number += 1;
        let request = OpeningRequest {
            logs: vec![log(place)],
            officers: officers.map(u32::from),
            issued: now,
            expires: now.plus(60),
            ..world.request(number)
        };
        world.ask_at(&signed(&request, &key, &officers), &[], None, now)
    };
    for _ in 0..4 {
        ask(&mut world, 7, [1, 2], EIGHT).unwrap();
    }
    let place = ask(&mut world, 7, [3, 4], EIGHT).unwrap_err();
    assert!(matches!(place, Failure::Limit(reason) if reason.contains("one place")));

    ask(&mut world, 8, [1, 3], EIGHT).unwrap();
    let officer = ask(&mut world, 9, [5, 1], EIGHT).unwrap_err();
    assert!(matches!(officer, Failure::Limit(reason) if reason.contains("one officer")));
    // Five are asked for in this district; fifteen more by others reach the day's twenty.
    let mut asked = 5;
    for pair in [[4, 5], [6, 7], [8, 9]] {
        for place in 0..5 {
            if ask(&mut world, 100 + pair[0] * 10 + place, pair, EIGHT).is_ok() {
                asked += 1;
            }
        }
    }
    assert_eq!(asked, 20);
    let district = ask(&mut world, 99, [2, 3], EIGHT).unwrap_err();
    assert!(matches!(district, Failure::Limit(reason) if reason.contains("one district")));
    assert!(ask(&mut world, 7, [3, 4], EIGHT.plus(7 * 1_440 - 1)).is_err());
    ask(&mut world, 7, [3, 4], EIGHT.plus(7 * 1_440)).unwrap();
}

#[test]
fn a_checkers_entries_open_in_two_rounds_with_the_cards_of_this_request_alone() {
    let mut world = World::new();
    let minute = Minute::of(HOUR.start()).plus(10);
    let (card_key, month) = (CardKey::from_bytes([5; 16]), world.pack.card(MAY).unwrap().clone());
    let line = MaskedLine::of(&contact("Chi"));
    let scan = |code: Vec<u8>, companions| Entry {
        direction: Direction::In,
        companions,
        minute,
        visitor: Visitor::Scanned(code),
    };
    let phone = PhoneCode::draw(&signer(60), minute, &card_key, &line).to_vec();
    let photograph = PhoneCode::draw(&signer(61), minute.minus(30), &card_key, &line).to_vec();
    let paper_id = CardId::from_bytes([6; 16]);
    let paper = PaperCode { card_id: paper_id, key: card_key.clone(), line };
    let forged = paper.sign(1, &signer(52)).to_vec();
    let paper = paper.sign(1, &signer(51)).to_vec();
    let behalf = Entry { visitor: Visitor::OnBehalf(contact("Dung")), ..scan(Vec::new(), 1) };
    let entries = [scan(phone, 2), scan(photograph, 0), scan(paper, 0), scan(forged, 0), behalf];
    let envelopes: Vec<_> = entries.iter().map(|entry| world.envelope(7, HOUR, entry)).collect();
    let request = world.request(1);
    let both = signed(&request, &world.recipient.1.clone(), &[1, 2]);
    let Answer::Cards(wanted) = world.ask_at(&both, &envelopes, None, EIGHT).unwrap() else { panic!("cards first") };
    let phone_id = CardId::of(signer(60).verifying_key());
    assert_eq!(wanted.cards.len(), 3);
    assert!(wanted.cards.contains(&hex::encode(phone_id.as_bytes())));

    let mut blob = |id: CardId, kind, name: &str| {
        let holder = CardHolder { contact: contact(name), certificate: None };
        let bytes = seal_blob(kind, id, &card_key, &holder, &month, &mut world.rng).unwrap();
        CardBlob::of(id, kind, MAY, &bytes)
    };
    let cards = vec![blob(phone_id, CardKind::Phone, "Chi"), blob(paper_id, CardKind::Paper, "Bà Tư")];
    let cards = CardBlobs { request: wanted.request, cards };
    let of_another = CardBlobs { request: hex::encode(&[2; 16]), ..cards.clone() };
    assert!(world.ask_at(&both, &envelopes, Some(&of_another), EIGHT).is_err());
    let other_file = world.ask_at(&both, &envelopes[..2], Some(&cards), EIGHT);
    assert!(matches!(other_file, Err(Failure::OtherEnvelopes)));
    let answer = world.ask_at(&both, &envelopes, Some(&cards), EIGHT.plus(3)).unwrap();
    let opened = world.result(answer, 1);
    let graded: Vec<_> = opened.entries.iter().map(|entry| (entry.name.as_str(), entry.grade)).collect();
    assert_eq!(graded, [("Chi", Grade::Phone), ("Bà Tư", Grade::Paper), ("Dung", Grade::OnBehalf)]);
    assert_eq!((opened.unopened.without_card, opened.unopened.forged), (1, 1), "no contact came for the photograph");
    // The log names none of them.
    let log = world.safe.log().text();
    for secret in ["Bà Tư", "912345123", &hex::encode(phone_id.as_bytes()), &hex::encode(paper_id.as_bytes())] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn the_folder_survives_its_program_and_a_changed_log_stops_it() {
    let mut world = World::new();
    let envelopes = [world.visitor(7, HOUR, "An")];
    world.ask(&world.request(1), &envelopes).unwrap();
    let folder = world.dir.path().join("safe");
    let mut again = Safe::open(&folder).unwrap();
    assert_eq!(again.log(), world.safe.log());
    let both = signed(&world.request(1), &world.recipient.1, &[1, 2]);
    assert!(matches!(again.check(&both, &[], EIGHT), Err(Failure::Used)), "used ids are kept");
    // 60 days after May the root of May is gone, and the envelope stays closed for ever.
    let august = Minute::of(UnixTime(u64::from(EIGHT.0) * 60 + 90 * 86_400));
    assert_eq!(again.forget(august).unwrap(), ["2021-05"]);
    drop(again);
    let mut again = Safe::open(&folder).unwrap();
    let late = OpeningRequest { issued: august, expires: august.plus(60), ..world.request(2) };
    let signed = signed(&late, &world.recipient.1, &[1, 2]);
    let mut file = Vec::new();
    envelopes[0].put(&mut file);
    let asked = again.check(&signed, &file, august).unwrap();
    let gone = again.answer(&asked, (&file, None), &world.holders(), august, &mut world.rng);
    assert!(matches!(gone, Err(Failure::NoRoot(month)) if month == "2021-05"));
    tampered(&folder);
}

fn tampered(folder: &Path) {
    let path = folder.join("log.jsonl");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"entries\":1", "\"entries\":0", 1)).unwrap();
    assert!(matches!(Safe::open(folder), Err(Failure::LogBroken(_))));
}

#[test]
fn no_file_of_the_folder_holds_a_root_a_key_or_a_passphrase_in_the_clear() {
    let world = World::new();
    let folder = world.dir.path().join("safe");
    let mut found = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        found.push(std::fs::read(file.unwrap().path()).unwrap());
    }
    let holds = |needle: &[u8]| found.iter().any(|file| file.windows(needle.len()).any(|part| part == needle));
    for words in &world.words {
        assert!(!holds(words.as_str().as_bytes()));
        assert!(!holds(words.as_str().split(' ').next().unwrap().as_bytes()));
    }
    assert!(!holds(b"PRIVATE KEY"));
}
