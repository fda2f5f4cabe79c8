//! The measures: how soon, how continuously, how completely, how evenly, how long, and at what cost.

use core::time::Duration;

use super::{
    adverts::ADVERT_EVERY_MS,
    meeting::Meeting,
    radio_only::{RadioOnly, Reading, Spent},
};
use crate::{clock::SimTime, phone::Phone};

/// What came of one job or of several, ready to be added up.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    directions: Vec<Direction>,
    spent: Spent,
}

/// What a duty cycle found in a scene and what it cost. Each meeting counts once for each direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CycleFigures {
    /// Meetings, both directions counted.
    pub meetings: usize,
    /// Median seconds from the beginning of a meeting until the other could be named; none if fewer than half were.
    pub first_detection_s: Option<f64>,
    /// The same for the slowest tenth.
    pub first_detection_p90_s: Option<f64>,
    /// How much of the meetings' time the other was known to be there.
    pub continuity: Continuity,
    /// The factors of Herald's fair efficacy.
    pub herald: Herald,
    /// What it cost an hour, in the mean.
    pub radio: RadioTime,
}

/// Share of the time of all meetings in which the other had been heard within the last one, two or five minutes. The time until
/// the first detection counts as not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Continuity {
    /// Within the last minute.
    pub minute_1: f64,
    /// Within the last two minutes.
    pub minutes_2: f64,
    /// Within the last five minutes.
    pub minutes_5: f64,
}

/// What the radio did in an hour in which the app ran, in the mean over all phones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RadioTime {
    /// Seconds with the receiver on in scans.
    pub receiving_s: f64,
    /// Seconds spent on connections, from the order to connect to the end: more than the radio is on in truth.
    pub connecting_s: f64,
    /// Seconds that adverts took: [`RadioTime::ADVERT`] each.
    pub sending_s: f64,
    /// Seconds in which adverts were to go out again and again, whatever they took.
    pub advertising_s: f64,
    /// Connections opened.
    pub connections: f64,
    /// Scans started.
    pub scans: f64,
}

impl RadioTime {
    /// Radio time of one advert that can be connected to: on each of three channels 376 µs to send 47 bytes at
    /// 1 Mbit/s, then the gap of 150 µs and some 50 µs in which a request would begin.
    pub const ADVERT: Duration = Duration::from_micros(3 * (376 + 150 + 50));

    /// Seconds with the radio on for whatever reason.
    pub fn total_s(&self) -> f64 {
        self.receiving_s + self.connecting_s + self.sending_s
    }
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
const MINUTES: [u64; 3] = [1, 2, 5];

/// What one of two people found of the other in one meeting.
#[derive(Clone, Debug)]
struct Direction {
    /// When the meeting began.
    from: SimTime,
    /// Milliseconds that it lasted.
    length: u64,
    /// Milliseconds until the first reading.
    first: Option<u64>,
    /// Milliseconds in which the last reading was at most [`MINUTES`] old.
    covered: [u64; 3],
    /// Share of 30-second windows with a reading.
    windows: f64,
    /// Share of the length from the first to the last reading.
    spanned: f64,
    /// Share of readings near their median; none where nothing was measured.
    even: Option<f64>,
}

impl Direction {
    fn of(meeting: &Meeting, all: &[Reading]) -> Self {
        let from = all.partition_point(|reading| reading.at < meeting.from);
        let until = all.partition_point(|reading| reading.at < meeting.until);
        let readings = all.get(from..until).unwrap_or_default();
        let length = meeting.until.0 - meeting.from.0;
        let times: Vec<u64> = readings.iter().map(|reading| reading.at.0 - meeting.from.0).collect();
        let mut windows: Vec<u64> = times.iter().map(|at| at / 30_000).collect();
        windows.dedup();
        let spanned = times.last().zip(times.first()).map_or(0, |(last, first)| last - first);
        Self {
            from: meeting.from,
            length,
            first: times.first().copied(),
            covered: MINUTES.map(|minutes| covered(&times, minutes * 60_000, length)),
            windows: windows.len() as f64 / length.div_ceil(30_000) as f64,
            spanned: spanned as f64 / length as f64,
            even: even(readings),
        }
    }

    fn named(&self) -> bool {
        self.first.is_some()
    }
}

/// Milliseconds of `0..length` that lie within `lasting` after one of the ascending `times`.
fn covered(times: &[u64], lasting: u64, length: u64) -> u64 {
    let ends = times.iter().skip(1).copied().chain([length]);
    times.iter().zip(ends).map(|(at, next)| (next - at).min(lasting)).sum()
}

fn even(readings: &[Reading]) -> Option<f64> {
    let mut levels: Vec<i16> = readings.iter().filter_map(|reading| reading.rssi_dbm).map(i16::from).collect();
    levels.sort_unstable();
    let median = *levels.get(levels.len() / 2)?;
    let near = levels.iter().filter(|level| (**level - median).abs() <= ACCURATE_DB).count();
    Some(near as f64 / levels.len() as f64)
}

impl Tally {
    /// What the phones of one job found of each other in its meetings. Phones' persons are their places in `phones`.
    pub(super) fn of(phones: &[Phone<RadioOnly>], held: &[Meeting]) -> Self {
        let directions = held.iter().flat_map(|meeting| {
            meeting.people.map(|person| Direction::of(meeting, &phones[person.index()].core.readings))
        });
        Self {
            directions: directions.collect(),
            spent: phones.iter().fold(Spent::default(), |sum, phone| sum.and(phone.core.spent())),
        }
    }

    /// Adds what came of another job.
    pub fn add(&mut self, other: &Self) {
        self.directions.extend_from_slice(&other.directions);
        self.spent = self.spent.and(other.spent);
    }

    /// The figures of all that was added up.
    pub fn figures(&self) -> CycleFigures {
        let directions = &self.directions;
        let named = || directions.iter().filter(|direction| direction.named());
        CycleFigures {
            meetings: directions.len(),
            first_detection_s: self.first_detection(0.5),
            first_detection_p90_s: self.first_detection(0.9),
            continuity: self.continuity(),
            herald: Herald {
                detection: named().count() as f64 / directions.len().max(1) as f64,
                continuity: mean(named().map(|direction| direction.windows)),
                completeness: mean(named().map(|direction| direction.spanned)),
                accuracy: mean(named().filter_map(|direction| direction.even)),
                longevity: self.longevity(),
            },
            radio: self.radio(),
        }
    }

    /// Seconds until this share of all was named. Who was never named counts as later than everybody else.
    fn first_detection(&self, share: f64) -> Option<f64> {
        let mut times: Vec<Option<u64>> = self.directions.iter().map(|direction| direction.first).collect();
        times.sort_by_key(|first| first.unwrap_or(u64::MAX));
        let index = (times.len() as f64 * share) as usize;
        times.get(index).copied().flatten().map(|milliseconds| milliseconds as f64 / 1_000.0)
    }

    fn continuity(&self) -> Continuity {
        let length: u64 = self.directions.iter().map(|direction| direction.length).sum();
        let [minute_1, minutes_2, minutes_5] = [0, 1, 2].map(|n| {
            let covered: u64 = self.directions.iter().map(|direction| direction.covered[n]).sum();
            covered as f64 / length.max(1) as f64
        });
        Continuity { minute_1, minutes_2, minutes_5 }
    }

    fn longevity(&self) -> f64 {
        let mut by_time: Vec<&Direction> = self.directions.iter().collect();
        by_time.sort_by_key(|direction| direction.from);
        let third = by_time.len() / 3;
        let named = |some: &[&Direction]| some.iter().filter(|direction| direction.named()).count() as f64;
        let (first, last) = (named(&by_time[..third]), named(&by_time[by_time.len() - third..]));
        if first > 0.0 { (last / first).min(1.0) } else { 0.0 }
    }

    fn radio(&self) -> RadioTime {
        let hours = self.spent.elapsed.as_secs_f64() / 3_600.0;
        let an_hour = |spent: f64| if hours > 0.0 { spent / hours } else { 0.0 };
        let advertising_s = an_hour(self.spent.advertising.as_secs_f64());
        let adverts = advertising_s * 1_000.0 / ADVERT_EVERY_MS as f64;
        RadioTime {
            receiving_s: an_hour(self.spent.receiving.as_secs_f64()),
            connecting_s: an_hour(self.spent.connecting.as_secs_f64()),
            sending_s: adverts * RadioTime::ADVERT.as_secs_f64(),
            advertising_s,
            connections: an_hour(self.spent.connections as f64),
            scans: an_hour(self.spent.scans as f64),
        }
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for value in values {
        sum += value;
        count += 1.0;
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contacts::Person;

    const MEETING: Meeting = Meeting { people: [Person(0), Person(1)], from: SimTime(60_000), until: SimTime(660_000) };

    fn figures(seconds: &[&[u64]]) -> CycleFigures {
        let direction = |seconds: &&[u64]| {
            let reading = |second: &u64| Reading { at: SimTime(second * 1_000), rssi_dbm: Some(-70) };
            Direction::of(&MEETING, &seconds.iter().map(reading).collect::<Vec<_>>())
        };
        Tally { directions: seconds.iter().map(direction).collect(), ..Tally::default() }.figures()
    }

    #[test]
    fn continuity_is_the_share_of_time_in_which_the_last_reading_is_fresh() {
        // Ten minutes; heard after 60 s and again after 360 s; what lies outside the meeting does not count.
        let Continuity { minute_1, minutes_2, minutes_5 } = figures(&[&[30, 120, 420, 700]]).continuity;
        assert!((minute_1 - 0.2).abs() < 1e-9 && (minutes_2 - 0.4).abs() < 1e-9 && (minutes_5 - 0.9).abs() < 1e-9);
    }

    #[test]
    fn who_is_never_named_is_later_than_everybody() {
        let figures = figures(&[&[70], &[], &[90]]);
        assert_eq!((figures.first_detection_s, figures.first_detection_p90_s), (Some(30.0), None));
        assert!((figures.herald.detection - 2.0 / 3.0).abs() < 1e-9);
    }
}
