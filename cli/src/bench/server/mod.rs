//! `lancan bench server`: what a request costs a running server, and how long it takes.

mod client;
mod load;
mod phone;
mod uploads;
mod usage;

use std::fmt::Display;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use lancan_protocol::wire::path;
use serde_json::{Value, json};

use super::machine;
use super::numbers::at_least;
use crate::address::address;
use crate::failure::{Failure, Outcome};
use crate::words::Words;
use client::Client;
use load::{Cost, measure};
use phone::Phone;
use usage::Usage;

pub(crate) use uploads::{BenchUploadsArgs, run as run_uploads};

/// Measures a server under load.
///
/// Plays many phones against a running server: codes become tokens, reports of 14 keys are sent, cover is sent, the index
/// is asked for. Prints percentiles, errors, bytes, and the processor time of server and database for each request.
///
/// The reports are of random keys and are published like others: never point this at a server that serves people.
///
/// To try it: `export LANCAN_SERVER_SESSIONS__TOTP=false`,
/// `printf '%s\n' 'a long password' | lancan-server officer create bench --centre Test --password-stdin`,
/// `lancan-server serve`, then `LANCAN_OFFICER_PASSWORD='a long password' lancan bench server --url http://127.0.0.1:8080`.
///
/// Processor time is read from /proc: that of the process that listens on the address, of the PostgreSQL that it is connected
/// with over TCP on this machine (where none is found so, of all processes named `postgres`), and of this program. What was
/// counted is printed. Where the server is on another machine, its time is left out.
#[derive(clap::Args)]
pub(crate) struct BenchServerArgs {
    /// The server's address, as `http://127.0.0.1:8080`.
    #[arg(long, value_parser = address)]
    url: String,
    /// Name of the officer who opens cases and gives codes. The password is in the variable `LANCAN_OFFICER_PASSWORD`.
    #[arg(long, default_value = "bench")]
    officer: String,
    /// Phones that ask at the same time.
    #[arg(long, default_value_t = 8, value_parser = at_least::<usize, 1>)]
    clients: usize,
    /// Seconds of each of the six measurements.
    #[arg(long, default_value_t = 10, value_parser = at_least::<u64, 1>)]
    seconds: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// The variable with the officer's password.
const PASSWORD: &str = "LANCAN_OFFICER_PASSWORD";
/// Days from onset to today: the window then holds at least the 14 days of a report.
const ONSET_DAYS_AGO: i64 = 13;
/// Codes given for one case before the next is opened.
const CODES_A_CASE: usize = 50;

pub(crate) fn run(args: &BenchServerArgs, words: Words) -> Outcome {
    let password = password_of(&args.officer)?;
    let mut officer = Client::new(&args.url);
    officer.sign_in(&args.officer, &password)?;
    let usage = Usage::of(&args.url);
    let bench = Bench { args, usage };

    let codes = Mutex::new(Vec::new());
    let issue = bench.codes(&officer, &codes)?;
    let codes = Mutex::new(
        codes.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().map(Phone::new).collect::<Vec<_>>(),
    );
    let granted = Mutex::new(Vec::new());
    let verify = bench.each(&|client| {
        let Some(phone) = taken(&codes) else { return Ok(None) };
        let asked = client.send(&phone.verify_request()?);
        if let Some(answer) = asked.body_if_ok() {
            put(&granted, phone.granted(answer)?);
        }
        Ok(Some(asked))
    })?;
    let report = bench.each(&|client| {
        let Some(phone) = taken(&granted) else { return Ok(None) };
        let request = phone.report_request()?;
        Ok(Some(client.send(&request)))
    })?;
    let covers = Mutex::new(Vec::new());
    let cover_verify = bench.each(&|client| {
        let phone = Phone::cover();
        let asked = client.send(&phone.verify_request()?);
        if let Some(answer) = asked.body_if_ok() {
            put(&covers, phone.granted(answer)?);
        }
        Ok(Some(asked))
    })?;
    let cover_report = bench.each(&|client| {
        let Some(phone) = taken(&covers) else { return Ok(None) };
        Ok(Some(client.send(&phone.cover_request()?)))
    })?;
    let tag = Client::new(&args.url).etag(path::INDEX)?;
    let poll = bench.each(&|client| Ok(Some(client.poll(path::INDEX, &tag))))?;

    let per_request = |measured: &Cost| measured.server_cpu_ms.map(|own| own + measured.database_cpu_ms.unwrap_or(0.0));
    let result = json!({
        "processor": machine::processor(),
        "clients": args.clients,
        "counted": bench.usage.counted(),
        "verify_cpu_ms": per_request(&verify),
        "report_cpu_ms": per_request(&report),
        "give_code": issue, "verify": verify, "report": report,
        "cover_verify": cover_verify, "cover_report": cover_report, "poll": poll,
    });
    if args.json {
        println!("{result:#}");
    } else {
        print_text(&result, &bench.usage, words);
    }
    Ok(ExitCode::SUCCESS)
}

/// The officer's password, which the environment holds.
fn password_of(officer: &str) -> Result<String, Failure> {
    let needed = |_| Failure::with_all("bench-password-needed", &[("variable", &PASSWORD), ("officer", &officer)]);
    std::env::var(PASSWORD).map_err(needed)
}

/// The next one, if any is left.
fn taken<T>(from: &Mutex<Vec<T>>) -> Option<T> {
    from.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn put<T>(into: &Mutex<Vec<T>>, one: T) {
    into.lock().unwrap_or_else(PoisonError::into_inner).push(one);
}

struct Bench<'a> {
    args: &'a BenchServerArgs,
    usage: Usage,
}

impl Bench<'_> {
    /// All clients do this again and again until the seconds are over or nothing is left to do.
    fn each(&self, work: &(dyn Fn(&Client) -> Result<Option<client::Asked>, Failure> + Sync)) -> Result<Cost, Failure> {
        let until = Instant::now() + Duration::from_secs(self.args.seconds);
        let clients: Vec<_> = (0..self.args.clients).map(|_| Client::new(&self.args.url)).collect();
        measure(&clients, &self.usage, until, work)
    }

    /// The officer gives codes, one after the other.
    fn codes(&self, officer: &Client, codes: &Mutex<Vec<String>>) -> Result<Cost, Failure> {
        let onset = Utc::now() - TimeDelta::days(ONSET_DAYS_AGO);
        let onset = onset.format("%Y-%m-%d").to_string();
        let case = Mutex::new((0_usize, String::new()));
        let until = Instant::now() + Duration::from_secs(self.args.seconds);
        let give = |officer: &Client| {
            let mut case = case.lock().unwrap_or_else(PoisonError::into_inner);
            if case.0.is_multiple_of(CODES_A_CASE) {
                case.1 = officer.open_case(&onset)?;
            }
            case.0 += 1;
            let asked = officer.give_code(&case.1);
            if let Some(answer) = asked.body_if_ok() {
                put(codes, client::code_of(answer)?);
            }
            Ok(Some(asked))
        };
        measure(std::slice::from_ref(officer), &self.usage, until, &give)
    }
}

/// What is measured, and the columns of each, by the names of the JSON.
const ROWS: [&str; 6] = ["give_code", "verify", "report", "cover_verify", "cover_report", "poll"];
const COLUMNS: [&str; 11] = [
    "requests",
    "errors",
    "per_second",
    "p50_ms",
    "p90_ms",
    "p99_ms",
    "bytes_sent",
    "bytes_received",
    "server_cpu_ms",
    "database_cpu_ms",
    "client_cpu_ms",
];

fn print_text(result: &Value, usage: &Usage, words: Words) {
    let clients = result.get("clients").and_then(Value::as_u64).unwrap_or_default();
    let who = [("processor", &machine::processor_in(words) as &dyn Display), ("clients", &clients)];
    println!("{}", words.say("bench-server-clients", &who));
    println!("{}", usage.counted_in(words));
    let named = |kind: &str, name: &str| words.plain(&format!("bench-server-{kind}-{}", name.replace('_', "-")));
    let titles = COLUMNS.map(|column| named("column", column));
    let line = |name: &str, cells: [String; 11]| {
        let cells = cells.iter().zip(&titles).map(|(cell, title)| {
            let width = title.chars().count().max(7);
            format!("  {cell:>width$}")
        });
        println!("{name:<14}{}", cells.collect::<String>());
    };
    line("", titles.clone());
    for row in ROWS {
        let Some(measured) = result.get(row) else { continue };
        let cell = |column: &str| match measured.get(column) {
            Some(Value::Number(number)) => words.number(number.as_f64().unwrap_or(f64::NAN)),
            _ => "-".to_owned(),
        };
        line(&named("row", row), COLUMNS.map(cell));
    }
}
