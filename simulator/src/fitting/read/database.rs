//! Measurements from a `SQLite` file as DP-3T publishes them.

use std::path::Path;

use lancan_protocol::ranging::phone_level;
use rusqlite::{Connection, OpenFlags, types::ValueRef};

use super::{error::ReadError, names::Names};
use crate::fitting::measurements::{Measurement, Measurements, TimeUnit};

/// Reads the table `results`. Phones may be named by numbers or by text; their models may be missing.
pub(super) fn read(path: &Path) -> Result<Measurements, ReadError> {
    // Immutable: nothing is written beside a file that belongs to others.
    let uri = format!(
        "file:{}?immutable=1",
        path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
    );
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(uri, flags)?;
    // A file that names no models has only the power that the phones declared.
    let powers_by_table = database.prepare("SELECT transmitter_model FROM results").is_ok();
    let power = if powers_by_table { "transmitter_model" } else { "tx_power" };
    let mut statement = database.prepare(&format!(
        "SELECT receiver_id, transmitter_id, timestamp, rssi, {power}, ground_truth_distance FROM results
         ORDER BY receiver_id, timestamp, db_id"
    ))?;
    let mut names = Names::default();
    let mut rows = Vec::new();
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let (receiver, transmitter) = (name(row.get_ref(0)?), name(row.get_ref(1)?));
        let (receiver, transmitter) = (names.number(&receiver), names.number(&transmitter));
        rows.push(Measurement {
            log: receiver,
            receiver,
            transmitter,
            at: row.get::<_, Option<f64>>(2)?.unwrap_or(f64::NAN),
            rssi_dbm: row.get::<_, Option<f64>>(3)?.unwrap_or(f64::NAN),
            power_dbm: if powers_by_table { power_dbm(&name(row.get_ref(4)?)) } else { row.get(4)? },
            distance_m: row.get::<_, Option<f64>>(5)?.filter(|distance| *distance >= 0.0),
        });
    }
    let unit = TimeUnit::Unstated;
    let by_table = Measurements { powers_by_table, several_transmitters: true, ..Measurements::default() };
    Ok(Measurements { rows, logs: names.all, unit, ..by_table })
}

/// The power of a model by the table of phone levels, in dBm. What a platform says of its power is nominal.
fn power_dbm(model: &str) -> Option<f64> {
    let maker = if model.starts_with("SM-") { "samsung" } else { "" };
    phone_level(maker, model).map(|level| f64::from(level.transmit_power_dbm))
}

fn name(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
    }
}
