//! The verdict of one contact rule.
//!
//! **Probability.** The errors of ranging depend on each other: a phone in a pocket that is misjudged once is misjudged every
//! time. So the stretches are not counted as independent. The probability of having been close for enough minutes is the
//! greatest `q` such that the stretches whose probability is at least `q` hold enough minutes in some window. A day
//! behind a wall therefore does not become a contact by lasting long.
//!
//! **Minutes.** Time counts once: of several phones heard in the same minute, as those of one household are, the likeliest
//! counts.

use serde::{Deserialize, Serialize};

use super::{
    Stretch,
    sliding::{WeightedSpan, fullest_window, united},
};
use crate::{
    rules::{ContactRule, Degree, Rules},
    time::{Day, UnixTime},
};

/// Whether somebody was a contact. Ordered: later is graver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Not a contact by this rule.
    None,
    /// Perhaps a contact: not likely enough, or the evidence allows no more.
    Possible,
    /// A contact by this rule, likely enough.
    Close,
}

/// What one contact rule says about somebody's exposures.
#[derive(Clone, Debug, PartialEq)]
pub struct ContactVerdict {
    /// The rule's id.
    pub rule: String,
    /// Whether the rule describes contacts of a case or contacts of a contact.
    pub degree: Degree,
    /// The verdict.
    pub verdict: Verdict,
    /// The probability of having been close for the rule's minutes within some window of its hours, 0 to 1.
    /// It orders contacts; as a number for people it is not calibrated (`docs/accuracy.md`), so people are told a word.
    pub probability: f64,
    /// Minutes close that are to be *expected* within the fullest window: each minute counts by its probability. Nobody
    /// measured them.
    pub expected_minutes: f64,
    /// Minutes heard within the fullest window, however far away.
    pub minutes_present: f64,
    /// First instant of the window with the most expected minutes.
    pub window_start: UnixTime,
    /// Day of the last stretch that may have been close, from which quarantine is counted.
    pub last_contact: Day,
}

impl ContactVerdict {
    /// The last days of quarantine and of follow-up under the rule.
    pub fn quarantine_until(&self, rule: &ContactRule) -> (Day, Day) {
        let quarantine = self.last_contact.plus(rule.quarantine.days);
        (quarantine, quarantine.plus(rule.quarantine.follow_up_days))
    }
}

/// Judges stretches by one rule; `None` where there are none. The caller chose stretches of days on which the
/// rule was in force and the case infectious.
pub fn judge(stretches: &[Stretch], rule: &ContactRule, rules: &Rules) -> Option<ContactVerdict> {
    let ranging = &rules.ranging;
    let last = stretches.iter().max_by_key(|stretch| stretch.end())?;
    let likely: Vec<(Stretch, f64)> =
        stretches.iter().map(|stretch| (*stretch, stretch.close_probability(rule, ranging))).collect();
    let spans = |weight: fn(f64) -> f64| -> Vec<WeightedSpan> {
        let spans: Vec<WeightedSpan> =
            likely.iter().map(|(stretch, probability)| span(stretch, weight(*probability))).collect();
        united(&spans)
    };
    let (close_seconds, window_start) = fullest_window(&spans(|probability| probability), rule.window_seconds())?;
    let (present_seconds, _) = fullest_window(&spans(|_| 1.0), rule.window_seconds())?;
    let firm: Vec<(Stretch, f64)> = likely
        .iter()
        .filter(|(stretch, _)| {
            !stretch.at_most_possible && (stretch.attenuation_db.is_some() || rule.distance_m.is_none())
        })
        .copied()
        .collect();
    let probability = enough_probability(&likely, rule);
    let verdict = if enough_probability(&firm, rule) >= ranging.enough_probability.max(f64::MIN_POSITIVE) {
        Verdict::Close
    } else if probability >= ranging.possible_probability.max(f64::MIN_POSITIVE) {
        Verdict::Possible
    } else {
        Verdict::None
    };
    let last_close = likely
        .iter()
        .filter(|(_, probability)| *probability >= ranging.possible_probability)
        .map(|(stretch, _)| stretch.end())
        .max();
    Some(ContactVerdict {
        rule: rule.id.clone(),
        degree: rule.degree,
        verdict,
        probability,
        expected_minutes: close_seconds / 60.0,
        minutes_present: present_seconds / 60.0,
        window_start: UnixTime(window_start),
        last_contact: rules.key_days.day(last_close.unwrap_or(last.end())),
    })
}

fn span(stretch: &Stretch, weight: f64) -> WeightedSpan {
    WeightedSpan { start: stretch.start.0, end: stretch.end().0, weight }
}

/// The greatest `q` such that the stretches at least `q` likely hold the rule's minutes in some window; 0 if all do not.
fn enough_probability(likely: &[(Stretch, f64)], rule: &ContactRule) -> f64 {
    let mut levels: Vec<f64> = likely.iter().map(|(_, probability)| *probability).collect();
    levels.sort_by(|a, b| b.total_cmp(a));
    levels.dedup();
    let enough = |level: f64| {
        let spans: Vec<WeightedSpan> =
            likely.iter().filter(|(_, probability)| *probability >= level).map(|(s, _)| span(s, 1.0)).collect();
        fullest_window(&united(&spans), rule.window_seconds())
            .is_some_and(|(held, _)| held >= f64::from(rule.seconds()))
    };
    // The lower the level, the more stretches count: find the first level that is enough.
    let first = levels.partition_point(|level| !enough(*level));
    levels.get(first).copied().unwrap_or(0.0)
}
