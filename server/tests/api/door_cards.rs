//! Cards of one day: a checker's device asks for one for a visitor who reads out the code of their number, and for nobody else.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::lc1;
use lancan_protocol::places::Minute;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{CardBlobs, CardKind, CardWish, NumberKeys, PaperCode, PaperKeys, open_blob};
use p256::ecdsa::SigningKey;
use serde_json::json;

use crate::checkers::{Device, invite, place_with_log};
use crate::console::{Browser, text};
use crate::gateway::Gateway;
use crate::manager_cards::world;
use crate::place_pages::fill;
use crate::support::{Said, World};
use crate::visitor_cards::card_secret;

const PHONE: &str = "0987 123 456";
const E164: &str = "+84987123456";
const ASK: &str = "/v1/visitor-log/checkers/passwords";
const CARD: &str = "/v1/visitor-log/checkers/cards";

fn wish<'a>(otp: &'a str, name: &'a str) -> CardWish<'a> {
    CardWish { phone: PHONE, otp, name, birth_year: if name.is_empty() { "" } else { "1950" } }
}

/// What a device posts, signed by a key, in a minute.
fn post(world: &World, device: &Device, wish: &CardWish<'_>, (signer, minute): (&SigningKey, Minute)) -> Said {
    let signature = hex::encode(&wish.sign(device.id(), minute, signer));
    let mut body = json!({
        "checker": hex::encode(&device.id().0), "minute": minute.0, "phone": wish.phone, "signature": signature,
    });
    let path = if wish.name.is_empty() { ASK } else { CARD };
    let more = if wish.name.is_empty() {
        json!({ "language": "en" })
    } else {
        json!({ "otp": wish.otp, "name": wish.name, "birth_year": wish.birth_year })
    };
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    world.call("POST", path, &[], Some(body.to_string().as_bytes()))
}

fn now(world: &World) -> Minute {
    Minute::of(world.now())
}

fn asks(world: &World, device: &Device, wish: &CardWish<'_>) -> Said {
    post(world, device, wish, (&device.key, now(world)))
}

/// A device at a place with the duty.
fn device<'w>(world: &'w World, gateway: &Gateway) -> (Device, Browser<'w>, String) {
    let (mut browser, place) = place_with_log(world, gateway);
    let device = Device::join(world, &invite(&mut browser, &place, "Cổng chính"), 60);
    (device, browser, place)
}

#[test]
fn who_reads_out_the_code_of_their_number_at_the_door_gets_a_card_of_today_that_proves_the_number() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (device, ..) = device(&world, &gateway);
    let said = asks(&world, &device, &wish("", ""));
    assert_eq!((said.status, said.body.len()), (204, 0), "{}", text(&said));
    let otp = gateway.password(E164);
    let wrong = if otp == "000000" { "000001" } else { "000000" };
    assert_eq!(asks(&world, &device, &wish(wrong, "Lương Thế Khánh")).problem(), "otp-wrong");
    assert_eq!(asks(&world, &device, &wish(&otp, "=HYPERLINK(1)")).status, 400);
    assert_eq!(world.count("log_cards"), 0);
    let said = asks(&world, &device, &wish(&otp, "Lương Thế Khánh"));
    assert_eq!(said.status, 200, "{}", text(&said));
    assert_eq!(
        asks(&world, &device, &wish(&otp, "Lương Thế Khánh")).problem(),
        "otp-wrong",
        "a password is for one card"
    );
    assert_eq!(world.count("log_cards"), 1);

    let (deployment, today) = (world.deployment(), KeyDays::VIETNAM.day(world.now()));
    let code = said.json()["code"].as_str().unwrap().to_owned();
    assert!(said.json().as_object().unwrap().len() == 1 && !text(&said).contains("Khánh"), "nothing but the code");
    let card = PaperCode::read(&lc1::bytes(&code).unwrap(), &PaperKeys::of(&deployment.paper_keys)).unwrap();
    assert_eq!(card.line.to_string(), "L. T. K*** · •••••••456");
    assert_eq!([today, today.plus(1)].map(|day| card.is_over(day)), [false, true]);
    let wanted = json!({ "request": "01".repeat(16), "cards": [hex::encode(card.card_id.as_bytes())] });
    let blobs = |world: &World| {
        let said = world.sign_in("lan").call("POST", "/officer/v1/visitor-log/cards", Some(wanted.clone()));
        serde_json::from_slice::<CardBlobs>(&said.body).unwrap().cards
    };
    let sealed = hex::decode(&blobs(&world)[0].blob).unwrap();
    let holder = open_blob(CardKind::Paper, card.card_id, &card.key, &sealed, &card_secret(0)).unwrap();
    assert_eq!((holder.contact.name(), holder.contact.birth_year()), ("Lương Thế Khánh", 1950));
    let (phone, keys) = (holder.contact.phone().unwrap(), NumberKeys::of(&deployment.number_keys));
    let last = Minute::of(KeyDays::VIETNAM.start(today.plus(1))).minus(1);
    let certifies = [last, last.plus(1)].map(|at| holder.certificate.as_ref().unwrap().certifies(phone, at, &keys));
    assert_eq!(certifies, [true, false], "as long as the card is taken");
    let kept = world.stored_bytes();
    for secret in ["Lương", "987123456", &code] {
        assert!(!kept.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "threat 10: {secret}");
    }
    // As long as an envelope that names the card.
    world.go_to(world.now().plus(27 * Day::SECONDS));
    assert_eq!(blobs(&world).len(), 1);
    world.go_to(world.now().plus(Day::SECONDS));
    assert_eq!((blobs(&world).len(), world.count("log_cards")), (0, 0));
}

#[test]
fn only_a_device_that_checks_there_now_has_a_number_sent_a_code_and_nobody_elses_code_makes_a_card() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (device, mut browser, place) = device(&world, &gateway);
    let ask = wish("", "");
    let stranger = SigningKey::from_slice(&[61; 32]).unwrap();
    assert_eq!(post(&world, &device, &ask, (&stranger, now(&world))).status, 404, "signed by another key");
    for off in [now(&world).plus(4), now(&world).minus(4)] {
        assert_eq!(post(&world, &device, &ask, (&device.key, off)).problem(), "request-invalid", "sent again later");
    }
    assert_eq!(asks(&world, &device, &CardWish { phone: "113", ..wish("", "") }).status, 400);
    // A code that was sent for another device, or for a page, is none for this one.
    let other = Device::join(&world, &invite(&mut browser, &place, "Cổng phụ"), 62);
    assert_eq!(asks(&world, &other, &ask).status, 204);
    let otp = gateway.password(E164);
    assert_eq!(asks(&world, &device, &wish(&otp, "Lương Thế Khánh")).problem(), "otp-wrong");
    let page = format!("{place}/checkers");
    let removed = hex::encode(&other.id().0);
    assert_eq!(fill(&mut browser, &page, &format!("{page}/remove"), &[("checker", &removed)]).status, 303);
    assert_eq!(asks(&world, &other, &wish(&otp, "Lương Thế Khánh")).status, 404, "taken off meanwhile");
    assert_eq!(world.count("log_cards"), 0);
    // Where the duty ends nobody gets a card, and without the province's keys nobody is sent a message.
    let lan = world.sign_in("lan");
    let id = place.rsplit('/').next().unwrap();
    let duty = |required: bool| {
        let path = format!("/officer/v1/places/{id}/visitor-log");
        assert_eq!(lan.call("POST", &path, Some(json!({ "required": required }))).status, 204);
    };
    duty(false);
    assert_eq!(asks(&world, &device, &ask).status, 404);
    duty(true);
    std::fs::remove_file(world.config.data_dir.join("packs/68.pack")).unwrap();
    assert_eq!(asks(&world, &device, &ask).status, 503);
}

#[test]
fn the_messages_of_a_door_count_among_the_sixty_of_its_place() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (device, ..) = device(&world, &gateway);
    let ask = |number: u32| {
        let phone = format!("09{:08}", 70_000_000 + number);
        asks(&world, &device, &CardWish { phone: &phone, ..wish("", "") }).status
    };
    assert!((0..60).all(|number| ask(number) == 204));
    assert_eq!(ask(60), 429);
    world.go_to(world.now().plus(16 * 60));
    assert_eq!(ask(61), 204);
}
