//! Paper cards: printed once, read by a checker, opened by the opener with the card alone, and taken back.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::lc1;
use lancan_protocol::places::{Minute, Province};
use lancan_protocol::visitor_log::{
    CardBlobs, CardId, CardKey, CardKind, KeyPack, LogSecretKey, Month, OpenerCertificate, PaperCode, PaperKeys,
    open_blob,
};
use lancan_server::Config;
use p256::ecdsa::SigningKey;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use serde_json::json;

use crate::console::{Browser, text};
use crate::paper::{on_paper, scanned, skipped};
use crate::places::add_ward_officers;
use crate::support::{World, holds};

pub(crate) const PAGE: &str = "/console/cards";
const WANTED: &str = "/officer/v1/visitor-log/cards";

/// The secret of the card key of a month, counted from that of the pack's first day.
pub(crate) fn card_secret(month: u8) -> LogSecretKey {
    LogSecretKey::derive(&[100 + month; 32]).0
}

fn signers() -> [SigningKey; 2] {
    [1, 2].map(|seed| SigningKey::from_slice(&[seed; 32]).unwrap())
}

/// A server that trusts a national key.
pub(crate) fn trusts_a_national_key(config: &mut Config) {
    let key = config.data_dir.with_file_name("national.pub.pem");
    let [national, _] = signers();
    std::fs::write(&key, national.verifying_key().to_public_key_pem(LineEnding::LF).unwrap()).unwrap();
    config.national_key = Some(key);
}

/// A world whose province has a pack from today on.
pub(crate) fn world() -> World {
    let world = World::with(trusts_a_national_key, |_| {});
    add_ward_officers(&world);
    opener_has_signed(&world);
    world
}

/// Puts a pack of the province there, from today on.
pub(crate) fn opener_has_signed(world: &World) {
    let [national, opener] = signers();
    let (today, until) = (KeyDays::VIETNAM.day(world.now()), Minute::of(world.now()).plus(9_999));
    let days: Vec<_> = (0..35).map(|seed| LogSecretKey::derive(&[seed; 32]).1).collect();
    let cards: Vec<_> = (100..103).map(|seed| LogSecretKey::derive(&[seed; 32]).1).collect();
    let certificate = OpenerCertificate::sign(Province(68), *opener.verifying_key(), until, &national);
    let pack = KeyPack::sign((Province(68), 1), (today, until), &days, &cards, (&opener, &certificate)).unwrap();
    let packs = world.config.data_dir.join("packs");
    std::fs::create_dir_all(&packs).unwrap();
    std::fs::write(packs.join("68.pack"), pack).unwrap();
}

/// An officer prints a card. The ward's officers are there already.
pub(crate) fn one_is_made(world: &World) {
    opener_has_signed(world);
    let mut officer = Browser::signed_in(world, "lan");
    let [_, taken_back] = ["1950", "1951"].map(|year| {
        let said = officer.fill(PAGE, &[("name", "Lương Thế Khánh"), ("phone", ""), ("birth_year", year)]);
        assert_eq!(said.status, 200, "a card needs the fonts of tools/setup.sh web");
        said.body
    });
    if let Some((code, _)) = scanned(&taken_back) {
        assert_eq!(officer.fill(&format!("{PAGE}/revoke"), &[("code", &code)]).status, 303);
    }
}

#[test]
fn a_printed_card_at_150_dpi_decodes_to_the_signed_bytes_and_opens_with_the_openers_key_alone() {
    let world = world();
    let mut officer = Browser::signed_in(&world, "lan");
    let written = [("name", "Lương Thế Khánh"), ("phone", "0987123456"), ("birth_year", "1950")];
    let said = officer.fill(PAGE, &written);
    if said.status == 503 {
        return skipped("this build has no font to print with: tools/setup.sh web");
    }
    assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "application/pdf"));
    let Some((code, modules)) = scanned(&said.body) else { return };
    assert!(modules <= 49, "{modules} modules");
    let bytes = lc1::bytes(&code).unwrap();
    assert_eq!(bytes.len(), PaperCode::BYTES);
    let card = PaperCode::read(&bytes, &PaperKeys::of(&world.deployment().paper_keys)).unwrap();
    assert_eq!(card.line.to_string(), "L. T. K*** · •••••••456");
    let words = on_paper("pdftotext", &["-enc", "UTF-8"], &["-"], &said.body).unwrap();
    let words = String::from_utf8(words).unwrap();
    for part in ["Thẻ khách", "L. T. K***", "456", "30/06/2021"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("Khánh") && !words.contains("0987123456"), "{words}");

    // What the officer takes to the opener.
    let lan = world.sign_in("lan");
    let wanted =
        json!({ "request": "01".repeat(16), "cards": [hex::encode(card.card_id.as_bytes()), "07".repeat(16)] });
    let blobs: CardBlobs = serde_json::from_slice(&lan.call("POST", WANTED, Some(wanted)).body).unwrap();
    assert_eq!((blobs.request, blobs.cards.len()), ("01".repeat(16), 1));
    let blob = &blobs.cards[0];
    assert_eq!((blob.kind(), blob.month), (CardKind::Paper, Month::of(KeyDays::VIETNAM.day(world.now()))));
    let sealed = hex::decode(&blob.blob).unwrap();
    let opened = |key: &CardKey, secret: &LogSecretKey| {
        open_blob(CardKind::Paper, card.card_id, key, &sealed, secret).map(|holder| holder.contact.name().to_owned())
    };
    assert_eq!(opened(&card.key, &card_secret(0)).unwrap(), "Lương Thế Khánh");
    assert!(opened(&card.key, &card_secret(1)).is_err(), "another month's key");
    assert!(opened(&CardKey::from_bytes([7; 16]), &card_secret(0)).is_err(), "without the card");
}

#[test]
fn threat_10_and_13_nothing_of_a_card_is_kept_but_its_sealed_contact_under_a_name_that_stands_nowhere_else() {
    let mut world = world();
    let mut officer = Browser::signed_in(&world, "lan");
    let said = officer.fill(PAGE, &[("name", "Lương Thế Khánh"), ("phone", "0987123456"), ("birth_year", "")]);
    if said.status == 503 {
        return skipped("this build has no font to print with: tools/setup.sh web");
    }
    assert_eq!(world.count("log_cards"), 1);
    let Some((code, _)) = scanned(&said.body) else { return };
    let card = PaperCode::read(&lc1::bytes(&code).unwrap(), &PaperKeys::of(&world.deployment().paper_keys)).unwrap();
    let acts = world.rows("SELECT about FROM audit");
    assert!(!format!("{acts:?}").contains(&hex::encode(card.card_id.as_bytes())), "{acts:?}");
    drop(officer);
    world.stop();
    let stored = world.stored_bytes();
    let line = card.line.to_bytes();
    let hidden: [&[u8]; 5] =
        ["Lương Thế Khánh".as_bytes(), b"987123456", card.key.as_bytes(), &line, card.card_id.as_bytes()];
    for secret in hidden {
        assert!(!holds(&stored, secret), "a secret of a card is kept in the clear");
    }
}

#[test]
fn what_is_no_contact_is_refused_beside_its_field_and_without_keys_no_card_is_made() {
    let world = world();
    let mut officer = Browser::signed_in(&world, "lan");
    for (written, field) in [
        ([("name", "=HYPERLINK(1)"), ("phone", ""), ("birth_year", "")], "name"),
        ([("name", "An"), ("phone", "113"), ("birth_year", "")], "phone"),
        ([("name", "An"), ("phone", ""), ("birth_year", "80")], "birth_year"),
    ] {
        let said = officer.fill(PAGE, &written);
        assert_eq!(said.status, 400);
        assert!(text(&said).contains(&format!("<a href=\"#{field}\">")), "{field}: {}", text(&said));
    }
    std::fs::remove_file(world.config.data_dir.join("packs/68.pack")).unwrap();
    assert_eq!(officer.fill(PAGE, &[("name", "An"), ("phone", ""), ("birth_year", "")]).status, 503);
    assert_eq!(world.count("log_cards"), 0);
    let lan = world.sign_in("lan");
    for wrong in [json!({ "request": "01", "cards": [] }), json!({ "request": "01".repeat(16), "cards": ["1"] })] {
        assert_eq!(lan.call("POST", WANTED, Some(wrong)).problem(), "request-invalid");
    }
}

#[test]
fn a_card_that_was_taken_back_opens_nobody_and_a_strange_code_takes_nothing_back() {
    let world = world();
    let mut officer = Browser::signed_in(&world, "lan");
    let said = officer.fill(PAGE, &[("name", "Lương Thế Khánh"), ("phone", ""), ("birth_year", "")]);
    if said.status == 503 {
        return skipped("this build has no font to print with: tools/setup.sh web");
    }
    let Some((code, _)) = scanned(&said.body) else { return };
    let stranger = SigningKey::from_slice(&[7; 32]).unwrap();
    let bytes = lc1::bytes(&code).unwrap();
    let card = PaperCode::read(&bytes, &PaperKeys::of(&world.deployment().paper_keys)).unwrap();
    let forged = PaperCode::text(&PaperCode { card_id: CardId::from_bytes([1; 16]), ..card }.sign(1, &stranger));
    let revoke = format!("{PAGE}/revoke");
    for wrong in [forged.as_str(), "LC1:0", ""] {
        assert_eq!(officer.fill(&revoke, &[("code", wrong)]).status, 400, "{wrong}");
    }
    assert_eq!(world.count("log_cards"), 1);
    assert_eq!(officer.fill(&revoke, &[("code", &code)]).status, 303);
    assert_eq!(world.count("log_cards"), 0);
    assert_eq!(officer.fill(&revoke, &[("code", &code)]).status, 404);
}
