//! `lancan bench publish`: an export of a great many keys, and what it costs who writes meanwhile.

use core::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use lancan_protocol::Saturate as _;
use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use lancan_core::{HttpMethod, HttpRequest, RequestId};
use lancan_protocol::{
    key_days::KeyDays,
    rules::Rules,
    time::UnixTime,
    wire::{VERIFY_BYTES, VerifyRequest, path, to_padded_json},
};
use lancan_simulator::{
    authority::{Authority, exchange},
    clock::FIRST_MIDNIGHT,
    world::Network as _,
};
use serde_json::{Value, json};

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures the publication of many keys.
///
/// Lets keys wait as reports leave them, publishes all of them in one export, and measures the processor time of this
/// process, its memory, and how long a request that writes waits meanwhile.
#[derive(clap::Args)]
pub(crate) struct BenchPublishArgs {
    /// Keys that wait.
    #[arg(long, default_value_t = 1_000_000, value_parser = at_least::<u32, 1>)]
    keys: u32,
    /// Cases that reported them.
    #[arg(long, default_value_t = 1_000, value_parser = at_least::<u32, 1>)]
    cases: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Let the keys wait in this folder, and end. For the benchmark itself.
    #[arg(long, hide = true)]
    fill: Option<PathBuf>,
}

/// Time between two requests that write.
const BETWEEN: Duration = Duration::from_millis(5);

pub(crate) fn run(args: &BenchPublishArgs, words: Words) -> Outcome {
    let rules = Rules { serial: 1, issued_at: FIRST_MIDNIGHT, ..Rules::built_in() };
    let every = u64::from(rules.publication.every_seconds);
    let now = FIRST_MIDNIGHT.plus(21 * 86_400 + every);
    if let Some(folder) = &args.fill {
        fill(args, folder, rules, now)?;
        return Ok(ExitCode::SUCCESS);
    }
    let folder = tempfile::tempdir().map_err(Failure::new)?;
    let (keys, cases) = (args.keys.to_string(), args.cases.to_string());
    machine::in_own_process(&["publish", "--keys", &keys, "--cases", &cases, "--fill"], folder.path())?;
    let mut authority = Authority::start_again(folder.path(), rules, now).map_err(Failure::new)?;

    let stop = Arc::new(AtomicBool::new(false));
    let longest = Arc::new(AtomicU64::new(0));
    let writer = std::thread::spawn({
        let (stop, longest, url) = (stop.clone(), longest.clone(), authority.url().to_owned());
        move || write(&url, &stop, &longest)
    });
    // From here on the peak is that of publishing.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (before, started) = (process_seconds(), Instant::now());
    authority.time_is(now.plus(every));
    let (after, seconds) = (process_seconds(), started.elapsed().as_secs_f64());
    let peak = machine::peak_memory_bytes();
    stop.store(true, Ordering::Relaxed);
    writer.join().map_err(|_| Failure::broken("the writer stopped"))?;
    authority.stop();

    let report = json!({
        "processor": machine::processor(),
        "keys": args.keys,
        "cpu_seconds": before.zip(after).map(|(before, after)| after - before),
        "seconds": seconds,
        "longest_writer_wait_ms": longest.load(Ordering::Relaxed).div_ceil(1_000),
        "peak_mib": peak.map(|bytes| bytes >> 20),
    });
    if args.json {
        println!("{report:#}");
    } else {
        print_text(&report, words);
    }
    Ok(ExitCode::SUCCESS)
}

/// Lets keys wait as reports leave them.
fn fill(args: &BenchPublishArgs, folder: &Path, rules: Rules, now: UnixTime) -> Result<(), Failure> {
    let mut authority = Authority::start(folder, rules, now).map_err(Failure::new)?;
    authority.sign_in().map_err(Failure::new)?;
    let today = KeyDays::VIETNAM.day(now);
    let cases: Result<Vec<String>, _> =
        (0..args.cases).map(|number| authority.confirm_case(&format!("F0-{number}"), today, today)).collect();
    authority.make_up_keys(&cases.map_err(Failure::new)?, args.keys).map_err(Failure::new)?;
    authority.stop();
    Ok(())
}

fn print_text(report: &Value, words: Words) {
    let number = |name: &str| report.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let [keys, memory, waited] = ["keys", "peak_mib", "longest_writer_wait_ms"].map(|name| words.number(number(name)));
    let [seconds, busy] = ["seconds", "cpu_seconds"].map(|name| words.figure(number(name), 1));
    println!("{}", machine::processor_in(words));
    println!("{}", words.say("bench-publish-keys", &[("keys", &keys), ("seconds", &seconds)]));
    println!("{}", words.say("bench-publish-cost", &[("seconds", &busy), ("memory", &memory)]));
    println!("{}", words.say("bench-publish-waited", &[("ms", &waited)]));
}

/// Sends a request that writes, again and again, and notes the longest wait in microseconds.
fn write(url: &str, stop: &AtomicBool, longest: &AtomicU64) {
    let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
    let jkt = "A".repeat(43);
    let mut verify = VerifyRequest { code: "123456782".to_owned(), jkt, cover: true, padding: String::new() };
    let body = to_padded_json(&mut verify, VERIFY_BYTES).unwrap_or_default();
    let request = HttpRequest {
        id: RequestId(0),
        method: HttpMethod::Post,
        path: path::VERIFY.to_owned(),
        headers: Vec::new(),
        body,
        longest_answer: 1 << 16,
        timeout: Duration::from_mins(1),
    };
    while !stop.load(Ordering::Relaxed) {
        let started = Instant::now();
        let _ = exchange(&agent, url, &request);
        let waited: u64 = started.elapsed().as_micros().saturate();
        longest.fetch_max(waited, Ordering::Relaxed);
        std::thread::sleep(BETWEEN);
    }
}

/// Seconds that all threads of this process have spent on a processor; `None` where the system does not say.
fn process_seconds() -> Option<f64> {
    let tasks = fs::read_dir("/proc/self/task").ok()?;
    let spent = tasks.filter_map(|task| {
        let stat = fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        stat.split_whitespace().next()?.parse::<u64>().ok()
    });
    Some(Duration::from_nanos(spent.sum()).as_secs_f64())
}
