//! Cases, as officers open and see them.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::header::LINK;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use lancan_protocol::wire::ReportType;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::approval;
use super::page::{self, PageQuery};
use super::{CaseCode, CaseFile, CaseReport, CaseState, CaseWithdrawal, Cases, ErasureReason, NewCase};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NoSuchOfficer, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};
use crate::officers::Keeper;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Cases>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(open_case, list_cases))
        .routes(routes!(view_case))
        .routes(routes!(approve_case))
        .routes(routes!(hand_over))
        .routes(routes!(erase_case))
}

/// A case to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenCase {
    /// The authority's own case number; at rest it is sealed like the reports.
    #[serde(default)]
    reference: Option<String>,
    /// Date of the first symptoms, where there were any: from 60 days ago until today by the deployment's calendar.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-10")]
    onset_date: Option<String>,
    /// Date of the test, likewise.
    #[serde(default)]
    #[schema(format = Date, example = "2021-05-12")]
    tested_date: Option<String>,
    /// `confirmed_test` or `confirmed_clinical_diagnosis`.
    report_type: ReportType,
}

/// A case.
#[derive(Serialize, ToSchema)]
struct Case {
    /// Random id.
    id: String,
    /// Present and true where what is sealed of the case does not open, as after a restore: the case takes no more codes.
    #[serde(skip_serializing_if = "is_false")]
    does_not_open: bool,
    /// Present and true while the case takes no code: it has no case number, or another case has the number, and no second
    /// officer has approved it.
    #[serde(skip_serializing_if = "is_false")]
    needs_approval: bool,
    /// Number of the officer who looks after the case, where it is not the one who opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    handed_to: Option<i64>,
    /// When an officer closed the case, Unix seconds: it takes no new codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    closed_at: Option<UnixTime>,
    /// When an officer revoked the case, Unix seconds: what was published of it is taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    revoked_at: Option<UnixTime>,
    /// The authority's own case number.
    reference: Option<String>,
    /// Date of the first symptoms.
    #[schema(value_type = Option<String>, format = Date)]
    onset_date: Option<Date>,
    /// Date of the test.
    #[schema(value_type = Option<String>, format = Date)]
    tested_date: Option<Date>,
    /// What its reports are about.
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
    /// Present where the patient took reports back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawals: Vec<CaseWithdrawal>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}

impl From<CaseFile> for Case {
    fn from(file: CaseFile) -> Self {
        let state = file.state();
        let (does_not_open, needs_approval) = (file.opened.is_none(), file.case.needs_approval());
        let (reference, days) = file.opened.unwrap_or_default();
        Self {
            id: file.case.id.0,
            does_not_open,
            needs_approval,
            handed_to: Some(file.case.in_charge).filter(|officer| *officer != file.case.opened_by),
            closed_at: file.case.closed_at,
            revoked_at: file.case.revoked_at,
            reference,
            onset_date: days.onset.map(Date),
            tested_date: days.tested.map(Date),
            report_type: file.case.report_type,
            opened_at: file.case.opened_at,
            expiry_date: Date(file.case.expiry),
            state,
            codes_issued: file.codes.len(),
            codes: file.codes,
            reports: file.reports,
            withdrawals: file.withdrawals,
        }
    }
}

/// Opens a case.
#[utoipa::path(
    post, path = "/officer/v1/cases", tag = "officer", request_body = OpenCase, security(("officer" = [])),
    responses(
        (status = 201, description = "opened", body = Case),
        (status = 400, description = "a date or the type cannot be", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn open_case(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<(StatusCode, Answer<Case>), Failure> {
    let OpenCase { reference, onset_date, tested_date, report_type } = body::read(&bytes)?;
    let new = NewCase { reference, onset: onset_date, tested: tested_date, report_type };
    let file = cases.open(&signed_in.officer, new).await?;
    Ok((StatusCode::CREATED, Answer(file.into())))
}

/// A page of the cases of the officer's area, newest first. `Link` (RFC 8288) names the next page, where there may
/// be one.
#[utoipa::path(
    get, path = "/officer/v1/cases", tag = "officer", security(("officer" = [])), params(PageQuery),
    responses(
        (status = 200, description = "the cases", body = Vec<Case>, headers(("link" = String, description = "the next page"))),
        (status = 400, description = "no such page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn list_cases(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    query: Result<Query<PageQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: limit and after are known");
    let page = query.map_err(unknown)?.0.read()?;
    let most = page.most;
    let files = cases.list(&signed_in.officer, page).await?;
    let full = usize::try_from(most).is_ok_and(|most| files.len() >= most);
    let next = files.last().filter(|_| full).map(|last| page::next(most, last.case.opened_at, &last.case.id.0));
    let mut response = Answer(files.into_iter().map(Case::from).collect::<Vec<_>>()).into_response();
    if let Some(link) = next.and_then(|link| HeaderValue::try_from(link).ok()) {
        response.headers_mut().insert(LINK, link);
    }
    Ok(response)
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
async fn view_case(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Case>, Failure> {
    let file = cases.view(&signed_in.officer, &CaseId(id)).await?;
    Ok(Answer(file.into()))
}

/// Approves a case that another officer opened: it takes codes from now on.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/approval", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 200, description = "approved", body = Case),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn approve_case(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<Case>, Failure> {
    let file = cases.approve(&signed_in.officer, &CaseId(id)).await?;
    Ok(Answer(file.into()))
}

/// Cases to hand over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandOver {
    /// Number of the officer who looks after them now.
    from: i64,
    /// Number of the officer who shall.
    to: i64,
}

/// Cases that were handed over.
#[derive(Serialize, ToSchema)]
struct HandedOver {
    /// How many.
    cases: u64,
}

/// Hands the cases that an officer looks after to another officer, as when somebody leaves.
#[utoipa::path(
    post, path = "/officer/v1/cases/hand-over", tag = "officer", request_body = HandOver, security(("officer" = [])),
    responses(
        (status = 200, description = "handed over", body = HandedOver),
        NotSignedIn,
        NoSuchOfficer,
    )
)]
async fn hand_over(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<Answer<HandedOver>, Failure> {
    let HandOver { from, to } = body::read(&bytes)?;
    let cases = approval::hand_over(&cases.officers, Keeper::Officer(signed_in.officer), from, to).await?;
    Ok(Answer(HandedOver { cases }))
}

/// Why a case ends before its day.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EraseCase {
    /// `consent`, `request` or `mistake`; it stands in the audit log.
    reason: ErasureReason,
}

/// Ends a case before its day, as when the patient takes consent back: its reports, codes, evidence, visits, times at places and
/// contacts are deleted with it, as at its expiry. The act stays in the audit log. It cannot be undone, and needs password and
/// code shown lately. While day keys of the case wait to be taken back it is refused.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/erasure", tag = "officer", request_body = EraseCase, security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id")),
    responses(
        (status = 204, description = "the case is no more"),
        (status = 400, description = "no reason", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "keys wait to be taken back", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn erase_case(
    State(cases): State<Arc<Cases>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let EraseCase { reason } = body::read(&bytes)?;
    cases.erase(&signed_in.officer, &CaseId(id), reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
