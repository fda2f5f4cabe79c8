//! Number, days and kind of a case, changed.

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
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

/// Asks what shall be changed.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.cases.view(&desk.officer, &CaseId(id.clone())).await?;
    page(&form_page(desk.layout, &id, CaseForm::of(&file), Vec::new()))
}

/// Changes the case, or says what is wrong.
pub(in crate::console) async fn change(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<CaseForm>,
) -> Result<Response, Failure> {
    match console.cases.change(&desk.officer, &CaseId(id.clone()), form.read()).await {
        Ok(()) => Ok(Redirect::to(&format!("/console/cases/{id}")).into_response()),
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
        action: format!("/console/cases/{id}/change"),
        back: format!("/console/cases/{id}"),
        keys: ["console-change-case", "console-change-case-lead", "console-save"],
        form,
        errors,
    }
}
