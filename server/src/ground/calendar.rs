//! Dates as officers and operators write them, `2021-05-12`, and the day numbers inside.
//!
//! A date stands for the deployment's day of the same name, as on the phones ([`lancan_protocol::key_days::KeyDays`]).

use std::fmt;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use lancan_protocol::time::Day;
use serde::{Serialize, Serializer};

/// The number that a spreadsheet has for 1 January 1970.
const SPREADSHEET_1970: u32 = 25_569;

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
        u32::try_from(days).ok().and_then(Self::counted).ok_or(NotADate)
    }
}

/// The last day that is read, 9999-12-31, in days since 1970: a larger number is no date, such as one of a telephone.
const LAST: u32 = 2_932_896;

impl Date {
    /// A date as people and spreadsheets write it: day/month/year, day/month of this year, year-month-day, or a spreadsheet's
    /// own number of days.
    pub(crate) fn from_cell(cell: &str, today: Self) -> Option<Self> {
        if let Ok(date) = cell.parse() {
            return Some(date);
        }
        if let Ok(days) = cell.parse::<u32>() {
            return days.checked_sub(SPREADSHEET_1970).filter(|day| *day > 10_000).and_then(Self::counted);
        }
        let this_year = today.to_string().split('-').next().map(str::to_owned)?;
        let parts: Vec<&str> = cell.split(['/', '.', '-']).collect();
        let (day, month, year) = match parts.as_slice() {
            [day, month] => (*day, *month, this_year.as_str()),
            [day, month, year] => (*day, *month, *year),
            _ => return None,
        };
        format!("{year}-{month:0>2}-{day:0>2}").parse().ok()
    }

    /// The date that is this number of days after 1970-01-01.
    fn counted(days: u32) -> Option<Self> {
        (days <= LAST).then_some(Self(Day(days)))
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
    fn a_cell_is_read_as_people_and_spreadsheets_write_dates() {
        let today = Date(Day(18_772));
        for cell in ["20/05/2021", "20/5", "20.5.2021", "2021-05-20", "44336"] {
            assert_eq!(Date::from_cell(cell, today).unwrap().to_string(), "2021-05-20", "{cell}");
        }
        assert_eq!(Date::from_cell("2958465", today).unwrap().to_string(), "9999-12-31");
        // Numbers of telephones and of passports in a column of dates.
        for cell in ["32/5/2021", "hôm qua", "5", "20/5/21/1", "2958466", "707777722", "0912345678", "1/1/10000"] {
            assert!(Date::from_cell(cell, today).is_none(), "{cell}");
        }
    }

    #[test]
    fn a_date_is_read_and_written_as_people_write_it() {
        assert_eq!("1970-01-01".parse(), Ok(Date(Day(0))));
        assert_eq!("2021-05-27".parse(), Ok(Date(Day(18_774))));
        assert_eq!(Date(Day(18_774)).to_string(), "2021-05-27");
        for wrong in [
            "27.5.2021",
            "27/5/2021",
            "2021-02-30",
            "1969-12-31",
            "18774",
            "today",
            "",
            "2021-05-27T00:00:00Z",
            "+10000-01-01",
        ] {
            assert_eq!(wrong.parse::<Date>(), Err(NotADate), "{wrong}");
        }
    }
}
