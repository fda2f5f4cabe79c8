//! Exports: on schedule, immutable, and never twice the same key.

use lancan_protocol::export::day_file;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_protocol::wire::{Report, path};
use lancan_server::store::Value;

use crate::support::{Phone, START, TODAY, World, export_header, key};

#[test]
fn an_export_is_published_at_every_slot_with_nothing_to_say() {
    let world = World::new();
    for slot in 0..3 {
        world.go_to(START.plus(slot * 600));
        let index = world.index();
        let last = index.exports.last().unwrap();
        assert_eq!((last.start, last.end), (START.plus(slot * 600).minus(600), START.plus(slot * 600)));
        let (_, keys) = world.published().pop().unwrap();
        assert_eq!(keys.len(), 126);
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
    world.go_to(START.plus(299));
    assert_eq!(world.index(), first);
    // Signed again, so that phones can tell the time by the index.
    world.go_to(START.plus(599));
    let again = world.index();
    assert!(again.serial > first.serial && again.issued_at == world.now());
    assert_eq!(again.exports, first.exports);
    world.go_to(START.plus(600));
    assert!(world.index().serial > again.serial && world.index().exports.len() == first.exports.len() + 1);
}

/// Nobody calls the publisher here: it has to wake by itself, though the next export is due five minutes later.
#[test]
fn the_index_is_signed_every_five_minutes_while_no_export_is_due() {
    let world = World::new();
    let exports = world.index().exports;
    world.clock.advance(300);
    assert!((0..300_000).any(|_| world.index().issued_at == world.now()), "the publisher sleeps");
    assert_eq!(world.index().exports, exports);
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
fn a_published_export_is_served_byte_for_byte_for_two_days_more_than_the_index_names_it_then_its_file_is_removed() {
    let mut world = World::new();
    let keeping = u64::from(Rules::built_in().keeping.retention_days) * 86_400;
    let name = world.index().exports[0].name.clone();
    let (url, end) = (format!("{}{name}", path::EXPORTS), world.index().exports[0].end);
    let before = world.get(&url).body;
    let file = world.config.data_dir.join("exports").join(&name);
    let mut come_back = |after: u64| {
        world.stop();
        world.clock.set(end.plus(after)).unwrap();
        world.start();
        let index = world.index();
        let is_named =
            index.exports.iter().any(|export| export.name == name) || index.days.iter().any(|day| day.start < end);
        (is_named, world.get(&url))
    };
    // While it is the newest, the next one is planned by it.
    come_back(600);
    let (_, said) = come_back(keeping - 86_400);
    assert!(said.body == before);
    let (is_named, said) = come_back(keeping + 2 * 86_400 - 60);
    assert!(!is_named && said.body == before);
    assert!(file.exists());
    let (_, said) = come_back(keeping + 3 * 86_400);
    assert_eq!((said.status, file.exists()), (404, false));
}

#[test]
fn old_files_that_a_killed_publisher_left_are_removed_and_young_ones_and_a_strangers_are_not() {
    let mut world = World::new();
    let exports = world.config.data_dir.join("exports");
    let old =
        ["places-68-1600000000-00000000.zip", "1600000000.zip", "2020-09-13.day", "place-day-68-2020-09-13-0.day"];
    let young = ["places-68-1621936800-00000000.zip", "2021-05-23.day", "robots.txt", "a-b-c.day", "notes.zip"];
    world.stop();
    for name in old.iter().chain(&young) {
        std::fs::write(exports.join(name), "left behind").unwrap();
    }
    world.start();
    assert!(old.iter().all(|name| !exports.join(name).exists()));
    assert!(young.iter().all(|name| exports.join(name).exists()));
    assert!(world.index().exports.iter().all(|export| exports.join(&export.name).exists()));
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
    assert!(world.exports_with(10).is_empty());
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
    for key in [11, 12, 13] {
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
fn a_finished_day_is_one_file_of_its_exports_as_they_were() {
    let world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    let midnight = KeyDays::VIETNAM.start(TODAY.plus(1));
    for slot in 0..=12 {
        world.go_to(midnight.plus(slot * 7_200));
        if slot == 11 {
            assert_eq!(world.index().exports.len(), 11);
        }
    }
    let index = world.index();
    // The export of midnight belongs to the day that ended.
    assert!(index.exports.is_empty());
    let day = index.days.last().unwrap();
    assert_eq!((day.name.as_str(), day.exports), ("2021-05-26.day", 12));
    assert_eq!((day.start, day.end), (midnight, midnight.plus(86_400)));
    let exports = world.exports_of(day);
    for (number, export) in (1..).zip(&exports) {
        let end = midnight.plus(number * 7_200);
        assert_eq!(
            (export_header(export).end, world.get(&format!("{}{}.zip", path::EXPORTS, end.0)).body),
            (end, export.clone())
        );
    }
    let first = day_file::bytes_of(exports[0].len() as u64);
    let url = format!("{}{}", path::DAYS, day.name);
    let rest = world.call("GET", &url, &[("range", &format!("bytes={first}-"))], None);
    assert_eq!((rest.status, day_file::exports(&rest.body).unwrap().len()), (206, 11));
    let held = world.call("GET", &url, &[("if-none-match", &rest.headers["etag"])], None);
    assert_eq!((held.status, held.headers["cache-control"].as_str()), (304, "public, max-age=31536000, immutable"));
    // Two weeks later it is served as it was.
    let before = world.get(&url).body;
    world.go_to(midnight.plus(14 * 86_400));
    assert_eq!(world.get(&url).body, before);
}

#[test]
fn a_server_that_was_killed_before_it_filed_a_day_files_it_at_the_next_start() {
    let mut world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    world.go_to(KeyDays::VIETNAM.start(TODAY.plus(1)));
    let day = world.index().days[0].clone();
    world.stop();
    world.change("DELETE FROM day_files", &[]);
    std::fs::write(world.config.data_dir.join("exports").join(&day.name), "half a file").unwrap();
    world.start();
    assert_eq!(world.index().days, [day]);
}

#[test]
fn a_report_is_held_back_by_one_number_of_seconds_for_all_its_keys() {
    let world = World::with(|_| {}, |rules| rules.publication.delay_seconds = 7_200);
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    let instants = world.rows("SELECT publish_at FROM waiting_keys ORDER BY publish_at");
    let seconds = |row: &Vec<Value>| match row[0] {
        Value::Integer(at) => at.unsigned_abs(),
        ref other => panic!("{other:?}"),
    };
    // The finished days together.
    let [finished] = instants.iter().map(seconds).collect::<Vec<_>>()[..] else { panic!("{instants:?}") };
    assert!((START.0..START.0 + 7_200).contains(&finished));
}

#[test]
fn what_overflows_waits_for_the_next_export_and_raises_the_level_at_midnight() {
    let world = World::with(|_| {}, |rules| rules.publication.every_seconds = 3_600);
    let officer = world.sign_in("an");
    let yesterday = KeyDays::VIETNAM.first_interval(TODAY.minus(1));
    for byte in 1..=5 {
        let phone = Phone::new(byte);
        let code = officer.issue(&officer.open_case(), "long")["code"].as_str().unwrap().to_owned();
        let answer = phone.verify(&world, &code);
        let keys = vec![key(byte, yesterday, 144)];
        phone.send(&world, &Report { keys, ..phone.report(&world, &answer, byte) });
    }
    for hour in 1..=2 {
        world.go_to(START.plus(hour * 3_600));
    }
    let times = |at| (1..=5).filter(|byte| world.exports_with(*byte) == [at]).count();
    assert_eq!((times(START.plus(3_600)), times(START.plus(7_200))), (3, 2));
    // 126 keys until the deployment's midnight, 42 more from then on.
    let midnight = KeyDays::VIETNAM.start(TODAY.plus(1));
    world.go_to(midnight);
    assert!(world.published().iter().all(|(_, keys)| keys.len() == 126));
    world.go_to(midnight.plus(3_600));
    assert_eq!(world.published().pop().unwrap().1.len(), 168);
    // A week without overflow later it falls again.
    for day in 1..=7 {
        world.go_to(midnight.plus(day * 86_400 + 3_600));
        assert_eq!(world.published().pop().unwrap().1.len(), if day <= 6 { 168 } else { 126 }, "{day}");
    }
}

#[test]
fn published_keys_count_as_seen_also_those_that_fill_slots_and_those_that_are_revised() {
    let world = World::new();
    assert_eq!(world.count("seen_keys"), 126 + 14);
    // From now on keys that are remembered are revised: they were seen before.
    world.go_to(START.plus(600));
    assert_eq!(world.count("seen_keys"), 2 * 126 + 14);
}

#[test]
fn keys_of_an_export_that_cannot_be_written_are_not_remembered_at_each_try() {
    let world = World::new();
    let (exports, aside) = (world.config.data_dir.join("exports"), world.config.data_dir.join("aside"));
    let before = world.count("seen_keys");
    std::fs::rename(&exports, &aside).unwrap();
    world.clock.set(START.plus(600)).unwrap();
    for _ in 0..3 {
        assert!(world.runtime.block_on(world.server().tick()).is_err());
    }
    assert_eq!(world.count("seen_keys"), before);
    std::fs::rename(&aside, &exports).unwrap();
    world.go_to(START.plus(600));
    assert_eq!(world.index().exports.last().unwrap().end, START.plus(600));
}

#[test]
fn a_day_one_of_whose_exports_is_missing_waits_for_its_file_and_holds_nothing_else_up() {
    let mut world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    let midnight = KeyDays::VIETNAM.start(TODAY.plus(1));
    let name = world.index().exports[0].name.clone();
    let (file, aside) = (world.config.data_dir.join("exports").join(&name), world.config.data_dir.join("aside"));
    std::fs::rename(&file, &aside).unwrap();
    world.go_to(midnight);
    world.stop();
    world.clock.advance(7_200);
    world.start();
    let index = world.index();
    assert_eq!((index.issued_at, index.days.len()), (world.now(), 0));
    assert!(index.exports.iter().any(|export| export.name == name));
    assert_eq!(index.exports.last().unwrap().end, world.now());
    assert_eq!(world.get("/health/ready").status, 503);
    std::fs::rename(&aside, &file).unwrap();
    world.go_to(midnight.plus(2 * 7_200));
    assert_eq!((world.index().days.len(), world.get("/health/ready").status), (1, 200));
}
