//! `lancan export`: looks into exports and makes them.

mod inspect;

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
}

pub(crate) fn run(args: Args) -> Outcome {
    match args.command {
        Command::Inspect(args) => inspect::run(&args),
    }
}
