//! What would be sent, by day, and what the user leaves out.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use lancan_core::{Review, ReviewedDay, ReviewedVisit};

use super::say::{Speech, date_of};

/// A review as the terminal shows it: by the deployment's days.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outline {
    days: Vec<ReviewedDay>,
    visits: Vec<ReviewedVisit>,
    /// Days whose keys would be sent.
    key_days: usize,
    /// Keys that are withheld because they were used within what was left out.
    withheld: usize,
    /// Today's key is sent the next day.
    follows: bool,
}

impl Outline {
    pub(crate) fn of(review: &Review) -> Self {
        let withheld = review.keys.iter().filter(|key| key.withheld).count();
        let sent: BTreeSet<_> = review.keys.iter().filter(|key| !key.withheld).map(|key| key.day).collect();
        let follows = review.keys.iter().any(|key| key.follows && !key.withheld);
        let visits = review.visits.clone();
        Self { days: review.days.clone(), visits, key_days: sent.len(), withheld, follows }
    }

    /// Encounters that would be sent to whoever agrees to that.
    pub(crate) fn encounters(&self) -> usize {
        self.days.iter().filter(|day| !day.left_out).map(|day| day.encounters as usize).sum()
    }

    /// Visits to places that would be sent to whoever agrees to that.
    pub(crate) fn visits(&self) -> usize {
        self.visits.iter().filter(|of| !of.left_out).count()
    }

    /// Whether there is nothing left to send; without encounters, where the user sends none.
    pub(crate) fn is_empty(&self, keys_only: bool) -> bool {
        self.key_days == 0 && (keys_only || self.encounters() == 0 && self.visits() == 0)
    }

    /// Whether the user left out anything that could have been sent.
    pub(crate) fn leaves_out(&self, keys_only: bool) -> bool {
        self.withheld > 0
            || self.days.iter().any(|day| day.left_out)
            || self.visits.iter().any(|of| of.left_out)
            || keys_only && (self.encounters() > 0 || self.visits() > 0)
    }

    /// Whether this day is in the review at all.
    pub(crate) fn has(&self, date: NaiveDate) -> bool {
        self.days.iter().any(|day| date_of(day.day) == Some(date))
    }

    /// The review as lines; every day begins with its date.
    pub(crate) fn lines(&self, keys_only: bool, speech: Speech) -> Vec<String> {
        let mut lines = vec![speech.plain("review-title")];
        for day in &self.days {
            let name = speech.day(day.day);
            let said = if day.left_out {
                speech.with("review-left-out", "day", &name)
            } else {
                speech.day_of_review(&name, day.encounters as usize, day.seconds)
            };
            lines.push(format!("  {said}"));
        }
        lines.push(format!("- {}", speech.numbers("review-keys", &[("days", self.key_days)])));
        if self.follows {
            lines.push(format!("- {}", speech.plain("review-follows")));
        }
        if self.withheld > 0 {
            lines.push(format!("- {}", speech.count("review-withheld", self.withheld)));
        }
        lines.push(format!("- {}", speech.count("review-encounters", if keys_only { 0 } else { self.encounters() })));
        if keys_only || self.visits.is_empty() {
            return lines;
        }
        lines.push(format!("- {}", speech.count("review-visits", self.visits())));
        let shown = self.visits.iter().filter(|of| !of.left_out);
        lines.extend(shown.map(|of| format!("  {:>3}  {}", of.visit.id, speech.visit(&of.visit))));
        lines
    }
}

#[cfg(test)]
mod tests {
    use lancan_core::{ReviewedKey, Span};
    use lancan_protocol::{
        key_days::KeyDays,
        time::{Day, UnixTime},
        wire::ReportType,
    };
    use lancan_text::Language;

    use super::*;

    /// 12 May 2021.
    const TODAY: Day = Day(18_759);

    /// Yesterday with a key and three encounters, today with a key and two, tomorrow with a key only.
    fn review(left_out: Option<Day>) -> Review {
        let span = |day: Day| Span { from: KeyDays::VIETNAM.start(day), to: KeyDays::VIETNAM.start(day.plus(1)) };
        let days = [(TODAY.minus(1), 3), (TODAY, 2), (TODAY.plus(1), 0)];
        let key = |(day, _)| ReviewedKey { day, span: span(day), withheld: Some(day) == left_out, follows: false };
        let day = |(day, encounters)| ReviewedDay {
            day,
            encounters,
            seconds: 50 * encounters,
            left_out: Some(day) == left_out,
        };
        Review {
            centre: "Trạm y tế".into(),
            report_type: ReportType::ConfirmedTest,
            window: Span { from: UnixTime(0), to: UnixTime(1) },
            days: days.map(day).into(),
            keys: days.map(key).into(),
            intervals: Vec::new(),
            left_out: left_out.into_iter().map(span).collect(),
            visits: Vec::new(),
        }
    }

    #[test]
    fn a_day_left_out_takes_its_encounters_and_its_key() {
        let counts = |left_out| {
            let outline = Outline::of(&review(left_out));
            (outline.key_days, outline.withheld, outline.encounters())
        };
        assert_eq!(counts(None), (3, 0, 5));
        assert_eq!(counts(Some(TODAY)), (2, 1, 3));
        let mut all = review(None);
        all.keys.clear();
        let outline = Outline::of(&all);
        assert!(outline.is_empty(true) && !outline.is_empty(false));
        assert!(outline.has(NaiveDate::from_ymd_opt(2021, 5, 13).unwrap()));
        assert!(!outline.has(NaiveDate::from_ymd_opt(2021, 5, 14).unwrap()));
    }

    #[test]
    fn each_day_begins_with_its_date() {
        for language in Language::ALL {
            let speech = Speech::of(language);
            let lines = Outline::of(&review(Some(TODAY))).lines(false, speech);
            assert!(lines[1].starts_with(&format!("  {}: ", speech.day(TODAY.minus(1)))), "{lines:?}");
            assert_eq!(lines[2], format!("  {}", speech.with("review-left-out", "day", &speech.day(TODAY))));
            assert_eq!(lines[6], format!("- {}", speech.count("review-encounters", 3)));
            let keys_only = Outline::of(&review(None)).lines(true, speech);
            assert_eq!(keys_only.last(), Some(&format!("- {}", speech.count("review-encounters", 0))));
        }
    }

    #[test]
    fn a_day_shows_its_minutes_and_not_its_intervals() {
        let lines = Outline::of(&review(None)).lines(false, Speech::of(Language::Vi));
        assert_eq!(lines[1], "  11/05/2021: 3 lượt tiếp xúc, tổng cộng khoảng 3 phút");
        assert_eq!(lines[3], "  13/05/2021: không có lượt tiếp xúc nào");
    }

    #[test]
    fn a_phone_that_has_nothing_is_not_a_user_who_left_out_everything() {
        let mut nothing = review(None);
        nothing.keys.clear();
        nothing.days.iter_mut().for_each(|day| day.encounters = 0);
        let outline = Outline::of(&nothing);
        assert!(outline.is_empty(false) && !outline.leaves_out(false) && !outline.leaves_out(true));
        assert!(Outline::of(&review(Some(TODAY))).leaves_out(false));
        let mut without_keys = review(None);
        without_keys.keys.clear();
        let outline = Outline::of(&without_keys);
        assert!(outline.leaves_out(true) && !outline.leaves_out(false), "--keys-only leaves out what was near");
    }
}
