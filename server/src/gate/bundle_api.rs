//! A gate's device fetches what it needs for a time without a network.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::signed::Signed;
use lancan_protocol::visitor_log::LogPublicKey;
use lancan_protocol::wire::ProblemBody;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Gates;
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Gates>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(fetch_bundle))
}

/// For which device, and of which flight.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BundleAsked {
    /// The device's public key: base64url of an uncompressed point of P-256, 65 bytes.
    device: String,
    /// The flight or ship; all where it is left out.
    #[serde(default)]
    vehicle: Option<String>,
}

/// Everybody whose pass is valid at the gate within the next 24 hours, signed, and sealed to the device's key
/// (`docs/protocol.md`, Gate pass). The device wipes it after 24 hours, and fetches the list of passes taken back with it.
#[utoipa::path(
    post, path = "/officer/v1/gates/{gate}/bundle", tag = "officer", request_body = BundleAsked,
    security(("officer" = [])), params(("gate" = u16, Path, description = "the gate's number")),
    responses(
        (status = 200, description = "the signed bundle", body = Signed),
        (status = 400, description = "no such key", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has no such gate", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn fetch_bundle(
    State(gates): State<Arc<Gates>>,
    signed_in: SignedIn,
    Path(gate): Path<u16>,
    bytes: Bytes,
) -> Result<Answer<Signed>, Failure> {
    let BundleAsked { device, vehicle } = body::read(&bytes)?;
    let key = URL_SAFE_NO_PAD.decode(&device).ok().and_then(|key| key.try_into().ok());
    let device = key.and_then(LogPublicKey::from_bytes).ok_or(Refusal::because(
        Problem::RequestInvalid,
        "device: base64url of an uncompressed point of P-256, 65 bytes",
    ))?;
    Ok(Answer(gates.bundle(&signed_in.officer, GateNumber(gate), vehicle, device).await?))
}
