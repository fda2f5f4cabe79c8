//! Asking for a one-time password.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{OtpAnswer, OtpRequest, ProblemBody, VERIFY_BYTES};
use lancan_text::Language;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::OneTimePasswords;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::http::body;
use crate::http::problem::PROBLEM_JSON;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<OneTimePasswords>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(send_otp))
}

/// Sends a one-time password to a telephone number by SMS, bound to the phone's key: three a number and day at once,
/// then with a wait of 15 minutes that doubles up to two hours. The answer
/// does not tell whether anybody knows the number. Request and answer have 1,024 bytes.
#[utoipa::path(
    post, path = "/v1/otp", tag = "public",
    request_body(content = OtpRequest, description = "padded to exactly 1,024 bytes"),
    responses(
        (status = 200, description = "sent, if there is such a telephone", body = OtpAnswer),
        (status = 400, description = "no telephone number, or not of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "this number waits for its next message, or the service sent too many", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn send_otp(State(passwords): State<Arc<OneTimePasswords>>, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != VERIFY_BYTES {
        return Err(Refusal::because(Problem::RequestInvalid, "body: pad it to exactly 1024 bytes").into());
    }
    let request: OtpRequest = body::read(&bytes)?;
    let jkt = URL_SAFE_NO_PAD.decode(&request.jkt).ok().and_then(|bytes| Digest::try_from(bytes).ok());
    let jkt = jkt.ok_or(Refusal::because(Problem::RequestInvalid, "jkt: base64url of 32 bytes"))?;
    let language = match request.language.as_str() {
        "vi" => Language::Vi,
        "en" => Language::En,
        _ => return Err(Refusal::because(Problem::RequestInvalid, "language: vi or en").into()),
    };
    let number = PhoneNumber::from_e164(request.phone).map_err(|_| Problem::PhoneMistyped)?;
    let expires_at =
        if request.cover { passwords.cover().await? } else { passwords.send(number, jkt, language).await? };
    body::padded(OtpAnswer { expires_at, padding: String::new() }, VERIFY_BYTES)
}
