//! The figures of one file of measurements.

use lancan_protocol::ranging::RangingRules;
use serde::Serialize;

use super::{
    estimate,
    measurements::{Measurements, TimeUnit},
    statistics::{Areas, Estimate, Judged, calibration_error, error_rates},
    windows::{Window, usual_power_dbm, windows},
};

/// What was measured on one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evaluation {
    /// Rows with a signal strength.
    pub rows: usize,
    /// Rows without one, or without a time, left out.
    pub unmeasured_rows: usize,
    /// In which unit the file counts time.
    pub time_unit: TimeUnit,
    /// What was taken for the senders' power.
    pub transmit_power: PowerUsed,
    /// Logs.
    pub logs: usize,
    /// Windows with a known true distance: those that are judged.
    pub windows: usize,
    /// Of these, truly within the distance.
    pub close_windows: usize,
    /// Windows whose true distance is unknown; a phone's level is learned from them too.
    pub windows_without_truth: usize,
    /// "Close" means within this many metres.
    pub within_m: f64,
    /// Length of a window in seconds.
    pub window_s: f64,
    /// What was drawn with replacement for the intervals: "logs", or "windows" where there is one log only.
    pub drawn: &'static str,
    /// A threshold on the median signal strength.
    pub plain: EstimatorFigures,
    /// The shipped model, as a phone alone applies it.
    pub model: EstimatorFigures,
    /// The server's estimator with all logs together; only where logs hear each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<EstimatorFigures>,
}

/// What an evaluation takes for the senders' power. Rows that carry a power are judged by it. A phone learns its own level
/// before it can read any power: there every row counts as sent with `assumed_dbm`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct PowerUsed {
    /// Rows that carry the sender's power.
    pub rows_with_power: usize,
    /// Rows that carry one outside −40 … +10 dBm, as phones write an unknown power: it counts as unknown.
    pub rows_with_power_refused: usize,
    /// The power in dBm that stands for all others.
    pub assumed_dbm: i8,
    /// Where that comes from: "median of the rows", "table of phone levels" where the rows' powers are the table's, or "rules"
    /// where no row carries a power.
    pub assumed_from: &'static str,
}

impl PowerUsed {
    fn of(measurements: &Measurements, rules: &RangingRules) -> Self {
        let rows_with_power = measurements.rows.iter().filter(|row| row.power_dbm.is_some()).count();
        Self {
            rows_with_power,
            rows_with_power_refused: measurements.powers_refused,
            assumed_dbm: fitted_to_power(measurements, rules).assumed_power_dbm,
            assumed_from: match (measurements.powers_by_table, rows_with_power) {
                (true, _) => "table of phone levels",
                (false, 0) => "rules",
                (false, _) => "median of the rows",
            },
        }
    }
}

/// The figures of one estimator.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EstimatorFigures {
    /// Area under the ROC curve, with its 95 % interval; absent unless there are close and far windows.
    pub auc: Option<Estimate>,
    /// How much greater it is than the plain threshold's, paired.
    pub gain: Option<Estimate>,
    /// Expected calibration error over ten bins; absent for the plain threshold, which gives no probability.
    pub calibration_error: Option<f64>,
    /// The shipped operating point: from this probability on a window is called close.
    pub operating_point: Option<f64>,
    /// Share of close windows called far there.
    pub miss_rate: Option<f64>,
    /// Share of far windows called close there.
    pub false_alarm_rate: Option<f64>,
}

/// Windows with what each estimator says of them, in dB of attenuation: plain, phone and, where logs hear each other, server.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimates {
    /// All windows.
    pub windows: Vec<Window>,
    /// Of each window, by each estimator.
    pub said: Vec<Vec<f64>>,
}

/// The rules as they are on the phones of a recording: where powers were sent, the usual one is the assumed one; powers by
/// the table of phone levels have the assumed one as their median.
pub fn fitted_to_power(measurements: &Measurements, rules: &RangingRules) -> RangingRules {
    let sent = usual_power_dbm(measurements).filter(|_| !measurements.powers_by_table);
    let usual = sent.map_or(rules.assumed_power_dbm, |power| power.round() as i8);
    RangingRules { assumed_power_dbm: usual, ..rules.clone() }
}

/// Runs all estimators.
pub fn estimates(measurements: &Measurements, seconds: f64, rules: &RangingRules) -> Estimates {
    let rules = &fitted_to_power(measurements, rules);
    let windows = windows(measurements, seconds, f64::from(rules.assumed_power_dbm));
    let mut by_estimator =
        vec![estimate::plain(&windows), estimate::phone(&windows, measurements.several_transmitters, rules)];
    if measurements.several_transmitters {
        by_estimator.push(estimate::server(&windows, seconds, rules));
    }
    let said = (0..windows.len()).map(|i| by_estimator.iter().map(|said| said[i]).collect()).collect();
    Estimates { windows, said }
}

impl Estimates {
    /// The windows whose true distance is known, with whether they were within `metres`.
    pub fn judged(&self, metres: f64) -> Vec<Judged> {
        let known = self.windows.iter().zip(&self.said).filter_map(|(window, said)| {
            // A hair of tolerance: 6 ft are 1.8288 m only up to rounding.
            let close = window.distance_m? <= metres + 1e-6;
            Some(Judged { log: window.log, close, said: said.clone() })
        });
        known.collect()
    }
}

/// Evaluates the shipped model and the plain threshold on one file.
pub fn evaluate(measurements: &Measurements, metres: f64, seconds: f64, rules: &RangingRules) -> Evaluation {
    let estimates = estimates(measurements, seconds, rules);
    let mut judged = estimates.judged(metres);
    let one_log = judged.iter().all(|window| judged.first().is_some_and(|first| first.log == window.log));
    if one_log {
        for (log, window) in (0..).zip(&mut judged) {
            window.log = log;
        }
    }
    let areas = Areas::new(&judged, 1);
    let figures = |estimator: usize| {
        let likely: Vec<(f64, bool)> = judged
            .iter()
            .map(|window| (rules.probability_within(metres, window.said[estimator], 0.0), window.close))
            .collect();
        let probable = estimator > 0 && !likely.is_empty();
        let (miss_rate, false_alarm_rate) =
            if probable { error_rates(&likely, rules.enough_probability) } else { (None, None) };
        EstimatorFigures {
            auc: areas.as_ref().map(|areas| areas.area(estimator)),
            gain: areas.as_ref().filter(|_| estimator > 0).map(|areas| areas.gain(estimator)),
            calibration_error: probable.then(|| calibration_error(&likely)),
            operating_point: probable.then_some(rules.enough_probability),
            miss_rate,
            false_alarm_rate,
        }
    };
    Evaluation {
        rows: measurements.rows.len(),
        unmeasured_rows: measurements.unmeasured,
        time_unit: measurements.unit,
        transmit_power: PowerUsed::of(measurements, rules),
        logs: measurements.logs.len(),
        windows: judged.len(),
        close_windows: judged.iter().filter(|window| window.close).count(),
        windows_without_truth: estimates.windows.len() - judged.len(),
        within_m: metres,
        window_s: seconds,
        drawn: if one_log { "windows" } else { "logs" },
        plain: figures(0),
        model: figures(1),
        server: measurements.several_transmitters.then(|| figures(2)),
    }
}
