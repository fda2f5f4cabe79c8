//! A date as forms write it.

use core::fmt;

use chrono::{Datelike as _, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::time::Day;

/// A date of the calendar, from 1900 on; `2021-05-03` in JSON, digits and hyphens exactly so (FHIR `date`, whole days only).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(NaiveDate);

/// A text that is no date of a calendar, or one before 1900.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date such as 2021-05-03")]
pub struct NotADate;

impl Date {
    /// First year of a date: nobody who declares was anywhere before.
    pub const FIRST_YEAR: i32 = 1900;

    /// Reads `2021-05-03`.
    ///
    /// # Errors
    /// [`NotADate`] for any other form, and for a day that no calendar has.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| NotADate)?;
        // The parser also takes `2021-5-3` and spaces.
        let is_exact = (Self::FIRST_YEAR..=9999).contains(&date.year()) && date.to_string() == text;
        is_exact.then_some(Self(date)).ok_or(NotADate)
    }

    /// The date of a day of the deployment's calendar; the calendar's last day for a day beyond it.
    pub fn of(day: Day) -> Self {
        Self(i32::try_from(day.0).ok().and_then(NaiveDate::from_epoch_days).unwrap_or(NaiveDate::MAX))
    }

    /// `days` later, stopping at the calendar's end.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX))
    }

    /// `days` earlier, stopping at the calendar's beginning.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.checked_sub_days(Days::new(days.into())).unwrap_or(NaiveDate::MIN))
    }

    /// Year, month and day of the month.
    pub fn year_month_day(self) -> (i32, u32, u32) {
        (self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_four_two_and_two_digits_of_a_day_that_was() {
        assert_eq!(Date::parse("2021-05-03").unwrap().to_string(), "2021-05-03");
        assert_eq!(Date::of(Day(18_750)).to_string(), "2021-05-03");
        assert_eq!(Date::parse("2020-02-28").unwrap().plus(2).to_string(), "2020-03-01");
        for text in ["", "2021-5-3", " 2021-05-03", "2021-02-29", "1899-12-31", "+2021-05-03", "2021-05", "03/05/2021"]
        {
            assert_eq!(Date::parse(text), Err(NotADate), "{text}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_are_walls_and_no_panic() {
        let last = Date::of(Day(u32::MAX));
        assert_eq!(last.plus(u32::MAX), last);
        assert!(last.minus(u32::MAX).minus(u32::MAX) < last);
    }
}
