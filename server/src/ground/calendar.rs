//! Dates as officers and operators write them, `2021-05-12`, and the day numbers inside.
//!
//! A date stands for the deployment's day of the same name, as on the phones ([`lancan_protocol::key_days::KeyDays`]).

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use lancan_protocol::time::Day;
use serde::{Serialize, Serializer};

/// A day that is written as a date of the calendar (ISO 8601).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Date(pub Day);

/// A text that is no date from 1970 on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a date: write year-month-day, such as 2021-05-12")]
pub struct NotADate;

impl FromStr for Date {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| NotADate)?;
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        u32::try_from(days).map(|days| Self(Day(days))).map_err(|_| NotADate)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match NaiveDate::default().checked_add_days(Days::new(u64::from(self.0.0))) {
            Some(date) => date.fmt(f),
            None => self.0.0.fmt(f),
        }
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_and_written_as_people_write_it() {
        assert_eq!("1970-01-01".parse(), Ok(Date(Day(0))));
        assert_eq!("2021-05-27".parse(), Ok(Date(Day(18_774))));
        assert_eq!(Date(Day(18_774)).to_string(), "2021-05-27");
        for wrong in
            ["27.5.2021", "27/5/2021", "2021-02-30", "1969-12-31", "18774", "today", "", "2021-05-27T00:00:00Z"]
        {
            assert_eq!(wrong.parse::<Date>(), Err(NotADate), "{wrong}");
        }
    }
}
