//! `lancan demo`: the whole loop on contact data, and how well it warned.

mod console;
mod figures;
mod gate;
mod kind;
mod map;
mod progress;
mod report;
mod show;
pub(crate) mod skipped;
mod stage;
mod sums;

use std::{path::PathBuf, process::ExitCode, time::Instant};

use lancan_server::{
    Config,
    config::{DatabaseSetting, SecretText},
    store::Location,
};
use lancan_simulator::{
    air::{Air, Power, Realistic},
    authority::Authority,
    clock::FIRST_MIDNIGHT,
    contacts::Contacts,
    outbreak::{self, Answering, OutbreakError, Scenario},
    places::{Pattern, Places},
    town::Town,
    visiting::Scanning,
};

use lancan_text::{Catalogue, Language, help::Refusal};

use self::stage::{Run, Stage};
pub(crate) use self::{
    gate::{DemoGateArgs, run as run_gate},
    map::{DemoMapArgs, run as run_map},
};
use crate::{
    failure::{Failure, Outcome},
    gateway::Gateway,
};

/// Rehearses the whole loop: who was warned, and who should have been.
///
/// Runs the real server, puts a phone in every pocket, replays contacts, has an officer confirm a case, and compares who
/// was warned with who truly was a close contact (15 minutes added up over any 24 hours).
#[derive(clap::Args)]
pub(crate) struct DemoArgs {
    /// Contacts as lines of `t i j` every 20 seconds (`SocioPatterns`), plain or gzip, separated by blanks, or as CSV by tabs,
    /// commas or semicolons, with or without further columns; a header names the columns in any order (such as `time`, `id1`,
    /// `id2`); rows that are no contacts are counted and left out. Without a file a generated day of a town
    #[arg(long, value_name = "FILE")]
    contacts: Option<PathBuf>,
    /// What every draw of the phones and the air depends on; the server draws for itself how long a report waits
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Runs this many seeds, from --seed on, and prints median and range
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000))]
    seeds: u64,
    /// Perfect: contact means heard, all else silence. Realistic: rooms, bodies, walls, fading, collisions
    #[arg(long, value_enum, default_value_t = AirName::Realistic)]
    air: AirName,
    /// People confirmed, drawn among those with at least 3 close contacts
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1_000))]
    cases: u16,
    /// Metres between people in a room who are not in contact, where a file names no rooms: 3 unless given. For realistic air
    #[arg(long, value_name = "METRES", value_parser = spacing, requires = "contacts")]
    spacing: Option<f32>,
    /// What every phone sends with and declares, in dBm (-40 to 10), or `mixed`: each phone is of a model drawn from those
    /// measured for Exposure Notification
    #[arg(long, value_name = "DBM|mixed", value_parser = power, allow_hyphen_values = true, default_value = "-21")]
    power: Power,
    /// Rooms are places with posters beside Bluetooth: people scan at the door, cases report their visits, an officer publishes
    /// them, and phones warn of places. Says how well, beside Bluetooth's figures
    #[arg(long)]
    places: bool,
    /// Of people who come to a place, the share that scans its poster (0 to 1)
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = Scanning::default().enters, requires = "places")]
    enters: f32,
    /// Of those who scanned when they came, the share that scans again when they leave (0 to 1)
    #[arg(long, value_name = "SHARE", value_parser = share, default_value_t = Scanning::default().leaves, requires = "places")]
    leaves: f32,
    /// Keeps the server's rows in this empty PostgreSQL database instead of SQLite: `postgres://user:password@host/name`. The
    /// figures are the same; the rows stay there
    #[arg(long, value_name = "URL", value_parser = database, conflicts_with = "seeds")]
    database: Option<DatabaseSetting>,
    /// Prints one JSON object
    #[arg(long)]
    json: bool,
    /// Also writes the results as one page for a browser: who met a case, who was told what and why; with several seeds a dot
    /// for each, and the first one in full
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Leaves the server up after the result, until interrupted (Ctrl-C): prints the address of the officers' console and who
    /// can sign in there. Its clock goes on from the end of the run
    #[arg(long, conflicts_with = "seeds")]
    serve: bool,
}

impl DemoArgs {
    fn spacing(&self) -> f32 {
        self.spacing.unwrap_or(Realistic::default().spacing_m)
    }
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum AirName {
    Perfect,
    Realistic,
}

pub(crate) fn run(args: &DemoArgs, language: Option<Language>) -> Outcome {
    if args.spacing.is_some() && matches!(args.air, AirName::Perfect) {
        return Err(Failure::of("demo-spacing-perfect"));
    }
    let page = args.report.as_deref().map(report::PageFile::open).transpose()?;
    let read = match &args.contacts {
        Some(file) => Some(Contacts::read(file)?),
        None => None,
    };
    if let Some((file, read)) = args.contacts.as_ref().zip(read.as_ref()) {
        for line in skipped::lines(file, &read.skipped, language) {
            eprintln!("{line}");
        }
    }
    let text = Catalogue::of(language.unwrap_or_default());
    let air = match args.air {
        AirName::Perfect => Air::Perfect,
        AirName::Realistic => Air::Realistic(Realistic { spacing_m: args.spacing(), ..Realistic::default() }),
    };
    let scanning = args.places.then_some(Scanning { enters: args.enters, leaves: args.leaves });
    let mut stage = None;
    let mut runs = Vec::new();
    let mut left_up = None;
    for seed in args.seed..args.seed.saturating_add(args.seeds) {
        let (contacts, places) = population(read.as_ref().map(|read| &read.contacts), args, seed)?;
        let stage = stage.get_or_insert_with(|| Stage {
            source: args
                .contacts
                .as_ref()
                .map_or("a generated day of a town".into(), |file| file.display().to_string()),
            air,
            power: args.power,
            skipped: read.as_ref().map(|read| read.skipped),
            rows: contacts.rows.len(),
            days: contacts.days(),
            pattern: args.contacts.is_some().then(|| Pattern::of(&contacts)),
            places: places.summary(),
            scanning,
        });
        if runs.is_empty() && !args.json {
            println!("{}", show::stage(text, stage));
        }
        let scenario =
            Scenario { contacts, places, air, power: args.power, seed, cases: usize::from(args.cases), scanning };
        let (run, served) = rehearse(scenario, args, text)?;
        runs.push(run);
        left_up = served;
    }
    if let Some(stage) = stage {
        if let Some(page) = page {
            report::write(page, language.unwrap_or_default(), &stage, &runs)?;
        }
        if args.json {
            println!("{}", figures::json(&stage, &runs));
        } else {
            print!("{}", show::runs(text, &runs));
        }
    }
    if let Some(Served { mut authority, .. }) = left_up {
        let accounts = console::furnish(&mut authority).map_err(Failure::new)?;
        show::served(text, &authority, &accounts);
        authority.go_on_until_interrupted(&mut |now| show::next_codes(&accounts, now)).map_err(Failure::new)?;
        authority.stop();
    }
    Ok(ExitCode::SUCCESS)
}

fn population(contacts: Option<&Contacts>, args: &DemoArgs, seed: u64) -> Result<(Contacts, Places), Failure> {
    match contacts {
        Some(contacts) => Ok((contacts.clone(), Places::inferred(contacts, args.spacing(), seed))),
        None => Town::generate(seed).map(|town| (town.contacts, town.places)).map_err(Failure::new),
    }
}

/// A server that is left up, and its data.
struct Served {
    authority: Authority,
    _directory: tempfile::TempDir,
}

/// How many warned people of a demonstration that is served ask to be called.
const MOST_ANSWERS: usize = 6;

fn rehearse(scenario: Scenario, args: &DemoArgs, text: &Catalogue) -> Result<(Run, Option<Served>), Failure> {
    let began = Instant::now();
    let seed = scenario.seed;
    let directory = tempfile::tempdir().map_err(Failure::new)?;
    let gateway = if args.serve { Some(Gateway::start().map_err(Failure::new)?) } else { None };
    let settings = |config: &mut Config| {
        config.database.clone_from(&args.database);
        config.sms.webhook = gateway.as_ref().map(|gateway| gateway.url.clone());
        config.sms.secret = SecretText::new(SMS_SECRET);
    };
    let mut authority =
        Authority::start_with(directory.path(), outbreak::rules(), FIRST_MIDNIGHT, settings).map_err(Failure::new)?;
    let bar = progress::Bar::new(text, seed);
    let password = || gateway.as_ref()?.code();
    let answering = gateway.as_ref().map(|_| Answering { most: MOST_ANSWERS, password: &password });
    let outcome = outbreak::run_answered(scenario, &mut authority, answering.as_ref(), &mut |at| bar.show(at));
    let outcome = outcome.map_err(no_outcome)?;
    bar.done();
    let run = Run { seed, outcome, seconds: began.elapsed().as_secs_f64() };
    if args.serve {
        return Ok((run, Some(Served { authority, _directory: directory })));
    }
    authority.stop();
    Ok((run, None))
}

fn no_outcome(error: OutbreakError) -> Failure {
    match error {
        OutbreakError::TooFewContacts { found, wanted } => {
            Failure::said(|text| text.say("demo-few-cases", &[("found", found.into()), ("wanted", wanted.into())]))
        }
        other => Failure::new(other),
    }
}

fn database(text: &str) -> Result<DatabaseSetting, Refusal> {
    match Location::parse(text) {
        Ok(Location::Postgres(_)) => Ok(DatabaseSetting::new(text)),
        _ => Err(Refusal::of("demo-not-a-database", &[])),
    }
}

fn share(text: &str) -> Result<f32, Refusal> {
    let share = text.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| Refusal::of("demo-not-a-share", &[]))
}

fn spacing(text: &str) -> Result<f32, Refusal> {
    let metres = text.parse().ok().filter(|metres| (1.0..=20.0).contains(metres));
    metres.ok_or_else(|| Refusal::of("demo-not-a-spacing", &[]))
}

fn power(text: &str) -> Result<Power, Refusal> {
    if text == "mixed" {
        return Ok(Power::Mixed);
    }
    // What metadata can declare (docs/protocol.md).
    let dbm = text.parse().ok().filter(|dbm| (-40..=10).contains(dbm));
    dbm.map(Power::Same).ok_or_else(|| Refusal::of("demo-not-a-power", &[]))
}

/// What text messages are signed with between the server of a demonstration and its gateway, both in this process.
const SMS_SECRET: &str = "a demonstration signs its messages";

/// A password for an officer of a demonstration.
fn random_password() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    format!("{:016x}", RandomState::new().hash_one(0))
}
