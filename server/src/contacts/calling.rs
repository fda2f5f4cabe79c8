//! Calling contacts: the next one with the words to say first, and what came of the call.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::call_queue::refused;
use super::kinds::Status;
use super::{CaseKeys, Contact, Contacts, Opened, is_revoked, seen, store};
use crate::calls::{self, CallResult};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::OfficerId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, Officer, SignedIn};

/// Most days until the call that a contact asked for.
const LATEST_SECONDS: u64 = 7 * 86_400;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Contacts>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(next_call)).routes(routes!(finish_call)).routes(routes!(assign_call))
}

/// A call to make.
#[derive(Serialize, ToSchema)]
pub(crate) struct Call {
    /// Who is to be called. The words to say first are `person.call_words`, numbers of the texts `call-word-…`.
    pub(crate) contact: Contact,
    /// Calls so far.
    pub(crate) attempts: u32,
    /// What came of the last.
    pub(crate) outcome: Option<CallResult>,
    /// Whether an officer revoked the contact's case: there was none. Left out where it holds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schema(required = false)]
    pub(crate) case_revoked: bool,
}

/// What came of a call.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallOutcome {
    /// What came of it.
    pub(crate) outcome: CallResult,
    /// When the contact asked to be called, Unix seconds, within 7 days; with `later` only.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub(crate) again_at: Option<UnixTime>,
}

/// Who is to call.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assign {
    /// The officer's number; null: whoever is free.
    officer: Option<OfficerId>,
}

impl Contacts {
    /// The next call of an officer, locked for a quarter of an hour. None where nobody waits.
    pub(crate) async fn next_call(self: &Arc<Self>, officer: &Officer) -> Result<Option<Call>, Failure> {
        let (contacts, acting, now) = (self.clone(), officer.clone(), self.clock.now());
        let desk = self.cases.officers.clone();
        self.cases
            .officers
            .write(officer, "look-for-call", None, move |tx| {
                let Some(call) = calls::take_next(tx, &acting, now)? else { return Ok(None) };
                let row = seen(tx, &acting.area, &call.contact)?;
                desk.note(tx, &acting, "take-call", &row.case, format!("contact {}", row.id))?;
                let case_revoked = is_revoked(tx, &row.case)?;
                let contact = contacts.shown(tx, row, &mut CaseKeys::default())?;
                Ok(Some(Call { case_revoked, contact, attempts: call.attempts, outcome: call.outcome }))
            })
            .await
    }

    /// Writes down what came of a call. A contact who was reached is under follow-up from then on.
    pub(crate) async fn finish_call(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        done: CallOutcome,
    ) -> Result<(), Failure> {
        let (acting, now) = (officer.clone(), self.clock.now());
        if done.again_at.is_some_and(|at| at <= now || at > now.plus(LATEST_SECONDS)) {
            return Err(Refusal::because(Problem::RequestInvalid, "again_at: within 7 days").into());
        }
        self.write(officer, id, "finish-call", move |tx, Opened { row, .. }| {
            calls::finish(tx, &acting, &row.id, done.outcome, done.again_at, now)?.map_err(refused)?;
            if done.outcome == CallResult::Reached && row.status == Status::New {
                store::set_status(tx, &row.id, Status::FollowUp, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Gives a contact's calls to one officer, or to whoever is free.
    pub(crate) async fn assign_call(
        self: &Arc<Self>,
        officer: &Officer,
        id: &str,
        to: Option<OfficerId>,
    ) -> Result<(), Failure> {
        self.write(officer, id, "assign-call", move |tx, Opened { row, .. }| {
            if calls::assign(tx, &row.id, &row.area, to)? { Ok(()) } else { Err(Problem::NotFound.into()) }
        })
        .await
    }
}

/// Takes the next call: locked for the officer for a quarter of an hour. `null` where nobody waits.
#[utoipa::path(
    post, path = "/officer/v1/calls/next", tag = "officer", security(("officer" = [])),
    responses(
        (status = 200, description = "the call, or null", body = Option<Call>),
        NotSignedIn,
    )
)]
async fn next_call(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
) -> Result<Answer<Option<Call>>, Failure> {
    Ok(Answer(contacts.next_call(&signed_in.officer).await?))
}

/// Writes down what came of a call that the officer took.
#[utoipa::path(
    post, path = "/officer/v1/calls/{id}/outcome", tag = "officer", request_body = CallOutcome, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "written down"),
        (status = 409, description = "another officer has the contact on the telephone", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn finish_call(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    Ok(Answer(contacts.finish_call(&signed_in.officer, &id, body::read(&bytes)?).await?))
}

/// Gives a contact's calls to one officer, or to whoever is free.
#[utoipa::path(
    put, path = "/officer/v1/calls/{id}/officer", tag = "officer", request_body = Assign, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "assigned"),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn assign_call(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    let Assign { officer } = body::read(&bytes)?;
    Ok(Answer(contacts.assign_call(&signed_in.officer, &id, officer).await?))
}
