//! `lancan bench duty`: how soon and how continuously duty cycles find whoever is near, and what they cost.

use std::process::ExitCode;

use lancan_core::radio::{DutyCycle, Fixed};
use lancan_tests::{
    field::{Figures, Pairing, crowd, meetings},
    phone::Platform,
};
use serde_json::{Value, json};

use crate::failure::{Failure, Outcome};

/// So sánh chu kỳ quét và phát.
///
/// Plays meetings of two on the simulated air, with phones as their platforms are, under our duty cycle, Bluezone's (scan 40 s
/// of 300 s, advertise 15 s of 30 s) and that of the Google and Apple system (scan 4 s of 300 s). Prints how soon and how
/// continuously the other was named, and how long the radio was on. Nothing here depends on the processor.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// What every draw depends on
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Pairs of people
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    pairs: u16,
    /// Hours of meetings
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=12))]
    hours: u32,
    /// People in the crowd
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(2..=1_000))]
    crowd: u16,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

const ANDROIDS: Pairing =
    Pairing { name: "Android–Android", one: Platform::Android, other: Platform::Android, killed: false };

/// Pairs of platforms under our own cycle.
const PAIRINGS: [Pairing; 6] = [
    ANDROIDS,
    Pairing { name: "Android–iOS in front", one: Platform::Android, other: Platform::AppleFront, killed: false },
    Pairing { name: "Android–iOS behind", one: Platform::Android, other: Platform::AppleBehind, killed: false },
    Pairing { name: "iOS–iOS in front", one: Platform::AppleFront, other: Platform::AppleFront, killed: false },
    Pairing { name: "iOS–iOS behind", one: Platform::AppleBehind, other: Platform::AppleBehind, killed: false },
    Pairing {
        name: "Android–Android, one killed now and then",
        one: Platform::Android,
        other: Platform::Android,
        killed: true,
    },
];

pub(crate) fn run(args: &Args) -> Outcome {
    let cycles = [
        ("ours", DutyCycle::default()),
        ("Bluezone", DutyCycle::Fixed(Fixed::bluezone())),
        ("Google and Apple", DutyCycle::Fixed(Fixed::gaen())),
    ];
    let mut by_cycle = Vec::new();
    let mut in_crowd = Vec::new();
    for (name, cycle) in &cycles {
        by_cycle.push((*name, meetings(cycle, ANDROIDS, args.pairs, args.hours, args.seed).map_err(Failure::new)?));
        in_crowd.push((*name, crowd(cycle, args.crowd, args.seed).map_err(Failure::new)?));
    }
    let mut by_pairing = Vec::new();
    for pairing in PAIRINGS {
        let figures = meetings(&DutyCycle::default(), pairing, args.pairs, args.hours, args.seed);
        by_pairing.push((pairing.name, figures.map_err(Failure::new)?));
    }
    let tables = [("cycles", by_cycle), ("crowd", in_crowd), ("pairs", by_pairing)];
    if args.json {
        let entries = |(name, table): &(&str, Vec<(&str, Figures)>)| {
            let entries: Value = table.iter().map(|(name, figures)| entry(name, figures)).collect();
            ((*name).to_owned(), entries)
        };
        let mut object: serde_json::Map<String, Value> = tables.iter().map(entries).collect();
        object.insert("seed".into(), args.seed.into());
        object.insert("meeting_pairs".into(), args.pairs.into());
        object.insert("hours".into(), args.hours.into());
        object.insert("crowd_people".into(), args.crowd.into());
        let object = Value::Object(object);
        println!("{object}");
    } else {
        for (title, table) in &tables {
            show(title, table);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn entry(name: &str, figures: &Figures) -> Value {
    let herald = &figures.herald;
    json!({
        "name": name,
        "meetings": figures.meetings,
        "first_detection_s": figures.first_detection_s.map(rounded),
        "continuity_5_min": rounded(figures.continuity_5_min),
        "receiver_s_per_hour": rounded(figures.receiver_seconds_per_hour),
        "advertising_s_per_hour": rounded(figures.advertising_seconds_per_hour),
        "connections_per_hour": rounded(figures.connections_per_hour),
        "herald": {
            "detection": rounded(herald.detection),
            "continuity_30_s": rounded(herald.continuity),
            "completeness": rounded(herald.completeness),
            "accuracy": rounded(herald.accuracy),
            "longevity": rounded(herald.longevity),
            "efficacy": rounded(herald.efficacy()),
        },
    })
}

fn show(title: &str, table: &[(&str, Figures)]) {
    let title = match title {
        "cycles" => "duty cycles, Android–Android",
        "crowd" => "duty cycles in the crowd",
        _ => "our cycle by pair",
    };
    println!("{title}");
    println!(
        "  {:<42} {:>8} {:>7} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "first s", "5 min", "rx s/h", "tx s/h", "detected", "30 s", "complete", "accurate", "efficacy"
    );
    for (name, figures) in table {
        let first = figures.first_detection_s.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
        let herald = &figures.herald;
        println!(
            "  {name:<42} {first:>8} {:>7.3} {:>9.0} {:>9.0} {:>9.3} {:>9.3} {:>9.3} {:>9.3} {:>9.3}",
            figures.continuity_5_min,
            figures.receiver_seconds_per_hour,
            figures.advertising_seconds_per_hour,
            herald.detection,
            herald.continuity,
            herald.completeness,
            herald.accuracy,
            herald.efficacy()
        );
    }
    println!();
}

fn rounded(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
