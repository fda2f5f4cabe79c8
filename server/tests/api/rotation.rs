//! Settings and keys taken over while the server runs, under load: no request fails for it, and phones that know one of the keys
//! go on.

use std::collections::BTreeSet;
use std::fs;
use std::io::Cursor;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use lancan_protocol::export::{ExportReader, Limits, TrustedKeys};
use lancan_protocol::signed::{Purpose, Signed};
use lancan_protocol::wire::{Deployment, Index, PublicKeyPem, SIGNATURE_HEADER, path};
use lancan_server::{Config, KeyStep, Server, change_key};

use crate::support::{Engine, Phone, START, World};

impl World {
    /// What SIGHUP does. Returns the settings that wait for the next start.
    fn read_again(&self, config: &Config) -> Result<Vec<&'static str>, String> {
        self.runtime.block_on(self.server().read_again(config.clone())).map_err(|failure| failure.to_string())
    }

    fn change_keys(&self, names: &[&str], step: KeyStep) {
        for name in names {
            change_key(&self.config, name, step).unwrap();
        }
        assert_eq!(self.read_again(&self.config), Ok(vec![]));
    }

    /// What a phone with this deployment does not take of the index, the rules and the newest export.
    fn not_read_by(&self, phone: &Deployment) -> Vec<&'static str> {
        let open = |path: &str, purpose, keys: &[_]| Signed::open(&self.get(path).body, purpose, keys);
        let signed: Signed = serde_json::from_slice(&self.get(path::INDEX).body).unwrap();
        let index: Index = serde_json::from_slice(&STANDARD.decode(signed.payload).unwrap()).unwrap();
        let export = self.get(&format!("{}{}", path::EXPORTS, index.exports.last().unwrap().name)).body;
        let trusted = TrustedKeys::new(&phone.export_keys).unwrap();
        let is_read = [
            ("index", open(path::INDEX, Purpose::Index, &phone.index_keys).is_ok()),
            ("rules", open(path::RULES, Purpose::Rules, &phone.rules_keys).is_ok()),
            ("export", is_export_read(export, &trusted)),
        ];
        is_read.into_iter().filter(|(_, is_read)| !is_read).map(|(what, _)| what).collect()
    }
}

fn is_export_read(file: Vec<u8>, trusted: &TrustedKeys) -> bool {
    let mut reader = ExportReader::open(Cursor::new(file), Limits::default()).unwrap();
    let mut stream = reader.stream().unwrap();
    while stream.next().unwrap().is_some() {}
    stream.finish(trusted).is_ok()
}

const NOTHING: [&str; 0] = [];
const KEYS: [&str; 4] = ["export", "index", "rules", "token"];

#[test]
fn keys_are_exchanged_and_a_phone_that_knows_the_old_or_the_new_one_reads_what_is_published() {
    let world = World::new();
    let old = world.server().deployment();
    world.change_keys(&KEYS, KeyStep::Prepare);
    let both = world.server().deployment();
    assert_eq!((both.index_keys.len(), &both.index_keys[0]), (2, &old.index_keys[0]));
    world.go_to(START.plus(600));
    assert_eq!(world.not_read_by(&old), NOTHING, "nothing is signed by the next key yet");
    world.change_keys(&KEYS, KeyStep::Exchange);
    world.go_to(START.plus(1_200));
    let new = |of: fn(&Deployment) -> &Vec<PublicKeyPem>| vec![of(&both)[1].clone()];
    let knows_new = Deployment {
        export_keys: new(|d| &d.export_keys),
        index_keys: new(|d| &d.index_keys),
        rules_keys: new(|d| &d.rules_keys),
        ..both.clone()
    };
    for (phone, who) in [(&old, "the old"), (&knows_new, "the new"), (&both, "both")] {
        assert_eq!(world.not_read_by(phone), NOTHING, "a phone that knows {who}");
    }
    let signed: Signed = serde_json::from_slice(&world.get(path::INDEX).body).unwrap();
    assert_eq!(signed.key_id, knows_new.index_keys[0].id);
    world.change_keys(&KEYS, KeyStep::Forget);
    world.go_to(START.plus(1_800));
    assert_eq!(world.not_read_by(&knows_new), NOTHING);
    assert_eq!(world.not_read_by(&old), ["index", "rules", "export"]);
}

#[test]
fn a_document_is_signed_by_the_new_key_at_the_next_tick() {
    let world = World::new();
    let key = |path: &str| serde_json::from_slice::<Signed>(&world.get(path).body).unwrap().key_id;
    let before = [key(path::INDEX), key(path::RULES)];
    world.change_keys(&KEYS, KeyStep::Prepare);
    world.change_keys(&KEYS, KeyStep::Exchange);
    world.do_what_is_due();
    let after = [key(path::INDEX), key(path::RULES)];
    assert_eq!(before.iter().chain(&after).collect::<BTreeSet<_>>().len(), 4);
}

#[test]
fn a_token_of_before_is_good_for_its_report_until_its_key_is_forgotten() {
    let world = World::new();
    let answers: Vec<_> = (1..=3).map(|seed| (Phone::new(seed), world.code())).collect();
    let answers: Vec<_> = answers.iter().map(|(phone, code)| (phone, phone.verify(&world, code))).collect();
    let send = |at: usize| {
        let (phone, answer) = &answers[at];
        phone.try_send(&world, &phone.report(&world, answer, 10 + 5 * u8::try_from(at).unwrap())).status
    };
    world.change_keys(&["token"], KeyStep::Prepare);
    assert_eq!(send(0), 200);
    world.change_keys(&["token"], KeyStep::Exchange);
    assert_eq!(send(1), 200);
    world.change_keys(&["token"], KeyStep::Forget);
    assert_ne!(send(2), 200);
}

/// A rush of everything that phones ask, while keys are exchanged over and over and settings change.
#[test]
fn no_request_fails_while_keys_and_settings_are_taken_over() {
    let world = World::new();
    let codes: Vec<String> = (0..24).map(|_| world.code()).collect();
    let (over, done) = (AtomicBool::new(false), AtomicU32::new(0));
    let asked = AtomicU32::new(0);
    std::thread::scope(|scope| {
        for (number, codes) in codes.chunks(8).enumerate() {
            let (world, done) = (&world, &done);
            scope.spawn(move || {
                for (at, code) in codes.iter().enumerate() {
                    let id = u8::try_from((number * 8 + at + 1) * 5).unwrap();
                    let phone = Phone::new(id);
                    let answer = phone.verify(world, code);
                    let said = phone.try_send(world, &phone.report(world, &answer, id));
                    assert_eq!(said.status, 200, "{}", String::from_utf8_lossy(&said.body));
                }
                done.fetch_add(1, Ordering::Relaxed);
            });
        }
        for _ in 0..2 {
            scope.spawn(|| {
                while !over.load(Ordering::Relaxed) {
                    for path in [path::INDEX, path::RULES, path::DEPLOYMENT, "/health/live", "/health/ready"] {
                        let said = world.get(path);
                        assert_eq!(said.status, 200, "{path}: {}", String::from_utf8_lossy(&said.body));
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        let mut config = world.config.clone();
        for step in [KeyStep::Prepare, KeyStep::Exchange] {
            let so_far = asked.load(Ordering::Relaxed);
            while asked.load(Ordering::Relaxed) < so_far + 20 {
                std::thread::yield_now();
            }
            for name in KEYS {
                change_key(&config, name, step).unwrap();
            }
            assert_eq!(world.read_again(&config), Ok(vec![]));
        }
        for turn in 0.. {
            config.authority = format!("Sở Y tế {turn}");
            assert_eq!(world.read_again(&config), Ok(vec![]));
            if done.load(Ordering::Relaxed) == 3 && turn > 3 {
                break;
            }
        }
        over.store(true, Ordering::Relaxed);
    });
    assert!(asked.load(Ordering::Relaxed) > 50);
    assert!(world.server().deployment().authority.starts_with("Sở Y tế"));
    world.go_to(START.plus(600));
    let published = world.published().into_iter().flat_map(|(_, keys)| keys).collect::<Vec<_>>();
    // As many as have a slot; the others wait.
    let reported = (1..=24_u8).flat_map(|number| [1, 2, 3].map(|ago| number * 5 + ago));
    let times = reported.map(|key| published.iter().filter(|found| **found == [key; 16]).count());
    let times: BTreeSet<usize> = times.collect();
    assert_eq!(times, BTreeSet::from([0, 1]));
    assert_eq!(world.count("reports"), 24);
}

#[test]
fn what_cannot_be_used_leaves_everything_as_it_was() {
    let world = World::new();
    let before = world.server().deployment();
    let keys = world.config.data_dir.join("keys");
    let refused = |config: &Config| world.read_again(config).unwrap_err();
    let new = Config { authority: "Another".into(), ..world.config.clone() };
    for (name, broken) in [("index.pem", &b"nonsense"[..]), ("token.next.pem", b"nonsense"), ("hmac.key", &[9; 32])] {
        let (path, whole) = (keys.join(name), fs::read(keys.join(name)).ok());
        fs::write(&path, broken).unwrap();
        assert!(refused(&new).contains(name), "{}", refused(&new));
        match whole {
            Some(whole) => fs::write(&path, whole).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
    }
    let missing = Config { national_key: Some("no-such-file.pem".into()), ..new.clone() };
    assert!(refused(&missing).contains("no-such-file.pem"));
    let zero = Config { document_hours: 0, ..new.clone() };
    assert!(refused(&zero).contains("document_hours"));
    assert_eq!(world.server().deployment(), before);
    assert_eq!(world.get("/health/ready").status, 200);
    world.go_to(START.plus(600));
    assert_eq!(world.not_read_by(&before), NOTHING);
    assert_eq!(world.read_again(&new), Ok(vec![]));
    assert_eq!(world.server().deployment().authority, "Another");
}

#[test]
fn what_holds_from_the_next_start_only_is_named_and_the_rest_is_taken() {
    let world = World::new();
    let mut new = world.config.clone();
    new.listen = ([127, 0, 0, 1], 1).into();
    new.connections = 7;
    new.data_dir = "elsewhere".into();
    new.rooms.console = false;
    assert_eq!(world.get("/console/sign-in").status, 200);
    assert_eq!(world.read_again(&new), Ok(vec!["listen", "connections", "data_dir"]));
    assert_eq!(world.get("/console/sign-in").status, 404);
    assert_eq!(world.get(path::INDEX).status, 200);
    assert_eq!(world.read_again(&world.config), Ok(vec![]));
    assert_eq!(world.get("/console/sign-in").status, 200);
}

/// A clock that is in doubt stays so: settings that are read again vouch for nothing.
#[test]
fn a_clock_in_doubt_stays_in_doubt() {
    let world = World::new();
    world.clock.jump(START.plus(10 * 86_400));
    assert_eq!(world.get("/health/ready").status, 503);
    assert_eq!(world.read_again(&world.config), Ok(vec![]));
    assert_eq!(world.get("/health/ready").status, 503);
}

/// Two instances that read the new key at different moments, on one database: SQLite has one instance.
#[test]
fn two_instances_that_are_a_step_apart_take_each_others_tokens() {
    if Engine::of_this_process() == Engine::Sqlite {
        return;
    }
    let world = World::new();
    let start = Server::start_with_rules(world.config.clone(), world.rules.clone(), world.clock.clone());
    let second = world.runtime.block_on(start).unwrap();
    let phones: Vec<Phone> = (1..=3).map(Phone::new).collect();
    let agent = ureq::Agent::new_with_defaults();
    let steps = [KeyStep::Prepare, KeyStep::Exchange];
    for (at, (step, phone)) in steps.into_iter().zip(&phones).enumerate() {
        change_key(&world.config, "token", step).unwrap();
        // The first has taken the step, the second not yet.
        assert_eq!(world.read_again(&world.config), Ok(vec![]));
        let answer = phone.verify(&world, &world.code());
        let report = phone.report(&world, &answer, 10 + 5 * u8::try_from(at).unwrap()).to_padded_bytes().unwrap();
        let signature = URL_SAFE_NO_PAD.encode(Purpose::Report.sign(&phone.key, &report));
        let sent = agent.post(format!("{}{}", second.url(), path::REPORT)).header(SIGNATURE_HEADER, &signature);
        assert_eq!(sent.send(&report).unwrap().status(), 200, "{step:?}");
        world.runtime.block_on(second.read_again(world.config.clone())).unwrap();
    }
    world.runtime.block_on(second.stop());
}
