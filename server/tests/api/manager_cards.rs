//! Paper cards that a manager prints: for a visitor who shows their number, at a place with the duty, and for nobody else.

use lancan_protocol::hex;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::lc1;
use lancan_protocol::places::Minute;
use lancan_protocol::time::Day;
use lancan_protocol::visitor_log::{CardBlobs, CardKind, NumberKeys, PaperCode, PaperKeys, open_blob};
use serde_json::json;

use crate::checkers::place_with_log;
use crate::console::{Browser, text};
use crate::gateway::Gateway;
use crate::paper::{scanned, skipped};
use crate::place_pages::{fill, place_named, sign_in_as};
use crate::places::add_ward_officers;
use crate::support::{Said, World};
use crate::visitor_cards::{card_secret, opener_has_signed, trusts_a_national_key};

/// The visitor, and their number as messages are sent to it.
const VISITOR: [(&str, &str); 3] = [("name", "Lương Thế Khánh"), ("phone", "0987 123 456"), ("birth_year", "1950")];
const E164: &str = "+84987123456";

pub(crate) fn world(gateway: &Gateway) -> World {
    let change = |config: &mut lancan_server::Config| {
        gateway.set(config);
        trusts_a_national_key(config);
    };
    let world = World::with(change, |_| {});
    add_ward_officers(&world);
    opener_has_signed(&world);
    world
}

/// The manager writes who the visitor is, and enters a code.
fn print(browser: &mut Browser<'_>, page: &str, code: impl FnOnce() -> String) -> Said {
    let said = fill(browser, page, page, &VISITOR);
    let asks = format!("{page}/code");
    assert_eq!((said.status, said.headers["location"].as_str()), (303, asks.as_str()), "{}", text(&said));
    fill(browser, &asks, &asks, &[("answer", &code())])
}

#[test]
fn a_visitor_who_reads_out_the_code_of_their_number_gets_a_card_that_proves_the_number_to_the_opener() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let page = format!("{place}/cards");
    assert!(text(&browser.get(&place)).contains(&page), "the page of the place leads there");
    let wrong = print(&mut browser, &page, || {
        let sent = gateway.password(E164);
        if sent == "000000" { "000001".to_owned() } else { "000000".to_owned() }
    });
    assert_eq!((wrong.status, world.count("log_cards")), (400, 0), "{}", text(&wrong));
    let said = print(&mut browser, &page, || gateway.password(E164));
    if said.status == 503 {
        return skipped("this build has no font to print with: tools/setup.sh web");
    }
    assert_eq!((said.status, said.headers["content-type"].as_str()), (200, "application/pdf"));
    assert_eq!(world.count("log_cards"), 1);
    let asks = format!("{page}/code");
    assert_eq!(browser.get(&asks).headers["location"], page, "the browser keeps nothing of the visitor");

    let Some((code, _)) = scanned(&said.body) else { return };
    let deployment = world.deployment();
    let card = PaperCode::read(&lc1::bytes(&code).unwrap(), &PaperKeys::of(&deployment.paper_keys)).unwrap();
    assert_eq!(card.line.to_string(), "L. T. K*** · •••••••456");
    // Made in May, taken until the end of June.
    let today = KeyDays::VIETNAM.day(world.now());
    let days = [today, Day(18_808), Day(18_809)].map(|day| card.is_over(day));
    assert_eq!(days, [false, false, true]);
    let wanted = json!({ "request": "01".repeat(16), "cards": [hex::encode(card.card_id.as_bytes())] });
    let said = world.sign_in("lan").call("POST", "/officer/v1/visitor-log/cards", Some(wanted));
    let blobs: CardBlobs = serde_json::from_slice(&said.body).unwrap();
    let sealed = hex::decode(&blobs.cards[0].blob).unwrap();
    let holder = open_blob(CardKind::Paper, card.card_id, &card.key, &sealed, &card_secret(0)).unwrap();
    assert_eq!((holder.contact.name(), holder.contact.birth_year()), ("Lương Thế Khánh", 1950));
    let (phone, keys) = (holder.contact.phone().unwrap(), NumberKeys::of(&deployment.number_keys));
    let certificate = holder.certificate.unwrap();
    let last = Minute::of(KeyDays::VIETNAM.start(Day(18_809))).minus(1);
    assert!(certificate.certifies(phone, last, &keys), "as long as the card is taken");
    assert!(!certificate.certifies(phone, last.plus(1), &keys));
}

#[test]
fn nobody_prints_a_card_for_another_place_for_one_without_the_duty_or_for_what_is_no_contact() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let page = format!("{place}/cards");
    for (written, field) in [
        ([("name", "=HYPERLINK(1)"), ("phone", "0987123456"), ("birth_year", "")], "name"),
        ([("name", "An"), ("phone", ""), ("birth_year", "")], "phone"),
        ([("name", "An"), ("phone", "113"), ("birth_year", "")], "phone"),
        ([("name", "An"), ("phone", "0987123456"), ("birth_year", "80")], "birth_year"),
    ] {
        let said = fill(&mut browser, &page, &page, &written);
        assert_eq!(said.status, 400, "{field}");
        assert!(text(&said).contains(&format!("<a href=\"#{field}\">")), "{field}: {}", text(&said));
    }
    let without = place_named(&mut browser, "Quán cơm Hoa Sen");
    assert_eq!(browser.get(&format!("{without}/cards")).status, 404, "no list, no cards");
    let mut stranger = Browser::new(&world);
    assert_eq!(stranger.get(&page).status, 303);
    sign_in_as(&mut stranger, &gateway, "0987 654 321");
    let own = place_named(&mut stranger, "Chợ Lộc Thắng");
    assert_eq!(stranger.get(&page).status, 404);
    assert_eq!(fill(&mut stranger, &own, &page, &VISITOR).status, 404);
    // Whose card is on the way at one place is not printed at another.
    assert_eq!(fill(&mut browser, &page, &page, &VISITOR).status, 303);
    gateway.password(E164);
    assert_eq!(browser.get(&format!("{without}/cards/code")).headers["location"], format!("{without}/cards"));
    // Without the province's keys nobody is sent a message.
    std::fs::remove_file(world.config.data_dir.join("packs/68.pack")).unwrap();
    assert_eq!(fill(&mut browser, &page, &page, &VISITOR).status, 503);
    assert_eq!(world.count("log_cards"), 0);
}

#[test]
fn a_place_has_sixty_messages_sent_in_a_quarter_of_an_hour_and_others_are_not_held_up() {
    let gateway = Gateway::new();
    let world = world(&gateway);
    let (mut browser, place) = place_with_log(&world, &gateway);
    let page = format!("{place}/cards");
    let ask = |browser: &mut Browser<'_>, number: u32| {
        let phone = format!("09{:08}", 70_000_000 + number);
        fill(browser, &page, &page, &[("name", "An"), ("phone", &phone), ("birth_year", "")]).status
    };
    assert!((0..60).all(|number| ask(&mut browser, number) == 303));
    assert_eq!(ask(&mut browser, 60), 429);
    world.go_to(world.now().plus(16 * 60));
    assert_eq!(ask(&mut browser, 61), 303);
}
