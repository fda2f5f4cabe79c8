//! Days and times as people type them: the day first, as on Vietnamese paper.

use chrono::{Datelike as _, Local, NaiveDate, NaiveDateTime, NaiveTime, TimeZone as _};
use lancan_protocol::time::UnixTime;
use lancan_text::help::Refusal;

/// How clap shows the form of a day.
pub(crate) const DAY_FORM: &str = "dd/MM/yyyy";
/// How clap shows the form of a time.
pub(crate) const MOMENT_FORM: &str = "dd/MM/yyyy HH:MM";

/// A day that a user typed: `12/05/2021`, `12/5/2021`, `2021-05-12`, `12 May 2021`, or `12/5` for the last 12 May up to `today`.
/// The parts may also stand between full stops or hyphens.
pub(crate) fn read_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let text = text.trim();
    if let Ok(date) = NaiveDate::parse_from_str(text, "%d %B %Y") {
        return (1970..=9999).contains(&date.year()).then_some(date);
    }
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '/' | '.' | '-'))?;
    let parts: Vec<&str> = text.split(separator).collect();
    let is_number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    if !parts.iter().all(is_number) {
        return None;
    }
    match *parts.as_slice() {
        [year, month, day] if separator == '-' && year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        [day, month, year] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
        }
        [day, month] => {
            let (day, month) = (day.parse().ok()?, month.parse().ok()?);
            // 29 February comes again within eight years.
            let years = (0..=8).map(|back| today.year().saturating_sub(back));
            years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|date| *date <= today)
        }
        _ => None,
    }
}

/// A local time that a user typed: a day as [`read_day`] takes it, a blank or `T`, and hours and minutes; or the other way
/// round, as this program prints it.
fn read_local(text: &str, today: NaiveDate) -> Option<NaiveDateTime> {
    let (first, second) = text.trim().split_once([' ', 'T'])?;
    let read = |day: &str, time: &str| {
        Some(read_day(day, today)?.and_time(NaiveTime::parse_from_str(time.trim(), "%H:%M").ok()?))
    };
    read(first, second).or_else(|| read(second, first))
}

/// Reads a day of the command line.
///
/// # Errors
/// A sentence with an example.
pub(crate) fn day(text: &str) -> Result<NaiveDate, Refusal> {
    read_day(text, Local::now().date_naive()).ok_or_else(|| refusal("phone-not-a-day", text))
}

/// Reads a time of the command line, by this machine's clock.
///
/// # Errors
/// A sentence with an example.
pub(crate) fn moment(text: &str) -> Result<UnixTime, Refusal> {
    read_local(text, Local::now().date_naive())
        .and_then(|local| Local.from_local_datetime(&local).earliest())
        .and_then(|local| u64::try_from(local.timestamp()).ok())
        .map(UnixTime)
        .ok_or_else(|| refusal("phone-not-a-time", text))
}

/// The first year of birth that is taken.
const FIRST_YEAR: i32 = 1900;

/// Reads a year of birth of the command line.
///
/// # Errors
/// Says which years are taken.
pub(crate) fn birth_year(text: &str) -> Result<u16, Refusal> {
    let this_year = Local::now().year();
    let year = text.parse().ok().filter(|year| (FIRST_YEAR..=this_year).contains(&i32::from(*year)));
    let (first, last) = (FIRST_YEAR.to_string(), this_year.to_string());
    year.ok_or_else(|| Refusal::of("phone-not-a-year", &[("first", (&first).into()), ("last", (&last).into())]))
}

fn refusal(key: &str, text: &str) -> Refusal {
    Refusal::of(key, &[("text", text.into())])
}

#[cfg(test)]
mod tests {
    use lancan_text::Language;
    use proptest::prelude::*;

    use super::*;
    use crate::phone::say::Speech;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_day_is_read_with_and_without_zeros_and_year() {
        let today = date(2021, 5, 20);
        for text in ["12/05/2021", "12/5/2021", "12/5", " 12/05 ", "12.5.2021", "12-5-2021", "2021-05-12"] {
            assert_eq!(read_day(text, today), Some(date(2021, 5, 12)), "{text}");
        }
        for text in ["", "12", "5/12/21", "32/5", "30/2/2021", "12/5/2021/1", "hôm qua", "12/", "+1/5", "12/5.2021"] {
            assert_eq!(read_day(text, today), None, "{text}");
        }
    }

    #[test]
    fn a_day_without_a_year_is_the_last_one() {
        let today = date(2021, 1, 3);
        assert_eq!(read_day("3/1", today), Some(today));
        assert_eq!(read_day("4/1", today), Some(date(2020, 1, 4)));
        assert_eq!(read_day("31/12", today), Some(date(2020, 12, 31)));
        assert_eq!(read_day("29/2", today), Some(date(2020, 2, 29)));
        assert_eq!(read_day("29/2", date(2104, 2, 28)), Some(date(2096, 2, 29)), "1900, 2100 are no leap years");
    }

    #[test]
    fn a_time_is_read_by_this_machines_clock_and_anything_else_is_refused_with_an_example() {
        let read = moment("12/05/2021 08:30").unwrap();
        assert_eq!(moment("12/5/2021 8:30"), Ok(read));
        assert_eq!(moment("2021-05-12T08:30"), Ok(read));
        assert_eq!(moment(" 8:30  12/5/2021 "), Ok(read));
        let refused = moment("yesterday").unwrap_err().to_string();
        assert!(
            refused.contains("12/05/2021 08:30") && refused.contains("Hãy gõ") && refused.contains("Type"),
            "{refused}"
        );
        assert!(day("2021").unwrap_err().to_string().contains("12/05/2021"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in ".{0,24}") {
            let _ = (day(&text), moment(&text));
        }

        #[test]
        fn a_time_that_is_printed_is_read_back(hours in 0_u64..400_000, english in any::<bool>()) {
            let at = UnixTime(1_600_000_020 + hours * 3_660);
            let speech = Speech::of(if english { Language::En } else { Language::Vi });
            let printed = speech.moment(at);
            prop_assert_eq!(moment(&printed).map(|read| speech.moment(read)), Ok(printed));
        }

        #[test]
        fn a_day_that_is_printed_is_read_back(days in 0_i64..40_000, language in 0_usize..2) {
            let date = NaiveDate::default() + chrono::TimeDelta::days(days);
            let printed = date.format(["%d/%m/%Y", "%Y-%m-%d"][language]).to_string();
            prop_assert_eq!(read_day(&printed, NaiveDate::default()), Some(date));
        }
    }
}
