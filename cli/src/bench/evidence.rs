//! `lancan bench evidence`: callbacks weighed against the log of one case.

use std::{fmt::Display, process::ExitCode, time::Instant};

use lancan_protocol::{
    IntervalMap,
    frame::Frame,
    key_days::KeyDays,
    keys::{DayKey, Metadata},
    rules::Rules,
    time::{Day, Interval},
    wire::{DayActivity, ReportedEncounter},
};
use lancan_server::weigh::{Activity, EvidenceGrade, Log, Side, weigh};
use serde_json::json;

use super::{machine, numbers::at_least};
use crate::{
    failure::{Failure, Outcome},
    words::Words,
};

/// Measures how fast evidence of contacts is weighed.
///
/// Weighs callbacks against the log of one case, on one core. Every tenth contact was near the case for half an hour and must
/// come out corroborated; the others say so and must come out claimed.
#[derive(clap::Args)]
pub(crate) struct EvidenceArgs {
    /// Entries of the case's log, at most 2,000 in a report.
    #[arg(long, default_value_t = 2_000)]
    entries: u32,
    /// Callbacks, each with the keys of `--days` days.
    #[arg(long, default_value_t = 1_000, value_parser = at_least::<u32, 1>)]
    callbacks: u32,
    /// Days of which the case's keys are named and a contact brings own keys.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=22))]
    days: u32,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

const DAY: Day = Day(18_770);
/// One contact in this many was near the case.
const NEAR_ONE_IN: u32 = 10;
/// Intervals for which a contact was near.
const STAY: u32 = 3;
const KEY_DAYS: KeyDays = KeyDays::VIETNAM;

pub(crate) fn run(args: &EvidenceArgs, words: Words) -> Outcome {
    let near = args.callbacks.div_ceil(NEAR_ONE_IN);
    if args.entries < near * STAY {
        return Err(Failure::with_all("bench-few-entries", &[("least", &(near * STAY))]));
    }
    let rules = Rules::built_in();
    let activity = whole_days(args.days);
    let case_keys = keys(0, args.days);
    // Strangers fill the log up.
    let met = (1..=args.callbacks).step_by(NEAR_ONE_IN as usize).flat_map(|contact| heard(&keys(contact, 1), STAY));
    let strangers = (0..).flat_map(|stranger| heard(&keys(u32::MAX - stranger, 1), STAY));
    let entries: Vec<_> = met.chain(strangers).take(args.entries as usize).collect();
    let contacts: Vec<_> = (1..=args.callbacks).map(|contact| keys(contact, args.days)).collect();
    let said = heard(&case_keys, STAY);

    let before = Instant::now();
    let case = Side { keys: &case_keys, heard: Log::new(entries), activity: Activity::new(&activity, rules.key_days) };
    let mut corroborated = 0;
    for keys in &contacts {
        let activity = Activity::new(&activity, rules.key_days);
        let contact = Side { keys, heard: Log::new(said.iter().copied()), activity };
        match weigh(&case, &contact, &rules).grade {
            EvidenceGrade::Corroborated => corroborated += 1,
            EvidenceGrade::Claimed => {}
            _ => return Err(Failure::of("bench-wrong")),
        }
    }
    let seconds = before.elapsed().as_secs_f64();
    if corroborated != near {
        return Err(Failure::of("bench-wrong"));
    }
    if args.json {
        let report = json!({
            "processor": machine::processor(),
            "entries": args.entries,
            "callbacks": args.callbacks,
            "days": args.days,
            "seconds": seconds,
            "corroborated": corroborated,
        });
        println!("{report:#}");
    } else {
        let said: [(&str, &dyn Display); 5] = [
            ("seconds", &words.figure(seconds, 3)),
            ("callbacks", &args.callbacks),
            ("days", &args.days),
            ("entries", &args.entries),
            ("processor", &machine::processor_in(words)),
        ];
        println!("{}", words.say("bench-evidence", &said));
    }
    Ok(ExitCode::SUCCESS)
}

/// The day keys of one person, each with the first interval of its day.
fn keys(person: u32, days: u32) -> Vec<(DayKey, Interval)> {
    let key = |day: u32| {
        let mut bytes = [day.to_le_bytes()[0]; 16];
        for (to, from) in bytes.iter_mut().zip(person.to_le_bytes()) {
            *to = from;
        }
        (DayKey::from_bytes(bytes), KEY_DAYS.first_interval(DAY.plus(day)))
    };
    (0..days).map(key).collect()
}

/// What is heard close by of who has these keys, in the first intervals of each day's evening.
fn heard(keys: &[(DayKey, Interval)], intervals: u32) -> Vec<ReportedEncounter> {
    let mut all = Vec::new();
    for (key, start) in keys {
        let identifiers = key.identifiers();
        for interval in (100..100 + intervals).map(|position| start.plus(position)) {
            let id = identifiers.rolling_id(interval);
            let metadata = identifiers.encrypt(&id, Metadata::Known { power_dbm: 0, confidence: 1 });
            all.push(ReportedEncounter {
                frame: Frame { id, metadata },
                interval,
                seconds: 600,
                least_attenuation: 45,
                typical_attenuation: 50,
                scans: 4,
                flags: 0,
            });
        }
    }
    all
}

/// A phone that sent and listened all the time.
fn whole_days(days: u32) -> Vec<DayActivity> {
    let mut map = IntervalMap::default();
    (0..Interval::PER_DAY).for_each(|position| map.insert(position));
    (0..days).map(|day| DayActivity::new(DAY.plus(day), &map, &map)).collect()
}
