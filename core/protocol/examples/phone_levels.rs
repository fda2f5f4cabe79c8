//! Makes `src/ranging/phone_levels.tsv`: `cargo run -p lancan-protocol --example phone_levels -- LATER.csv EARLIER.csv`.
//!
//! Reads the two lists of Google's calibration of Android phones for Exposure Notification (see `NOTICE`): manufacturer,
//! device, model, correction of RSSI in dB, transmit power in dBm, confidence; and the earlier list, of which only what
//! was measured itself and is not in the later one is taken. Prints the table.
#![allow(clippy::print_stdout, clippy::indexing_slicing)]

use std::{collections::BTreeMap, error::Error, path::Path};

/// Makers with fewer measured models have no median of their own.
const LEAST_MODELS: usize = 5;
/// The weakest power that metadata can declare; models that send weaker are written down with it, little trusted.
const WEAKEST_DBM: i32 = -40;

/// Correction of RSSI, transmit power, confidence.
type Level = (i32, i32, u8);

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, later, earlier] = args.as_slice() else {
        return Err("usage: phone_levels LATER.csv EARLIER.csv".into());
    };
    let later = rows(later.as_ref(), |row| {
        Some((row[0].to_owned(), row[2].to_owned(), row[3].parse().ok()?, row[4].parse().ok()?))
    })?;
    let earlier = rows(earlier.as_ref(), |row| {
        (row[4] == *"yes").then_some(())?;
        Some((row[0].to_lowercase(), row[1].to_owned(), row[2].parse().ok()?, row[3].parse().ok()?))
    })?;
    let of = |rows: &[Row], model: &str| rows.iter().find(|row| row.1.eq_ignore_ascii_case(model)).cloned();
    // The earlier list was measured against other receivers: the median difference over models in both is taken out.
    let both: Vec<(Row, Row)> = later.iter().filter_map(|row| Some((row.clone(), of(&earlier, &row.1)?))).collect();
    let shift = |value: fn(&Row) -> i32| median(both.iter().map(|(new, old)| value(new) - value(old)).collect());
    let (level_shift, power_shift) = (shift(|row| row.2), shift(|row| row.3));

    let mut makers: BTreeMap<String, BTreeMap<String, Vec<Level>>> = BTreeMap::new();
    let later_levels = later.iter().map(|row| (row, (row.2, row.3, 3)));
    let only_earlier = earlier.iter().filter(|row| of(&later, &row.1).is_none());
    let earlier_levels = only_earlier.map(|row| (row, (row.2 + level_shift, row.3 + power_shift, 2)));
    for (row, level) in later_levels.chain(earlier_levels) {
        makers.entry(row.0.clone()).or_default().entry(row.1.clone()).or_default().push(level);
    }
    let all: Vec<Level> = makers.values().flat_map(BTreeMap::values).flatten().copied().collect();
    let usual = median(all.iter().map(|level| level.0).collect());
    show("*", "*", &medians(&all), usual, Some(0));
    for (maker, models) in &makers {
        let levels: Vec<Level> = models.values().flatten().copied().collect();
        if models.len() >= LEAST_MODELS {
            show(maker, "*", &medians(&levels), usual, Some(1));
        }
        for (model, levels) in models {
            show("", model, &medians(levels), usual, None);
        }
    }
    Ok(())
}

/// Maker, model, correction, power.
type Row = (String, String, i32, i32);

fn rows(path: &Path, row: impl Fn(&csv::StringRecord) -> Option<Row>) -> Result<Vec<Row>, Box<dyn Error>>
where
    Row: Clone,
{
    let mut reader = csv::Reader::from_path(path)?;
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.extend(row(&record?));
    }
    Ok(rows)
}

fn show(maker: &str, model: &str, level: &Level, usual: i32, confidence: Option<u8>) {
    let (correction, power, measured) = *level;
    let sure = confidence.unwrap_or(if power < WEAKEST_DBM { 1 } else { measured });
    println!("{maker}\t{model}\t{}\t{}\t{sure}", power.max(WEAKEST_DBM), correction - usual);
}

fn medians(levels: &[Level]) -> Level {
    let of = |value: fn(&Level) -> i32| median(levels.iter().map(value).collect());
    (of(|level| level.0), of(|level| level.1), levels.iter().map(|level| level.2).min().unwrap_or(0))
}

/// The upper median.
fn median(mut values: Vec<i32>) -> i32 {
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or(0)
}
