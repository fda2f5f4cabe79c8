//! On which days this phone has worked: sent, listened, and heard anybody.

use lancan_protocol::{
    key_days::KeyDays,
    time::{Day, Interval},
};
use serde::{Deserialize, Serialize};

use crate::{
    coverage::{Coverage, Gap},
    kept::{Kept, keep_as_json},
};

/// How many finished days the status looks back.
const DAYS: u32 = 14;
/// Intervals of a day in which a phone must have done something so that the day counts: half a day.
const ENOUGH: u32 = Interval::PER_DAY / 2;
/// Days in a row on which a phone has listened and heard nobody, after which the user is told.
const SILENT_DAYS: usize = 7;
/// Minutes of an interval.
const MINUTES: u32 = 10;

/// Something that a phone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// Its adverts are on the air.
    Sends,
    /// A scan runs.
    Listens,
    /// Somebody is heard.
    Hears,
}

/// In how many intervals of each day a phone sent, listened and heard anybody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Worked {
    /// Ascending by day.
    days: Vec<WorkedDay>,
    /// The interval last counted of each kind of work.
    last: [Interval; 3],
}

keep_as_json!(Worked);

/// One day's intervals of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct WorkedDay {
    day: Day,
    sent: u32,
    listened: u32,
    heard: u32,
}

impl Worked {
    /// Counts an interval, once for each kind of work.
    pub(crate) fn note(kept: &mut Kept<Self>, work: Work, interval: Interval, days: KeyDays) {
        if kept.last.get(work as usize) == Some(&interval) {
            return;
        }
        let day = days.day(interval);
        let worked = &mut **kept;
        if let Some(last) = worked.last.get_mut(work as usize) {
            *last = interval;
        }
        let place = worked.days.partition_point(|known| known.day < day);
        if worked.days.get(place).is_none_or(|known| known.day != day) {
            worked.days.insert(place, WorkedDay { day, sent: 0, listened: 0, heard: 0 });
        }
        if let Some(known) = worked.days.get_mut(place) {
            let count = match work {
                Work::Sends => &mut known.sent,
                Work::Listens => &mut known.listened,
                Work::Hears => &mut known.heard,
            };
            // A clock that is set back comes through an interval twice.
            *count = count.saturating_add(1).min(Interval::PER_DAY);
        }
    }

    /// The time of a phone that nobody had told any turns out to be so many days later: what was done lies as long ago as
    /// before, and no day between was missed.
    pub(crate) fn moved_by(kept: &mut Kept<Self>, days: i64) {
        if days == 0 {
            return;
        }
        for known in &mut kept.days {
            let day = i64::from(known.day.0).saturating_add(days);
            known.day = Day(u32::try_from(day.max(0)).unwrap_or(u32::MAX));
        }
    }

    /// Forgets the days before this.
    pub(crate) fn forget_before(kept: &mut Kept<Self>, day: Day) {
        if kept.days.iter().any(|known| known.day < day) {
            kept.days.retain(|known| known.day >= day);
        }
    }

    /// The coverage of the days before `today`.
    pub(crate) fn coverage(&self, today: Day) -> Coverage {
        let Some(began) = self.days.first().map(|known| known.day) else { return Coverage::default() };
        let from = today.minus(DAYS).max(began.plus(1));
        let mut coverage = Coverage::default();
        for day in (from.0..today.0).map(Day) {
            let worked = self.of(day);
            coverage.days += 1;
            if worked.sent >= ENOUGH && worked.listened >= ENOUGH {
                coverage.worked_days += 1;
            } else {
                let (sent_minutes, listened_minutes) = (worked.sent * MINUTES, worked.listened * MINUTES);
                coverage.gaps.push(Gap { day, sent_minutes, listened_minutes });
            }
        }
        coverage
    }

    /// Whether scans have run for days, and nobody was heard.
    pub(crate) fn hears_nobody(&self, today: Day) -> bool {
        let before = (1..).map(|ago| self.of(today.minus(ago)));
        let silent = before.take(SILENT_DAYS).take_while(|worked| worked.listened >= ENOUGH && worked.heard == 0);
        self.of(today).heard == 0 && silent.count() == SILENT_DAYS
    }

    fn of(&self, day: Day) -> WorkedDay {
        let known = self.days.iter().find(|known| known.day == day).copied();
        known.unwrap_or(WorkedDay { day, sent: 0, listened: 0, heard: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(18_750);

    fn days() -> KeyDays {
        lancan_protocol::rules::Rules::built_in().key_days
    }

    fn work(kept: &mut Kept<Worked>, day: Day, hours: u32, what: &[Work]) {
        let first = days().first_interval(day);
        for position in 0..hours * 6 {
            for work in what {
                Worked::note(kept, *work, first.plus(position), days());
            }
        }
    }

    #[test]
    fn a_day_counts_with_half_a_day_of_both_and_the_others_are_gaps() {
        let mut kept = Kept::default();
        for ago in 0..=20 {
            work(&mut kept, TODAY.minus(ago), if ago == 5 { 11 } else { 12 }, &[Work::Sends, Work::Listens]);
        }
        let coverage = kept.coverage(TODAY);
        assert_eq!((coverage.worked_days, coverage.days), (13, 14));
        let gap = Gap { day: TODAY.minus(5), sent_minutes: 660, listened_minutes: 660 };
        assert_eq!(coverage.gaps, [gap]);
        let mut only_listens = Kept::default();
        work(&mut only_listens, TODAY.minus(2), 24, &[Work::Listens]);
        work(&mut only_listens, TODAY.minus(1), 24, &[Work::Listens]);
        let coverage = only_listens.coverage(TODAY);
        assert_eq!((coverage.worked_days, coverage.days), (0, 1), "the first day is not whole");
        assert_eq!(coverage.gaps[0].listened_minutes, 1_440);
    }

    #[test]
    fn an_interval_counts_once_and_a_phone_that_never_worked_has_no_gaps() {
        let mut kept = Kept::default();
        for _ in 0..3 {
            Worked::note(&mut kept, Work::Sends, days().first_interval(TODAY), days());
        }
        assert_eq!(kept.of(TODAY).sent, 1);
        assert_eq!(Worked::default().coverage(TODAY), Coverage::default());
    }

    #[test]
    fn whoever_listens_a_week_and_hears_nobody_is_told_until_somebody_is_heard() {
        let mut kept = Kept::default();
        for ago in 1..=6 {
            work(&mut kept, TODAY.minus(ago), 20, &[Work::Listens]);
        }
        assert!(!kept.hears_nobody(TODAY));
        work(&mut kept, TODAY.minus(7), 20, &[Work::Listens]);
        assert!(kept.hears_nobody(TODAY));
        work(&mut kept, TODAY, 1, &[Work::Hears]);
        assert!(!kept.hears_nobody(TODAY));
    }

    #[test]
    fn the_bytes_are_read_for_ever() {
        let bytes = r#"{"days":[{"day":18750,"sent":1,"listened":2,"heard":3}],"last":[4,5,6]}"#;
        let worked: Worked = serde_json::from_str(bytes).unwrap();
        assert_eq!(serde_json::to_string(&worked).unwrap(), bytes);
        assert_eq!(worked.of(Day(18_750)).heard, 3);
    }
}
