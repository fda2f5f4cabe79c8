//! Contacts, as officers enter, find, merge, call and order them.

use std::fmt::Write as _;

use serde_json::{Value as Json, json};

use crate::console::{Browser, between, text};
use crate::support::{Officer, World, holds};

/// The names of a list: filters stand in the address, words and numbers in a body.
fn names(officer: &Officer<'_>, query: &str) -> Vec<String> {
    let said = match query.strip_prefix("search=") {
        Some(words) => officer.call("POST", "/officer/v1/contacts/search", Some(json!({ "search": words }))),
        None => officer.call("GET", &format!("/officer/v1/contacts?{query}"), None),
    };
    assert_eq!(said.status, 200, "{query}");
    let contacts = said.json()["contacts"].as_array().unwrap().clone();
    contacts.iter().map(|contact| contact["person"]["name"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn names_are_found_without_marks_in_any_order_and_numbers_in_any_form() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    for (name, phone) in [("Nguyễn Văn Ân", "0912345678"), ("Nguyễn Thị Đào", "0912345679"), ("Lê An", "0912345670")]
    {
        officer.add_contact(&case, &json!({ "name": name, "phone": phone }));
    }
    assert_eq!(names(&officer, "search=nguyen van an"), ["Nguyễn Văn Ân"]);
    assert_eq!(names(&officer, "search=an NGUYỄN"), ["Nguyễn Văn Ân"]);
    assert_eq!(names(&officer, "search=dao"), ["Nguyễn Thị Đào"]);
    assert_eq!(names(&officer, "search=+84912345670"), ["Lê An"]);
    assert_eq!(names(&officer, "search=0912.345.670"), ["Lê An"]);
    assert!(names(&officer, "search=tran").is_empty());
    let in_address = officer.call("GET", "/officer/v1/contacts?search=dao", None);
    assert_eq!(in_address.status, 400, "an address holds no name");
    let mut all = names(&officer, &format!("case={case}&status=new&tier=f1&source=interview"));
    all.sort();
    assert_eq!(all.len(), 3);
    assert!(names(&officer, "source=app").is_empty());
    // The database holds none of it.
    let bytes = world.stored_bytes();
    for part in ["Nguyễn", "nguyen", "912345678"] {
        assert!(!holds(&bytes, part), "{part}");
    }
}

#[test]
fn a_list_comes_page_by_page_each_contact_once_in_its_order() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    for n in 0..5 {
        world.clock.advance(n % 2);
        let last_contact = (n != 3).then(|| format!("2021-05-{}", 20 + n * 2 % 5));
        let body = json!({ "person": { "name": format!("An {n}") }, "last_contact": last_contact });
        assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body)).status, 201);
    }
    for (sort, field) in [("newest", "created_at"), ("changed", "changed_at"), ("last_contact", "last_contact")] {
        let (mut seen, mut keys, mut after) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = officer.call("GET", &format!("/officer/v1/contacts?limit=2&sort={sort}{after}"), None).json();
            for contact in page["contacts"].as_array().unwrap() {
                seen.push(contact["id"].as_str().unwrap().to_owned());
                keys.push((contact[field].as_u64(), contact[field].as_str().map(str::to_owned)));
            }
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        assert_eq!(seen.len(), 5, "{sort}");
        assert!(keys.is_sorted_by(|a, b| a >= b), "{sort}: {keys:?}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5, "{sort}");
    }
    assert_eq!(officer.call("GET", "/officer/v1/contacts?limit=501", None).status, 400);
    assert_eq!(officer.call("GET", "/officer/v1/contacts?sort=name", None).status, 400);
}

#[test]
fn who_is_not_to_be_called_any_more_leaves_the_queue_and_who_gets_a_number_enters_it() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let next = || officer.call("POST", "/officer/v1/calls/next", None).json()["contact"]["id"].clone();
    let status = |id: &str, status: &str| {
        let body = json!({ "contacts": [id], "status": status });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
    };
    let called = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
    for ended in ["cancelled", "lost", "completed"] {
        status(&called, "new");
        assert_eq!(next(), called.as_str(), "{ended}");
        status(&called, ended);
        assert_eq!(next(), json!(null), "{ended}");
    }
    let unknown = officer.add_contact(&case, &json!({ "name": "Bình" }));
    assert_eq!(next(), json!(null), "nobody can call who has no number");
    let path = format!("/officer/v1/contacts/{unknown}");
    let person = |phone: Option<&str>| Some(json!({ "person": { "name": "Bình", "phone": phone } }));
    assert_eq!(officer.call("PUT", &path, person(Some("0912345679"))).status, 200);
    assert_eq!(next(), unknown.as_str());
    assert_eq!(officer.call("PUT", &path, person(None)).status, 200);
    assert_eq!(next(), json!(null));
}

#[test]
fn the_audit_log_says_which_contact_was_looked_at() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let contact = officer.add_contact(&case, &json!({ "name": "An" }));
    assert_eq!(officer.call("GET", &format!("/officer/v1/contacts/{contact}"), None).status, 200);
    let newest = world.rows("SELECT about FROM audit ORDER BY id DESC LIMIT 1").remove(0).remove(0);
    assert_eq!(newest, format!("contact {contact}").as_str().into());
}

#[test]
fn contacts_of_another_area_are_not_there() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
    let other = world.sign_in("binh");
    for query in ["", "search=an", "search=0912345678"] {
        assert!(names(&other, query).is_empty(), "{query}");
    }
    assert!(names(&other, &format!("case={case}")).is_empty());
    let person = json!({ "person": { "name": "B" } });
    for (method, path, body) in [
        ("GET", format!("contacts/{id}"), None),
        ("PUT", format!("contacts/{id}"), Some(person.clone())),
        ("POST", format!("contacts/{id}/order"), None),
        ("GET", format!("contacts/{id}/order"), None),
        ("POST", format!("contacts/{id}/case"), Some(json!({}))),
        ("POST", format!("contacts/{id}/merge"), Some(json!({ "other": id }))),
        ("POST", "contacts/status".into(), Some(json!({ "contacts": [id], "status": "lost" }))),
        ("POST", format!("cases/{case}/contacts"), Some(person)),
        ("GET", format!("cases/{case}/contacts/duplicates"), None),
        ("POST", format!("cases/{case}/contacts/lines"), Some(json!({ "text": "An" }))),
        ("POST", format!("calls/{id}/outcome"), Some(json!({ "outcome": "busy" }))),
        ("PUT", format!("calls/{id}/officer"), Some(json!({ "officer": null }))),
    ] {
        let said = other.call(method, &format!("/officer/v1/{path}"), body);
        assert_eq!((said.status, said.problem().as_str()), (404, "not-found"), "{method} {path}");
    }
    assert_eq!(other.call("POST", "/officer/v1/calls/next", None).json(), json!(null));
}

#[test]
fn a_hundred_pasted_rows_with_three_bad_cells_save_ninety_seven_and_mark_three() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let mut text = "Họ và tên\tSĐT\tNăm sinh\tGiới tính\tNgày tiếp xúc\n".to_owned();
    for n in 0..100 {
        let (phone, year) = (912_000_000 + n, if n == 7 { "x".into() } else { (1950 + n % 50).to_string() });
        let date = if n == 8 { "hôm qua" } else { "20/05/2021" };
        let phone = if n == 9 { "12".to_owned() } else { phone.to_string() };
        writeln!(text, "Nguyễn Văn {n}\t{phone}\t{year}\tNam\t{date}").unwrap();
    }
    let lines = |save: bool| {
        let body = json!({ "text": text, "save": save });
        officer.call("POST", &format!("/officer/v1/cases/{case}/contacts/lines"), Some(body)).json()
    };
    let checked = lines(false);
    assert_eq!((checked["good"].as_u64(), checked["saved"].as_array().unwrap().len()), (Some(97), 0));
    let cells = [(9, "birth_year"), (10, "last_contact"), (11, "phone")];
    for (fault, (row, column)) in checked["faults"].as_array().unwrap().iter().zip(cells) {
        assert_eq!((fault["row"].as_u64(), fault["column"].as_str()), (Some(row), Some(column)));
    }
    assert_eq!(world.count("contacts"), 0);
    let saved = lines(true);
    assert_eq!((saved["saved"].as_array().unwrap().len(), saved["faults"].as_array().unwrap().len()), (97, 3));
    assert_eq!((world.count("contacts"), world.count("calls")), (97, 97));
    assert_eq!(names(&officer, "search=0912000050"), ["Nguyễn Văn 50"], "the lost zero is found again");
}

#[test]
fn two_entries_of_one_person_are_shown_and_merged_without_a_field_lost_and_both_ids_go_on() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let one = officer.add_contact(&case, &json!({ "name": "Nguyễn Văn Ân", "birth_year": 1980, "unit": "24787" }));
    let other = officer.add_contact(
        &case,
        &json!({ "name": "NGUYEN VAN AN", "birth_year": 1980, "unit": "24787", "phone": "0912345678", "notes": "ho" }),
    );
    officer.add_contact(&case, &json!({ "name": "Nguyễn Văn Ân", "birth_year": 1990, "unit": "24787" }));
    let found = officer.call("GET", &format!("/officer/v1/cases/{case}/contacts/duplicates"), None).json();
    let ids: Vec<&str> =
        found[0]["contacts"].as_array().unwrap().iter().map(|contact| contact["id"].as_str().unwrap()).collect();
    assert_eq!((found.as_array().unwrap().len(), ids.len()), (1, 2));
    assert!(ids.contains(&one.as_str()) && ids.contains(&other.as_str()));
    let merge = |id: &str, other: &str| {
        officer.call("POST", &format!("/officer/v1/contacts/{id}/merge"), Some(json!({ "other": other })))
    };
    let merged = merge(&one, &other);
    assert_eq!(merged.status, 200);
    let person = merged.json()["person"].clone();
    assert_eq!((person["phone"].as_str(), person["name"].as_str()), (Some("+84912345678"), Some("Nguyễn Văn Ân")));
    assert!(person["notes"].as_str().unwrap().contains("ho") && person["notes"].as_str().unwrap().contains("NGUYEN"));
    let old = officer.call("GET", &format!("/officer/v1/contacts/{other}"), None).json();
    assert_eq!(old["merged_into"].as_str(), Some(one.as_str()));
    assert_eq!(names(&officer, "search=0912345678"), ["Nguyễn Văn Ân"]);
    assert_eq!(merge(&one, &other).status, 409);
    assert_eq!(merge(&one, &one).status, 409);
}

#[test]
fn many_contacts_get_a_status_at_once_all_or_none_each_on_record() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let ids: Vec<String> = (0..3).map(|n| officer.add_contact(&case, &json!({ "name": format!("An {n}") }))).collect();
    let set = |ids: &[String]| {
        let body = json!({ "contacts": ids, "status": "follow_up" });
        officer.call("POST", "/officer/v1/contacts/status", Some(body))
    };
    let with_stranger: Vec<String> = ids.iter().cloned().chain(["x".to_owned()]).collect();
    assert_eq!(set(&with_stranger).status, 404);
    assert_eq!(names(&officer, "status=follow_up").len(), 0);
    let before = world.acts().len();
    assert_eq!(set(&ids).json()["changed"], 3);
    assert_eq!(names(&officer, "status=follow_up").len(), 3);
    let acts = world.acts();
    assert_eq!(acts[before..].iter().filter(|act| *act == "set-contact-status").count(), 3);
}

#[test]
fn a_contact_becomes_a_case_in_one_act_and_keeps_its_history() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
    let body = json!({ "reference": "BN 99", "onset_date": "2021-05-24" });
    let said = officer.call("POST", &format!("/officer/v1/contacts/{id}/case"), Some(body.clone()));
    assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
    let contact = said.json();
    let opened = contact["became_case"].as_str().unwrap();
    assert_eq!((contact["status"].as_str(), contact["case_id"].as_str()), (Some("became_case"), Some(case.as_str())));
    let new = officer.call("GET", &format!("/officer/v1/cases/{opened}"), None).json();
    assert_eq!((new["reference"].as_str(), new["onset_date"].as_str()), (Some("BN 99"), Some("2021-05-24")));
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/case"), Some(body)).status, 409);
    assert_eq!(officer.call("POST", "/officer/v1/calls/next", None).json(), json!(null), "no more calls");
}

#[test]
fn a_call_is_taken_by_one_officer_and_what_came_of_it_moves_the_contact_on() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
    let outcome = |outcome: &str| {
        officer.call("POST", &format!("/officer/v1/calls/{id}/outcome"), Some(json!({ "outcome": outcome })))
    };
    assert_eq!(outcome("reached").problem(), "conflict", "the call is not taken");
    let next = || officer.call("POST", "/officer/v1/calls/next", None).json();
    assert_eq!(next()["contact"]["id"].as_str(), Some(id.as_str()));
    assert_eq!(outcome("no_answer").status, 200);
    assert_eq!(next(), json!(null), "in two hours again");
    world.clock.advance(2 * 3_600);
    // Two hours without a request sign an officer out.
    let officer = world.sign_in("an");
    let next = || officer.call("POST", "/officer/v1/calls/next", None).json();
    let outcome = |outcome: &str| {
        officer.call("POST", &format!("/officer/v1/calls/{id}/outcome"), Some(json!({ "outcome": outcome })))
    };
    assert_eq!(next()["attempts"], 1);
    assert_eq!(outcome("reached").status, 200);
    assert_eq!(names(&officer, "status=follow_up"), ["An"]);
    assert_eq!(outcome("reached").problem(), "not-found", "closed");
}

#[test]
fn contacts_end_with_their_case() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{id}/order"), None).status, 201);
    for table in ["contacts", "contact_words", "contact_orders", "calls"] {
        assert_eq!(world.count(table), 1, "{table}");
    }
    world.go_to(world.now().plus(23 * 86_400));
    for table in ["contacts", "contact_words", "contact_orders", "calls"] {
        assert_eq!(world.count(table), 0, "{table}");
    }
}

#[test]
fn who_changes_a_contact_that_somebody_changed_meanwhile_is_told_so_and_loses_nothing() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let id = officer.add_contact(&case, &json!({ "name": "An" }));
    let path = format!("/officer/v1/contacts/{id}");
    let read = || officer.call("GET", &path, None).json();
    let seen = read()["changed_at"].clone();
    let change = |address: &str, seen: &Json| {
        let body = json!({ "person": { "name": "An", "address": address }, "changed_at": seen });
        officer.call("PUT", &path, Some(body)).status
    };
    assert_eq!((change("12 Trần Phú", &seen), change("", &seen)), (200, 409));
    assert_eq!(read()["person"]["address"], "12 Trần Phú");
    assert_eq!(change("14 Trần Phú", &read()["changed_at"]), 200);

    let mut browser = Browser::signed_in(&world, "an");
    let page = format!("/console/contacts/{id}");
    let seen = between(&text(&browser.get(&page)), "name=\"changed_at\" value=\"", "\"").to_owned();
    assert_eq!(change("16 Trần Phú", &Json::Null), 200, "by somebody who read nothing");
    let form = |seen: &str| {
        [("name", "Ân"), ("address", "18 Trần Phú"), ("tier", "f1"), ("changed_at", seen)]
            .map(|(k, v)| (k, v.to_owned()))
    };
    let fill = |browser: &mut Browser<'_>, seen: &str| {
        let form = form(seen);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.fill(&format!("{page}/change"), &form)
    };
    let said = fill(&mut browser, &seen);
    let shown = text(&said);
    assert!(said.status == 400 && shown.contains("16 Trần Phú") && shown.contains("value=\"18 Trần Phú\""), "{shown}");
    let seen = between(&shown, "name=\"changed_at\" value=\"", "\"").to_owned();
    assert_eq!(fill(&mut browser, &seen).status, 303, "who has seen both decides");
    assert_eq!(read()["person"]["address"], "18 Trần Phú");
}

#[test]
fn whoever_is_open_again_and_gets_a_number_by_merging_is_called() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let called = || officer.call("POST", "/officer/v1/calls/next", None).json()["contact"]["id"].clone();
    for keeps_the_number in [true, false] {
        let over = officer.add_contact(&case, &json!({ "name": "An", "phone": "0912345678" }));
        let body = json!({ "contacts": [over], "status": "completed" });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
        let open = officer.add_contact(&case, &json!({ "name": "An" }));
        assert_eq!(called(), Json::Null);
        let (one, other) = if keeps_the_number { (&over, &open) } else { (&open, &over) };
        let merging = json!({ "other": other });
        let merged = officer.call("POST", &format!("/officer/v1/contacts/{one}/merge"), Some(merging)).json();
        assert_eq!(
            (merged["status"].as_str(), merged["person"]["phone"].as_str()),
            (Some("new"), Some("+84912345678"))
        );
        assert_eq!(called(), one.as_str());
        let body = json!({ "contacts": [one], "status": "lost" });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
    }
}

#[test]
fn merging_goes_on_with_the_follow_up_that_goes_on_and_calls_nobody_whose_follow_up_is_over() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let add = |name: &str| officer.add_contact(&case, &json!({ "name": name, "phone": "0912345678" }));
    let status = |id: &str, status: &str| {
        let body = json!({ "contacts": [id], "status": status });
        assert_eq!(officer.call("POST", "/officer/v1/contacts/status", Some(body)).status, 200);
    };
    let merged = |one: &str, other: &str| {
        let body = json!({ "other": other });
        let said = officer.call("POST", &format!("/officer/v1/contacts/{one}/merge"), Some(body)).json();
        let written = officer.call("GET", &format!("/officer/v1/contacts/{one}"), None).json();
        assert_eq!(said, written, "what the act says is what stands");
        said["status"].as_str().unwrap().to_owned()
    };
    let called = || officer.call("POST", "/officer/v1/calls/next", None).json()["contact"]["id"].clone();
    let (one, cancelled) = (add("An"), add("Ân"));
    status(&cancelled, "cancelled");
    assert_eq!(merged(&one, &cancelled), "new");
    assert_eq!(called(), one.as_str());
    let (over, open) = (add("Bình"), add("Binh"));
    status(&one, "lost");
    status(&over, "completed");
    status(&open, "lost");
    assert_eq!(merged(&over, &open), "completed");
    assert_eq!(called(), Json::Null, "nobody whose follow-up is over");
    let (ill, again) = (add("Cúc"), add("Cuc"));
    let became = json!({ "reference": "BN 78" });
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{ill}/case"), Some(became)).status, 201);
    status(&again, "follow_up");
    assert_eq!(merged(&again, &ill), "became_case");
    assert_eq!(called(), Json::Null);
}
