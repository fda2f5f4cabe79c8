//! A clock that jumps far ahead is not trusted until it is set right or confirmed.

use std::sync::Arc;

use lancan_protocol::wire::path;
use lancan_server::clock::VirtualClock;

use crate::support::{PASSWORD, Phone, START, World};

/// Everything is destroyed by then, if the clock is trusted.
const FAR: u64 = 40 * 86_400;

/// A server that doubts a clock after a day, with a report of 10, 11, 12 and 13.
fn reported() -> (World, Phone) {
    let world = World::with(|config| config.clock.longest_pause_hours = 24, |_| {});
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    world.go_to(START.plus(600));
    (world, phone)
}

fn is_ready(world: &World) -> bool {
    world.get("/health/ready").status == 200
}

#[test]
fn while_the_clock_is_far_ahead_nothing_is_published_deleted_or_taken() {
    let (world, phone) = reported();
    let (stored, index) = (world.dump(), world.get(path::INDEX).body);
    let code = "123456784";
    world.go_to(START.plus(FAR));
    assert_eq!(world.dump(), stored);
    assert_eq!(std::fs::read_dir(world.config.data_dir.join("expiry-keys")).unwrap().count(), 1);
    assert_eq!(world.get(path::INDEX).body, index);
    assert_eq!(world.get("/health/live").status, 200);
    let said = world.get("/health/ready");
    assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"));
    assert!(said.json()["detail"].as_str().unwrap().contains("Đồng hồ"));

    let sign_in = format!("{{\"name\":\"an\",\"password\":\"{PASSWORD}\"}}");
    for said in [
        phone.try_verify(&world, code, false),
        phone.try_verify(&world, code, true),
        phone.send_bytes(&world, &[]),
        world.call("POST", "/officer/v1/session", &[], Some(sign_in.as_bytes())),
        world.get("/officer/v1/cases"),
    ] {
        assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"));
    }
    assert_eq!(world.dump(), stored);
}

#[test]
fn a_clock_that_was_set_right_is_believed_again() {
    let (mut world, _) = reported();
    world.go_to(START.plus(FAR));
    assert!(!is_ready(&world));
    world.stop();
    world.clock = Arc::new(VirtualClock::new(START.plus(1_200)));
    world.start();
    assert!(is_ready(&world));
    assert_eq!(world.exports_with(11), [START.plus(600)]);
    assert_eq!(world.index().exports.last().unwrap().end, START.plus(1_200));
}

/// Nothing is published until the time of the last export comes again. Whoever runs the server has to know.
#[test]
fn a_clock_that_is_behind_the_last_export_is_told() {
    let (mut world, _) = reported();
    world.stop();
    for (behind, ready) in [(1_200, true), (1_201, false)] {
        world.clock = Arc::new(VirtualClock::new(START.plus(600).minus(behind)));
        world.start();
        assert_eq!(is_ready(&world), ready, "{behind}");
        world.stop();
    }
}

#[test]
fn a_confirmed_date_lets_a_server_go_on_after_a_long_pause() {
    let (mut world, _) = reported();
    world.stop();
    world.clock.advance(FAR);
    world.start();
    assert!(!is_ready(&world));
    world.stop();
    world.config.clock.today = Some("2021-07-04".to_owned());
    world.start();
    assert!(is_ready(&world));
    assert_eq!(world.index().exports.last().unwrap().end, world.now());
    assert_eq!(world.count("cases"), 0, "retention goes on as well");
    // The date is no licence for another jump.
    world.go_to(START.plus(2 * FAR));
    assert!(!is_ready(&world));
}

#[test]
fn a_pause_within_the_longest_needs_no_word() {
    let (mut world, _) = reported();
    world.stop();
    world.clock.advance(23 * 3_600);
    world.start();
    assert!(is_ready(&world));
    assert_eq!(world.index().exports.last().unwrap().end, world.now());
}

#[test]
fn a_clock_that_jumps_while_the_server_runs_publishes_and_takes_nothing_until_it_jumps_back() {
    let (world, phone) = reported();
    let (stored, index) = (world.dump(), world.get(path::INDEX).body);
    world.clock.jump(world.now().plus(6 * 3_600 + 1_800));
    world.runtime.block_on(world.server().tick()).unwrap();
    let said = world.get("/health/ready");
    assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"));
    assert_eq!(phone.try_verify(&world, "123456784", false).problem(), "unavailable");
    assert_eq!(world.get(path::INDEX).body, index);
    assert_eq!(world.dump(), stored);

    world.clock.jump(world.now().minus(6 * 3_600 + 1_800));
    world.runtime.block_on(world.server().tick()).unwrap();
    assert!(is_ready(&world));
}

#[test]
fn a_clock_that_jumped_within_the_longest_pause_is_trusted_after_a_restart() {
    let (mut world, _) = reported();
    world.clock.jump(world.now().plus(6 * 3_600));
    assert!(!is_ready(&world));
    world.stop();
    world.start();
    assert!(is_ready(&world));
}
