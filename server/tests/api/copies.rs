//! Copies of what is published in an object store: complete before the index names them, whatever the store does.

use lancan_server::{Finding, examine};

use crate::object_store::{Fails, SECRET, StandInStore, Stored};
use crate::places::add_ward_officers;
use crate::support::{START, World};

/// The server's metrics, from their own address.
fn metric(world: &World, name: &str) -> u64 {
    let address = world.server().metrics_addr().unwrap();
    let page = ureq::get(format!("http://{address}/metrics")).call().unwrap().body_mut().read_to_string().unwrap();
    page.lines()
        .find_map(|line| line.strip_prefix(name)?.trim().parse().ok())
        .unwrap_or_else(|| panic!("{name}\n{page}"))
}

fn world(store: &StandInStore) -> World {
    let change = |config: &mut lancan_server::Config| {
        store.set(config);
        config.metrics_listen = Some(([127, 0, 0, 1], 0).into());
    };
    World::with(change, |_| {})
}

/// Fails where an object is not what the server serves under its name, or something that the index names is not there.
fn holds_what_is_served(world: &World, store: &StandInStore) {
    let objects = store.objects();
    for (name, object) in &objects {
        let said = world.get(&format!("/{name}"));
        assert_eq!((said.status, &said.body), (200, &object.bytes), "{name}");
        assert_eq!(said.headers["content-type"], object.content_type, "{name}");
        assert_eq!(said.headers["cache-control"], object.cache_control, "{name}");
    }
    let index = world.index();
    let exports = index.exports.iter().map(|export| format!("v1/exports/{}", export.name));
    let days = index.days.iter().map(|day| format!("v1/days/{}", day.name));
    let places = index.places.iter().map(|export| format!("v1/place-exports/{}", export.name));
    let place_days = index.place_days.iter().map(|found| format!("v1/place-days/{}", found.day.name));
    for name in exports.chain(days).chain(places).chain(place_days).chain(["v1/index".into(), "v1/rules".into()]) {
        assert!(objects.contains_key(&name), "{name} is not in the store");
    }
    assert_eq!(store.half_named(), Vec::<String>::new());
}

#[test]
fn what_is_published_is_copied_under_the_names_and_with_the_bytes_that_are_served_the_index_last() {
    let store = StandInStore::new();
    let world = world(&store);
    assert_eq!(store.written(), [&format!("v1/exports/{}.zip", START.0), "v1/rules", "v1/index"]);
    holds_what_is_served(&world, &store);
    world.go_to(START.plus(600));
    assert_eq!(store.written(), [&format!("v1/exports/{}.zip", START.0 + 600), "v1/index"]);
    world.go_to(START.plus(900));
    assert_eq!(store.written(), ["v1/index"], "signed again, and nothing else is new");
    world.go_to(START.plus(86_400));
    let written = store.written();
    assert!(written.contains(&"v1/days/2021-05-25.day".to_owned()), "{written:?}");
    assert_eq!(written.last().unwrap(), "v1/index");
    assert!(!world.index().days.is_empty());
    holds_what_is_served(&world, &store);
    assert_eq!(metric(&world, "lancan_copies_waiting"), 0);
}

#[test]
fn exports_and_days_of_places_are_copied_too() {
    let store = StandInStore::new();
    let world = world(&store);
    add_ward_officers(&world);
    world.sign_in("lan").add_place("Chợ Bảo Lâm");
    for day in 0..2 {
        world.go_to(START.plus(day * 86_400 + 7_200));
        world.go_to(START.plus(day * 86_400 + 14_400));
    }
    let names = store.objects().into_keys().collect::<Vec<_>>();
    for folder in ["v1/place-exports/", "v1/place-days/"] {
        assert!(names.iter().any(|name| name.starts_with(folder)), "{folder} {names:?}");
    }
    holds_what_is_served(&world, &store);
}

/// While a write fails, nobody is told of what the store does not have; the operator is told; and the store is served again as
/// soon as it takes something.
fn a_store_that_fails(how: Fails, why: &str) {
    let store = StandInStore::new();
    let world = world(&store);
    let before = world.index();
    store.written();
    store.fail_always(Some(how));
    for slot in 1..=3 {
        world.go_to(START.plus(600 * slot));
    }
    let during = world.index();
    assert_eq!(during.exports, before.exports, "the index names what it named");
    assert_eq!(during.issued_at, world.now(), "and phones still learn the time from it");
    assert!(store.written().is_empty());
    let said = world.get("/health/ready");
    assert_eq!(said.status, 503);
    assert!(said.json()["detail"].as_str().unwrap().contains("the object store"), "{}", said.json());
    assert!(metric(&world, &format!("lancan_copying_failures_total{{why=\"{why}\"}}")) > 0);
    assert_eq!(metric(&world, "lancan_copies_waiting"), 3);
    store.fail_always(None);
    world.go_to(START.plus(2_400));
    assert_eq!(world.get("/health/ready").status, 200);
    assert_eq!(world.index().exports.len(), before.exports.len() + 4);
    assert_eq!(metric(&world, "lancan_copies_waiting"), 0);
    holds_what_is_served(&world, &store);
}

#[test]
fn a_store_that_is_busy_is_tried_again_and_told() {
    a_store_that_fails(Fails::Busy, "busy");
}

#[test]
fn a_store_that_breaks_off_is_tried_again_and_told() {
    a_store_that_fails(Fails::BreaksOff, "unreachable");
}

#[test]
fn a_store_that_is_full_is_tried_again_and_told() {
    a_store_that_fails(Fails::Full, "full");
}

#[test]
fn a_store_that_keeps_silent_holds_nothing_up_for_longer_than_five_minutes() {
    let store = StandInStore::new();
    let world = world(&store);
    let before = world.index().exports.len();
    store.fail_next(&[Fails::KeepsSilent]);
    let tried = store.tried();
    world.clock.advance(600);
    world.runtime.block_on(async {
        let silent = async {
            store.has_been_tried(tried + 1).await;
            world.clock.advance(299);
            assert_eq!(store.tried(), tried + 1, "it is waited for");
            world.clock.advance(1);
        };
        let (ticked, ()) = tokio::join!(world.server().tick(), silent);
        ticked.unwrap();
    });
    assert_eq!(world.index().exports.len(), before);
    assert!(metric(&world, "lancan_copying_failures_total{why=\"timed_out\"}") > 0);
    world.go_to(world.now().plus(10));
    assert!(world.index().exports.len() > before);
    holds_what_is_served(&world, &store);
    drop(store);
}

/// Nobody calls the publisher here: it wakes by itself, and its work lasts until the index is due again.
#[test]
fn what_falls_due_while_the_store_is_slow_is_done_right_after() {
    let store = StandInStore::new();
    let world = world(&store);
    store.fail_next(&[Fails::Waits]);
    let tried = store.tried();
    world.clock.advance(600);
    world.runtime.block_on(store.has_been_tried(tried + 1));
    world.clock.advance(299);
    store.go_on();
    world.runtime.block_on(store.has_been_tried(tried + 2));
    world.clock.advance(1);
    assert!((0..300_000).any(|_| world.index().issued_at == START.plus(900)), "what fell due waits");
}

#[test]
fn attempts_are_ten_seconds_apart_then_twice_as_far_and_at_last_five_minutes() {
    let store = StandInStore::new();
    let world = world(&store);
    store.fail_always(Some(Fails::Busy));
    world.go_to(START.plus(600));
    let mut tried = vec![(0, store.tried())];
    for second in (10..1_400).step_by(10) {
        world.go_to(START.plus(600 + second));
        if store.tried() > tried.last().unwrap().1 {
            tried.push((second, store.tried()));
        }
    }
    let at: Vec<u64> = tried.iter().map(|(second, _)| *second).collect();
    assert_eq!(at, [0, 10, 30, 70, 150, 310, 610, 910, 1_210]);
    let each: Vec<u32> = tried.windows(2).map(|two| two[1].1 - two[0].1).collect();
    assert!(each.iter().all(|count| *count == 1), "one write an attempt, at the first that fails: {each:?}");
}

/// Killed between two uploads: what was sent is there, the index of before stands, and the next start sends the rest.
#[test]
fn a_publisher_that_ends_between_two_uploads_leaves_nothing_half_named() {
    let store = StandInStore::new();
    let mut world = world(&store);
    world.stop();
    // Nobody publishes for two days: several files are due at the next start.
    world.clock.advance(86_400);
    let index = store.objects()["v1/index"].clone();
    store.written();
    store.fail_next(&[Fails::KeepsSilent]);
    let tried = store.tried();
    let start = lancan_server::Server::start_with_rules(world.config.clone(), world.rules.clone(), world.clock.clone());
    world.runtime.block_on(async {
        tokio::select! {
            _ = start => panic!("it started though an upload hangs"),
            () = store.has_been_tried(tried + 1) => {}
        }
    });
    // The start was dropped where it stood, in the middle of the first upload.
    assert_eq!(store.objects()["v1/index"], index);
    store.fail_next(&[]);
    world.start();
    let written = store.written();
    assert!(written.len() > 2 && written.last().unwrap() == "v1/index", "{written:?}");
    holds_what_is_served(&world, &store);
    drop(store);
}

#[test]
fn files_whose_time_is_over_are_deleted_from_the_store_and_what_others_put_there_is_not() {
    let store = StandInStore::new();
    let mut world = world(&store);
    let theirs = Stored { bytes: vec![1], content_type: "text/plain".into(), cache_control: "no-store".into() };
    store.change(|objects| {
        objects.insert("v1/exports/read-me.txt".into(), theirs.clone());
        objects.insert("v1/place-exports/places-68-1600000000-00000000.zip".into(), theirs.clone());
    });
    let first = format!("v1/exports/{}.zip", START.0);
    let keeping = u64::from(world.rules.keeping.retention_days) * 86_400;
    let mut come_back = |after: u64| {
        world.stop();
        world.clock.set(START.plus(after)).unwrap();
        world.start();
        world.do_what_is_due();
        store.objects()
    };
    let objects = come_back(keeping + 2 * 86_400 - 600);
    assert!(objects.contains_key(&first), "an older index may name it");
    assert!(!objects.contains_key("v1/place-exports/places-68-1600000000-00000000.zip"));
    let objects = come_back(keeping + 3 * 86_400);
    assert!(!objects.contains_key(&first));
    assert_eq!(objects["v1/exports/read-me.txt"], theirs);
    assert_eq!(store.half_named(), Vec::<String>::new());
}

#[test]
fn what_the_store_lost_is_sent_again_the_next_day_and_a_new_bucket_gets_everything() {
    let store = StandInStore::new();
    let mut world = world(&store);
    world.go_to(START.plus(3_600));
    store.change(|objects| drop(objects.remove(&format!("v1/exports/{}.zip", START.0))));
    world.go_to(START.plus(86_400));
    assert!(world.index().days.len() == 1, "the day is filed, and its file is there");
    holds_what_is_served(&world, &store);
    world.stop();
    store.change(std::collections::BTreeMap::clear);
    world.start();
    holds_what_is_served(&world, &store);
}

#[test]
fn a_server_starts_though_the_store_does_not_answer() {
    let store = StandInStore::new();
    store.fail_always(Some(Fails::Busy));
    let world = world(&store);
    assert_eq!(world.index().exports, []);
    assert_eq!(world.get("/health/ready").status, 503);
    store.fail_always(None);
    world.go_to(START.plus(600));
    assert_eq!(world.get("/health/ready").status, 200);
    assert_eq!(world.index().exports.len(), 2);
    holds_what_is_served(&world, &store);
}

#[test]
fn a_doctor_tries_what_the_publisher_does_and_leaves_nothing_behind() {
    let store = StandInStore::new();
    let world = world(&store);
    let said = || -> Vec<(bool, String)> {
        let findings = world.runtime.block_on(examine(&world.config, world.clock.clone())).unwrap();
        let text = lancan_text::Catalogue::of(lancan_text::Language::En);
        let of = |finding: &Finding| (finding.in_order, finding.in_words(text));
        findings.iter().map(of).filter(|(_, said)| said.contains("object store")).collect()
    };
    let before = store.objects();
    assert_eq!(said(), [(true, "the object store takes, gives and deletes objects".to_owned())]);
    assert_eq!(store.objects(), before);
    store.fail_next(&[Fails::Full]);
    let full = said();
    assert!(!full[0].0 && full[0].1.contains("507 (XMinioStorageFull)"), "{full:?}");
    store.exchange_secret("another");
    let refused = said();
    assert!(!refused[0].0 && refused[0].1.contains("403 (SignatureDoesNotMatch)"), "{refused:?}");
    assert!(!refused[0].1.contains(SECRET));
}
