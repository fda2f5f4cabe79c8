//! What is sent again because an answer was lost.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::wire::Report;

use crate::support::{Phone, START, TODAY, World, key};

#[test]
fn a_report_sent_again_is_accepted_once_and_answered_the_same() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    let report = phone.report(&world, &answer, 10);
    let first = phone.send(&world, &report);
    let before = world.dump();
    assert_eq!(phone.send(&world, &report).published_by, first.published_by);
    assert_eq!(world.dump(), before);
    // Also after its keys were published and its token has expired.
    world.go_to(START.plus(73 * 3_600));
    let before = world.dump();
    assert_eq!(phone.send(&world, &report).published_by, first.published_by);
    assert_eq!(world.dump(), before);
    for key in [11, 12, 13] {
        assert_eq!(world.exports_with(key).len(), 1);
    }
}

#[test]
fn the_id_of_a_report_is_not_good_for_another() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    let report = phone.report(&world, &answer, 10);
    phone.send(&world, &report);
    let before = world.dump();
    let other = Report { keys: vec![key(99, KeyDays::VIETNAM.first_interval(TODAY), 1)], ..report };
    assert_eq!(phone.try_send(&world, &other).problem(), "report-invalid");
    assert_eq!(world.dump(), before);
}

#[test]
fn a_later_addition_may_repeat_keys_and_they_are_published_once() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    let report = phone.report(&world, &answer, 10);
    phone.send(&world, &report);
    let mut addition = Report { report_id: vec![77; 16], ..report };
    addition.keys.push(key(50, KeyDays::VIETNAM.first_interval(TODAY.minus(4)), 144));
    phone.send(&world, &addition);
    world.go_to(START.plus(1_800));
    for key in [11, 12, 13, 50] {
        assert_eq!(world.exports_with(key).len(), 1, "{key}");
    }
}

#[test]
fn a_phone_that_lost_the_answer_gets_the_same_token_again_until_it_has_reported() {
    let world = World::new();
    let code = world.code();
    let phone = Phone::new(1);
    let first = phone.verify(&world, &code);
    world.clock.advance(60);
    let before = world.dump();
    // Signed again, and the same in all that it says.
    let said = |token: &str| token.rsplit_once('.').unwrap().0.to_owned();
    assert!(said(&phone.verify(&world, &code).token) == said(&first.token));
    assert_eq!(world.dump(), before);
    phone.send(&world, &phone.report(&world, &first, 10));
    assert_eq!(phone.try_verify(&world, &code, false).problem(), "code-used");
}

#[test]
fn a_repeated_verify_does_not_outlive_the_code() {
    let world = World::new();
    let code = world.code();
    let phone = Phone::new(1);
    phone.verify(&world, &code);
    world.clock.advance(15 * 60);
    assert_eq!(phone.try_verify(&world, &code, false).problem(), "code-used");
}

#[test]
fn eight_bodies_come_with_a_token_each_as_often_as_its_answer_is_lost_and_the_ninth_is_refused_and_writes_nothing() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    let report = phone.report(&world, &answer, 10);
    let first = phone.try_send(&world, &report);
    assert_eq!(first.status, 200);
    let before = world.dump();
    for _ in 0..10 {
        let again = phone.try_send(&world, &report);
        assert_eq!((again.status, &again.body), (200, &first.body));
    }
    assert_eq!((world.dump(), world.count("bodies")), (before, 1));
    let bodies: Vec<Report> = (0..8).map(|id| Report { report_id: vec![77 + id; 16], ..report.clone() }).collect();
    for other in &bodies[..7] {
        phone.send(&world, other);
    }
    let before = world.dump();
    for ninth in [&bodies[7], &bodies[7]] {
        let said = phone.try_send(&world, ninth);
        assert_eq!((said.status, said.problem().as_str()), (429, "too-many-requests"));
    }
    for known in [&report, &bodies[0], &bodies[6]] {
        assert_eq!(phone.try_send(&world, known).status, 200);
    }
    assert_eq!((world.dump(), world.count("bodies")), (before, 8));
}
