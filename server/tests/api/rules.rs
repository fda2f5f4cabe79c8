//! Publishing rules: a draft with dates, two officers, and a signed document that phones take over.

use lancan_protocol::rules::Rules;
use lancan_protocol::wire::path;
use lancan_server::{Approved, CentreRef, Failure, NewAccount, Role, RulesDesk, Scope};
use serde_json::Value as Json;

use crate::support::{PASSWORD, World};

/// A world with two supervisors of the country, one of a ward, and an administrator of the country.
fn world() -> (World, RulesDesk) {
    let world = World::new();
    for (name, role, scope) in [
        ("mot", Role::Supervisor, Scope::Country),
        ("hai", Role::Supervisor, Scope::Country),
        ("xa", Role::Supervisor, Scope::Unit("25054")),
        ("quan", Role::Administrator, Scope::Country),
    ] {
        let account = NewAccount { name, centre: CentreRef::Named("Bộ Y tế"), role, scope, totp: false };
        world.runtime.block_on(world.server().add_officer(account, PASSWORD)).unwrap();
    }
    let desk = RulesDesk::open(&world.config, world.clock.clone()).unwrap();
    (world, desk)
}

/// The rules that phones are served after the next export.
fn served(world: &World) -> Rules {
    world.go_to(world.now().plus(600));
    let keys = world.server().deployment().rules_keys;
    Rules::open_signed(&world.get(path::RULES).body, &keys, 0, world.now()).unwrap()
}

/// The rules in force as a draft, with which phones ask as often as this.
fn asking_every(world: &World, desk: &RulesDesk, seconds: u32) -> Vec<u8> {
    let mut draft: Json = serde_json::from_str(&world.runtime.block_on(desk.in_force()).unwrap()).unwrap();
    draft["polling"]["seconds"] = seconds.into();
    draft.to_string().into_bytes()
}

fn approve(world: &World, desk: &RulesDesk, number: i64, name: &str) -> Result<Approved, Failure> {
    world.runtime.block_on(desk.approve(number, name, PASSWORD, None))
}

#[test]
fn rules_are_signed_once_two_supervisors_of_the_country_approved_them() {
    let (world, desk) = world();
    let before = served(&world);
    let seconds = Rules::built_in().polling.seconds;
    let drafted = world.runtime.block_on(desk.draft(&asking_every(&world, &desk, 1_234))).unwrap();
    let difference = [format!("- polling.seconds = {seconds}"), "+ polling.seconds = 1234".to_owned()];
    assert_eq!(drafted.difference, difference);
    for nobody in ["xa", "quan", "an", "none"] {
        assert!(approve(&world, &desk, drafted.number, nobody).is_err(), "{nobody}");
    }
    assert!(world.runtime.block_on(desk.approve(drafted.number, "mot", "not the password", None)).is_err());
    assert_eq!(approve(&world, &desk, drafted.number, "mot").unwrap(), Approved::Once);
    assert!(approve(&world, &desk, drafted.number, "mot").is_err(), "two are two");
    assert_eq!(served(&world).polling, before.polling);
    assert_eq!(approve(&world, &desk, drafted.number, "hai").unwrap(), Approved::Twice);
    let after = served(&world);
    assert_eq!(after.polling.seconds, 1_234);
    assert!(after.serial > before.serial);
    assert_eq!(world.count("audit WHERE act = 'approve-rules' AND officer > 0"), 2);
    assert_eq!(world.count("audit WHERE act = 'draft-rules' AND officer = 0"), 1);
}

#[test]
fn earlier_rules_come_back_under_a_higher_serial_and_outlive_a_restart() {
    let (mut world, desk) = world();
    let publish = |number: i64| {
        for name in ["mot", "hai"] {
            approve(&world, &desk, number, name).unwrap();
        }
        served(&world)
    };
    let draft = |seconds| world.runtime.block_on(desk.draft(&asking_every(&world, &desk, seconds))).unwrap().number;
    let (good, bad) = (draft(1_234), draft(4_321));
    publish(good);
    let bad = publish(bad);
    let again = world.runtime.block_on(desk.again(good)).unwrap();
    assert!(again.number > good && again.difference.contains(&"+ polling.seconds = 1234".to_owned()));
    let back = publish(again.number);
    assert_eq!((back.polling.seconds, back.serial > bad.serial), (1_234, true));
    assert!(world.runtime.block_on(desk.again(again.number)).is_err(), "nothing would differ");
    let numbers = world.runtime.block_on(desk.drafts()).unwrap().into_iter().map(|draft| draft.number);
    assert_eq!(numbers.collect::<Vec<_>>(), [again.number, good + 1, good]);
    drop(desk);
    world.stop();
    world.start();
    assert_eq!(served(&world).polling.seconds, 1_234);
}

#[test]
fn a_draft_that_cannot_be_is_refused_and_not_written_down() {
    let (world, desk) = world();
    let draft = |text: &[u8]| world.runtime.block_on(desk.draft(text));
    let same = world.runtime.block_on(desk.in_force()).unwrap();
    assert!(draft(same.as_bytes()).is_err(), "nothing differs");
    let with = |change: &dyn Fn(&mut Json)| {
        let mut rules: Json = serde_json::from_str(&same).unwrap();
        change(&mut rules);
        rules.to_string().into_bytes()
    };
    assert!(draft(&with(&|rules| rules["polling"]["seconds"] = 0.into())).is_err(), "out of bounds");
    assert!(draft(&with(&|rules| rules["contact"][0]["in_force_from"] = 18_774.into())).is_err(), "a day number");
    assert!(draft(&with(&|rules| rules["key_day_offset_minutes"] = 0.into())).is_err(), "other days");
    assert!(draft(b"not JSON").is_err());
    assert_eq!(world.count("rules_drafts"), 0);
}
