//! `lancan export`: looks into exports and makes them.

pub(crate) mod hex;
pub(crate) mod inspect;
mod make;

use lancan_text::Catalogue;

use crate::failure::Outcome;

/// Looks into exports and makes them.
///
/// Looks into exports (zip with export.bin and export.sig) and makes them.
#[derive(clap::Args)]
pub(crate) struct ExportArgs {
    #[command(subcommand)]
    command: ExportCommand,
}

#[derive(clap::Subcommand)]
enum ExportCommand {
    Inspect(inspect::InspectArgs),
    Make(make::MakeArgs),
}

pub(crate) fn run(args: ExportArgs, text: &Catalogue) -> Outcome {
    match args.command {
        ExportCommand::Inspect(args) => inspect::run(&args, text),
        ExportCommand::Make(args) => make::run(&args, text),
    }
}
