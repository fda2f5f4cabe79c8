//! The officers' pages of places and of visits to them, as a browser without scripts asks for them.

use crate::console::{Browser, between, text};
use crate::place_pages;
use crate::places::{add_ward_officers, reported, seed, stay, world};
use crate::support::TODAY;

#[test]
fn an_officer_finds_a_place_of_the_ward_calls_its_manager_and_verifies_it() {
    let (world, gateway) = place_pages::world();
    add_ward_officers(&world);
    let mut manager = Browser::new(&world);
    let own = place_pages::place_of_a_manager(&mut manager, &gateway, "Quán cơm Hoa Sen");
    let mut officer = Browser::signed_in(&world, "lan");
    let listed = text(&officer.get("/console/places?name=hoa+sen"));
    let address = format!("/console/places/{}", between(&listed, "<a href=\"/console/places/", "\">Quán"));
    let shown = text(&officer.get(&address));
    for part in ["Tự khai báo", "Lê Văn Ân (+84912345678)", "6–22 giờ", "Không"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert_eq!(officer.fill(&format!("{address}/verify"), &[]).status, 303);
    assert!(text(&officer.get(&address)).contains("Đã xác minh"));
    assert!(text(&manager.get(&own)).contains("Đã xác minh"), "its manager is told");
    assert!([200, 503].contains(&officer.get(&format!("{address}/poster/a4")).status));
    assert_eq!(officer.fill(&format!("{address}/codes"), &[("rotating", "false")]).status, 303);
    assert_eq!(world.count("place_codes"), 2);

    let mut other = Browser::signed_in(&world, "hoa");
    assert!(!text(&other.get("/console/places")).contains("Hoa Sen"));
    assert_eq!(other.get(&address).status, 404);
    assert_eq!(other.fill(&format!("{address}/verify"), &[]).status, 404);
}

#[test]
fn an_officer_adds_a_place_that_nobody_registered_and_is_shown_those_like_it_first() {
    let world = world();
    let mut officer = Browser::signed_in(&world, "lan");
    let look = [("name", "Chợ Bảo Lâm"), ("words", "bao lam 1"), ("look", "true")];
    assert!(text(&officer.fill("/console/places/new", &look)).contains("Xã Bảo Lâm 1, Tỉnh Lâm Đồng"));
    let add = [("name", "Chợ Bảo Lâm"), ("category", "market"), ("words", "bao lam 1"), ("unit", "25054")];
    assert_eq!(officer.fill("/console/places/new", &add).status, 303);
    let again = officer.fill("/console/places/new", &add);
    assert_eq!((again.status, world.count("places")), (200, 1));
    assert!(text(&again).contains("name=\"although_alike\""), "{}", text(&again));
    assert_eq!(officer.fill("/console/places/new", &[&add[..], &[("although_alike", "true")]].concat()).status, 303);
    let wrong = officer.fill("/console/places/new", &[("name", "Chợ"), ("unit", "68")]);
    assert!(wrong.status == 400 && text(&wrong).contains("<a href=\"#words\">"), "{}", text(&wrong));
}

#[test]
fn an_officer_ticks_a_visit_publishes_it_and_a_window_of_an_interview_and_withdraws_them() {
    let world = world();
    let api = world.sign_in("lan");
    let place = api.add_place("Chợ Bảo Lâm");
    let visit = stay(&seed(&api.scan(&place)), TODAY, 605, 640);
    let case = reported(&world, &api, 20, &[visit]);
    let mut officer = Browser::signed_in(&world, "lan");
    let visits = format!("/console/cases/{case}/visits");
    assert!(text(&officer.get(&format!("/console/cases/{case}"))).contains(&visits), "the case leads there");
    let shown = text(&officer.get(&visits));
    assert!(shown.contains("Chợ Bảo Lâm") && shown.contains("Quét tờ in"), "{shown}");
    let name = between(&shown, "name=\"visit\" value=\"", "\"").to_owned();
    assert_eq!(officer.fill(&visits, &[("visit", &name)]).status, 303);
    assert_eq!(officer.fill(&visits, &[("visit", &name)]).status, 409, "once");
    let shown = text(&officer.get(&visits));
    assert!(!shown.contains("type=\"checkbox\"") && shown.contains("25/05/2021 10:00"), "{shown}");

    let interview = format!("{visits}/interview");
    let look = text(&officer.fill(&interview, &[("words", "cho bao"), ("look", "true")]));
    assert!(look.contains(&format!("value=\"{place}\"")), "{look}");
    let at = |from, to| [("words", "cho bao"), ("place", place.as_str()), ("from", from), ("to", to)];
    let said = officer.fill(&interview, &at("25/5/2021 9:00", "25/5/2021 8:00"));
    assert!(said.status == 400 && text(&said).contains("<a href=\"#from\">"), "{}", text(&said));
    assert_eq!(officer.fill(&interview, &at("x", "25/5/2021 8:00")).status, 400);
    assert_eq!(officer.fill(&interview, &at("25/5/2021 8:00", "25/5/2021 9:00")).status, 303);
    assert_eq!(world.count("place_windows"), 2);

    let mut other = Browser::signed_in(&world, "hoa");
    assert_eq!(other.fill(&visits, &[("visit", &name)]).status, 404);
    assert_eq!(other.fill(&interview, &at("25/5/2021 8:00", "25/5/2021 9:00")).status, 404);
    let of_place = format!("/console/places/{place}");
    for page in [visits.clone(), of_place.clone()] {
        let shown = text(&officer.get(&page));
        let withdraw = between(&shown, "windows/", "/withdraw").to_owned();
        let path = page.trim_end_matches("/visits").to_owned();
        assert_eq!(officer.fill(&format!("{path}/windows/{withdraw}/withdraw"), &[]).status, 303, "{path}");
    }
    assert!(!text(&officer.get(&of_place)).contains("/withdraw"), "nothing is left to withdraw");
}

#[test]
fn without_the_room_of_places_there_are_no_pages_of_them() {
    let world = world();
    world.sign_in("lan").add_place("Chợ Bảo Lâm");
    let mut world = world;
    world.stop();
    world.config.rooms.places = false;
    world.start();
    let mut officer = Browser::signed_in(&world, "lan");
    assert!(!text(&officer.get("/console/")).contains("/console/places"));
    assert_eq!(officer.get("/console/places").status, 404);
}
