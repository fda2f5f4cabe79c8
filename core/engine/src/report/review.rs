//! What would be sent, as the user sees it before anything leaves the phone.

use std::collections::BTreeMap;

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, Interval, UnixTime},
    wire::{DayActivity, ReportType, ReportedEncounter, VerifyAnswer},
};
use serde::{Deserialize, Serialize};

use crate::{
    store::{StoredKey, longest_used},
    visits::{OwnVisit, Visit},
};

/// A span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Span {
    /// First instant of the span.
    pub from: UnixTime,
    /// First instant after the span.
    pub to: UnixTime,
}

/// The content of a report before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Review {
    /// The health centre that issued the code.
    pub centre: String,
    /// What the report is about.
    pub report_type: ReportType,
    /// The time the authority asks for.
    pub window: Span,
    /// The phone's own keys of that time.
    pub keys: Vec<ReviewedKey>,
    /// Every day with a key or a close encounter, oldest first.
    pub days: Vec<ReviewedDay>,
    /// Every interval with a close encounter, oldest first.
    pub intervals: Vec<ReviewedInterval>,
    /// What the user left out.
    pub left_out: Vec<Span>,
    /// Every visit to a place that would be sent with the user's consent, newest first.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub visits: Vec<ReviewedVisit>,
}

/// A visit to a place within the report's time.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReviewedVisit {
    /// The visit.
    pub visit: Visit,
    /// The visit is left out, by itself or because it lies in what was left out.
    pub left_out: bool,
}

/// What the user left out.
#[derive(Clone, Copy)]
pub(crate) struct LeftOut<'a> {
    pub(crate) spans: &'a [Span],
    pub(crate) visits: &'a [i64],
}

impl LeftOut<'_> {
    /// Whether a visit is left out.
    pub(super) fn holds(&self, own: &OwnVisit) -> bool {
        let (enter, leave) = (own.shown.enter, own.shown.leave.plus(1));
        self.visits.contains(&own.shown.id) || self.spans.iter().any(|span| span.overlaps(enter, leave))
    }
}

/// A key, shown by the time in which it was used. Keys are published as whole days, whatever their use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReviewedKey {
    /// The day of the key.
    pub day: Day,
    /// From the first to the last time that the key was used.
    pub span: Span,
    /// The key was used within what was left out, so the key is withheld whole: a key reveals all of its use.
    pub withheld: bool,
    /// The key is today's: it is sent the next day, when its day is over.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub follows: bool,
}

/// A day of the deployment with a key or a close encounter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReviewedDay {
    /// The day.
    pub day: Day,
    /// Number of close encounters of the day, those left out included.
    pub encounters: u32,
    /// Seconds near somebody, of all these encounters together, as they would be sent.
    pub seconds: u32,
    /// All of the day is left out.
    pub left_out: bool,
}

/// An interval with close encounters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReviewedInterval {
    /// The interval.
    pub interval: Interval,
    /// Number of close encounters in the interval.
    pub encounters: u32,
    /// Seconds near somebody, of all these encounters together, as they would be sent.
    pub seconds: u32,
    /// The interval lies in what was left out.
    pub left_out: bool,
}

/// What the phone holds for the window, from which a review or report is made.
#[derive(Default)]
pub(crate) struct Material {
    /// Own keys that were used, oldest first.
    pub(crate) keys: Vec<StoredKey>,
    /// Encounters close enough to be reported, most probable first.
    pub(crate) candidates: Vec<Candidate>,
    /// Visits to places within the report's time, newest first.
    pub(crate) visits: Vec<OwnVisit>,
    /// When this phone advertised and scanned.
    pub(crate) activity: Vec<DayActivity>,
    /// Today's key goes with the first part: the rules allow to publish a key in use (tests only).
    pub(crate) brings_today: bool,
    /// When the deployment's days begin.
    pub(crate) days: KeyDays,
    /// The time as of which the phone holds this.
    pub(crate) now: UnixTime,
}

impl Material {
    /// The day that is not over.
    pub(super) fn today(&self) -> Day {
        self.days.day(self.now)
    }
}

impl StoredKey {
    /// The key day of a key.
    pub(super) fn day(&self, days: KeyDays) -> Day {
        days.day(self.start)
    }
}

/// An encounter that may be reported.
#[derive(Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) encounter: ReportedEncounter,
    pub(crate) probability: f64,
}

impl Span {
    /// Whether an interval lies in it, even in part.
    pub fn touches(&self, interval: Interval) -> bool {
        self.overlaps(interval.start(), interval.end())
    }

    fn overlaps(&self, from: UnixTime, to: UnixTime) -> bool {
        self.from < to && from < self.to
    }
}

impl Review {
    pub(crate) fn new(answer: &VerifyAnswer, all_left_out: LeftOut<'_>, material: &Material) -> Self {
        let left_out = all_left_out.spans;
        let window = Span { from: answer.window_from.start(), to: answer.window_to.end() };
        let (days, today) = (material.days, material.today());
        let asked_for = days.day(answer.window_from)..=days.day(answer.window_to);
        let keys = longest_used(&material.keys).into_iter().filter_map(|key| {
            let (day, first, last) = (key.day(days), key.used_intervals().next()?, key.used_intervals().last()?);
            let follows = day == today && !material.brings_today;
            let withheld = is_withheld(left_out, &key);
            let span = Span { from: first.start(), to: last.end() };
            (asked_for.contains(&day) && day <= today).then_some(ReviewedKey { day, span, withheld, follows })
        });
        let keys: Vec<ReviewedKey> = keys.collect();
        let mut intervals: Vec<ReviewedInterval> = Vec::new();
        let mut heard: Vec<(Interval, u32)> = candidates_in(answer, &material.candidates)
            .map(|c| (c.encounter.interval, u32::from(c.encounter.seconds)))
            .collect();
        heard.sort_unstable();
        for (interval, seconds) in heard {
            match intervals.last_mut() {
                Some(last) if last.interval == interval => {
                    last.encounters += 1;
                    last.seconds = last.seconds.saturating_add(seconds);
                }
                _ => intervals.push(ReviewedInterval {
                    interval,
                    encounters: 1,
                    seconds,
                    left_out: left_out.iter().any(|span| span.touches(interval)),
                }),
            }
        }
        Self {
            centre: answer.centre.clone(),
            report_type: answer.report_type,
            window,
            days: by_day(&keys, &intervals, left_out, days),
            keys,
            intervals,
            left_out: left_out.to_vec(),
            visits: reviewed_visits(all_left_out, material),
        }
    }
}

fn reviewed_visits(left_out: LeftOut<'_>, material: &Material) -> Vec<ReviewedVisit> {
    let reviewed = |own: &OwnVisit| ReviewedVisit { visit: own.shown.clone(), left_out: left_out.holds(own) };
    material.visits.iter().map(reviewed).collect()
}

/// What the review holds, by the deployment's day.
fn by_day(keys: &[ReviewedKey], intervals: &[ReviewedInterval], left_out: &[Span], days: KeyDays) -> Vec<ReviewedDay> {
    let mut found: BTreeMap<Day, (u32, u32)> = BTreeMap::new();
    for key in keys {
        let last = days.day(key.span.to.minus(1));
        for day in (days.day(key.span.from).0..=last.0).map(Day) {
            found.entry(day).or_default();
        }
    }
    for interval in intervals {
        let (encounters, seconds) = found.entry(days.day(interval.interval)).or_default();
        *encounters = encounters.saturating_add(interval.encounters);
        *seconds = seconds.saturating_add(interval.seconds);
    }
    let is_left_out = |day| days.intervals(day).all(|interval| left_out.iter().any(|span| span.touches(interval)));
    let reviewed = |(day, (encounters, seconds))| ReviewedDay { day, encounters, seconds, left_out: is_left_out(day) };
    found.into_iter().map(reviewed).collect()
}

/// The candidates that lie in the window.
pub(super) fn candidates_in<'a>(answer: &VerifyAnswer, all: &'a [Candidate]) -> impl Iterator<Item = &'a Candidate> {
    let window = answer.window_from..=answer.window_to;
    all.iter().filter(move |candidate| window.contains(&candidate.encounter.interval))
}

/// Whether a key was used within what was left out.
pub(super) fn is_withheld(left_out: &[Span], key: &StoredKey) -> bool {
    key.used_intervals().any(|interval| left_out.iter().any(|span| span.touches(interval)))
}
