//! Follow-up, as officers ask for it and write it down.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{DayRecord, DueList, FollowUp, SpecimenRecord, SpecimenResult};
use crate::contacts::Contacts;
use crate::ground::error::Failure;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(in crate::contacts) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Contacts>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(view_follow_up))
        .routes(routes!(write_day))
        .routes(routes!(add_specimen))
        .routes(routes!(write_result))
        .routes(routes!(near_again))
        .routes(routes!(due_today))
}

/// A further day of contact.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NearAgain {
    /// The date, from 60 days ago until today.
    #[schema(format = Date, example = "2021-05-20")]
    date: String,
}

/// A specimen that was written down.
#[derive(Serialize, ToSchema)]
struct WrittenSpecimen {
    /// The contact's first, second, ….
    number: u32,
}

/// What became of a specimen.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewResult {
    result: SpecimenResult,
}

/// The follow-up of a contact: plan, days, specimens.
#[utoipa::path(
    get, path = "/officer/v1/contacts/{id}/follow-up", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "the follow-up", body = FollowUp),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn view_follow_up(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<FollowUp>, Failure> {
    Ok(Answer(contacts.follow_up(&signed_in.officer, &id).await?.1))
}

/// Writes down what was seen of a contact on a day, in the place of what was written of the day before.
#[utoipa::path(
    put, path = "/officer/v1/contacts/{id}/days/{date}", tag = "officer", request_body = DayRecord, security(("officer" = [])),
    params(
        ("id" = String, Path, description = "the contact's id"),
        ("date" = String, Path, description = "the date, until today"),
    ),
    responses(
        (status = 200, description = "written down"),
        (status = 400, description = "a field cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged into another", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn write_day(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path((id, date)): Path<(String, String)>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    Ok(Answer(contacts.write_day(&signed_in.officer, &id, &date, body::read(&bytes)?).await?))
}

/// Writes a new specimen down.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/specimens", tag = "officer", request_body = SpecimenRecord,
    security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 201, description = "written down", body = WrittenSpecimen),
        (status = 400, description = "a field cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged into another", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn add_specimen(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<WrittenSpecimen>), Failure> {
    let number = contacts.add_specimen(&signed_in.officer, &id, body::read(&bytes)?).await?;
    Ok((StatusCode::CREATED, Answer(WrittenSpecimen { number })))
}

/// Writes down what became of a specimen.
#[utoipa::path(
    put, path = "/officer/v1/contacts/{id}/specimens/{number}/result", tag = "officer", request_body = NewResult,
    security(("officer" = [])),
    params(
        ("id" = String, Path, description = "the contact's id"),
        ("number" = u32, Path, description = "number of the specimen"),
    ),
    responses(
        (status = 200, description = "written down"),
        (status = 400, description = "a field cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged into another", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn write_result(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path((id, number)): Path<(String, u32)>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    let NewResult { result } = body::read(&bytes)?;
    Ok(Answer(contacts.set_result(&signed_in.officer, &id, number, result).await?))
}

/// Notes that a contact was near the case on a further day. The plan grows, and never gets shorter. A day that was mistyped is
/// deleted by changing the contact's `last_contact` to a day before it.
#[utoipa::path(
    post, path = "/officer/v1/contacts/{id}/exposures", tag = "officer", request_body = NearAgain, security(("officer" = [])),
    params(("id" = String, Path, description = "the contact's id")),
    responses(
        (status = 200, description = "noted"),
        (status = 400, description = "the date cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "merged into another", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn near_again(
    State(contacts): State<Arc<Contacts>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<()>, Failure> {
    let NearAgain { date } = body::read(&bytes)?;
    Ok(Answer(contacts.near_again(&signed_in.officer, &id, &date).await?))
}

/// Whom to see today in the officer's area: alarms first, then those whom nobody saw yet.
#[utoipa::path(
    get, path = "/officer/v1/follow-up", tag = "officer", security(("officer" = [])),
    responses(
        (status = 200, description = "whom to see", body = DueList),
        NotSignedIn,
    )
)]
async fn due_today(State(contacts): State<Arc<Contacts>>, signed_in: SignedIn) -> Result<Answer<DueList>, Failure> {
    Ok(Answer(contacts.due_today(&signed_in.officer).await?))
}
