//! A case ends before its day, as when the patient takes consent back: all that hangs on it goes now, and the act stays.

use serde_json::json;

use crate::console::{Browser, text};
use crate::places::{self, reported, seed, stay};
use crate::support::{PASSWORD, Phone, TODAY, World};

const TABLES: [&str; 8] =
    ["cases", "codes", "reports", "waiting_keys", "contacts", "contact_words", "contact_orders", "calls"];

fn erase(case: &str) -> String {
    format!("/officer/v1/cases/{case}/erasure")
}

#[test]
fn everything_of_the_case_goes_at_once_and_of_another_case_nothing() {
    let world = places::world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let seed = seed(&officer.scan(&place));
    let case = reported(&world, &officer, 20, &[stay(&seed, TODAY, 605, 640)]);
    let other = reported(&world, &officer, 60, &[]);
    let person = json!({ "name": "Nguyễn Văn An", "phone": "0912345678" });
    let contact = officer.add_contact(&case, &person);
    let row = json!({ "person": person, "last_contact": "2021-05-24" });
    assert_eq!(officer.call("PUT", &format!("/officer/v1/contacts/{contact}"), Some(row)).status, 200);
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{contact}/order"), None).status, 201);
    officer.add_contact(&other, &json!({ "name": "Lê Bình", "phone": "0912345679" }));
    let visits = officer.call("GET", &format!("/officer/v1/cases/{case}/visits"), None).json();
    let publish = json!({ "visits": [visits["visits"][0]["visit"]] });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(publish)).status, 201);
    let before: Vec<i64> = TABLES.iter().map(|table| world.count(table)).collect();

    let said = officer.call("POST", &erase(&case), Some(json!({ "reason": "consent" })));
    assert_eq!(said.status, 204, "{}", String::from_utf8_lossy(&said.body));
    let after: Vec<i64> = TABLES.iter().map(|table| world.count(table)).collect();
    // Of the two cases one is left, with a report, a contact of three words, and a call.
    assert_eq!((before[0], before[2], before[4], before[6]), (2, 2, 2, 1));
    assert_eq!(
        (after[0], after[2], after[4], after[5], after[6], after[7]),
        (1, 1, 1, 2, 0, 1),
        "{before:?} {after:?}"
    );
    for path in [format!("/officer/v1/cases/{case}"), format!("/officer/v1/contacts/{contact}")] {
        assert_eq!(officer.call("GET", &path, None).status, 404);
    }
    let found = officer.call("POST", "/officer/v1/contacts/search", Some(json!({ "search": "0912345678" }))).json();
    assert_eq!(found["contacts"], json!([]));
    assert_eq!(
        officer.call("GET", &format!("/officer/v1/cases/{other}/report"), None).json().as_array().unwrap().len(),
        1
    );
    // A window stays with its place, and says nothing of the case any more.
    let place = officer.call("GET", &format!("/officer/v1/places/{place}"), None).json();
    assert_eq!(place["windows"].as_array().unwrap().len(), 1);
    assert!(!place.to_string().contains(&case));
    let log = world.sign_in("lan").call("GET", "/officer/v1/audit", None);
    assert!(log.status == 403 || log.json().to_string().contains("reason consent"));
    assert!(world.acts().contains(&"erase-case".to_owned()));
}

#[test]
fn its_phone_can_send_nothing_more_and_what_waited_is_never_published() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &code);
    let report = phone.report(&world, &answer, 10);
    phone.send(&world, &report);
    assert_eq!(officer.call("POST", &erase(&case), Some(json!({ "reason": "request" }))).status, 204);
    let mut more = phone.report(&world, &answer, 60);
    more.report_id = vec![61; 16];
    assert_eq!(phone.try_send(&world, &more).problem(), "token-invalid");
    world.go_to(world.now().plus(3_600));
    let own = |key: &[u8; 16]| report.keys.iter().any(|own| own.key == key);
    assert!(world.published().iter().all(|(_, keys)| !keys.iter().any(own)));
}

#[test]
fn while_keys_wait_to_be_taken_back_the_case_stays_so_that_no_warning_stands_for_good() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    phone.send(&world, &phone.report(&world, &phone.verify(&world, &code), 10));
    world.go_to(world.now().plus(600));
    let officer = world.sign_in("an");
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).status, 200);
    let consent = || Some(json!({ "reason": "consent" }));
    let said = officer.call("POST", &erase(&case), consent());
    assert_eq!((said.status, said.problem().as_str()), (409, "conflict"));
    world.go_to(world.now().plus(2_400));
    assert_eq!(world.count("revoked_keys"), 0);
    assert_eq!(world.sign_in("an").call("POST", &erase(&case), consent()).status, 204);
    assert_eq!(world.count("cases"), 0);
}

#[test]
fn it_needs_a_reason_and_password_and_code_shown_lately() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    for body in [json!({}), json!({ "reason": "because" }), json!({ "reason": "consent", "name": "Nguyễn Văn An" })]
    {
        assert_eq!(officer.call("POST", &erase(&case), Some(body)).status, 400);
    }
    world.clock.advance(301);
    assert_eq!(officer.call("POST", &erase(&case), Some(json!({ "reason": "consent" }))).status, 403);
    assert_eq!(world.count("cases"), 1);
}

#[test]
fn the_page_says_first_what_goes_and_asks_why() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    officer.add_contact(&case, &json!({ "name": "Nguyễn Văn An", "phone": "0912345678" }));
    let mut browser = Browser::signed_in(&world, "an");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    let page = format!("/console/cases/{case}/erasure");
    assert!(shown.contains(&page), "{shown}");
    let asked = text(&browser.get(&page));
    assert!(asked.contains("1 F1 và 0 F2 của ca này bị xóa cùng ca"), "{asked}");
    assert_eq!(browser.fill(&page, &[("reason", "")]).status, 400);
    assert_eq!(world.count("cases"), 1);
    world.clock.advance(301);
    let back = format!("/console/confirm?back={}", page.replace('/', "%2F"));
    assert_eq!(browser.get(&page).headers["location"].as_str(), back);
    let confirmed = browser.fill("/console/confirm", &[("password", PASSWORD), ("back", &page)]);
    assert_eq!(confirmed.headers["location"].as_str(), page.as_str());
    let done = browser.fill(&page, &[("reason", "consent")]);
    assert_eq!((done.status, done.headers["location"].as_str()), (303, "/console/cases"));
    assert_eq!((world.count("cases"), world.count("contacts")), (0, 0));
}
