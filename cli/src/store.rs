//! `lancan store`: looks at a phone's store.

mod stat;

use crate::failure::Outcome;

/// Xem kho dữ liệu của điện thoại.
///
/// Looks at a phone's store without its key.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Stat(stat::Args),
}

pub(crate) fn run(args: &Args) -> Outcome {
    match &args.command {
        Command::Stat(args) => stat::run(args),
    }
}
