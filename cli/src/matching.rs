//! `lancan match`: which published keys do these identifiers belong to.

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};

use lancan_matching::{HeardIdentifier, HeardIndex, Match, Matcher, NEAR_MISS_INTERVALS, Policy};
use lancan_protocol::{
    export::{ExportReader, Limits, TrustedKeys},
    key_days::KeyDays,
    keys::RollingId,
    time::{Day, Interval, UnixTime},
};
use lancan_text::{Argument, Catalogue};
use serde_json::{Value, json};

use crate::{
    export::{hex, inspect::read_public_key},
    failure::{Failure, Outcome, Why},
    why::Detail,
};

/// Finds the published keys that identifiers belong to.
///
/// Says which published keys identifiers belong to, and how fast that went.
#[derive(clap::Args)]
pub(crate) struct MatchArgs {
    /// Exports (zip).
    #[arg(long = "export", required = true, num_args = 1.., value_name = "FILE")]
    exports: Vec<PathBuf>,
    /// Identifiers, one line each: 32 hex digits, then, where known, the ten-minute interval number it was heard in.
    /// Without one, any time before publication counts.
    #[arg(long, value_name = "FILE")]
    identifiers: PathBuf,
    /// Public key that must have signed every export (SPKI PEM, P-256). Without it signatures are not looked at.
    #[arg(long, value_name = "PEM")]
    public_key: Option<PathBuf>,
    /// Intervals by which two clocks may differ.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=i64::from(NEAR_MISS_INTERVALS)))]
    tolerance: u32,
    /// Threads that match.
    #[arg(long, default_value_t = 1)]
    threads: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// An identifier of the file: its line, and when it was heard.
struct Line {
    number: u32,
    id: RollingId,
    interval: Option<Interval>,
}

pub(crate) fn run(args: &MatchArgs, text: &Catalogue) -> Outcome {
    let trusted = match &args.public_key {
        Some(path) => read_public_key(path, None)?,
        None => TrustedKeys::default(),
    };
    let lines = read_lines(&args.identifiers)?;
    let index = HeardIndex::build(heard(&lines, &span(args)?));
    let timed: BTreeSet<u32> = lines.iter().filter(|line| line.interval.is_some()).map(|line| line.number).collect();

    let policy = Policy { tolerance: args.tolerance };
    let matcher = Matcher::new(&index, policy).threads(args.threads);
    let (mut keys, mut near_misses, mut replays) = (0, 0, 0);
    let (mut matches, mut files) = (Vec::new(), Vec::new());
    let before = Instant::now();
    for path in &args.exports {
        let (export, outcome) =
            matcher.match_unverified(&mut open(path)?, &trusted).map_err(|error| Failure::file(path, error))?;
        if args.public_key.is_some() {
            export.clone().verified().map_err(|error| Failure::file(path, error))?;
        }
        keys += outcome.keys;
        near_misses += outcome.near_misses.iter().filter(|near_miss| timed.contains(&near_miss.handle)).count();
        replays += outcome.replays;
        files.push(
            json!({"file": path.display().to_string(), "keys": export.keys, "revised_keys": export.revised_keys}),
        );
        matches.extend(outcome.matches.iter().map(|found| describe(path, found)));
    }
    let seconds = before.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
    let rate = (keys as f64 / seconds).round();

    if args.json {
        let report = json!({
            "exports": files, "keys": keys, "identifiers": lines.len(), "matches": matches,
            "near_misses": near_misses, "replays": replays, "seconds": seconds, "keys_per_second": rate,
        });
        println!("{report:#}");
    } else {
        for found in &matches {
            let [key, export, lines] =
                ["key", "export", "lines"].map(|name| found.get(name).map_or_else(String::new, ToString::to_string));
            let one = [("key", (&key).into()), ("export", (&export).into()), ("lines", (&lines).into())];
            println!("{}", text.message("match-found", &one));
        }
        let (found, rate) = (matches.len().into(), text.grouped(&format!("{rate:.0}")));
        let keys = Argument::Number(i64::try_from(keys).unwrap_or(i64::MAX));
        let sum = [("found", found), ("keys", keys), ("rate", (&rate).into())];
        println!("{}", text.message("match-sum", &sum));
    }
    Ok(ExitCode::SUCCESS)
}

fn open(path: &Path) -> Result<ExportReader<File>, Failure> {
    let file = File::open(path).map_err(|error| Failure::file(path, error))?;
    ExportReader::open(file, Limits::default()).map_err(|error| Failure::file(path, error))
}

fn describe(path: &Path, found: &Match) -> Value {
    let encounters: BTreeSet<(u32, Interval)> =
        found.encounters.iter().map(|encounter| (encounter.handle, encounter.interval)).collect();
    let lines: BTreeSet<u32> = encounters.iter().map(|(line, _)| *line).collect();
    json!({
        "export": path.display().to_string(),
        "key": hex::write(found.key.key.as_bytes()),
        "rolling_start_interval": found.key.start,
        "rolling_period": found.key.period,
        "report_type": found.key.report_type,
        "revised": found.revised,
        "lines": lines,
        "encounters":
            encounters.iter().map(|(line, interval)| json!({"line": line, "interval": interval})).collect::<Vec<_>>(),
    })
}

fn read_lines(path: &Path) -> Result<Vec<Line>, Failure> {
    let file = File::open(path).map_err(|error| Failure::file(path, error))?;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let wrong = |what: &str| Failure::file(path, Why::line(number.into(), Detail::of(what, &[])));
        let line = line.map_err(|_| wrong("not-text"))?;
        let mut words = line.split_whitespace();
        let Some(id) = words.next() else { continue };
        let id = hex::read(id).map(RollingId::from_bytes).ok_or_else(|| wrong("identifier"))?;
        let interval = words.next().map(|word| word.parse().map(Interval)).transpose();
        let interval = interval.map_err(|_| wrong("interval"))?;
        if words.next().is_some() {
            return Err(wrong("identifier-and-more"));
        }
        lines.push(Line { number, id, interval });
    }
    Ok(lines)
}

/// The days that keys of the exports were in use, and the earliest publication.
struct Span {
    days: std::ops::RangeInclusive<u32>,
    published: UnixTime,
}

fn span(args: &MatchArgs) -> Result<Span, Failure> {
    let (mut first, mut last, mut published) = (u32::MAX, 0, UnixTime(u64::MAX));
    for path in &args.exports {
        let fail = |error| Failure::file(path, error);
        let mut reader = open(path)?;
        let mut stream = reader.stream().map_err(fail)?;
        published = published.min(stream.header().end);
        while let Some(key) = stream.next().map_err(fail)? {
            first = first.min(KeyDays::UTC.day(key.key.start).0);
            last = last.max(KeyDays::UTC.day(key.key.end()).0);
        }
    }
    Ok(Span { days: first..=last, published })
}

/// An identifier without a time was heard on every day that counts.
fn heard<'a>(lines: &'a [Line], span: &'a Span) -> impl Iterator<Item = HeardIdentifier> + 'a {
    lines.iter().flat_map(move |line| {
        let heard = |first_seen: UnixTime, last_seen: UnixTime| HeardIdentifier {
            id: line.id,
            first_seen,
            last_seen,
            below_floor: false,
            handle: line.number,
        };
        let known = line.interval.map(|interval| heard(interval.start(), interval.start().plus(599)));
        let days = line.interval.is_none().then(|| span.days.clone());
        let any_time = days.into_iter().flatten().map(Day).filter(|day| KeyDays::UTC.start(*day) < span.published).map(
            move |day| {
                let until = KeyDays::UTC.start(day.plus(1)).min(span.published).minus(1);
                heard(KeyDays::UTC.start(day), until)
            },
        );
        known.into_iter().chain(any_time)
    })
}
