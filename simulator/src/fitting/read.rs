//! Reading measurements: CSV, CSV packed with gzip, or a DP-3T SQLite file.

use std::{collections::HashMap, io::Read as _, path::Path};

use rusqlite::{Connection, OpenFlags};

use super::measurements::{Measurements, Row};

/// Why a file of measurements cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It cannot be read.
    #[error("cannot read the file: {0}")]
    Io(#[from] std::io::Error),
    /// It is not CSV.
    #[error("not a CSV file: {0}")]
    Csv(#[from] csv::Error),
    /// It is not a DP-3T database.
    #[error("not a DP-3T database with a table \"results\": {0}")]
    Database(#[from] rusqlite::Error),
    /// A column is missing.
    #[error(
        "the header names none of {0}; it must have log or carriage, t_s or elapsed_s, rssi_dbm, and range_ft or distance_m"
    )]
    Column(String),
    /// A field is not a number.
    #[error("line {line}: {column} is not a number")]
    Number {
        /// Line in the file.
        line: u64,
        /// The column's name.
        column: String,
    },
    /// There is nothing in it.
    #[error("the file holds no row with a signal strength")]
    Empty,
}

const METRES_PER_FOOT: f64 = 0.3048;

/// Reads a file of measurements, whatever its form.
///
/// # Errors
/// [`ReadError`] says what is wrong with it.
pub fn read(path: &Path) -> Result<Measurements, ReadError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    let mut measurements = if bytes.starts_with(b"SQLite format 3\0") {
        read_database(path)?
    } else if bytes.starts_with(&[0x1F, 0x8B]) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut text)?;
        read_csv(&text)?
    } else {
        read_csv(&bytes)?
    };
    let all = measurements.rows.len();
    measurements.rows.retain(|row| row.rssi_dbm < 0.0);
    measurements.unmeasured = all - measurements.rows.len();
    if measurements.rows.is_empty() {
        return Err(ReadError::Empty);
    }
    measurements.rows.sort_by(|a, b| a.log.cmp(&b.log).then(a.at.total_cmp(&b.at)));
    Ok(measurements)
}

fn read_csv(text: &[u8]) -> Result<Measurements, ReadError> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text);
    let header = reader.headers()?.clone();
    let find = |names: &[&str]| names.iter().find_map(|name| header.iter().position(|found| found == *name));
    let need = |names: &[&str]| find(names).ok_or_else(|| ReadError::Column(names.join(", ")));
    let log = need(&["log", "carriage"])?;
    let time = need(&["t_s", "elapsed_s"])?;
    let rssi = need(&["rssi_dbm"])?;
    let power = find(&["tx_dbm"]);
    let distance = need(&["range_ft", "distance_m"])?;
    let unit = if header.get(distance) == Some("range_ft") { METRES_PER_FOOT } else { 1.0 };
    let mut logs: HashMap<String, u32> = HashMap::new();
    let mut measurements = Measurements::default();
    for record in reader.records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |column: usize| -> Result<Option<f64>, ReadError> {
            let field = record.get(column).unwrap_or_default();
            let wrong = || ReadError::Number { line, column: header.get(column).unwrap_or_default().to_owned() };
            let value = (!field.is_empty()).then(|| field.parse::<f64>()).transpose().map_err(|_| wrong())?;
            if value.is_some_and(|value| !value.is_finite()) { Err(wrong()) } else { Ok(value) }
        };
        let required = |column: usize| {
            number(column)?
                .ok_or_else(|| ReadError::Number { line, column: header.get(column).unwrap_or_default().to_owned() })
        };
        let name = record.get(log).unwrap_or_default();
        let next = logs.len() as u32;
        let log = *logs.entry(name.to_owned()).or_insert(next);
        if log == next {
            measurements.logs.push(name.to_owned());
        }
        measurements.rows.push(Row {
            log,
            receiver: log,
            transmitter: log,
            at: required(time)?,
            rssi_dbm: required(rssi)?,
            power_dbm: power.map(number).transpose()?.flatten(),
            distance_m: number(distance)?.filter(|distance| *distance >= 0.0).map(|distance| distance * unit),
        });
    }
    Ok(measurements)
}

fn read_database(path: &Path) -> Result<Measurements, ReadError> {
    // Immutable: nothing is written beside a file that belongs to others.
    let uri = format!(
        "file:{}?immutable=1",
        path.display().to_string().replace('%', "%25").replace('?', "%3f").replace('#', "%23")
    );
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(uri, flags)?;
    let mut statement = database.prepare(
        "SELECT receiver_id, transmitter_id, timestamp, rssi, tx_power, ground_truth_distance FROM results
         ORDER BY receiver_id, timestamp, db_id",
    )?;
    let mut measurements = Measurements { several_transmitters: true, ..Measurements::default() };
    let mut logs: HashMap<i64, u32> = HashMap::new();
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        let (receiver, transmitter): (i64, i64) = (row.get(0)?, row.get(1)?);
        let mut numbered = |phone: i64| {
            let next = logs.len() as u32;
            *logs.entry(phone).or_insert_with(|| {
                measurements.logs.push(phone.to_string());
                next
            })
        };
        let (receiver, transmitter) = (numbered(receiver), numbered(transmitter));
        measurements.rows.push(Row {
            log: receiver,
            receiver,
            transmitter,
            at: row.get::<_, f64>(2)? / 1_000.0,
            rssi_dbm: row.get(3)?,
            power_dbm: row.get(4)?,
            distance_m: row.get::<_, Option<f64>>(5)?.filter(|distance| *distance >= 0.0),
        });
    }
    Ok(measurements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(bytes).unwrap();
        file
    }

    #[test]
    fn feet_become_metres_and_unknown_distances_and_powers_stay_unknown() {
        let text = "log,carriage,t_s,rssi_dbm,tx_dbm,range_ft\na,HH,0.5,-60,8,10\na,HH,1,-61,,-1\nb,HH,1,127,,3\n";
        let read = read(file(text.as_bytes()).path()).unwrap();
        assert_eq!(read.logs, ["a", "b"]);
        assert_eq!(read.unmeasured, 1);
        assert!((read.rows[0].distance_m.unwrap() - 3.048).abs() < 1e-9);
        assert_eq!((read.rows[0].power_dbm, read.rows[1].power_dbm), (Some(8.0), None));
        assert_eq!(read.rows[1].distance_m, None);
    }

    #[test]
    fn gzip_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"carriage,elapsed_s,rssi_dbm,distance_m\nHH,1,-53,0.2\n").unwrap();
        assert_eq!(read(file(&packed.finish().unwrap()).path()).unwrap().rows.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let refused = |text: &str| read(file(text.as_bytes()).path()).unwrap_err().to_string();
        assert!(refused("log,t_s,rssi\n").contains("rssi_dbm"));
        assert_eq!(refused("log,t_s,rssi_dbm,range_ft\na,0,x,3\n"), "line 2: rssi_dbm is not a number");
        assert_eq!(refused("log,t_s,rssi_dbm,range_ft\n"), "the file holds no row with a signal strength");
    }
}
