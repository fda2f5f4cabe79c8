//! Reading measurements: CSV, CSV packed with gzip, or a `SQLite` file as DP-3T publishes them.

mod database;
mod error;
mod names;
mod table;

use std::{io::Read as _, path::Path};

use lancan_protocol::keys::Metadata;

use super::measurements::{Measurement, Measurements, TimeUnit};

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

/// Reads measurements from a table of text: the header, its first line or a comment, names the columns, in any order.
///
/// # Errors
/// [`ReadError`] says what is wrong with it.
pub fn read_text(text: &[u8]) -> Result<Measurements, ReadError> {
    finish(table::read(text)?)
}

/// The unit of times of a column that names none, by the latest: 10¹¹ s after 1970 lie in the year 5138, 10¹¹ ms in 1973; so it
/// is with 10¹⁴ ms and µs, 10¹⁷ µs and ns.
fn assumed_unit(latest: f64) -> TimeUnit {
    match latest {
        1e17.. => TimeUnit::AssumedNanoseconds,
        1e14.. => TimeUnit::AssumedMicroseconds,
        1e11.. => TimeUnit::AssumedMilliseconds,
        _ => TimeUnit::AssumedSeconds,
    }
}

/// Leaves out rows that are not measured and powers that no phone takes for known, puts the rest in order, and counts time in
/// seconds.
fn finish(mut measurements: Measurements) -> Result<Measurements, ReadError> {
    let all = measurements.rows.len();
    measurements.rows.retain(Measurement::is_measured);
    measurements.unmeasured = all - measurements.rows.len();
    let (least, most) = (f64::from(*Metadata::POWER_DBM.start()), f64::from(*Metadata::POWER_DBM.end()));
    for row in &mut measurements.rows {
        let sent = row.power_dbm;
        row.power_dbm = sent.filter(|power| (least..=most).contains(power));
        measurements.powers_refused += usize::from(row.power_dbm != sent);
    }
    if measurements.rows.is_empty() {
        return Err(ReadError::Empty);
    }
    if measurements.unit == TimeUnit::Unstated {
        let latest = measurements.rows.iter().map(|row| row.at.abs()).fold(0.0, f64::max);
        measurements.unit = assumed_unit(latest);
    }
    for row in &mut measurements.rows {
        row.at /= measurements.unit.per_second();
    }
    measurements.rows.sort_by(|a, b| a.log.cmp(&b.log).then(a.at.total_cmp(&b.at)));
    Ok(measurements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::rules::Rules;
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

    /// What a text without a power says: time, signal strength and distance.
    fn said(text: &str) -> Vec<(f64, f64, Option<f64>)> {
        let read = read_text(text.as_bytes()).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        read.rows.iter().map(|row| (row.at, row.rssi_dbm, row.distance_m)).collect()
    }

    #[test]
    fn tables_read_alike_whoever_wrote_them() {
        for text in [
            "t_s,rssi,distance_m\n0.5,-60,1.5\n1,-61,\n",
            "t_s,rssi,distance_m,\n0.5,-60,1.5,\n1,-61,,\n",
            "t_s,rssi,distance_m\n0.5,-60,1.5,\n1,-61\n",
            "t_s,rssi,distance_m\n0.5,-60,1.5\n1,-61,,note\n",
            "# recorded on 3 May, in the hall; by An\n\nt_s,rssi,distance_m\n# a pause\n0.5,-60,1.5\n1,-61,\n",
            "# t_s,rssi,distance_m\n0.5,-60,1.5\n1,-61,\n",
            "t_s;rssi;distance_m\n0,5;-60,0;1,5\n1;-61;\n",
            "t_s\trssi\tdistance_m\n0,5\t-60\t1,5\n1\t-61\tNA\n",
            "t_s,rssi,distance_m\r0.5,-60,1.5\r1,-61,\r",
            "t_s,rssi,distance_m\n0.5,-60,1.5\nt_s,rssi,distance_m\n1,-61,\n",
            // As pandas and R write tables: the numbers of rows first, with an empty name or none.
            ",t_s,rssi,distance_m\n0,0.5,-60,1.5\n1,1,-61,\n",
            "\"t_s\",\"rssi\",\"distance_m\"\n\"1\",0.5,-60,1.5\n\"2\",1,-61,NA\n",
            "Time (s),RSSI [dBm],Distance (m)\n0.5,-60,1.5\n1,-61,\n",
        ] {
            assert_eq!(said(text), [(0.5, -60.0, Some(1.5)), (1.0, -61.0, None)], "{text:?}");
        }
    }

    #[test]
    fn a_row_without_a_signal_strength_or_a_time_is_counted_and_left_out() {
        let text = "t_s,rssi,distance_m\n0,-60,1\n1,,1\n2,NaN,1\n3,127,1\n4,0,1\n5,-128,1\n6,-2147483648,1\n,-60,1\n";
        let read = read_text(text.as_bytes()).unwrap();
        assert_eq!((read.rows.len(), read.unmeasured), (1, 7));
    }

    #[test]
    fn a_power_that_no_phone_takes_for_known_is_counted_and_unknown() {
        let powers = ["127", "-2147483648", "-41", "11", "12.0", "-40", "10", "0", ""];
        let rows = powers.iter().zip(1..).map(|(power, at)| format!("{at},-60,1,{power}\n"));
        let read =
            read_text(("t_s,rssi,distance_m,tx_power\n".to_owned() + &rows.collect::<String>()).as_bytes()).unwrap();
        let known: Vec<_> = read.rows.iter().filter_map(|row| row.power_dbm).collect();
        assert_eq!((known, read.powers_refused), (vec![-40.0, 10.0, 0.0], 5));
        let evaluation = super::super::evaluate::evaluate(&read, 2.0, 300.0, &Rules::built_in().ranging);
        let power = evaluation.transmit_power;
        assert_eq!((power.rows_with_power, power.rows_with_power_refused, power.assumed_dbm), (3, 5, 0));
    }

    #[test]
    fn times_without_a_unit_are_of_the_one_that_does_not_put_them_in_the_far_future() {
        let at = |time: &str| {
            let read = read_text(format!("timestamp,rssi,distance_m\n{time},-60,1\n").as_bytes()).unwrap();
            (read.unit, read.rows[0].at)
        };
        assert_eq!(at("1587102484055"), (TimeUnit::AssumedMilliseconds, 1_587_102_484.055));
        assert_eq!(at("1587102484055000"), (TimeUnit::AssumedMicroseconds, 1_587_102_484.055));
        assert_eq!(at("1587102484055000064"), (TimeUnit::AssumedNanoseconds, 1_587_102_484.055));
        assert_eq!(at("1587102484"), (TimeUnit::AssumedSeconds, 1_587_102_484.0));
        assert_eq!(at("12.5"), (TimeUnit::AssumedSeconds, 12.5));
        for (unit, time) in [("s", "2"), ("ms", "2000"), ("us", "2000000"), ("ns", "2000000000")] {
            assert_eq!(said(&format!("t_{unit},rssi,distance_m\n{time},-60,1\n")), [(2.0, -60.0, Some(1.0))], "{unit}");
        }
    }

    #[test]
    fn a_database_may_name_phones_by_text_and_count_seconds() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let database = rusqlite::Connection::open(file.path()).unwrap();
        database
            .execute_batch(
                "CREATE TABLE results (db_id INTEGER PRIMARY KEY, receiver_id, transmitter_id, timestamp, rssi, tx_power,
                     ground_truth_distance);
                 INSERT INTO results VALUES (1, 'An', 7, 1587102484, -60, -21, 1.5), (2, 7, 'An', 1587102485.5, -61, NULL, -1),
                     (3, 'An', 7, NULL, -60, -21, 1), (4, 'An', 7, 1587102486, NULL, -21, 1);",
            )
            .unwrap();
        let read = read(file.path()).unwrap();
        assert_eq!((read.logs.len(), read.unit, read.unmeasured), (2, TimeUnit::AssumedSeconds, 2));
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
        let refusal = refused("log,t_s,Strength (dBm)\n");
        assert!(refusal.contains("(log, t_s, strength_dbm) names no column of signal strength: one of rssi_dbm, rssi"));
        assert_eq!(
            refused("t_s,rssi,distance_m,sender\n0,-60,1,\"An\n1,-61,1,An\n"),
            "line 2: a quotation mark is not closed"
        );
        let ragged = refused("rssi,tx_power,t_s,distance_m\n-60,-21,1,1,2\n");
        assert_eq!(
            ragged,
            "line 2: one field more than the header names columns, and it could be the first or the last"
        );
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
