//! `lancan bench record`: sightings into memory, intervals onto the disk, and what both cost.

use core::time::Duration;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use lancan_core::{Now, Recorder, SightingOf, StaticVault, Store, StoreStat, store_stat};
use lancan_matching::{HeardIdentifier, HeardIndex};
use lancan_protocol::{
    encounter::EncounterFlags,
    frame::Frame,
    time::{Interval, UnixTime},
};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use serde_json::json;

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome, Why},
    words::Words,
};

/// Measures recording, and bytes on disk.
///
/// Records sightings of many people, commits whole intervals, and measures time, bytes on disk and memory.
#[derive(clap::Args)]
pub(crate) struct BenchRecordArgs {
    /// People in range.
    #[arg(long, default_value_t = 1_000, value_parser = at_least::<u32, 1>)]
    people: u32,
    /// Intervals committed, of which the median counts; more, where the file would hold fewer than 20,000 encounters.
    #[arg(long, default_value_t = 31, value_parser = at_least::<u32, 1>)]
    intervals: u32,
    /// Millions of sightings recorded.
    #[arg(long, default_value_t = 20, value_parser = at_least::<u32, 1>)]
    million_sightings: u32,
    /// Seconds between scans.
    #[arg(long, default_value_t = 20, value_parser = at_least::<u32, 1>)]
    scan_every: u32,
    /// Folder of the measured store; the system's temporary one unless given.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Open this store as a phone does and print what memory that takes. For the benchmark itself.
    #[arg(long, hide = true)]
    resident_with: Option<PathBuf>,
}

const START: Interval = Interval(2_700_000);
const SECRET: [u8; 32] = [7; 32];
/// Fewer encounters than this measure the pages of an empty database, not what an encounter adds.
const LEAST_ENCOUNTERS: u32 = 20_000;
/// A phone's days and encounters a day for the memory budget.
const DAYS: u32 = 21;
const ENCOUNTERS_A_DAY: u32 = 5_000;

impl BenchRecordArgs {
    /// Intervals that are committed to measure bytes on disk.
    fn committed(&self) -> u32 {
        self.intervals.max(LEAST_ENCOUNTERS.div_ceil(self.people.max(1)))
    }
}

pub(crate) fn run(args: &BenchRecordArgs, words: Words) -> Outcome {
    if let Some(path) = &args.resident_with {
        println!("{}", resident_bytes(path)?);
        return Ok(ExitCode::SUCCESS);
    }
    let folder = match &args.folder {
        Some(folder) => tempfile::tempdir_in(folder)
            .map_err(|error| Failure::file(folder, Why::unwritable(&error.kind().into())))?,
        None => tempfile::tempdir().map_err(Failure::new)?,
    };
    let folder = folder.path();

    let per_second = sightings_per_second(args);
    let crowd = intervals_on_disk(&folder.join("crowd"), args.people, args.committed(), args.scan_every)?;
    let few = intervals_on_disk(&folder.join("few"), 5, 1_008, args.scan_every)?;
    let phone = folder.join("phone");
    let each = ENCOUNTERS_A_DAY.div_ceil(Interval::PER_DAY);
    intervals_on_disk(&phone, each, DAYS * Interval::PER_DAY, args.scan_every)?;
    let resident = resident_in_own_process(&phone)?;

    let report = json!({
        "processor": machine::processor(),
        "people": args.people,
        "sightings_per_second": per_second.round(),
        "commit_ms": rounded(crowd.commit_ms),
        "first_commit_of_an_interval_ms": rounded(crowd.first_commit_ms),
        "bytes_per_encounter": rounded(crowd.bytes_per_encounter),
        "bytes_per_encounter_5_an_interval": rounded(few.bytes_per_encounter),
        "scan_instances_per_encounter": rounded(crowd.instances_per_encounter),
        "resident_bytes": resident,
        "resident_encounters": u64::from(each) * u64::from(DAYS * Interval::PER_DAY),
    });
    if args.json {
        println!("{report:#}");
    } else {
        print_text(args, &report, words);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_text(args: &BenchRecordArgs, report: &serde_json::Value, words: Words) {
    let number = |name: &str| report.get(name).and_then(serde_json::Value::as_f64).unwrap_or(f64::NAN);
    let figure = |name: &str, digits| words.figure(number(name), digits);
    let people = &args.people;
    let sightings = words.figure(number("sightings_per_second") / 1e6, 2);
    let (commit, settling) = (figure("commit_ms", 2), figure("first_commit_of_an_interval_ms", 2));
    let (bytes, few) = (figure("bytes_per_encounter", 1), figure("bytes_per_encounter_5_an_interval", 1));
    let memory = words.figure(number("resident_bytes") / 1e6, 1);
    let encounters = figure("resident_encounters", 0);
    println!("{}", machine::processor_in(words));
    println!("{}", words.say("bench-record-sightings", &[("millions", &sightings), ("people", people)]));
    println!("{}", words.say("bench-record-commit", &[("ms", &commit), ("people", people), ("settling", &settling)]));
    println!("{}", words.say("bench-record-disk", &[("bytes", &bytes), ("few", &few)]));
    println!("{}", words.say("bench-record-memory", &[("memory", &memory), ("encounters", &encounters)]));
}

fn at(interval: Interval, second: u64) -> Now {
    let wall = interval.start().plus(second);
    Now { wall, monotonic: Duration::from_secs(wall.0.saturating_sub(START.start().0)) }
}

pub(super) fn people(count: u32, rng: &mut ChaCha20Rng) -> Vec<Frame> {
    (0..count)
        .filter_map(|_| {
            let mut bytes = [0; Frame::LENGTH];
            rng.fill_bytes(&mut bytes);
            Frame::from_bytes(&bytes).ok()
        })
        .collect()
}

/// Everybody in turn, in whole intervals of the recorder's life, scans and changes of interval included.
fn sightings_per_second(args: &BenchRecordArgs) -> f64 {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let frames = people(args.people, &mut rng);
    let levels: Vec<i8> =
        (0..251).map(|n| -40 - (n * 7 % 60)).map(|dbm: i16| i8::try_from(dbm).unwrap_or(-60)).collect();
    let total = u64::from(args.million_sightings) * 1_000_000;
    // As many adverts as a full second of a crowd that sends four times a second.
    let per_scan = u64::from(args.people) * 8;
    let mut runs = Vec::new();
    for _ in 0..5 {
        let mut recorder = Recorder::new(&mut rng);
        let mut store = Store::in_memory(&StaticVault::new(SECRET), &mut rng).ok();
        let mut spent = Duration::ZERO;
        let mut recorded = 0;
        let mut second = 0;
        while recorded < total / 5 {
            let now = Now { wall: START.start().plus(second), monotonic: Duration::from_secs(second) };
            let began = Instant::now();
            recorder.scan_began(now);
            for ((_, frame), level) in (0..per_scan).zip(frames.iter().cycle()).zip(levels.iter().cycle()) {
                recorder.sighted(now, SightingOf::Frame(*frame), Some(*level));
            }
            spent += began.elapsed();
            recorded += per_scan;
            second += u64::from(args.scan_every);
            // What is closed goes to the store, outside of the measurement, as on a phone.
            if let Some(store) = store.as_mut().filter(|_| second % 600 < u64::from(args.scan_every)) {
                let _ = recorder.hand_out(now, |segments| store.append(segments));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
        runs.push(recorded as f64 / spent.as_secs_f64());
    }
    machine::median(&runs)
}

struct OnDisk {
    commit_ms: f64,
    first_commit_ms: f64,
    bytes_per_encounter: f64,
    instances_per_encounter: f64,
}

/// Records intervals in which each person is heard in four of five scans, and writes them: once when the interval
/// begins, as a phone does after its first minute, and once when it is full.
fn intervals_on_disk(path: &Path, count: u32, intervals: u32, scan_every: u32) -> Result<OnDisk, Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut store = Store::open(path, &StaticVault::new(SECRET), &mut rng).map_err(Failure::new)?;
    let mut recorder = Recorder::new(&mut rng);
    let (mut first, mut full) = (Vec::new(), Vec::new());
    let mut instances = 0_u64;
    for interval in (0..intervals).map(|n| START.plus(n)) {
        let frames = people(count, &mut rng);
        for second in (0..600).step_by(usize::try_from(scan_every).unwrap_or(20)) {
            recorder.scan_began(at(interval, second));
            for (frame, level) in frames.iter().zip((-90..-50).cycle()) {
                if rng.next_u32() % 5 != 0 {
                    for later in [1, 2] {
                        let rssi = level + fading(&mut rng);
                        recorder.sighted(at(interval, second + later), SightingOf::Frame(*frame), Some(rssi));
                    }
                }
            }
            if second == 0 {
                first.push(commit_ms(&mut recorder, &mut store, at(interval, 1))?);
            }
        }
        full.push(commit_ms(&mut recorder, &mut store, at(interval, 599))?);
        if let Some(record) = store.interval(interval).map_err(Failure::new)? {
            instances += record.encounters.iter().map(|encounter| encounter.scans.len() as u64).sum::<u64>();
        }
    }
    drop(store);
    let StoreStat { file_bytes, log_bytes, .. } = store_stat(path).map_err(Failure::new)?;
    let encounters = f64::from(count) * f64::from(intervals);
    #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
    Ok(OnDisk {
        commit_ms: machine::median(&full),
        first_commit_ms: machine::median(&first),
        bytes_per_encounter: (file_bytes + log_bytes) as f64 / encounters,
        instances_per_encounter: instances as f64 / encounters,
    })
}

/// Fading from one advert to the next in dB: triangular within ±12, a standard deviation of 5.
fn fading(rng: &mut ChaCha20Rng) -> i8 {
    let mut die = || i8::try_from(rng.next_u32() % 13).unwrap_or(6);
    die() + die() - 12
}

fn commit_ms(recorder: &mut Recorder, store: &mut Store, now: Now) -> Result<f64, Failure> {
    let began = Instant::now();
    recorder.hand_out(now, |segments| store.append(segments)).map_err(Failure::new)?;
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

/// A fresh process, so that nothing the benchmark did before counts.
fn resident_in_own_process(phone: &Path) -> Result<u64, Failure> {
    machine::in_own_process(&["record", "--resident-with"], phone)?.parse().map_err(Failure::new)
}

/// Opens a store, indexes all that was heard for matching, records a crowd; what the process then holds more than when
/// it began.
fn resident_bytes(path: &Path) -> Result<u64, Failure> {
    let empty = resident()?;
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let store = Store::open(path, &StaticVault::new(SECRET), &mut rng).map_err(Failure::new)?;
    let mut heard = Vec::new();
    store
        .each_interval(Interval(0)..=Interval(u32::MAX), |record| {
            heard.extend(record.encounters.iter().map(|encounter| HeardIdentifier {
                id: encounter.frame.id,
                first_seen: encounter.first_seen(),
                last_seen: encounter.last_seen(),
                below_floor: encounter.flags.contains(EncounterFlags::BELOW_FLOOR),
                handle: record.interval.0,
            }));
        })
        .map_err(Failure::new)?;
    let index = HeardIndex::build(heard);
    let mut recorder = Recorder::new(&mut rng);
    let now = Now { wall: UnixTime(START.start().0), monotonic: Duration::ZERO };
    for frame in people(1_000, &mut rng) {
        recorder.sighted(now, SightingOf::Frame(frame), Some(-60));
    }
    let held = resident()?;
    // Both must live until here.
    if index.is_empty() || recorder.is_empty() {
        return Err(Failure::broken("the store is empty"));
    }
    Ok(held.saturating_sub(empty))
}

/// What this process holds in memory now, in bytes.
fn resident() -> Result<u64, Failure> {
    let status = fs::read_to_string("/proc/self/status").map_err(Failure::new)?;
    let kib =
        status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix("kB")?.trim().parse().ok());
    kib.map(|kib: u64| kib * 1_024).ok_or_else(|| Failure::of("bench-no-memory"))
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches as _};

    use super::*;

    #[test]
    fn with_few_people_too_an_encounter_takes_fewer_bytes_than_the_pages_of_an_empty_file() {
        let command = BenchRecordArgs::augment_args(clap::Command::new("record"));
        let matches = command.try_get_matches_from(["record", "--people", "20"]).unwrap();
        let args = BenchRecordArgs::from_arg_matches(&matches).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let on_disk =
            intervals_on_disk(&folder.path().join("store"), args.people, args.committed(), args.scan_every).unwrap();
        assert!(on_disk.bytes_per_encounter < 64.0, "{}", on_disk.bytes_per_encounter);
    }
}
