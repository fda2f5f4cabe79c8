//! The visitor log's forms: packs, envelopes, personal codes, cards, requests.

use lancan_protocol::{
    PhoneNumber, hex, lc1,
    places::{Minute, PlaceSeed, Province, UnitCode},
    time::Day,
    visitor_log::{
        CardHolder, CardId, CardKey, CardKind, CardUpload, CheckedUpload, CheckerId, Direction, Entry, KeyPack,
        LineReader, LogHour, LogSecretKey, MaskedLine, Month, NumberCertificate, NumberKeys, OpenerCertificate,
        OpeningRequest, PaperCode, PaperKeys, PhoneCode, Source, Upload, VisitLine, Visitor, VisitorContact, open,
        open_blob, seal, seal_blob,
    },
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

use super::{assert_golden, golden, public, signer};

/// 3 May 2021, 08:00 in Vietnam.
const EIGHT: Minute = Minute(27_000_060);
const HOUR: LogHour = LogHour(450_001);
const DAY: Day = Day(18_750);

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(1)
}

fn contact() -> VisitorContact {
    let phone = PhoneNumber::parse("0912345123").unwrap();
    VisitorContact::typed("Nguyễn Văn An", Some(phone), 1980, UnitCode::from_digits("25054")).unwrap()
}

fn certificate() -> NumberCertificate {
    NumberCertificate::sign(contact().phone().unwrap(), EIGHT.plus(1_440), &signer(3))
}

fn text(name: &str) -> String {
    String::from_utf8(golden(name)).unwrap()
}

fn bytes(name: &str) -> Vec<u8> {
    hex::decode(&text(name)).unwrap()
}

#[test]
fn a_pack_has_the_keys_of_35_days_and_three_months() {
    let key = |seed: u8| LogSecretKey::derive(&[seed; 32]).1;
    let keys: Vec<_> = (0..38).map(key).collect();
    let certificate =
        OpenerCertificate::sign(Province(68), *signer(5).verifying_key(), EIGHT.plus(525_600), &signer(4));
    let (of, when) = ((Province(68), 7), (DAY, EIGHT.plus(20_160)));
    let written = KeyPack::sign(of, when, &keys[..35], &keys[35..], (&signer(5), &certificate)).unwrap();
    assert_golden("visitor-pack.hex", hex::encode(&written).as_bytes());
    let national = KeyPack::national(&[public(4, "national-2021")]);
    let read = KeyPack::read(&bytes("visitor-pack.hex"), &national, Province(68), 7, EIGHT).unwrap();
    assert_eq!((read.serial, read.first_day, read.expires), (7, DAY, EIGHT.plus(20_160)));
    assert_eq!(read.day(DAY.plus(34)), keys.get(34));
}

#[test]
fn an_upload_holds_an_envelope_that_opens_to_a_self_scan() {
    let seed = PlaceSeed::from_bytes([7; 16]);
    let (secret, day) = LogSecretKey::derive(&[1; 32]);
    let place = (seed.log_id(), HOUR);
    let when = (Direction::In, 2, EIGHT);
    let entry = Entry::self_scan(place, when, (contact(), Some(certificate())), &signer(9));
    assert_golden("visitor-entry.hex", hex::encode(&entry.to_bytes()).as_bytes());
    assert!(Entry::from_bytes(&bytes("visitor-entry.hex")).unwrap() == entry);
    let envelope = seal(&entry, place, &day, &mut rng()).unwrap();
    let upload = Upload::new(place.0, HOUR, envelope, &seed.day_seed(DAY));
    assert_golden("visitor-upload.hex", hex::encode(&upload.to_bytes()).as_bytes());
    let read = Upload::from_bytes(&bytes("visitor-upload.hex")).unwrap();
    assert!(read.proves(&seed.day_seed(DAY)));
    assert!(Entry::from_bytes(&open(&read.envelope, place, &secret).unwrap()).unwrap() == entry);
}

#[test]
fn a_checkers_entry_holds_the_code_whole_and_one_on_behalf_the_contact() {
    let (code, minute) = (vec![7; PhoneCode::BYTES], EIGHT);
    let scanned = Entry { direction: Direction::Both, companions: 0, minute, visitor: Visitor::Scanned(code) };
    let written = Entry { direction: Direction::Out, companions: 1, minute, visitor: Visitor::OnBehalf(contact()) };
    for (name, entry) in [("visitor-scanned.hex", scanned), ("visitor-behalf.hex", written)] {
        assert_golden(name, hex::encode(&entry.to_bytes()).as_bytes());
        assert!(Entry::from_bytes(&bytes(name)).unwrap() == entry);
    }
}

/// Made by the checkers' page (server/assets/log-codes.js) from the pack and the phone's code beside it, with fixed keys; the walk
/// of a checker makes the same bytes again in a browser (tests/web/checkers.mjs).
#[test]
fn what_a_checkers_browser_sealed_opens_byte_for_byte() {
    let upload = CheckedUpload::from_bytes(&bytes("visitor-checked.hex")).unwrap();
    assert_eq!(upload.to_bytes(), bytes("visitor-checked.hex"));
    assert!(upload.is_by(signer(23).verifying_key()) && !upload.is_by(signer(9).verifying_key()));
    assert_eq!(upload.checker, CheckerId::of(signer(23).verifying_key()));
    let place = (PlaceSeed::from_bytes([7; 16]).log_id(), HOUR);
    assert_eq!((upload.log, upload.hour), place);
    let (day, _) = LogSecretKey::derive(&[0; 32]);
    let opened = open(&upload.envelope, place, &day).unwrap();
    let code = lc1::bytes(&text("visitor-phone.txt")).unwrap();
    let scanned = Entry { direction: Direction::In, companions: 2, minute: EIGHT, visitor: Visitor::Scanned(code) };
    assert_eq!(opened.as_slice(), scanned.to_bytes().as_slice());
    let (manager, key) = LogSecretKey::derive(&[2; 32]);
    let (reader, line) = upload.line.unwrap();
    assert_eq!(reader, LineReader::of(&key));
    let line = VisitLine::open(&line, place, &manager).unwrap();
    let expected = VisitLine {
        direction: Direction::In,
        companions: 2,
        minute: EIGHT,
        source: Source::Phone,
        line: MaskedLine::of(&contact()),
    };
    assert!(line == expected);
}

#[test]
fn a_person_has_a_code_on_the_phone_and_one_on_paper() {
    let (key, line) = (CardKey::from_bytes([5; 16]), MaskedLine::of(&contact()));
    let phone = PhoneCode::text(&PhoneCode::draw(&signer(9), EIGHT, &key, &line));
    assert_golden("visitor-phone.txt", phone.as_bytes());
    let read = PhoneCode::read(&lc1::bytes(&text("visitor-phone.txt")).unwrap()).unwrap();
    assert_eq!((read.minute, read.line.to_string().as_str()), (EIGHT, "N. V. A*** · •••••••123"));

    let card = PaperCode { card_id: CardId::from_bytes([6; 16]), key, line };
    assert_golden("visitor-paper.txt", PaperCode::text(&card.sign(1, &signer(8))).as_bytes());
    let read = PaperCode::read(&lc1::bytes(&text("visitor-paper.txt")).unwrap(), &PaperKeys::of(&[public(8, "1")]));
    assert!(read.unwrap() == card);
}

#[test]
fn a_phones_card_is_posted_with_its_contact_sealed_to_a_province() {
    let ((secret, month), key) = (LogSecretKey::derive(&[1; 32]), CardKey::from_bytes([5; 16]));
    let holder = CardHolder { contact: contact(), certificate: Some(certificate()) };
    let to = (Province(68), Month(616), &month);
    let upload = CardUpload::seal(&holder, (&signer(9), &key), to, &mut rng()).unwrap();
    assert_golden("visitor-card-upload.hex", hex::encode(&upload).as_bytes());
    let read = CardUpload::read(&bytes("visitor-card-upload.hex")).unwrap();
    assert_eq!((read.province, read.month), (Province(68), Month(616)));
    assert!(open_blob(CardKind::Phone, read.card_id(), &key, &read.blob, &secret).unwrap() == holder);
}

#[test]
fn a_cards_contact_opens_with_both_keys_and_its_number_is_certified() {
    let (secret, month) = LogSecretKey::derive(&[1; 32]);
    let (id, key) = (CardId::from_bytes([6; 16]), CardKey::from_bytes([5; 16]));
    let holder = CardHolder { contact: contact(), certificate: Some(certificate()) };
    let blob = seal_blob(CardKind::Paper, id, &key, &holder, &month, &mut rng()).unwrap();
    assert_golden("visitor-card.hex", hex::encode(&blob).as_bytes());
    let read = open_blob(CardKind::Paper, id, &key, &bytes("visitor-card.hex"), &secret).unwrap();
    assert!(read == holder);
    let keys = NumberKeys::of(&[public(3, "number-2021")]);
    assert!(read.certificate.unwrap().certifies(read.contact.phone().unwrap(), EIGHT, &keys));
}

#[test]
fn two_officers_sign_the_digest_of_a_request() {
    let request = OpeningRequest {
        id: [1; 16],
        province: Province(68),
        district: UnitCode::from_digits("680").unwrap(),
        logs: vec![PlaceSeed::from_bytes([7; 16]).log_id(), PlaceSeed::from_bytes([8; 16]).log_id()],
        first_hour: HOUR,
        hours: 6,
        issued: EIGHT,
        expires: EIGHT.plus(1_440),
        officers: [1, 2],
        recipient: [9; 32],
        place: "Bệnh viện Bảo Lâm".into(),
        case: "BN-2021-0503".into(),
        reason: "Khoa Nội".into(),
    };
    assert_golden("visitor-request.hex", hex::encode(&request.to_bytes()).as_bytes());
    assert_golden("visitor-challenge.txt", hex::encode(&request.challenge()).as_bytes());
    assert!(OpeningRequest::from_bytes(&bytes("visitor-request.hex")).unwrap() == request);
}
