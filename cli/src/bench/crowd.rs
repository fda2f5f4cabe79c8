//! `lancan bench crowd`: how long a phone that was in a crowd is busy at once while it polls, and what memory that takes.

use core::time::Duration;
use std::{
    fmt::Display,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use lancan_core::{
    AdapterState, Capabilities, DutyCycle, Event, Fixed, Now, RadioEvent, Recorder, SightingOf, StaticVault, Store,
    Tracer,
};
use lancan_protocol::{
    rules::Rules,
    time::{Interval, UnixTime},
};
use lancan_simulator::{authority::Authority, clock::FIRST_MIDNIGHT, world::Network as _};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};
use serde_json::{Value, json};

use super::machine;
use super::numbers::at_least;
use super::polling::{DAY, Metered, folder, monotonic};
use super::record::people;
use crate::failure::{Failure, Outcome};
use crate::words::Words;

/// Measures a poll of a phone that was in a crowd.
///
/// Lets a server publish for days, fills the store of a phone with what it heard in a crowd on those days, and lets the phone
/// learn from all of it, fetch and match everything through the real loop. Prints the longest time that the phone was busy at
/// once, and by how much the memory of this process, which holds the server too, rose at most.
#[derive(clap::Args)]
pub(crate) struct BenchCrowdArgs {
    /// People in range.
    #[arg(long, default_value_t = 1_000, value_parser = at_least::<u32, 1>)]
    people: u32,
    /// Days in the crowd.
    #[arg(long, default_value_t = 14, value_parser = at_least::<u64, 1>)]
    days: u64,
    /// Hours of each day in the crowd.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=16))]
    hours: u64,
    /// Slots of each class of an export.
    #[arg(long, default_value_t = 3, value_parser = at_least::<u32, 1>)]
    slots: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Fill this store, print how many encounters it holds, and end. For the benchmark itself.
    #[arg(long, hide = true)]
    fill: Option<PathBuf>,
}

const SECRET: [u8; 32] = [7; 32];
/// When a day's crowd begins, in seconds of the day.
const MORNING: u64 = 8 * 3_600;
/// The instants of an interval at which everybody is heard.
const HEARD_AT: [u64; 3] = [30, 200, 400];
/// Days after which the phone has fetched and matched everything.
const WITHIN: u64 = 1;

pub(crate) fn run(args: &BenchCrowdArgs, words: Words) -> Outcome {
    if let Some(path) = &args.fill {
        println!("{}", hear(args, path)?);
        return Ok(ExitCode::SUCCESS);
    }
    let mut rules = Rules { serial: 1, issued_at: FIRST_MIDNIGHT, ..Rules::built_in() };
    rules.publication.slots_per_class = args.slots;
    let every = u64::from(rules.publication.every_seconds);
    let (served, kept) = (folder().map_err(Failure::new)?, tempfile::tempdir().map_err(Failure::new)?);
    let mut authority = Authority::start(served.path(), rules, FIRST_MIDNIGHT).map_err(Failure::new)?;
    for slot in 1..=args.days * DAY / every {
        authority.time_is(FIRST_MIDNIGHT.plus(slot * every));
    }
    let first = FIRST_MIDNIGHT.plus(args.days * DAY);
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let path = kept.path().join("phone");
    let [people, days, hours] = [u64::from(args.people), args.days, args.hours].map(|number| number.to_string());
    let filling = ["crowd", "--people", &people, "--days", &days, "--hours", &hours, "--fill"];
    let heard: u64 = machine::in_own_process(&filling, &path)?.parse().map_err(Failure::new)?;

    let store = Store::open(&path, &StaticVault::new(SECRET), &mut rng).map_err(Failure::new)?;
    let tracer = Tracer::open(store, authority.deployment(), rng).map_err(Failure::new)?;
    let tracer = tracer.with_duty_cycle(DutyCycle::Fixed(Fixed::always()));
    let mut phone = Metered::new(tracer, first, None);
    let now = Now { wall: first, monotonic: monotonic(first) };
    phone.event(now, Event::Started { capabilities: Capabilities::default(), restored: false }, &mut authority);
    phone.event(now, Event::Radio(RadioEvent::Adapter(AdapterState::On)), &mut authority);
    // From here on the peak is that of polling.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = machine::peak_memory_bytes();
    let bytes = phone.pass(first, first.plus(WITHIN * DAY), &mut authority)?;
    let after = machine::peak_memory_bytes();
    authority.stop();

    let rise = before.zip(after).map(|(before, after)| after.saturating_sub(before));
    let report = json!({
        "processor": machine::processor(),
        "people": args.people,
        "days": args.days,
        "encounters": heard,
        "bytes_of_keys": bytes.get("keys").copied().unwrap_or(0),
        "longest_step_ms": milliseconds(phone.longest_step),
        "memory_rise_mib": rise.map(|bytes| bytes >> 20),
    });
    if args.json {
        println!("{report:#}");
    } else {
        print_text(&report, words);
    }
    Ok(ExitCode::SUCCESS)
}

/// Fills a phone's store with the crowd of each day; returns how many encounters it holds.
fn hear(args: &BenchCrowdArgs, path: &Path) -> Result<u64, Failure> {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let mut store = Store::open(path, &StaticVault::new(SECRET), &mut rng).map_err(Failure::new)?;
    let mut recorder = Recorder::new(&mut rng);
    let mut heard = 0;
    let at = |wall: UnixTime| Now { wall, monotonic: monotonic(wall) };
    for day in 0..args.days {
        let morning = FIRST_MIDNIGHT.plus(day * DAY + MORNING);
        for interval in 0..args.hours * 3_600 / Interval::SECONDS {
            let begins = morning.plus(interval * Interval::SECONDS);
            let frames = people(args.people, &mut rng);
            for second in HEARD_AT {
                let now = at(begins.plus(second));
                recorder.scan_began(now);
                for (frame, level) in frames.iter().zip((-90..-50).cycle()) {
                    recorder.sighted(now, SightingOf::Frame(*frame), Some(level));
                }
            }
            recorder.hand_out(at(begins.plus(599)), |segments| store.append(segments)).map_err(Failure::new)?;
            heard += frames.len() as u64;
        }
    }
    Ok(heard)
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

fn print_text(report: &Value, words: Words) {
    let number = |name: &str| words.number(report.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN));
    println!("{}", machine::processor_in(words));
    let filled: [(&str, &dyn Display); 2] = [("count", &number("encounters")), ("bytes", &number("bytes_of_keys"))];
    println!("{}", words.say("bench-crowd-encounters", &filled));
    let busy: [(&str, &dyn Display); 2] = [("ms", &number("longest_step_ms")), ("memory", &number("memory_rise_mib"))];
    println!("{}", words.say("bench-crowd-busy", &busy));
}
