//! A transfer file is adopted by a new phone, and the same store gives the same file.

use lancan_core::{StaticVault, Store, Tracer, open_transfer};
use serde_json::Value;

use super::{
    EVERYTHING, deployment, golden,
    make::{MOVED, PASSPHRASE, PUT_AWAY, dump, transfer, transfer_after},
    open, rng,
};
use lancan_testkit::acts::at;

const FILE: &str = "transfer-v1.golden";
/// The same, made since warnings have days and a standing.
const LATEST: &str = "transfer-v1-standing.golden";

fn new_phone() -> Store {
    Store::in_memory(&StaticVault::new([8; 32]), &mut rng(60)).unwrap()
}

#[test]
fn a_new_phone_adopts_a_file_of_version_1() {
    let (mut old, _folder) = open("store-v1.golden");
    let mut new = new_phone();
    let (arrived, values) = open_transfer(&mut new, &golden(FILE), PASSPHRASE).unwrap();
    assert_eq!((arrived.intervals, arrived.keys, arrived.warnings), (5, 2, 1));
    let names: Vec<&str> = values.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, MOVED);
    for (name, value) in &values {
        assert_eq!(*value, old.get(name).unwrap().unwrap());
    }
    let json = |store| serde_json::from_slice::<Value>(&dump(store)).unwrap();
    let (old, new) = (json(&mut old), json(&mut new));
    assert_eq!(new["intervals"], old["intervals"]);
    assert_eq!(new["warnings"], old["warnings"]);
    // Keys arrive as ended: two phones never send the same identifiers.
    let mut keys = old["day_keys"].clone();
    keys[1]["ended"] = true.into();
    assert_eq!(new["day_keys"], keys);
}

#[test]
fn a_phone_warns_by_what_came_with_the_file_and_matches_again() {
    let mut tracer = Tracer::open(new_phone(), deployment(), rng(61)).unwrap();
    let arrived = tracer.open_transfer(&golden(FILE), PASSPHRASE).unwrap();
    assert_eq!((arrived.intervals, arrived.keys, arrived.warnings), (5, 2, 1));
    assert_eq!(tracer.warnings().unwrap().len(), 1);
    let days = tracer.history(at(PUT_AWAY), 2).unwrap();
    assert_eq!(days.iter().map(|day| day.meetings.len()).sum::<usize>(), 28);
    let mut json = Vec::new();
    tracer.write_own_data(at(PUT_AWAY), &mut json).unwrap();
    let json: Value = serde_json::from_slice(&json).unwrap();
    // What was matched arrives as it was, and finds its evidence among what arrived.
    let (then, mut now) = (dumped("exposures"), json["values"]["exposures"].clone());
    let key = now["keys"][0].as_object_mut().unwrap();
    assert_eq!(key.remove("witnessed").unwrap().as_array().unwrap().len(), 3);
    assert!(key.remove("level").is_some());
    assert_eq!(now["keys"], then["keys"]);
    assert_eq!(json["values"]["progress"]["floor"], dumped("progress")["floor"]);
    assert_eq!(json["values"]["progress"]["matched"], serde_json::json!([]));
}

fn dumped(name: &str) -> Value {
    serde_json::from_slice::<Value>(&golden("store-v1.json")).unwrap()["values"][name].clone()
}

#[test]
fn the_same_store_and_randomness_give_the_same_file() {
    let (mut store, _folder) = open("store-v1.golden");
    assert_eq!(store.keys(EVERYTHING).unwrap().len(), 2);
    assert!(transfer(&mut store) == golden(LATEST), "the transfer file's form has changed");
}

#[test]
fn the_latest_file_is_adopted_like_the_first() {
    let json = |file| {
        let mut new = new_phone();
        open_transfer(&mut new, &golden(file), PASSPHRASE).unwrap();
        serde_json::from_slice::<Value>(&dump(&mut new)).unwrap()
    };
    assert_eq!(json(FILE), json(LATEST));
}

#[test]
fn a_key_that_was_used_for_a_part_of_its_day_travels_with_its_map() {
    const FILE: &str = "transfer-v1-map.golden";
    let (mut old, _folder) = open("store-v1-call.golden");
    assert!(transfer_after(2 * 86_400, &mut old) == golden(FILE), "the transfer file's form has changed");
    let mut new = new_phone();
    open_transfer(&mut new, &golden(FILE), PASSPHRASE).unwrap();
    let (old, new) = (old.keys(EVERYTHING).unwrap(), new.keys(EVERYTHING).unwrap());
    assert_eq!((old.len(), new.len()), (1, 1));
    assert_eq!((&new[0].used, new[0].used.count(), new[0].reported), (&old[0].used, 4, old[0].reported));
}
