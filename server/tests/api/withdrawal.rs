//! A patient takes a report back by the app: what waits is never published, what was published is taken back, and what else the
//! report said is deleted.

use std::collections::BTreeSet;

use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Report, VerifyAnswer};
use lancan_server::values;
use serde_json::{Value as Json, json};

use crate::console::{Browser, text};
use crate::places::{self, seed, stay};
use crate::support::{Officer, Phone, Said, TODAY, World};

/// A body that takes back what came with a token.
pub(crate) fn withdrawal(phone: &Phone, answer: &VerifyAnswer, id: u8) -> Report {
    Report {
        report_id: vec![id; 16],
        token: answer.token.clone(),
        public_key: phone.public_key(),
        withdrawal: true,
        ..Report::default()
    }
}

fn keys_of(report: &Report) -> BTreeSet<[u8; 16]> {
    report.keys.iter().map(|key| key.key.as_slice().try_into().unwrap()).collect()
}

/// A case that reported: phone, token, report and the case's id.
fn reported(world: &World, officer: &Officer<'_>) -> (Phone, VerifyAnswer, Report, String) {
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(1);
    let answer = phone.verify(world, &code);
    let report = phone.report(world, &answer, 10);
    phone.send(world, &report);
    (phone, answer, report, case)
}

fn out(world: &World, own: &BTreeSet<[u8; 16]>) -> BTreeSet<[u8; 16]> {
    world.published().into_iter().flat_map(|(_, keys)| keys).filter(|key| own.contains(key)).collect()
}

fn file(world: &World, case: &str) -> Json {
    world.sign_in("an").call("GET", &format!("/officer/v1/cases/{case}"), None).json()
}

/// Size and status of an answer: what tells one from another on the network.
fn shape(said: &Said) -> (u16, usize) {
    (said.status, said.body.len())
}

#[test]
fn what_was_published_is_taken_back_what_waits_never_comes_and_the_officer_sees_the_effect() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, report, case) = reported(&world, &officer);
    let own = keys_of(&report);
    world.go_to(world.now().plus(600));
    let published = out(&world, &own);
    assert!(!published.is_empty());
    let said = phone.try_send(&world, &withdrawal(&phone, &answer, 50));
    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
    let withdrawn_at = world.now();
    // The key of the day on which the report came is not taken: the second part would bring it.
    let taken = file(&world, &case);
    let expected = json!([{
        "at": withdrawn_at.0, "stopped": own.len() - 1 - published.len(), "taken_back": published.len(), "too_old": 0,
        "windows": 0, "standing": 0,
    }]);
    assert_eq!(taken["withdrawals"], expected);
    assert_eq!(taken["reports"][0]["withdrawn_at"], json!(withdrawn_at.0));
    assert_eq!(taken["revoked_at"], Json::Null, "the case stands");
    let code = officer.call("POST", &format!("/officer/v1/cases/{case}/codes"), Some(json!({ "kind": "long" })));
    assert_eq!(code.status, 201, "its codes stay");

    // The second part comes all the same, and brings nothing.
    world.clock.advance(60);
    let second = Phone::second(&report, 60);
    phone.send(&world, &second);
    for slot in 1..=4 {
        world.go_to(withdrawn_at.plus(slot * 600));
    }
    assert_eq!(out(&world, &own), published, "nothing more is published");
    assert!(published.is_subset(&world.taken_back(withdrawn_at)));
    assert_eq!((world.count("revoked_keys"), world.count("waiting_keys")), (0, 0));
    assert_eq!(file(&world, &case)["reports"].as_array().unwrap().len(), 1, "what came after is no report");

    let mut browser = Browser::signed_in(&world, "an");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("Người bệnh đã rút lại báo cáo bằng ứng dụng; các lượt tiếp xúc"), "{shown}");
    assert!(
        shown.contains("Đã rút lại báo cáo")
            && shown.contains(&format!("{} khóa đã công bố được thu hồi", published.len())),
        "{shown}"
    );
}

#[test]
fn encounters_and_visits_are_deleted_and_times_that_came_of_them_are_withdrawn() {
    let world = places::world();
    let officer = world.sign_in("lan");
    let seed = seed(&officer.scan(&officer.add_place("Chợ Bảo Lâm")));
    let case = officer.open_case();
    let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
    let phone = Phone::new(20);
    let answer = phone.verify(&world, &code);
    let mut report = phone.report(&world, &answer, 20);
    report.visits = stay(&seed, TODAY, 605, 640).to_bytes().to_vec();
    report.consent.as_mut().unwrap().visits = true;
    phone.send(&world, &report);
    let visits = format!("/officer/v1/cases/{case}/visits");
    let seen = officer.call("GET", &visits, None).json();
    let publish = json!({ "visits": [seen["visits"][0]["visit"]] });
    let windows = format!("/officer/v1/cases/{case}/windows");
    assert_eq!(officer.call("POST", &windows, Some(publish)).status, 201);
    let interview =
        json!({ "place": seen["visits"][0]["place"], "from": world.now().0 - 7_200, "until": world.now().0 - 3_600 });
    assert_eq!(officer.call("POST", &windows, Some(interview)).status, 201);

    assert_eq!(phone.try_send(&world, &withdrawal(&phone, &answer, 50)).status, 200);
    let officer = world.sign_in("lan");
    let after = officer.call("GET", &visits, None).json();
    assert_eq!(after["visits"], json!([]));
    let withdrawn = |window: &Json| !window["withdrawn_at"].is_null();
    let told: Vec<bool> = after["windows"].as_array().unwrap().iter().map(withdrawn).collect();
    assert_eq!(told.iter().filter(|gone| **gone).count(), 1, "what was told in an interview stands: {after}");
    assert_eq!(officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None).json(), json!([]));
    let seen = officer.call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert_eq!(seen["withdrawals"][0]["windows"], 1);
    world.pass_slots(4);
    assert_eq!(world.windows(&seed, UnixTime(0)).len(), 1, "the one of the interview");
}

#[test]
fn it_is_done_once_however_often_it_comes_and_counts_among_the_tokens_eight_bodies() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, _, case) = reported(&world, &officer);
    world.go_to(world.now().plus(600));
    // The report was the first of eight.
    let first = withdrawal(&phone, &answer, 50);
    let said = phone.try_send(&world, &first);
    let before = file(&world, &case)["withdrawals"].clone();
    world.clock.advance(60);
    for id in [50, 50, 51, 52, 53, 54, 55] {
        assert_eq!(shape(&phone.try_send(&world, &withdrawal(&phone, &answer, id))), shape(&said), "{id}");
    }
    assert_eq!(file(&world, &case)["withdrawals"], before);
    assert_eq!(phone.try_send(&world, &withdrawal(&phone, &answer, 56)).status, 200);
    assert_eq!(phone.try_send(&world, &withdrawal(&phone, &answer, 57)).problem(), "too-many-requests");
}

#[test]
fn it_is_answered_as_cover_and_reports_are_and_says_no_more() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, report, _) = reported(&world, &officer);
    let cover = Report { cover: true, withdrawal: false, ..withdrawal(&phone, &answer, 40) };
    let shapes = [
        shape(&phone.try_send(&world, &report)),
        shape(&phone.try_send(&world, &cover)),
        shape(&phone.try_send(&world, &withdrawal(&phone, &answer, 50))),
        shape(&phone.try_send(&world, &withdrawal(&phone, &answer, 51))),
        // After that the report itself is known still.
        shape(&phone.try_send(&world, &report)),
    ];
    assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{shapes:?}");
}

#[test]
fn only_the_reports_own_key_takes_it_back_with_its_own_token_and_nothing_else_in_the_body() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, report, case) = reported(&world, &officer);
    let other = Phone::new(2);
    let stranger = Report { public_key: other.public_key(), ..withdrawal(&phone, &answer, 50) };
    assert_eq!(other.try_send(&world, &stranger).problem(), "signature-invalid");
    let more = Report { withdrawal: true, ..report };
    assert_eq!(phone.try_send(&world, &Report { report_id: vec![51; 16], ..more }).problem(), "report-invalid");
    let cover = other.try_verify(&world, "123456784", true);
    let cover: VerifyAnswer = serde_json::from_slice(&cover.body).unwrap();
    assert_eq!(other.try_send(&world, &withdrawal(&other, &cover, 52)).problem(), "token-invalid");
    world.clock.advance(73 * 3_600);
    assert_eq!(phone.try_send(&world, &withdrawal(&phone, &answer, 53)).problem(), "token-invalid");
    assert!(file(&world, &case)["withdrawals"].is_null());
    assert_eq!(world.count("withdrawals"), 0);
}

#[test]
fn a_withdrawn_report_of_a_case_that_is_revoked_later_is_taken_back_once() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, report, case) = reported(&world, &officer);
    world.go_to(world.now().plus(600));
    phone.send(&world, &withdrawal(&phone, &answer, 50));
    let withdrawn_at = world.now();
    let waiting = world.count("revoked_keys");
    assert_eq!(usize::try_from(waiting).unwrap(), out(&world, &keys_of(&report)).len());
    let said = world.sign_in("an").call("POST", &format!("/officer/v1/cases/{case}/revocation"), None);
    assert_eq!((said.status, &said.json()["keys"], &said.json()["unread"]), (200, &json!(0), &json!(0)));
    assert_eq!(world.count("revoked_keys"), waiting);
    world.go_to(withdrawn_at.plus(1_200));
    assert!(out(&world, &keys_of(&report)).is_subset(&world.taken_back(withdrawn_at)));
}

#[test]
fn the_list_of_cases_says_whose_report_was_taken_back() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, _, _) = reported(&world, &officer);
    let mark = |world: &World| text(&Browser::signed_in(world, "an").get("/console/cases"));
    assert!(mark(&world).contains("Đã báo cáo"), "{}", mark(&world));
    phone.send(&world, &withdrawal(&phone, &answer, 50));
    assert!(mark(&world).contains("Đã rút lại báo cáo"));
}

#[test]
fn a_report_of_a_case_that_does_not_open_is_taken_back_unread_and_the_officer_sees_what_stands() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (phone, answer, report, case) = reported(&world, &officer);
    let own = keys_of(&report);
    world.go_to(world.now().plus(600));
    let published = out(&world, &own);
    assert!(!published.is_empty() && published.len() < own.len());
    world.change("UPDATE cases SET sealed_key = ?1", values![&[0_u8; 60][..]]);
    let said = phone.try_send(&world, &withdrawal(&phone, &answer, 50));
    let again = phone.try_send(&world, &withdrawal(&phone, &answer, 50));
    assert_eq!((said.status, shape(&said)), (200, shape(&again)));
    world.go_to(world.now().plus(2 * 86_400));
    assert_eq!(out(&world, &own), published, "what waited is never published");
    let seen = file(&world, &case)["withdrawals"].clone();
    assert_eq!(
        (seen.as_array().map(Vec::len), &seen[0]["unread"], &seen[0]["taken_back"]),
        (Some(1), &json!(1), &json!(0))
    );
    assert_eq!(world.count("waiting_keys"), 0);
    let mut browser = Browser::signed_in(&world, "an");
    let shown = text(&browser.get(&format!("/console/cases/{case}")));
    assert!(shown.contains("1 báo cáo không mở được: phần đã công bố thì không rút lại được."), "{shown}");
}
