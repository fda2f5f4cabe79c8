//! The words of the terminal phone, from the catalogue.

use lancan_protocol::Saturate;

use chrono::{Datelike as _, Days, Local, NaiveDate, TimeZone as _};
use lancan_core::{
    Blocked, Closeness, Coverage, PlaceNotice, PlaceWarning, Scanned, Standing, Status, StoredPlaceWarning,
    StoredWarning, Trouble, Visit, WarningChange,
};
use lancan_desktop::{BluetoothError, FetchError};
use lancan_protocol::{
    CallWords,
    problem::Problem,
    risk::{Reason, Verdict},
    time::{Day, UnixTime},
};
use lancan_text::{Argument, Catalogue, Language, Said};

use crate::failure::Failure;

/// Speaks one language.
#[derive(Clone, Copy)]
pub(crate) struct Speech(&'static Catalogue);

impl Speech {
    /// Speaks this language only.
    pub(crate) fn of(language: Language) -> Self {
        Self(Catalogue::of(language))
    }

    pub(crate) fn language(self) -> Language {
        self.0.language()
    }

    /// A failure by the key of its text.
    #[expect(clippy::unused_self, reason = "a failure holds every language")]
    pub(crate) fn fails_with(self, key: &str, arguments: &[(&str, &str)]) -> Failure {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, (*value).into())).collect();
        Failure::said(|text| text.say(key, &arguments))
    }

    pub(crate) fn plain(self, key: &str) -> String {
        self.0.message(key, &[])
    }

    pub(crate) fn with(self, key: &str, name: &str, value: &str) -> String {
        self.0.message(key, &[(name, value.into())])
    }

    /// A text with several variables.
    pub(crate) fn with_all(self, key: &str, arguments: &[(&str, &str)]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, (*value).into())).collect();
        self.0.message(key, &arguments)
    }

    pub(crate) fn count(self, key: &str, count: usize) -> String {
        self.0.message(key, &[("count", number(count))])
    }

    pub(crate) fn numbers(self, key: &str, arguments: &[(&str, usize)]) -> String {
        let arguments: Vec<_> = arguments.iter().map(|(name, value)| (*name, number(*value))).collect();
        self.0.message(key, &arguments)
    }

    /// A text with a name and how often.
    pub(crate) fn times(self, key: &str, name: &str, value: &str, times: u32) -> String {
        self.0.message(key, &[(name, value.into()), ("times", times.into())])
    }

    /// A text and what to do next, a line each.
    pub(crate) fn said(self, key: &str) -> Vec<String> {
        lines(self.0.say(key, &[]))
    }

    /// A text with one variable and what to do next, a line each.
    pub(crate) fn said_with(self, key: &str, name: &str, value: &str) -> Vec<String> {
        lines(self.0.say(key, &[(name, value.into())]))
    }

    #[expect(clippy::unused_self, reason = "a failure holds every language")]
    pub(crate) fn failure(self, problem: Problem) -> Failure {
        match problem {
            // The app's text says that the app tries again by itself: a command that has ended does not.
            Problem::Offline => Failure::of("phone-offline"),
            problem => Failure::said(|text| text.problem(problem)),
        }
    }

    /// Why the authority's server cannot be trusted for the first time.
    pub(crate) fn fetch(self, server: &str, error: &FetchError) -> Failure {
        let key = match error {
            FetchError::NotADeployment => "phone-not-a-server",
            FetchError::Unreachable => "phone-no-server",
        };
        self.fails_with(key, &[("server", server)])
    }

    /// Why there is no Bluetooth, and what to do.
    pub(crate) fn bluetooth(self, error: &BluetoothError) -> Failure {
        let key = match error {
            BluetoothError::NoBlueZ => "phone-no-bluez",
            BluetoothError::NoAdapter => "phone-no-adapter",
            BluetoothError::NoSuchAdapter { there_are } => {
                return self.fails_with("phone-no-such-adapter", &[("names", there_are)]);
            }
            BluetoothError::PermissionDenied => "phone-no-permission",
            BluetoothError::Other(why) => return self.fails_with("phone-bluetooth-failed", &[("why", why)]),
        };
        self.fails_with(key, &[])
    }

    /// `running`: whether the phone runs, or is only looked at.
    pub(crate) fn status(self, status: &Status, running: bool) -> Vec<String> {
        let hindered = !status.blocked.is_empty();
        let mut said = match (running, status.paused, hindered) {
            (false, _, _) => self.said("phone-not-running"),
            (true, true, _) => self.said("status-paused"),
            (true, false, true) => Vec::new(),
            (true, false, false) => self.said("status-working"),
        };
        for blocked in &status.blocked {
            said.extend(self.said(match blocked {
                Blocked::BluetoothOff => "blocked-bluetooth-off",
                Blocked::PermissionMissing => "blocked-permission-missing",
                Blocked::Unsupported => "blocked-unsupported",
                Blocked::CannotAdvertise => "blocked-cannot-advertise",
                Blocked::CannotScan => "blocked-cannot-scan",
            }));
        }
        for trouble in &status.troubles {
            said.extend(self.said(match trouble {
                Trouble::StoreFailing => "trouble-store-failing",
                Trouble::StoreReplaced => "trouble-store-replaced",
                Trouble::StorePartLost => "trouble-store-part-lost",
                Trouble::ReportLost => "trouble-report-lost",
                Trouble::ClockWrong => "trouble-clock-wrong",
                Trouble::ServerUnreachable if !running => "phone-server-unreachable",
                Trouble::ServerUnreachable => "trouble-server-unreachable",
                Trouble::SignedFileRefused => "trouble-signed-file-refused",
                Trouble::RulesExpired => "trouble-rules-expired",
                Trouble::NobodyHeard => "trouble-nobody-heard",
            }));
        }
        said.push(match status.last_checked {
            Some(when) => self.with("status-last-checked", "when", &self.moment(when)),
            None => self.plain("status-never-checked"),
        });
        said.extend(self.coverage(&status.coverage));
        said
    }

    /// On how many of the last days the phone worked, and a line for each day on which it did not.
    fn coverage(self, coverage: &Coverage) -> Vec<String> {
        if coverage.days == 0 {
            return Vec::new();
        }
        let (worked, days) = (coverage.worked_days.into(), coverage.days.into());
        let all = self.0.message("status-coverage", &[("worked", worked), ("days", days)]);
        let gaps = coverage.gaps.iter().map(|gap| {
            let day = self.day(gap.day);
            let (sent, listened) = (gap.sent_minutes.into(), gap.listened_minutes.into());
            self.0.message("coverage-gap", &[("day", day.as_str().into()), ("sent", sent), ("listened", listened)])
        });
        core::iter::once(all).chain(gaps).collect()
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0 to 1440")]
    pub(crate) fn warning(self, stored: &StoredWarning) -> Vec<String> {
        let warning = &stored.warning;
        let (first, last) = (self.day(warning.first_day), self.day(warning.last_day));
        let both = [("from", first.as_str().into()), ("to", last.as_str().into())];
        let day = if first == last { first.clone() } else { self.0.message("warning-days", &both) };
        let minutes = Argument::from(warning.expected_minutes.round().clamp(0.0, 1440.0) as u32);
        let days = warning.advice.quarantine_until.0.saturating_sub(warning.last_contact.0);
        let watched = warning.advice.follow_up_until.0.saturating_sub(warning.advice.quarantine_until.0);
        let body = self.0.message("warning-body", &[("day", day.as_str().into()), ("minutes", minutes)]);
        let change = match stored.standing {
            Standing::InForce => WarningChange::New,
            Standing::Withdrawn => WarningChange::Withdrawn,
            Standing::Expired => WarningChange::Expired,
        };
        if change != WarningChange::New {
            return self.warning_change(change).into_iter().chain([body]).collect();
        }
        let mut lines = vec![self.plain("warning-title"), body];
        let possible = warning.verdict == Verdict::Possible;
        lines.push(self.plain(if possible { "warning-possible" } else { "warning-likely" }));
        lines.push(self.with("warning-decree", "decree", &warning.decree));
        lines.push(self.0.advice(&warning.advice.key, days, watched));
        lines
    }

    /// What has become of a warning, and what to do next.
    pub(crate) fn warning_change(self, change: WarningChange) -> Vec<String> {
        self.said(change.text())
    }

    /// What a scan came to.
    pub(crate) fn scanned(self, scanned: &Scanned) -> Vec<String> {
        match scanned.text() {
            (key, Some((name, value))) => self.said_with(key, name, value),
            (key, None) => self.said(key),
        }
    }

    /// Why a code was not taken.
    pub(crate) fn not_scanned(self, scanned: &Scanned) -> Failure {
        match scanned.text() {
            (key, Some((name, value))) => self.fails_with(key, &[(name, value)]),
            (key, None) => self.fails_with(key, &[]),
        }
    }

    /// A visit to a place.
    pub(crate) fn visit(self, visit: &Visit) -> String {
        let (from, to) = (self.moment(visit.enter), self.moment(visit.leave));
        self.0.message(
            "visit-line",
            &[("place", Argument::Text(&visit.place)), ("from", Argument::Text(&from)), ("to", Argument::Text(&to))],
        )
    }

    /// What has become of a warning of a place.
    pub(crate) fn place_warning(self, notice: &PlaceNotice) -> Vec<String> {
        match notice.change {
            WarningChange::Withdrawn | WarningChange::Expired => self.said(notice.change.place_text()),
            WarningChange::New | WarningChange::Graver | WarningChange::Lower => self.place_warned(&notice.warning),
        }
    }

    /// A warning of a place that is kept.
    pub(crate) fn stored_place_warning(self, stored: &StoredPlaceWarning) -> Vec<String> {
        match stored.standing {
            Standing::InForce => self.place_warned(&stored.warning),
            Standing::Withdrawn | Standing::Expired => self.said("place-warning-withdrawn"),
        }
    }

    fn place_warned(self, warning: &PlaceWarning) -> Vec<String> {
        let (from, to) = (self.moment(warning.from), self.moment(warning.to));
        let arguments =
            [("place", Argument::Text(&warning.place)), ("from", Argument::Text(&from)), ("to", Argument::Text(&to))];
        let body = self.0.message("place-warning-body", &arguments);
        vec![self.plain("place-warning-title"), body, self.plain("advice-place")]
    }

    /// Why a case is a contact or none by one rule.
    pub(crate) fn reason(self, reason: &Reason) -> String {
        self.0.reason(reason)
    }

    pub(crate) fn closeness(self, closeness: Closeness) -> String {
        self.plain(match closeness {
            Closeness::Close => "closeness-near",
            Closeness::Possible => "closeness-around",
            Closeness::Far => "closeness-far",
            Closeness::Unknown => "closeness-unknown",
        })
    }

    /// A day of the deployment.
    pub(crate) fn day(self, day: Day) -> String {
        date_of(day).map_or_else(String::new, |date| self.date(date))
    }

    /// A date of the calendar.
    pub(crate) fn date(self, date: NaiveDate) -> String {
        self.0.date(date.year(), date.month(), date.day())
    }

    /// What a day holds for a report.
    pub(crate) fn day_of_review(self, day: &str, encounters: usize, seconds: u32) -> String {
        let minutes = seconds.saturating_add(30) / 60;
        let arguments = [("day", day.into()), ("count", number(encounters)), ("minutes", minutes.into())];
        self.0.message("review-day", &arguments)
    }

    /// The words that a true officer says first.
    pub(crate) fn call_words(self, words: CallWords) -> String {
        self.0.call_words(words)
    }

    /// A day near a case, and for how long.
    pub(crate) fn call_day(self, day: &str, minutes: u32) -> String {
        self.0.message("call-day", &[("day", day.into()), ("minutes", minutes.into())])
    }

    /// A local day and time.
    pub(crate) fn moment(self, at: UnixTime) -> String {
        let Some(local) = local(at) else { return String::new() };
        format!("{} {}", local.format("%H:%M"), self.date(local.date_naive()))
    }
}

fn lines(said: Said) -> Vec<String> {
    core::iter::once(said.title).chain(said.next).collect()
}

fn number(value: usize) -> Argument<'static> {
    Saturate::<u32>::saturate(value).into()
}

fn local(at: UnixTime) -> Option<chrono::DateTime<Local>> {
    Local.timestamp_opt(i64::try_from(at.0).ok()?, 0).single()
}

/// The date of a day of the deployment; none where the calendar ends.
pub(crate) fn date_of(day: Day) -> Option<NaiveDate> {
    NaiveDate::default().checked_add_days(Days::new(day.0.into()))
}

/// The day of the deployment that has this date; none before 1970.
pub(crate) fn day_of(date: NaiveDate) -> Option<Day> {
    u32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok().map(Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_in_both_languages_unless_one_was_chosen_each_with_what_to_do() {
        let failure = Speech::of(Language::En).failure(Problem::Offline);
        let both = failure.in_language(None);
        let parts =
            ["Không kết nối được máy chủ. Hãy kiểm tra mạng.", "The server could not be reached. Check your network."];
        let at = parts.map(|part| both.find(part));
        assert!(at[0].is_some() && at[0] < at[1], "{both}");
        let english = failure.in_language(Some(Language::En));
        assert!(english.starts_with(parts[1]) && english.lines().count() == 1, "{english}");
    }

    #[test]
    fn the_status_says_on_which_days_the_phone_worked_and_on_which_not() {
        let gap = lancan_core::Gap { day: Day(18_750), sent_minutes: 60, listened_minutes: 0 };
        let coverage = Coverage { days: 14, worked_days: 13, gaps: vec![gap] };
        let said = Speech::of(Language::En).status(&Status { coverage, ..Status::default() }, true).join("\n");
        assert!(said.contains("sent and listened: 13 of 14"), "{said}");
        assert!(said.contains("sent for 60 minutes, listened for 0 minutes"), "{said}");
    }

    #[test]
    fn a_phone_that_is_only_looked_at_does_not_claim_to_protect_anybody() {
        let speech = Speech::of(Language::En);
        let working = speech.plain("status-working");
        assert!(speech.status(&Status::default(), true).contains(&working));
        let looked_at = speech.status(&Status::default(), false);
        assert!(
            !looked_at.contains(&working) && looked_at.contains(&speech.plain("phone-not-running")),
            "{looked_at:?}"
        );
    }
}
