//! The measures: how soon, how continuously, how completely, how evenly, how long.

use std::collections::BTreeMap;

use super::{RadioOnly, Reading, scenes::Meeting};
use crate::{clock::SimTime, contacts::Person, world::World};

/// What a duty cycle found in a scene and what it cost. Each meeting counts once for each direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Meetings, both directions counted.
    pub meetings: usize,
    /// Median seconds from the beginning of a meeting until the other could be named; none if fewer than half were.
    pub first_detection_s: Option<f64>,
    /// Share of the 5-minute windows of meetings with at least one reading.
    pub continuity_5_min: f64,
    /// The factors of Herald's fair efficacy.
    pub herald: Herald,
    /// Seconds an hour that a receiver was on, in the mean.
    pub receiver_seconds_per_hour: f64,
    /// Seconds an hour that adverts were on the air, in the mean.
    pub advertising_seconds_per_hour: f64,
    /// Connections an hour, in the mean.
    pub connections_per_hour: f64,
}

/// Fair efficacy after Fowler (2020): the product of five shares. What each is here is said with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Herald {
    /// Share of meetings in which the other was named at all.
    pub detection: f64,
    /// Share of 30-second windows with at least one reading, of meetings in which the other was named.
    pub continuity: f64,
    /// Share of a meeting's length from the first to the last reading, of the same meetings.
    pub completeness: f64,
    /// Share of readings within 10 dB of the meeting's median.
    pub accuracy: f64,
    /// Detection in the last third of the time against the first third, at most 1.
    pub longevity: f64,
}

impl Herald {
    /// The product.
    pub fn efficacy(&self) -> f64 {
        self.detection * self.continuity * self.completeness * self.accuracy * self.longevity
    }
}

const ACCURATE_DB: i16 = 10;

/// One direction of one meeting.
struct Direction {
    meeting: Meeting,
    readings: Vec<Reading>,
}

pub(super) fn figures(world: &World<RadioOnly>, held: &[Meeting], span_ms: u64) -> Figures {
    let mut heard: BTreeMap<(Person, Person), Vec<Reading>> = BTreeMap::new();
    for phone in &world.phones {
        for reading in &phone.core.readings {
            heard.entry((phone.person, reading.of)).or_default().push(*reading);
        }
    }
    let directions: Vec<Direction> = held
        .iter()
        .flat_map(|meeting| {
            let [a, b] = meeting.people;
            [(a, b), (b, a)].map(|pair| {
                let all = heard.get(&pair).map_or(&[][..], Vec::as_slice);
                let from = all.partition_point(|reading| reading.at < meeting.from);
                let until = all.partition_point(|reading| reading.at < meeting.until);
                Direction { meeting: *meeting, readings: all[from..until].to_vec() }
            })
        })
        .collect();
    let named: Vec<&Direction> = directions.iter().filter(|direction| !direction.readings.is_empty()).collect();
    let phones = world.phones.len().max(1) as f64;
    let hours = span_ms as f64 / 3_600_000.0;
    let spent =
        |of: fn(&RadioOnly) -> f64| world.phones.iter().map(|phone| of(&phone.core)).sum::<f64>() / phones / hours;
    Figures {
        meetings: directions.len(),
        first_detection_s: first_detection(&directions),
        continuity_5_min: mean(directions.iter().map(|direction| direction.windows(300_000))),
        herald: Herald {
            detection: named.len() as f64 / directions.len().max(1) as f64,
            continuity: mean(named.iter().map(|direction| direction.windows(30_000))),
            completeness: mean(named.iter().map(|direction| direction.spanned())),
            accuracy: mean(named.iter().filter_map(|direction| direction.even())),
            longevity: longevity(&directions),
        },
        receiver_seconds_per_hour: spent(|core| core.spent().receiving.as_secs_f64()),
        advertising_seconds_per_hour: spent(|core| core.spent().advertising.as_secs_f64()),
        connections_per_hour: spent(|core| core.spent().connections as f64),
    }
}

impl Direction {
    fn length(&self) -> u64 {
        self.meeting.until.0 - self.meeting.from.0
    }

    /// Share of windows of so many milliseconds that hold a reading.
    fn windows(&self, milliseconds: u64) -> f64 {
        let number = |at: SimTime| (at.0 - self.meeting.from.0) / milliseconds;
        let mut held: Vec<u64> = self.readings.iter().map(|reading| number(reading.at)).collect();
        held.dedup();
        held.len() as f64 / self.length().div_ceil(milliseconds) as f64
    }

    fn spanned(&self) -> f64 {
        match (self.readings.first(), self.readings.last()) {
            (Some(first), Some(last)) => (last.at.0 - first.at.0) as f64 / self.length() as f64,
            _ => 0.0,
        }
    }

    /// Share of readings near their median; none where nothing was measured.
    fn even(&self) -> Option<f64> {
        let mut levels: Vec<i16> = self.readings.iter().filter_map(|reading| reading.rssi_dbm).map(i16::from).collect();
        levels.sort_unstable();
        let median = *levels.get(levels.len() / 2)?;
        let near = levels.iter().filter(|level| (**level - median).abs() <= ACCURATE_DB).count();
        Some(near as f64 / levels.len() as f64)
    }
}

/// Who was never named counts as later than everybody else.
fn first_detection(directions: &[Direction]) -> Option<f64> {
    let mut times: Vec<u64> = directions
        .iter()
        .map(|direction| direction.readings.first().map_or(u64::MAX, |first| first.at.0 - direction.meeting.from.0))
        .collect();
    times.sort_unstable();
    times.get(times.len() / 2).filter(|median| **median < u64::MAX).map(|median| *median as f64 / 1_000.0)
}

fn longevity(directions: &[Direction]) -> f64 {
    let mut by_time: Vec<&Direction> = directions.iter().collect();
    by_time.sort_by_key(|direction| direction.meeting.from);
    let third = by_time.len() / 3;
    let named = |some: &[&Direction]| some.iter().filter(|direction| !direction.readings.is_empty()).count() as f64;
    let (first, last) = (named(&by_time[..third]), named(&by_time[by_time.len() - third..]));
    if first > 0.0 { (last / first).min(1.0) } else { 0.0 }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}
