//! The user's encounters by day: when, how long, how close, and never with whom.

use core::ops::RangeInclusive;

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags},
    ranging::RangingRules,
    rules::Rules,
    time::{Day, Interval, UnixTime},
};

use crate::store::{Store, StoreError};

/// One day of a person's history.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryDay {
    /// The deployment's day.
    pub day: Day,
    /// Encounters of the day, oldest first. One person is several: identifiers change, and nothing links them.
    pub meetings: Vec<Meeting>,
    /// Intervals of ten minutes in which somebody was close. A person nearby all day is counted once in each.
    pub intervals_close: u32,
}

/// One encounter, without anything that says whose it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Meeting {
    /// Instant of the first sighting.
    pub from: UnixTime,
    /// Seconds near, 0 to 600: what the scans that heard the other phone are credited with, as for a verdict.
    pub seconds: u16,
    /// How close the other phone was.
    pub closeness: Closeness,
}

/// How close somebody was, as well as one phone alone can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Closeness {
    /// As likely within the rules' distance as a contact must be to count ([`RangingRules::enough_probability`]).
    Close,
    /// Perhaps within the rules' distance ([`RangingRules::possible_probability`]).
    Possible,
    /// Hardly within the rules' distance.
    Far,
    /// This phone measures no signal strength.
    Unknown,
}

impl Closeness {
    fn of(encounter: &Encounter, probability: f64, rules: &RangingRules) -> Self {
        if encounter.flags.contains(EncounterFlags::NO_RSSI) {
            Self::Unknown
        } else if probability >= rules.enough_probability && !encounter.flags.at_most_possible() {
            Self::Close
        } else if probability >= rules.possible_probability {
            Self::Possible
        } else {
            Self::Far
        }
    }
}

/// The encounters of these intervals by the deployment's day, oldest first; days without any are left out.
///
/// `rules` say when days begin and from which probability on an encounter is close or possible; `close_probabilities` how
/// likely each encounter of an interval was within the rules' distance, 0 to 1
/// ([`lancan_protocol::risk::close_probabilities`]).
///
/// # Errors
/// [`StoreError`] when the store cannot be read.
pub fn history(
    store: &Store,
    range: RangeInclusive<Interval>,
    rules: &Rules,
    close_probabilities: impl Fn(&[Encounter]) -> Vec<f64>,
) -> Result<Vec<HistoryDay>, StoreError> {
    let mut days: Vec<HistoryDay> = Vec::new();
    store.each_interval(range, |record| {
        let day = rules.key_days.day(record.interval);
        if record.encounters.is_empty() {
            return;
        }
        let likely = close_probabilities(&record.encounters);
        let mut meetings: Vec<Meeting> = record
            .encounters
            .iter()
            .zip(likely)
            .map(|(encounter, likely)| meeting(encounter, likely, &rules.ranging))
            .collect();
        let close = u32::from(meetings.iter().any(|meeting| meeting.closeness == Closeness::Close));
        match days.last_mut().filter(|last| last.day == day) {
            Some(last) => {
                last.meetings.append(&mut meetings);
                last.intervals_close += close;
            }
            None => days.push(HistoryDay { day, meetings, intervals_close: close }),
        }
    })?;
    for day in &mut days {
        day.meetings.sort_unstable();
    }
    Ok(days)
}

fn meeting(encounter: &Encounter, close_probability: f64, rules: &RangingRules) -> Meeting {
    let credited = encounter.credited_seconds(rules.longest_gap_seconds);
    Meeting {
        from: encounter.first_seen(),
        seconds: u16::try_from(credited.min(600)).unwrap_or(600),
        closeness: Closeness::of(encounter, close_probability, rules),
    }
}
