//! Exposure windows as GAEN v2 defines them: at most 30 minutes with one key on one day.

use super::{
    Exposure,
    stretch::{as_declared, scans},
};
use crate::{
    ranging::ReceiverLevel,
    report_type::ReportType,
    rules::{Rules, ScoringRules},
    time::Day,
};

/// Up to 30 minutes of presence of one key on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct ExposureWindow {
    /// The day.
    pub day: Day,
    /// What the key was reported as.
    pub report_type: ReportType,
    /// How infectious the case was on that day.
    pub infectiousness: Infectiousness,
    /// Calibration confidence of the sender, 0 (none) to 3 (high).
    pub confidence: u8,
    /// The scans that heard it, in order.
    pub scans: Vec<WindowScan>,
}

/// How infectious a case was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Infectiousness {
    /// Infectious, and not known to be highly so.
    Standard,
    /// Highly infectious, by the rules' days around onset.
    High,
}

/// One scan of an exposure window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowScan {
    /// Least attenuation in dB, that of the strongest sighting.
    pub least_attenuation: u16,
    /// Typical attenuation in dB, that of the median sighting.
    pub typical_attenuation: u16,
    /// Seconds since the previous scan began. Negative ones, which a clock set back can leave, count for nothing.
    pub seconds_since_last: i32,
}

/// Longest exposure window.
const WINDOW_SECONDS: u64 = 30 * 60;

/// The exposure windows of one key, oldest first. Scans without a signal strength are in none.
pub fn windows(exposure: &Exposure<'_>, receiver: &ReceiverLevel, rules: &Rules) -> Vec<ExposureWindow> {
    let confidence = exposure.encounters.iter().filter_map(|heard| heard.metadata).map(|m| m.confidence()).min();
    let infectiousness = infectiousness(exposure.days_since_onset, &rules.scoring);
    let mut windows: Vec<ExposureWindow> = Vec::new();
    let mut open = None;
    for scan in scans(as_declared(&exposure.encounters), receiver, &rules.ranging) {
        let (Some(typical), Some(least)) = (scan.typical_db, scan.least_db) else { continue };
        let start = scan.end.minus(u64::from(scan.seconds));
        let entry = WindowScan {
            least_attenuation: decibels(least),
            typical_attenuation: decibels(typical),
            seconds_since_last: scan.seconds.cast_signed(),
        };
        let day = rules.key_days.day(start);
        let fits = open.is_some_and(|(since, of)| of == day && scan.end.minus(WINDOW_SECONDS) <= since);
        if let Some(window) = windows.last_mut().filter(|_| fits) {
            window.scans.push(entry);
            continue;
        }
        open = Some((start, day));
        windows.push(ExposureWindow {
            day,
            report_type: exposure.report_type,
            infectiousness,
            confidence: confidence.unwrap_or(0),
            scans: vec![entry],
        });
    }
    windows
}

fn infectiousness(days_since_onset: Option<i32>, scoring: &ScoringRules) -> Infectiousness {
    let high = scoring.highly_infectious;
    match days_since_onset {
        Some(days) if (high.from..=high.until).contains(&days) => Infectiousness::High,
        _ => Infectiousness::Standard,
    }
}

/// Whole decibels from 0 to 255.
fn decibels(attenuation: f64) -> u16 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 255")]
    let whole = attenuation.round().clamp(0.0, 255.0) as u16;
    whole
}
