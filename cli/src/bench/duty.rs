//! `lancan bench duty`: how soon and how continuously duty cycles find whoever is near, and what they cost.

mod experiments;
mod table;

use std::{
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};

use lancan_simulator::field::{Figures, Job, Tally, play_all};

use crate::failure::{Failure, Outcome};
use experiments::{Experiment, Size};

/// So sánh chu kỳ quét và phát.
///
/// Plays meetings of two, and a crowd, on the simulated air, with phones as their platforms are, under our duty cycle,
/// Bluezone's (scan 40 s of 300 s, advertise 15 s of 30 s) and that of the Google and Apple system (scan 4 s of 300 s). Prints
/// how soon and how continuously the other was named, and how long the radio was on. Nothing here depends on the processor.
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
    /// Minutes that the crowd stays
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=720))]
    crowd_minutes: u32,
    /// Milliseconds from the order to scan until the receiver listens (an assumption)
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=5_000))]
    set_up_ms: u64,
    /// Compares other constants for our own cycle instead
    #[arg(long)]
    sweep: bool,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Outcome {
    let size = Size { pairs: args.pairs, hours: args.hours, people: args.crowd, minutes: args.crowd_minutes };
    let tables = if args.sweep { experiments::sweep(size) } else { experiments::comparison(size) };
    let all: Vec<&Experiment> = tables.iter().flat_map(|(_, experiments)| experiments).collect();
    let jobs: Vec<Job> = all.iter().flat_map(|experiment| experiment.jobs(args.seed, args.set_up_ms)).collect();
    let tallies = play(&jobs)?;
    let mut tallies = tallies.into_iter();
    let measured = |experiment: &Experiment, tallies: &mut dyn Iterator<Item = Tally>| -> Figures {
        let mut sum = Tally::default();
        tallies.take(experiment.places.len()).for_each(|tally| sum.add(&tally));
        sum.figures()
    };
    let tables: Vec<_> = tables
        .iter()
        .map(|(title, experiments)| {
            let rows = experiments.iter().map(|one| (one, measured(one, &mut tallies)));
            (*title, rows.collect::<Vec<_>>())
        })
        .collect();
    if args.json {
        println!("{}", table::json(&tables, args));
    } else {
        table::show(&tables);
    }
    Ok(ExitCode::SUCCESS)
}

/// Plays all jobs, telling on the standard error how far it has got.
fn play(jobs: &[Job]) -> Result<Vec<Tally>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let played = AtomicUsize::new(0);
    let tenths = |played: usize| played * 10 / jobs.len().max(1);
    let done = || {
        let before = played.fetch_add(1, Ordering::Relaxed);
        if tenths(before + 1) > tenths(before) {
            eprintln!("{} % ({} of {} scenes played)", tenths(before + 1) * 10, before + 1, jobs.len());
        }
    };
    play_all(jobs, threads, &done).map_err(Failure::new)
}
