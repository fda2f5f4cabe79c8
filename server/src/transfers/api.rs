//! Transfers, as officers send and answer them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::wire::ProblemBody;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{SendTo, Sent, TransferAnswer, TransferShown, Transfers};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Transfers>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(send_case))
        .routes(routes!(send_contact))
        .routes(routes!(list_transfers))
        .routes(routes!(answer_transfer))
}

/// The number of a transfer.
#[derive(Serialize, ToSchema)]
struct TransferNumber {
    /// Its number.
    number: i64,
}

/// Sends a case with its contacts to another part of the country. The sender owns them until somebody there accepts.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/transfer", tag = "officer", request_body = SendTo, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 201, description = "sent", body = TransferNumber),
        (status = 400, description = "no such unit, or one's own", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "sent already", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn send_case(
    State(transfers): State<Arc<Transfers>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<TransferNumber>), Failure> {
    let number = transfers.send(&signed_in.officer, Sent::Case(CaseId(id)), body::read(&bytes)?).await?;
    Ok((StatusCode::CREATED, Answer(TransferNumber { number })))
}

/// Sends a contact to another part of the country, whose officers follow the contact once they accept. The case stays.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/transfer", tag = "officer", request_body = SendTo, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 201, description = "sent", body = TransferNumber),
        (status = 400, description = "no such unit, or one's own", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "sent already, or merged", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn send_contact(
    State(transfers): State<Arc<Transfers>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<TransferNumber>), Failure> {
    let number = transfers.send(&signed_in.officer, Sent::Contact(id), body::read(&bytes)?).await?;
    Ok((StatusCode::CREATED, Answer(TransferNumber { number })))
}

/// The transfers out of the officer's area and into it: those that wait for an answer first, then the newest.
#[utoipa::path(
    get, path = "/officer/v1/transfers", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the transfers", body = Vec<TransferShown>), NotSignedIn)
)]
async fn list_transfers(
    State(transfers): State<Arc<Transfers>>,
    signed_in: SignedIn,
) -> Result<Answer<Vec<TransferShown>>, Failure> {
    Ok(Answer(transfers.list(&signed_in.officer).await?))
}

/// Accepts what was sent to the officer's area, which owns it from then on, or refuses it.
#[utoipa::path(
    post, path = "/officer/v1/transfers/{number}/answer", tag = "officer", request_body = TransferAnswer, security(("officer" = [])),
    params(("number" = i64, Path, description = "the transfer's number")),
    responses(
        (status = 200, description = "answered"),
        (status = 404, description = "nothing of this number was sent to the officer's area", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "answered already, or what was sent is gone, and the transfer is closed", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn answer_transfer(
    State(transfers): State<Arc<Transfers>>,
    signed_in: SignedIn,
    Path(number): Path<i64>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    Ok(Answer(transfers.answer(&signed_in.officer, number, body::read(&bytes)?).await?))
}
