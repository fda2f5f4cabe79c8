//! The exposures of each day, as windows and as the day's sum: what a warning rests on, before any contact rule judges.

use std::collections::BTreeMap;

use lancan_protocol::{
    risk::{self, DaySummary, ExposureWindow},
    rules::{Band, Rules},
    time::Day,
};

use super::{Evidence, Exposures};

/// What a phone heard of published cases on one day.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ExposureDay {
    /// The deployment's day.
    pub day: Day,
    /// Windows of at most 30 minutes near one case, oldest first for each case. Scans without a signal strength are in none.
    pub windows: Vec<ExposureWindow>,
    /// Sum of the windows' scores by the rules, in weighted minutes. Windows that the rules leave out count for nothing.
    pub score: f64,
    /// The greatest score of one window, in weighted minutes.
    pub greatest_score: f64,
    /// The band of the day's score by the rules; none where the score lies in none.
    pub band: Option<Band>,
    /// Seconds in the rules' first bucket of attenuation: very near.
    pub immediate_seconds: u32,
    /// Seconds in the second bucket: near.
    pub near_seconds: u32,
    /// Seconds in the third bucket: farther.
    pub medium_seconds: u32,
    /// Seconds beyond all buckets.
    pub other_seconds: u32,
    /// Least number of different encounters in the band "low".
    pub low_encounters: u32,
    /// Least number of different encounters in the band "high".
    pub high_encounters: u32,
}

impl ExposureDay {
    fn of(day: Day, windows: Vec<ExposureWindow>, summary: Option<&DaySummary>) -> Self {
        let seconds = summary.map_or([0; 4], |summary| summary.bucket_seconds);
        let [immediate_seconds, near_seconds, medium_seconds, other_seconds] = seconds;
        Self {
            day,
            windows,
            score: summary.map_or(0.0, |summary| summary.score),
            greatest_score: summary.map_or(0.0, |summary| summary.greatest_score),
            band: summary.and_then(|summary| summary.band),
            immediate_seconds,
            near_seconds,
            medium_seconds,
            other_seconds,
            low_encounters: summary.map_or(0, |summary| summary.low_encounters),
            high_encounters: summary.map_or(0, |summary| summary.high_encounters),
        }
    }
}

impl Exposures {
    /// The days on which cases whose keys count were heard, oldest first.
    pub(crate) fn by_day(&self, rules: &Rules) -> Vec<ExposureDay> {
        let evidence = self.evidence(rules, Day(0));
        let windows: Vec<ExposureWindow> = evidence
            .iter()
            .map(Evidence::judged)
            .flat_map(|judged| risk::windows(&judged.exposure, &judged.receiver, rules))
            .collect();
        let summaries = risk::summarise(&windows, &rules.scoring);
        let mut days: BTreeMap<Day, Vec<ExposureWindow>> = BTreeMap::new();
        for window in windows {
            days.entry(window.day).or_default().push(window);
        }
        let of = |(day, windows)| ExposureDay::of(day, windows, summaries.iter().find(|summary| summary.day == day));
        days.into_iter().map(of).collect()
    }
}
