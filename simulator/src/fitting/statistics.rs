//! Areas under curves, bootstrap intervals, calibration errors.

use std::collections::BTreeSet;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// An estimate with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Estimate {
    /// The figure on the data as they are.
    pub value: f64,
    /// 2.5th percentile of the bootstrap.
    pub low: f64,
    /// 97.5th percentile.
    pub high: f64,
}

/// One judged window: which log it is of, whether it truly was close, and what estimators said (more is farther).
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The log.
    pub log: u32,
    /// The truth.
    pub close: bool,
    /// Attenuation by each estimator.
    pub said: Vec<f64>,
}

/// Draws of the bootstrap.
pub const DRAWS: usize = 1_000;

/// The area under the ROC curve of "less is close", ties counting half, each window weighing as its log does in `weights`;
/// `None` unless there are both close and far windows.
fn area(sorted: &[(f64, bool, u32)], weights: &[f64]) -> Option<f64> {
    let (mut far_after, mut close, mut won) = (0.0, 0.0, 0.0);
    // From the farthest down: a close window wins against every far one of greater attenuation.
    let mut index = sorted.len();
    while index > 0 {
        let value = sorted[index - 1].0;
        let (mut far_here, mut close_here) = (0.0, 0.0);
        while index > 0 && sorted[index - 1].0.total_cmp(&value).is_eq() {
            let (_, is_close, log) = sorted[index - 1];
            *(if is_close { &mut close_here } else { &mut far_here }) += weights[log as usize];
            index -= 1;
        }
        won += close_here * (far_after + far_here / 2.0);
        close += close_here;
        far_after += far_here;
    }
    (close > 0.0 && far_after > 0.0).then(|| won / (close * far_after))
}

/// Areas under the curves of several estimators, on the data as they are and in every draw of the bootstrap.
#[derive(Clone, Debug, PartialEq)]
pub struct Areas {
    values: Vec<f64>,
    draws: Vec<Vec<f64>>,
}

impl Areas {
    /// Measures each estimator, and again in [`DRAWS`] draws of logs with replacement: the same draw for every estimator, so
    /// that gains are paired. `None` unless there are both close and far windows.
    pub fn new(judged: &[Judged], seed: u64) -> Option<Self> {
        Self::drawn(judged, seed, DRAWS)
    }

    /// The same without intervals.
    pub fn without_draws(judged: &[Judged]) -> Option<Self> {
        Self::drawn(judged, 0, 0)
    }

    fn drawn(judged: &[Judged], seed: u64, count: usize) -> Option<Self> {
        let estimators = judged.first()?.said.len();
        let logs = judged.iter().map(|window| window.log as usize + 1).max()?;
        let present: Vec<usize> =
            judged.iter().map(|window| window.log as usize).collect::<BTreeSet<_>>().into_iter().collect();
        let sorted: Vec<Vec<(f64, bool, u32)>> = (0..estimators)
            .map(|estimator| {
                let mut sorted: Vec<_> = judged.iter().map(|w| (w.said[estimator], w.close, w.log)).collect();
                sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
                sorted
            })
            .collect();
        let all = |weights: &[f64]| sorted.iter().map(|sorted| area(sorted, weights)).collect::<Option<Vec<f64>>>();
        let values = all(&vec![1.0; logs])?;
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut draws = Vec::with_capacity(count);
        for _ in 0..count {
            let mut weights = vec![0.0; logs];
            for _ in &present {
                weights[present[rng.random_range(0..present.len())]] += 1.0;
            }
            draws.extend(all(&weights));
        }
        Some(Self { values, draws })
    }

    /// The mean over several recordings, drawn independently.
    pub fn mean(of: &[Self]) -> Option<Self> {
        let mean = |rows: Vec<&Vec<f64>>| -> Vec<f64> {
            let count = rows.len() as f64;
            (0..rows[0].len()).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / count).collect()
        };
        let draws = of.iter().map(|areas| areas.draws.len()).min()?;
        Some(Self {
            values: mean(of.iter().map(|areas| &areas.values).collect()),
            draws: (0..draws).map(|draw| mean(of.iter().map(|areas| &areas.draws[draw]).collect())).collect(),
        })
    }

    /// The area of an estimator.
    pub fn area(&self, estimator: usize) -> Estimate {
        self.interval(|areas| areas[estimator])
    }

    /// How much greater the area of an estimator is than that of the first.
    pub fn gain(&self, estimator: usize) -> Estimate {
        self.interval(|areas| areas[estimator] - areas[0])
    }

    fn interval(&self, figure: impl Fn(&[f64]) -> f64) -> Estimate {
        let value = figure(&self.values);
        let mut drawn: Vec<f64> = self.draws.iter().map(|draw| figure(draw)).collect();
        drawn.sort_by(f64::total_cmp);
        let at = |share: f64| drawn.get((share * drawn.len() as f64) as usize).copied().unwrap_or(value);
        Estimate { value, low: at(0.025), high: at(0.975) }
    }
}

/// Expected calibration error: the mean distance between probability and frequency over ten bins of equal width, weighed by
/// how many fall into each.
pub fn calibration_error(likely: &[(f64, bool)]) -> f64 {
    let mut bins = [(0.0, 0.0, 0.0); 10];
    for (probability, close) in likely {
        let bin = &mut bins[((probability * 10.0) as usize).min(9)];
        bin.0 += 1.0;
        bin.1 += probability;
        bin.2 += f64::from(u8::from(*close));
    }
    bins.iter().map(|(_, probability, close)| (probability - close).abs()).sum::<f64>() / likely.len() as f64
}

/// Share of close windows called far, and of far windows called close, at an operating point; `None` where there are none.
pub fn error_rates(likely: &[(f64, bool)], from: f64) -> (Option<f64>, Option<f64>) {
    let share = |close: bool, wrong: &dyn Fn(f64) -> bool| {
        let of: Vec<f64> = likely.iter().filter(|(_, truly)| *truly == close).map(|(p, _)| *p).collect();
        (!of.is_empty()).then(|| of.iter().filter(|p| wrong(**p)).count() as f64 / of.len() as f64)
    };
    (share(true, &|p| p < from), share(false, &|p| p >= from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(log: u32, close: bool, said: f64) -> Judged {
        Judged { log, close, said: vec![said, 0.0] }
    }

    #[test]
    fn the_area_counts_pairs_in_order_and_ties_half() {
        let windows = [judged(0, true, 1.0), judged(0, true, 3.0), judged(1, false, 3.0), judged(1, false, 2.0)];
        let areas = Areas::new(&windows, 1).unwrap();
        // Of four pairs, two are in order, one is tied.
        assert!((areas.area(0).value - 0.625).abs() < 1e-12);
        assert!((areas.area(1).value - 0.5).abs() < 1e-12);
        assert!((areas.gain(1).value + 0.125).abs() < 1e-12);
    }

    #[test]
    fn without_both_kinds_there_is_no_area() {
        assert_eq!(Areas::new(&[judged(0, true, 1.0)], 1), None);
        assert_eq!(Areas::new(&[], 1), None);
    }

    #[test]
    fn a_calibrated_forecast_has_no_error_and_a_boast_has_its_size() {
        let honest: Vec<_> = (0..10).map(|i| (0.3, i < 3)).collect();
        assert!(calibration_error(&honest) < 1e-12);
        let boast: Vec<_> = (0..10).map(|i| (0.9, i < 3)).collect();
        assert!((calibration_error(&boast) - 0.6).abs() < 1e-12);
        assert_eq!(error_rates(&boast, 0.5), (Some(0.0), Some(1.0)));
    }
}
