//! A recording process is killed at random instants and at every write: what it acknowledged is there.
#![cfg(test)]

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::LazyLock,
};

use lancan_core::{Opening, Store};
use lancan_protocol::time::{Interval, UnixTime};
use lancan_simulator::recording::{PEOPLE, Said, Script, vault};
use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha20Rng;

const FROM: UnixTime = UnixTime(2_700_000 * 600 + 200);

/// Virtual seconds by which an acknowledgement may trail.
const TRAIL: u64 = 60;

/// What became known of a process before it ended.
#[derive(Default, Debug)]
struct Seen {
    acknowledged: Option<UnixTime>,
    last_time: Option<UnixTime>,
    keys: Option<u32>,
    failures: usize,
    finished: bool,
}

/// Runs a script in a process of its own, with a fault, and kills the process after a number of lines if it still lives.
fn run(script: &Script, path: &Path, fault: Option<(&Path, &str)>, kill_after: Option<usize>) -> Seen {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recording-process"));
    command.arg(path).args([u64::from(script.process), script.from.0, script.seconds].map(|n| n.to_string()));
    if let Some((library, fault)) = fault {
        command.env("LD_PRELOAD", library).env("LANCAN_FAULT", fault);
    }
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut seen = Seen::default();
    let mut line = String::new();
    for number in 0.. {
        if kill_after == Some(number) {
            child.kill().unwrap();
        }
        line.clear();
        if lines.read_line(&mut line).unwrap() == 0 {
            break;
        }
        match Said::read(&line).filter(|_| line.ends_with('\n')) {
            Some(Said::Time(at)) => {
                let known = seen.acknowledged.unwrap_or(script.from);
                assert!(seen.failures > 0 || at.0 - known.0 <= TRAIL, "acknowledged {} at {}", known.0, at.0);
                seen.last_time = Some(at);
            }
            Some(Said::Acknowledged(at)) => seen.acknowledged = Some(at),
            Some(Said::Key(key)) => seen.keys = Some(key),
            Some(Said::Failed) => seen.failures += 1,
            None => break,
        }
    }
    seen.finished = child.wait().unwrap().success();
    seen
}

/// The store opens, all of it can be unsealed, and of this process it holds all that was acknowledged and nothing
/// that it did not hear.
fn check(script: &Script, path: &Path, seen: &Seen, rng: &mut ChaCha20Rng, what: &str) {
    let mut store = Store::open(path, &vault(), rng).unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(!matches!(store.opening(), Opening::Replaced(_)), "{what}: the store was damaged");
    let unreadable = store.each_interval(Interval(0)..=Interval(u32::MAX), |_| ()).unwrap();
    assert_eq!(unreadable, 0, "{what}: intervals cannot be unsealed");
    for interval in script.intervals() {
        let record = store.interval(interval).unwrap();
        for person in 0..PEOPLE {
            let id = script.frame(person, interval).unwrap().id;
            let encounter = record.as_ref().and_then(|r| r.encounters.iter().find(|e| e.frame.id == id));
            let kept = encounter.map_or(0, |encounter| encounter.sightings);
            let promised = seen.acknowledged.map_or(0, |until| script.heard(interval, until));
            let most = script.heard(interval, UnixTime(u64::MAX));
            assert!((promised..=most).contains(&kept), "{what}: {kept} sightings of {promised} to {most}");
        }
    }
    let keys = store.keys(Interval(0)..=Interval(u32::MAX)).unwrap();
    for number in seen.keys.map_or(0..0, |last| 0..last + 1) {
        let key = script.key(number);
        assert!(keys.iter().any(|stored| stored.key == key), "{what}: key {number} is lost");
    }
}

/// The faults of `tests/faults/faults.c`, compiled once: tests run side by side, and a library that is being written
/// cannot be loaded. None where it cannot be compiled.
fn faults() -> Option<PathBuf> {
    static LIBRARY: LazyLock<Option<PathBuf>> = LazyLock::new(compile_faults);
    LIBRARY.clone()
}

fn compile_faults() -> Option<PathBuf> {
    let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libfaults.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("faults/faults.c");
    let compiler = env::var_os("CC").unwrap_or_else(|| "cc".into());
    let compiled = cfg!(target_os = "linux")
        && Command::new(compiler)
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .arg(source)
            .arg("-ldl")
            .status()
            .is_ok_and(|status| status.success());
    if !compiled {
        eprintln!("SKIPPED: faults at every write need Linux and a C compiler (cc)");
    }
    compiled.then_some(library)
}

/// How many times two hundred instants, one where nothing else is asked for (`make test-long`).
fn repeat() -> u32 {
    env::var("LANCAN_REPEAT").ok().and_then(|times| times.parse().ok()).unwrap_or(1)
}

#[test]
fn killed_at_two_hundred_random_instants_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let mut from = FROM;
    let mut killed = 0;
    let processes = 200 * repeat();
    for process in 0..processes {
        let script = Script { process, from, seconds: 3_000 };
        let lines = rng.random_range(0..220);
        let seen = run(&script, &path, None, Some(lines));
        killed += u32::from(!seen.finished);
        check(&script, &path, &seen, &mut rng, &format!("kill {process}"));
        // The next one takes up where this one was killed, mostly within the same interval.
        from = seen.last_time.unwrap_or(from).plus(rng.random_range(0..90));
    }
    assert!(killed >= processes * 95 / 100, "only {killed} of {processes} were killed before they ended");
}

#[test]
fn killed_at_every_write_nothing_acknowledged_is_lost() {
    let Some(library) = faults() else { return };
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let script = Script { process: 1, from: FROM, seconds: 600 };
    for kind in ["kill", "torn"] {
        let mut operations = 0;
        loop {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("store");
            let fault = format!("{kind}:{}", operations + 1);
            let seen = run(&script, &path, Some((&library, &fault)), None);
            check(&script, &path, &seen, &mut rng, &fault);
            if seen.finished {
                assert_eq!(seen.acknowledged, Some(script.from.plus(script.seconds)));
                break;
            }
            operations += 1;
        }
        println!("{kind}: {operations} operations");
        assert!(operations > 60, "only {operations} operations were seen: the faults do not reach SQLite");
    }
}

#[test]
fn a_disk_that_is_full_for_a_while_costs_nothing() {
    let Some(library) = faults() else { return };
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let script = Script { process: 1, from: FROM, seconds: 1_500 };
    for first in (20..140).step_by(8) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        let fault = format!("full:{first}:30");
        let seen = run(&script, &path, Some((&library, &fault)), None);
        assert!(seen.finished && seen.failures > 0, "{fault}: {seen:?}");
        assert_eq!(seen.acknowledged, Some(script.from.plus(script.seconds)), "{fault}");
        check(&script, &path, &Seen { keys: None, ..seen }, &mut rng, &fault);
        assert!(fs::metadata(&path).unwrap().len() > 0);
    }
}
