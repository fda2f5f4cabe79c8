//! `lancan`: a phone in a terminal, tools on exports, the demo, the benchmarks.
//!
//! This file only dispatches; each subcommand has a file of its own with its arguments and `run`.

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

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Lân Cận: truy vết tiếp xúc gần, tôn trọng riêng tư.
///
/// Proximity tracing: a phone in a terminal, tools on exports, the demo, the benchmarks.
#[derive(Parser)]
#[command(name = "lancan", version)]
struct Cli {
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
    let outcome = match Cli::parse().command {
        Command::Demo(args) => demo::run(&args),
        Command::DemoGate(args) => demo::run_gate(&args),
        Command::DemoMap(args) => demo::run_map(&args),
        Command::Export(args) => export::run(args),
        Command::Match(args) => matching::run(&args),
        Command::Phone(args) => phone::run(args),
        Command::Bench(args) => bench::run(args),
        Command::Rssi(args) => rssi::run(args),
        Command::Store(args) => store::run(&args),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("lancan: {failure}");
        ExitCode::from(2)
    })
}
