//! Revoking a case, as after a laboratory's mistake: what waits is never published, and what was published is taken back.

use std::collections::BTreeSet;
use std::io::Cursor;

use lancan_protocol::export::{ExportReader, Limits};
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{ReportType, path};
use lancan_server::{Role, values};
use serde_json::json;

use crate::console::{self, Browser, text};
use crate::places::{self, reported, seed, stay};
use crate::support::{PASSWORD, Phone, TODAY, World};

impl World {
    /// The keys that the exports after `since` take back, each once.
    pub(crate) fn taken_back(&self, since: UnixTime) -> BTreeSet<[u8; 16]> {
        let mut taken_back = BTreeSet::new();
        for export in self.index().exports.iter().filter(|export| export.end > since) {
            let file = self.get(&format!("{}{}", path::EXPORTS, export.name)).body;
            let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
            let mut stream = reader.stream().unwrap();
            let mut revised = 0;
            while let Some(key) = stream.next().unwrap() {
                if key.revised {
                    revised += 1;
                    assert_eq!(key.key.report_type, Some(ReportType::Revoked));
                    taken_back.insert(*key.key.key.as_bytes());
                }
            }
            assert_eq!(revised, 14, "whatever there is to take back");
        }
        taken_back
    }
}

#[test]
fn what_a_revoked_case_published_is_taken_back_and_what_waits_or_comes_later_is_never_published() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let unused = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let token = phone.verify(&world, &code);
    let report = phone.report(&world, &token, 10);
    phone.send(&world, &report);
    let own: BTreeSet<[u8; 16]> = report.keys.iter().map(|key| key.key.as_slice().try_into().unwrap()).collect();
    let published = |world: &World| -> BTreeSet<[u8; 16]> {
        world.published().into_iter().flat_map(|(_, keys)| keys).filter(|key| own.contains(key)).collect()
    };
    world.go_to(world.now().plus(600));
    let out = published(&world);
    assert!(!out.is_empty() && out.len() < own.len(), "{}", out.len());

    let officer = world.sign_in("an");
    let revoke = format!("/officer/v1/cases/{case}/revocation");
    let said = officer.call("POST", &revoke, None);
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    // The key of the day on which the report came is not taken: the second part brings it.
    assert_eq!((&said.json()["codes"], &said.json()["keys"]), (&json!(1), &json!(own.len() - 1)));
    assert_eq!(officer.call("POST", &revoke, None).status, 409, "once");
    let file = officer.call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert_eq!((&file["revoked_at"], &file["closed_at"]), (&json!(world.now().0), &json!(world.now().0)));
    assert_eq!(Phone::new(2).try_verify(&world, &unused, false).problem(), "code-expired");
    let code = officer.call("POST", &format!("/officer/v1/cases/{case}/codes"), Some(json!({ "kind": "long" })));
    assert_eq!(code.status, 409);

    // The second part of the report comes all the same, and its answer tells nothing.
    let revoked_at = world.now();
    let mut second = phone.report(&world, &token, 60);
    second.keys.truncate(1);
    phone.send(&world, &second);
    let later: [u8; 16] = second.keys[0].key.as_slice().try_into().unwrap();
    for slot in 1..=4 {
        world.go_to(revoked_at.plus(slot * 600));
    }
    assert_eq!(published(&world), out, "nothing more is published");
    let taken_back = world.taken_back(revoked_at);
    assert!(out.is_subset(&taken_back), "{} of {}", out.intersection(&taken_back).count(), out.len());
    assert!(world.published().iter().all(|(_, keys)| !keys.contains(&later)) && !taken_back.contains(&later));
    assert_eq!(world.count("revoked_keys"), 0, "each is taken back once");
}

#[test]
fn a_key_that_was_never_published_is_not_named_by_taking_it_back() {
    let world = World::with(|_| {}, |rules| rules.publication.delay_seconds = 7_200);
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let report = phone.report(&world, &phone.verify(&world, &code), 10);
    phone.send(&world, &report);
    let own: BTreeSet<[u8; 16]> = report.keys.iter().map(|key| key.key.as_slice().try_into().unwrap()).collect();
    let before: BTreeSet<[u8; 16]> = world.published().into_iter().flat_map(|(_, keys)| keys).collect();
    assert!(before.is_disjoint(&own), "the delay holds them back");
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None);
    assert_eq!((said.status, &said.json()["keys"]), (200, &json!(0)));
    let revoked_at = world.now();
    for slot in 1..=14 {
        world.go_to(revoked_at.plus(slot * 600));
    }
    assert!(world.taken_back(revoked_at).is_disjoint(&own), "nobody learns a key that was never out");
    assert!(world.published().iter().all(|(_, keys)| keys.iter().all(|key| !own.contains(key))));
}

#[test]
fn the_number_of_a_revoked_case_is_free_for_another_case() {
    let world = World::new();
    let officer = world.sign_in("an");
    let open = |number: &str| {
        let body = json!({ "reference": number, "report_type": "confirmed_test" });
        officer.call("POST", "/officer/v1/cases", Some(body)).json()
    };
    let first = open("BN 77");
    let revoke = format!("/officer/v1/cases/{}/revocation", first["id"].as_str().unwrap());
    assert_eq!(officer.call("POST", &revoke, None).status, 200);
    assert!(open("BN 77")["needs_approval"].is_null(), "nobody else has the number");
}

#[test]
fn a_revoked_case_orders_nobody_to_stay_and_its_times_at_places_are_withdrawn() {
    let world = places::world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let case = reported(&world, &officer, 20, &[stay(&seed, TODAY, 605, 640)]);
    let contact = officer.add_contact(&case, &json!({ "name": "Nguyễn Văn An", "phone": "0912345678" }));
    let visits = officer.call("GET", &format!("/officer/v1/cases/{case}/visits"), None).json();
    let publish = json!({ "visits": [visits["visits"][0]["visit"]] });
    let windows = format!("/officer/v1/cases/{case}/windows");
    assert_eq!(officer.call("POST", &windows, Some(publish.clone())).status, 201);
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None);
    assert_eq!((said.status, &said.json()["windows"]), (200, &json!(1)));
    world.pass_slots(4);
    assert!(world.windows(&seed, UnixTime(0)).is_empty(), "a window that waits is never published");
    assert_eq!(world.sign_in("lan").call("POST", &windows, Some(publish)).status, 409);
    let mut reader = Browser::signed_in(&world, "lan");
    let shown = text(&reader.get(&format!("/console/contacts/{contact}")));
    assert!(shown.contains("đã bị hủy vì xác định nhầm") && !shown.contains("Ra quyết định cách ly"), "{shown}");
    let officer = world.sign_in("lan");
    assert_eq!(officer.call("POST", &format!("/officer/v1/contacts/{contact}/order"), None).status, 409);
    let mut browser = Browser::signed_in(&world, "lan");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("Ca này đã bị hủy lúc") && !shown.contains("/revocation"), "{shown}");
    assert_eq!(browser.fill(&format!("/console/cases/{case}/close"), &[("closed", "no")]).status, 409);
}

#[test]
fn revoking_needs_password_and_code_shown_lately_and_says_first_what_it_does() {
    let world = World::new();
    let mut browser = Browser::signed_in(&world, "an");
    let case = world.sign_in("an").open_case();
    let page = format!("/console/cases/{case}/revocation");
    assert!(text(&browser.get(&page)).contains("Không thể hoàn tác:"));
    let officer = world.sign_in("an");
    world.clock.advance(301);
    let late = officer.call("POST", &format!("/officer/v1{}", page.strip_prefix("/console").unwrap()), None);
    assert_eq!((late.status, late.json()["detail"].is_string()), (403, true), "only the confirmation is missing");
    let back = format!("/console/confirm?back={}", page.replace('/', "%2F"));
    for said in [browser.get(&page), browser.fill(&page, &[])] {
        assert_eq!((said.status, said.headers["location"].as_str()), (303, back.as_str()));
    }
    let confirmed = browser.fill("/console/confirm", &[("password", PASSWORD), ("back", &page)]);
    assert_eq!((confirmed.status, confirmed.headers["location"].as_str()), (303, page.as_str()));
    assert_eq!(browser.fill(&page, &[]).status, 303);
    assert!(text(&browser.get(&format!("/console/cases/{case}"))).contains("Ca này đã bị hủy lúc"));
    assert!(world.acts().contains(&"revoke-case".to_owned()));
}

#[test]
fn a_case_that_does_not_open_can_be_revoked_and_says_what_stands() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let report = phone.report(&world, &phone.verify(&world, &code), 10);
    phone.send(&world, &report);
    world.change("UPDATE cases SET sealed_key = ?1", values![&[0_u8; 60][..]]);
    let mut browser = Browser::signed_in(&world, "an");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains(&format!("/console/cases/{case}/revocation")), "the page offers it");
    let officer = world.sign_in("an");
    let said = officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None);
    assert_eq!((said.status, &said.json()["unread"], &said.json()["keys"]), (200, &json!(1), &json!(0)));
    let before = world.published().into_iter().flat_map(|(_, keys)| keys).collect::<BTreeSet<_>>();
    world.go_to(world.now().plus(1_200));
    let after = world.published().into_iter().flat_map(|(_, keys)| keys).collect::<BTreeSet<_>>();
    let own = |keys: &BTreeSet<[u8; 16]>| report.keys.iter().filter(|key| keys.contains(&key.key[..])).count();
    assert_eq!(own(&before), own(&after), "what waited is never published");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("Có 1 báo cáo không mở được") && shown.contains("Đã hủy"), "{shown}");
}

#[test]
fn a_revoked_case_waits_for_nobodys_word_and_takes_none() {
    let world = World::new();
    console::add(&world, "dung", Role::Officer);
    let officer = world.sign_in("an");
    let body = json!({ "report_type": "confirmed_test" });
    let case = officer.call("POST", "/officer/v1/cases", Some(body)).json();
    let case = case["id"].as_str().unwrap().to_owned();
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).status, 200);
    let file = officer.call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert!(file["needs_approval"].is_null(), "{file}");
    let approved = world.sign_in("dung").call("POST", &format!("/officer/v1/cases/{case}/approval"), None);
    assert_eq!((approved.status, approved.problem().as_str()), (409, "conflict"));
}

#[test]
fn of_times_at_a_place_whose_day_has_no_room_what_can_go_goes_and_the_rest_is_told() {
    let world = places::world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    // Sixteen times of the day were withdrawn already.
    let case = reported(&world, &officer, 20, &[stay(&seed, TODAY, 605, 640)]);
    let windows = format!("/officer/v1/cases/{case}/windows");
    let visits = officer.call("GET", &format!("/officer/v1/cases/{case}/visits"), None).json();
    let publish = json!({ "visits": [visits["visits"][0]["visit"]] });
    for _ in 0..16 {
        let officer = world.sign_in("lan");
        let said = officer.call("POST", &windows, Some(publish.clone()));
        assert_eq!(said.status, 201, "{}", String::from_utf8_lossy(&said.body));
        world.pass_slots(4);
        let of_case = officer.call("GET", &format!("/officer/v1/cases/{case}/visits"), None).json();
        let window = of_case["windows"].as_array().unwrap().iter().find(|window| window["withdrawn_at"].is_null());
        let id = window.unwrap()["id"].as_str().unwrap().to_owned();
        let said = officer.call("POST", &format!("{windows}/{id}/withdraw"), None);
        assert_eq!(said.status, 204, "{}", String::from_utf8_lossy(&said.body));
    }
    let officer = world.sign_in("lan");
    assert_eq!(officer.call("POST", &windows, Some(publish)).status, 201);
    world.pass_slots(4);
    let said = world.sign_in("lan").call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).json();
    assert_eq!((&said["windows"], &said["standing"]), (&json!(0), &json!(1)), "{said}");
    let mut browser = Browser::signed_in(&world, "lan");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("Còn 1 khoảng thời gian tại các nơi"), "{shown}");
}

#[test]
fn an_export_in_the_making_whose_keys_are_revoked_is_made_again_without_them() {
    let world = World::new();
    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let report = phone.report(&world, &phone.verify(&world, &code), 10);
    // As a revocation that comes after the export took its keys and before it is declared published.
    world.change(
        "CREATE TRIGGER revoked AFTER UPDATE OF taken ON waiting_keys WHEN NEW.taken <> 0
         BEGIN DELETE FROM waiting_keys WHERE report = NEW.report; END",
        &[],
    );
    phone.send(&world, &report);
    let before = world.published().len();
    world.go_to(world.now().plus(1_200));
    let published = world.published();
    assert!(published.len() > before, "the export came all the same");
    let own = |key: &[u8; 16]| report.keys.iter().any(|own| own.key == key);
    assert!(published.iter().all(|(_, keys)| !keys.iter().any(own)), "no key of the case is out");
}

#[test]
fn nobody_is_added_to_a_revoked_case_and_who_calls_its_contacts_is_told() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (case, other) = (officer.open_case(), officer.open_case());
    let contact = officer.add_contact(&case, &json!({ "name": "Lê An", "phone": "0912345678" }));
    officer.add_contact(&other, &json!({ "name": "Lê Bình", "phone": "0912345679" }));
    let calls = || text(&Browser::signed_in(&world, "an").get("/console/calls"));
    let sheet = || text(&Browser::signed_in(&world, "an").get(&format!("/console/calls/{contact}")));
    assert!(!calls().contains("Ca đã hủy") && !sheet().contains("đã bị hủy"));
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/revocation"), None).status, 200);
    assert_eq!(calls().matches("Ca đã hủy").count(), 1, "the other case holds");
    assert!(sheet().contains("đã bị hủy vì xác định nhầm"));

    let officer = world.sign_in("an");
    for _ in 0..2 {
        let call = officer.call("POST", "/officer/v1/calls/next", None).json();
        let id = call["contact"]["id"].as_str().unwrap();
        assert_eq!(call.get("case_revoked"), (id == contact).then_some(&json!(true)), "{call}");
        let reached = Some(json!({ "outcome": "reached" }));
        assert_eq!(officer.call("POST", &format!("/officer/v1/calls/{id}/outcome"), reached).status, 200);
    }

    let file = "person.lastName,person.firstName,caseIdExternalSystem\r\nTrần,Cúc,\r\n".as_bytes();
    let headers = [("authorization", officer.authorization.as_str())];
    let sent = world.call("POST", &format!("/officer/v1/cases/{case}/contacts/file"), &headers, Some(file));
    let added = [
        officer.call(
            "POST",
            &format!("/officer/v1/cases/{case}/contacts"),
            Some(json!({ "person": { "name": "Cúc" } })),
        ),
        officer.call(
            "POST",
            &format!("/officer/v1/cases/{case}/contacts/lines"),
            Some(json!({ "text": "Họ tên\tSĐT\nCúc\t912345670", "save": true })),
        ),
        sent,
    ];
    for said in added {
        assert_eq!(said.status, 409, "{}", String::from_utf8_lossy(&said.body));
        assert_eq!(said.json()["detail"], "Ca này đã bị hủy vì xác định nhầm");
    }
    // A file of several cases is taken without the rows of this one.
    let rows =
        format!("person.lastName,person.firstName,caseIdExternalSystem\r\nTrần,Cúc,{case}\r\nTrần,Dũng,{other}\r\n");
    let taken = world.call("POST", "/officer/v1/contacts/file", &headers, Some(rows.as_bytes())).json();
    assert_eq!(
        (&taken["added"], &taken["faults"][0]["column"]),
        (&json!(1), &json!("caseIdExternalSystem")),
        "{taken}"
    );
    assert_eq!(world.count("contacts"), 3);
}
