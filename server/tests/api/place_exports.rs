//! Exports of places: what they hold, and what nothing in them tells.

use std::collections::BTreeSet;

use lancan_protocol::places::{PlaceSeed, Row, WindowKind};
use lancan_protocol::time::UnixTime;
use lancan_server::{CentreRef, NewAccount, Role, Scope, back_up, create_centre, restore, values};
use serde_json::json;

use crate::places::{DAYS, WARD, seed, world};
use crate::support::{Engine, PASSWORD, START, TODAY, World};

#[test]
fn a_window_stands_under_every_code_that_was_valid_on_its_day() {
    let world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let old = seed(&officer.scan(&place));
    let path = format!("/officer/v1/places/{place}/codes");
    assert_eq!(officer.call("POST", &path, Some(json!({}))).status, 201);
    let new = seed(&officer.scan(&place));
    assert_ne!(old, new);
    for at in [1, 3] {
        world.go_to(START.plus(at * 86_400));
        let officer = world.sign_in("lan");
        let case = officer.open_case();
        let day = DAYS.day(world.now());
        let from = DAYS.start(day).0 + 3_600;
        let body = json!({ "place": place, "from": from, "until": from + 600 });
        assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
    }
    world.pass_slots(4);
    let days = |seed| world.windows(seed, UnixTime(0)).iter().map(|found| found.handle - TODAY.0).collect::<Vec<_>>();
    assert_eq!((days(&old), days(&new)), (vec![1], vec![1, 3]), "posters hang for a day more");
}

#[test]
fn threat_05_batches_with_no_and_with_many_rows_have_the_same_count_and_fields() {
    let world = world();
    let officer = world.sign_in("lan");
    let places = ["Chợ", "Trường", "Quán ăn"].map(|name| officer.add_place(name));
    world.pass_slots(1);
    let case = officer.open_case();
    let midnight = DAYS.start(TODAY).0;
    for (at, from) in (0..18).map(|at| (at, midnight + 1_800 * at)) {
        let body = json!({ "place": places[usize::try_from(at % 3).unwrap()], "from": from, "until": from + 600 });
        assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
    }
    world.pass_slots(4);
    let exports = world.index().places;
    assert!(exports.len() >= 5);
    let sizes = exports.iter().map(|export| export.bytes);
    let (least, most) = (sizes.clone().min().unwrap(), sizes.max().unwrap());
    assert!(most - least <= 24, "what differs is how random bytes pack, and the length of signatures: {least} {most}");
    let mut counts = BTreeSet::new();
    let mut tags = Vec::new();
    for export in &exports {
        let rows = world.place_rows(export);
        counts.insert(rows.len());
        tags.extend(rows.iter().map(Row::tag));
    }
    assert_eq!(counts, BTreeSet::from([32]));
    let many = tags.len();
    assert_eq!(tags.into_iter().collect::<BTreeSet<_>>().len(), many, "no row comes twice");
}

#[test]
fn rows_that_do_not_fit_wait_and_the_next_day_has_room() {
    let world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(WARD))).unwrap();
    for name in ["lan", "mai"] {
        let account =
            NewAccount { name, centre: CentreRef::Id(&centre), role: Role::Officer, scope: Scope::Centre, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
    let place = world.sign_in("lan").add_place("Chợ");
    let seed = seed(&world.sign_in("lan").scan(&place));
    let path = format!("/officer/v1/places/{place}/codes");
    for _ in 0..3 {
        assert_eq!(world.sign_in("lan").call("POST", &path, Some(json!({}))).status, 201, "four rows for each window");
    }
    assert_eq!(world.sign_in("lan").call("POST", &path, Some(json!({}))).status, 429, "and no more");
    let midnight = DAYS.start(TODAY).0;
    for name in ["lan", "mai"] {
        let officer = world.sign_in(name);
        let case = officer.open_case();
        for at in 0..20 {
            let body = json!({ "place": place, "from": midnight + at * 1_800, "until": midnight + at * 1_800 });
            assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
        }
    }
    world.go_to(START.plus(7_200));
    let first = world.index().places.len();
    for slot in 2..=16 {
        world.go_to(START.plus(slot * 7_200));
    }
    assert!(first >= 1);
    let found = world.windows(&seed, UnixTime(0));
    assert_eq!(found.len(), 32, "31 windows, and one row for the whole day");
    assert_eq!(found.iter().filter(|found| found.window.kind == WindowKind::WholePlace).count(), 1);
    let exports = world.index().places;
    let mut counts: BTreeSet<usize> = exports.iter().map(|export| world.place_rows(export).len()).collect();
    counts.extend(world.place_rows_of_days().iter().map(Vec::len));
    assert_eq!(counts, BTreeSet::from([32, 40]), "a quarter more rows from the next midnight on");
}

/// The positions at which exports of a world's index hold rows of a code, for one day.
fn positions_used(world: &World, seed: &PlaceSeed) -> Vec<u8> {
    let seed = seed.day_seed(TODAY);
    let exports = world.index().places;
    let mut tags: Vec<_> = exports.iter().flat_map(|export| world.place_rows(export)).map(|row| row.tag()).collect();
    tags.extend(world.place_rows_of_days().into_iter().flatten().map(|row| row.tag()));
    (0..=47).filter(|position| tags.contains(&seed.tag(*position))).collect()
}

fn publish_at(world: &World, place: &str, hour: u64) {
    let officer = world.sign_in("lan");
    let case = officer.open_case();
    let from = DAYS.start(TODAY).0 + hour * 3_600;
    let body = json!({ "place": place, "from": from, "until": from + 600 });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
    world.pass_slots(4);
}

#[test]
fn a_server_restored_from_an_old_backup_uses_no_position_that_was_published_since() {
    if Engine::of_this_process() == Engine::Postgres {
        return;
    }
    let mut world = world();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ Bảo Lâm");
    let seed = seed(&officer.scan(&place));
    let elsewhere = tempfile::tempdir().unwrap();
    let (to, keys) = (elsewhere.path().join("backup"), elsewhere.path().join("keys"));
    back_up(&world.config, &*world.clock, &to, Some(&keys)).unwrap();
    publish_at(&world, &place, 1);
    assert_eq!(positions_used(&world, &seed), [0]);
    world.stop();

    let published = world.config.data_dir.join("exports");
    world.config.data_dir = elsewhere.path().join("restored");
    restore(&world.config, &to, &keys).unwrap();
    for entry in std::fs::read_dir(published).unwrap().map(Result::unwrap) {
        if entry.file_name().to_string_lossy().starts_with("places-") {
            std::fs::copy(entry.path(), world.config.data_dir.join("exports").join(entry.file_name())).unwrap();
        }
    }
    assert!(world.config.data_dir.join("restored").exists());
    world.start();
    assert!(!world.config.data_dir.join("restored").exists(), "the files are read once");
    publish_at(&world, &place, 2);
    assert_eq!(positions_used(&world, &seed), [1], "position 0 was published by the server before");
}

#[test]
fn a_finished_day_of_a_province_is_one_file_of_its_exports_unchanged_and_the_index_names_it_in_their_place() {
    let world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(WARD))).unwrap();
    let account = NewAccount {
        name: "lan",
        centre: CentreRef::Id(&centre),
        role: Role::Officer,
        scope: Scope::Centre,
        totp: false,
    };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    world.sign_in("lan").add_place("Chợ");
    let mut files = std::collections::BTreeMap::new();
    let midnight = DAYS.start(TODAY).plus(86_400);
    while world.now().plus(7_200) < midnight {
        world.go_to(world.now().plus(7_200));
        for export in world.index().places {
            files.insert(export.end, world.places_file(&export));
        }
        assert!(world.index().place_days.is_empty(), "the day is not over");
    }
    world.go_to(midnight.plus(60));
    let index = world.index();
    assert_eq!(index.place_days.len(), 1);
    let day = &index.place_days[0];
    assert_eq!((day.region.as_str(), day.day.end), ("68", midnight));
    assert!(index.places.iter().all(|export| export.end > midnight));
    let held = world.exports_of_place_day(day);
    assert_eq!(held.len(), files.len() + 1, "the export of midnight belongs to the day that ends");
    assert!(files.into_values().zip(&held).all(|(file, held)| file == *held), "each as it was published");
    let part = world.call("GET", &format!("/v1/place-days/{}", day.day.name), &[("range", "bytes=10-")], None);
    assert_eq!((part.status, part.body.len() as u64), (206, day.day.bytes - 10));
    world.go_to(midnight.plus(7_200));
    assert_eq!((world.index().place_days.len(), world.index().places.len()), (1, 1));
}

#[test]
fn a_server_killed_between_a_file_of_places_and_its_row_makes_it_again_and_every_row_is_published_once() {
    let mut world = World::with(|_| {}, |rules| rules.publication.every_seconds = 7_200);
    let centre = world.runtime.block_on(create_centre(&world.config, "Trạm y tế", Some(WARD))).unwrap();
    let account = NewAccount {
        name: "lan",
        centre: CentreRef::Id(&centre),
        role: Role::Officer,
        scope: Scope::Centre,
        totp: false,
    };
    world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    let officer = world.sign_in("lan");
    let place = officer.add_place("Chợ");
    let seed = seed(&officer.scan(&place));
    let case = officer.open_case();
    let from = DAYS.start(TODAY).0 + 3_600;
    let body = json!({ "place": place, "from": from, "until": from + 600 });
    assert_eq!(officer.call("POST", &format!("/officer/v1/cases/{case}/windows"), Some(body)).status, 201);
    while world.windows(&seed, UnixTime(0)).is_empty() {
        world.go_to(world.now().plus(7_200));
    }
    while world.index().places.is_empty() {
        world.go_to(world.now().plus(7_200));
    }
    let last = world.index().places.pop().unwrap();
    // The file is there, its row is not: the last export before the kill.
    world.stop();
    world.change("DELETE FROM place_exports WHERE name = ?1", values![last.name.as_str()]);
    world.start();
    let again = world.index().places.pop().unwrap();
    assert_eq!((again.end, world.windows(&seed, UnixTime(0)).len()), (last.end, 1));
    assert_ne!(again.name, last.name, "nobody was served the first");
    let midnight = DAYS.start(DAYS.day(world.now()).plus(1));
    while world.now() < midnight {
        world.go_to(world.now().plus(7_200));
    }
    let days = world.index().place_days;
    assert!(!days.is_empty());
    // The same with the file of a day.
    world.stop();
    world.change("DELETE FROM place_day_files", &[]);
    world.start();
    assert_eq!(world.index().place_days, days);
    assert_eq!(world.windows(&seed, UnixTime(0)).len(), 1);
}
