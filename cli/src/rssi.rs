//! `lancan rssi`: the ranging model against measured signal strengths.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use lancan_protocol::{keys::Metadata, rules::Rules};
use lancan_simulator::fitting::{
    evaluate::{EstimatorFigures, Evaluation, PowerUsed, evaluate},
    measurements::TimeUnit,
    read,
    statistics::Estimate,
};

use crate::failure::{Failure, Outcome};

/// Compares the ranging model with measurements.
///
/// The model is the one that ships; the measurements are a file's.
#[derive(clap::Args)]
pub(crate) struct RssiArgs {
    #[command(subcommand)]
    command: RssiCommand,
}

#[derive(Subcommand)]
enum RssiCommand {
    Evaluate(Evaluate),
}

/// Says how good the model is on one file of measurements.
///
/// How good the shipped model and a plain median threshold are on one file of measurements.
///
/// FILE is a table with a header, plain or gzip, separated by commas, semicolons or tabs; or a DP-3T SQLite file. The header
/// names, in any order: a time (`t_s`, `elapsed_s`, `timestamp_s`; `t_ms`, `timestamp_ms`, so with `us` and `ns`; or
/// `timestamp`, `time`, `t`, which are seconds below 10^11, milliseconds below 10^14, microseconds below 10^17 and nanoseconds
/// from there on), `rssi_dbm` or `rssi`, and `distance_m` or `range_ft`. It may name `log` (or `carriage`), `receiver` and
/// `transmitter`, whose values are any text, and `tx_dbm` or `tx_power`. A power outside -40 to 10 dBm is unknown, as phones
/// take it; lines that begin with `#` are comments. Windows start at the first row of each pair. Intervals are 95 %, from 1,000 draws of whole logs (of windows where there is one log).
#[derive(clap::Args)]
struct Evaluate {
    /// The measurements.
    file: PathBuf,
    /// "Close" means within this many metres.
    #[arg(long, value_name = "METRES", value_parser = positive)]
    within: f64,
    /// Length of a window.
    #[arg(long, value_name = "SECONDS", default_value = "300", value_parser = positive)]
    window: f64,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

fn positive(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "not a number".to_owned())?;
    if number.is_finite() && number > 0.0 { Ok(number) } else { Err("must be greater than 0".into()) }
}

pub(crate) fn run(args: RssiArgs) -> Outcome {
    let RssiCommand::Evaluate(args) = args.command;
    let measurements = read(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    let found = evaluate(&measurements, args.within, args.window, &Rules::built_in().ranging);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found).map_err(Failure::new)?);
    } else {
        print(&found);
    }
    Ok(ExitCode::SUCCESS)
}

fn print(found: &Evaluation) {
    println!(
        "rows                   {} (and {} without a signal strength or a time)",
        found.rows, found.unmeasured_rows
    );
    println!("time                   {}", time(found.time_unit));
    let PowerUsed { rows_with_power, rows_with_power_refused, assumed_dbm, assumed_from } = found.transmit_power;
    let known = Metadata::POWER_DBM;
    let refused = match rows_with_power_refused {
        0 => String::new(),
        rows => format!(" ({rows} more lie outside {} to {} dBm: unknown)", known.start(), known.end()),
    };
    println!(
        "transmit power         sent with {rows_with_power} of {} rows{refused}; for the others, and where a phone learns its level for all, {assumed_dbm} dBm is assumed ({assumed_from})",
        found.rows
    );
    println!("logs                   {}", found.logs);
    println!(
        "windows of {:<3} s       {} ({} within {} m; {} more without a known distance)",
        found.window_s, found.windows, found.close_windows, found.within_m, found.windows_without_truth
    );
    println!("intervals              95 %, by drawing {}", found.drawn);
    estimator("plain median threshold", &found.plain);
    estimator("shipped model, a phone alone", &found.model);
    if let Some(server) = &found.server {
        estimator("server, all logs, both ways", server);
    }
}

fn time(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Seconds => "in seconds",
        TimeUnit::Milliseconds => "in milliseconds",
        TimeUnit::Microseconds => "in microseconds",
        TimeUnit::Nanoseconds => "in nanoseconds",
        TimeUnit::AssumedMilliseconds => "in milliseconds, assumed: the file names no unit",
        TimeUnit::AssumedMicroseconds => "in microseconds, assumed: the file names no unit",
        TimeUnit::AssumedNanoseconds => "in nanoseconds, assumed: the file names no unit",
        TimeUnit::AssumedSeconds | TimeUnit::Unstated => "in seconds, assumed: the file names no unit",
    }
}

fn estimator(name: &str, figures: &EstimatorFigures) {
    println!("{name}");
    let Some(auc) = &figures.auc else {
        println!("  AUC                  none: the windows are all close or all far");
        return rates(figures);
    };
    println!("  AUC                  {}", interval(auc));
    if let Some(gain) = &figures.gain {
        println!("  gain over plain      {}", interval(gain));
    }
    rates(figures);
}

fn rates(figures: &EstimatorFigures) {
    if let Some(error) = figures.calibration_error {
        println!("  calibration error    {error:.3}");
    }
    if let Some(point) = figures.operating_point {
        let share = |rate: Option<f64>| rate.map_or("none".into(), |rate| format!("{:.1} %", rate * 100.0));
        println!(
            "  from P(close) {point:.2}   misses {}, false alarms {}",
            share(figures.miss_rate),
            share(figures.false_alarm_rate)
        );
    }
}

fn interval(estimate: &Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", estimate.value, estimate.low, estimate.high)
}
