//! Times and dates as people here write them: 26/11/2026 09:05, by the deployment's clocks.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use lancan_protocol::Saturate;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::time::{Day, UnixTime};

use crate::ground::calendar::Date;

/// The deployment's calendar.
#[derive(Clone, Copy)]
pub(crate) struct Local(pub(crate) KeyDays);

impl Local {
    /// `26/11/2026 09:05`.
    pub(crate) fn moment(self, at: UnixTime) -> String {
        self.shown(at, "%d/%m/%Y %H:%M")
    }

    /// `2026-11-26T09:05+07:00`, for machines.
    pub(crate) fn machine(self, at: UnixTime) -> String {
        self.shown(at, "%Y-%m-%dT%H:%M") + &self.offset()
    }

    fn offset(self) -> String {
        let minutes = self.0.offset_minutes();
        let (sign, ahead) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
        format!("{sign}{:02}:{:02}", ahead / 60, ahead % 60)
    }

    /// `2026-11-26T09:05:30+07:00`, as RFC 3339 writes it.
    pub(crate) fn machine_seconds(self, at: UnixTime) -> String {
        self.shown(at, "%Y-%m-%dT%H:%M:%S") + &self.offset()
    }

    /// The day of an instant.
    pub(crate) fn day(self, at: UnixTime) -> Day {
        self.0.day(at)
    }

    fn shown(self, at: UnixTime, form: &str) -> String {
        let seconds = Saturate::<i64>::saturate(at.0).saturating_add(i64::from(self.0.offset_minutes()) * 60);
        DateTime::from_timestamp(seconds, 0).map(|time| time.format(form).to_string()).unwrap_or_default()
    }
}

/// `26/11/2026`.
pub(crate) fn date(day: Day) -> String {
    naive(day).map(|date| date.format("%d/%m/%Y").to_string()).unwrap_or_default()
}

/// `26/11`.
pub(crate) fn short_date(day: Day) -> String {
    naive(day).map(|date| date.format("%d/%m").to_string()).unwrap_or_default()
}

fn naive(day: Day) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_days(chrono::Days::new(day.0.into()))
}

/// Reads a date as people write it, `26/11/2026`, `26-11-2026`, `26.11.2026`, or as machines do, `2026-11-26`.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let plain = text.replace(['-', '.', ' '], "/");
    let date =
        NaiveDate::parse_from_str(&plain, "%d/%m/%Y").ok().filter(|date| (1970..=9999).contains(&date.year()))?;
    date.to_string().parse().ok()
}

impl Local {
    /// Reads day and time as people write them: `26/11/2026 9:05`, `26/11/2026 9h05`, `2026-11-26 09:05`; or the time first,
    /// as phones show it.
    pub(crate) fn read_moment(self, text: &str) -> Option<UnixTime> {
        let (text, between) = (text.trim(), [' ', 'T']);
        let read = |day: &str, time: &str| {
            let Date(day) = read_date(day)?;
            let time = NaiveTime::parse_from_str(&time.trim().replace(['h', '.'], ":"), "%H:%M").ok()?;
            Some(self.0.start(day).plus(u64::from(time.num_seconds_from_midnight())))
        };
        let day_first = text.rsplit_once(between).and_then(|(day, time)| read(day, time));
        day_first.or_else(|| text.split_once(between).and_then(|(time, day)| read(day, time)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_deployment() {
        let local = Local(KeyDays::VIETNAM);
        // Midnight of 27 May 2021 in Vietnam.
        let midnight = UnixTime(1_622_048_400);
        assert_eq!(local.moment(midnight), "27/05/2021 00:00");
        assert_eq!(local.moment(midnight.minus(60)), "26/05/2021 23:59");
        assert_eq!(local.machine(midnight), "2021-05-27T00:00+07:00");
        assert_eq!((date(Day(18_774)), short_date(Day(18_774))), ("27/05/2021".into(), "27/05".into()));
    }

    #[test]
    fn a_moment_is_read_as_it_is_shown() {
        let local = Local(KeyDays::VIETNAM);
        for text in [
            "27/05/2021 08:05",
            "27/5/2021 8:05",
            "27/5/2021 8h05",
            "2021-05-27T08:05",
            "08:05 27/05/2021",
            " 8h05  27-5-2021 ",
        ] {
            assert_eq!(
                local.read_moment(text).map(|at| local.moment(at)).as_deref(),
                Some("27/05/2021 08:05"),
                "{text}"
            );
        }
        for text in [
            "",
            "27/5/2021",
            "8:05",
            "27/5/2021 24:05",
            "31/2/2021 8:05",
            "27/5/2021 8",
            "24:05 27/5/2021",
            "8:05 8:05",
        ] {
            assert_eq!(local.read_moment(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_read_however_people_write_it() {
        for text in ["27/05/2021", "27/5/2021", " 27-5-2021 ", "27.05.2021", "2021-05-27"] {
            assert_eq!(read_date(text), Some(Date(Day(18_774))), "{text}");
        }
        for text in ["", "27/5", "27/5/21", "5/27/2021", "31/02/2021", "hôm nay", "27/05/1969"] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
