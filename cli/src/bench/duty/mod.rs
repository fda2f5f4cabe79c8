//! `lancan bench duty`: how soon and how continuously duty cycles find whoever is near, and what they cost.

mod args;
mod experiments;
mod table;

use std::{
    fmt::Display,
    process::ExitCode,
    sync::atomic::{AtomicUsize, Ordering},
};

use lancan_simulator::field::{CycleFigures, Job, Tally, play_all};

use crate::{
    failure::{Failure, Outcome},
    words::Words,
};
use experiments::{Experiment, Size};

pub(crate) use args::DutyArgs;

pub(crate) fn run(args: &DutyArgs, words: Words) -> Outcome {
    let size = Size { pairs: args.pairs, hours: args.hours, people: args.crowd, minutes: args.crowd_minutes };
    let tables = if args.sweep { experiments::sweep(size) } else { experiments::comparison(size) };
    let all: Vec<&Experiment> = tables.iter().flat_map(|(_, experiments)| experiments).collect();
    let jobs: Vec<Job> = all.iter().flat_map(|experiment| experiment.jobs(args.seed, args.set_up_ms)).collect();
    let tallies = play(&jobs, words)?;
    let mut tallies = tallies.into_iter();
    let measured = |experiment: &Experiment, tallies: &mut dyn Iterator<Item = Tally>| -> CycleFigures {
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
        table::show(&tables, words);
    }
    Ok(ExitCode::SUCCESS)
}

/// Plays all jobs, telling on the standard error how far it has got.
fn play(jobs: &[Job], words: Words) -> Result<Vec<Tally>, Failure> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let played = AtomicUsize::new(0);
    let tenths = |played: usize| played * 10 / jobs.len().max(1);
    let done = || {
        let before = played.fetch_add(1, Ordering::Relaxed);
        if tenths(before + 1) > tenths(before) {
            let percent = tenths(before + 1) * 10;
            let said = [("percent", &percent as &dyn Display), ("done", &(before + 1)), ("all", &jobs.len())];
            eprintln!("{}", words.say("bench-duty-played", &said));
        }
    };
    play_all(jobs, threads, &done).map_err(Failure::new)
}
