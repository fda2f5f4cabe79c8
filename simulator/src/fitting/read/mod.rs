//! Reading measurements: CSV, CSV packed with gzip, or a `SQLite` file as DP-3T publishes them.

mod database;
mod error;
mod names;
mod table;

use std::{io::Read as _, path::Path};

use super::measurements::{Measurements, TimeUnit};

pub use error::ReadError;

/// Most bytes of text that are unpacked: ten times the largest published file.
const MOST_TEXT: u64 = 1 << 30;

/// Reads a file of measurements, whatever its form.
///
/// # Errors
/// [`ReadError`] says what is wrong with it.
pub fn read(path: &Path) -> Result<Measurements, ReadError> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.read_to_end(&mut bytes)?;
    if bytes.starts_with(b"SQLite format 3\0") {
        return finish(database::read(path)?);
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        let mut text = Vec::new();
        flate2::read::MultiGzDecoder::new(&bytes[..]).take(MOST_TEXT).read_to_end(&mut text)?;
        return read_text(&text);
    }
    read_text(&bytes)
}

/// Reads measurements from a table of text: the header in the first line names the columns, in any order.
///
/// # Errors
/// [`ReadError`] says what is wrong with it.
pub fn read_text(text: &[u8]) -> Result<Measurements, ReadError> {
    finish(table::read(text)?)
}

/// Times of a column without a unit from this on are milliseconds: 10¹¹ s after 1970 lie in the year 5138, 10¹¹ ms in 1973.
const LEAST_EPOCH_MS: f64 = 1e11;

/// Leaves out rows without a signal strength, puts the rest in order, and counts time in seconds.
fn finish(mut measurements: Measurements) -> Result<Measurements, ReadError> {
    let all = measurements.rows.len();
    measurements.rows.retain(|row| row.rssi_dbm < 0.0);
    measurements.unmeasured = all - measurements.rows.len();
    if measurements.rows.is_empty() {
        return Err(ReadError::Empty);
    }
    if measurements.unit == TimeUnit::Unstated {
        let latest = measurements.rows.iter().map(|row| row.at.abs()).fold(0.0, f64::max);
        let assumed = if latest >= LEAST_EPOCH_MS { TimeUnit::AssumedMilliseconds } else { TimeUnit::AssumedSeconds };
        measurements.unit = assumed;
    }
    if matches!(measurements.unit, TimeUnit::Milliseconds | TimeUnit::AssumedMilliseconds) {
        for row in &mut measurements.rows {
            row.at /= 1_000.0;
        }
    }
    measurements.rows.sort_by(|a, b| a.log.cmp(&b.log).then(a.at.total_cmp(&b.at)));
    Ok(measurements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
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
        assert!(!read.several_transmitters);
    }

    #[test]
    fn columns_come_in_any_order_with_any_separator_and_names_of_phones_are_text() {
        let expected = read_text(
            b"receiver,transmitter,t_s,rssi_dbm,tx_dbm,distance_m\nAn,Binh,1,-60,-21,1.5\nAn,Chi,2,-70,,\nBinh,An,3,-61,-21,1.5\n",
        )
        .unwrap();
        assert_eq!(expected.logs, ["An", "Binh", "Chi"]);
        assert!(expected.several_transmitters);
        let pairs: Vec<_> = expected.rows.iter().map(|row| (row.log, row.receiver, row.transmitter)).collect();
        assert_eq!(pairs, [(0, 0, 1), (0, 0, 2), (1, 1, 0)]);
        for text in [
            "\u{feff}TX_Power;RSSI;Distance;Receiver_ID;t_s;Transmitter_ID\n-21;-60;1.5;An;1;Binh\nNA;-70;NA;An;2;Chi\n-21;-61;1.5;Binh;3;An\n",
            "t_ms\tdistance_m\trssi\tsender\trx\tpower_dbm\n1000\t1.5\t-60\tBinh\tAn\t-21\n2000\t\t-70\tChi\tAn\t\n3000\t1.5\t-61\tAn\tBinh\t-21\n",
        ] {
            let read = read_text(text.as_bytes()).unwrap();
            let unit = read.unit;
            assert_eq!(Measurements { unit: TimeUnit::Seconds, ..read }, expected, "{unit:?}: {text}");
        }
    }

    #[test]
    fn times_without_a_unit_are_milliseconds_where_seconds_would_lie_in_the_far_future() {
        let at = |time: &str| {
            let read = read_text(format!("timestamp,rssi,distance_m\n{time},-60,1\n").as_bytes()).unwrap();
            (read.unit, read.rows[0].at)
        };
        assert_eq!(at("1587102484055"), (TimeUnit::AssumedMilliseconds, 1_587_102_484.055));
        assert_eq!(at("1587102484"), (TimeUnit::AssumedSeconds, 1_587_102_484.0));
        assert_eq!(at("12.5"), (TimeUnit::AssumedSeconds, 12.5));
    }

    #[test]
    fn a_database_may_name_phones_by_text_and_count_seconds() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let database = rusqlite::Connection::open(file.path()).unwrap();
        database
            .execute_batch(
                "CREATE TABLE results (db_id INTEGER PRIMARY KEY, receiver_id, transmitter_id, timestamp, rssi, tx_power,
                     ground_truth_distance);
                 INSERT INTO results VALUES (1, 'An', 7, 1587102484, -60, -21, 1.5), (2, 7, 'An', 1587102485.5, -61, NULL, -1);",
            )
            .unwrap();
        let read = read(file.path()).unwrap();
        assert_eq!((read.logs.len(), read.unit), (2, TimeUnit::AssumedSeconds));
        let rows: Vec<_> = read.rows.iter().map(|row| (row.at, row.power_dbm, row.distance_m)).collect();
        assert!(
            rows.contains(&(1_587_102_484.0, Some(-21.0), Some(1.5))) && rows.contains(&(1_587_102_485.5, None, None))
        );
    }

    #[test]
    fn gzip_is_unpacked() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(b"carriage,elapsed_s,rssi_dbm,distance_m\nHH,1,-53,0.2\n").unwrap();
        assert_eq!(read(file(&packed.finish().unwrap()).path()).unwrap().rows.len(), 1);
    }

    #[test]
    fn what_is_wrong_is_said() {
        let refused = |text: &str| read_text(text.as_bytes()).unwrap_err().to_string();
        assert!(refused("log,t_s,strength\n").contains("signal strength: one of rssi_dbm, rssi"));
        assert_eq!(refused("log,t_s,rssi_dbm,range_ft\na,0,x,3\n"), "line 2: rssi_dbm is not a number");
        assert_eq!(refused("log,t_s,rssi_dbm,range_ft\na,inf,-60,3\n"), "line 2: t_s is not a number");
        assert_eq!(refused("log,t_s,rssi_dbm,range_ft\n"), "the file holds no row with a signal strength");
    }

    proptest! {
        #[test]
        fn any_bytes_are_measurements_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read_text(&bytes);
        }

        #[test]
        fn whatever_the_order_of_columns_the_rows_are_the_same(
            order in Just([0_usize, 1, 2, 3, 4]).prop_shuffle(),
            rows in proptest::collection::vec((0_u8..5, 0_u8..5, 0_u16..900, -100_i8..-20, 1_u8..40), 1..30),
        ) {
            let written = |order: &[usize]| {
                let line = |fields: [String; 5]| {
                    order.iter().map(|column| fields[*column].clone()).collect::<Vec<_>>().join(",") + "\n"
                };
                let header = ["receiver", "transmitter", "t_s", "rssi_dbm", "distance_m"].map(str::to_owned);
                let rows = rows.iter().map(|(receiver, transmitter, at, rssi, distance)| {
                    line([format!("r{receiver}"), format!("r{transmitter}"), at.to_string(), rssi.to_string(),
                        distance.to_string()])
                });
                line(header) + &rows.collect::<String>()
            };
            let (straight, shuffled) = (written(&[0, 1, 2, 3, 4]), written(&order));
            prop_assert_eq!(read_text(straight.as_bytes()).unwrap(), read_text(shuffled.as_bytes()).unwrap());
        }
    }
}
