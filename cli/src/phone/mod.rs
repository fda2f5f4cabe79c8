//! `lancan phone`: this laptop is a phone.

mod ask;
mod call_me;
mod code;
mod dates;
mod declare;
mod declare_answers;
mod declare_erase;
mod declare_fill;
#[cfg(test)]
mod declare_over_http;
mod home;
mod live;
mod moving;
mod neighbours;
mod place;
mod place_log;
mod place_simulated;
mod report;
mod review;
mod say;
mod screen;
mod withdraw;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use lancan_core::Now;
use lancan_protocol::risk::FailedCondition;
use lancan_text::Language;

use crate::address::address;
use crate::failure::{Failure, Outcome};

use home::Home;
use say::Speech;

/// As many days as a phone keeps.
const KEPT_DAYS: u32 = 21;

/// This laptop is a phone: it sends and hears rolling identifiers by Bluetooth and checks for warnings.
///
/// Without a subcommand it runs until Ctrl-C and shows how many are near, for how long and how close, never who.
#[derive(clap::Args)]
pub(crate) struct PhoneArgs {
    /// The Bluetooth adapter, by name; the first there is when left out.
    #[arg(long, value_name = "hci0")]
    adapter: Option<String>,
    /// The authority's server; remembered once it was given.
    #[arg(long, value_name = "URL", global = true, value_parser = address)]
    server: Option<String>,
    /// Where this phone keeps what it knows.
    #[arg(long, value_name = "DIR", global = true, env = "LANCAN_PHONE")]
    store: Option<PathBuf>,
    /// Show it without a radio and without a server: neighbours of the simulator come and go, and time goes 30 times faster.
    /// Nothing is kept.
    #[arg(long, conflicts_with_all = ["adapter", "server"])]
    simulate: bool,
    /// Watches whether this program does what the core asks of its radio and its requests, and says so at the end.
    #[arg(long, conflicts_with = "simulate")]
    watch_host: bool,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Whether tracing works, and what this phone holds.
    Status,
    /// Enters an officer's code, shows what would be sent, and sends it if you agree.
    Report(report::Wishes),
    /// Shows the reports that were sent, and takes one back if you agree.
    Withdraw(withdraw::WithdrawWish),
    /// Visits to places: scan, list, add, edit, delete; lists of visitors.
    #[command(subcommand)]
    Place(place::PlaceWishes),
    /// Your code for a checker, with initials and the last three digits of your number; drawn again every 30 seconds.
    Code(code::CodeWish),
    /// After a warning: asks a health officer to call you, with a code that comes by SMS.
    CallMe(call_me::Wish),
    /// Declares health for you, your family and your group: fill in offline, send, show the gate pass.
    #[command(subcommand)]
    Declare(declare::DeclareWishes),
    /// Checks for warnings now and shows them.
    Warnings,
    /// Writes a file that takes this phone's memory to a new one, under a passphrase that is asked for
    /// (ten characters or more). Keys in use stay here.
    SealTransfer {
        /// Where to write the file.
        file: PathBuf,
    },
    /// Takes in what an old phone's file holds, beside what is here.
    OpenTransfer {
        /// The file of the old phone.
        file: PathBuf,
    },
    /// Seals everything here under a fresh secret: old copies on the disk cannot be read from then on.
    ChangeKey,
    /// Says for every case that this phone heard, and every rule, why the case is a contact or none.
    Why,
    /// Erases everything this phone knows.
    Erase {
        /// Erase without being asked.
        #[arg(long)]
        yes: bool,
    },
}

pub(crate) fn run(args: PhoneArgs, language: Option<Language>) -> Outcome {
    let speech = Speech::of(language.unwrap_or_default());
    if args.simulate {
        if args.what.is_some() {
            return Err(Failure::of("phone-simulate-alone"));
        }
        return tokio::runtime::Runtime::new().map_err(Failure::new)?.block_on(neighbours::run(speech));
    }
    if let Some(What::Place(place::PlaceWishes::Scan { simulate: true, .. })) = &args.what {
        return place_simulated::run(speech);
    }
    let home = Home::open(args.store, args.server.as_deref(), speech)?;
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::new)?;
    match args.what {
        None => runtime.block_on(live::run(&home, args.adapter, args.watch_host, speech)),
        Some(What::Status) => status(&home, speech),
        Some(What::Report(wishes)) => runtime.block_on(report::run(&home, wishes, speech)),
        Some(What::Withdraw(wish)) => runtime.block_on(withdraw::run(&home, wish, speech)),
        Some(What::Place(place::PlaceWishes::Send)) => runtime.block_on(place_log::send(&home, speech)),
        Some(What::Code(wish)) => runtime.block_on(code::run(&home, wish, speech)),
        Some(What::Place(wishes)) => place::run(&home, wishes, speech),
        Some(What::Declare(wishes)) => runtime.block_on(declare::run(&home, wishes, speech)),
        Some(What::CallMe(wish)) => runtime.block_on(call_me::run(&home, wish, speech)),
        Some(What::Warnings) => runtime.block_on(report::warnings(&home, speech)),
        Some(What::SealTransfer { file }) => moving::seal(&home, &file, speech),
        Some(What::OpenTransfer { file }) => moving::open(&home, &file, speech),
        Some(What::ChangeKey) => moving::change_key(&home, speech),
        Some(What::Why) => why(&home, speech),
        Some(What::Erase { yes }) => erase(&home, yes, speech),
    }
}

fn status(home: &Home, speech: Speech) -> Outcome {
    let mut tracer = home.tracer(speech)?;
    for line in speech.status(&tracer.status(), false) {
        println!("{line}");
    }
    let days = tracer.history(lancan_desktop::now(), KEPT_DAYS).map_err(|problem| speech.failure(problem))?;
    println!("{}", speech.plain("history-title"));
    if days.is_empty() {
        println!("  {}", speech.plain("history-empty"));
    }
    for day in &days {
        println!("  {}: {}", speech.day(day.day), day.meetings.len());
    }
    let warnings = tracer.warnings().map_err(|problem| speech.failure(problem))?;
    println!("{}", speech.count("warning-count", warnings.len()));
    Ok(ExitCode::SUCCESS)
}

/// Prints one line for each case and rule; rules that were not in force on those days are left out.
fn why(home: &Home, speech: Speech) -> Outcome {
    let reasons = home.tracer(speech)?.reasons();
    let mut told = reasons.iter().filter(|reason| reason.failed != Some(FailedCondition::NotInForce)).peekable();
    if told.peek().is_none() {
        println!("{}", speech.plain("reason-no-case"));
    }
    for reason in told {
        println!("{}  {}: {}", speech.day(reason.day), reason.rule, speech.reason(reason));
    }
    Ok(ExitCode::SUCCESS)
}

fn erase(home: &Home, yes: bool, speech: Speech) -> Outcome {
    for line in speech.said("erase-title") {
        println!("{line}");
    }
    if !yes {
        println!("{}", speech.plain("phone-erase-sure"));
        if !ask::agrees(speech)? {
            return Ok(ask::left_as_it_was(speech));
        }
    }
    let now: Now = lancan_desktop::now();
    let mut tracer = home.tracer(speech)?;
    tracer.erase(now).map_err(|problem| speech.failure(problem))?;
    println!("{}", speech.plain("erase-done"));
    Ok(ExitCode::SUCCESS)
}
