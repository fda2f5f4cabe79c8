//! Who sees what: roles and areas.

use lancan_server::{CentreRef, NewAccount, OperatorDesk, Role, Scope, create_centre};
use serde_json::json;

use crate::support::{Officer, PASSWORD, World};

/// Two wards of Lâm Đồng and one of Hồ Chí Minh City, of the set of 2025.
const WARDS: [&str; 3] = ["25054", "25057", "25747"];

/// A centre in each ward with the officers a, b and c, and one officer with each of these names for the province of the
/// first two, the country, and the other roles in the first ward.
fn world() -> World {
    let world = World::new();
    let centres =
        WARDS.map(|ward| world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap());
    let [in_a, in_b, in_c] = [0, 1, 2].map(|at| CentreRef::Id(&centres[at]));
    let ward = Scope::Unit(WARDS[0]);
    for (name, centre, role, scope) in [
        ("a", in_a, Role::Officer, Scope::Unit(WARDS[0])),
        ("b", in_b, Role::Officer, Scope::Centre),
        ("c", in_c, Role::Officer, Scope::Unit(WARDS[2])),
        ("province", in_a, Role::Officer, Scope::Unit("68")),
        ("country", in_a, Role::ReadOnly, Scope::Country),
        ("supervisor", in_a, Role::Supervisor, ward),
        ("reader", in_a, Role::ReadOnly, ward),
        ("administrator", in_a, Role::Administrator, ward),
    ] {
        let account = NewAccount { name, centre, role, scope, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
    world
}

fn seen(officer: &Officer<'_>) -> usize {
    officer.call("GET", "/officer/v1/cases", None).json().as_array().unwrap().len()
}

#[test]
fn an_officer_sees_the_cases_of_an_area_and_none_of_the_next() {
    let world = world();
    let cases = ["a", "b", "c", "an"].map(|name| world.sign_in(name).open_case());
    let counts = ["a", "b", "c", "an", "province", "country", "supervisor", "reader"]
        .map(|name| (name, seen(&world.sign_in(name))));
    assert_eq!(
        counts,
        [("a", 1), ("b", 1), ("c", 1), ("an", 1), ("province", 2), ("country", 4), ("supervisor", 1), ("reader", 1)]
    );
    let a = world.sign_in("a");
    for foreign in &cases[1..] {
        let path = format!("/officer/v1/cases/{foreign}");
        let (theirs, missing) = (a.call("GET", &path, None), a.call("GET", "/officer/v1/cases/0", None));
        assert_eq!((theirs.status, &theirs.body), (404, &missing.body), "as if it were not there");
        assert_eq!(a.call("POST", &format!("{path}/codes"), Some(json!({ "kind": "short" }))).status, 404);
    }
}

#[test]
fn a_role_does_what_is_its_own_and_is_told_what_is_not() {
    let world = world();
    let case = world.sign_in("a").open_case();
    let path = format!("/officer/v1/cases/{case}");
    let open = json!({ "report_type": "confirmed_test" });
    for (name, reads, writes) in
        [("supervisor", 200, 201), ("reader", 200, 403), ("administrator", 403, 403), ("a", 200, 201)]
    {
        let officer = world.sign_in(name);
        let before = world.acts().len();
        assert_eq!(officer.call("GET", &path, None).status, reads, "{name}");
        assert_eq!(officer.call("GET", "/officer/v1/cases", None).status, reads, "{name}");
        assert_eq!(officer.call("POST", "/officer/v1/cases", Some(open.clone())).status, writes, "{name}");
        let code = officer.call("POST", &format!("{path}/codes"), Some(json!({ "kind": "short" })));
        assert_eq!(code.status, writes, "{name}");
        let done = [reads, reads, writes, writes].into_iter().filter(|status| *status < 300).count();
        assert_eq!(world.acts().len() - before, done, "{name}: what is refused leaves no row");
    }
    let said = world.sign_in("reader").call("POST", "/officer/v1/cases", Some(open));
    assert_eq!(said.problem(), "not-allowed");
}

#[test]
fn a_centre_that_moves_takes_its_cases_contacts_and_calls_along() {
    let world = world();
    let an = world.sign_in("an");
    an.add_contact(&an.open_case(), &json!({ "name": "An", "phone": "0912345678" }));
    assert_eq!(seen(&world.sign_in("a")), 0);
    let centres = world.runtime.block_on(lancan_server::list_centres(&world.config)).unwrap();
    let own = centres.iter().find(|centre| centre.name == "Trạm y tế phường 1").unwrap();
    let desk = OperatorDesk::open(&world.config, world.clock.clone()).unwrap();
    world.runtime.block_on(desk.place_centre(&own.id, WARDS[0])).unwrap();
    assert!(world.dump().contains(&format!("Text(\"place-centre\"), Null, Text(\"centre {}\")", own.id)));
    assert_eq!((seen(&world.sign_in("a")), seen(&world.sign_in("an")), seen(&world.sign_in("b"))), (1, 1, 0));
    let call = world.sign_in("a").call("POST", "/officer/v1/calls/next", None).json();
    assert_eq!(call["contact"]["person"]["name"], "An");
    world.sign_in("an").open_case();
    assert_eq!(seen(&world.sign_in("a")), 2, "what is opened there later lies there too");
    assert!(world.runtime.block_on(desk.place_centre(&own.id, "999")).is_err());
}

#[test]
fn a_session_ends_that_nobody_uses_and_after_a_working_day_any() {
    let world = World::new();
    let officer = world.sign_in("an");
    for _ in 0..3 {
        world.clock.advance(59 * 60);
        assert_eq!(seen(&officer), 0);
    }
    world.clock.advance(60 * 60);
    assert_eq!(officer.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
    let officer = world.sign_in("an");
    for _ in 0..15 {
        world.clock.advance(30 * 60);
        assert_eq!(seen(&officer), 0);
    }
    world.clock.advance(30 * 60);
    assert_eq!(officer.call("GET", "/officer/v1/cases", None).problem(), "sign-in-needed");
}
