//! `lancan bench`: measures, and says on which processor.

mod assessments;
mod contacts;
mod crowd;
mod duty;
mod evidence;
mod floor;
mod machine;
mod matching;
mod opener;
mod places;
mod polling;
mod publish;
mod record;
mod server;

use crate::failure::Outcome;

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

pub(crate) fn run(args: BenchArgs) -> Outcome {
    match args.command {
        BenchCommand::Assessments(args) => assessments::run(&args),
        BenchCommand::Contacts(args) => contacts::run(&args),
        BenchCommand::Crowd(args) => crowd::run(&args),
        BenchCommand::Duty(args) => duty::run(&args),
        BenchCommand::Evidence(args) => evidence::run(&args),
        BenchCommand::Match(args) => matching::run(&args),
        BenchCommand::Opener(args) => opener::run(&args),
        BenchCommand::Places(args) => places::run(&args),
        BenchCommand::Polling(args) => polling::run(&args),
        BenchCommand::Publish(args) => publish::run(&args),
        BenchCommand::Record(args) => record::run(&args),
        BenchCommand::Server(args) => server::run(&args),
        BenchCommand::Uploads(args) => server::run_uploads(&args),
    }
}
