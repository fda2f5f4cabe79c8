//! `lancan rssi`: the ranging model against measured signal strengths.

use std::{
    fmt::{Display, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use clap::Subcommand;
use lancan_protocol::{keys::Metadata, rules::Rules};
use lancan_simulator::fitting::{
    evaluate::{EstimatorFigures, Evaluation, PowerUsed, evaluate},
    measurements::TimeUnit,
    read,
    statistics::Estimate,
};
use lancan_text::Catalogue;

use crate::{
    bench::positive,
    failure::{Failure, Outcome},
    words::{Words, columns},
};

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

pub(crate) fn run(args: RssiArgs, text: &'static Catalogue) -> Outcome {
    let RssiCommand::Evaluate(args) = args.command;
    let measurements = read(&args.file).map_err(|error| Failure::file(&args.file, error))?;
    let found = evaluate(&measurements, args.within, args.window, &Rules::built_in().ranging);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&found).map_err(Failure::new)?);
    } else {
        print!("{}", said(&found, Words::of(text)));
    }
    Ok(ExitCode::SUCCESS)
}

fn said(found: &Evaluation, words: Words) -> String {
    let mut lines = about_the_file(found, words);
    let [windows, close, unknown] = [found.windows, found.close_windows, found.windows_without_truth];
    let (metres, seconds) = (words.number(found.within_m), words.number(found.window_s));
    let values: [(&str, &dyn Display); 4] =
        [("windows", &windows), ("close", &close), ("metres", &metres), ("unknown", &unknown)];
    lines.push((words.say("rssi-windows", &[("seconds", &seconds)]), words.say("rssi-windows-are", &values)));
    lines.push((words.plain("rssi-intervals"), words.plain(&format!("rssi-intervals-by-{}", found.drawn))));
    let mut text = columns(&lines);
    for (key, figures) in
        [("rssi-plain", Some(&found.plain)), ("rssi-model", Some(&found.model)), ("rssi-server", found.server.as_ref())]
    {
        if let Some(figures) = figures {
            let _ = writeln!(text, "{}", words.plain(key));
            for line in columns(&estimator(figures, words)).lines() {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
    text
}

/// What the file holds, and what was taken for the power with which its rows were sent.
fn about_the_file(found: &Evaluation, words: Words) -> Vec<(String, String)> {
    let rows: [(&str, &dyn Display); 2] = [("rows", &found.rows), ("left", &found.unmeasured_rows)];
    let PowerUsed { rows_with_power, rows_with_power_refused, assumed_dbm, assumed_from } = found.transmit_power;
    let from = words.plain(match assumed_from {
        "table of phone levels" => "rssi-power-from-table",
        "rules" => "rssi-power-from-rules",
        _ => "rssi-power-from-rows",
    });
    let power: [(&str, &dyn Display); 4] =
        [("with", &rows_with_power), ("rows", &found.rows), ("dbm", &assumed_dbm), ("from", &from)];
    let mut lines = vec![
        (words.plain("rssi-rows"), words.say("rssi-rows-are", &rows)),
        (words.plain("rssi-time"), time(found.time_unit, words)),
        (words.plain("rssi-power"), words.say("rssi-power-is", &power)),
    ];
    if rows_with_power_refused > 0 {
        let known = Metadata::POWER_DBM;
        let refused: [(&str, &dyn Display); 3] =
            [("rows", &rows_with_power_refused), ("least", known.start()), ("most", known.end())];
        lines.push((words.plain("rssi-power-refused"), words.say("rssi-power-refused-is", &refused)));
    }
    lines.push((words.plain("rssi-logs"), found.logs.to_string()));
    lines
}

fn time(unit: TimeUnit, words: Words) -> String {
    let (unit, is_assumed) = match unit {
        TimeUnit::Seconds => ("seconds", false),
        TimeUnit::Milliseconds => ("milliseconds", false),
        TimeUnit::Microseconds => ("microseconds", false),
        TimeUnit::Nanoseconds => ("nanoseconds", false),
        TimeUnit::AssumedMilliseconds => ("milliseconds", true),
        TimeUnit::AssumedMicroseconds => ("microseconds", true),
        TimeUnit::AssumedNanoseconds => ("nanoseconds", true),
        TimeUnit::AssumedSeconds | TimeUnit::Unstated => ("seconds", true),
    };
    let unit = words.plain(&format!("rssi-time-{unit}"));
    if is_assumed { words.say("rssi-time-assumed", &[("unit", &unit)]) } else { unit }
}

fn estimator(figures: &EstimatorFigures, words: Words) -> Vec<(String, String)> {
    let auc = figures.auc.as_ref().map_or_else(|| words.plain("rssi-auc-none"), |auc| interval(auc, words));
    let mut lines = vec![(words.plain("rssi-auc"), auc)];
    if let Some(gain) = figures.auc.as_ref().and(figures.gain.as_ref()) {
        lines.push((words.plain("rssi-gain"), interval(gain, words)));
    }
    if let Some(error) = figures.calibration_error {
        lines.push((words.plain("rssi-calibration"), words.figure(error, 3)));
    }
    if let Some(point) = figures.operating_point {
        let share = |rate: Option<f64>| {
            rate.map_or_else(|| words.plain("rssi-none"), |rate| format!("{} %", words.figure(rate * 100.0, 1)))
        };
        let (misses, alarms) = (share(figures.miss_rate), share(figures.false_alarm_rate));
        let rates = words.say("rssi-rates", &[("misses", &misses), ("alarms", &alarms)]);
        lines.push((words.say("rssi-from", &[("point", &words.figure(point, 2))]), rates));
    }
    lines
}

/// A figure with the ends of its interval, between which the language puts no comma of its own.
fn interval(estimate: &Estimate, words: Words) -> String {
    let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(|figure| words.figure(figure, 3));
    format!("{value} [{low}; {high}]")
}
