//! The officers' pages of calls, as a browser without scripts asks for them.

use serde_json::json;

use crate::console::{Browser, between, text};
use crate::support::{Officer, World};

/// A case with this many contacts who have numbers. Returns their ids, the first who is called first.
fn contacts(officer: &Officer<'_>, count: u32) -> Vec<String> {
    let case = officer.open_case();
    let add = |n: u32| {
        officer.world.clock.advance(1);
        officer.add_contact(&case, &json!({ "name": format!("An {n}"), "phone": format!("091234567{n}") }))
    };
    (0..count).map(add).collect()
}

#[test]
fn an_officer_takes_the_next_call_writes_down_what_came_of_it_and_is_led_to_the_one_after() {
    let world = World::new();
    let ids = contacts(&world.sign_in("an"), 2);
    let mut browser = Browser::signed_in(&world, "an");
    let queue = text(&browser.get("/console/calls"));
    assert!(queue.contains("2 người cần gọi, 2 người đã đến giờ"), "{queue}");
    let taken = browser.fill("/console/calls/next", &[]);
    assert_eq!((taken.status, taken.headers["location"].clone()), (303, format!("/console/calls/{}", ids[0])));
    let sheet = text(&browser.get(&taken.headers["location"]));
    assert!(
        sheet.contains("<a href=\"tel:+84912345670\">0912 345 670</a>") && sheet.contains("an đang gọi"),
        "{sheet}"
    );
    let outcome = format!("/console/calls/{}/outcome", ids[0]);
    let said = browser.fill(&outcome, &[("outcome", "reached"), ("then", "next")]);
    assert_eq!((said.status, said.headers["location"].clone()), (303, format!("/console/calls/{}", ids[1])));
    let called = world.sign_in("an").call("GET", &format!("/officer/v1/contacts/{}", ids[0]), None).json();
    assert_eq!(called["status"], "follow_up");
    let outcome = format!("/console/calls/{}/outcome", ids[1]);
    let said = browser.fill(&outcome, &[("outcome", "refused"), ("then", "next")]);
    assert_eq!(said.headers["location"], "/console/calls?said=nobody");
    assert!(text(&browser.get("/console/calls?said=nobody")).contains("Lúc này không còn ai cần bạn gọi."));
}

#[test]
fn a_promised_call_needs_its_time_and_nothing_written_is_lost() {
    let world = World::new();
    let id = contacts(&world.sign_in("an"), 1).remove(0);
    let mut browser = Browser::signed_in(&world, "an");
    let outcome = format!("/console/calls/{id}/outcome");
    let later = |browser: &mut Browser<'_>, at| browser.fill(&outcome, &[("outcome", "later"), ("again_at", at)]);
    browser.fill(&format!("/console/calls/{id}/take"), &[]);
    for wrong in ["", "mai", "25/05/2021 8:30", "25/07/2021 8:30"] {
        let said = later(&mut browser, wrong);
        assert_eq!(said.status, 400, "{wrong}");
        let page = text(&said);
        assert!(page.contains("<a href=\"#again_at\">"), "{wrong}");
        assert!(page.contains(&format!("value=\"{wrong}\"")) && page.contains("value=\"later\" checked"), "{wrong}");
    }
    assert_eq!(browser.fill(&outcome, &[("outcome", "x")]).status, 400);
    assert_eq!(later(&mut browser, "26/5/2021 8h30").headers["location"], "/console/calls?said=saved");
    let queue = text(&browser.get("/console/calls"));
    assert!(queue.contains("26/05/2021 08:30") && queue.contains("Đã hẹn"), "{queue}");
}

#[test]
fn a_colleague_sees_who_calls_takes_no_call_away_and_can_be_given_one() {
    let world = World::new();
    world
        .runtime
        .block_on(world.server().create_officer("chi", "Trạm y tế phường 1", crate::support::PASSWORD))
        .unwrap();
    let id = contacts(&world.sign_in("an"), 1).remove(0);
    let (mut an, mut chi) = (Browser::signed_in(&world, "an"), Browser::signed_in(&world, "chi"));
    let address = format!("/console/calls/{id}");
    assert_eq!(an.fill(&format!("{address}/take"), &[]).status, 303);
    assert_eq!(chi.fill(&format!("{address}/take"), &[]).status, 409);
    assert_eq!(chi.fill(&format!("{address}/outcome"), &[("outcome", "busy")]).status, 409);
    let sheet = text(&chi.get(&address));
    assert!(sheet.contains("an đang gọi") && !sheet.contains("/outcome\""), "{sheet}");
    let number = between(&sheet, ">Ai rảnh</option><option value=\"", "\"").to_owned();
    assert!(sheet.contains(&format!("<option value=\"{number}\">an</option>")), "{sheet}");
    assert_eq!(an.fill(&format!("{address}/officer"), &[("officer", &number)]).status, 303);
    world.clock.advance(15 * 60);
    assert!(!text(&chi.get(&address)).contains("/take\""), "it is another's to make");
    assert_eq!(chi.fill(&format!("{address}/take"), &[]).status, 409);
    assert_eq!(chi.fill(&format!("{address}/officer"), &[("officer", "")]).status, 303);
    assert_eq!(chi.fill(&format!("{address}/take"), &[]).status, 303);
}

#[test]
fn calls_of_another_ward_are_not_there() {
    let world = World::new();
    let id = contacts(&world.sign_in("an"), 1).remove(0);
    let mut binh = Browser::signed_in(&world, "binh");
    let queue = text(&binh.get("/console/calls"));
    assert!(!queue.contains(&id) && !queue.contains("An 0"), "{queue}");
    assert_eq!(binh.get(&format!("/console/calls/{id}")).status, 404);
    for act in ["take", "outcome", "officer"] {
        let said = binh.fill(&format!("/console/calls/{id}/{act}"), &[("outcome", "busy")]);
        assert_eq!(said.status, 404, "{act}");
    }
    assert_eq!(binh.fill("/console/calls/next", &[]).headers["location"], "/console/calls?said=nobody");
    let looks = world.acts().into_iter().filter(|act| act == "list-calls").count();
    assert_eq!(looks, 1, "a look at the queue is on record");
}
