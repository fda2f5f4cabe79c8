//! What officers ask for. Every act is written to the audit log.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use lancan_protocol::code::{Code, CodeKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ReportType;
use lancan_text::{Catalogue, Language, sms};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answers::{NoSuchCase, NotSignedIn};
use super::body::{self, Answer};
use super::openapi::schema;
use super::problem::{self, PROBLEM_JSON};
use crate::app::App;
use crate::calendar::Date;
use crate::cases::{self, CaseFile, NewCase};
use crate::error::Failure;
use crate::evidence::{self, ReportEvidence};
use crate::store::{Act, CaseId, OfficerRow};
use crate::{codes, officers};

/// An officer who is signed in, by the bearer token.
pub(super) struct SignedIn {
    officer: OfficerRow,
    token: String,
}

impl FromRequestParts<Arc<App>> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Failure> {
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let token = header.strip_prefix("Bearer ").ok_or(Problem::SignInNeeded)?.trim().to_owned();
        Ok(Self { officer: officers::authenticate(app, &token).await?, token })
    }
}

/// Name and password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignIn {
    /// Sign-in name.
    name: String,
    /// Password.
    #[schema(format = Password)]
    password: String,
}

/// A session.
#[derive(Serialize, ToSchema)]
pub(super) struct Session {
    /// To be sent as `Authorization: Bearer …`. Shown once.
    token: String,
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
        (status = 401, description = "name or password is wrong", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        (status = 429, description = "too many wrong passwords", content_type = PROBLEM_JSON, body = schema::ProblemBody),
    )
)]
pub(super) async fn sign_in(State(app): State<Arc<App>>, bytes: Bytes) -> Result<Answer<Session>, Failure> {
    let SignIn { name, password } = body::read(&bytes)?;
    let session = officers::sign_in(&app, &name, &password).await?;
    Ok(Answer(Session { token: session.token, expires_at: session.expires_at, centre: session.centre }))
}

/// Signs out.
#[utoipa::path(
    delete, path = "/officer/v1/session", tag = "officer", security(("officer" = [])),
    responses(
        (status = 204, description = "signed out"),
        NotSignedIn,
    )
)]
pub(super) async fn sign_out(State(app): State<Arc<App>>, signed_in: SignedIn) -> Result<StatusCode, Failure> {
    officers::sign_out(&app, &signed_in.token, signed_in.officer.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A case to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct OpenCase {
    /// The authority's own case number; at rest it is sealed like the reports.
    #[serde(default)]
    reference: Option<String>,
    /// Date of the first symptoms, where there were any: from 60 days ago until today in Vietnam.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-10")]
    onset_date: Option<String>,
    /// Date of the test, likewise.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-12")]
    tested_date: Option<String>,
    /// `confirmed_test` or `confirmed_clinical_diagnosis`.
    #[schema(value_type = schema::ReportType)]
    report_type: ReportType,
}

/// A case.
#[derive(Serialize, ToSchema)]
pub(super) struct Case {
    /// Random id.
    id: String,
    /// The authority's own case number.
    reference: Option<String>,
    /// Date of the first symptoms.
    #[schema(value_type = Option<String>, format = Date)]
    onset_date: Option<Date>,
    /// Date of the test.
    #[schema(value_type = Option<String>, format = Date)]
    tested_date: Option<Date>,
    /// What its reports are about.
    #[schema(value_type = schema::ReportType)]
    report_type: ReportType,
    /// When opened, Unix seconds.
    #[schema(value_type = u64)]
    opened_at: UnixTime,
    /// Date, in UTC, on which everything of it is destroyed.
    #[schema(value_type = String, format = Date)]
    expiry_date: Date,
    /// How far it is.
    state: CaseState,
    /// How many codes were given.
    codes_issued: usize,
    /// The codes, without what they say.
    codes: Vec<CaseCode>,
    /// The reports that came.
    reports: Vec<CaseReport>,
}

/// How far a case is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum CaseState {
    /// No code was given.
    Open,
    /// A code was given, no report came.
    CodeIssued,
    /// A phone used a code, its report did not come yet.
    CodeUsed,
    /// A report came.
    Reported,
}

/// A code of a case.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseCode {
    /// Short or long.
    #[schema(value_type = schema::CodeKind)]
    kind: CodeKind,
    /// When given, Unix seconds.
    #[schema(value_type = u64)]
    issued_at: UnixTime,
    /// Until when it can be used.
    #[schema(value_type = u64)]
    expires_at: UnixTime,
    /// When it was used.
    #[schema(value_type = Option<u64>)]
    used_at: Option<UnixTime>,
}

/// A report of a case: never its keys.
#[derive(Serialize, ToSchema)]
pub(super) struct CaseReport {
    /// When it came, Unix seconds.
    #[schema(value_type = u64)]
    received_at: UnixTime,
    /// When the last of its keys is published at the latest.
    #[schema(value_type = u64)]
    published_by: UnixTime,
    /// How many day keys.
    keys: u32,
    /// How many encounters.
    encounters: u32,
}

impl From<CaseFile> for Case {
    fn from(file: CaseFile) -> Self {
        let state = if !file.reports.is_empty() {
            CaseState::Reported
        } else if file.codes.iter().any(|code| code.used.is_some()) {
            CaseState::CodeUsed
        } else if file.codes.is_empty() {
            CaseState::Open
        } else {
            CaseState::CodeIssued
        };
        Self {
            id: file.case.id.0,
            reference: file.reference,
            onset_date: file.case.onset.map(Date),
            tested_date: file.case.tested.map(Date),
            report_type: file.case.report_type,
            opened_at: file.case.opened_at,
            expiry_date: Date(file.case.expiry),
            state,
            codes_issued: file.codes.len(),
            codes: file
                .codes
                .into_iter()
                .map(|code| CaseCode {
                    kind: code.kind,
                    issued_at: code.issued_at,
                    expires_at: code.expires_at,
                    used_at: code.used.map(|used| used.at),
                })
                .collect(),
            reports: file
                .reports
                .into_iter()
                .map(|report| CaseReport {
                    received_at: report.received_at,
                    published_by: report.published_by,
                    keys: report.keys,
                    encounters: report.encounters,
                })
                .collect(),
        }
    }
}

/// Opens a case.
#[utoipa::path(
    post, path = "/officer/v1/cases", tag = "officer", request_body = OpenCase, security(("officer" = [])),
    responses(
        (status = 201, description = "opened", body = Case),
        (status = 400, description = "a date or the type cannot be", content_type = PROBLEM_JSON, body = schema::ProblemBody),
        NotSignedIn,
    )
)]
pub(super) async fn open_case(
    State(app): State<Arc<App>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Case>), Failure> {
    let OpenCase { reference, onset_date, tested_date, report_type } = body::read(&bytes)?;
    let new = NewCase { reference, onset: onset_date, tested: tested_date, report_type };
    let file = cases::open(&app, &signed_in.officer, new).await?;
    Ok((StatusCode::CREATED, Answer(file.into())))
}

/// The cases of the officer's health centre, newest first.
#[utoipa::path(
    get, path = "/officer/v1/cases", tag = "officer", security(("officer" = [])),
    responses(
        (status = 200, description = "the cases", body = Vec<Case>),
        NotSignedIn,
    )
)]
pub(super) async fn list_cases(State(app): State<Arc<App>>, signed_in: SignedIn) -> Result<Answer<Vec<Case>>, Failure> {
    let files = cases::list(&app, &signed_in.officer).await?;
    Ok(Answer(files.into_iter().map(Case::from).collect()))
}

/// One case.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "the case", body = Case),
        NotSignedIn,
        NoSuchCase,
    )
)]
pub(super) async fn view_case(
    State(app): State<Arc<App>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Case>, Failure> {
    let file = cases::get(&app, &signed_in.officer, &CaseId(id), Act::ViewCase).await?;
    Ok(Answer(file.into()))
}

/// Which kind of code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct IssueCode {
    /// Short (by voice or SMS, 15 minutes) or long (in a link or QR, 24 hours).
    #[schema(value_type = schema::CodeKind)]
    kind: CodeKind,
}

/// A code, for the officer's eyes: it is shown once and stored nowhere.
#[derive(Serialize, ToSchema)]
pub(super) struct IssuedCode {
    /// The code, grouped for reading aloud.
    code: String,
    /// What it is. Long where short codes are suspended, although a short one was asked for.
    #[schema(value_type = schema::CodeKind)]
    kind: CodeKind,
    /// Until when it can be used, Unix seconds.
    #[schema(value_type = u64)]
    expires_at: UnixTime,
    /// How many characters it has, its check digit counted.
    digits: usize,
    /// The link that opens the app with a long code, for SMS or a QR.
    link: Option<String>,
    /// The text message, unaccented Vietnamese, at most 160 characters.
    sms: Option<String>,
    /// Why it is another kind than asked for, in the officer's language.
    notice: Option<String>,
}

/// Gives a code for a case.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/codes", tag = "officer", request_body = IssueCode, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 201, description = "the code", body = IssuedCode),
        NotSignedIn,
        NoSuchCase,
        (status = 409, description = "the case is about to be destroyed", content_type = PROBLEM_JSON, body = schema::ProblemBody),
    )
)]
pub(super) async fn issue_code(
    State(app): State<Arc<App>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<IssuedCode>), Failure> {
    let IssueCode { kind } = body::read(&bytes)?;
    let issued = codes::issue(&app, &signed_in.officer, &CaseId(id), kind).await?;
    let text = Catalogue::of(problem::language(&headers));
    let notice = issued.instead_of_short.then(|| text.problem(Problem::CodesSuspended).title);
    let kind = issued.code.kind();
    let link = (kind == CodeKind::Long).then(|| format!("{}{}", app.config.codes.link, issued.code.as_str()));
    let answer = IssuedCode {
        sms: message(&signed_in.officer.centre, &issued.code, link.as_deref()),
        code: issued.code.grouped(),
        kind,
        expires_at: issued.expires_at,
        digits: issued.code.as_str().len(),
        link,
        notice,
    };
    Ok((StatusCode::CREATED, Answer(answer)))
}

/// The text message is Vietnamese whatever the officer's language: it is for the patient.
fn message(centre: &str, code: &Code, link: Option<&str>) -> Option<String> {
    let text = Catalogue::of(Language::Vi);
    let seconds = code.kind().lifetime_seconds();
    match link {
        None => Some(sms::short_code(text, centre, code, u32::try_from(seconds / 60).unwrap_or(u32::MAX))),
        Some(link) => sms::long_code(text, centre, link, u32::try_from(seconds / 3_600).unwrap_or(u32::MAX)),
    }
}

/// What a case's reports say, unsealed for this answer: days and intervals with their encounters, never a key or an
/// identifier.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}/report", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "one entry for each report", body = Vec<ReportEvidence>),
        NotSignedIn,
        NoSuchCase,
    )
)]
pub(super) async fn view_report(
    State(app): State<Arc<App>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Vec<ReportEvidence>>, Failure> {
    Ok(Answer(evidence::of_case(&app, &signed_in.officer, &CaseId(id)).await?))
}
