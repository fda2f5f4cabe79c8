//! A new case.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::form::{CaseForm, CaseFormPage, in_words};
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::ground::error::Failure;

/// Asks for a new case.
pub(in crate::console) async fn ask(desk: Desk) -> Result<Response, Failure> {
    page(&form_page(desk.layout, CaseForm::default(), Vec::new()))
}

/// Opens a case, or says what is wrong with it.
pub(in crate::console) async fn open(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<CaseForm>,
) -> Result<Response, Failure> {
    match console.cases.open(&desk.officer, form.read()).await {
        Ok(file) => Ok(Redirect::to(&format!("/console/cases/{}", file.case.id.0)).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = page(&form_page(desk.layout, form, errors))?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

fn form_page(layout: Layout, form: CaseForm, errors: Vec<FieldError>) -> CaseFormPage {
    CaseFormPage {
        layout,
        action: "/console/cases/new".to_owned(),
        back: "/console/cases".to_owned(),
        keys: ["console-new-case", "console-new-case-lead", "console-open-case"],
        form,
        errors,
    }
}
