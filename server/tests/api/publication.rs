//! Exports: on schedule, filled up, immutable, and never twice the same key.

use lancan_protocol::rules::Rules;
use lancan_protocol::wire::path;

use crate::support::{Phone, START, World};

#[test]
fn an_export_is_published_at_every_slot_with_nothing_to_say() {
    let world = World::new();
    for slot in 0..3 {
        world.go_to(START.plus(slot * 600));
        let index = world.index();
        let last = index.exports.last().unwrap();
        assert_eq!((last.start, last.end), (START.plus(slot * 600).minus(600), START.plus(slot * 600)));
        let (_, keys) = world.published().pop().unwrap();
        assert!((1_000..1_100).contains(&keys.len()));
        assert!(keys.is_sorted());
    }
    let index = world.index();
    assert_eq!(index.exports.len(), 3);
    assert_eq!((index.issued_at, index.expires_at), (world.now(), world.now().plus(24 * 3_600)));
}

#[test]
fn serials_grow_and_nothing_is_published_twice_in_a_slot() {
    let world = World::new();
    let first = world.index();
    world.go_to(START.plus(599));
    assert_eq!(world.index(), first);
    world.go_to(START.plus(600));
    assert!(world.index().serial > first.serial);
}

#[test]
fn after_a_pause_one_export_covers_it_all() {
    let mut world = World::new();
    world.stop();
    world.clock.advance(3 * 3_600 + 17);
    world.start();
    let exports = world.index().exports;
    assert_eq!(exports.len(), 2);
    assert_eq!((exports[1].start, exports[1].end), (START, START.plus(3 * 3_600)));
}

#[test]
fn a_published_export_is_served_byte_for_byte_ever_after() {
    let mut world = World::new();
    let name = world.index().exports[0].name.clone();
    let url = format!("{}{name}", path::EXPORTS);
    let before = world.get(&url).body;
    world.stop();
    world.clock.advance(30 * 86_400);
    world.start();
    assert!(world.index().exports.iter().all(|export| export.name != name));
    assert_eq!(world.get(&url).body, before);
}

#[test]
fn an_export_cut_off_before_it_was_declared_is_made_again_with_the_same_keys() {
    let mut world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    world.stop();
    // As a process killed between planning and declaring leaves it, with and without its file.
    let end = START.plus(600);
    world.plan_export(end);
    std::fs::write(world.config.data_dir.join("exports").join(format!("{}.zip", end.0)), "half a file").unwrap();
    world.clock.advance(1_200);
    world.start();
    assert_eq!(
        world.index().exports.iter().map(|export| export.end).collect::<Vec<_>>(),
        [START, end, START.plus(1_200)]
    );
    for finished in [11, 12, 13] {
        assert_eq!(world.exports_with(finished), [end]);
    }
    assert_eq!(world.exports_with(10), [START.plus(1_200)]);
}

#[test]
fn an_export_that_is_only_planned_is_not_served() {
    let world = World::new();
    world.change("INSERT INTO exports (end_at, start_at, name) VALUES (1, 0, '1.zip')", &[]);
    std::fs::write(world.config.data_dir.join("exports/1.zip"), "x").unwrap();
    assert_eq!(world.get("/v1/exports/1.zip").problem(), "not-found");
    assert_eq!(world.get("/v1/exports/..%2Flancan.sqlite3").problem(), "not-found");
}

#[test]
fn keys_whose_expiry_keys_are_away_wait_until_they_are_back() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    let (place, away) = (world.config.data_dir.join("expiry-keys"), world.config.data_dir.join("away"));
    std::fs::rename(&place, &away).unwrap();
    std::fs::create_dir(&place).unwrap();
    world.go_to(START.plus(600));
    assert!(world.exports_with(11).is_empty());
    std::fs::remove_dir(&place).unwrap();
    std::fs::rename(&away, &place).unwrap();
    world.go_to(START.plus(1_200));
    for key in [10, 11, 12, 13] {
        assert_eq!(world.exports_with(key), [START.plus(1_200)]);
    }
}

#[test]
fn rules_for_tests_publish_a_key_that_is_still_in_use() {
    let world = World::with(|_| {}, |rules| *rules = Rules::for_test());
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    world.go_to(START.plus(2));
    assert_eq!(world.exports_with(10).len(), 1);
}

#[test]
fn all_that_was_published_counts_as_seen_the_keys_that_fill_an_export_up_too() {
    let world = World::new();
    world.go_to(START.plus(600));
    let published: usize = world.published().iter().map(|(_, keys)| keys.len()).sum();
    assert!(published > 2_000);
    assert_eq!(world.count("seen_keys"), i64::try_from(published).unwrap());
}
