//! When retention ends, keys go first, then rows.

use std::collections::BTreeMap;

use crate::support::{Phone, START, TODAY, World, holds};
use lancan_protocol::key_days::KeyDays;
use lancan_server::{Due, due_for_deletion};

#[test]
fn everything_of_a_case_is_destroyed_with_its_day_key_and_only_hashes_stay() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    let count = |of: &str| world.count(of);
    let keys = || std::fs::read_dir(world.config.data_dir.join("expiry-keys")).unwrap().count();
    world.go_to(START.plus(86_400));
    assert_eq!((count("cases"), count("codes"), count("reports"), count("waiting_keys"), keys()), (1, 1, 1, 0, 1));
    world.go_to(START.plus(21 * 86_400));
    assert_eq!((count("cases"), keys()), (1, 1));
    assert_eq!((count("seen_keys WHERE token IS NOT NULL"), count("bodies")), (3, 0));
    let seen = count("seen_keys");
    world.go_to(START.plus(22 * 86_400));
    assert_eq!((count("cases"), count("codes"), count("reports"), keys()), (0, 0, 0, 0));
    assert_eq!(count("seen_keys WHERE token IS NOT NULL"), 0);
    assert!(count("seen_keys") >= seen);
    world.go_to(START.plus(66 * 86_400));
    assert_eq!(count(&format!("seen_keys WHERE start < {}", KeyDays::VIETNAM.first_interval(TODAY).0)), 0);
    assert!(count("audit") > 0);
}

#[test]
fn a_trial_of_retention_names_what_would_go_and_deletes_nothing() {
    let mut world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    world.stop();
    let due = |world: &World| world.runtime.block_on(due_for_deletion(&world.config, &*world.clock)).unwrap();
    assert_eq!(due(&world), Due { rows: BTreeMap::new(), expiry_keys: 0 });
    world.clock.advance(22 * 86_400);
    let first = due(&world);
    assert_eq!((first.expiry_keys, first.rows.get("cases"), first.rows.get("codes")), (1, Some(&1), Some(&1)));
    assert_eq!((due(&world), world.count("cases"), world.count("codes")), (first, 1, 1));
    // A server deletes it as it starts.
    world.start();
    assert_eq!((due(&world), world.count("cases")), (Due { rows: BTreeMap::new(), expiry_keys: 0 }, 0));
}

#[test]
fn the_last_code_of_a_case_still_brings_its_keys_into_an_export_however_late_code_and_token_are_used() {
    let world = World::new();
    let case = world.sign_in("an").open_case();
    world.go_to(START.plus(16 * 86_400));
    let code = world.sign_in("an").issue(&case, "long")["code"].as_str().unwrap().to_owned();
    world.go_to(START.plus(17 * 86_400 - 1));
    let phone = Phone::new(1);
    let report = phone.report(&world, &phone.verify(&world, &code), 10);
    world.go_to(START.plus(20 * 86_400 - 2));
    let accepted = phone.send(&world, &report);
    world.go_to(accepted.published_by);
    for key in [11, 12, 13] {
        assert_eq!(world.exports_with(key).len(), 1, "{key}");
    }
}

#[test]
fn a_case_near_its_end_gets_no_more_codes() {
    let world = World::new();
    let case = world.sign_in("an").open_case();
    world.go_to(START.plus(17 * 86_400));
    let said = world.sign_in("an").call(
        "POST",
        &format!("/officer/v1/cases/{case}/codes"),
        Some(serde_json::json!({ "kind": "short" })),
    );
    assert_eq!((said.status, said.problem().as_str()), (409, "conflict"));
}

#[test]
fn uploads_and_waiting_keys_are_sealed_at_rest() {
    let world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    let bytes = world.stored_bytes();
    for secret in [&[11_u8; 16][..], &[12; 16], &[9; 16], b"BN 2021"] {
        assert!(!holds(&bytes, secret));
    }
}
