//! `lancan bench uploads`: how many envelopes of the visitor log a running server takes in a second.

use std::fmt::Display;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::places::{PlaceCode, PlaceKeys, ScannedText};
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::{ENVELOPE_BYTES, LogHour, Upload};
use lancan_protocol::wire::{Deployment, path};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::json;

use super::client::{Client, Request};
use super::load::measure;
use super::usage::Usage;
use super::{at_least, machine, password_of};
use crate::address::address;
use crate::failure::{Failure, Outcome};
use crate::words::Words;

/// Envelopes that a place takes of one hour by phones, where nobody said how many people it holds.
const OF_AN_HOUR: usize = 1_600;

/// Measures how many envelopes of the visitor log a server takes.
///
/// Adds hospitals that keep a visitor log, scans their posters, and plays phones that upload envelopes of 512 bytes for the hours
/// of today, as many at a time as there are clients. The envelopes hold random bytes, which a server cannot tell from sealed
/// ones: never point this at a server that serves people. Prints what `lancan bench server` prints of a kind of request.
///
/// The officer has to see a ward; the password is in the variable `LANCAN_OFFICER_PASSWORD`.
#[derive(clap::Args)]
pub(crate) struct BenchUploadsArgs {
    /// The server's address, as `http://127.0.0.1:8080`.
    #[arg(long, value_parser = address)]
    url: String,
    /// Name of the officer who adds the places. The password is in the variable `LANCAN_OFFICER_PASSWORD`.
    #[arg(long, default_value = "bench")]
    officer: String,
    /// Code of the ward of the places.
    #[arg(long, default_value = "25054")]
    unit: String,
    /// Places. Each takes 1,600 envelopes an hour.
    #[arg(long, default_value_t = 40, value_parser = at_least::<usize, 1>)]
    places: usize,
    /// Phones that send at the same time.
    #[arg(long, default_value_t = 8, value_parser = at_least::<usize, 1>)]
    clients: usize,
    /// Seconds of the measurement.
    #[arg(long, default_value_t = 10, value_parser = at_least::<u64, 1>)]
    seconds: u64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &BenchUploadsArgs, words: Words) -> Outcome {
    let password = password_of(&args.officer)?;
    let mut officer = Client::new(&args.url);
    officer.sign_in(&args.officer, &password)?;
    let deployment: Deployment = serde_json::from_value(officer.get(path::DEPLOYMENT)?).map_err(Failure::new)?;
    let keys = PlaceKeys::of(&deployment);
    let codes = (0..args.places).map(|number| scanned(&officer, &args.unit, &keys, number));
    let codes = codes.collect::<Result<Vec<PlaceCode>, Failure>>()?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(Failure::new)?;
    let last = LogHour::of(UnixTime(since.as_secs()));
    let hours: Vec<LogHour> = (0..24)
        .map(|ago| LogHour(last.0.saturating_sub(ago)))
        .take_while(|hour| hour.day(KeyDays::VIETNAM) == last.day(KeyDays::VIETNAM))
        .collect();

    // No two runs send the same envelopes.
    let begun = since.as_secs() << 24;
    let next = AtomicUsize::new(0);
    let most = codes.len().saturating_mul(hours.len()).saturating_mul(OF_AN_HOUR);
    let upload = |client: &Client| {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= most {
            return Ok(None);
        }
        let code = codes.get(number % codes.len()).ok_or_else(|| Failure::broken("no place"))?;
        let hour = *hours.get(number / codes.len() % hours.len()).ok_or_else(|| Failure::broken("no hour"))?;
        let seed =
            code.day_seed(hour.day(KeyDays::VIETNAM)).ok_or_else(|| Failure::broken("the poster is not of today"))?;
        let mut envelope = vec![0; ENVELOPE_BYTES];
        let mut rng = ChaCha20Rng::seed_from_u64(begun ^ u64::try_from(number).unwrap_or(0));
        rng.fill_bytes(&mut envelope);
        let body = Upload::new(code.log_id(), hour, envelope, &seed).to_bytes();
        Ok(Some(client.send(&Request { path: "/v1/visitor-log", headers: Vec::new(), body })))
    };
    let clients: Vec<_> = (0..args.clients).map(|_| Client::new(&args.url)).collect();
    let until = Instant::now() + Duration::from_secs(args.seconds);
    let usage = Usage::of(&args.url);
    let measured = measure(&clients, &usage, until, &upload)?;
    let (requests, errors, per_second) = (measured.requests, measured.errors, measured.per_second);
    let result = json!({
        "processor": machine::processor(), "clients": args.clients, "counted": usage.counted(), "upload": measured,
    });
    if args.json {
        println!("{result:#}");
    } else {
        let rate = words.figure(per_second, 0);
        let said: [(&str, &dyn Display); 3] = [("requests", &requests), ("errors", &errors), ("rate", &rate)];
        println!("{}", words.say("bench-uploads", &said));
    }
    if errors > 0 {
        return Err(Failure::of("bench-uploads-refused"));
    }
    Ok(ExitCode::SUCCESS)
}

/// Adds a place that keeps a visitor log, and scans its poster.
fn scanned(officer: &Client, unit: &str, keys: &PlaceKeys, number: usize) -> Result<PlaceCode, Failure> {
    let body = json!({
        "name": format!("Bench {number}"), "category": "hospital", "unit": unit, "visitor_log": true,
        "although_alike": true,
    });
    let added = officer.post("/officer/v1/places", &body)?;
    let id = added.get("id").and_then(serde_json::Value::as_str).ok_or_else(|| Failure::lacks("id"))?;
    let poster = officer.get(&format!("/officer/v1/places/{id}/poster"))?;
    let text = poster.get("text").and_then(serde_json::Value::as_str).unwrap_or_default();
    match ScannedText::of(text) {
        ScannedText::Place(bytes) => PlaceCode::read(&bytes, keys).map_err(Failure::new),
        _ => Err(Failure::broken("the poster's text is no place code")),
    }
}
