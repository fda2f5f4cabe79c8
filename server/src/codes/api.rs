//! Codes: given by officers, exchanged by phones.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRef, Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::code::CodeKind;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::{ProblemBody, ReportType, VERIFY_BYTES, VerifyAnswer, VerifyRequest};
use lancan_text::Catalogue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::issue::Issued;
use super::{Codes, ResultCode};
use crate::cases::NewCase;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::{self, PROBLEM_JSON};
use crate::http::{Authenticate, SignedIn};

/// What phones ask for.
pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Codes>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new().routes(routes!(verify))
}

/// What officers ask for.
pub(crate) fn officers_routes<S>() -> OpenApiRouter<S>
where
    Arc<Codes>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(issue_code))
        .routes(routes!(issue_code_for_result))
        .routes(routes!(issue_codes_in_bulk))
}

/// Which kind of code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct IssueCode {
    /// Short (by voice or SMS, 15 minutes) or long (in a link or QR, 24 hours).
    kind: CodeKind,
}

/// A code, for the officer's eyes: it is shown once and stored nowhere.
#[derive(Serialize, ToSchema)]
pub(super) struct IssuedCode {
    /// The code, grouped for reading aloud.
    pub(super) code: String,
    /// What it is. Long where short codes are suspended, although a short one was asked for.
    pub(super) kind: CodeKind,
    /// Until when it can be used, Unix seconds.
    #[schema(value_type = u64)]
    pub(super) expires_at: UnixTime,
    /// How many characters it has, its check digit counted.
    digits: usize,
    /// The link that opens the app with a long code, for SMS or a QR.
    pub(super) link: Option<String>,
    /// The text message, unaccented Vietnamese, at most 160 characters.
    pub(super) sms: Option<String>,
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
        (status = 409, description = "the case is about to be destroyed, or nobody vouches for it yet", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn issue_code(
    State(codes): State<Arc<Codes>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<IssuedCode>), Failure> {
    let IssueCode { kind } = body::read(&bytes)?;
    let issued = codes.issue(&signed_in.officer, &CaseId(id), kind).await?;
    let text = Catalogue::of(problem::language(&headers));
    Ok((StatusCode::CREATED, Answer(shown(issued, text))))
}

/// A laboratory's result to give a code for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LaboratoryResult {
    /// The result's number: no other case may have it. With the number of a case of one's own area, a code of that case is
    /// given, and what else is written here does not count.
    reference: String,
    /// `confirmed_test` or `confirmed_clinical_diagnosis`.
    report_type: ReportType,
    /// Date of the first symptoms, where there were any: from 60 days ago until today by the deployment's calendar.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-10")]
    onset_date: Option<String>,
    /// Date of the test, likewise.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-12")]
    tested_date: Option<String>,
    /// Short (by voice or SMS, 15 minutes) or long (in a link or QR, 24 hours).
    kind: CodeKind,
}

/// A code for a result.
#[derive(Serialize, ToSchema)]
struct CodeForResult {
    /// Id of the case.
    case: String,
    /// The code.
    #[serde(flatten)]
    code: IssuedCode,
}

/// Gives a code for a laboratory's result, and opens the case where there is none with its number.
#[utoipa::path(
    post, path = "/officer/v1/codes", tag = "officer", request_body = LaboratoryResult, security(("officer" = [])),
    responses(
        (status = 201, description = "the code", body = CodeForResult),
        (status = 400, description = "something written cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        (status = 409, description = "a case of another area has the number, or the case is about to be destroyed", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "a laboratory asked for too many codes in 15 minutes", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn issue_code_for_result(
    State(codes): State<Arc<Codes>>,
    signed_in: SignedIn,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<CodeForResult>), Failure> {
    let LaboratoryResult { reference, report_type, onset_date, tested_date, kind } = body::read(&bytes)?;
    let new = NewCase { reference: Some(reference), onset: onset_date, tested: tested_date, report_type };
    let ResultCode { case, issued } = codes.issue_for_result(&signed_in.officer, &new, kind).await?;
    let text = Catalogue::of(problem::language(&headers));
    let code = shown(issued, text);
    Ok((StatusCode::CREATED, Answer(CodeForResult { case: case.0, code })))
}

/// Gives codes for many results at once. The file has the columns `reference`, `report_type`, `onset_date`, `tested_date` and
/// `kind`, as one result has; the answer has the same rows with their codes, or with what is wrong with the row.
#[utoipa::path(
    post, path = "/officer/v1/codes/bulk", tag = "officer", security(("officer" = [])),
    request_body(content = String, content_type = "text/csv", description = "1 to 500 rows under a head; comma, semicolon or tab"),
    responses(
        (status = 200, description = "row, reference, case, code, kind, expires_at, link, sms, problem", content_type = "text/csv", body = String),
        (status = 400, description = "not a file of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn issue_codes_in_bulk(
    State(codes): State<Arc<Codes>>,
    signed_in: SignedIn,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Response, Failure> {
    let text = Catalogue::of(problem::language(&headers));
    let file = codes.issue_in_bulk(&signed_in.officer, &bytes, text, |at| at.0.to_string()).await?;
    let kept = [(CONTENT_TYPE, "text/csv; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    Ok((kept, file).into_response())
}

/// A code as who asked for it is shown it.
pub(super) fn shown(issued: Issued, text: &Catalogue) -> IssuedCode {
    let notice = issued.instead_of_short.then(|| text.problem(Problem::CodesSuspended).title);
    IssuedCode {
        code: issued.code.grouped(),
        kind: issued.code.kind(),
        expires_at: issued.expires_at,
        digits: issued.code.as_str().len(),
        link: issued.link,
        sms: issued.sms,
        notice,
    }
}

/// Exchanges a code for a token, bound to the phone's fresh key. Request and answer have 1,024 bytes.
#[utoipa::path(
    post, path = "/v1/verify", tag = "public",
    request_body(content = VerifyRequest, description = "padded to exactly 1,024 bytes"),
    responses(
        (status = 200, description = "the token and who issued the code", body = VerifyAnswer),
        (status = 400, description = "mistyped, or not of this form", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "no such code", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "used", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 410, description = "expired", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 429, description = "short codes are suspended", content_type = PROBLEM_JSON, body = ProblemBody),
    )
)]
async fn verify(State(codes): State<Arc<Codes>>, bytes: Bytes) -> Result<Response, Failure> {
    if bytes.len() != VERIFY_BYTES {
        return Err(Refusal::because(Problem::RequestInvalid, "body: pad it to exactly 1024 bytes").into());
    }
    let request: VerifyRequest = body::read(&bytes)?;
    let jkt = URL_SAFE_NO_PAD.decode(&request.jkt).ok().and_then(|bytes| Digest::try_from(bytes).ok());
    let jkt = jkt.ok_or(Refusal::because(Problem::RequestInvalid, "jkt: base64url of 32 bytes"))?;
    let verified =
        if request.cover { codes.cover(&request.code, jkt).await? } else { codes.verify(&request.code, jkt).await? };
    let answer = VerifyAnswer {
        token: verified.token,
        centre: verified.centre,
        window_from: verified.window_from,
        window_to: verified.window_to,
        report_type: verified.report_type,
        padding: String::new(),
    };
    body::padded(answer, VERIFY_BYTES)
}
