//! A contact or a case goes to another province.

use lancan_server::{CentreRef, NewAccount, Role, Scope, create_centre};
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::exchange::{contacts, import};
use crate::support::{Officer, PASSWORD, Said, World, holds};

/// Lâm Đồng and Cao Bằng, with a ward of each, of the set of 2025.
const HERE: (&str, &str) = ("68", "25054");
const THERE: (&str, &str) = ("04", "01273");

/// A server with an officer of each province, and one of the ward where that officer works.
fn world() -> World {
    let world = World::new();
    for (name, of_the_ward, (province, ward)) in [("day", "tram-day", HERE), ("kia", "tram-kia", THERE)] {
        let centre = world.runtime.block_on(create_centre(&world.config, name, Some(ward))).unwrap();
        for (name, scope) in [(name, Scope::Unit(province)), (of_the_ward, Scope::Unit(ward))] {
            let account = NewAccount { name, centre: CentreRef::Id(&centre), role: Role::Officer, scope, totp: false };
            world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
        }
    }
    world
}

fn send(officer: &Officer<'_>, what: &str, unit: &str) -> Said {
    let body = json!({ "unit": unit, "note": "Về quê ngày 20/5" });
    officer.call("POST", &format!("/officer/v1/{what}/transfer"), Some(body))
}

fn answer(officer: &Officer<'_>, number: &Json, accept: bool) -> u16 {
    let body = json!({ "accept": accept, "reason": "Không ở đây" });
    officer.call("POST", &format!("/officer/v1/transfers/{number}/answer"), Some(body)).status
}

fn transfers(officer: &Officer<'_>) -> Json {
    officer.call("GET", "/officer/v1/transfers", None).json()
}

fn sees(officer: &Officer<'_>, what: &str) -> bool {
    officer.call("GET", &format!("/officer/v1/{what}"), None).status == 200
}

#[test]
fn a_contact_is_the_senders_until_the_receiver_accepts_and_the_sender_keeps_a_line() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let case = here.open_case();
    let id = here.add_contact(&case, &json!({ "name": "Lê An", "phone": "0912345678" }));
    let known = there.add_contact(&there.open_case(), &json!({ "name": "An", "phone": "0912345678" }));
    let contact = format!("contacts/{id}");
    assert_eq!(send(&here, &contact, "68").status, 400, "one's own province");
    assert_eq!(send(&there, &contact, "68").status, 404, "not the officer's to send");
    let sent = send(&here, &contact, "04");
    assert_eq!((sent.status, send(&here, &contact, "04").status), (201, 409));
    let number = sent.json()["number"].clone();
    assert!(sees(&here, &contact) && !sees(&there, &contact));
    let incoming = transfers(&there).as_array().unwrap()[0].clone();
    assert_eq!((&incoming["name"], &incoming["phone"]), (&json!("Lê An"), &json!("+84912345678")));
    assert_eq!((&incoming["alike"], &incoming["is_incoming"]), (&json!([known]), &json!(true)));
    assert_eq!(incoming["note"], "Về quê ngày 20/5");
    assert_eq!(answer(&here, &number, true), 404, "the sender does not answer for the receiver");
    assert_eq!((answer(&there, &number, true), answer(&there, &number, true)), (200, 409));
    assert!(!sees(&here, &contact) && sees(&there, &contact));
    assert!(sees(&here, &format!("cases/{case}")) && !sees(&there, &format!("cases/{case}")));
    let line = transfers(&here)[0].clone();
    assert_eq!((&line["name"], &line["state"], &line["alike"]), (&json!("Lê An"), &json!("accepted"), &json!([])));
    let station = world.sign_in("tram-kia");
    assert!(
        sees(&station, &contact),
        "the ward where the accepting officer works follows the contact, as it does a case"
    );
    let call_next =
        |officer: &Officer<'_>| officer.call("POST", "/officer/v1/calls/next", None).json()["contact"]["id"].clone();
    assert_eq!(call_next(&here), json!(null), "the sender calls no more");
    let called = [call_next(&station), call_next(&there)];
    assert!(called.contains(&json!(id)) && called.contains(&json!(known)), "the receiver calls: {called:?}");
    // Nothing of it lies in the clear.
    let bytes = world.stored_bytes();
    for part in ["Lê An", "912345678", "Về quê", "Không ở đây"] {
        assert!(!holds(&bytes, part), "{part}");
    }
}

#[test]
fn undoing_an_import_says_how_many_of_its_contacts_are_followed_elsewhere_now() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let case = here.open_case();
    let mut browser = Browser::signed_in(&world, "day");
    let taken = |names: [&str; 2]| {
        let [one, other] = names.map(|name| format!(",,Lê,{name},\n"));
        let head = "externalID,caseIdExternalSystem,person.lastName,person.firstName,person.phone";
        let before = contacts(&here);
        let number = import(&here, Some(&case), "", format!("{head}\n{one}{other}").as_bytes())["number"].clone();
        let sent = contacts(&here).into_keys().find(|id| !before.contains_key(id)).unwrap();
        let transfer = send(&here, &format!("contacts/{sent}"), "04").json()["number"].clone();
        assert_eq!(answer(&there, &transfer, true), 200);
        number
    };
    let number = taken(["An", "Bình"]);
    let undone = here.call("POST", &format!("/officer/v1/imports/{number}/undo"), None).json();
    assert_eq!(undone, json!({ "deleted": 1, "kept": [], "elsewhere": 1, "changed": 0 }));
    let number = taken(["Chi", "Dung"]);
    let said = text(&browser.fill(&format!("/console/imports/{number}/undo"), &[]));
    assert!(said.contains("1 người nay do nơi khác theo dõi"), "{said}");
}

#[test]
fn a_refused_contact_stays_and_the_reason_is_told() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let id = here.add_contact(&here.open_case(), &json!({ "name": "Lê An", "phone": "0912345678" }));
    let number = send(&here, &format!("contacts/{id}"), THERE.1).json()["number"].clone();
    assert_eq!(answer(&world.sign_in("binh"), &number, false), 404);
    assert_eq!(answer(&there, &number, false), 200);
    assert!(sees(&here, &format!("contacts/{id}")) && !sees(&there, &format!("contacts/{id}")));
    let line = transfers(&here)[0].clone();
    assert_eq!((&line["state"], &line["reason"]), (&json!("refused"), &json!("Không ở đây")));
    assert_eq!(transfers(&world.sign_in("binh")), json!([]), "others are told of nothing");
    assert_eq!(send(&here, &format!("contacts/{id}"), "04").status, 201, "it can be sent again");
}

#[test]
fn a_case_goes_with_the_contacts_that_the_sender_follows_and_an_old_transfer_is_an_alarm() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let case = here.open_case();
    let ids = [0, 1].map(|n| here.add_contact(&case, &json!({ "name": format!("An {n}") })));
    let path = format!("cases/{case}");
    let number = send(&here, &path, "04").json()["number"].clone();
    let warns = |name: &str| text(&Browser::signed_in(&world, name).get("/console/")).contains("hơn 2 giờ");
    assert!(!warns("day"));
    world.clock.advance(2 * 3_600);
    assert!(warns("day") && warns("kia") && !warns("binh"));
    let (here, there_late) = (world.sign_in("day"), world.sign_in("kia"));
    drop(there);
    assert_eq!(transfers(&here)[0]["is_late"], true);
    assert_eq!(answer(&there_late, &number, true), 200);
    assert!(!sees(&here, &path) && sees(&there_late, &path) && !warns("day"));
    for id in ids {
        assert!(!sees(&here, &format!("contacts/{id}")) && sees(&there_late, &format!("contacts/{id}")));
    }
    world.go_to(world.now().plus(23 * 86_400));
    assert_eq!(world.count("transfers"), 0, "a transfer ends with its case");
}

#[test]
fn a_transfer_whose_subject_became_a_case_was_merged_or_went_with_its_case_is_closed() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let case = here.open_case();
    let ids =
        [0, 1, 2, 3].map(|n| here.add_contact(&case, &json!({ "name": format!("An {n}"), "birth_year": 1980 + n })));
    let [ill, merged, other, follows] = &ids;
    let number = |what: &str| send(&here, what, "04").json()["number"].clone();
    let of = |id: &String| number(&format!("contacts/{id}"));
    let (ill_sent, merged_sent, other_sent, follows_sent) = (of(ill), of(merged), of(other), of(follows));
    let state = |number: &Json| {
        let all = transfers(&here);
        all.as_array().unwrap().iter().find(|one| one["number"] == *number).unwrap()["state"].clone()
    };
    let became = here.call("POST", &format!("/officer/v1/contacts/{ill}/case"), Some(json!({})));
    assert_eq!((became.status, state(&ill_sent)), (201, json!("sent")));
    assert_eq!((answer(&there, &ill_sent, true), state(&ill_sent)), (409, json!("gone")));
    assert_eq!(answer(&there, &ill_sent, false), 409, "nothing is left to answer");

    let whole = number(&format!("cases/{case}"));
    assert_eq!((answer(&there, &whole, true), state(&follows_sent)), (200, json!("gone")), "it went with its case");

    let merging = there.call("POST", &format!("/officer/v1/contacts/{merged}/merge"), Some(json!({ "other": other })));
    assert_eq!(merging.status, 200);
    assert_eq!((state(&merged_sent), state(&other_sent)), (json!("gone"), json!("gone")));
}

#[test]
fn a_transfer_of_a_contact_that_was_merged_is_closed_on_the_next_day_and_is_no_alarm_from_then_on() {
    let world = world();
    let here = world.sign_in("day");
    let case = here.open_case();
    let ids = [0, 1].map(|n| here.add_contact(&case, &json!({ "name": "An", "address": format!("{n} Hùng Vương") })));
    for id in &ids {
        assert_eq!(send(&here, &format!("contacts/{id}"), "04").status, 201);
    }
    let merging = json!({ "other": ids[1] });
    assert_eq!(here.call("POST", &format!("/officer/v1/contacts/{}/merge", ids[0]), Some(merging)).status, 200);
    world.go_to(world.now().plus(86_400));
    let here = world.sign_in("day");
    let states: Vec<_> = transfers(&here).as_array().unwrap().iter().map(|one| one["state"].clone()).collect();
    assert!(states.contains(&json!("gone")) && states.contains(&json!("sent")), "{states:?}");
    let mut browser = Browser::signed_in(&world, "day");
    assert!(text(&browser.get("/console/")).contains("1 lượt chuyển giao đã chờ"));
    let listed = text(&browser.get("/console/transfers"));
    assert!(listed.contains("Đã đóng: đã được gộp, đã thành ca bệnh hoặc đã chuyển nơi khác"), "{listed}");
}

#[test]
fn pages_send_show_and_answer_a_transfer() {
    let world = world();
    let (mut here, mut there) = (Browser::signed_in(&world, "day"), Browser::signed_in(&world, "kia"));
    let case = here.open_case("BN 1");
    let address = format!("{case}/transfer");
    assert!(text(&here.get(&case)).contains(&address) && text(&here.get(&address)).contains("<option value=\"04\">"));
    let wrong = here.fill(&address, &[("unit", "68"), ("note", "x")]);
    assert!(wrong.status == 400 && text(&wrong).contains("href=\"#unit\"") && text(&wrong).contains(">x</textarea>"));
    assert_eq!(here.fill(&address, &[("unit", "04")]).headers["location"], "/console/transfers");
    assert!(text(&here.get("/console/transfers")).contains("Ca bệnh: BN 1"));
    let waiting = text(&there.get("/console/transfers"));
    assert!(waiting.contains("/console/transfers/1/answer"), "{waiting}");
    assert_eq!(there.fill("/console/transfers/1/answer", &[("answer", "accept")]).status, 303);
    assert_eq!((here.get(&case).status, there.get(&case).status), (404, 200));
}

#[test]
fn the_receiver_of_a_contact_learns_neither_the_other_contacts_nor_the_number_of_the_case() {
    let world = world();
    let (here, there) = (world.sign_in("day"), world.sign_in("kia"));
    let case = here.open_case();
    let number = here.call("GET", &format!("/officer/v1/cases/{case}"), None).json()["reference"].clone();
    let number = number.as_str().unwrap().to_owned();
    let first = here.add_contact(&case, &json!({ "name": "Phạm Thị Hằng", "phone": "0912345671" }));
    let body = json!({ "person": { "name": "Vũ Minh", "phone": "0912345672" }, "tier": "f2", "parent": first });
    let added = here.call("POST", &format!("/officer/v1/cases/{case}/contacts"), Some(body));
    let second = added.json()["id"].as_str().unwrap().to_owned();
    let sent = send(&here, &format!("contacts/{second}"), "04").json()["number"].clone();
    assert_eq!(answer(&there, &sent, true), 200);
    let mut browser = Browser::signed_in(&world, "kia");
    for page in [format!("/console/contacts/{second}"), "/console/calls".to_owned(), format!("/console/calls/{second}")]
    {
        let shown = text(&browser.get(&page));
        assert!(shown.contains("Vũ Minh"), "{page}: {shown}");
        for secret in ["Phạm Thị Hằng", "912345671", "0912 345 671", number.as_str()] {
            assert!(!shown.contains(secret), "{page}: {secret}");
        }
    }
    for kind in ["sormas", "go_data", "go_data_json"] {
        let file = there.call("GET", &format!("/officer/v1/contacts/file?file={kind}"), None);
        assert_eq!(file.status, 200, "{kind}");
        assert!(!String::from_utf8_lossy(&file.body).contains(&number), "{kind}");
    }
    // The F1 stays elsewhere, and the contact can be changed all the same.
    let change = json!({ "person": { "name": "Vũ Minh Em" }, "tier": "f2", "parent": first });
    assert_eq!(there.call("PUT", &format!("/officer/v1/contacts/{second}"), Some(change)).status, 200);
    let another = json!({ "person": { "name": "Vũ" }, "tier": "f2", "parent": "0".repeat(32) });
    assert_eq!(there.call("PUT", &format!("/officer/v1/contacts/{second}"), Some(another)).status, 400);
    let mut sender = Browser::signed_in(&world, "day");
    let shown = text(&sender.get(&format!("/console/contacts/{first}")));
    assert!(shown.contains("Phạm Thị Hằng") && !shown.contains("Vũ Minh"), "{shown}");
}
