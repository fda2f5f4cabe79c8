//! `lancan store`: looks at a phone's store.

mod stat;

use lancan_text::Catalogue;

use crate::failure::Outcome;

/// Looks at a phone's store.
///
/// Looks at a phone's store without its key.
#[derive(clap::Args)]
pub(crate) struct StoreArgs {
    #[command(subcommand)]
    command: StoreCommand,
}

#[derive(clap::Subcommand)]
enum StoreCommand {
    Stat(stat::StatArgs),
}

pub(crate) fn run(args: &StoreArgs, text: &Catalogue) -> Outcome {
    match &args.command {
        StoreCommand::Stat(args) => stat::run(args, text),
    }
}
