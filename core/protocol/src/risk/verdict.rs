//! The verdict of one contact rule.
//!
//! **Probability.** The errors of ranging depend on each other: a phone in a pocket that is misjudged once is misjudged every
//! time. So the stretches are not counted as independent. The probability of having been close for enough minutes is the
//! greatest `q` such that the stretches whose probability is at least `q` hold enough minutes in some window. A day
//! behind a wall therefore does not become a contact by lasting long.
//!
//! **What is told of it.** Minutes, days and last contact are those of the stretches that the verdict rests on: likely enough
//! for it, in a window that holds enough of them. Twenty seconds near somebody days later move nothing.
//!
//! **Minutes.** Time counts once: of several phones heard in the same minute, as those of one household are, the likeliest
//! counts.

use serde::{Deserialize, Serialize};

use super::{
    Stretch,
    sliding::{Density, WeightedSpan, end_of_last_full, fullest_window, united},
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
    /// Minutes close that are to be *expected* within the window: each minute counts by its probability. Nobody measured them.
    pub expected_minutes: f64,
    /// Minutes heard within the fullest window, however far away.
    pub minutes_present: f64,
    /// First instant of the window, as long as the rule's hours, that holds the most of what the verdict rests on; for no
    /// contact the window with the most expected minutes.
    pub window_start: UnixTime,
    /// First day of the window on which there was something that the verdict rests on.
    pub first_day: Day,
    /// Last such day of the window.
    pub last_day: Day,
    /// Day of the last contact, from which quarantine is counted: of the last stretch that the verdict rests on and that lies
    /// in a window with enough of them. For no contact the day of the last stretch that may have been close.
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
    let (present_seconds, _) = fullest_window(&united_by(&likely, |_| 1.0), rule.window_seconds())?;
    let firm: Vec<(Stretch, f64)> = likely
        .iter()
        .filter(|(stretch, _)| {
            !stretch.at_most_possible && (stretch.attenuation_db.is_some() || rule.distance_m.is_none())
        })
        .copied()
        .collect();
    let probability = enough_probability(&likely, rule);
    let enough = ranging.enough_probability.max(f64::MIN_POSITIVE);
    let possible = ranging.possible_probability.max(f64::MIN_POSITIVE);
    let (verdict, basis) = if enough_probability(&firm, rule) >= enough {
        (Verdict::Close, at_least(&firm, enough))
    } else if probability >= possible {
        (Verdict::Possible, at_least(&likely, possible))
    } else {
        (Verdict::None, Vec::new())
    };
    let contact = Contact::of(&basis, &likely, rule)?;
    let last_close = contact.last.or_else(|| at_least(&likely, possible).iter().map(last_instant).max());
    let day = |at: UnixTime| rules.key_days.day(at);
    Some(ContactVerdict {
        rule: rule.id.clone(),
        degree: rule.degree,
        verdict,
        probability,
        expected_minutes: contact.expected_seconds / 60.0,
        minutes_present: present_seconds / 60.0,
        window_start: contact.window_start,
        first_day: day(contact.from),
        last_day: day(contact.until),
        last_contact: day(last_close.unwrap_or_else(|| last_instant(last))),
    })
}

/// When somebody was near, by the stretches that a verdict rests on.
struct Contact {
    window_start: UnixTime,
    /// Seconds to be expected in the window.
    expected_seconds: f64,
    /// Start of the first stretch in the window.
    from: UnixTime,
    /// Last second of the last stretch in the window.
    until: UnixTime,
    /// Last second of the last stretch in any window with enough seconds; none where nothing rests on stretches.
    last: Option<UnixTime>,
}

impl Contact {
    /// `basis` holds the stretches that the verdict rests on; where there are none, every stretch counts by its probability.
    fn of(basis: &[Stretch], likely: &[(Stretch, f64)], rule: &ContactRule) -> Option<Self> {
        let length = rule.window_seconds();
        let expected = united_by(likely, |probability| probability);
        let certain = united(&basis.iter().map(|stretch| span(stretch, 1.0)).collect::<Vec<_>>());
        let (_, window_start) = fullest_window(if basis.is_empty() { &expected } else { &certain }, length)?;
        let window = UnixTime(window_start)..UnixTime(window_start).plus(length);
        let all: Vec<Stretch> = likely.iter().map(|(stretch, _)| *stretch).collect();
        let counted = if basis.is_empty() { &all } else { basis };
        let inside =
            counted.iter().filter(|stretch| stretch.start < window.end && last_instant(stretch) >= window.start);
        let from = inside.clone().map(|stretch| stretch.start).min().unwrap_or(window.start);
        let until = inside.map(last_instant).max().unwrap_or(window.start);
        Some(Self {
            window_start: window.start,
            expected_seconds: Density::of(&expected).within(window_start, length),
            from: from.max(window.start),
            until: until.min(window.end.minus(1)),
            last: end_of_last_full(&certain, length, f64::from(rule.seconds())).map(|end| UnixTime(end).minus(1)),
        })
    }
}

/// The last second of a stretch; of one without length its first instant.
fn last_instant(stretch: &Stretch) -> UnixTime {
    stretch.end().minus(1).max(stretch.start)
}

/// The stretches that are at least this likely.
fn at_least(likely: &[(Stretch, f64)], level: f64) -> Vec<Stretch> {
    likely.iter().filter(|(_, probability)| *probability >= level).map(|(stretch, _)| *stretch).collect()
}

/// Time counted once, weighed by what `weight` makes of the probability.
fn united_by(likely: &[(Stretch, f64)], weight: fn(f64) -> f64) -> Vec<WeightedSpan> {
    let spans: Vec<WeightedSpan> =
        likely.iter().map(|(stretch, probability)| span(stretch, weight(*probability))).collect();
    united(&spans)
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
