//! The audit log: who reads it, what it says, and that nobody changes it unseen.

use lancan_protocol::key_days::KeyDays;
use lancan_server::{AuditVerdict, CentreRef, NewAccount, OperatorDesk, Role, Scope, create_centre};
use serde_json::Value as Json;

use crate::support::{Engine, PASSWORD, TODAY, World};

fn verdict(world: &World) -> AuditVerdict {
    let desk = OperatorDesk::open(&world.config, world.clock.clone()).unwrap();
    world.runtime.block_on(desk.verify_audit()).unwrap()
}

/// An officer and a supervisor in each of two wards.
fn world() -> World {
    let world = World::new();
    for (ward, names) in [("25054", ["a", "supervisor"]), ("25057", ["b", "other supervisor"])] {
        let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(ward))).unwrap();
        for (name, role) in names.into_iter().zip([Role::Officer, Role::Supervisor]) {
            let (centre, scope) = (CentreRef::Id(&centre), Scope::Unit(ward));
            let account = NewAccount { name, centre, role, scope, totp: false };
            world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
        }
    }
    world
}

#[test]
fn a_supervisor_reads_what_the_officers_of_the_area_did_page_by_page() {
    let world = world();
    let case = world.sign_in("a").open_case();
    world.sign_in("b").open_case();
    let supervisor = world.sign_in("supervisor");
    let page = |query: &str| supervisor.call("GET", &format!("/officer/v1/audit{query}"), None);
    let acts = |page: &Json| -> Vec<String> {
        page.as_array().unwrap().iter().map(|act| act["act"].as_str().unwrap().to_owned()).collect()
    };
    let seen = page("").json();
    assert_eq!(acts(&seen), ["view-audit", "sign-in", "open-case", "sign-in"]);
    assert_eq!(seen[2]["case"], case);
    let first = page("?limit=2").json();
    assert_eq!(acts(&first), ["view-audit", "view-audit"]);
    let next = page(&format!("?limit=2&before={}", first[1]["number"])).json();
    assert_eq!(acts(&next), ["sign-in", "open-case"]);
    for wrong in ["?limit=0", "?limit=201", "?before=x", "?since=1"] {
        assert_eq!(page(wrong).status, 400, "{wrong}");
    }
    assert_eq!(world.sign_in("a").call("GET", "/officer/v1/audit", None).problem(), "not-allowed");
}

#[test]
fn the_log_holds_no_name_and_no_case_number() {
    let world = world();
    let officer = world.sign_in("a");
    officer.open_case();
    let rows = format!("{:?}", world.rows("SELECT * FROM audit"));
    for secret in ["BN 2021", "supervisor", "Trạm", PASSWORD] {
        assert!(!rows.contains(secret), "{secret}");
    }
}

#[test]
fn the_days_index_names_the_newest_hash_and_does_not_tell_how_busy_officers_are() {
    let world = World::new();
    world.go_to(world.now().plus(600));
    let head = world.index().audit.clone();
    world.sign_in("an").open_case();
    world.go_to(world.now().plus(1_200));
    assert_eq!(world.index().audit, head, "the same all day");
    world.go_to(KeyDays::VIETNAM.start(TODAY.plus(1)).plus(600));
    let next = world.index().audit.unwrap();
    assert_eq!(next.day, TODAY.plus(1));
    let AuditVerdict::Whole { head: newest, .. } = verdict(&world) else { panic!("broken") };
    assert_eq!(next.sha256, newest);
    world.sign_in("an");
    assert!(matches!(verdict(&world), AuditVerdict::Whole { head, .. } if head != newest));
}

#[test]
fn a_changed_row_is_named() {
    let world = world();
    world.sign_in("a").open_case();
    assert!(matches!(verdict(&world), AuditVerdict::Whole { rows: 8, .. }), "six officers, a sign-in and a case");
    let drop = match Engine::of_this_process() {
        Engine::Sqlite => "DROP TRIGGER audit_unchanged",
        Engine::Postgres => "DROP TRIGGER audit_unchanged ON audit",
    };
    world.change(drop, &[]);
    world.change("UPDATE audit SET officer = officer + 1 WHERE act = 'open-case'", &[]);
    assert_eq!(verdict(&world), AuditVerdict::Broken { row: 8 });
}
