//! Windows of some minutes: what is judged.

use std::collections::BTreeMap;

use lancan_protocol::ranging::Reading;

use super::measurements::Measurements;

/// All rows of one directed pair within one window of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    /// The log; drawn as a whole in the bootstrap.
    pub log: u32,
    /// The phone that received.
    pub receiver: u32,
    /// The phone that sent.
    pub transmitter: u32,
    /// The window's first row in seconds.
    pub at: f64,
    /// Median signal strength, power and number of the rows.
    pub reading: Reading,
    /// Median of the known true distances in metres.
    pub distance_m: Option<f64>,
}

/// Cuts measurements into windows of `seconds`, anchored at the first row of each directed pair, in time order.
///
/// A window holds every row; its truth is the median of the distances known in it. Where a power was not sent, the median of
/// the powers known in the file stands for it, or `assumed_power_dbm` where there are none.
pub fn windows(measurements: &Measurements, seconds: f64, assumed_power_dbm: f64) -> Vec<Window> {
    let usual = usual_power_dbm(measurements).unwrap_or(assumed_power_dbm);
    let mut first: BTreeMap<(u32, u32), f64> = BTreeMap::new();
    for row in &measurements.rows {
        let at = first.entry((row.receiver, row.transmitter)).or_insert(row.at);
        *at = at.min(row.at);
    }
    let mut rows: BTreeMap<(u32, u32, u64), Vec<usize>> = BTreeMap::new();
    for (index, row) in measurements.rows.iter().enumerate() {
        let pair = (row.receiver, row.transmitter);
        let number = ((row.at - first[&pair]) / seconds).floor() as u64;
        rows.entry((pair.0, pair.1, number)).or_default().push(index);
    }
    let mut windows: Vec<Window> = rows
        .into_iter()
        .filter_map(|((receiver, transmitter, _), indices)| {
            let rows = || indices.iter().map(|index| &measurements.rows[*index]);
            Some(Window {
                log: rows().next()?.log,
                receiver,
                transmitter,
                at: rows().map(|row| row.at).fold(f64::INFINITY, f64::min),
                reading: Reading {
                    power_dbm: median(rows().map(|row| row.power_dbm.unwrap_or(usual))),
                    rssi_dbm: median(rows().map(|row| row.rssi_dbm))?,
                    sightings: indices.len() as f64,
                },
                distance_m: median(rows().filter_map(|row| row.distance_m)),
            })
        })
        .collect();
    windows.sort_by(|a, b| a.at.total_cmp(&b.at));
    windows
}

/// The median of the powers known in a file, in dBm: the usual power of its phones.
pub fn usual_power_dbm(measurements: &Measurements) -> Option<f64> {
    median(measurements.rows.iter().filter_map(|row| row.power_dbm))
}

/// The median; the mean of the two in the middle where there are two.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    Some(f64::midpoint(upper, values[(values.len() - 1) / 2]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fitting::measurements::Measurement;

    #[test]
    fn windows_start_at_a_pairs_first_row_and_hold_medians() {
        let row = |transmitter, at, rssi_dbm, distance_m| Measurement {
            log: 0,
            receiver: 0,
            transmitter,
            at,
            rssi_dbm,
            power_dbm: None,
            distance_m,
        };
        let rows = vec![
            row(1, 250.0, -60.0, Some(1.0)),
            row(1, 549.0, -70.0, None),
            row(1, 550.0, -80.0, Some(3.0)),
            row(2, 400.0, -50.0, None),
        ];
        let found = windows(&Measurements { rows, ..Measurements::default() }, 300.0, -5.0);
        let summary: Vec<_> = found.iter().map(|w| (w.transmitter, w.reading.rssi_dbm, w.distance_m)).collect();
        assert_eq!(summary, [(1, -65.0, Some(1.0)), (2, -50.0, None), (1, -80.0, Some(3.0))]);
        assert!(found.iter().all(|window| window.reading.power_dbm == Some(-5.0)));
    }
}
