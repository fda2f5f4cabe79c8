//! `lancan`: a phone in a terminal, tools on exports, the demo, the benchmarks.
//!
//! This file only dispatches; each subcommand has a file of its own with its arguments and `run`.

mod address;
mod bench;
mod browser;
mod demo;
mod export;
mod facilities;
mod failure;
mod gateway;
mod matching;
mod phone;
mod rssi;
mod store;
mod why;
mod words;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use lancan_text::{Catalogue, help};

/// Proximity tracing: a phone in a terminal, tools on exports, the demo, the benchmarks.
#[derive(Parser)]
#[command(name = "lancan", version)]
struct Cli {
    /// Language of what is shown: vi or en. Without it, that of `LC_ALL`, `LC_MESSAGES` or `LANG`, or of the settings of
    /// macOS or Windows.
    #[arg(long, value_name = "vi|en", global = true, value_parser = ["vi", "en"])]
    language: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Demo(demo::DemoArgs),
    DemoGate(demo::DemoGateArgs),
    DemoMap(demo::DemoMapArgs),
    Export(export::ExportArgs),
    Match(matching::MatchArgs),
    Phone(phone::PhoneArgs),
    Bench(bench::BenchArgs),
    Rssi(rssi::RssiArgs),
    Store(store::StoreArgs),
}

/// The exit code of a program that wrote to a reader who had gone, as shells have it (128 and the signal's number).
const READER_GONE: i32 = 141;

/// Ends quietly where the reader of standard output has gone, as in `lancan … | head`: `println!` panics there.
fn end_with_the_reader() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if info.payload_as_str().is_some_and(|said| said.starts_with("failed printing to std")) {
            std::process::exit(READER_GONE);
        }
        usual(info);
    }));
}

fn main() -> ExitCode {
    end_with_the_reader();
    let arguments: Vec<_> = std::env::args_os().collect();
    let (cli, language) = help::read::<Cli>(&arguments, |name| std::env::var(name).ok(), help::system_language)
        .unwrap_or_else(|refused| refused.exit());
    let text = Catalogue::of(language.unwrap_or_default());
    let outcome = match cli.command {
        Command::Demo(args) => demo::run(&args, language),
        Command::DemoGate(args) => demo::run_gate(&args, language),
        Command::DemoMap(args) => demo::run_map(&args, language),
        Command::Export(args) => export::run(args, text),
        Command::Match(args) => matching::run(&args, text),
        Command::Phone(args) => phone::run(args, language),
        Command::Bench(args) => bench::run(args, text),
        Command::Rssi(args) => rssi::run(args, text),
        Command::Store(args) => store::run(&args, text),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("lancan: {}", failure.in_language(language));
        ExitCode::from(2)
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn every_command_and_argument_has_its_help_in_both_languages_and_none_is_mixed() {
        assert_eq!(help::faults(Cli::command()), Vec::<String>::new());
    }

    /// The first word of a text's command that this program does not have.
    fn unknown_word(said: &str) -> Option<String> {
        let mut command = Cli::command();
        for word in said.split(' ') {
            let name = word.trim_end_matches(['.', ',', ';', ':', ')', '"', '`']);
            if !command.has_subcommands() || !name.starts_with(|first: char| first.is_ascii_lowercase()) {
                return None;
            }
            command = match command.find_subcommand(name) {
                Some(found) => found.clone(),
                None => return Some(name.to_owned()),
            };
            if name != word {
                return None;
            }
        }
        None
    }

    #[test]
    fn every_command_that_a_text_names_is_one_of_this_program() {
        let texts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/text/i18n");
        let mut faults = Vec::new();
        for file in std::fs::read_dir(texts).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            let said = text.lines().filter(|line| !line.starts_with('#'));
            for line in said {
                let commands = line.split("lancan ").skip(1);
                faults.extend(commands.filter_map(unknown_word).map(|word| format!("{word}: {line}")));
            }
        }
        assert_eq!(faults, Vec::<String>::new());
    }

    #[test]
    fn every_command_that_a_page_names_is_taken() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        assert_eq!(help::untaken(&Cli::command(), &root).unwrap(), Vec::<String>::new());
    }
}
