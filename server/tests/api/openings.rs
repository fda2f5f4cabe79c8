//! Openings of the visitor log: two officers sign the same words, and what the opener finds becomes contacts of the case, once.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::PhoneNumber;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{Minute, PlaceCode, Province};
use lancan_protocol::visitor_log::{
    CardBlobs, CardHolder, CardKey, CardKind, CardUpload, Direction, Entry, FiledEnvelope, Grade, KeyPack, LogHour,
    LogPublicKey, LogSecretKey, MaskedLine, Month, Opened, OpenedEntry, OpenerCertificate, OpeningBundle,
    OpeningRequest, PhoneCode, Unopened, Upload, Visitor, VisitorContact, WantedCards, open, open_blob, seal,
    seal_result,
};
use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};
use p256::ecdsa::SigningKey;
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _, LineEnding};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::{Value as Json, json};

use crate::authenticator::Authenticator;
use crate::places::WARD;
use crate::support::{Officer, PASSWORD, Said, World, holds};

const DAYS: KeyDays = KeyDays::VIETNAM;
const OPENINGS: &str = "/officer/v1/openings";
const KEYS: &str = "/officer/v1/signing-keys";
const PROVINCE: Province = Province(68);

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

/// The opener's key, and the key of one day: what the opener alone has.
fn opener() -> SigningKey {
    signer(2)
}

/// A server whose country vouches for an opener, with an officer, a supervisor and another officer of one ward, and one officer
/// elsewhere.
fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("national.pub.pem");
    std::fs::write(&key, signer(1).verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    let world = World::with(|config| config.national_key = Some(key), |_| {});
    add_officers(&world);
    put_pack(&world);
    world
}

fn add_officers(world: &World) {
    let centre = |ward| world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap();
    let (ward, elsewhere) = (centre(WARD), centre("25747"));
    let all = [
        ("lan", Role::Officer, &ward),
        ("minh", Role::Officer, &ward),
        ("giang", Role::Supervisor, &ward),
        ("hoa", Role::Supervisor, &elsewhere),
    ];
    for (name, role, centre) in all {
        let account = NewAccount { name, centre: CentreRef::Id(centre), role, scope: Scope::Centre, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
}

/// Two officers of a ward, one of whom asked for an opening and signed.
pub(crate) fn one_is_asked_for(world: &World) {
    let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế Lộc Thắng", Some(WARD))).unwrap();
    for (name, role) in [("hạnh", Role::Officer), ("giang", Role::Supervisor)] {
        let account = NewAccount { name, centre: CentreRef::Id(&centre), role, scope: Scope::Centre, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
    opening(&world.sign_in("hạnh"), &world.sign_in("giang"), WARD, 1);
}

/// An opening is signed by both, handed out and looked at. The ward's officers are there already, and a pack is.
pub(crate) fn one_is_looked_at(world: &World) {
    let centre = world.runtime.block_on(create_centre(&world.config, "Trung tâm y tế", Some(WARD))).unwrap();
    let account = NewAccount {
        name: "giang",
        centre: CentreRef::Id(&centre),
        role: Role::Supervisor,
        scope: Scope::Unit(WARD),
        totp: false,
    };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    let desk = Desk::of(world);
    let id = desk.signed();
    assert_eq!(desk.file(&id).status, 200);
    let wanted = json!({ "request": id, "cards": ["07".repeat(16)] }).to_string();
    assert_eq!(desk.bring(&id, wanted.as_bytes()).status, 200);
    assert_eq!(desk.lan.call("GET", OPENINGS, None).json().as_array().map(Vec::len), Some(1));
}

/// A pack that the country's key vouches for, of today.
fn put_pack(world: &World) {
    let (today, until) = (DAYS.day(world.now()), Minute::of(world.now()).plus(50_000));
    let keys: Vec<LogPublicKey> = (0..38).map(|seed| LogSecretKey::derive(&[seed; 32]).1).collect();
    let certificate = OpenerCertificate::sign(PROVINCE, *opener().verifying_key(), until, &signer(1));
    let pack = KeyPack::sign((PROVINCE, 1), (today, until), &keys[..35], &keys[35..], (&opener(), &certificate));
    let packs = world.config.data_dir.join("packs");
    std::fs::create_dir_all(&packs).unwrap();
    std::fs::write(packs.join("68.pack"), pack.unwrap()).unwrap();
}

/// Binds a key to an officer.
fn enrol(officer: &Officer<'_>, seed: u8) -> Authenticator {
    let key = Authenticator(signer(seed));
    let challenge = officer.call("GET", KEYS, None).json()["challenge"].as_str().unwrap().to_owned();
    let said = officer.call("POST", KEYS, Some(key.made(officer.world.host(), &challenge)));
    assert_eq!(said.status, 204, "{}", String::from_utf8_lossy(&said.body));
    key
}

fn number(officer: &Officer<'_>) -> i64 {
    officer.call("GET", KEYS, None).json()["officer"].as_i64().unwrap()
}

fn sign(officer: &Officer<'_>, id: &str, key: &Authenticator) -> Said {
    let opening = officer.call("GET", &format!("{OPENINGS}/{id}"), None).json();
    let answer = key.signed(officer.world.host(), opening["challenge"].as_str().unwrap());
    officer.call("POST", &format!("{OPENINGS}/{id}/signature"), Some(answer))
}

/// Somebody's own phone seals that they were there at this minute.
fn visits(world: &World, code: &PlaceCode, (name, phone): (&str, &str), at: Minute) {
    let hour = LogHour::of(at.start());
    let phone = PhoneNumber::parse(phone).unwrap();
    let contact = VisitorContact::typed(name, Some(phone), 1961, None).unwrap();
    let entry = Entry::self_scan((code.log_id(), hour), (Direction::In, 0, at), (contact, None), &signer(9));
    let day = LogSecretKey::derive(&[0; 32]).1;
    let envelope = seal(&entry, (code.log_id(), hour), &day, &mut ChaCha20Rng::seed_from_u64(at.0.into())).unwrap();
    let upload = Upload::new(code.log_id(), hour, envelope, &code.day_seed(hour.day(DAYS)).unwrap());
    assert_eq!(world.call("POST", "/v1/visitor-log", &[], Some(&upload.to_bytes())).status, 204);
}

/// What the opener does with the file: it opens the envelopes with the day's secret key.
fn found(bundle: &OpeningBundle) -> (OpeningRequest, Opened) {
    let request = OpeningRequest::from_bytes(&hex::decode(&bundle.signed.request).unwrap()).unwrap();
    let (secret, _) = LogSecretKey::derive(&[0; 32]);
    let mut entries = Vec::new();
    for filed in FiledEnvelope::read_all(&bundle.envelopes().unwrap()).unwrap() {
        assert!(request.covers(filed.log, filed.hour), "the file holds what was asked for and no more");
        let plain = open(&filed.envelope, (filed.log, filed.hour), &secret).unwrap();
        let entry = Entry::from_bytes(&plain).unwrap();
        let Visitor::SelfScan { contact, .. } = &entry.visitor else { panic!("a self-scan") };
        entries.push(OpenedEntry {
            grade: Grade::SelfScan,
            direction: entry.direction,
            companions: entry.companions,
            minute: entry.minute,
            name: contact.name().to_owned(),
            phone: contact.phone().map(|phone| phone.as_str().to_owned()),
            number_certified: false,
            birth_year: contact.birth_year(),
            unit: None,
        });
    }
    let id = hex::encode(&request.id);
    let (first_hour, hours) = (request.first_hour, request.hours);
    (request, Opened { format: 1, request: id, first_hour, hours, entries, unopened: Unopened::default() })
}

fn result(bundle: &OpeningBundle, request: &OpeningRequest, opened: &Opened, by: &SigningKey) -> Vec<u8> {
    let point = hex::decode(&bundle.signed.recipient).unwrap().try_into().unwrap();
    let recipient = LogPublicKey::from_bytes(point).unwrap();
    assert_eq!(recipient.fingerprint(), request.recipient);
    seal_result(opened, &request.id, (&recipient, by), &mut ChaCha20Rng::seed_from_u64(5)).unwrap()
}

/// An officer and a supervisor with keys, a case and a place with the duty.
struct Desk<'w> {
    lan: Officer<'w>,
    giang: Officer<'w>,
    keys: [Authenticator; 2],
    case: String,
    place: String,
    code: PlaceCode,
}

impl<'w> Desk<'w> {
    fn of(world: &'w World) -> Self {
        let (lan, giang) = (world.sign_in("lan"), world.sign_in("giang"));
        let keys = [enrol(&lan, 11), enrol(&giang, 12)];
        let code = lan.logged_place("Bệnh viện Bảo Lâm", "hospital", WARD);
        let places = lan.call("GET", "/officer/v1/places", None).json();
        let place = places[0]["id"].as_str().unwrap().to_owned();
        Self { keys, case: lan.open_case(), place, code, lan, giang }
    }

    /// What asks for two hours, those of now and of the hour before.
    fn wanted(&self) -> Json {
        let from = LogHour::of(self.lan.world.now()).start().0 - 3_600;
        json!({
            "case": self.case, "place": self.place, "from": from, "hours": 2, "reason": "Ca bệnh ở Khoa Nội",
            "second": number(&self.giang),
        })
    }

    fn ask(&self, wanted: Json) -> Said {
        self.lan.call("POST", OPENINGS, Some(wanted))
    }

    /// An opening that both signed.
    fn signed(&self) -> String {
        let said = self.ask(self.wanted());
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        let id = said.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(sign(&self.lan, &id, &self.keys[0]).status, 204);
        assert_eq!(sign(&self.giang, &id, &self.keys[1]).status, 204);
        id
    }

    fn file(&self, id: &str) -> Said {
        self.lan.call("POST", &format!("{OPENINGS}/{id}/file"), None)
    }

    fn bring(&self, id: &str, file: &[u8]) -> Said {
        let headers = [("authorization", self.lan.authorization.as_str())];
        self.lan.world.call("POST", &format!("{OPENINGS}/{id}/from-opener"), &headers, Some(file))
    }
}

#[test]
fn two_officers_sign_the_same_words_and_what_the_opener_finds_becomes_contacts_of_the_case_once() {
    let mut world = world();
    let world_now = Minute::of(world.now());
    let id;
    {
        let desk = Desk::of(&world);
        visits(&world, &desk.code, ("Lương Thế Khánh", "0987123456"), world_now);
        visits(&world, &desk.code, ("Dương Thị Trân", "0912000111"), world_now.minus(45));
        visits(&world, &desk.code, ("Lý Thường Vĩnh", "0912000222"), world_now.minus(180));
        id = desk.signed();
        let said = desk.file(&id);
        assert_eq!(said.status, 200);
        let bundle: OpeningBundle = serde_json::from_slice(&said.body).unwrap();
        let (request, opened) = found(&bundle);
        assert_eq!((request.place.as_str(), request.reason.as_str()), ("Bệnh viện Bảo Lâm", "Ca bệnh ở Khoa Nội"));
        // The opener, which enrolled these keys, takes the signatures.
        let keys = desk.lan.call("GET", KEYS, None).json();
        let key = p256::ecdsa::VerifyingKey::from_public_key_pem(keys["keys"][0]["pem"].as_str().unwrap()).unwrap();
        let origin = keys["keys"][0]["origin"].as_str().unwrap().to_owned();
        let enrolled = lancan_protocol::visitor_log::OfficerKey { key, relying_party: "127.0.0.1".into(), origin };
        assert_eq!(bundle.signed.assertions[0].verify(&request.challenge(), &enrolled), Ok(()));
        assert_eq!(opened.entries.len(), 2, "three hours ago was not asked for");

        let by_another = result(&bundle, &request, &opened, &signer(3));
        let other = OpeningRequest { id: [7; 16], ..request.clone() };
        let of_another = Opened { request: hex::encode(&other.id), ..opened.clone() };
        let of_another = result(&bundle, &other, &of_another, &opener());
        let mut later = opened.clone();
        later.entries[0].minute = later.entries[0].minute.plus(600);
        let outside = result(&bundle, &request, &later, &opener());
        for (what, file) in [("another opener", by_another), ("another request", of_another), ("other hours", outside)]
        {
            let said = desk.bring(&id, &file);
            assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"), "{what}");
        }
        assert_eq!(world.count("contacts"), 0);

        let file = result(&bundle, &request, &opened, &opener());
        let said = desk.bring(&id, &file);
        assert_eq!((said.status, said.json()), (201, json!({ "contacts": 2 })));
        assert_eq!(desk.bring(&id, &file).status, 409, "once");
        assert_eq!(desk.file(&id).status, 409);
        assert_eq!(world.count("contacts"), 2);
        let path = format!("/officer/v1/contacts?case={}&source=visitor_log", desk.case);
        let contacts = desk.lan.call("GET", &path, None).json()["contacts"].clone();
        let of = |name: &str| {
            let all = contacts.as_array().unwrap().iter();
            all.clone()
                .find(|contact| contact["person"]["name"] == name)
                .unwrap_or_else(|| panic!("{contacts}"))
                .clone()
        };
        let khanh = of("Lương Thế Khánh");
        assert_eq!((khanh["source"].as_str(), khanh["closeness"].as_str()), (Some("visitor_log"), Some("same_place")));
        assert_eq!(
            (khanh["case_id"].as_str(), khanh["person"]["phone"].as_str()),
            (Some(desk.case.as_str()), Some("+84987123456"))
        );
        assert_eq!((khanh["person"]["birth_year"].as_u64(), khanh["status"].as_str()), (Some(1961), Some("new")));
        assert!(khanh["person"]["notes"].as_str().unwrap().contains("Bệnh viện Bảo Lâm"));
        of("Dương Thị Trân");
        let opening = desk.lan.call("GET", &format!("{OPENINGS}/{id}"), None).json();
        assert_eq!((opening["state"].as_str(), opening["contacts"].as_u64()), (Some("imported"), Some(2)));
    }
    let acts = world.acts();
    for act in ["enrol-signing-key", "ask-opening", "sign-opening", "take-opening-file", "import-opening"] {
        assert!(acts.iter().any(|row| row.contains(act)), "{act}: {acts:?}");
    }
    // Threat 10: what was opened, and why, stands nowhere in the clear, nor does a key.
    world.stop();
    let stored = world.stored_bytes();
    let secret = signer(11).to_bytes();
    let needles: [&[u8]; 8] = [
        "Khánh".as_bytes(),
        "Trân".as_bytes(),
        "Vĩnh".as_bytes(),
        b"987123456",
        b"912000111",
        b"912000222",
        "Khoa Nội".as_bytes(),
        secret.as_slice(),
    ];
    for needle in needles {
        assert!(!holds(&stored, needle), "{}", String::from_utf8_lossy(needle));
    }
    assert!(!id.is_empty());
}

/// Somebody's phone shows its code, and a checker seals it; the phone posts the contact of its card.
fn is_scanned(world: &World, code: &PlaceCode, name: &str, card: &SigningKey, at: Minute) -> PhoneCode {
    let (hour, mut rng) = (LogHour::of(at.start()), ChaCha20Rng::seed_from_u64(at.0.into()));
    let contact = VisitorContact::typed(name, Some(PhoneNumber::parse("0987123456").unwrap()), 1961, None).unwrap();
    let key = CardKey::from_bytes([5; 16]);
    let shown = PhoneCode::draw(card, at, &key, &MaskedLine::of(&contact));
    let entry =
        Entry { direction: Direction::In, companions: 0, minute: at, visitor: Visitor::Scanned(shown.to_vec()) };
    let day = LogSecretKey::derive(&[0; 32]).1;
    let envelope = seal(&entry, (code.log_id(), hour), &day, &mut rng).unwrap();
    let upload = Upload::new(code.log_id(), hour, envelope, &code.day_seed(hour.day(DAYS)).unwrap());
    assert_eq!(world.call("POST", "/v1/visitor-log", &[], Some(&upload.to_bytes())).status, 204);
    let (month, to) = (Month::of(DAYS.day(at.start())), LogSecretKey::derive(&[35; 32]).1);
    let holder = CardHolder { contact, certificate: None };
    let upload = CardUpload::seal(&holder, (card, &key), (PROVINCE, month, &to), &mut rng).unwrap();
    assert_eq!(world.call("POST", "/v1/visitor-log/cards", &[], Some(&upload)).status, 204);
    PhoneCode::read(&shown).unwrap()
}

#[test]
fn an_openers_list_of_cards_brought_to_the_console_is_answered_with_the_contact_of_the_phone_that_was_scanned() {
    let world = world();
    let desk = Desk::of(&world);
    let now = Minute::of(world.now());
    let scanned = is_scanned(&world, &desk.code, "Lương Thế Khánh", &signer(21), now);
    let id = desk.signed();
    let bundle: OpeningBundle = serde_json::from_slice(&desk.file(&id).body).unwrap();

    // The opener reads the code in the envelope, and asks for its card; of a second card the server keeps nothing.
    let filed = FiledEnvelope::read_all(&bundle.envelopes().unwrap()).unwrap().remove(0);
    let plain = open(&filed.envelope, (filed.log, filed.hour), &LogSecretKey::derive(&[0; 32]).0).unwrap();
    let Visitor::Scanned(code) = Entry::from_bytes(&plain).unwrap().visitor else { panic!("a scanned code") };
    let code = PhoneCode::read(&code).unwrap();
    assert!(code == scanned);
    let wanted =
        WantedCards { request: id.clone(), cards: vec![hex::encode(code.card_id().as_bytes()), "07".repeat(16)] };
    let said = desk.bring(&id, &serde_json::to_vec(&wanted).unwrap());
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    let blobs: CardBlobs = serde_json::from_slice(&said.body).unwrap();
    assert_eq!((blobs.request.as_str(), blobs.cards.len()), (id.as_str(), 1));
    let blob = &blobs.cards[0];
    assert_eq!((blob.kind(), &blob.card), (CardKind::Phone, &wanted.cards[0]));
    let secret = LogSecretKey::derive(&[35; 32]).0;
    let holder = open_blob(blob.kind(), code.card_id(), &code.key, &hex::decode(&blob.blob).unwrap(), &secret).unwrap();
    assert_eq!((holder.contact.name(), holder.contact.phone().unwrap().as_str()), ("Lương Thế Khánh", "+84987123456"));

    // A list for another request, and one from an officer whom the request does not name, get nothing.
    let other = WantedCards { request: "01".repeat(16), ..wanted.clone() };
    let said = desk.bring(&id, &serde_json::to_vec(&other).unwrap());
    assert_eq!((said.status, said.problem().as_str()), (400, "request-invalid"));
    let minh = world.sign_in("minh");
    let headers = [("authorization", minh.authorization.as_str())];
    let path = format!("{OPENINGS}/{id}/from-opener");
    let said = world.call("POST", &path, &headers, Some(&serde_json::to_vec(&wanted).unwrap()));
    assert_eq!((said.status, said.problem().as_str()), (403, "not-allowed"));
    assert!(world.acts().iter().any(|row| row.contains("give-opening-cards")));
}

#[test]
fn threat_12_the_console_refuses_what_the_opener_would_refuse() {
    let world = world();
    let desk = Desk::of(&world);
    let with = |field: &str, value: Json| {
        let mut wanted = desk.wanted();
        wanted[field] = value;
        let said = desk.ask(wanted);
        (said.status, said.problem())
    };
    let minh = world.sign_in("minh");
    let _ = enrol(&minh, 13);
    let hoa = world.sign_in("hoa");
    let _ = enrol(&hoa, 14);
    let now = LogHour::of(world.now()).start().0;
    let invalid = (400, "request-invalid".to_owned());
    for (field, value) in [
        ("hours", json!(0)),
        ("hours", json!(7)),
        ("from", json!(now + 3_600)),
        ("from", json!(now - 29 * 86_400)),
        ("from", json!(now + 60)),
        ("reason", json!("  ")),
        ("reason", json!("x".repeat(241))),
        ("case", json!("no such case")),
        ("place", json!(world.sign_in("lan").add_place("Chợ"))),
        ("second", json!(number(&desk.lan))),
        ("second", json!(number(&minh))),
        ("second", json!(number(&hoa))),
        ("second", json!(9_999)),
    ] {
        assert_eq!(with(field, value.clone()), invalid, "{field} {value}");
    }
    let id = desk.ask(desk.wanted()).json()["id"].as_str().unwrap().to_owned();
    let path = format!("{OPENINGS}/{id}");
    // Out of turn, with another's key, over another challenge, by somebody else, from elsewhere.
    assert_eq!(sign(&desk.giang, &id, &desk.keys[1]).status, 409);
    assert_eq!(sign(&desk.lan, &id, &desk.keys[1]).status, 400);
    let other = desk.keys[0].signed(world.host(), &URL_SAFE_NO_PAD.encode([1; 32]));
    assert_eq!(desk.lan.call("POST", &format!("{path}/signature"), Some(other)).status, 400);
    assert_eq!(sign(&minh, &id, &desk.keys[0]).status, 403);
    assert_eq!(hoa.call("GET", &path, None).status, 404);
    assert_eq!(hoa.call("POST", &format!("{path}/refusal"), Some(json!({ "reason": "Không" }))).status, 404);
    assert_eq!(desk.file(&id).status, 409, "nobody has signed");
    assert_eq!(sign(&desk.lan, &id, &desk.keys[0]).status, 204);
    assert_eq!(sign(&desk.lan, &id, &desk.keys[0]).status, 409, "one officer twice");
    assert_eq!(desk.file(&id).status, 409, "one signature");
    // The second officer refuses, and nothing follows.
    let reason = json!({ "reason": "Sai giờ" });
    assert_eq!(minh.call("POST", &format!("{path}/refusal"), Some(reason.clone())).status, 403);
    assert_eq!(desk.giang.call("POST", &format!("{path}/refusal"), Some(reason.clone())).status, 204);
    assert_eq!(desk.giang.call("POST", &format!("{path}/refusal"), Some(reason)).status, 409);
    assert_eq!(sign(&desk.giang, &id, &desk.keys[1]).status, 409);
    let shown = desk.lan.call("GET", &path, None).json();
    assert_eq!((shown["state"].as_str(), shown["refusal"].as_str()), (Some("refused"), Some("Sai giờ")));
    assert!(hoa.call("GET", OPENINGS, None).json().as_array().unwrap().is_empty(), "nor in a list");
}

#[test]
fn an_opening_ends_after_a_day_and_with_the_key_that_signed_and_there_are_four_a_place_and_week() {
    let world = world();
    let desk = Desk::of(&world);
    let unsigned = desk.ask(desk.wanted()).json()["id"].as_str().unwrap().to_owned();
    let signed = desk.signed();
    for _ in 0..2 {
        assert_eq!(desk.ask(desk.wanted()).status, 201);
    }
    assert_eq!(desk.ask(desk.wanted()).problem(), "too-many-requests");
    // A key that was revoked vouches for nothing any more, and another one signs new requests only.
    let keys = desk.lan.call("GET", KEYS, None).json();
    let challenge = keys["challenge"].as_str().unwrap().to_owned();
    assert_eq!(desk.lan.call("POST", KEYS, Some(Authenticator(signer(21)).made(world.host(), &challenge))).status, 409);
    let own = format!("{KEYS}/{}", keys["keys"][0]["id"].as_str().unwrap());
    assert_eq!(desk.giang.call("DELETE", &own, None).status, 404, "nobody else's");
    assert_eq!(desk.file(&signed).status, 200);
    assert_eq!(desk.lan.call("DELETE", &own, None).status, 204);
    assert_eq!(desk.file(&signed).status, 409);
    let another = enrol(&desk.lan, 21);
    assert_eq!(desk.file(&signed).status, 409);
    assert_eq!(sign(&desk.lan, &unsigned, &another).status, 204);
    // After a day.
    world.go_to(world.now().plus(86_400));
    let (lan, giang) = (world.sign_in("lan"), world.sign_in("giang"));
    assert_eq!(sign(&giang, &unsigned, &desk.keys[1]).status, 409);
    let state = lan.call("GET", &format!("{OPENINGS}/{unsigned}"), None).json();
    assert_eq!(state["state"].as_str(), Some("expired"));
    world.go_to(world.now().plus(7 * 86_400));
    let desk = Desk { lan: world.sign_in("lan"), giang: world.sign_in("giang"), ..desk };
    assert_eq!(desk.ask(desk.wanted()).status, 201, "a week later");
}

#[test]
fn a_key_is_taken_where_it_was_made_for_this_session_on_this_site_by_its_holder() {
    let world = world();
    let lan = world.sign_in("lan");
    let challenge = lan.call("GET", KEYS, None).json()["challenge"].as_str().unwrap().to_owned();
    let key = Authenticator(signer(11));
    let of_another = world.sign_in("giang").call("GET", KEYS, None).json()["challenge"].as_str().unwrap().to_owned();
    assert_ne!(challenge, of_another);
    let refused = |made: Json| lan.call("POST", KEYS, Some(made)).problem();
    assert_eq!(refused(key.made(world.host(), &of_another)), "request-invalid");
    let signed = key.signed(world.host(), &challenge);
    let instead = json!({ "authenticator_data": signed["authenticator_data"], "client_data": signed["client_data"] });
    assert_eq!(refused(instead), "request-invalid", "an assertion");
    // Another page made it: the browser wrote down which.
    assert_eq!(refused(key.made("localhost:1", &challenge)), "request-invalid");
    assert_eq!(world.count("signing_keys"), 0);
    // Later than five minutes after the sign-in, password and code are asked for first.
    world.go_to(world.now().plus(301));
    assert_eq!(lan.call("POST", KEYS, Some(key.made(world.host(), &challenge))).status, 403);
    let shown = lan.call("POST", "/officer/v1/session/confirmation", Some(json!({ "password": PASSWORD })));
    assert_eq!(shown.status, 204);
    assert_eq!(lan.call("POST", KEYS, Some(key.made(world.host(), &challenge))).status, 204);
    assert_eq!(world.count("signing_keys"), 1);
}

#[test]
fn openings_go_with_their_case_and_revoked_keys_after_ninety_days() {
    let world = world();
    let desk = Desk::of(&world);
    desk.signed();
    let keys = desk.giang.call("GET", KEYS, None).json();
    let own = format!("{KEYS}/{}", keys["keys"][0]["id"].as_str().unwrap());
    assert_eq!(desk.giang.call("DELETE", &own, None).status, 204);
    assert_eq!((world.count("openings"), world.count("signing_keys")), (1, 2));
    for days in [45, 44] {
        world.go_to(world.now().plus(days * 86_400));
    }
    assert_eq!((world.count("openings"), world.count("signing_keys")), (0, 2));
    world.go_to(world.now().plus(2 * 86_400));
    assert_eq!(world.count("signing_keys"), 1);
}

/// The key of an officer, which is made where there is none.
fn key_of(officer: &Officer<'_>) -> Authenticator {
    let seed = u8::try_from(100 + number(officer) % 100).unwrap();
    let keys = officer.call("GET", KEYS, None).json();
    let has_key = keys["keys"].as_array().unwrap().iter().any(|key| key["revoked_at"].is_null());
    if has_key { Authenticator(signer(seed)) } else { enrol(officer, seed) }
}

/// What an officer sends to ask for an opening at a fresh place, with this second officer.
pub(crate) fn wanted_of(first: &Officer<'_>, second: &Officer<'_>, ward: &str) -> Json {
    let _ = (key_of(first), key_of(second));
    let name = format!("Trung tâm y tế {}", first.world.count("places"));
    first.logged_place(&name, "hospital", ward);
    let place = &first.world.rows(&format!("SELECT id FROM places WHERE name = '{name}'"))[0][0];
    let lancan_server::store::Value::Text(place) = place else { panic!("an id") };
    let from = LogHour::of(first.world.now()).start().0;
    json!({
        "case": first.open_case(), "place": place, "from": from, "hours": 1, "reason": "Khoa Nội", "second": number(second),
    })
}

/// A fresh opening with this many signatures. It was asked for long ago, so that no limit is reached.
pub(crate) fn opening(first: &Officer<'_>, second: &Officer<'_>, ward: &str, signatures: usize) -> String {
    let said = first.call("POST", OPENINGS, Some(wanted_of(first, second, ward)));
    assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
    let id = said.json()["id"].as_str().unwrap().to_owned();
    first.world.change("UPDATE openings SET asked_at = 1", &[]);
    for officer in [first, second].into_iter().take(signatures) {
        assert_eq!(sign(officer, &id, &key_of(officer)).status, 204);
    }
    id
}

/// The path of a route of openings with a fresh opening or key in it, and a body that is good for who asked for the opening.
pub(crate) fn filled(
    first: &Officer<'_>,
    second: &Officer<'_>,
    ward: &str,
    (method, path): (&str, &str),
) -> (String, Option<String>) {
    let own_key = || {
        let _ = key_of(first);
        let keys = first.call("GET", KEYS, None).json();
        let live = keys["keys"].as_array().unwrap().iter().find(|key| key["revoked_at"].is_null()).unwrap().clone();
        live["id"].as_str().unwrap().to_owned()
    };
    if path.starts_with(KEYS) {
        if method == "POST" {
            assert_eq!(first.call("DELETE", &format!("{KEYS}/{}", own_key()), None).status, 204);
            let challenge = first.call("GET", KEYS, None).json()["challenge"].as_str().unwrap().to_owned();
            return (path.to_owned(), Some(Authenticator(signer(77)).made(first.world.host(), &challenge).to_string()));
        }
        let id = if path.contains("{id}") { own_key() } else { String::new() };
        return (path.replace("{id}", &id), None);
    }
    if path == OPENINGS {
        let body = (method == "POST").then(|| wanted_of(first, second, ward).to_string());
        return (path.to_owned(), body);
    }
    let signatures = if path.ends_with("/file") || path.ends_with("/from-opener") { 2 } else { 0 };
    let id = opening(first, second, ward, signatures);
    let body = match path.rsplit('/').next() {
        Some("signature") => {
            let shown = first.call("GET", &format!("{OPENINGS}/{id}"), None).json();
            Some(key_of(first).signed(first.world.host(), shown["challenge"].as_str().unwrap()).to_string())
        }
        Some("refusal") => Some(json!({ "reason": "Sai giờ" }).to_string()),
        Some("from-opener") => Some(json!({ "request": id, "cards": [] }).to_string()),
        _ => None,
    };
    (path.replace("{id}", &id), body)
}
