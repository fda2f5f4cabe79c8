//! Measurements from a table of text, whose header names the columns.

use std::{borrow::Cow, collections::BTreeMap};

use csv::StringRecord;

use super::{error::ReadError, names::Names};
use crate::{
    delimited::{column_name, is_missing, number, separator, shift, used},
    fitting::measurements::{Measurement, Measurements, TimeUnit},
};

const METRES_PER_FOOT: f64 = 0.3048;

const LOG: &[&str] = &["log", "carriage", "session"];
const RECEIVER: &[&str] = &["receiver", "receiver_id", "rx", "rx_id"];
const TRANSMITTER: &[&str] = &["transmitter", "transmitter_id", "sender", "sender_id", "tx_id"];
const SECONDS: &[&str] = &["t_s", "elapsed_s", "time_s", "timestamp_s", "seconds"];
const MILLISECONDS: &[&str] = &["t_ms", "elapsed_ms", "time_ms", "timestamp_ms", "milliseconds"];
const MICROSECONDS: &[&str] = &["t_us", "elapsed_us", "time_us", "timestamp_us", "microseconds"];
const NANOSECONDS: &[&str] = &["t_ns", "elapsed_ns", "time_ns", "timestamp_ns", "nanoseconds"];
const TIME: &[&str] = &["timestamp", "time", "t"];
const RSSI: &[&str] = &["rssi_dbm", "rssi"];
const POWER: &[&str] = &["tx_dbm", "tx_power", "tx_power_dbm", "transmit_power_dbm", "power_dbm"];
const METRES: &[&str] = &["distance_m", "range_m", "ground_truth_distance", "distance"];
const FEET: &[&str] = &["range_ft", "distance_ft"];

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
        let names: Vec<String> = header.iter().map(column_name).collect();
        let find = |wanted: &[&str]| wanted.iter().find_map(|name| names.iter().position(|found| found == name));
        let need = |what, wanted: &[&[&str]]| {
            let found = (0..).zip(wanted).find_map(|(kind, wanted)| Some((find(wanted)?, kind)));
            let missing = || ReadError::Column { found: names.join(", "), what, names: wanted.concat().join(", ") };
            found.ok_or_else(missing)
        };
        let (time, kind) = need("time", &[SECONDS, MILLISECONDS, MICROSECONDS, NANOSECONDS, TIME])?;
        let unit = match kind {
            0 => TimeUnit::Seconds,
            1 => TimeUnit::Milliseconds,
            2 => TimeUnit::Microseconds,
            3 => TimeUnit::Nanoseconds,
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
    // Some systems end a line with a carriage return alone.
    let mut text = Cow::Borrowed(text);
    if !text.contains(&b'\n') {
        for byte in text.to_mut().iter_mut().filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
    }
    let text: &[u8] = &text;
    let separator = separator(first_line(text)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text);
    let mut table: Option<Table> = None;
    let mut names = Names::default();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let comment = is_comment(record.get(0).unwrap_or_default().as_bytes());
        match &mut table {
            // A comment may be the header.
            None if comment => table = Table::new(&record, separator).ok(),
            None => table = Some(Table::new(&record, separator)?),
            Some(table) if comment || record == table.header => {}
            Some(table) => rows.push(table.row(&record, &mut names)?),
        }
    }
    let unit = table.ok_or(ReadError::Empty)?.columns.unit;
    let mut transmitters: BTreeMap<u32, u32> = BTreeMap::new();
    let several = |row: &Measurement| *transmitters.entry(row.receiver).or_insert(row.transmitter) != row.transmitter;
    let several_transmitters = rows.iter().any(several);
    Ok(Measurements { rows, logs: names.all, several_transmitters, unit, ..Measurements::default() })
}

fn is_comment(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"#")
}

/// The first line that is neither empty nor a comment: what separates fields there does so everywhere.
fn first_line(text: &[u8]) -> &[u8] {
    let mut lines = text.split(|byte| *byte == b'\n');
    lines.find(|line| !line.trim_ascii().is_empty() && !is_comment(line)).unwrap_or_default()
}

/// How the rows of a table are read.
struct Table {
    header: StringRecord,
    columns: TableColumns,
    separator: u8,
    /// By how much rows stand to the right of the header, once a row has shown it.
    shift: Option<usize>,
}

impl Table {
    fn new(header: &StringRecord, separator: u8) -> Result<Self, ReadError> {
        let fields = header.iter().enumerate().map(|(place, field)| match place {
            0 => field.trim_start_matches(['\u{feff}', '#', ' ']),
            _ => field,
        });
        let columns = TableColumns::of(&fields.collect())?;
        Ok(Self { header: header.clone(), columns, separator, shift: None })
    }

    fn row(&mut self, record: &StringRecord, names: &mut Names) -> Result<Measurement, ReadError> {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().any(|field| field.contains('\n')) {
            return Err(ReadError::Quote { line });
        }
        let used = |record: &StringRecord| used(&record.iter().collect::<Vec<_>>());
        let makes_sense = |by| self.read(record, by, &mut Names::default()).is_ok_and(|row| row.is_measured());
        let by = match self.shift {
            Some(by) => by,
            None => shift(used(record), used(&self.header), makes_sense).ok_or(ReadError::Ragged { line })?,
        };
        let row = self.read(record, by, names)?;
        if row.is_measured() {
            self.shift = Some(by);
        }
        Ok(row)
    }

    /// Reads a row whose fields stand so many columns to the right of their names. What is missing in it is no number.
    fn read(&self, record: &StringRecord, by: usize, names: &mut Names) -> Result<Measurement, ReadError> {
        let columns = &self.columns;
        let field = |column: usize| record.get(column + by).unwrap_or_default();
        let value = |column: usize| -> Result<Option<f64>, ReadError> {
            if is_missing(field(column)) {
                return Ok(None);
            }
            number(field(column), Some(self.separator)).map(Some).ok_or_else(|| ReadError::Number {
                line: record.position().map_or(0, csv::Position::line),
                column: self.header.get(column).unwrap_or_default().to_owned(),
            })
        };
        let named = |column: Option<usize>, names: &mut Names| column.map(|column| names.number(field(column)));
        let log = named(columns.log, names);
        let receiver = named(columns.receiver, names);
        let log = log.or(receiver).unwrap_or_else(|| names.number("all"));
        let receiver = receiver.unwrap_or(log);
        Ok(Measurement {
            log,
            receiver,
            transmitter: named(columns.transmitter, names).unwrap_or(log),
            at: value(columns.time)?.unwrap_or(f64::NAN),
            rssi_dbm: value(columns.rssi)?.unwrap_or(f64::NAN),
            power_dbm: columns.power.map(value).transpose()?.flatten(),
            distance_m: value(columns.distance)?.filter(|distance| *distance >= 0.0).map(|d| d * columns.metres),
        })
    }
}
