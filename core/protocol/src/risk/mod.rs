//! From matched encounters to exposure windows, daily summaries and a verdict for each contact rule
//! (`docs/protocol.md`, Exposure windows and Close contact).
//!
//! ```text
//! encounters ─► stretches of presence ─┬─► exposure windows ─► daily summaries
//!               (seconds, attenuation) └─► P(close) ─► verdict of each contact rule in force
//! ```
//! Everything is computed again from the stored encounters whenever the rules change.

mod counted;
mod reason;
mod reported;
mod sliding;
mod stretch;
mod summary;
mod verdict;
mod window;

pub use counted::FailedCondition;
pub use reason::{Reason, reasons};
pub use reported::reported;
pub use stretch::{Stretch, close_probabilities, stretches};
pub use summary::{DaySummary, Overview, overview, summarise};
pub use verdict::{ContactVerdict, Verdict, judge};
pub use window::{ExposureWindow, Infectiousness, WindowScan, windows};

use std::collections::BTreeMap;

use counted::{Near, refused};

use crate::{
    encounter::Encounter,
    keys::Metadata,
    ranging::{Crowd, ReceiverLevel},
    rules::{ContactRule, Rules},
    time::Interval,
    wire::ReportType,
};

/// The crowd that a phone heard in each interval of its own clock.
pub type Crowds = BTreeMap<Interval, Crowd>;

/// The encounters that matched one published day key.
#[derive(Clone, Debug)]
pub struct Exposure<'a> {
    /// What the key was reported as.
    pub report_type: ReportType,
    /// The key's day counted from onset of symptoms; absent where unknown.
    pub days_since_onset: Option<i32>,
    /// The encounters, in any order.
    pub encounters: Vec<Heard<'a>>,
}

/// An encounter together with the metadata that its published key decrypts.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// The encounter as it was recorded.
    pub encounter: &'a Encounter,
    /// The decrypted metadata; absent where decryption gave reserved bits, and for a Bluezone 2.x identifier.
    pub metadata: Option<Metadata>,
}

/// An exposure with the receiver's level by which it is judged.
#[derive(Clone, Debug)]
pub struct JudgedExposure<'a> {
    /// The exposure.
    pub exposure: Exposure<'a>,
    /// The level of the phone that heard it, as it was when the key was matched.
    pub receiver: ReceiverLevel,
}

/// What the encounters with published keys amount to.
#[derive(Clone, Debug, PartialEq)]
pub struct Assessment {
    /// One summary for each day with an exposure, oldest first.
    pub days: Vec<DaySummary>,
    /// One verdict for each contact rule that was in force on a day with an exposure, in the rules' order.
    pub verdicts: Vec<ContactVerdict>,
}

impl Assessment {
    /// The gravest verdict: the most certain, then the likeliest.
    pub fn gravest(&self) -> Option<&ContactVerdict> {
        self.verdicts.iter().max_by(|a, b| a.verdict.cmp(&b.verdict).then(a.probability.total_cmp(&b.probability)))
    }
}

/// Judges all exposures of a phone together. Minutes near several cases add up: nothing tells whether two keys belong to one
/// case or to two.
///
/// `crowds` says who else the phone heard in the intervals concerned; an interval that is missing counts as without a crowd.
pub fn assess(exposures: &[Exposure<'_>], crowds: &Crowds, receiver: &ReceiverLevel, rules: &Rules) -> Assessment {
    let judged = exposures.iter().map(|exposure| JudgedExposure { exposure: exposure.clone(), receiver: *receiver });
    assess_each(&judged.collect::<Vec<_>>(), crowds, rules)
}

/// As [`assess`], each exposure by a receiver's level of its own.
pub fn assess_each(exposures: &[JudgedExposure<'_>], crowds: &Crowds, rules: &Rules) -> Assessment {
    let windows: Vec<ExposureWindow> =
        exposures.iter().flat_map(|judged| windows(&judged.exposure, &judged.receiver, rules)).collect();
    let near: Vec<Near<'_>> =
        exposures.iter().map(|judged| Near::new(&judged.exposure, &judged.receiver, rules)).collect();
    let judged = |rule: &ContactRule| {
        let of_cases = near.iter().filter(|near| refused(near.exposure, rule).is_none());
        let all: Vec<Stretch> = of_cases.flat_map(|near| near.counted(rule, crowds, rules)).collect();
        judge(&all, rule, rules)
    };
    Assessment {
        days: summarise(&windows, &rules.scoring),
        verdicts: rules.contact.iter().filter_map(judged).collect(),
    }
}
