//! What would be sent, by local day, and what the user leaves out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone};
use lancan_core::{Review, Span};
use lancan_protocol::time::UnixTime;

use super::say::Speech;

/// A review by the days of the person who looks at it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    days: Vec<LocalDay>,
    /// UTC days whose keys would be sent.
    key_days: usize,
    /// Keys that are withheld because they reach into what was left out.
    withheld: usize,
}

/// A local day with a key or an encounter.
#[derive(Debug, PartialEq, Eq)]
struct LocalDay {
    date: NaiveDate,
    encounters: usize,
    /// Seconds near, of all of them together.
    seconds: u32,
    left_out: bool,
}

impl Outline {
    pub(crate) fn of<Z: TimeZone>(review: &Review, zone: &Z) -> Self {
        let mut days: BTreeMap<NaiveDate, (usize, u32)> = BTreeMap::new();
        for key in &review.keys {
            let (first, last) = (date(zone, key.span.from), date(zone, UnixTime(key.span.to.0.saturating_sub(1))));
            for day in first.iter().flat_map(NaiveDate::iter_days).take_while(|day| Some(*day) <= last) {
                days.entry(day).or_default();
            }
        }
        for interval in &review.intervals {
            if let Some(day) = date(zone, interval.interval.start()) {
                let (encounters, seconds) = days.entry(day).or_default();
                *encounters += interval.encounters as usize;
                *seconds = seconds.saturating_add(interval.seconds);
            }
        }
        let is_left_out = |day| span_of(zone, day).is_some_and(|span| review.left_out.contains(&span));
        let days = days.into_iter().map(|(date, (encounters, seconds))| LocalDay {
            date,
            encounters,
            seconds,
            left_out: is_left_out(date),
        });
        let sent = review.keys.iter().filter(|key| !key.withheld);
        let key_days: BTreeSet<_> = sent.map(|key| key.span.from.day()).collect();
        let withheld = review.keys.iter().filter(|key| key.withheld).count();
        Self { days: days.collect(), key_days: key_days.len(), withheld }
    }

    /// Encounters that would be sent to whoever agrees to that.
    pub(crate) fn encounters(&self) -> usize {
        self.days.iter().filter(|day| !day.left_out).map(|day| day.encounters).sum()
    }

    /// Whether there is nothing left to send; without encounters, where the user sends none.
    pub(crate) fn is_empty(&self, keys_only: bool) -> bool {
        self.key_days == 0 && (keys_only || self.encounters() == 0)
    }

    /// Whether this day is in the review at all.
    pub(crate) fn has(&self, date: NaiveDate) -> bool {
        self.days.iter().any(|day| day.date == date)
    }

    /// The review as lines; every day with the date by which it can be left out.
    pub(crate) fn lines(&self, keys_only: bool, speech: Speech) -> Vec<String> {
        let mut lines = vec![speech.plain("review-title")];
        for day in &self.days {
            let name = speech.date(day.date);
            let said = if day.left_out {
                speech.with("review-left-out", "day", &name)
            } else {
                speech.day_of_review(&name, day.encounters, day.seconds)
            };
            lines.push(format!("  {}  {said}", day.date));
        }
        lines.push(format!("- {}", speech.numbers("review-keys", &[("days", self.key_days)])));
        if self.withheld > 0 {
            lines.push(format!("- {}", speech.count("review-withheld", self.withheld)));
        }
        lines.push(format!("- {}", speech.count("review-encounters", if keys_only { 0 } else { self.encounters() })));
        lines
    }
}

/// The span of a local day; none where the calendar ends.
pub(crate) fn span_of<Z: TimeZone>(zone: &Z, date: NaiveDate) -> Option<Span> {
    let begins = |date: NaiveDate| {
        // Where clocks skip midnight the day begins with the first hour that there is.
        let midnight = zone.from_local_datetime(&date.and_time(NaiveTime::MIN)).earliest();
        let first = midnight.or_else(|| zone.from_local_datetime(&date.and_hms_opt(1, 0, 0)?).earliest());
        first.and_then(|at| u64::try_from(at.timestamp()).ok()).map(UnixTime)
    };
    Some(Span { from: begins(date)?, to: begins(date.checked_add_days(Days::new(1))?)? })
}

fn date<Z: TimeZone>(zone: &Z, at: UnixTime) -> Option<NaiveDate> {
    let at = DateTime::from_timestamp(i64::try_from(at.0).ok()?, 0)?;
    Some(at.with_timezone(zone).date_naive())
}

#[cfg(test)]
mod tests {
    use chrono::FixedOffset;
    use lancan_core::{ReviewedInterval, ReviewedKey};
    use lancan_protocol::{
        time::{Day, Interval},
        wire::ReportType,
    };
    use lancan_text::Language;

    use super::*;

    fn hanoi() -> FixedOffset {
        FixedOffset::east_opt(7 * 3600).unwrap()
    }

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2021, 5, day).unwrap()
    }

    /// 12 May 2021, UTC.
    const TODAY: Day = Day(18_759);

    /// Two keys, of 11 and 12 May in UTC; encounters at 16:50 and 17:00 UTC of the 11th, in Hanoi an hour of each day.
    fn review(left_out: &[NaiveDate]) -> Review {
        let spans: Vec<Span> = left_out.iter().map(|day| span_of(&hanoi(), *day).unwrap()).collect();
        let key = |day: Day| {
            let span = Span { from: day.first_interval().start(), to: day.plus(1).first_interval().start() };
            let withheld = spans.iter().any(|left_out| span.from < left_out.to && left_out.from < span.to);
            ReviewedKey { span, withheld }
        };
        let heard = |interval: Interval, encounters| ReviewedInterval {
            interval,
            encounters,
            seconds: 50 * encounters,
            left_out: spans.iter().any(|span| span.touches(interval)),
        };
        let midnight_in_hanoi = TODAY.first_interval().minus(7 * 6);
        Review {
            centre: "Trạm y tế".into(),
            report_type: ReportType::ConfirmedTest,
            window: Span { from: TODAY.minus(5).first_interval().start(), to: TODAY.plus(1).first_interval().start() },
            keys: vec![key(TODAY.minus(1)), key(TODAY)],
            intervals: vec![heard(midnight_in_hanoi.minus(1), 3), heard(midnight_in_hanoi, 2)],
            left_out: spans,
        }
    }

    #[test]
    fn a_review_is_by_the_days_of_the_person_and_not_of_utc() {
        let outline = Outline::of(&review(&[]), &hanoi());
        let days: Vec<_> = outline.days.iter().map(|day| (day.date, day.encounters, day.seconds)).collect();
        assert_eq!(days, [(on(11), 3, 150), (on(12), 2, 100), (on(13), 0, 0)]);
        assert_eq!((outline.key_days, outline.withheld, outline.encounters()), (2, 0, 5));
    }

    #[test]
    fn a_day_left_out_takes_its_encounters_and_every_key_that_reaches_into_it() {
        let outline = Outline::of(&review(&[on(13)]), &hanoi());
        assert_eq!((outline.key_days, outline.withheld, outline.encounters()), (1, 1, 5));
        let outline = Outline::of(&review(&[on(12)]), &hanoi());
        assert_eq!((outline.key_days, outline.withheld, outline.encounters()), (0, 2, 3));
        assert!(outline.is_empty(true) && !outline.is_empty(false));
        let all = Outline::of(&review(&[on(11), on(12)]), &hanoi());
        assert!(all.is_empty(false));
    }

    #[test]
    fn each_day_shows_the_date_by_which_it_is_left_out() {
        for language in Language::ALL {
            let speech = Speech::of(language);
            let lines = Outline::of(&review(&[on(12)]), &hanoi()).lines(false, speech);
            assert!(lines[1].starts_with("  2021-05-11  "), "{lines:?}");
            assert_eq!(
                lines[2],
                format!("  2021-05-12  {}", speech.with("review-left-out", "day", &speech.date(on(12))))
            );
            assert_eq!(lines[6], format!("- {}", speech.count("review-encounters", 3)));
            let keys_only = Outline::of(&review(&[]), &hanoi()).lines(true, speech);
            assert_eq!(keys_only.last(), Some(&format!("- {}", speech.count("review-encounters", 0))));
        }
    }

    #[test]
    fn a_day_shows_its_minutes_and_not_its_intervals() {
        let lines = Outline::of(&review(&[]), &hanoi()).lines(false, Speech::of(Language::Vi));
        assert_eq!(lines[1], "  2021-05-11  11/5/2021: 3 lần ở gần, tổng cộng khoảng 3 phút");
        assert_eq!(lines[3], "  2021-05-13  13/5/2021: không ở gần ai");
    }

    #[test]
    fn a_local_day_is_a_span_from_midnight_to_midnight() {
        let span = span_of(&hanoi(), on(12)).unwrap();
        assert_eq!(span.from.0 + 7 * 3600, TODAY.first_interval().start().0);
        assert_eq!(span.to.0 - span.from.0, 86_400);
    }
}
