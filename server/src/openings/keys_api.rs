//! The keys that sign openings, as officers' software asks for them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::{HeaderMap, StatusCode};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::Enrolment;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Openings;
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::pages::site::Site;
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Openings>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(signing_keys, enrol_signing_key)).routes(routes!(revoke_signing_key))
}

/// A key that the officer signs with.
#[derive(Serialize, ToSchema)]
struct ListedSigningKey {
    /// Random id.
    id: String,
    /// The public key, PEM: what the opener enrols.
    pem: String,
    /// The origin of the console on which it was made.
    origin: String,
    /// The name by which the authenticator knows it, base64url.
    credential: String,
    /// When it was made, Unix seconds.
    #[schema(value_type = u64)]
    added_at: UnixTime,
    /// Since when it signs nothing more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    revoked_at: Option<UnixTime>,
}

/// The officer's keys, and what a new one is made for.
#[derive(Serialize, ToSchema)]
struct SigningKeys {
    /// The officer's number: by it the opener enrols the key, and requests name the officer.
    officer: i64,
    /// The challenge for a new key, base64url; good for 15 minutes at least.
    challenge: String,
    /// The key that the opener seals results to: 65 bytes, hex. It is enrolled there in person.
    recipient: String,
    /// The keys, the newest first; one at most is not revoked.
    keys: Vec<ListedSigningKey>,
}

/// What a browser answered when it made a key. Each field is base64url without padding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EnrolSigningKey {
    /// `authenticatorData`.
    authenticator_data: String,
    /// `clientDataJSON`.
    client_data: String,
}

/// The officer's own signing keys, and what a new one is made for.
#[utoipa::path(
    get, path = "/officer/v1/signing-keys", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the keys", body = SigningKeys), NotSignedIn)
)]
async fn signing_keys(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
) -> Result<Answer<SigningKeys>, Failure> {
    let listed = openings.keys(&signed_in.officer).await?.into_iter().map(|row| {
        Ok(ListedSigningKey {
            pem: row.pem()?,
            credential: URL_SAFE_NO_PAD.encode(&row.credential),
            id: row.id,
            origin: row.key.origin,
            added_at: row.added_at,
            revoked_at: row.revoked_at,
        })
    });
    Ok(Answer(SigningKeys {
        officer: signed_in.officer.id,
        challenge: URL_SAFE_NO_PAD.encode(openings.key_challenge(&signed_in.token)),
        recipient: hex::encode(openings.recipient().as_bytes()),
        keys: listed.collect::<Result<_, Failure>>()?,
    }))
}

/// Binds a key that the officer's browser made on this site to the officer, who has shown password and code lately.
#[utoipa::path(
    post, path = "/officer/v1/signing-keys", tag = "officer", request_body = EnrolSigningKey, security(("officer" = [])),
    responses(
        (status = 204, description = "bound"),
        (status = 400, description = "not a key that was made for this, here", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the officer has another key", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn enrol_signing_key(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    headers: HeaderMap,
    sent: Bytes,
) -> Result<StatusCode, Failure> {
    let EnrolSigningKey { authenticator_data, client_data } = body::read(&sent)?;
    let made = Enrolment { authenticator_data, client_data };
    openings.enrol(&signed_in.officer, &signed_in.token, &Site::of(&headers), &made).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a signing key of the officer's own.
#[utoipa::path(
    delete, path = "/officer/v1/signing-keys/{id}", tag = "officer", security(("officer" = [])),
    responses(
        (status = 204, description = "it signs nothing more"),
        (status = 404, description = "the officer has no such key", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn revoke_signing_key(
    State(openings): State<Arc<Openings>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    openings.revoke_key(&signed_in.officer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}
