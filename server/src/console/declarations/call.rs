//! Calling whoever gave a red answer.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use super::file;
use crate::calls::CallResult;
use crate::console::Console;
use crate::console::calls::form::OutcomeForm;
use crate::console::calls::queue;
use crate::console::form::{FieldError, NoFields, Submitted};
use crate::console::local::Local;
use crate::console::problem_page::with_its_page;
use crate::console::words::named;
use crate::ground::error::Failure;

/// Takes the call, due or not.
pub(in crate::console) async fn take(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.declarations()?.take_red_call(&desk.officer, &id).await?;
    Ok(Redirect::to(&format!("/console/declarations/{id}")).into_response())
}

/// Writes down what came of the call, or says what is missing.
pub(in crate::console) async fn write(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<OutcomeForm>,
) -> Result<Response, Failure> {
    let again_at = Local(console.key_days).read_moment(&form.again_at);
    let wrong = |field, key| FieldError { field, text: desk.layout.say(key) };
    let error = match named::<CallResult>(&form.outcome) {
        None => wrong("reached", "console-call-choose"),
        Some(CallResult::Later) if again_at.is_none() => wrong("again_at", "console-call-when"),
        Some(outcome) => {
            let again_at = again_at.filter(|_| outcome == CallResult::Later);
            match console.declarations()?.finish_red_call(&desk.officer, &id, outcome, again_at).await {
                Ok(()) if form.then == "next" => return queue::to_next(&console, &desk.officer).await,
                Ok(()) => return Ok(Redirect::to("/console/calls?said=saved").into_response()),
                Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                    wrong("again_at", "console-call-when")
                }
                Err(failure) => return Err(failure),
            }
        }
    };
    let again = file::file_page(&console, desk, &id, form, vec![error]).await?;
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
}
