//! `lancan export`: looks into exports and makes them.

pub(crate) mod hex;
pub(crate) mod inspect;
mod make;

use crate::failure::Outcome;

/// Xem và tạo tệp khóa công bố.
///
/// Looks into exports (zip with export.bin and export.sig) and makes them.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Inspect(inspect::Args),
    Make(make::Args),
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Command::Inspect(args) => inspect::run(&args),
        Command::Make(args) => make::run(&args),
    }
}
