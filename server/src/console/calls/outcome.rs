//! What came of a call, by one form.

use std::sync::Arc;

use super::form::OutcomeForm;
use super::{queue, sheet};
use crate::calls::CallResult;
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::local::Local;
use crate::console::problem_page::with_its_page;
use crate::console::words::named;
use crate::contacts::CallOutcome;
use crate::ground::error::Failure;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

/// Writes down what came of the call, or says what is missing.
pub(in crate::console) async fn write(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<OutcomeForm>,
) -> Result<Response, Failure> {
    let outcome = named::<CallResult>(&form.outcome);
    let again_at = Local(console.key_days).read_moment(&form.again_at);
    let wrong = |field, key| FieldError { field, text: desk.layout.say(key) };
    let (outcome, error) = match outcome {
        None => (None, Some(wrong("reached", "console-call-choose"))),
        Some(CallResult::Later) if again_at.is_none() => (None, Some(wrong("again_at", "console-call-when"))),
        Some(outcome) => (Some(outcome), None),
    };
    let done = match outcome {
        None => Err(error),
        Some(outcome) => {
            let again_at = again_at.filter(|_| outcome == CallResult::Later);
            let written = console.contacts()?.finish_call(&desk.officer, &id, CallOutcome { outcome, again_at }).await;
            match written {
                Ok(()) => Ok(()),
                Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                    Err(Some(wrong("again_at", "console-call-when")))
                }
                Err(failure) => return Err(failure),
            }
        }
    };
    match done {
        Ok(()) if form.then == "next" => queue::to_next(&console, &desk.officer).await,
        Ok(()) => Ok(Redirect::to("/console/calls?said=saved").into_response()),
        Err(error) => {
            let again = sheet::sheet(&console, desk, &id, form, error.into_iter().collect()).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
    }
}
