//! Texts for the user, from the one catalogue (`lancan-text`): Vietnamese first, English beside it.

use std::collections::HashMap;

use lancan_core::{Blocked, LogStage, Scanned, Trouble, Warning, WarningChange};
use lancan_protocol::{CallWords, problem::Problem, risk::Reason, wire::ReportType};
use lancan_text::{Argument, Catalogue};

use crate::boundary::guard;

/// A language of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Language {
    /// Vietnamese.
    Vietnamese,
    /// English.
    English,
}

/// A text and, where there is something to do, what to do next.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Said {
    /// One short sentence that says how things are.
    pub title: String,
    /// What to do next.
    pub next: Option<String>,
}

/// The value of a text's variable.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum TextValue {
    /// A text, shown as it is.
    Words {
        /// The text.
        text: String,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
}

/// The language of a tag such as `vi-VN` or `en_GB`; Vietnamese where it is neither.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn language_of_tag(tag: String) -> Result<Language, Problem> {
    guard(|| {
        Ok(match lancan_text::Language::from_tag(&tag).unwrap_or_default() {
            lancan_text::Language::Vi => Language::Vietnamese,
            lancan_text::Language::En => Language::English,
        })
    })
}

/// The text of a key of the catalogue (`core/text/i18n`); the key itself where there is none.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say(language: Language, key: String, values: HashMap<String, TextValue>) -> Result<Said, Problem> {
    guard(|| {
        let arguments: Vec<(&str, Argument<'_>)> = values
            .iter()
            .map(|(name, value)| {
                let argument = match value {
                    TextValue::Words { text } => Argument::Text(text),
                    TextValue::Number { number } => Argument::Number(*number),
                };
                (name.as_str(), argument)
            })
            .collect();
        Ok(catalogue(language).say(&key, &arguments).into())
    })
}

/// What a problem means and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_problem(language: Language, problem: Problem) -> Result<Said, Problem> {
    guard(|| Ok(catalogue(language).problem(problem).into()))
}

/// What keeps the radio from working and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_blocked(language: Language, blocked: Blocked) -> Result<Said, Problem> {
    let key = match blocked {
        Blocked::BluetoothOff => "blocked-bluetooth-off",
        Blocked::PermissionMissing => "blocked-permission-missing",
        Blocked::Unsupported => "blocked-unsupported",
        Blocked::CannotAdvertise => "blocked-cannot-advertise",
        Blocked::CannotScan => "blocked-cannot-scan",
    };
    guard(|| Ok(catalogue(language).say(key, &[]).into()))
}

/// What goes wrong behind tracing and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_trouble(language: Language, trouble: Trouble) -> Result<Said, Problem> {
    let key = match trouble {
        Trouble::StoreFailing => "trouble-store-failing",
        Trouble::StoreReplaced => "trouble-store-replaced",
        Trouble::StorePartLost => "trouble-store-part-lost",
        Trouble::ReportLost => "trouble-report-lost",
        Trouble::ClockWrong => "trouble-clock-wrong",
        Trouble::ServerUnreachable => "trouble-server-unreachable",
        Trouble::SignedFileRefused => "trouble-signed-file-refused",
        Trouble::RulesExpired => "trouble-rules-expired",
        Trouble::NobodyHeard => "trouble-nobody-heard",
    };
    guard(|| Ok(catalogue(language).say(key, &[]).into()))
}

/// What has become of a warning and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_warning_change(language: Language, change: WarningChange) -> Result<Said, Problem> {
    guard(|| Ok(catalogue(language).say(change.text(), &[]).into()))
}

/// What has become of a warning of a place, and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_place_change(language: Language, change: WarningChange) -> Result<Said, Problem> {
    guard(|| Ok(catalogue(language).say(change.place_text(), &[]).into()))
}

/// What a scan came to, and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_scanned(language: Language, scanned: Scanned) -> Result<Said, Problem> {
    let (key, variable) = scanned.text();
    let arguments: Vec<_> = variable.map(|(name, value)| (name, Argument::Text(value))).into_iter().collect();
    guard(|| Ok(catalogue(language).say(key, &arguments).into()))
}

/// What became of an entry of a visitor log, and what to do next.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_log_stage(language: Language, stage: LogStage) -> Result<Said, Problem> {
    guard(|| Ok(catalogue(language).say(stage.text(), &[]).into()))
}

/// What a report is about.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_report_type(language: Language, report_type: ReportType) -> Result<String, Problem> {
    let key = match report_type {
        ReportType::ConfirmedTest => "report-type-confirmed-test",
        ReportType::ConfirmedClinicalDiagnosis => "report-type-confirmed-clinical-diagnosis",
        ReportType::SelfReport => "report-type-self-report",
        ReportType::Recursive => "report-type-recursive",
        ReportType::Revoked => "report-type-revoked",
    };
    guard(|| Ok(catalogue(language).message(key, &[])))
}

/// What a warned person should do.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_advice(language: Language, warning: Warning) -> Result<String, Problem> {
    let advice = &warning.advice;
    let quarantine_days = advice.quarantine_until.0.saturating_sub(warning.last_contact.0);
    let follow_up_days = advice.follow_up_until.0.saturating_sub(advice.quarantine_until.0);
    guard(|| Ok(catalogue(language).advice(&advice.key, quarantine_days, follow_up_days)))
}

/// Why a case is a contact or none, by one rule.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_reason(language: Language, reason: Reason) -> Result<String, Problem> {
    guard(|| Ok(catalogue(language).reason(&reason)))
}

/// The words that a true officer says first when calling somebody who asked to be called.
///
/// # Errors
/// [`Problem::Internal`] when the library panics.
#[uniffi::export]
pub fn say_call_words(language: Language, words: CallWords) -> Result<String, Problem> {
    guard(|| Ok(catalogue(language).call_words(words)))
}

/// Version of the consent texts, to be handed on with a consent.
///
/// # Errors
/// None today; the boundary gives every function some.
#[uniffi::export]
pub fn consent_text_version() -> Result<u32, Problem> {
    Ok(lancan_text::CONSENT_TEXT_VERSION)
}

fn catalogue(language: Language) -> &'static Catalogue {
    Catalogue::of(match language {
        Language::Vietnamese => lancan_text::Language::Vi,
        Language::English => lancan_text::Language::En,
    })
}

impl From<lancan_text::Said> for Said {
    fn from(said: lancan_text::Said) -> Self {
        Self { title: said.title, next: said.next }
    }
}

#[cfg(test)]
mod tests {
    use lancan_core::ScanRefused;
    use lancan_protocol::places::ForeignCode;

    use super::*;

    #[test]
    fn every_problem_is_said_in_both_languages() {
        for problem in Problem::ALL {
            for language in [Language::Vietnamese, Language::English] {
                let said = say_problem(language, *problem).unwrap();
                assert!(said.next.is_some() && !said.title.starts_with("problem-"), "{problem}");
            }
        }
    }

    #[test]
    fn every_hindrance_and_trouble_has_a_text() {
        let blocked = [
            Blocked::BluetoothOff,
            Blocked::PermissionMissing,
            Blocked::Unsupported,
            Blocked::CannotAdvertise,
            Blocked::CannotScan,
        ];
        let troubles = [
            Trouble::StoreFailing,
            Trouble::StoreReplaced,
            Trouble::StorePartLost,
            Trouble::ReportLost,
            Trouble::ClockWrong,
            Trouble::ServerUnreachable,
            Trouble::SignedFileRefused,
            Trouble::RulesExpired,
            Trouble::NobodyHeard,
        ];
        for language in [Language::Vietnamese, Language::English] {
            let said = blocked.map(|blocked| say_blocked(language, blocked).unwrap()).into_iter();
            let said = said.chain(troubles.map(|trouble| say_trouble(language, trouble).unwrap()));
            assert!(said.into_iter().all(|said| said.next.is_some() && !said.title.contains('-')));
        }
    }

    #[test]
    fn each_change_of_a_warning_has_words_of_its_own() {
        let changes = [
            WarningChange::New,
            WarningChange::Graver,
            WarningChange::Lower,
            WarningChange::Withdrawn,
            WarningChange::Expired,
        ];
        for language in [Language::Vietnamese, Language::English] {
            let said = changes.map(|change| say_warning_change(language, change).unwrap().title);
            let distinct: std::collections::BTreeSet<&String> = said.iter().collect();
            assert_eq!(distinct.len(), changes.len());
            assert!(said.iter().all(|title| !title.starts_with("warning-")));
        }
    }

    #[test]
    fn every_scan_is_told_with_what_to_do_next() {
        let refused = [
            ScanRefused::NotAPlace,
            ScanRefused::UpdateNeeded,
            ScanRefused::NotSigned,
            ScanRefused::OldPicture,
            ScanRefused::TooMany,
            ScanRefused::NothingToLeave,
        ];
        let foreign = [
            ForeignCode::NhsCovid19,
            ForeignCode::NzCovidTracer,
            ForeignCode::CoronaWarnApp,
            ForeignCode::VietnamPersonal,
        ];
        let scans: Vec<Scanned> =
            refused.map(Scanned::Refused).into_iter().chain(foreign.map(Scanned::Foreign)).collect();
        for language in [Language::Vietnamese, Language::English] {
            let said = scans.iter().map(|scanned| say_scanned(language, scanned.clone()).unwrap());
            let titles: std::collections::BTreeSet<String> =
                said.inspect(|said| assert!(said.next.is_some())).map(|said| said.title).collect();
            assert!(titles.len() == scans.len() && titles.iter().all(|title| !title.starts_with("place-")));
        }
    }

    #[test]
    fn values_fill_the_variables_of_a_text() {
        let values = HashMap::from([("count".to_owned(), TextValue::Number { number: 3 })]);
        let said = say(Language::English, "near-now".to_owned(), values).unwrap();
        assert!(said.title.contains('3'));
        assert_eq!(language_of_tag("en_GB".to_owned()), Ok(Language::English));
        assert_eq!(language_of_tag("fr".to_owned()), Ok(Language::Vietnamese));
    }
}
