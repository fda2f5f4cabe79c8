//! Signing in and out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::sign_in::NewSession;
use super::{Officers, accounts_api, audit_api};
use crate::ground::error::Failure;
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Officers>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(sign_in, sign_out))
        .routes(routes!(confirm))
        .merge(accounts_api::routes())
        .merge(audit_api::routes())
}

/// Name, password and code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// Sign-in name.
    name: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
    /// The code that the officer's authenticator app shows, where the officer has one.
    #[serde(default)]
    code: Option<String>,
    /// The `device` of an earlier session on this device. Strangers' wrong passwords do not lock it out.
    #[serde(default)]
    device: Option<String>,
}

/// Password and code, shown again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirm {
    /// Password.
    #[schema(format = Password)]
    password: String,
    /// The code that the officer's authenticator app shows, where the officer has one.
    #[serde(default)]
    code: Option<String>,
}

/// A session.
#[derive(Serialize, ToSchema)]
struct Session {
    /// To be sent as `Authorization: Bearer …`. Shown once.
    token: String,
    /// To be kept on this device and sent with the next sign-in. Shown once.
    device: String,
    /// Until when it holds, Unix seconds.
    #[schema(value_type = u64)]
    expires_at: UnixTime,
    /// The officer's health centre.
    centre: String,
}

/// Signs in.
#[utoipa::path(
    post, path = "/officer/v1/session", tag = "officer", request_body = SignIn,
    responses(
        (status = 200, description = "signed in", body = Session),
        (status = 401, description = "name, password or code is wrong", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "too many wrong passwords for this name or device", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 503, description = "too many sign in at once: come again after the seconds of Retry-After", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn sign_in(State(officers): State<Arc<Officers>>, bytes: Bytes) -> Result<Answer<Session>, Failure> {
    let SignIn { name, password, code, device } = body::read(&bytes)?;
    let NewSession { token, device, expires_at, centre } =
        officers.sign_in(&name, &password, code.as_deref(), device).await?;
    Ok(Answer(Session { token, device, expires_at, centre }))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/officer/v1/session", tag = "officer", security(("officer" = [])),
    responses(
        (status = 204, description = "signed out"),
        NotSignedIn,
    )
)]
async fn sign_out(State(officers): State<Arc<Officers>>, signed_in: SignedIn) -> Result<StatusCode, Failure> {
    officers.end_session(&signed_in.officer, &signed_in.token).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows password and code again, as a grave act needs: it is open for five minutes.
#[utoipa::path(
    post, path = "/officer/v1/session/confirmation", tag = "officer", request_body = Confirm,
    security(("officer" = [])),
    responses(
        (status = 204, description = "confirmed"),
        NotSignedIn,
        (status = 429, description = "too many wrong tries in this session", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn confirm(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let Confirm { password, code } = body::read(&bytes)?;
    officers.re_authenticate(&signed_in.officer, &signed_in.token, &password, code.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}
