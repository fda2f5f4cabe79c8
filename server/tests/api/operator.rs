//! What the server tells who runs it, and what it refuses to do silently.

use std::fs;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::wire::path;
use lancan_server::{back_up, examine, restore};
use serde_json::json;

use crate::support::{Engine, PASSWORD, Phone, TODAY, World};

fn why_not_ready(world: &World) -> String {
    let said = world.get("/health/ready");
    assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"));
    assert!(said.headers.contains_key("retry-after"));
    said.json()["detail"].as_str().unwrap().to_owned()
}

#[test]
fn a_publisher_that_fails_is_told_after_two_slots() {
    let world = World::new();
    world.change("ALTER TABLE waiting_keys RENAME TO gone", &[]);
    let slot = u64::from(world.rules.publication.every_seconds);
    world.clock.advance(slot * 2);
    assert!(world.runtime.block_on(world.server().tick()).is_err());
    assert_eq!(world.get("/health/ready").status, 200);
    world.clock.advance(1);
    assert!(why_not_ready(&world).contains("publisher"));
    world.change("ALTER TABLE gone RENAME TO waiting_keys", &[]);
    world.runtime.block_on(world.server().tick()).unwrap();
    assert_eq!(world.get("/health/ready").status, 200);
}

#[test]
fn a_published_file_that_is_missing_is_told() {
    let world = World::new();
    let export = world.index().exports[0].name.clone();
    world.go_to(KeyDays::VIETNAM.start(TODAY.plus(1)));
    let day = world.index().days[0].name.clone();
    for name in [export, day] {
        let (file, aside) = (world.config.data_dir.join("exports").join(name), world.config.data_dir.join("aside"));
        fs::rename(&file, &aside).unwrap();
        assert!(why_not_ready(&world).contains("export is missing"));
        fs::rename(&aside, &file).unwrap();
        assert_eq!(world.get("/health/ready").status, 200);
    }
}

#[test]
fn a_case_whose_keys_are_gone_is_shown_as_such_and_takes_no_code() {
    let mut world = World::new();
    let (old, code) = {
        let officer = world.sign_in("an");
        let case = officer.open_case();
        let code = officer.issue(&case, "long")["code"].as_str().unwrap().to_owned();
        (case, code)
    };
    world.stop();
    fs::remove_dir_all(world.config.data_dir.join("expiry-keys")).unwrap();
    world.start();
    let officer = world.sign_in("an");
    // A new case on the day of the old one has a new key of that day.
    let new = officer.open_case();
    let list = officer.call("GET", "/officer/v1/cases", None);
    assert_eq!(list.status, 200);
    let shown = |id: &str| list.json().as_array().unwrap().iter().find(|case| case["id"] == id).unwrap().clone();
    assert_eq!((shown(&old)["does_not_open"].as_bool(), shown(&old)["reference"].as_str()), (Some(true), None));
    assert_eq!(shown(&new)["does_not_open"].as_bool(), None);
    assert!(shown(&new)["reference"].as_str().unwrap().starts_with("BN 2021"));

    let said = officer.call("POST", &format!("/officer/v1/cases/{old}/codes"), Some(json!({ "kind": "short" })));
    assert_eq!((said.status, said.problem().as_str()), (409, "conflict"));
    assert_eq!(officer.call("GET", &format!("/officer/v1/cases/{old}"), None).status, 200);
    assert_eq!(officer.call("GET", &format!("/officer/v1/cases/{old}/report"), None).problem(), "conflict");
    assert_eq!(Phone::new(1).try_verify(&world, &code, false).problem(), "code-unknown");
    let code = officer.issue(&new, "short")["code"].as_str().unwrap().to_owned();
    Phone::new(2).verify(&world, &code);
}

#[test]
fn one_damaged_case_does_not_hide_the_others() {
    let world = World::new();
    let officer = world.sign_in("an");
    let (damaged, whole) = (officer.open_case(), officer.open_case());
    let statement: &str = format!("UPDATE cases SET sealed_key = ?1 WHERE id = '{damaged}'").leak();
    world.change(statement, lancan_server::values![&[0_u8; 60][..]]);
    let list = officer.call("GET", "/officer/v1/cases", None);
    assert_eq!((list.status, list.json().as_array().unwrap().len()), (200, 2));
    let seen = officer.call("GET", &format!("/officer/v1/cases/{whole}"), None).json();
    assert!(seen["reference"].as_str().unwrap().starts_with("BN 2021"));
}

#[test]
fn days_of_onset_and_test_are_sealed() {
    let world = World::new();
    let officer = world.sign_in("an");
    officer.open_case();
    assert_eq!(world.count("cases WHERE onset IS NULL AND tested IS NULL AND sealed_days IS NOT NULL"), 1);
}

#[test]
fn a_backup_that_is_made_under_load_is_whole_and_starts_a_server() {
    if Engine::of_this_process() == Engine::Postgres {
        return;
    }
    let mut world = World::new();
    let phone = Phone::new(1);
    let answer = phone.verify(&world, &world.code());
    phone.send(&world, &phone.report(&world, &answer, 10));
    let elsewhere = tempfile::tempdir().unwrap();
    let (to, keys) = (elsewhere.path().join("backup"), elsewhere.path().join("keys"));
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    assert_eq!(phone.try_verify(&world, "123456780", true).status, 200);
                }
            });
        }
        let made = back_up(&world.config, &*world.clock, &to, Some(&keys));
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        made.unwrap();
    });
    assert!(back_up(&world.config, &*world.clock, &to, None).unwrap_err().to_string().contains("not empty"));
    assert!(!to.join("keys").exists() && !to.join("expiry-keys").exists());
    let deployment = world.get(path::DEPLOYMENT).body;
    let index = world.get(path::INDEX).body;
    world.stop();
    assert!(restore(&world.config, &to, &keys).unwrap_err().to_string().contains("not empty"));

    world.config.data_dir = elsewhere.path().join("restored");
    restore(&world.config, &to, &keys).unwrap();
    world.start();
    assert_eq!(world.get(path::DEPLOYMENT).body, deployment);
    assert_eq!(world.get(path::INDEX).body, index);
    assert_eq!(world.get("/health/ready").status, 200);
    assert_eq!(world.count("reports"), 1);
    let officer = world.sign_in("an");
    let list = officer.call("GET", "/officer/v1/cases", None).json();
    assert_eq!(list[0]["does_not_open"], true);
}

#[test]
fn a_backup_that_is_not_finished_or_is_damaged_is_not_restored() {
    if Engine::of_this_process() == Engine::Postgres {
        return;
    }
    let world = World::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let (to, keys) = (elsewhere.path().join("backup"), elsewhere.path().join("keys"));
    back_up(&world.config, &*world.clock, &to, Some(&keys)).unwrap();
    let mut config = world.config.clone();
    config.data_dir = elsewhere.path().join("restored");
    let refused = || restore(&config, &to, &keys).unwrap_err().to_string();

    let database = fs::read(to.join("lancan.sqlite3")).unwrap();
    fs::write(to.join("lancan.sqlite3"), "no database").unwrap();
    assert!(refused().contains("SQLite 26"), "{}", refused());
    fs::write(to.join("lancan.sqlite3"), &database).unwrap();
    fs::rename(keys.join("index.pem"), keys.join("aside")).unwrap();
    assert!(refused().contains("index.pem"));
    fs::rename(keys.join("aside"), keys.join("index.pem")).unwrap();
    fs::remove_file(to.join("backup.json")).unwrap();
    assert!(refused().contains("not finished"));
    assert!(!config.data_dir.join("lancan.sqlite3").exists());
}

#[test]
fn what_is_missing_from_a_data_directory_is_named_and_not_made_again() {
    let mut world = World::new();
    world.stop();
    let key = world.config.data_dir.join("keys/token.pem");
    fs::remove_file(&key).unwrap();
    let start = lancan_server::Server::start(world.config.clone(), world.clock.clone());
    let refused = world.runtime.block_on(start).err().unwrap().to_string();
    assert!(refused.contains("token.pem"), "{refused}");
    assert!(!key.exists());
}

#[test]
fn a_doctor_names_what_is_not_in_order() {
    let world = World::new();
    let wrong = || -> Vec<String> {
        let findings = world.runtime.block_on(examine(&world.config, world.clock.clone())).unwrap();
        let text = lancan_text::Catalogue::of(lancan_text::Language::En);
        findings.iter().filter(|finding| !finding.in_order).map(|finding| finding.in_words(text)).collect()
    };
    let unconfigured = wrong();
    assert!(unconfigured[0].contains("authority"), "{unconfigured:?}");
    fs::remove_file(world.config.data_dir.join("exports").join(&world.index().exports[0].name)).unwrap();
    fs::remove_file(world.config.data_dir.join("keys/rules.pem")).unwrap();
    let found = wrong().join("\n");
    assert!(found.contains("rules.pem") && found.contains("published exports are missing"), "{found}");
}

/// The database of a server that runs an earlier program must stay as that program knows it.
#[test]
fn a_doctor_leaves_a_database_of_an_earlier_version_as_it_is() {
    let mut world = World::new();
    world.stop();
    let earlier = lancan_server::store::Store::schema_version() - 1;
    match Engine::of_this_process() {
        Engine::Sqlite => world.change(format!("PRAGMA user_version = {earlier}").leak(), &[]),
        Engine::Postgres => world.change("UPDATE schema_version SET version = version - 1", &[]),
    }
    let text = lancan_text::Catalogue::of(lancan_text::Language::En);
    for _ in 0..2 {
        let findings = world.runtime.block_on(examine(&world.config, world.clock.clone())).unwrap();
        let said: Vec<String> = findings.iter().map(|finding| finding.in_words(text)).collect();
        assert!(said.iter().any(|said| said.contains("of an earlier version")), "{said:?}");
    }
}

#[test]
fn a_server_that_is_not_configured_answers_nobody_that_a_proxy_speaks_for() {
    let world = World::new();
    let from = |name: &str, value: &str| world.call("GET", path::INDEX, &[(name, value)], None);
    assert_eq!(from("accept", "*/*").status, 200);
    for (name, value) in [("x-forwarded-for", "203.0.113.7"), ("forwarded", "for=203.0.113.7"), ("host", "lancan.vn")] {
        let said = from(name, value);
        assert_eq!((said.status, said.problem().as_str()), (503, "unavailable"), "{name}");
    }
    let world = World::with(
        |config| {
            config.authority = "Sở Y tế".to_owned();
            config.codes.link = "https://lancan.vn/#".to_owned();
        },
        |_| {},
    );
    assert_eq!(world.call("GET", path::INDEX, &[("x-forwarded-for", "203.0.113.7")], None).status, 200);
}

#[test]
fn officers_of_centres_with_the_same_name_see_their_own_cases_only() {
    use lancan_server::{CentreRef, NewAccount, OperatorDesk, Role, Scope, create_centre, list_centres};
    let world = World::new();
    let desk = OperatorDesk::open(&world.config, world.clock.clone()).unwrap();
    let id = world.runtime.block_on(create_centre(&world.config, "Trạm y tế phường 1", None)).unwrap();
    let account = |name, centre| NewAccount { name, centre, role: Role::Officer, scope: Scope::Centre, totp: false };
    let chi = account("chi", CentreRef::Id(&id));
    world.runtime.block_on(desk.create_officer(chi, PASSWORD)).unwrap();
    let dung = account("dung", CentreRef::Named("Trạm y tế phường 1"));
    let named = desk.create_officer(dung, PASSWORD);
    assert!(world.runtime.block_on(named).is_err(), "which of the two?");
    let case = world.sign_in("an").open_case();
    assert_eq!(world.sign_in("chi").call("GET", "/officer/v1/cases", None).json(), json!([]));

    // Another name changes neither whose a case is nor who sees the case, only what phones show.
    let old = world.runtime.block_on(list_centres(&world.config)).unwrap();
    let own = old.iter().find(|centre| centre.name == "Trạm y tế phường 1" && centre.id != id).unwrap();
    world.runtime.block_on(desk.rename_centre(&own.id, "Trạm y tế Bến Nghé")).unwrap();
    let officer = world.sign_in("an");
    let code = officer.issue(&case, "short")["code"].as_str().unwrap().to_owned();
    assert_eq!(Phone::new(1).verify(&world, &code).centre, "Trạm y tế Bến Nghé");
}
