//! Phones' cards: their contacts are kept sealed, once, for as long as an entry may name them, and handed out for an opener alone.

use lancan_protocol::PhoneNumber;
use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::Province;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{
    CardBlobs, CardHolder, CardId, CardKey, CardKind, CardUpload, LogSecretKey, Month, VisitorContact, open_blob,
};
use lancan_server::store::Value;
use p256::ecdsa::SigningKey;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;
use serde_json::json;

use crate::support::{Engine, Said, World, holds};
use crate::visitor_cards::{card_secret, world};

const PATH: &str = "/v1/visitor-log/cards";
const WANTED: &str = "/officer/v1/visitor-log/cards";
const LAM_DONG: Province = Province(68);
/// The bytes of the key that the codes of the cards hold.
const OWN: [u8; 16] = [5; 16];

fn own() -> CardKey {
    CardKey::from_bytes(OWN)
}

fn card(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

fn this_month(world: &World) -> Month {
    Month::of(KeyDays::VIETNAM.day(world.now()))
}

/// What the phone with this card posts.
fn upload(seed: u8, province: Province, month: Month) -> Vec<u8> {
    let phone = PhoneNumber::parse("0987123456").unwrap();
    let contact = VisitorContact::typed("Lương Thế Khánh", Some(phone), 1961, None).unwrap();
    let holder = CardHolder { contact, certificate: None };
    let to = LogSecretKey::derive(&[100; 32]).1;
    let mut rng = ChaCha20Rng::seed_from_u64(seed.into());
    CardUpload::seal(&holder, (&card(seed), &own()), (province, month, &to), &mut rng).unwrap()
}

fn post(world: &World, upload: &[u8]) -> Said {
    world.call("POST", PATH, &[], Some(upload))
}

/// A phone posts the contact of a card. The province has a pack.
pub(crate) fn one_is_posted(world: &World) {
    for _ in 0..2 {
        assert_eq!(post(world, &upload(1, LAM_DONG, this_month(world))).status, 204);
    }
}

#[test]
fn a_phones_card_is_kept_once_and_handed_out_for_an_opener_who_alone_reads_whose_it_is() {
    let world = world();
    one_is_posted(&world);
    // The same card with other bytes: the phone made it ready again. The first stays.
    let again = [upload(1, LAM_DONG, this_month(&world)), {
        let mut rng = ChaCha20Rng::seed_from_u64(99);
        let contact = VisitorContact::typed("Trần Thị Bình", None, 0, None).unwrap();
        let (holder, to) = (CardHolder { contact, certificate: None }, LogSecretKey::derive(&[100; 32]).1);
        CardUpload::seal(&holder, (&card(1), &own()), (LAM_DONG, this_month(&world), &to), &mut rng).unwrap()
    }];
    for upload in &again {
        assert_eq!(post(&world, upload).status, 204);
    }
    assert_eq!(world.count("log_cards"), 1);
    let id = CardId::of(card(1).verifying_key());
    let lan = world.sign_in("lan");
    let wanted = json!({ "request": "01".repeat(16), "cards": [hex::encode(id.as_bytes())] });
    let blobs: CardBlobs = serde_json::from_slice(&lan.call("POST", WANTED, Some(wanted)).body).unwrap();
    let blob = &blobs.cards[0];
    assert_eq!((blob.kind(), blob.month), (CardKind::Phone, this_month(&world)));
    let holder = open_blob(CardKind::Phone, id, &own(), &hex::decode(&blob.blob).unwrap(), &card_secret(0)).unwrap();
    assert_eq!(holder.contact.name(), "Lương Thế Khánh");
}

#[test]
fn what_no_card_signed_or_no_opener_can_read_is_refused_and_nothing_is_kept() {
    let world = world();
    let good = upload(1, LAM_DONG, this_month(&world));
    let mut changed = good.clone();
    changed[100] ^= 1;
    // Who photographed a code has the card's public key, and puts another contact under its name in vain.
    let forged = [&good[..34], &upload(2, LAM_DONG, this_month(&world))[34..]].concat();
    let (early, late) = (Month(this_month(&world).0 - 2), this_month(&world).plus(2));
    let wrong = [
        ("a changed byte", changed, 400),
        ("another's signature", forged, 400),
        ("too short", good[1..].to_vec(), 400),
        ("nothing", Vec::new(), 400),
        ("a month long ago", upload(1, LAM_DONG, early), 400),
        ("a month to come", upload(1, LAM_DONG, late), 400),
        ("a province without an opener", upload(1, Province(1), this_month(&world)), 404),
    ];
    for (what, bytes, status) in wrong {
        assert_eq!(post(&world, &bytes).status, status, "{what}");
    }
    assert_eq!(world.count("log_cards"), 0);
}

#[test]
fn a_phones_card_is_kept_as_long_as_an_entry_that_names_it_and_no_longer() {
    let world = world();
    one_is_posted(&world);
    world.go_to(world.now().plus(29 * Day::SECONDS));
    assert_eq!(world.count("log_cards"), 1);
    world.go_to(world.now().plus(2 * Day::SECONDS));
    assert_eq!(world.count("log_cards"), 0);
}

#[test]
fn made_up_cards_of_one_province_fill_a_quarter_of_an_hour_and_keep_no_known_card_and_no_later_one_out() {
    let world = world();
    one_is_posted(&world);
    let minute = i64::try_from(world.now().0 / 60).unwrap();
    let values = [Value::Bytes(b"68".to_vec()), Value::Integer(minute)];
    world.change("DELETE FROM failures WHERE kind = 'log-card'", &[]);
    world.change("INSERT INTO failures (kind, subject, minute, failures) VALUES ('log-card', ?1, ?2, 10000)", &values);
    assert_eq!(post(&world, &upload(2, LAM_DONG, this_month(&world))).problem(), "too-many-requests");
    assert_eq!(post(&world, &upload(1, LAM_DONG, this_month(&world))).status, 204, "it is kept already");
    world.go_to(world.now().plus(16 * 60));
    assert_eq!(post(&world, &upload(2, LAM_DONG, this_month(&world))).status, 204);
}

#[test]
fn threat_9_10_and_13_nothing_of_a_phones_card_tells_whose_it_is_or_where_it_was_shown() {
    let mut world = world();
    one_is_posted(&world);
    // Whoever has the picture of a code asks in vain whether the card is known: only the phone's own key gets an answer.
    let mut known = upload(1, LAM_DONG, this_month(&world));
    let mut unknown = upload(3, LAM_DONG, this_month(&world));
    for bytes in [&mut known, &mut unknown] {
        bytes[511] ^= 1;
    }
    let (of_known, of_unknown) = (post(&world, &known), post(&world, &unknown));
    assert_eq!((of_known.status, &of_known.body), (of_unknown.status, &of_unknown.body));
    // Nor does the database tell it: a row is kept under an HMAC of the card's name, which stands nowhere.
    let id = CardId::of(card(1).verifying_key());
    world.stop();
    let stored = world.stored_bytes();
    let public = card(1).verifying_key().to_sec1_point(true);
    let secret = card(1).to_bytes();
    let hidden: [&[u8]; 6] =
        ["Lương Thế Khánh".as_bytes(), b"987123456", &OWN, &public.as_bytes()[1..], &secret, id.as_bytes()];
    for secret in hidden {
        assert!(!holds(&stored, secret), "a secret of a card is kept in the clear");
    }
}

#[test]
fn threat_13_no_table_holds_a_card_beside_a_place_or_an_hour() {
    // One SQL text makes the tables of both databases; SQLite tells their columns.
    if Engine::of_this_process() != Engine::Sqlite {
        return;
    }
    let world = world();
    let told = world.rows(
        "SELECT tables.name || '.' || columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
         WHERE tables.type = 'table'",
    );
    let text = |row: Vec<Value>| match row.into_iter().next() {
        Some(Value::Text(text)) => text,
        other => panic!("{other:?}"),
    };
    let columns: Vec<String> = told.into_iter().map(text).collect();
    let of = |table: &str| -> Vec<&str> {
        let mut names: Vec<&str> = columns.iter().filter_map(|column| column.strip_prefix(table)).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(of("log_cards."), ["expiry", "id", "month", "phone", "sealed"]);
    assert_eq!(of("log_revoked_cards."), ["expiry", "id"]);
    let elsewhere: Vec<&String> =
        columns.iter().filter(|column| column.split('.').nth(1).is_some_and(|name| name.contains("card"))).collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}
