//! Measurements from a table of text, whose header names the columns.

use std::collections::BTreeMap;

use csv::StringRecord;

use super::{error::ReadError, names::Names};
use crate::fitting::measurements::{Measurement, Measurements, TimeUnit};

const METRES_PER_FOOT: f64 = 0.3048;

const LOG: &[&str] = &["log", "carriage", "session"];
const RECEIVER: &[&str] = &["receiver", "receiver_id", "rx", "rx_id"];
const TRANSMITTER: &[&str] = &["transmitter", "transmitter_id", "sender", "sender_id", "tx_id"];
const SECONDS: &[&str] = &["t_s", "elapsed_s", "time_s", "timestamp_s", "seconds"];
const MILLISECONDS: &[&str] = &["t_ms", "elapsed_ms", "time_ms", "timestamp_ms", "milliseconds"];
const TIME: &[&str] = &["timestamp", "time", "t"];
const RSSI: &[&str] = &["rssi_dbm", "rssi"];
const POWER: &[&str] = &["tx_dbm", "tx_power", "tx_power_dbm", "transmit_power_dbm", "power_dbm"];
const METRES: &[&str] = &["distance_m", "range_m", "ground_truth_distance", "distance"];
const FEET: &[&str] = &["range_ft", "distance_ft"];
/// What tables write where a value is missing.
const MISSING: &[&str] = &["", "na", "nan", "null", "none"];

/// The columns of a table, counted from 0.
struct TableColumns {
    log: Option<usize>,
    receiver: Option<usize>,
    transmitter: Option<usize>,
    time: usize,
    unit: TimeUnit,
    rssi: usize,
    power: Option<usize>,
    distance: usize,
    metres: f64,
}

impl TableColumns {
    fn of(header: &StringRecord) -> Result<Self, ReadError> {
        let names: Vec<String> = header.iter().map(|name| name.trim_start_matches('\u{feff}').to_lowercase()).collect();
        let find = |wanted: &[&str]| wanted.iter().find_map(|name| names.iter().position(|found| found == name));
        let need = |what, wanted: &[&[&str]]| {
            let found = (0..).zip(wanted).find_map(|(kind, wanted)| Some((find(wanted)?, kind)));
            found.ok_or_else(|| ReadError::Column { what, names: wanted.concat().join(", ") })
        };
        let (time, kind) = need("time", &[SECONDS, MILLISECONDS, TIME])?;
        let unit = match kind {
            0 => TimeUnit::Seconds,
            1 => TimeUnit::Milliseconds,
            _ => TimeUnit::Unstated,
        };
        let (rssi, _) = need("signal strength", &[RSSI])?;
        let (distance, kind) = need("true distance", &[METRES, FEET])?;
        let metres = if kind == 0 { 1.0 } else { METRES_PER_FOOT };
        let (log, receiver, transmitter) = (find(LOG), find(RECEIVER), find(TRANSMITTER));
        Ok(Self { log, receiver, transmitter, time, unit, rssi, power: find(POWER), distance, metres })
    }
}

/// Reads a table separated by commas, semicolons or tabs. Where it names neither log nor receiver, it is one log; where it
/// names no transmitter, each log heard one.
pub(super) fn read(text: &[u8]) -> Result<Measurements, ReadError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).delimiter(separator(text)).from_reader(text);
    let header = reader.headers()?.clone();
    let columns = TableColumns::of(&header)?;
    let mut names = Names::default();
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(row(&record?, &header, &columns, &mut names)?);
    }
    let mut transmitters: BTreeMap<u32, u32> = BTreeMap::new();
    let several = |row: &Measurement| *transmitters.entry(row.receiver).or_insert(row.transmitter) != row.transmitter;
    let several_transmitters = rows.iter().any(several);
    Ok(Measurements { rows, logs: names.all, several_transmitters, unit: columns.unit, ..Measurements::default() })
}

/// The separator that the first line holds most of; the comma where it holds none.
fn separator(text: &[u8]) -> u8 {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| first.split(|byte| *byte == separator).count();
    b"\t;,".iter().copied().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

fn row(
    record: &StringRecord,
    header: &StringRecord,
    columns: &TableColumns,
    names: &mut Names,
) -> Result<Measurement, ReadError> {
    let wrong = |column: usize| ReadError::Number {
        line: record.position().map_or(0, csv::Position::line),
        column: header.get(column).unwrap_or_default().to_owned(),
    };
    let number = |column: usize| -> Result<Option<f64>, ReadError> {
        let field = record.get(column).unwrap_or_default();
        if MISSING.contains(&field.to_lowercase().as_str()) {
            return Ok(None);
        }
        field.parse().ok().filter(|value: &f64| value.is_finite()).map(Some).ok_or_else(|| wrong(column))
    };
    let required = |column: usize| number(column)?.ok_or_else(|| wrong(column));
    let named = |column: Option<usize>, names: &mut Names| {
        column.map(|column| names.number(record.get(column).unwrap_or_default()))
    };
    let log = named(columns.log, names);
    let receiver = named(columns.receiver, names);
    let log = log.or(receiver).unwrap_or_else(|| names.number("all"));
    let receiver = receiver.unwrap_or(log);
    Ok(Measurement {
        log,
        receiver,
        transmitter: named(columns.transmitter, names).unwrap_or(log),
        at: required(columns.time)?,
        rssi_dbm: required(columns.rssi)?,
        power_dbm: columns.power.map(number).transpose()?.flatten(),
        distance_m: number(columns.distance)?.filter(|distance| *distance >= 0.0).map(|d| d * columns.metres),
    })
}
