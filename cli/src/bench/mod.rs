//! `lancan bench`: measures, and says on which processor.

mod assessments;
mod contacts;
mod crowd;
mod duty;
mod evidence;
mod floor;
mod machine;
mod matching;
mod numbers;
mod opener;
mod places;
mod polling;
mod publish;
mod record;
mod server;

use lancan_text::Catalogue;

use crate::{failure::Outcome, words::Words};

pub(crate) use numbers::positive;

/// Measures this machine.
///
/// Measures this machine with the code that ships. Every result names the processor.
#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    #[command(subcommand)]
    command: BenchCommand,
}

#[derive(clap::Subcommand)]
enum BenchCommand {
    Assessments(assessments::BenchAssessmentsArgs),
    Contacts(contacts::BenchContactsArgs),
    Crowd(crowd::BenchCrowdArgs),
    Duty(duty::DutyArgs),
    Evidence(evidence::EvidenceArgs),
    Match(matching::BenchMatchArgs),
    Opener(opener::BenchOpenerArgs),
    Places(places::BenchPlacesArgs),
    Polling(polling::BenchPollingArgs),
    Publish(publish::BenchPublishArgs),
    Record(record::BenchRecordArgs),
    Server(server::BenchServerArgs),
    Uploads(server::BenchUploadsArgs),
}

pub(crate) fn run(args: BenchArgs, text: &'static Catalogue) -> Outcome {
    let words = Words::of(text);
    match args.command {
        BenchCommand::Assessments(args) => assessments::run(&args, words),
        BenchCommand::Contacts(args) => contacts::run(&args, words),
        BenchCommand::Crowd(args) => crowd::run(&args, words),
        BenchCommand::Duty(args) => duty::run(&args, words),
        BenchCommand::Evidence(args) => evidence::run(&args, words),
        BenchCommand::Match(args) => matching::run(&args, words),
        BenchCommand::Opener(args) => opener::run(&args, words),
        BenchCommand::Places(args) => places::run(&args, words),
        BenchCommand::Polling(args) => polling::run(&args, words),
        BenchCommand::Publish(args) => publish::run(&args, words),
        BenchCommand::Record(args) => record::run(&args, words),
        BenchCommand::Server(args) => server::run(&args, words),
        BenchCommand::Uploads(args) => server::run_uploads(&args, words),
    }
}
