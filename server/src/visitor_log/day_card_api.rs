//! What checkers' devices ask for visitors without phone and card who show their number: a password, and a card of one day.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use lancan_protocol::hex;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use lancan_text::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::VisitorLog;
use super::cards::NewCard;
use super::checkers::checker_named;
use super::day_cards::DoorVisitor;
use crate::ground::error::{Failure, Refusal};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<VisitorLog>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(ask_visitor)).routes(routes!(issue_day_card))
}

/// A device has a visitor's number sent a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskedVisitor {
    /// The device's name, 32 hex digits.
    checker: String,
    /// The minute by the server's clock.
    minute: u32,
    /// The visitor's telephone number.
    phone: String,
    /// The language of the message: `vi` or `en`.
    language: String,
    /// r ‖ s over name, minute and number, hexadecimal (docs/protocol.md, Visitor log).
    signature: String,
}

/// A device asks for the card of a visitor who told the password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskedCard {
    /// The device's name, 32 hex digits.
    checker: String,
    /// The minute by the server's clock.
    minute: u32,
    /// The visitor's telephone number.
    phone: String,
    /// The password that the number was sent.
    otp: String,
    /// The visitor's name.
    name: String,
    /// The visitor's year of birth; empty where nobody says.
    birth_year: String,
    /// r ‖ s over name, minute, number, password, name and year, hexadecimal (docs/protocol.md, Visitor log).
    signature: String,
}

/// A card that is taken to the end of today.
#[derive(Serialize, ToSchema)]
struct DayCardBody {
    /// The text of its QR code.
    code: String,
}

fn asked(by: (&str, u32, &str), otp: String, new: NewCard) -> Result<DoorVisitor, Refusal> {
    let wrong = |what| Refusal::because(Problem::RequestInvalid, what);
    let (checker, minute, signature) = by;
    let checker = checker_named(checker).ok_or_else(|| wrong("checker: 32 hex digits"))?;
    let signature = hex::decode(signature).ok_or_else(|| wrong("signature: hexadecimal"))?;
    Ok(DoorVisitor { checker, minute: Minute(minute), signature, otp, new })
}

/// Sends a one-time password to the number of a visitor who is at a checker's door.
#[utoipa::path(
    post, path = "/v1/visitor-log/checkers/passwords", tag = "public", request_body = AskedVisitor,
    responses(
        (status = 204, description = "sent"),
        (status = 400, description = "not a number, or not signed in this minute", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "not known, taken off, or not signed", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "the number waits for its next message, or the place had 60 sent in a quarter of an hour", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 503, description = "no gateway for messages, or no keys of the province", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn ask_visitor(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<StatusCode, Failure> {
    let AskedVisitor { checker, minute, phone, language, signature } = body::read(&sent)?;
    let language = match language.as_str() {
        "vi" => Language::Vi,
        "en" => Language::En,
        _ => return Err(Refusal::because(Problem::RequestInvalid, "language: vi or en").into()),
    };
    let new = NewCard { name: String::new(), phone, birth_year: String::new() };
    log.ask_at_door(asked((&checker, minute, &signature), String::new(), new)?, language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a paper card for a visitor who showed their number, taken to the end of today. The device shows its QR code.
#[utoipa::path(
    post, path = "/v1/visitor-log/checkers/cards", tag = "public", request_body = AskedCard,
    responses(
        (status = 200, description = "the card", body = DayCardBody),
        (status = 400, description = "not a contact, or not signed in this minute", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 403, description = "the password is wrong", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "not known, taken off, or not signed", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 410, description = "the password is over", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many wrong passwords in the service", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 503, description = "no keys of the province", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn issue_day_card(State(log): State<Arc<VisitorLog>>, sent: Bytes) -> Result<Answer<DayCardBody>, Failure> {
    let AskedCard { checker, minute, phone, otp, name, birth_year, signature } = body::read(&sent)?;
    let asked = asked((&checker, minute, &signature), otp, NewCard { name, phone, birth_year })?;
    Ok(Answer(DayCardBody { code: log.issue_at_door(asked).await? }))
}
