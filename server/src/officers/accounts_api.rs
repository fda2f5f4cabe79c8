//! Keeping accounts over the API, and an officer's own password.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::accounts::{AccountChange, Keeper, Scope};
use super::totp::Enrolment;
use super::{CentreRef, Officers};
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::{NoSuchOfficer, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, Role, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Officers>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(list_officers, create_officer))
        .routes(routes!(change_officer))
        .routes(routes!(set_password))
}

/// An officer's account.
#[derive(Serialize, ToSchema)]
struct OfficerAccount {
    /// Row number, as the audit log names the officer.
    id: i64,
    /// Sign-in name.
    name: String,
    /// The officer's health centre.
    centre: String,
    /// `administrator`, `supervisor`, `officer` or `read-only`.
    role: &'static str,
    /// Code of the unit whose area the officer sees; empty for the country, absent for the centre alone.
    unit: Option<String>,
    /// Whether the officer signs in with a code of an authenticator app.
    totp: bool,
    /// Since when the officer signs in no more, Unix seconds.
    #[schema(value_type = Option<u64>)]
    disabled_at: Option<UnixTime>,
    /// How many sessions the officer has.
    sessions: u32,
}

/// An officer to add. The password is made by the server.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddOfficer {
    /// Sign-in name.
    name: String,
    /// Id of the officer's health centre.
    centre: String,
    /// `administrator`, `supervisor`, `officer` or `read-only`.
    role: String,
    /// Code of the unit whose area the officer sees; empty for the country, absent for the centre alone.
    #[serde(default)]
    unit: Option<String>,
}

/// What the officer has to be told, shown once.
#[derive(Serialize, ToSchema)]
struct ToldOfficer {
    /// Row number.
    id: i64,
    /// The password.
    password: Option<String>,
    /// The address for the officer's authenticator app, as text or QR.
    totp_uri: Option<String>,
    /// The app's secret, to be typed in.
    totp_secret: Option<String>,
}

impl ToldOfficer {
    fn of(id: i64, password: Option<String>, enrolment: Option<Enrolment>) -> Self {
        let (totp_uri, totp_secret) = enrolment.map(|told| (told.uri, told.secret)).unzip();
        Self { id, password, totp_uri, totp_secret }
    }
}

/// What is done to an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeOfficer {
    /// `disable`, `enable`, `reset-password`, `reset-totp` or `end-sessions`.
    change: String,
}

/// An officer's own new password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetPassword {
    /// 10 to 200 characters.
    #[schema(format = Password)]
    password: String,
}

/// The officers of one's area.
#[utoipa::path(
    get, path = "/officer/v1/officers", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the officers, by name", body = Vec<OfficerAccount>), NotSignedIn)
)]
async fn list_officers(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
) -> Result<Answer<Vec<OfficerAccount>>, Failure> {
    let accounts = officers.accounts(&signed_in.officer).await?.into_iter().map(|account| OfficerAccount {
        id: account.id,
        name: account.name,
        centre: account.centre_name,
        role: account.role.name(),
        unit: account.unit,
        totp: account.totp,
        disabled_at: account.disabled_at,
        sessions: account.sessions,
    });
    Ok(Answer(accounts.collect()))
}

/// Adds an officer in one's area.
#[utoipa::path(
    post, path = "/officer/v1/officers", tag = "officer", request_body = AddOfficer, security(("officer" = [])),
    responses(
        (status = 201, description = "added", body = ToldOfficer),
        (status = 400, description = "name, centre, role or unit cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        (status = 409, description = "the name is taken", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn create_officer(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<ToldOfficer>), Failure> {
    let AddOfficer { name, centre, role, unit } = body::read(&bytes)?;
    let role = Role::named(&role).filter(|role| *role != Role::Laboratory);
    let role = role.ok_or_else(|| Refusal::of_field("role", "officer-role", Vec::new()))?;
    let scope = match unit.as_deref() {
        None => Scope::Centre,
        Some("") => Scope::Country,
        Some(code) => Scope::Unit(code),
    };
    let keeper = Keeper::Officer(signed_in.officer);
    let (added, password) = officers.add(keeper, &name, CentreRef::Id(&centre), role, scope).await?;
    Ok((StatusCode::CREATED, Answer(ToldOfficer::of(added.id, Some(password), added.enrolment))))
}

/// Disables or enables an officer, resets password or authenticator app, or ends the officer's sessions.
#[utoipa::path(
    post, path = "/officer/v1/officers/{id}/changes", tag = "officer", request_body = ChangeOfficer,
    security(("officer" = [])), params(("id" = i64, Path, description = "the officer's row number")),
    responses(
        (status = 200, description = "done; what the officer has to be told", body = ToldOfficer),
        (status = 400, description = "no such change", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchOfficer,
    )
)]
async fn change_officer(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<Answer<ToldOfficer>, Failure> {
    let ChangeOfficer { change } = body::read(&bytes)?;
    let unknown = || Refusal::because(Problem::RequestInvalid, "change: one of the five of the API's description");
    let change = AccountChange::named(&change).ok_or_else(unknown)?;
    let id = id.parse().map_err(|_| Problem::NotFound)?;
    let told = officers.change(Keeper::Officer(signed_in.officer), id, change).await?;
    Ok(Answer(ToldOfficer::of(id, told.password, told.enrolment)))
}

/// Sets one's own password, after the old one was shown in the last five minutes. Ends one's other sessions.
#[utoipa::path(
    put, path = "/officer/v1/password", tag = "officer", request_body = SetPassword, security(("officer" = [])),
    responses(
        (status = 204, description = "set"),
        (status = 400, description = "too short or too long", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn set_password(
    State(officers): State<Arc<Officers>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let SetPassword { password } = body::read(&bytes)?;
    officers.set_own_password(&signed_in.officer, &signed_in.token, &password).await?;
    Ok(StatusCode::NO_CONTENT)
}
