//! Fits the shipped ranging model and measures it honestly: `cargo run --release -p lancan-simulator --example fit_ranging`.
//!
//! Reads the DP-3T, MIT-Matrix and pc-ng recordings of the outside data. Splits: by scenario (each is tested with everything fitted on
//! the other two), and within a scenario by receiver in five folds. Prints the numbers that `rules/built_in.rs` holds and
//! the figures that `docs/accuracy.md` states.
#![allow(clippy::cast_precision_loss, clippy::indexing_slicing, clippy::print_stdout)]

use std::{error::Error, path::PathBuf};

use lancan_protocol::{ranging::RangingRules, rules::Rules};
use lancan_simulator::fitting::{
    estimate,
    evaluate::{Estimates, estimates, fitted_to_power},
    fit::{Example, fit},
    measurements::Measurements,
    read,
    statistics::{Areas, calibration_error},
    windows::windows,
};

const SCENARIOS: [(&str, &str); 3] =
    [("lunch", "scenario01-lunch"), ("train", "scenario02-train"), ("office", "scenario03-office")];
const WINDOW_S: f64 = 300.0;
const WITHIN_M: f64 = 2.0;
/// A receiver's mean also tells who was around: never put down to its level as a whole.
const SHARES: [f64; 4] = [0.0, 0.25, 0.5, 0.75];
const DOUBLINGS_DB: [f64; 5] = [0.0, 0.5, 1.0, 1.5, 2.0];
const FOLDS: u32 = 5;
/// The estimators: a plain median, the phone's, the server's.
const PHONE: usize = 1;
const SERVER: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let data = std::env::var_os("LANCAN_DATA").map_or_else(|| PathBuf::from("../shared/data"), PathBuf::from);
    let recordings = SCENARIOS
        .iter()
        .map(|(_, file)| read(&data.join(format!("rssi/dp3t_exp05/{file}.sqlite"))))
        .collect::<Result<Vec<Measurements>, _>>()?;

    println!("Held out by scenario, within {WITHIN_M} m, {WINDOW_S} s windows:");
    let mut held_out = Vec::new();
    for (out, (name, _)) in SCENARIOS.iter().enumerate() {
        let others: Vec<&Measurements> = others(&recordings, out);
        let rules = chosen(&others);
        let estimates = estimates(&recordings[out], WINDOW_S, &rules);
        let judged = estimates.judged(WITHIN_M);
        let areas = Areas::new(&judged, 1).ok_or("no close or no far windows")?;
        let said = |estimator| calibration_error(&likely(&estimates, estimator, &rules));
        println!(
            "  {name:7} F1 phone {:.3} server {:.3}; share {:.2} doubling {:.1} dB: plain {}, phone {} (gain {}), server {} (gain {}); calibration error phone {:.3} server {:.3}",
            f1(&likely(&estimates, 1, &rules), rules.enough_probability),
            f1(&likely(&estimates, 2, &rules), rules.enough_probability),
            rules.level_share,
            rules.doubling_db,
            show(areas.area(0)),
            show(areas.area(1)),
            show(areas.gain(1)),
            show(areas.area(2)),
            show(areas.gain(2)),
            said(1),
            said(2),
        );
        held_out.push(areas);
    }
    let mean = Areas::mean(&held_out).ok_or("no scenarios")?;
    println!(
        "  mean    plain {}, phone {} (gain {}), server {} (gain {})",
        show(mean.area(0)),
        show(mean.area(1)),
        show(mean.gain(1)),
        show(mean.area(2)),
        show(mean.gain(2))
    );

    println!("The server by a curve of its own for both directions, held out by scenario:");
    for (out, (name, _)) in SCENARIOS.iter().enumerate() {
        let others: Vec<&Measurements> = others(&recordings, out);
        let rules = chosen(&others);
        let own = own_curve(&others, &rules, SERVER);
        let estimates = estimates(&recordings[out], WINDOW_S, &rules);
        let (by_phones, by_own) = (likely(&estimates, SERVER, &rules), likely(&estimates, SERVER, &own));
        println!(
            "  {name:7} calibration error {:.3} by the phone's curve, {:.3} by its own; F1 {:.3} and {:.3}",
            calibration_error(&by_phones),
            calibration_error(&by_own),
            f1(&by_phones, rules.enough_probability),
            f1(&by_own, rules.enough_probability)
        );
    }

    println!("Held out by receiver within a scenario, {FOLDS} folds:");
    let shipped = chosen(&recordings.iter().collect::<Vec<_>>());
    for ((name, _), recording) in SCENARIOS.iter().zip(&recordings) {
        let estimates = estimates(recording, WINDOW_S, &shipped);
        let mut pooled = Vec::new();
        for fold in 0..FOLDS {
            let train = examples(&estimates, PHONE, |log| log % FOLDS != fold);
            let rules = fit(&train, &shipped);
            let test = Estimates {
                windows: estimates.windows.iter().filter(|window| window.log % FOLDS == fold).copied().collect(),
                said: estimates
                    .windows
                    .iter()
                    .zip(&estimates.said)
                    .filter(|(window, _)| window.log % FOLDS == fold)
                    .map(|(_, said)| said.clone())
                    .collect(),
            };
            pooled.extend(likely(&test, 1, &rules));
        }
        println!("  {name:7} calibration error {:.3} over {} windows", calibration_error(&pooled), pooled.len());
    }

    println!("Shipped, fitted on all three with equal weight:");
    println!(
        "  attenuation_at_1m_db {:.1}, decay_db {:.1}, spread_db {:.1}, reference_attenuation_db {:.1}, level_share {:.2}, doubling_db {:.1}",
        shipped.attenuation_at_1m_db,
        shipped.decay_db,
        shipped.spread_db,
        shipped.reference_attenuation_db,
        shipped.level_share,
        shipped.doubling_db
    );
    println!("  share of all windows within {WITHIN_M} m: {:.2}", base_rate(&recordings));
    Ok(())
}

fn others(recordings: &[Measurements], out: usize) -> Vec<&Measurements> {
    recordings.iter().enumerate().filter(|(index, _)| *index != out).map(|(_, recording)| recording).collect()
}

/// Everything that is fitted, on some recordings: the reference, then share and doubling by the mean area of the phone's
/// estimator, then the model's three numbers.
fn chosen(recordings: &[&Measurements]) -> RangingRules {
    let mut rules = Rules::built_in().ranging;
    let means = recordings.iter().map(|recording| {
        let rules = fitted_to_power(recording, &rules);
        let windows = windows(recording, WINDOW_S, f64::from(rules.assumed_power_dbm));
        let nearest = estimate::nearest(&windows);
        let sum: f64 = nearest.iter().map(|w| f64::from(rules.assumed_power_dbm) - w.reading.rssi_dbm).sum();
        sum / nearest.len() as f64
    });
    rules.reference_attenuation_db = means.sum::<f64>() / recordings.len() as f64;
    let area = |rules: &RangingRules| -> f64 {
        let areas = recordings.iter().filter_map(|recording| {
            let rules = fitted_to_power(recording, rules);
            let windows = windows(recording, WINDOW_S, f64::from(rules.assumed_power_dbm));
            let said = estimate::phone(&windows, true, &rules).into_iter().map(|said| vec![said]).collect();
            Areas::without_draws(&Estimates { windows, said }.judged(WITHIN_M))
        });
        areas.map(|areas| areas.area(0).value).sum()
    };
    let grid = SHARES.iter().flat_map(|share| DOUBLINGS_DB.map(|doubling| (*share, doubling)));
    let best = grid
        .map(|(level_share, doubling_db)| RangingRules { level_share, doubling_db, ..rules.clone() })
        .map(|rules| (area(&rules), rules))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    if let Some((_, best)) = best {
        rules = best;
    }
    own_curve(recordings, &rules, PHONE)
}

/// The model's three numbers by what one estimator says of some recordings, each with equal weight.
fn own_curve(recordings: &[&Measurements], rules: &RangingRules, estimator: usize) -> RangingRules {
    let mut all = Vec::new();
    for recording in recordings {
        let of_one = examples(&estimates(recording, WINDOW_S, rules), estimator, |_| true);
        let weight = 1.0 / of_one.len() as f64;
        all.extend(of_one.into_iter().map(|example| Example { weight, ..example }));
    }
    fit(&all, rules)
}

/// An estimator's attenuations with the true distances.
fn examples(estimates: &Estimates, estimator: usize, with: impl Fn(u32) -> bool) -> Vec<Example> {
    let windows = estimates.windows.iter().zip(&estimates.said).filter(|(window, _)| with(window.log));
    windows
        .filter_map(|(window, said)| {
            Some(Example { attenuation_db: said[estimator], distance_m: window.distance_m?, weight: 1.0 })
        })
        .collect()
}

fn likely(estimates: &Estimates, estimator: usize, rules: &RangingRules) -> Vec<(f64, bool)> {
    let judged = estimates.judged(WITHIN_M);
    judged.iter().map(|w| (rules.probability_within(WITHIN_M, w.said[estimator], 0.0), w.close)).collect()
}

/// The harmonic mean of recall and precision of "close" from a probability on.
fn f1(likely: &[(f64, bool)], from: f64) -> f64 {
    let count =
        |called: bool, close: bool| likely.iter().filter(|(p, of)| (*p >= from) == called && *of == close).count();
    let (found, wrong, missed) = (count(true, true) as f64, count(true, false) as f64, count(false, true) as f64);
    2.0 * found / (2.0 * found + wrong + missed)
}

fn base_rate(recordings: &[Measurements]) -> f64 {
    let shares = recordings.iter().map(|recording| {
        let judged = estimates(recording, WINDOW_S, &Rules::built_in().ranging).judged(WITHIN_M);
        judged.iter().filter(|window| window.close).count() as f64 / judged.len() as f64
    });
    shares.sum::<f64>() / recordings.len() as f64
}

fn show(estimate: lancan_simulator::fitting::statistics::Estimate) -> String {
    format!("{:.3} [{:.3}, {:.3}]", estimate.value, estimate.low, estimate.high)
}
