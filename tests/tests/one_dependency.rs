//! What a program with one dependency does against the real server: `core/desktop/examples/whole_loop.rs`, in a fresh crate
//! outside the workspace.
#![cfg(test)]

use core::time::Duration;
use std::{
    path::{Path, PathBuf},
    process::Command as Program,
    time::{SystemTime, UNIX_EPOCH},
};

use lancan_core::{
    AdapterState, Capabilities, Command, Event, Now, RadioCommand, RadioEvent, StaticVault, Store, Tracer,
};
use lancan_protocol::{key_days::KeyDays, time::UnixTime, wire::Deployment};
use lancan_simulator::{authority::Authority, outbreak};
use rand::SeedableRng as _;
use rand_chacha::ChaCha20Rng;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../core/desktop/examples/whole_loop.rs");

/// A fresh crate outside the workspace that depends on `lancan-desktop` alone and has the example for its program, built as
/// whoever embeds builds it. It takes the workspace's profile and the built libraries that fit.
fn stranger(folder: &Path) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap();
    let manifest = std::fs::read_to_string(root.join("Cargo.toml")).unwrap();
    let profile = &manifest[manifest.find("[profile.dev]").unwrap()..manifest.find("[profile.release]").unwrap()];
    let of_libraries = |section: &&str| !section.contains("[profile.dev.package.lancan");
    let profile: Vec<&str> = profile.split("\n\n").filter(of_libraries).collect();
    std::fs::create_dir(folder.join("src")).unwrap();
    std::fs::copy(EXAMPLE, folder.join("src/main.rs")).unwrap();
    std::fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let written = format!(
        "[package]\nname = \"stranger\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\nlancan-desktop = {{ path = {:?}, default-features = false }}\n\n[workspace]\n\n{}\n",
        root.join("core/desktop"),
        profile.join("\n\n")
    );
    std::fs::write(folder.join("Cargo.toml"), written).unwrap();
    let target = std::env::current_exe().unwrap().ancestors().nth(3).unwrap().to_owned();
    let built = Program::new(env!("CARGO"))
        .args(["build", "--quiet", "--offline"])
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &target)
        .status()
        .unwrap();
    assert!(built.success(), "the fresh crate does not build");
    target.join("debug/stranger")
}

/// A phone that has sent its codes for the last two days, then was closed.
fn carry_a_phone(folder: &Path, deployment: Deployment, now: UnixTime) {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let store = Store::open(folder.join("phone.sqlite"), &StaticVault::new([7; 32]), &mut rng).unwrap();
    let mut tracer = Tracer::open(store, deployment, rng).unwrap();
    let begin = now.minus(2 * 86_400);
    let at = |seconds| Now { wall: begin.plus(seconds), monotonic: Duration::from_secs(seconds) };
    let mut events = vec![
        Event::Radio(RadioEvent::Adapter(AdapterState::On)),
        Event::Started { capabilities: Capabilities::default(), restored: false },
    ];
    for seconds in (0..2 * 86_400).step_by(300) {
        events.insert(0, Event::Wake);
        while let Some(event) = events.pop() {
            for command in tracer.handle(at(seconds), event) {
                match command {
                    Command::Radio(RadioCommand::Advertise { .. }) => {
                        events.push(Event::Radio(RadioEvent::AdvertisingStarted));
                    }
                    Command::Radio(RadioCommand::Scan { .. }) => events.push(Event::Radio(RadioEvent::ScanStarted)),
                    _ => {}
                }
            }
        }
    }
    tracer.handle(at(2 * 86_400), Event::Stopping);
}

#[test]
fn a_program_with_one_dependency_reports_with_an_officers_code_in_under_60_lines() {
    let lines = std::fs::read_to_string(EXAMPLE).unwrap().lines().count();
    assert!(lines < 60, "{lines}");
    let folder = tempfile::tempdir().unwrap();
    let program = stranger(folder.path());
    let now = UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs());
    let (data, phone) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut rules = outbreak::rules();
    rules.issued_at = now;
    let mut authority = Authority::start(data.path(), rules, now).unwrap();
    authority.sign_in().unwrap();
    let today = KeyDays::VIETNAM.day(now);
    let case = authority.confirm_case("F0-1", today.minus(1), today).unwrap();
    let code = authority.issue_code(&case).unwrap();
    let run = |code: &str| {
        let done =
            Program::new(&program).args([authority.url(), phone.path().to_str().unwrap(), code]).output().unwrap();
        (done.status.success(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
    };

    let fresh = Program::new(&program).args([authority.url(), data.path().to_str().unwrap(), &code]).output().unwrap();
    let said = String::from_utf8(fresh.stderr).unwrap();
    assert!(
        !fresh.status.success() && said.contains("nothing-to-do"),
        "a phone that holds nothing spends no code: {said}"
    );

    carry_a_phone(phone.path(), authority.deployment(), now);
    let (done, told, failed) = run(&code);
    assert!(done && told.contains("warnings: 0") && told.contains("Accepted"), "{told} {failed}");
    let (done, told, _) = run(&code);
    assert!(!done && told.contains("Failed(CodeUsed)"), "{told}");
    authority.stop();
}
