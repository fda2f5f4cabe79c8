//! `lancan bench`: measures, and says on which processor.

mod duty;
mod floor;
mod machine;
mod matching;
mod record;

use crate::failure::Outcome;

/// Đo tốc độ.
///
/// Measures this machine with the code that ships. Every result names the processor.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Duty(duty::Args),
    Match(matching::Args),
    Record(record::Args),
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Command::Duty(args) => duty::run(&args),
        Command::Match(args) => matching::run(&args),
        Command::Record(args) => record::run(&args),
    }
}
