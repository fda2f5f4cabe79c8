//! The form of a case: number, days, and how it was confirmed.

use askama::Template;
use lancan_protocol::wire::ReportType;
use serde::Deserialize;

use crate::cases::{CaseFile, NewCase};
use crate::console::form::FieldError;
use crate::console::layout::Layout;
use crate::console::local::{date, read_date};
use crate::ground::calendar::Date;
use crate::ground::error::Detail;

/// The page with the form.
#[derive(Template)]
#[template(path = "cases/form.html")]
pub(super) struct CaseFormPage {
    pub(super) layout: Layout,
    /// Where the form is sent.
    pub(super) action: String,
    /// Where one goes without sending it.
    pub(super) back: String,
    /// Keys of title, lead and button.
    pub(super) keys: [&'static str; 3],
    pub(super) form: CaseForm,
    pub(super) errors: Vec<FieldError>,
}

/// What an officer writes of a case.
#[derive(Default, Deserialize)]
pub(in crate::console) struct CaseForm {
    #[serde(default)]
    pub(super) reference: String,
    #[serde(default)]
    pub(super) onset_date: String,
    #[serde(default)]
    pub(super) tested_date: String,
    #[serde(default)]
    pub(super) report_type: String,
}

impl CaseForm {
    /// The form as it was written for a case.
    pub(super) fn of(file: &CaseFile) -> Self {
        let (reference, days) = file.opened.clone().unwrap_or_default();
        let kind = if file.case.report_type == ReportType::ConfirmedClinicalDiagnosis { "clinical" } else { "test" };
        Self {
            reference: reference.unwrap_or_default(),
            onset_date: days.onset.map(date).unwrap_or_default(),
            tested_date: days.tested.map(date).unwrap_or_default(),
            report_type: kind.to_owned(),
        }
    }

    /// What the room reads of it.
    pub(super) fn read(&self) -> NewCase {
        let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        // What is no date goes on as it is: the room says what it should be.
        let day = |text: &str| filled(text).map(|text| read_date(&text).map_or(text, |date| date.to_string()));
        let report_type = match self.report_type.as_str() {
            "clinical" => ReportType::ConfirmedClinicalDiagnosis,
            _ => ReportType::ConfirmedTest,
        };
        NewCase {
            reference: filled(&self.reference),
            onset: day(&self.onset_date),
            tested: day(&self.tested_date),
            report_type,
        }
    }

    pub(super) fn is_clinical(&self) -> bool {
        self.report_type == "clinical"
    }
}

/// What is wrong with a field, with dates as people write them.
pub(super) fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
    let Detail::Said { field: Some(field), key, arguments } = detail else {
        return FieldError { field: "reference", text: detail.in_words(layout.text()) };
    };
    let plain: Vec<(&str, String)> = arguments.iter().map(|(name, value)| (*name, as_written(value))).collect();
    let plain: Vec<_> = plain.iter().map(|(name, value)| (*name, value.into())).collect();
    let (name, key) = match *key {
        "officer-date" if *field == "onset_date" => ("onset_date", "console-error-onset"),
        "officer-date" => ("tested_date", "console-error-tested"),
        "officer-reference" => ("reference", "console-error-reference"),
        other => (*field, other),
    };
    FieldError { field: name, text: layout.say_with(key, &plain) }
}

fn as_written(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), |Date(day)| date(day))
}
