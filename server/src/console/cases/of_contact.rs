//! A contact becomes a case.

use std::sync::Arc;

use axum::extract::{Path, State};
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
use crate::contacts::BecomeCase;
use crate::ground::error::Failure;

/// Asks for what the new case is to have.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    console.contacts()?.view(&desk.officer, &id).await?;
    page(&form_page(desk.layout, &id, CaseForm::default(), Vec::new()))
}

/// Opens the case and leads to it, or says what is wrong.
pub(in crate::console) async fn become_case(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<CaseForm>,
) -> Result<Response, Failure> {
    let new = form.read();
    let new = BecomeCase {
        reference: new.reference,
        onset_date: new.onset,
        tested_date: new.tested,
        report_type: new.report_type,
    };
    match console.contacts()?.become_case(&desk.officer, &id, new).await {
        Ok(contact) => {
            let address =
                contact.became_case.map_or("/console/cases".to_owned(), |case| format!("/console/cases/{case}"));
            Ok(Redirect::to(&address).into_response())
        }
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = page(&form_page(desk.layout, &id, form, errors))?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

fn form_page(layout: Layout, id: &str, form: CaseForm, errors: Vec<FieldError>) -> CaseFormPage {
    CaseFormPage {
        layout,
        action: format!("/console/contacts/{id}/case"),
        back: format!("/console/contacts/{id}"),
        keys: ["console-become-case", "console-become-case-lead", "console-open-case"],
        form,
        errors,
    }
}
