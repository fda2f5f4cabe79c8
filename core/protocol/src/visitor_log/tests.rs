//! What the visitor log keeps from whom.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use hpke::{Deserializable as _, OpModeR, aead::AesGcm128, kdf::HkdfSha256, kem::DhP256HkdfSha256};
use p256::{
    ecdsa::{DerSignature, SigningKey, signature::Signer as _},
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use proptest::prelude::*;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use sha2::{Digest as _, Sha256};

use super::*;
use crate::{
    hex,
    key_days::KeyDays,
    phone_number::PhoneNumber,
    places::{DaySeed, LogId, Minute, PlaceSeed, Province, UnitCode},
    public_key::PublicKeyPem,
    signed::Purpose,
    time::Day,
};

/// 3 May 2021, 08:00 in Vietnam.
const EIGHT: Minute = Minute(27_000_060);
const HOUR: LogHour = LogHour(450_001);
const DAY: Day = Day(18_750);
const LAM_DONG: Province = Province(68);

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn signer(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(seed: u8, id: &str) -> PublicKeyPem {
    let pem = signer(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    PublicKeyPem { id: id.into(), version: "v1".into(), pem }
}

fn seed() -> PlaceSeed {
    PlaceSeed::from_bytes([7; 16])
}

fn log() -> LogId {
    seed().log_id()
}

fn phone() -> PhoneNumber {
    PhoneNumber::parse("0912345123").unwrap()
}

fn contact() -> VisitorContact {
    VisitorContact::typed("Nguyễn Văn An", Some(phone()), 1980, UnitCode::from_digits("24850")).unwrap()
}

fn certificate() -> NumberCertificate {
    NumberCertificate::sign(&phone(), EIGHT.plus(1_000), &signer(3))
}

fn entry() -> Entry {
    let when = (Direction::In, 2, EIGHT);
    Entry::self_scan((log(), HOUR), when, (contact(), Some(certificate())), &signer(9))
}

fn unhex<const N: usize>(text: &str) -> [u8; N] {
    hex::decode(text).unwrap().try_into().unwrap()
}

/// RFC 9180's own record of our KEM and KDF, which the RFC prints with AES-128-GCM (A.3.1).
#[test]
fn rfc_9180_a_3_1_opens_with_our_kem_and_kdf() {
    let secret = "f3ce7fdae57e1a310d87f1ebbde6f328be0a99cdbcadf4d6589cf29de4b8ffd2";
    let secret = <DhP256HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(&unhex::<32>(secret)).unwrap();
    let encapsulated = "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac98536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4";
    let encapsulated = <DhP256HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(&unhex::<65>(encapsulated)).unwrap();
    let sealed =
        hex::decode("5ad590bb8baa577f8619db35a36311226a896e7342a6d836d8b7bcd2f20b6c7f9076ac232e3ab2523f39513434");
    let opened = hpke::single_shot_open::<AesGcm128, HkdfSha256, DhP256HkdfSha256>(
        &OpModeR::Base,
        &secret,
        &encapsulated,
        b"Ode on a Grecian Urn",
        &sealed.unwrap(),
        b"Count-0",
    );
    assert_eq!(opened.unwrap(), b"Beauty is truth, truth beauty");
}

/// The record of exactly our suite (0x0010, 0x0001, 0x0002) in the vectors that RFC 9180 refers to (its reference test vectors;
/// the RFC prints none of this suite). Tink's tests hold the same record.
#[test]
fn the_test_vector_of_our_suite_seals_and_opens_to_the_byte() {
    /// Hands out the key material of the sender's fresh key.
    struct Fixed([u8; 32]);
    impl rand_core::TryRng for Fixed {
        type Error = core::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            unreachable!("a key is drawn whole")
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            unreachable!("a key is drawn whole")
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.copy_from_slice(&self.0);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Fixed {}

    let ikm_r = unhex("a0ce15d49e28bd47a18a97e147582d814b08cbe00109fed5ec27d1b4e9f6f5e3");
    let (secret, key) = LogSecretKey::derive(&ikm_r);
    let published = "04abc7e49a4c6b3566d77d0304addc6ed0e98512ffccf505e6a8e3eb25c685136f853148544876de76c0f2ef99cdc3a05ccf5ded7860c7c021238f9e2073d2356c";
    assert_eq!(hex::encode(key.as_bytes()), published);
    let mut ikm_e = Fixed(unhex("a90d3417c3da9cb6c6ae19b4b5dd6cc9529a4cc24efb7ae0ace1f31887a8cd6c"));
    let plain = b"Beauty is truth, truth beauty";
    let sealed = key.seal_beside(b"Ode on a Grecian Urn", b"Count-0", plain, &mut ikm_e).unwrap();
    let expected = "04c06b4f6bebc7bb495cb797ab753f911aff80aefb86fd8b6fcc35525f3ab5f03e0b21bd31a86c6048af3cb2d98e0d3bf01da5cc4c39ff5370d331a4f1f7d5a4e058c61a45059d0c5704560e9d88b564a8b63f1364b8d1fcb3c4c6ddc1d291742465e902cd216f8908da49f8f96f";
    assert_eq!(hex::encode(&sealed), expected);
    assert_eq!(secret.open_beside(b"Ode on a Grecian Urn", b"Count-0", &sealed).unwrap().as_slice(), plain);
    assert!(secret.open(b"Ode on a Grecian Urn", &sealed).is_err());
}

#[test]
fn threat_12_an_envelope_opens_for_its_own_place_hour_and_day_and_for_no_other() {
    let (secret, day) = LogSecretKey::derive(&[1; 32]);
    let envelope = seal(&entry(), (log(), HOUR), &day, &mut rng(1)).unwrap();
    assert_eq!(envelope.len(), ENVELOPE_BYTES);
    let opened = open(&envelope, (log(), HOUR), &secret).unwrap();
    let read = Entry::from_bytes(&opened).unwrap();
    assert!(read == entry() && read.is_signed(log(), HOUR));
    let elsewhere = PlaceSeed::from_bytes([8; 16]).log_id();
    let (tomorrow, _) = LogSecretKey::derive(&[2; 32]);
    for (place, key) in [((elsewhere, HOUR), &secret), ((log(), HOUR.plus(1)), &secret), ((log(), HOUR), &tomorrow)] {
        assert_eq!(open(&envelope, place, key).map(|_| ()), Err(SealingFailed));
    }
    for at in 0..envelope.len() {
        let mut bad = envelope.clone();
        bad[at] ^= 1;
        assert!(open(&bad, (log(), HOUR), &secret).is_err(), "byte {at}");
    }
}

#[test]
fn nobody_enters_somebody_else_and_a_signature_is_worth_nothing_elsewhere() {
    let good = entry();
    assert!(!good.is_signed(log(), HOUR.plus(1)));
    assert!(!good.is_signed(PlaceSeed::from_bytes([8; 16]).log_id(), HOUR));
    assert!(!Entry { minute: EIGHT.plus(1), ..good.clone() }.is_signed(log(), HOUR));
    assert!(!Entry { direction: Direction::Out, ..good }.is_signed(log(), HOUR));
    let certificate = certificate();
    let keys = NumberKeys::of(&[public(3, "number-2021")]);
    assert!(certificate.certifies(&phone(), EIGHT, &keys));
    assert!(!certificate.certifies(&PhoneNumber::parse("0912345124").unwrap(), EIGHT, &keys));
    assert!(!certificate.certifies(&phone(), EIGHT.plus(1_000), &keys), "expired");
    assert!(!certificate.certifies(&phone(), EIGHT, &NumberKeys::of(&[public(4, "number-2021")])));
}

#[test]
fn an_upload_has_512_bytes_and_proves_that_its_sender_scanned_the_code_of_that_day() {
    let envelope = seal(&entry(), (log(), HOUR), &LogSecretKey::derive(&[1; 32]).1, &mut rng(1)).unwrap();
    let day_seed = seed().day_seed(DAY);
    let upload = Upload::new(log(), HOUR, envelope, &day_seed);
    let bytes = upload.to_bytes();
    assert_eq!((bytes.len(), UPLOAD_BYTES), (512, 512));
    let read = Upload::from_bytes(&bytes).unwrap();
    assert!(read == upload && read.id() == upload.id() && read.proves(&day_seed));
    assert!(!read.proves(&seed().day_seed(DAY.plus(1))));
    for at in 0..bytes.len() {
        let mut bad = bytes.clone();
        bad[at] ^= 0x80;
        assert!(!Upload::from_bytes(&bad).unwrap().proves(&day_seed), "byte {at}");
    }
    assert_eq!(Upload::from_bytes(&bytes[1..]), Err(UploadRefused::Length));
    assert_eq!(Upload::from_bytes(&[&bytes[..], &[0]].concat()), Err(UploadRefused::Length));
}

#[test]
fn a_visitor_at_a_display_files_under_another_name_than_one_at_the_poster() {
    assert_ne!(seed().log_id(), seed().code_id().display_log_id());
    assert_ne!(seed().log_id().as_bytes(), seed().code_id().as_bytes());
}

fn line() -> MaskedLine {
    MaskedLine::of(&contact())
}

fn scanned(text: &str) -> (usize, String) {
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).unwrap();
    let (scale, margin) = (4, 4);
    let side = (code.width() + 2 * margin) * scale;
    let colors = code.to_colors();
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let module = |at: usize| (at / scale).checked_sub(margin).filter(|at| *at < code.width());
        let is_dark =
            module(x).zip(module(y)).is_some_and(|(x, y)| colors[y * code.width() + x] == qrcode::Color::Dark);
        if is_dark { 0 } else { 255 }
    });
    (code.width(), picture.detect_grids()[0].decode().unwrap().1)
}

#[test]
fn both_personal_codes_are_read_back_from_pictures_of_49_modules() {
    let key = CardKey::from_bytes([5; 16]);
    let drawn = PhoneCode::draw(&signer(9), EIGHT, &key, &line());
    let (modules, text) = scanned(&PhoneCode::text(&drawn));
    assert_eq!((modules, drawn.len()), (49, 142));
    let code = PhoneCode::read(&crate::lc1::bytes(&text).unwrap()).unwrap();
    assert!(code.key == key && code.line == line() && code.card_id() == CardId::of(signer(9).verifying_key()));

    let card = PaperCode { card_id: CardId::from_bytes([6; 16]), key, line: line() };
    let bytes = card.sign(1, &signer(4));
    let (modules, text) = scanned(&PaperCode::text(&bytes));
    assert!(modules <= 49 && bytes.len() == 122, "{modules}");
    let keys = PaperKeys::of(&[public(4, "1")]);
    assert!(PaperCode::read(&crate::lc1::bytes(&text).unwrap(), &keys).unwrap() == card);
}

#[test]
fn threat_9_a_photograph_of_a_personal_code_is_refused_after_three_minutes() {
    let drawn = PhoneCode::draw(&signer(9), EIGHT, &CardKey::from_bytes([5; 16]), &line());
    let code = PhoneCode::read(&drawn).unwrap();
    for fresh in [EIGHT, EIGHT.plus(3), EIGHT.minus(3)] {
        assert_eq!(code.is_of(fresh), Ok(()));
    }
    for stale in [EIGHT.plus(4), EIGHT.minus(4)] {
        assert_eq!(code.is_of(stale), Err(PersonCodeRefused::NotNow));
    }
    // The photograph cannot be made younger: whoever changes the minute breaks the signature.
    for at in 0..PhoneCode::BYTES {
        let mut bad = drawn;
        bad[at] ^= 1;
        assert!(PhoneCode::read(&bad).is_err(), "byte {at}");
    }
}

#[test]
fn a_changed_unknown_or_later_paper_card_is_refused_each_by_its_reason() {
    let card = PaperCode { card_id: CardId::from_bytes([6; 16]), key: CardKey::from_bytes([5; 16]), line: line() };
    let keys = PaperKeys::of(&[public(4, "1")]);
    let good = card.sign(1, &signer(4));
    let refused = |bytes: &[u8]| PaperCode::read(bytes, &keys).map(|_| ()).unwrap_err();
    for at in 0..PaperCode::BYTES {
        let mut bad = good;
        bad[at] ^= 1;
        PaperCode::read(&bad, &keys).unwrap_err();
        assert_eq!(refused(&good[..at]), PersonCodeRefused::Malformed);
    }
    assert_eq!(refused(&card.sign(2, &signer(4))), PersonCodeRefused::UnknownKey(2));
    assert_eq!(refused(&card.sign(1, &signer(5))), PersonCodeRefused::NotSigned);
    let mut newer = good;
    newer[0] = 0x23;
    assert_eq!(refused(&newer), PersonCodeRefused::Newer);
}

#[test]
fn a_paper_card_says_until_which_month_it_is_taken_and_nobody_makes_it_longer() {
    let may = Month::of(Day(18_750));
    let card_id = CardId::of_paper([6; 14], may.plus(1));
    let card = PaperCode { card_id, key: CardKey::from_bytes([5; 16]), line: line() };
    let bytes = card.sign(1, &signer(4));
    let read = PaperCode::read(&bytes, &PaperKeys::of(&[public(4, "1")])).unwrap();
    // 3 May, 30 June and 1 July 2021.
    assert_eq!([18_750, 18_808, 18_809].map(|day| read.is_over(Day(day))), [false, false, true]);
    // Whoever writes a later month breaks the signature.
    let mut longer = bytes;
    longer[16] += 1;
    assert_eq!(
        PaperCode::read(&longer, &PaperKeys::of(&[public(4, "1")])).map(|_| ()),
        Err(PersonCodeRefused::NotSigned)
    );
    for (month, most) in [(70_000, 32_767), (40_000, 32_767)] {
        assert_eq!(
            CardId::of_paper([6; 14], Month(month)),
            CardId::of_paper([6; 14], Month(most)),
            "no month is a day"
        );
    }
}

#[test]
fn a_card_of_one_day_is_taken_until_its_midnight() {
    let card = |day| PaperCode {
        card_id: CardId::of_a_day([6; 14], Day(day)),
        key: CardKey::from_bytes([5; 16]),
        line: line(),
    };
    assert_eq!([18_749, 18_750, 18_751].map(|day| card(18_750).is_over(Day(day))), [false, false, true]);
    assert_eq!(card(70_000).card_id, card(32_767).card_id);
    assert_eq!(card(18_750).card_id.as_bytes()[14..], [0x3e, 0xc9]);
}

#[test]
fn a_masked_line_shows_initials_and_three_digits_and_nothing_more() {
    assert_eq!(line().to_string(), "N. V. A*** · •••••••123");
    assert_eq!(MaskedLine::from_bytes(&line().to_bytes()), Some(line()));
    let shown = |name: &str, phone: Option<&str>| {
        let phone = phone.map(|number| PhoneNumber::parse(number).unwrap());
        MaskedLine::of(&VisitorContact::typed(name, phone, 0, None).unwrap()).to_string()
    };
    assert_eq!(shown("Đặng Ánh", None), "Đ. Á***");
    assert_eq!(shown("ẩn", Some("+41446681807")), "Ẩ*** · ••••••••807");
    let many = shown("Ấ Ấ Ấ Ấ Ấ Ấ Ấ Ấ Ấ Đ", Some("0912345007"));
    assert!(many.starts_with("Ấ. ") && many.ends_with("Đ*** · •••••••007"), "{many}");
}

#[test]
fn threat_15_a_name_that_a_spreadsheet_would_run_is_refused_at_entry() {
    for name in ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "\tx", "\rx", " =1"] {
        assert_eq!(VisitorContact::typed(name, None, 0, None).map(|_| ()), Err(ContactRefused::Formula), "{name:?}");
    }
    assert_eq!(VisitorContact::typed("", None, 0, None).map(|_| ()), Err(ContactRefused::Name));
    assert_eq!(VisitorContact::typed("a\nb", None, 0, None).map(|_| ()), Err(ContactRefused::Name));
    assert_eq!(VisitorContact::typed("An", None, 80, None).map(|_| ()), Err(ContactRefused::BirthYear));
    // Nor can a forged envelope bring one in.
    let mut bytes = entry().to_bytes();
    let at = bytes.windows(3).position(|part| part == b"Ngu").unwrap();
    bytes[at] = b'=';
    assert_eq!(Entry::from_bytes(&bytes), Err(EntryRefused::Contact(ContactRefused::Formula)));
}

#[test]
fn a_card_opens_with_its_own_key_and_its_months_key_together_only() {
    let (month, key) = LogSecretKey::derive(&[1; 32]);
    let (card, id) = (CardKey::from_bytes([5; 16]), CardId::from_bytes([6; 16]));
    let holder = CardHolder { contact: contact(), certificate: Some(certificate()) };
    let blob = seal_blob(CardKind::Phone, id, &card, &holder, &key, &mut rng(2)).unwrap();
    assert_eq!(blob.len(), CARD_BLOB_BYTES);
    assert!(open_blob(CardKind::Phone, id, &card, &blob, &month).unwrap() == holder);
    let other_month = LogSecretKey::derive(&[2; 32]).0;
    let refused = [
        open_blob(CardKind::Paper, id, &card, &blob, &month),
        open_blob(CardKind::Phone, CardId::from_bytes([7; 16]), &card, &blob, &month),
        open_blob(CardKind::Phone, id, &CardKey::from_bytes([6; 16]), &blob, &month),
        open_blob(CardKind::Phone, id, &card, &blob, &other_month),
        open_blob(CardKind::Phone, id, &card, &blob[1..], &month),
    ];
    assert!(refused.iter().all(Result::is_err));
}

#[test]
fn a_phones_card_is_posted_under_its_own_signature_with_as_many_bytes_as_an_envelope() {
    let (month, key) = LogSecretKey::derive(&[1; 32]);
    let (card, own) = (signer(9), CardKey::from_bytes([5; 16]));
    let holder = CardHolder { contact: contact(), certificate: None };
    let upload = CardUpload::seal(&holder, (&card, &own), (LAM_DONG, Month(616), &key), &mut rng(2)).unwrap();
    assert_eq!((upload.len(), CardUpload::BYTES), (UPLOAD_BYTES, UPLOAD_BYTES));
    let read = CardUpload::read(&upload).unwrap();
    assert_eq!((read.card, read.province, read.month), (*card.verifying_key(), LAM_DONG, Month(616)));
    assert!(open_blob(CardKind::Phone, read.card_id(), &own, &read.blob, &month).unwrap() == holder);
    // The code that a checker scans names the same card.
    let code = PhoneCode::draw(&card, EIGHT, &own, &MaskedLine::of(&contact()));
    assert!(PhoneCode::read(&code).unwrap().card_id() == read.card_id());
    for at in 0..upload.len() {
        let mut changed = upload.clone();
        changed[at] ^= 1;
        assert!(CardUpload::read(&changed).is_err(), "byte {at}");
    }
    assert!(matches!(CardUpload::read(&upload[..511]), Err(CardUploadRefused::Malformed)));
    assert!(matches!(CardUpload::read(&[&[2], &upload[1..]].concat()), Err(CardUploadRefused::NewerVersion(2))));
    // Who saw the code has its public half and its card key, and puts another contact under the card's name in vain.
    let stranger = CardUpload::seal(&holder, (&signer(7), &own), (LAM_DONG, Month(616), &key), &mut rng(3)).unwrap();
    let forged = [&stranger[..1], &upload[1..34], &stranger[34..]].concat();
    assert!(matches!(CardUpload::read(&forged), Err(CardUploadRefused::NotSigned)));
}

proptest! {
    #[test]
    fn any_bytes_are_the_upload_of_no_card(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(CardUpload::read(&bytes).is_err());
        let long: Vec<u8> = [1].into_iter().chain(bytes).chain([0; 512]).take(512).collect();
        prop_assert!(CardUpload::read(&long).is_err());
    }
}

fn pack_keys(seed: u8) -> (Vec<LogPublicKey>, Vec<LogPublicKey>) {
    let key = |n: u8| LogSecretKey::derive(&[n; 32]).1;
    ((0..35).map(|n| key(n ^ seed)).collect(), (100..103).map(|n| key(n ^ seed)).collect())
}

fn pack(serial: u32, opener: u8, national: u8) -> Vec<u8> {
    let (days, cards) = pack_keys(0);
    let until = EIGHT.plus(500_000);
    let certificate = OpenerCertificate::sign(LAM_DONG, *signer(opener).verifying_key(), until, &signer(national));
    let expires = EIGHT.plus(20_160);
    KeyPack::sign((LAM_DONG, serial), (DAY, expires), &days, &cards, (&signer(opener), &certificate)).unwrap()
}

#[test]
fn threat_11_a_substituted_recipient_key_is_refused() {
    let national = KeyPack::national(&[public(20, "national-2021")]);
    let read = |bytes: &[u8], province, serial, now| KeyPack::read(bytes, &national, province, serial, now);
    let good = pack(7, 21, 20);
    assert_eq!(good.len(), KeyPack::BYTES);
    let known = read(&good, LAM_DONG, 7, EIGHT).unwrap();
    assert_eq!(known.day(DAY), pack_keys(0).0.first());
    assert_eq!(known.day(DAY.plus(34)), pack_keys(0).0.last());
    assert_eq!([known.day(DAY.minus(1)), known.day(DAY.plus(35))], [None, None]);
    assert_eq!(known.card(Month::of(DAY)), pack_keys(0).1.first());
    assert_eq!(known.card(Month::of(DAY).plus(3)), None);

    let refused = |bytes: &[u8], province, serial, now| read(bytes, province, serial, now).unwrap_err();
    // A valid signature of another key, which another national key vouches for, or nobody.
    assert_eq!(refused(&pack(8, 21, 22), LAM_DONG, 7, EIGHT), PackRefused::NotSigned);
    assert_eq!(refused(&good, LAM_DONG, 8, EIGHT), PackRefused::Older);
    assert_eq!(refused(&good, Province(1), 7, EIGHT), PackRefused::OtherProvince);
    assert_eq!(refused(&good, LAM_DONG, 7, EIGHT.plus(20_160)), PackRefused::Expired);
    // Two slots swapped: the key of one day in the place of another.
    let mut swapped = good.clone();
    let (one, other) = (14, 14 + LogPublicKey::BYTES);
    let first = good[one..other].to_vec();
    swapped.copy_within(other..other + LogPublicKey::BYTES, one);
    swapped[other..other + LogPublicKey::BYTES].copy_from_slice(&first);
    assert_eq!(refused(&swapped, LAM_DONG, 7, EIGHT), PackRefused::NotSigned);
    // The opener of another province signs for this one.
    let (days, cards) = pack_keys(1);
    let elsewhere = OpenerCertificate::sign(Province(1), *signer(23).verifying_key(), EIGHT.plus(9_999), &signer(20));
    let foreign = KeyPack::sign((LAM_DONG, 9), (DAY, EIGHT.plus(9)), &days, &cards, (&signer(23), &elsewhere)).unwrap();
    assert_eq!(refused(&foreign, LAM_DONG, 7, EIGHT), PackRefused::NotSigned);
    let mut newer = good;
    newer[0] = 2;
    assert_eq!(refused(&newer, LAM_DONG, 7, EIGHT), PackRefused::NewerVersion(2));
}

#[test]
fn a_month_is_that_of_the_calendar() {
    assert_eq!(Month::of(Day(0)), Month(0));
    assert_eq!(Month::of(DAY), Month(51 * 12 + 4));
    assert_eq!(Month::of(DAY).first_day(), Day(18_748));
    assert_eq!(Month::of(Day(18_778)), Month::of(DAY));
    assert_eq!(Month::of(Day(18_779)), Month::of(DAY).plus(1));
    assert_eq!(HOUR.day(KeyDays::VIETNAM), DAY);
}

fn request() -> OpeningRequest {
    OpeningRequest {
        id: [1; 16],
        province: LAM_DONG,
        district: UnitCode::from_digits("680").unwrap(),
        logs: vec![log()],
        first_hour: HOUR,
        hours: 2,
        issued: EIGHT,
        expires: EIGHT.plus(1_440),
        officers: [1, 2],
        recipient: [9; 32],
        place: "Bệnh viện Bảo Lâm".into(),
        case: "BN-2021-0503".into(),
        reason: "Khoa Nội, bệnh nhân dương tính".into(),
    }
}

#[test]
fn threat_12_a_request_asks_for_one_place_six_hours_one_day_and_two_officers_at_most() {
    assert_eq!(OpeningRequest::from_bytes(&request().to_bytes()), Ok(request()));
    let refused = |change: &dyn Fn(&mut OpeningRequest)| {
        let mut request = request();
        change(&mut request);
        OpeningRequest::from_bytes(&request.to_bytes()).unwrap_err()
    };
    assert_eq!(refused(&|r| r.hours = 7), RequestRefused::Hours);
    assert_eq!(refused(&|r| r.hours = 0), RequestRefused::Hours);
    assert_eq!(refused(&|r| r.officers = [2, 2]), RequestRefused::SameOfficer);
    assert_eq!(refused(&|r| r.expires = EIGHT.plus(1_441)), RequestRefused::Validity);
    assert_eq!(refused(&|r| r.logs.clear()), RequestRefused::Place);
    assert_eq!(refused(&|r| r.logs.push(log())), RequestRefused::Place);
    assert_eq!(refused(&|r| r.reason = " ".into()), RequestRefused::Words);
    assert_eq!(refused(&|r| r.reason = "a\u{1b}[2J".into()), RequestRefused::Words, "what a terminal would obey");
    let covered = |log, hour| request().covers(log, hour);
    assert!(covered(log(), HOUR) && covered(log(), HOUR.plus(1)));
    assert!(!covered(log(), HOUR.plus(2)) && !covered(log(), LogHour(HOUR.0 - 1)));
    assert!(!covered(PlaceSeed::from_bytes([8; 16]).log_id(), HOUR));
}

fn assertion(challenge: &[u8; 32], origin: &str, flags: u8, key: u8) -> Assertion {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let client =
        format!(r#"{{"type":"webauthn.get","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#);
    let mut data = Sha256::digest(b"console.example.vn").to_vec();
    data.extend_from_slice(&[flags, 0, 0, 0, 1]);
    let signed = [data.as_slice(), &Sha256::digest(client.as_bytes())].concat();
    let signature: DerSignature = signer(key).sign(&signed);
    Assertion::of(&data, client.as_bytes(), signature.as_bytes())
}

#[test]
fn an_officer_signs_this_request_on_the_consoles_page_with_the_enrolled_key_unlocked() {
    let enrolled = OfficerKey {
        key: *signer(30).verifying_key(),
        relying_party: "console.example.vn".into(),
        origin: "https://console.example.vn".into(),
    };
    let challenge = request().challenge();
    let verified = |origin: &str, flags, key| assertion(&challenge, origin, flags, key).verify(&challenge, &enrolled);
    assert_eq!(verified("https://console.example.vn", 5, 30), Ok(()));
    assert_eq!(verified("https://console.example.vn.evil", 5, 30), Err(AssertionRefused::OtherOrigin));
    assert_eq!(verified("https://console.example.vn", 1, 30), Err(AssertionRefused::NotVerified));
    assert_eq!(verified("https://console.example.vn", 5, 31), Err(AssertionRefused::NotSigned));
    let other = OpeningRequest { hours: 3, ..request() }.challenge();
    let moved = assertion(&challenge, "https://console.example.vn", 5, 30);
    assert_eq!(moved.verify(&other, &enrolled), Err(AssertionRefused::OtherChallenge));
}

#[test]
fn a_result_opens_for_its_request_and_its_recipient_only() {
    let (secret, key) = LogSecretKey::derive(&[1; 32]);
    let result = Opened {
        format: 1,
        request: hex::encode(&[1; 16]),
        first_hour: HOUR,
        hours: 2,
        entries: Vec::new(),
        unopened: Unopened::default(),
    };
    let opener = signer(5);
    let by = *opener.verifying_key();
    let file = seal_result(&result, &[1; 16], (&key, &opener), &mut rng(3)).unwrap();
    assert!(open_result(&file, &[1; 16], (&secret, &by)).unwrap() == result);
    assert!(open_result(&file, &[2; 16], (&secret, &by)).is_err());
    assert!(open_result(&file, &[1; 16], (&LogSecretKey::derive(&[2; 32]).0, &by)).is_err());
    // Whoever knows the recipient's public key can seal; the opener alone signs.
    let forged = seal_result(&result, &[1; 16], (&key, &signer(6)), &mut rng(3)).unwrap();
    assert!(open_result(&forged, &[1; 16], (&secret, &by)).is_err());
    for at in 0..file.len() {
        let mut changed = file.clone();
        changed[at] ^= 1;
        assert!(open_result(&changed, &[1; 16], (&secret, &by)).is_err(), "byte {at}");
    }
}

/// What a browser answers when an officer makes a key, byte by byte as the standard writes it.
fn made(challenge: &[u8; 32], (site, origin): (&str, &str), flags: u8) -> Enrolment {
    let challenge = URL_SAFE_NO_PAD.encode(challenge);
    let client =
        format!(r#"{{"type":"webauthn.create","challenge":"{challenge}","origin":"{origin}","crossOrigin":false}}"#);
    let point = signer(30).verifying_key().to_sec1_point(false);
    let mut data = Sha256::digest(site.as_bytes()).to_vec();
    data.push(flags);
    data.extend_from_slice(&[0, 0, 0, 0]);
    data.extend_from_slice(&[7; 16]);
    data.extend_from_slice(&[0, 3, 8, 8, 9]);
    data.extend_from_slice(&hex::decode("a5010203262001215820").unwrap());
    data.extend_from_slice(&point.as_bytes()[1..33]);
    data.extend_from_slice(&hex::decode("225820").unwrap());
    data.extend_from_slice(&point.as_bytes()[33..]);
    Enrolment { authenticator_data: URL_SAFE_NO_PAD.encode(data), client_data: URL_SAFE_NO_PAD.encode(client) }
}

#[test]
fn an_officers_new_key_is_read_where_it_was_made_for_this_challenge_on_this_page_by_its_holder() {
    const SITE: (&str, &str) = ("console.example.vn", "https://console.example.vn");
    let read = |made: &Enrolment, challenge| made.verify(challenge, SITE.0, SITE.1);
    let (credential, key) = read(&made(&[1; 32], SITE, 0x45), &[1; 32]).unwrap();
    assert_eq!((credential.as_slice(), &key.key), ([8, 8, 9].as_slice(), signer(30).verifying_key()));
    assert_eq!((key.relying_party.as_str(), key.origin.as_str()), SITE);
    let refused = |made: &Enrolment, challenge| read(made, challenge).unwrap_err();
    assert_eq!(refused(&made(&[1; 32], SITE, 0x45), &[2; 32]), AssertionRefused::OtherChallenge);
    assert_eq!(refused(&made(&[1; 32], (SITE.0, "https://evil.vn"), 0x45), &[1; 32]), AssertionRefused::OtherOrigin);
    assert_eq!(refused(&made(&[1; 32], ("evil.vn", SITE.1), 0x45), &[1; 32]), AssertionRefused::OtherOrigin);
    assert_eq!(refused(&made(&[1; 32], SITE, 0x41), &[1; 32]), AssertionRefused::NotVerified);
    assert_eq!(refused(&made(&[1; 32], SITE, 0x05), &[1; 32]), AssertionRefused::Malformed, "no key in it");
    let good = made(&[1; 32], SITE, 0x45);
    let bytes = URL_SAFE_NO_PAD.decode(&good.authenticator_data).unwrap();
    for length in 0..bytes.len() {
        let cut = Enrolment { authenticator_data: URL_SAFE_NO_PAD.encode(&bytes[..length]), ..good.clone() };
        assert!(read(&cut, &[1; 32]).is_err(), "{length} bytes");
    }
    // An assertion is no new key, and a new key signs nothing.
    let request = request();
    let signed = assertion(&request.challenge(), SITE.1, 5, 30);
    let as_made = Enrolment { authenticator_data: signed.authenticator_data, client_data: signed.client_data };
    assert_eq!(refused(&as_made, &request.challenge()), AssertionRefused::Malformed);
}

#[test]
fn a_bundle_gives_back_the_file_of_envelopes_or_nothing() {
    let signed = SignedRequest { request: "00".into(), recipient: "04".into(), assertions: Vec::new() };
    let file = vec![7; 2 * FiledEnvelope::BYTES];
    let bundle = OpeningBundle::of(signed, &file);
    assert_eq!(bundle.envelopes(), Some(file));
    let read: OpeningBundle = serde_json::from_str(&serde_json::to_string(&bundle).unwrap()).unwrap();
    assert_eq!(read, bundle);
    assert_eq!(OpeningBundle { format: 2, ..bundle.clone() }.envelopes(), None);
    let cut = bundle.envelopes[4..].to_owned();
    assert_eq!(OpeningBundle { envelopes: cut, ..bundle }.envelopes(), None, "broken off");
}

#[test]
fn lines_of_other_systems_give_a_name_and_a_year_and_nothing_else() {
    let line = IdentityLine::read("012345678901|Nguyễn Văn An|03/05/1980|1|42|").unwrap();
    assert_eq!((line.kind(), line.name(), line.birth_year()), (LineKind::Decision1405, "Nguyễn Văn An", 1980));
    let name = hex::encode("Trần Thị Bình".as_bytes());
    let card = format!("HC4019123456789|{name}|01/02/1950|2|{name}|68 - 001|01/01/2021|-|02/01/2021|680|4|-|x|$");
    let line = IdentityLine::read(&card).unwrap();
    assert_eq!((line.kind(), line.name(), line.birth_year()), (LineKind::Insurance, "Trần Thị Bình", 1950));
    for text in ["", "a|b", "1|=x|03/05/1980|1|2|", "1|An|99/99|1|2|", "UKC19TRACING:1:x", &card.replace("HC", "hc")] {
        assert!(IdentityLine::read(text).is_none(), "{text}");
    }
    assert_eq!(format!("{line:?} {:?} {:?} {:?}", contact(), entry(), request()), {
        "IdentityLine(…) VisitorContact(…) Entry(…) OpeningRequest(…)"
    });
}

proptest! {
    #[test]
    fn any_contact_survives_its_entry_in_each_form(
        name in "[A-Za-zĐđÁáẤấ ]{1,30}", year in prop_oneof![Just(0_u16), 1900_u16..=2100], companions in any::<u8>(),
        has_number in any::<bool>(), has_unit in any::<bool>(), minute in any::<u32>(),
    ) {
        let phone = has_number.then(phone);
        let unit = if has_unit { UnitCode::from_digits("680") } else { None };
        prop_assume!(!name.trim().is_empty());
        let contact = VisitorContact::typed(&name, phone, year, unit).unwrap();
        let line = MaskedLine::of(&contact);
        prop_assert_eq!(MaskedLine::from_bytes(&line.to_bytes()), Some(line));
        let when = (Direction::Both, companions, Minute(minute));
        let own = Entry::self_scan((log(), HOUR), when, (contact.clone(), None), &signer(9));
        let written = Entry {
            direction: Direction::Out, companions, minute: Minute(minute), visitor: Visitor::OnBehalf(contact),
        };
        for entry in [own, written] {
            let bytes = entry.to_bytes();
            prop_assert_eq!(bytes.len(), Entry::BYTES);
            prop_assert_eq!(Entry::from_bytes(&bytes), Ok(entry));
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..600), text in ".{0,80}") {
        let _ = Entry::from_bytes(&bytes);
        let _ = Upload::from_bytes(&bytes);
        let _ = CheckedUpload::from_bytes(&bytes);
        let _ = VisitLine::from_bytes(&bytes);
        let _ = OpeningRequest::from_bytes(&bytes);
        let _ = IdentityLine::read(&text);
        prop_assert!(PhoneCode::read(&bytes).is_err());
        prop_assert!(PaperCode::read(&bytes, &PaperKeys::of(&[public(4, "1")])).is_err());
        prop_assert!(KeyPack::read(&bytes, &[], LAM_DONG, 0, EIGHT).is_err());
        let (secret, _) = LogSecretKey::derive(&[1; 32]);
        prop_assert!(open(&bytes, (log(), HOUR), &secret).is_err());
        prop_assert!(open_result(&bytes, &[1; 16], (&secret, signer(5).verifying_key())).is_err());
        // Whatever an authenticator says of its key is read or refused, behind a head that is in order.
        let head = made(&[1; 32], ("a.vn", "https://a.vn"), 0x45);
        let mut data = URL_SAFE_NO_PAD.decode(&head.authenticator_data).unwrap();
        data.truncate(37);
        data.extend_from_slice(&bytes);
        let told = Enrolment { authenticator_data: URL_SAFE_NO_PAD.encode(data), ..head };
        if let Ok((credential, _)) = told.verify(&[1; 32], "a.vn", "https://a.vn") {
            prop_assert!(bytes[18..].starts_with(&credential));
        }
    }

    #[test]
    fn a_request_is_its_bytes(bytes in proptest::collection::vec(any::<u8>(), 100..200)) {
        if let Ok(read) = OpeningRequest::from_bytes(&bytes) {
            prop_assert_eq!(read.to_bytes(), bytes);
        }
    }
}

#[test]
fn what_a_checker_posts_is_signed_whole_and_its_line_opens_for_its_own_manager_place_and_hour() {
    let (_, day) = LogSecretKey::derive(&[1; 32]);
    let ((manager, key), (other, _)) = (LogSecretKey::derive(&[2; 32]), LogSecretKey::derive(&[3; 32]));
    let line = MaskedLine::of(&contact());
    let line = VisitLine { direction: Direction::Out, companions: 3, minute: EIGHT, source: Source::Paper, line };
    let envelope = seal(&entry(), (log(), HOUR), &day, &mut rng(1)).unwrap();
    let sealed = line.seal((log(), HOUR), &key, &mut rng(2)).unwrap();
    assert_eq!(sealed.len(), LINE_BYTES);
    assert!(VisitLine::open(&sealed, (log(), HOUR), &manager).unwrap() == line);
    assert!(VisitLine::open(&sealed, (log(), HOUR), &other).is_err());
    assert!(VisitLine::open(&sealed, (log(), HOUR.plus(1)), &manager).is_err());
    let with = CheckedUpload::sign((log(), HOUR), envelope.clone(), Some((LineReader::of(&key), sealed)), &signer(20));
    let without = CheckedUpload::sign((log(), HOUR), envelope, None, &signer(20));
    for upload in [with, without] {
        let bytes = upload.to_bytes();
        assert_eq!(bytes.len(), CheckedUpload::BYTES);
        assert!(CheckedUpload::from_bytes(&bytes).unwrap() == upload);
        assert!(upload.is_by(signer(20).verifying_key()) && !upload.is_by(signer(21).verifying_key()));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let read = CheckedUpload::from_bytes(&changed);
            assert!(!read.is_some_and(|read| read.is_by(signer(20).verifying_key())), "byte {at}");
        }
        assert!(CheckedUpload::from_bytes(&bytes[1..]).is_none());
    }
    let checker = CheckerId::of(signer(20).verifying_key());
    let signature = checker.ask(EIGHT, &signer(20));
    assert!(checker.asked(EIGHT, signer(20).verifying_key(), &signature));
    assert!(!checker.asked(EIGHT.plus(1), signer(20).verifying_key(), &signature));
}

#[test]
fn the_labels_of_the_log_are_the_designs() {
    // Derived by another library: Python's hmac, HKDF-SHA256 without salt.
    assert_eq!(hex::encode(log().as_bytes()), "00d222b77399f6cd6eeef52d7f2c63e1");
    let key = DaySeed::from_bytes([7; 16]).upload_key();
    assert_eq!(hex::encode(&key), "1fe8b7e9fe121445ee4193bca02cfa910a5549f97f21c23d85f2ac83380009db");
    assert!(Purpose::Visit.verifies(
        signer(9).verifying_key(),
        &[log().as_bytes().as_slice(), &HOUR.0.to_le_bytes(), &EIGHT.0.to_le_bytes(), &[1]].concat(),
        match &entry().visitor {
            Visitor::SelfScan { signature, .. } => signature,
            _ => unreachable!(),
        }
    ));
}
