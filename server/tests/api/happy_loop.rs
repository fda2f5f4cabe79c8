//! From an officer's code to keys that every phone can fetch.

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{Deployment, path};

use crate::support::{Phone, START, TODAY, World};

#[test]
fn a_case_becomes_a_published_export() {
    let world = World::new();
    let deployment: Deployment = serde_json::from_slice(&world.get(path::DEPLOYMENT).body).unwrap();
    assert_eq!(deployment, world.server().deployment());

    let officer = world.sign_in("an");
    let case = officer.open_case();
    let code = officer.issue(&case, "short");
    assert_eq!((code["digits"].as_u64(), code["kind"].as_str()), (Some(9), Some("short")));
    assert_eq!(code["expires_at"], START.0 + 900);
    let sms = code["sms"].as_str().unwrap();
    assert!(sms.is_ascii() && sms.len() <= 160 && sms.contains(code["code"].as_str().unwrap()), "{sms}");

    let phone = Phone::new(1);
    let answer = phone.verify(&world, code["code"].as_str().unwrap());
    assert_eq!(answer.centre, "Trạm y tế phường 1");
    // Onset two days ago, traced from three days before.
    assert_eq!(
        (answer.window_from, answer.window_to),
        (KeyDays::VIETNAM.first_interval(TODAY.minus(5)), START.interval())
    );

    let accepted = phone.send(&world, &phone.report(&world, &answer, 10));
    // Finished days go into the next export, today's key waits for its second part.
    assert_eq!(accepted.published_by, START.plus(600));
    assert!(world.exports_with(11).is_empty());
    world.go_to(START.plus(600));
    for finished in [11, 12, 13] {
        assert_eq!(world.exports_with(finished), [START.plus(600)]);
    }
    assert!(world.exports_with(10).is_empty());

    let seen = officer.call("GET", &format!("/officer/v1/cases/{case}"), None).json();
    assert_eq!((seen["state"].as_str(), seen["codes_issued"].as_u64()), (Some("reported"), Some(1)));
    assert_eq!((seen["reports"][0]["keys"].as_u64(), seen["reports"][0]["encounters"].as_u64()), (Some(3), Some(1)));
    let evidence = officer.call("GET", &format!("/officer/v1/cases/{case}/report"), None).json();
    assert_eq!(evidence[0]["days"][0]["date"], "2021-05-24");
    assert_eq!(evidence[0]["days"][0]["scanned"], 144);
    assert_eq!(evidence[0]["days"][0]["intervals"][0]["longest_seconds"], 300);
}

#[test]
fn the_rules_are_served_signed_and_named_by_the_index() {
    let world = World::new();
    let fetched = world.get(path::RULES);
    let keys = world.server().deployment().rules_keys;
    let rules = Rules::open_signed(&fetched.body, &keys, 0, START).unwrap();
    let unsigned = Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(0), ..world.rules.clone() };
    assert_eq!(Rules { serial: 0, issued_at: UnixTime(0), expires_at: UnixTime(0), ..rules.clone() }, unsigned);
    assert_eq!(world.index().rules_serial, rules.serial);

    // Half a day later they are signed again, with a higher serial and the same content.
    world.go_to(START.plus(12 * 3_600));
    let again = Rules::open_signed(&world.get(path::RULES).body, &keys, rules.serial, world.now()).unwrap();
    assert!(again.serial > rules.serial && again.expires_at > rules.expires_at);
    assert_eq!(world.index().rules_serial, again.serial);
}

#[test]
fn changed_rules_are_issued_with_a_higher_serial_at_the_next_start() {
    let mut world = World::new();
    let keys = world.server().deployment().rules_keys;
    let before = Rules::open_signed(&world.get(path::RULES).body, &keys, 0, START).unwrap();
    world.stop();
    world.start();
    assert_eq!(Rules::open_signed(&world.get(path::RULES).body, &keys, 0, START).unwrap(), before);
    world.stop();
    world.rules.polling.seconds = 3_600;
    world.start();
    let after = Rules::open_signed(&world.get(path::RULES).body, &keys, before.serial, START).unwrap();
    assert!(after.serial > before.serial && after.polling.seconds == 3_600);
    assert_eq!(world.index().rules_serial, after.serial);
}
