//! A new case.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ReportType;
use serde::Deserialize;

use crate::cases::NewCase;
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{date, read_date};
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure};

#[derive(Template)]
#[template(path = "cases/new.html")]
struct NewCasePage {
    layout: Layout,
    form: NewCaseForm,
    errors: Vec<FieldError>,
}

/// What an officer writes of a new case.
#[derive(Default, Deserialize)]
pub(in crate::console) struct NewCaseForm {
    #[serde(default)]
    reference: String,
    #[serde(default)]
    onset_date: String,
    #[serde(default)]
    tested_date: String,
    #[serde(default)]
    report_type: String,
}

/// Asks for a new case.
pub(in crate::console) async fn ask(desk: Desk) -> Result<Response, Failure> {
    page(&NewCasePage { layout: desk.layout, form: NewCaseForm::default(), errors: Vec::new() })
}

/// Opens a case, or says what is wrong with it.
pub(in crate::console) async fn open(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<NewCaseForm>,
) -> Result<Response, Failure> {
    match console.cases.open(&desk.officer, form.read()).await {
        Ok(file) => Ok(Redirect::to(&format!("/console/cases/{}", file.case.id.0)).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = page(&NewCasePage { layout: desk.layout, form, errors })?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

impl NewCaseForm {
    fn read(&self) -> NewCase {
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

    fn is_clinical(&self) -> bool {
        self.report_type == "clinical"
    }
}

/// What is wrong with a field, with dates as people write them.
fn in_words(detail: &Detail, layout: &Layout) -> FieldError {
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
