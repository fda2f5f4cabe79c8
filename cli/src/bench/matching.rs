//! `lancan bench match`: signed export files on disk against what a phone heard, beside the hardware's floor.

use lancan_protocol::Saturate as _;
use std::{
    collections::BTreeSet,
    fmt::Display,
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use lancan_matching::{HeardIdentifier, HeardIndex, MatchOutcome, Matcher, Policy};
use lancan_protocol::{
    export::{ExportHeader, ExportKey, ExportReader, ExportSigner, Limits, TrustedKeys, write_export},
    key_days::KeyDays,
    keys::{DayKey, RollingId},
    time::{Day, Interval, UnixTime},
    wire::{PublicKeyPem, ReportType},
};
use p256::{ecdsa::SigningKey, pkcs8::EncodePublicKey as _};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng as _, SeedableRng as _},
};
use serde_json::json;

use super::{floor, machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures how fast keys are matched.
///
/// Matches day keys from signed export files with stored identifiers, and measures HKDF and AES alone beside it.
/// Plants matches and fails unless exactly those are found.
#[derive(clap::Args)]
pub(crate) struct BenchMatchArgs {
    /// Day keys in the export files.
    #[arg(long, default_value_t = 100_000, value_parser = at_least::<usize, 1>)]
    keys: usize,
    /// Stored identifiers.
    #[arg(long, default_value_t = 200_000)]
    identifiers: usize,
    /// Threads that match.
    #[arg(long, default_value_t = 1, value_parser = at_least::<usize, 1>)]
    threads: usize,
    /// Measurements; the median counts.
    #[arg(long, default_value_t = 9, value_parser = at_least::<usize, 1>)]
    runs: usize,
    /// Keys in one file.
    #[arg(long, default_value_t = 25_000, value_parser = at_least::<usize, 1>)]
    file_keys: usize,
    /// Days over which keys and identifiers are spread.
    #[arg(long, default_value_t = 14, value_parser = at_least::<u32, 1>)]
    days: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The first day of all that is made up here.
const FIRST_DAY: Day = Day(18_750);
/// One key in this many has an identifier among those heard.
const PLANTED_ONE_IN: usize = 1_000;
const KEY_ID: &str = "bench";

pub(crate) fn run(args: &BenchMatchArgs, words: Words) -> Outcome {
    let folder = tempfile::tempdir().map_err(Failure::new)?;
    let keys = made_up_keys(args);
    let (trusted, files) = write_files(&keys, folder.path(), args)?;
    let file_bytes: u64 = files.iter().filter_map(|file| file.metadata().ok()).map(|data| data.len()).sum();

    let planted = planted(&keys, args);
    let bytes: Vec<[u8; 16]> = keys.iter().map(|key| *key.key.as_bytes()).collect();
    drop(keys);
    let before = Instant::now();
    let index = HeardIndex::build(heard(&planted, args));
    let index_seconds = before.elapsed().as_secs_f64();
    let memory_before = machine::peak_memory_bytes();

    let matcher = Matcher::new(&index, Policy::default()).threads(args.threads);
    let (mut matching, mut floor) = (Rates::default(), Rates::default());
    for _ in 0..args.runs {
        floor.measure(args, || floor::derive_all(&bytes, args.threads));
        let outcomes = matching.measure(args, || match_files(&matcher, &files, &trusted))?;
        check(&outcomes, &planted, args.keys)?;
    }
    let (rate, floor_rate) = (machine::median(&matching.wall), machine::median(&floor.wall));
    let (busy_rate, busy_floor_rate) = (machine::median(&matching.busy), machine::median(&floor.busy));
    let report = json!({
        "processor": machine::processor(),
        "keys": args.keys,
        "identifiers": index.len(),
        "threads": args.threads,
        "runs": args.runs,
        "files": files.len(),
        "file_bytes": file_bytes,
        "keys_per_second": rate.round(),
        "keys_per_second_best": matching.wall.iter().copied().fold(0.0, f64::max).round(),
        "floor_keys_per_second": floor_rate.round(),
        "floor_keys_per_second_best": floor.wall.iter().copied().fold(0.0, f64::max).round(),
        "share_of_floor": share(rate, floor_rate),
        "processor_time": {
            "keys_per_second": busy_rate.round(),
            "floor_keys_per_second": busy_floor_rate.round(),
            "share_of_floor": share(busy_rate, busy_floor_rate),
        },
        "planted": planted.len(),
        "found": planted.len(),
        "invented": 0,
        "index_seconds": index_seconds,
        "peak_memory_before_matching_bytes": memory_before,
        "peak_memory_bytes": machine::peak_memory_bytes(),
    });
    if args.json {
        println!("{report:#}");
    } else {
        let said: [(&str, &dyn Display); 4] = [
            ("rate", &words.figure(rate, 0)),
            ("share", &words.figure(100.0 * rate / floor_rate, 0)),
            ("floor", &words.figure(floor_rate, 0)),
            ("processor", &machine::processor_in(words)),
        ];
        println!("{}", words.say("bench-match", &said));
        println!("{}", words.say("bench-match-planted", &[("count", &planted.len())]));
        if let Some(bytes) = machine::peak_memory_bytes() {
            let memory = words.figure(as_f64(bytes.saturate()) / 1e6, 1);
            println!("{}", words.say("bench-match-memory", &[("memory", &memory)]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn made_up_keys(args: &BenchMatchArgs) -> Vec<ExportKey> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    (0_u32..)
        .take(args.keys)
        .map(|number| {
            let start = KeyDays::VIETNAM.first_interval(FIRST_DAY.plus(number % args.days));
            let report_type = Some(ReportType::ConfirmedTest);
            ExportKey { report_type, ..ExportKey::new(DayKey::generate(&mut rng), start, Interval::PER_DAY) }
        })
        .collect()
}

fn write_files(
    keys: &[ExportKey],
    folder: &Path,
    args: &BenchMatchArgs,
) -> Result<(TrustedKeys, Vec<PathBuf>), Failure> {
    let mut secret = [0; 32];
    ChaCha20Rng::seed_from_u64(2).fill_bytes(&mut secret);
    let key = SigningKey::from_slice(&secret).map_err(Failure::new)?;
    let pem = key.verifying_key().to_public_key_pem(p256::pkcs8::LineEnding::LF).map_err(Failure::new)?;
    let public = PublicKeyPem { id: KEY_ID.into(), version: "1".into(), pem };
    let trusted = TrustedKeys::new(&[public]).map_err(Failure::new)?;
    let signers = [ExportSigner { key, id: KEY_ID.into(), version: "1".into() }];

    let end = KeyDays::VIETNAM.start(FIRST_DAY.plus(args.days)).plus(86_400);
    let header = ExportHeader { start: end.minus(86_400), end, region: "VN".into(), batch_number: 1, batch_size: 1 };
    let mut files = Vec::new();
    for (number, keys) in keys.chunks(args.file_keys).enumerate() {
        let file = folder.join(format!("{number}.zip"));
        let bytes = write_export(&header, keys, &[], &signers).map_err(Failure::new)?;
        std::fs::write(&file, bytes).map_err(|error| Failure::file(&file, error))?;
        files.push(file);
    }
    Ok((trusted, files))
}

/// Identifiers of some keys with the intervals they belong to, derived one by one as a sender does.
fn planted(keys: &[ExportKey], args: &BenchMatchArgs) -> Vec<(RollingId, Interval)> {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let keys = keys.iter().step_by(PLANTED_ONE_IN).take(args.identifiers);
    keys.map(|key| {
        let interval = key.start.plus(rng.next_u32() % key.period);
        (key.key.identifiers().rolling_id(interval), interval)
    })
    .collect()
}

/// Everything heard: what was planted, then strangers. The handle is the position.
fn heard<'a>(
    planted: &'a [(RollingId, Interval)],
    args: &BenchMatchArgs,
) -> impl Iterator<Item = HeardIdentifier> + 'a {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let intervals = args.days * Interval::PER_DAY;
    let strangers = std::iter::repeat_with(move || {
        let mut id = [0; 16];
        rng.fill_bytes(&mut id);
        (RollingId::from_bytes(id), KeyDays::VIETNAM.first_interval(FIRST_DAY).plus(rng.next_u32() % intervals))
    });
    planted.iter().copied().chain(strangers).zip(0..).take(args.identifiers).map(|((id, interval), handle)| {
        let first_seen: UnixTime = interval.start().plus(60);
        HeardIdentifier { id, first_seen, last_seen: first_seen.plus(300), below_floor: false, handle }
    })
}

fn match_files(matcher: &Matcher<'_>, files: &[PathBuf], trusted: &TrustedKeys) -> Result<Vec<MatchOutcome>, Failure> {
    let read = |path: &PathBuf| {
        let file = File::open(path).map_err(|error| Failure::file(path, error))?;
        let mut reader = ExportReader::open(file, Limits::default()).map_err(|error| Failure::file(path, error))?;
        let (_, outcome) = matcher.match_export(&mut reader, trusted).map_err(|error| Failure::file(path, error))?;
        Ok(outcome)
    };
    files.iter().map(read).collect()
}

/// Fails unless exactly what was planted was found.
fn check(outcomes: &[MatchOutcome], planted: &[(RollingId, Interval)], keys: usize) -> Result<(), Failure> {
    let expected: BTreeSet<(u32, Interval)> =
        (0..).zip(planted).map(|(handle, (_, interval))| (handle, *interval)).collect();
    let encounters = || outcomes.iter().flat_map(|outcome| &outcome.matches).flat_map(|found| &found.encounters);
    let found: BTreeSet<(u32, Interval)> =
        encounters().map(|encounter| (encounter.handle, encounter.interval)).collect();
    let (missed, invented) = (expected.difference(&found).count(), found.difference(&expected).count());
    let read: u64 = outcomes.iter().map(|outcome| outcome.keys).sum();
    if missed > 0 || invented > 0 || encounters().count() != expected.len() || read != keys as u64 {
        let counts: [(&str, &dyn Display); 3] = [("missed", &missed), ("invented", &invented), ("read", &read)];
        return Err(Failure::with_all("bench-match-wrong", &counts));
    }
    Ok(())
}

/// Keys per second of several runs: by the clock on the wall, and by the time this thread had a processor, which other
/// work on the machine does not lengthen (only with one thread).
#[derive(Default)]
struct Rates {
    wall: Vec<f64>,
    busy: Vec<f64>,
}

impl Rates {
    fn measure<T>(&mut self, args: &BenchMatchArgs, work: impl FnOnce() -> T) -> T {
        let (before, busy_before) = (Instant::now(), machine::processor_seconds());
        let result = work();
        let (seconds, busy) = (before.elapsed().as_secs_f64(), machine::processor_seconds());
        self.wall.push(as_f64(args.keys) / seconds);
        if let (1, Some(before), Some(after)) = (args.threads, busy_before, busy) {
            self.busy.push(as_f64(args.keys) / (after - before));
        }
        result
    }
}

fn share(rate: f64, floor: f64) -> f64 {
    (rate / floor * 1_000.0).round() / 1_000.0
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn as_f64(count: usize) -> f64 {
    count as f64
}
