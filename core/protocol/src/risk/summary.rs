//! Daily summaries of exposure windows, by the public configuration of the rules (`rules::ScoringRules`).

use std::collections::{BTreeMap, BTreeSet};

use super::{ExposureWindow, Infectiousness, WindowScan};
use crate::{
    report_type::ReportType,
    rules::{AttenuationUsed, Band, BandRange, ScoringRules},
    saturate::Saturate as _,
    time::Day,
};

/// The exposure windows of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct DaySummary {
    /// The day.
    pub day: Day,
    /// Sum of the windows' scores, in weighted minutes.
    pub score: f64,
    /// The greatest score of one window.
    pub greatest_score: f64,
    /// The day's band; absent where the score lies in none.
    pub band: Option<Band>,
    /// Seconds in each attenuation bucket: immediate, near, medium, other.
    pub bucket_seconds: [u32; 4],
    /// Least number of different encounters in band "low": windows that differ in level or confidence.
    pub low_encounters: u32,
    /// Least number of different encounters in band "high".
    pub high_encounters: u32,
}

/// All days together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// The highest band of any day.
    pub band: Option<Band>,
    /// The last day in band "low".
    pub last_low: Option<Day>,
    /// The last day in band "high".
    pub last_high: Option<Day>,
    /// Days in band "low".
    pub low_days: u32,
    /// Days in band "high".
    pub high_days: u32,
    /// Sum of the low encounters of days that have a band.
    pub low_encounters: u32,
    /// Sum of the high encounters of days that have a band.
    pub high_encounters: u32,
}

/// What a window counts as, once its filters let it pass.
struct Scored {
    level: u32,
    score: f64,
    band: Option<Band>,
}

/// Summaries of the days that have windows, oldest first. Windows that a filter drops count for nothing.
pub fn summarise(windows: &[ExposureWindow], scoring: &ScoringRules) -> Vec<DaySummary> {
    let mut days: BTreeMap<Day, Vec<&ExposureWindow>> = BTreeMap::new();
    for window in windows {
        days.entry(window.day).or_default().push(window);
    }
    days.into_iter().map(|(day, windows)| summarise_day(day, &windows, scoring)).collect()
}

/// What all days amount to.
pub fn overview(days: &[DaySummary]) -> Overview {
    let mut all = Overview::default();
    for day in days {
        let Some(band) = day.band else { continue };
        let (last, count) = match band {
            Band::Low => (&mut all.last_low, &mut all.low_days),
            Band::High => (&mut all.last_high, &mut all.high_days),
        };
        *last = (*last).max(Some(day.day));
        *count += 1;
        all.band = all.band.max(Some(band));
        all.low_encounters += day.low_encounters;
        all.high_encounters += day.high_encounters;
    }
    all
}

fn summarise_day(day: Day, windows: &[&ExposureWindow], scoring: &ScoringRules) -> DaySummary {
    let mut distinct: BTreeSet<(Option<Band>, u32, u8)> = BTreeSet::new();
    let (mut score, mut greatest_score) = (0.0, 0.0_f64);
    let mut bucket_seconds = [0_u32; 4];
    for window in windows {
        let Some(scored) = scoring.score(window) else { continue };
        distinct.insert((scored.band, scored.level, window.confidence));
        score += scored.score;
        greatest_score = greatest_score.max(scored.score);
        for scan in &window.scans {
            let bucket = scoring.bucket_edges_db.partition_point(|edge| scan.typical_attenuation > *edge);
            if let Some(seconds) = bucket_seconds.get_mut(bucket) {
                *seconds = seconds.saturating_add(credit(*scan));
            }
        }
    }
    let score = rounded(score);
    let encounters = |band| distinct.iter().filter(|(of, ..)| *of == Some(band)).count().saturate();
    DaySummary {
        day,
        score,
        greatest_score,
        band: band_of(score, &scoring.day_bands),
        bucket_seconds,
        low_encounters: encounters(Band::Low),
        high_encounters: encounters(Band::High),
    }
}

impl ScoringRules {
    /// Scores one window; `None` when a filter drops it.
    fn score(&self, window: &ExposureWindow) -> Option<Scored> {
        let attenuation = |scan: &WindowScan| {
            f64::from(match self.attenuation {
                AttenuationUsed::Least => scan.least_attenuation,
                AttenuationUsed::Typical => scan.typical_attenuation,
            })
        };
        let dropped = self.minutes_filters.iter().any(|filter| {
            let inside = window.scans.iter().filter(|scan| filter.attenuation.contains(attenuation(scan)));
            filter.drop_if_minutes.contains(rounded(inside.map(|scan| f64::from(credit(*scan))).sum::<f64>() / 60.0))
        });
        let level = self.level(window.report_type, window.infectiousness)?;
        if dropped || self.level_filters.iter().any(|filter| filter.contains(f64::from(level))) {
            return None;
        }
        let weight = |scan: &WindowScan| {
            let weights = self.minutes_weights.iter();
            let found = weights.clone().find(|weight| weight.attenuation.contains(attenuation(scan)));
            found.map_or(0.0, |found| found.weight)
        };
        let value = self.level_values.iter().find(|value| value.level == level).map_or(0.0, |value| value.value);
        let seconds: f64 = window.scans.iter().map(|scan| weight(scan) * f64::from(credit(*scan))).sum();
        let score = rounded(value * seconds / 60.0);
        Some(Scored { level, score, band: band_of(score, &self.window_bands) })
    }

    /// The level of a window; `None` for a withdrawn report.
    fn level(&self, report_type: ReportType, infectiousness: Infectiousness) -> Option<u32> {
        let encoding = &self.level_encoding;
        let offset = match report_type {
            ReportType::ConfirmedTest => encoding.confirmed_test,
            ReportType::ConfirmedClinicalDiagnosis => encoding.confirmed_clinical_diagnosis,
            ReportType::SelfReport => encoding.self_report,
            ReportType::Recursive => encoding.recursive,
            ReportType::Revoked => return None,
        };
        let infectiousness = match infectiousness {
            Infectiousness::Standard => encoding.standard,
            Infectiousness::High => encoding.high,
        };
        Some(offset.saturating_add(infectiousness))
    }
}

/// Seconds that count.
fn credit(scan: WindowScan) -> u32 {
    u32::try_from(scan.seconds_since_last).unwrap_or(0)
}

/// To a millionth, so that sums of decimal fractions meet the edges of bands.
fn rounded(score: f64) -> f64 {
    (score * 1e6).round() / 1e6
}

fn band_of(score: f64, bands: &[BandRange]) -> Option<Band> {
    bands.iter().find(|band| band.score.contains(score)).map(|band| band.band)
}
