//! Weights of exposure windows: the public configuration behind daily summaries (`docs/protocol.md`, Exposure windows).
//!
//! A window's *level* is a small number from report type and infectiousness; levels have values; weighted minutes times
//! value is the window's score; scores map to bands by window and, added up, by day.

use serde::{Deserialize, Serialize};

/// How windows are weighed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoringRules {
    /// Which attenuation of a scan is weighed.
    pub attenuation: AttenuationUsed,
    /// Upper edges in dB of the first three of four attenuation buckets (immediate, near, medium, other), rising.
    pub bucket_edges_db: [u16; 3],
    /// Days around onset on which a case is highly infectious; on other days it is standard.
    pub highly_infectious: InfectiousDays,
    /// Windows dropped for the minutes they have in a range of attenuation.
    #[serde(default)]
    pub minutes_filters: Vec<MinutesFilter>,
    /// Windows dropped for their level.
    #[serde(default)]
    pub level_filters: Vec<Range>,
    /// Weight of a minute by its attenuation in dB; the first range that holds it counts, none means 0.
    pub minutes_weights: Vec<MinutesWeight>,
    /// How report type and infectiousness make a level.
    pub level_encoding: LevelEncoding,
    /// Value of each level; a level not listed has 0.
    pub level_values: Vec<LevelValue>,
    /// Band of one window by its score (weighted minutes); the first range that holds it counts.
    pub window_bands: Vec<BandRange>,
    /// Band of a day by the sum of its windows' scores.
    pub day_bands: Vec<BandRange>,
}

/// Which attenuation of a scan is weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttenuationUsed {
    /// The least of the scan: its strongest sighting.
    Least,
    /// The typical one: the median of its sightings.
    Typical,
}

/// An interval of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Lower end of the range.
    pub min: f64,
    /// Upper end of the range.
    pub max: f64,
    /// Whether the lower end itself lies outside the range.
    #[serde(default)]
    pub min_exclusive: bool,
    /// Whether the upper end itself lies outside the range.
    #[serde(default)]
    pub max_exclusive: bool,
}

impl Range {
    /// `min` ≤ x < `max`.
    pub const fn half_open(min: f64, max: f64) -> Self {
        Self { min, max, min_exclusive: false, max_exclusive: true }
    }

    /// Whether `value` lies inside.
    pub fn contains(&self, value: f64) -> bool {
        (if self.min_exclusive { value > self.min } else { value >= self.min })
            && (if self.max_exclusive { value < self.max } else { value <= self.max })
    }
}

/// Drops windows whose minutes at some attenuation lie in a range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesFilter {
    /// Attenuation in dB.
    pub attenuation: Range,
    /// Minutes at that attenuation for which the window is dropped.
    pub drop_if_minutes: Range,
}

/// Weight of a minute at some attenuation.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinutesWeight {
    /// Attenuation in dB.
    pub attenuation: Range,
    /// Weight of each minute.
    pub weight: f64,
}

/// Level = offset of the infectiousness + offset of the report type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelEncoding {
    /// Offset for standard infectiousness.
    pub standard: u32,
    /// Offset for high infectiousness.
    pub high: u32,
    /// Offset for [`crate::ReportType::Recursive`].
    pub recursive: u32,
    /// Offset for [`crate::ReportType::SelfReport`].
    pub self_report: u32,
    /// Offset for [`crate::ReportType::ConfirmedClinicalDiagnosis`].
    pub confirmed_clinical_diagnosis: u32,
    /// Offset for [`crate::ReportType::ConfirmedTest`].
    pub confirmed_test: u32,
}

/// Value of a level.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelValue {
    /// The level.
    pub level: u32,
    /// The value of the level.
    pub value: f64,
}

/// How great a score is, in words for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// A low score.
    Low,
    /// A high score.
    High,
}

/// The band of a range of scores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BandRange {
    /// Score in weighted minutes.
    pub score: Range,
    /// The band of scores in that range.
    pub band: Band,
}

/// Days relative to onset, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InfectiousDays {
    /// First day, negative before onset.
    pub from: i32,
    /// Last day.
    pub until: i32,
}
