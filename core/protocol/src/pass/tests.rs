//! What a gate lets through without a network, and what not.

use std::sync::LazyLock;

use p256::{
    ecdsa::SigningKey,
    pkcs8::{EncodePublicKey as _, LineEnding},
};
use proptest::prelude::*;
use rand_chacha::rand_core::SeedableRng as _;

use super::*;
use crate::{
    hex,
    places::Minute,
    public_key::PublicKeyPem,
    signed::{Purpose, Signed, SignedError},
    time::UnixTime,
    visitor_log::LogSecretKey,
};

/// 3 May 2021, 00:00 in Vietnam.
const FROM: Minute = Minute(26_999_580);
const NOON: Minute = Minute(FROM.0 + 720);
const GATE: GateNumber = GateNumber(102);

fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn public(seed: u8, id: &str) -> PublicKeyPem {
    let pem = key(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
    PublicKeyPem { id: id.into(), version: "v1".into(), pem }
}

fn keys() -> PassKeys {
    PassKeys::of(&[public(2, "0"), public(1, "1"), public(3, "not a number")])
}

fn pass(id: u8) -> GatePass {
    GatePass { id: PassId([id; 16]), gate: GATE, valid_from: FROM, valid_to: FROM.plus(Minute::PER_DAY), serial: 1 }
}

fn list(serial: u64, since: u64, revoked: &[(u8, u16)]) -> RevocationList {
    let revoked = revoked.iter().map(|(id, up_to)| Revocation { id: PassId([*id; 16]), up_to: *up_to }).collect();
    let expires_at = FROM.plus(Minute::PER_DAY).start();
    RevocationList { format: 1, serial, since, expires_at, revoked }
}

fn signed(list: &RevocationList, seed: u8, purpose: Purpose) -> Vec<u8> {
    let document = serde_json::to_vec(list).unwrap();
    serde_json::to_vec(&Signed::new(purpose, "revoked", &key(seed), &document)).unwrap()
}

fn take(known: &mut Revocations, list: &RevocationList) -> Result<(), RevocationsError> {
    known.take(&signed(list, 4, Purpose::Revocations), &[public(4, "revoked")], NOON.start())
}

fn known(revoked: &[(u8, u16)]) -> Revocations {
    let mut known = Revocations::default();
    take(&mut known, &list(1, 0, revoked)).unwrap();
    known
}

#[test]
fn a_signed_pass_is_read_back_from_its_qr_code_of_41_modules() {
    let text = GatePass::text(&pass(7).sign(1, &key(1)));
    assert_eq!(text.len(), 147);
    let code = qrcode::QrCode::with_error_correction_level(&text, qrcode::EcLevel::M).unwrap();
    assert_eq!(code.width(), 41);
    let (scale, margin) = (4, 4);
    let side = (code.width() + 2 * margin) * scale;
    let colors = code.to_colors();
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| {
        let module = |at: usize| (at / scale).checked_sub(margin).filter(|at| *at < code.width());
        let is_dark =
            module(x).zip(module(y)).is_some_and(|(x, y)| colors[y * code.width() + x] == qrcode::Color::Dark);
        if is_dark { 0 } else { 255 }
    });
    let (_, scanned) = picture.detect_grids()[0].decode().unwrap();
    assert_eq!(GatePass::read(&scanned, &keys()), Ok(pass(7)));
}

/// Why a pass of version 1, type 1 and key 1 is refused when one bit of it is turned.
fn turned(at: usize, bit: u8) -> PassRefused {
    match (at, bit) {
        // The type, and version 0, which there never was.
        (0, 0..=4) | (28, _) => PassRefused::Malformed,
        (0, _) => PassRefused::NewerVersion(1 | 1 << (bit - 4)),
        // Key 0 is known, too.
        (1, 1..) => PassRefused::UnknownKey(1 | 1 << bit),
        _ => PassRefused::NotSigned,
    }
}

#[test]
fn a_pass_with_any_byte_changed_broken_off_or_added_is_refused() {
    let good = pass(7).sign(1, &key(1));
    assert_eq!(GatePass::from_bytes(&good, &keys()), Ok(pass(7)));
    for at in 0..GatePass::BYTES {
        for bit in 0..8 {
            let mut bad = good;
            bad[at] ^= 1 << bit;
            assert_eq!(GatePass::from_bytes(&bad, &keys()), Err(turned(at, bit)), "byte {at}, bit {bit}");
            assert_eq!(GatePass::read(&GatePass::text(&bad), &keys()), Err(turned(at, bit)));
        }
        assert_eq!(GatePass::from_bytes(&good[..at], &keys()), Err(PassRefused::Malformed), "{at} bytes");
    }
    assert_eq!(GatePass::from_bytes(&[&good[..], &[0]].concat(), &keys()), Err(PassRefused::Malformed));
    let unknown = pass(7).sign(9, &key(1));
    assert_eq!(GatePass::from_bytes(&unknown, &keys()), Err(PassRefused::UnknownKey(9)));
    let forged = pass(7).sign(1, &key(5));
    assert_eq!(GatePass::from_bytes(&forged, &keys()), Err(PassRefused::NotSigned));
    let mut newer = good;
    newer[0] = 0x21;
    assert_eq!(GatePass::from_bytes(&newer, &keys()), Err(PassRefused::NewerVersion(2)));
    newer[0] = 0x12;
    assert_eq!(GatePass::from_bytes(&newer, &keys()), Err(PassRefused::Malformed), "no update reads another kind");
}

#[test]
fn the_wrong_gate_a_later_and_an_earlier_day_and_a_pass_taken_back_are_refused() {
    let admit = |pass: GatePass, gate, now, revoked: &[(u8, u16)]| pass.admit(gate, now, &known(revoked));
    assert_eq!(admit(pass(7), GATE, FROM, &[]), Ok(()));
    assert_eq!(admit(pass(7), GATE, NOON, &[(8, u16::MAX)]), Ok(()));
    let elsewhere = Err(PassRefused::WrongGate { valid_at: GATE });
    assert_eq!(admit(pass(7), GateNumber(101), NOON, &[]), elsewhere);
    assert_eq!(admit(pass(7), GATE, FROM.minus(1), &[]), Err(PassRefused::NotYet { from: FROM }));
    let end = FROM.plus(Minute::PER_DAY);
    assert_eq!(admit(pass(7), GATE, end, &[]), Err(PassRefused::Expired { since: end }));
    assert_eq!(admit(pass(7), GATE, NOON, &[(7, 1)]), Err(PassRefused::Revoked));
    assert_eq!(admit(GatePass { serial: 2, ..pass(7) }, GATE, NOON, &[(7, 1)]), Ok(()), "a corrected one");
    let never_fetched = Revocations::default();
    assert_eq!(pass(7).admit(GATE, NOON, &never_fetched), Err(PassRefused::ListExpired));
    let late = GatePass { valid_to: end.plus(60), ..pass(7) };
    assert_eq!(late.admit(GATE, end, &known(&[])), Err(PassRefused::ListExpired), "yesterday's list");
}

#[test]
fn two_passes_of_one_person_share_what_a_gate_needs_and_no_other_byte() {
    let ids: [[u8; 16]; 2] = [[0x11; 16], [0xEE; 16]];
    let [one, other] = ids.map(|id| GatePass { id: PassId(id), ..pass(0) }.sign(1, &key(1)));
    let shared = |range: core::ops::Range<usize>| one[range.clone()] == other[range];
    assert!(shared(0..2), "version, type and key");
    assert!((2..18).all(|at| one[at] != other[at]), "the random name");
    assert!(shared(18..31), "gate, times and serial");
    // Two signatures have about as many bytes in common by chance as any: 64 / 256.
    assert!((31..95).filter(|at| one[*at] == other[*at]).count() < 4);
    assert_eq!(GatePass::BYTES, 95);
}

#[test]
fn a_list_replaces_what_was_known_or_adds_to_it_and_never_goes_back() {
    let mut device = Revocations::default();
    let gap = Err(RevocationsError::Gap { since: 3, has: 0 });
    assert_eq!(take(&mut device, &list(5, 3, &[(7, 1)])), gap);
    take(&mut device, &list(3, 0, &[(7, 1)])).unwrap();
    take(&mut device, &list(5, 3, &[(8, 2), (7, 3)])).unwrap();
    let names = |device: &Revocations, id: u8, serial| device.names(PassId([id; 16]), serial);
    assert!(names(&device, 7, 3) && names(&device, 8, 2) && !names(&device, 8, 3));
    assert_eq!(take(&mut device, &list(4, 0, &[])), Err(RevocationsError::OlderSerial { found: 4, last_good: 5 }));
    assert_eq!(device.serial(), 5);
    take(&mut device, &list(6, 0, &[(8, 2)])).unwrap();
    assert!(!names(&device, 7, 1) && names(&device, 8, 1));
}

#[test]
fn a_list_of_another_key_or_purpose_or_form_or_day_is_refused_and_nothing_changes() {
    let mut device = known(&[(7, 1)]);
    let before = device.clone();
    let trusted = [public(4, "revoked")];
    for (seed, purpose) in [(5, Purpose::Revocations), (4, Purpose::Rules), (4, Purpose::Pass)] {
        let refused = device.take(&signed(&list(9, 0, &[]), seed, purpose), &trusted, NOON.start());
        assert_eq!(refused, Err(RevocationsError::Signature(SignedError::Invalid)));
    }
    for bad in [RevocationList { format: 2, ..list(9, 0, &[]) }, list(9, 10, &[])] {
        assert_eq!(take(&mut device, &bad), Err(RevocationsError::Malformed));
    }
    let old = RevocationList { expires_at: NOON.start(), ..list(9, 0, &[]) };
    assert_eq!(take(&mut device, &old), Err(RevocationsError::Expired));
    assert_eq!(device.take(&vec![b' '; 65_537], &trusted, UnixTime(0)), Err(RevocationsError::TooLarge));
    assert_eq!(device, before);
}

#[test]
fn a_whole_list_of_a_thousand_passes_fits_its_size() {
    let many: Vec<(u8, u16)> = (0..1_000_u16).map(|n| (n.to_le_bytes()[0], n)).collect();
    assert!(signed(&list(1, 0, &many), 4, Purpose::Revocations).len() <= RevocationList::MOST_BYTES);
}

proptest! {
    #[test]
    fn no_text_makes_reading_panic_and_none_but_a_signed_one_is_read(text in ".{0,200}", code in "[0-9A-Z $%*+./:-]{0,160}") {
        prop_assert!(GatePass::read(&text, &keys()).is_err());
        let code = format!("LC1:{code}");
        prop_assert!(GatePass::read(&code, &keys()).is_err());
    }
}

fn traveller(id: u8, name: &str) -> BundledTraveller {
    BundledTraveller {
        pass: hex::encode(&[id; 16]),
        declaration: hex::encode(&[9; 16]),
        class: "yellow".to_owned(),
        reason: Some("contact".to_owned()),
        name: name.to_owned(),
        passport: "C1234567".to_owned(),
        nationality: "VN".to_owned(),
        vehicle: "VN 301".to_owned(),
        seat: "1A".to_owned(),
    }
}

fn bundle(travellers: &[BundledTraveller], purpose: Purpose) -> Vec<u8> {
    let (_, device) = LogSecretKey::derive(&[7; 32]);
    let mut rng = rand_chacha::ChaCha20Rng::from_seed([1; 32]);
    let bundle = FlightBundle::seal(travellers, (GATE, NOON.start()), &device, &mut rng).unwrap();
    let document = serde_json::to_vec(&bundle).unwrap();
    serde_json::to_vec(&Signed::new(purpose, "revoked", &key(4), &document)).unwrap()
}

fn open(bytes: &[u8], device: u8, gate: GateNumber, now: UnixTime) -> Result<OpenedBundle, BundleError> {
    let (secret, _) = LogSecretKey::derive(&[device; 32]);
    OpenedBundle::open(bytes, &[public(4, "revoked")], &secret, gate, now)
}

#[test]
fn a_bundle_opens_on_its_device_for_its_gate_and_day_and_shows_whose_pass_is_read() {
    let now = NOON.start();
    let bytes = bundle(&[traveller(1, "Lê An"), traveller(2, "Lê Bình")], Purpose::Bundle);
    let opened = open(&bytes, 7, GATE, now).unwrap();
    assert_eq!(opened.len(), 2);
    let read = |id: u8, revoked: &[(u8, u16)], at| {
        let text = GatePass::text(&pass(id).sign(1, &key(1)));
        opened.traveller(&text, &keys(), &known(revoked), at).map(|one| one.map(|one| one.name.clone()))
    };
    assert_eq!(read(1, &[], now), Ok(Some("Lê An".to_owned())));
    assert_eq!(read(3, &[], now), Ok(None), "a good pass that is not in it");
    assert_eq!(read(1, &[(1, 1)], now), Err(PassRefused::Revoked));
    let last = UnixTime(now.0 + FlightBundle::SECONDS - 1);
    assert!(open(&bytes, 7, GATE, last).is_ok());
    assert_eq!(open(&bytes, 7, GATE, UnixTime(last.0 + 1)).unwrap_err(), BundleError::Expired);
    assert_eq!(open(&bytes, 7, GateNumber(1), now).unwrap_err(), BundleError::OtherGate);
    assert!(matches!(open(&bytes, 8, GATE, now), Err(BundleError::Sealed(_))));
    let as_list = bundle(&[traveller(1, "Lê An")], Purpose::Revocations);
    assert!(matches!(open(&as_list, 7, GATE, now), Err(BundleError::Signature(_))), "signed for something else");
    assert!(!bytes.windows(8).any(|part| part == b"C1234567"), "sealed");
    let most = vec![traveller(1, "Nguyễn Thị Minh Khai Hoàng Anh"); FlightBundle::MOST_TRAVELLERS];
    assert!(bundle(&most, Purpose::Bundle).len() <= FlightBundle::MOST_BYTES);
}

static GOOD: LazyLock<Vec<u8>> = LazyLock::new(|| bundle(&[traveller(1, "Lê An")], Purpose::Bundle));

proptest! {
    #[test]
    fn no_bytes_are_a_bundle_and_no_changed_byte_opens(bytes in prop::collection::vec(any::<u8>(), 0..300), at in 0_usize..2_000, by in 1_u8..) {
        prop_assert!(open(&bytes, 7, GATE, NOON.start()).is_err());
        let mut changed = GOOD.clone();
        let at = at % changed.len();
        changed[at] ^= by;
        // A change of the key's name or of spaces in the envelope may read as the same document; nothing else opens.
        if let Ok(opened) = open(&changed, 7, GATE, NOON.start()) {
            prop_assert_eq!(opened.len(), 1);
        }
    }
}
