//! The letter that lifts a quarantine order: after the case was revoked, or the follow-up has ended before its day.

use serde_json::json;

use crate::console::{Browser, text};
use crate::support::{Officer, World};

/// A contact who was ordered to stay at home; returns the case's id and the contact's.
fn ordered(officer: &Officer<'_>) -> (String, String) {
    let case = officer.open_case();
    let person = json!({ "name": "Nguyễn Văn An", "phone": "0912345678", "birth_year": 1990 });
    let contact = officer.add_contact(&case, &person);
    let row = json!({ "person": person, "last_contact": "2021-05-24" });
    let said = officer.call("PUT", &format!("/officer/v1/contacts/{contact}"), Some(row));
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{contact}/order"), None).status, 201);
    (case, contact)
}

fn set(officer: &Officer<'_>, contact: &str, status: &str) {
    let body = json!({ "contacts": [contact], "status": status });
    assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
}

#[test]
fn after_a_revocation_the_letter_says_whose_order_by_which_rule_is_lifted_and_why() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (case, contact) = ordered(&officer);
    let letter = format!("/console/contacts/{contact}/lift");
    let page = format!("/console/contacts/{contact}");
    let mut browser = Browser::signed_in(&world, "an");
    assert!(!text(&browser.get(&page)).contains(&letter), "not while the order holds");
    let early = browser.get(&letter);
    assert_eq!(early.status, 409);
    assert!(text(&early).contains("quyết định vẫn có hiệu lực"));

    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).status, 200);
    assert!(text(&browser.get(&page)).contains(&letter), "the page of the contact offers it");
    let said = text(&browser.get(&letter));
    for part in [
        "Giấy hủy quyết định cách ly",
        "Nguyễn Văn An",
        "600/CĐ-BCĐ",
        "quy tắc f1-2021-05",
        "24/05/2021",
        "14/06/2021",
        "hủy bỏ kể từ ngày 25/05/2021",
        "đã được xác định là nhầm",
        "không hủy quyết định nào khác",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(!said.contains("BN ") && !said.contains(&case), "the case is not named");
    browser.get("/console/language/en");
    let said = text(&browser.get(&letter));
    assert!(said.contains("the case that the order rested on was a mistake"), "{said}");
    assert!(world.acts().iter().any(|act| act == "view-order"), "the look is on record");
}

#[test]
fn after_the_end_of_the_follow_up_it_says_so_and_a_quarantine_that_is_over_has_a_letter_of_its_own() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (_, contact) = ordered(&officer);
    let letter = format!("/console/contacts/{contact}/lift");
    for status in ["completed", "cancelled"] {
        set(&officer, &contact, status);
        let said = text(&Browser::signed_in(&world, "an").get(&letter));
        assert!(said.contains("đã kết thúc việc theo dõi"), "{said}");
    }
    set(&officer, &contact, "lost");
    assert_eq!(Browser::signed_in(&world, "an").get(&letter).status, 409, "nobody has ended anything");
    set(&officer, &contact, "completed");
    world.clock.advance(21 * 86_400);
    let over = Browser::signed_in(&world, "an").get(&letter);
    assert_eq!(over.status, 409);
    assert!(text(&over).contains("giấy xác nhận hoàn thành cách ly"));
}

#[test]
fn whoever_became_a_case_or_has_no_order_gets_no_such_letter() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (case, contact) = ordered(&officer);
    let became = format!("/officer/v1/contacts/{contact}/case");
    assert_eq!(officer.call("POST", &became, Some(json!({ "onset_date": "2021-05-24" }))).status, 201);
    let without = officer.add_contact(&case, &json!({ "name": "Lê Bình" }));
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).status, 200);
    let mut browser = Browser::signed_in(&world, "an");
    assert_eq!(browser.get(&format!("/console/contacts/{contact}/lift")).status, 409);
    assert_eq!(browser.get(&format!("/console/contacts/{without}/lift")).status, 404);
}
