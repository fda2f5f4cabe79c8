//! Three estimators of a window's attenuation: a plain median, the phone's and the server's.

use std::collections::{BTreeMap, BTreeSet};

use lancan_protocol::{
    ranging::{PairReading, RangingRules, ReceiverLevel, both_ways, fit_levels},
    time::Interval,
};

use super::windows::Window;

/// How many readings at the mean each level of the server's fit starts with.
pub const SERVER_PRIOR: f64 = 10.0;

/// The plain estimator: minus the median signal strength.
pub fn plain(windows: &[Window]) -> Vec<f64> {
    windows.iter().map(|window| -window.reading.rssi_dbm).collect()
}

/// What each phone says, alone: its level learned online from all that its log holds, in time order, without labels and
/// without the senders' powers, which a phone cannot read before a key is published: they count as `rules`' assumed
/// one. Where a log has one transmitter only there is nothing to learn from, and the level is that of a new phone.
pub fn phone(windows: &[Window], several_transmitters: bool, rules: &RangingRules) -> Vec<f64> {
    let levels = if several_transmitters { learned(windows, rules) } else { BTreeMap::new() };
    let read = windows.iter().map(|window| {
        let level = levels.get(&window.receiver).copied().unwrap_or_else(|| of_receiver(rules));
        level.attenuation_db(&window.reading, rules).unwrap_or(f64::NAN)
    });
    smoothed(windows, &read.collect::<Vec<f64>>(), rules)
}

/// What was read of a pair, smoothed over its stay as phones do: each window weighs less by a factor e for every
/// `smoothing_seconds` away.
fn smoothed(windows: &[Window], read: &[f64], rules: &RangingRules) -> Vec<f64> {
    let mut by_pair: BTreeMap<(u32, u32), Vec<(f64, f64)>> = BTreeMap::new();
    for (window, read) in windows.iter().zip(read) {
        by_pair.entry((window.receiver, window.transmitter)).or_default().push((window.at, *read));
    }
    let around = |window: &Window| {
        let stay = by_pair[&(window.receiver, window.transmitter)].iter();
        let weighed = stay.map(|(at, read)| {
            let weight = (-(at - window.at).abs() / f64::from(rules.smoothing_seconds.max(1))).exp();
            (weight * read, weight)
        });
        let (sum, weights) = weighed.fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1));
        sum / weights
    };
    windows.iter().map(around).collect()
}

/// The windows a phone learns from, in time order: those of the strongest it heard in an interval.
pub fn nearest(windows: &[Window]) -> Vec<&Window> {
    let mut by_interval: BTreeMap<(Interval, u32), Vec<&Window>> = BTreeMap::new();
    for window in windows {
        by_interval.entry((interval_of(window), window.receiver)).or_default().push(window);
    }
    by_interval.into_values().flat_map(strongest).collect()
}

fn interval_of(window: &Window) -> Interval {
    Interval((window.at.max(0.0) / Interval::SECONDS as f64) as u32)
}

/// The windows of those whose strongest window is strongest.
fn strongest(mut heard: Vec<&Window>) -> Vec<&Window> {
    heard.sort_by(|a, b| b.reading.rssi_dbm.total_cmp(&a.reading.rssi_dbm));
    let mut of = BTreeSet::new();
    heard.retain(|window| {
        of.contains(&window.transmitter) || of.len() < ReceiverLevel::NEAREST && of.insert(window.transmitter)
    });
    heard
}

/// The level of a receiver that has heard nothing, among phones that send with `rules`' assumed power.
fn of_receiver(rules: &RangingRules) -> ReceiverLevel {
    let mut level = ReceiverLevel::default();
    level.belongs_to("", Some(rules.assumed_power_dbm), rules);
    level
}

fn learned(windows: &[Window], rules: &RangingRules) -> BTreeMap<u32, ReceiverLevel> {
    let mut levels: BTreeMap<u32, ReceiverLevel> = BTreeMap::new();
    let nearest = nearest(windows);
    let mut met: BTreeMap<(u32, Interval), BTreeSet<u32>> = BTreeMap::new();
    for window in &nearest {
        met.entry((window.receiver, interval_of(window))).or_default().insert(window.transmitter);
    }
    for ((receiver, interval), near) in met {
        levels.entry(receiver).or_insert_with(|| of_receiver(rules)).met(interval, near.len() as u32);
    }
    for window in nearest {
        let level = levels.entry(window.receiver).or_insert_with(|| of_receiver(rules));
        level.hear_reading(&window.reading);
    }
    levels
}

/// What a server says that holds every log: readings corrected for sightings, receivers' and transmitters' levels fitted
/// together, and the mean of both directions of a pair where the other direction has a window within `seconds`.
pub fn server(windows: &[Window], seconds: f64, rules: &RangingRules) -> Vec<f64> {
    let heard = learned(windows, rules);
    // The phone's own level is put back: the fit finds receivers and transmitters together.
    let readings: Vec<PairReading> = windows
        .iter()
        .map(|window| {
            let level = heard[&window.receiver];
            let own = level.attenuation_db(&window.reading, rules).unwrap_or(f64::NAN) + level.level_db(rules);
            PairReading { receiver: window.receiver, transmitter: window.transmitter, attenuation_db: own }
        })
        .collect();
    let levels = fit_levels(&readings, SERVER_PRIOR);
    let without: Vec<f64> = readings.iter().map(|reading| levels.without(reading)).collect();
    let without = smoothed(windows, &without, rules);
    let mut by_pair: BTreeMap<(u32, u32), Vec<(f64, f64)>> = BTreeMap::new();
    for (window, read) in windows.iter().zip(&without) {
        by_pair.entry((window.receiver, window.transmitter)).or_default().push((window.at, *read));
    }
    windows
        .iter()
        .zip(&without)
        .map(|(window, read)| {
            let other = by_pair.get(&(window.transmitter, window.receiver)).and_then(|others| {
                let nearest =
                    others.iter().min_by(|a, b| (a.0 - window.at).abs().total_cmp(&(b.0 - window.at).abs()))?;
                ((nearest.0 - window.at).abs() < seconds).then_some(nearest.1)
            });
            both_ways(Some(*read), other).unwrap_or(f64::NAN)
        })
        .collect()
}
