//! Declarations, as officers' software finds, opens and counts them. What is searched for comes in a body: no address holds a name
//! or a number.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use lancan_protocol::forms::Response;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::figures::{Counted, DeclarationFigures, FigureTable};
use super::{DeclarationFile, DeclarationFilter, DeclarationLine, Declarations};
use crate::calls::CallResult;
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::NotSignedIn;
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

pub(super) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Declarations>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(search_declarations))
        .routes(routes!(count_declarations))
        .routes(routes!(view_declaration))
        .routes(routes!(take_declaration_call))
        .routes(routes!(finish_declaration_call))
}

/// Which declarations an officer asks for. What is left out does not count.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct DeclarationSearch {
    /// Words of the name in any order, a telephone number, or the number of a passport or identity card.
    search: String,
    /// The form's id.
    form: String,
    /// `green`, `yellow` or `red`.
    class: String,
    /// The code of a border gate.
    gate: String,
    /// The code of a unit.
    unit: String,
    /// The first day, such as 2021-05-25.
    #[schema(value_type = String, format = Date)]
    from: String,
    /// The last day.
    #[schema(value_type = String, format = Date)]
    until: String,
    /// `next` of the page before.
    after: String,
}

/// A page of declarations, the newest first.
#[derive(Serialize, ToSchema)]
struct DeclarationList {
    declarations: Vec<ListedDeclaration>,
    /// What `after` of the next page is, where there may be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A declaration without its answers.
#[derive(Serialize, ToSchema)]
struct ListedDeclaration {
    /// 32 hex digits.
    id: String,
    /// The form's id.
    form: String,
    version: String,
    /// When it came, Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
    /// `green`, `yellow` or `red`.
    class: String,
    /// The code of the border gate.
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
    /// When a later one of the same day took its place, Unix seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    replaced_at: Option<UnixTime>,
    /// What an officer made of it: `contact` or `case`.
    #[serde(skip_serializing_if = "Option::is_none")]
    became: Option<String>,
    /// The id of that.
    #[serde(skip_serializing_if = "Option::is_none")]
    became_id: Option<String>,
    /// Whom it is about; absent where the form asks for no name, or the answers do not open any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

/// A declaration, opened.
#[derive(Serialize, ToSchema)]
struct OpenedForOfficer {
    declaration: ListedDeclaration,
    /// The day on which it is deleted.
    #[schema(value_type = String, format = Date)]
    deleted_on: Date,
    /// Why it is of its class: the end of the key of the text `declaration-reason-…`.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The answers, a FHIR R4 `QuestionnaireResponse`; absent where they do not open any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    answers: Option<Response>,
    /// The positions of its pictures of documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pictures: Vec<u32>,
    /// Others whose passport or identity card has the same number.
    alike: Vec<ListedDeclaration>,
    /// For whom it was declared, where it was not for the declarer.
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf: Option<OnBehalf>,
    /// The daily reports in quarantine.
    #[serde(skip_serializing_if = "Option::is_none")]
    reports: Option<DailyReports>,
    /// The call to whoever declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<CallOfDeclaration>,
}

/// For whom somebody declared.
#[derive(Serialize, ToSchema)]
struct OnBehalf {
    /// What the person is to whoever declared, such as `child`.
    relation: &'static str,
    /// When it was ticked that the person agrees, or that whoever declared is their guardian; Unix seconds.
    #[schema(value_type = u64)]
    consent_at: UnixTime,
}

/// Daily reports in quarantine.
#[derive(Serialize, ToSchema)]
struct DailyReports {
    /// The last day of quarantine.
    #[schema(value_type = String, format = Date)]
    last_day: Date,
    /// Days in a row without a report.
    missed: u32,
}

/// A call to whoever declared.
#[derive(Serialize, ToSchema)]
struct CallOfDeclaration {
    /// Calls so far.
    attempts: u32,
    /// What came of the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<CallResult>,
    /// Whether there is nothing more to call for.
    closed: bool,
}

/// What came of a call to whoever declared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclarationCallOutcome {
    outcome: CallResult,
    /// When they asked to be called, Unix seconds, within 7 days; with `later` only.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    again_at: Option<UnixTime>,
}

/// Of which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct DaysAsked {
    /// The first day, such as 2021-05-25.
    from: String,
    /// The last day, at most 91 days later.
    until: String,
}

/// What is counted of the declarations of some days. A figure that is absent is kept back: so few that somebody could be found, or
/// another figure could be found by it.
#[derive(Serialize, ToSchema)]
struct DeclarationCounts {
    /// Declarations on entry with high risk.
    #[serde(skip_serializing_if = "Option::is_none")]
    symptoms: Option<u32>,
    /// People whose daily report in quarantine was red.
    #[serde(skip_serializing_if = "Option::is_none")]
    developed: Option<u32>,
    /// People in quarantine whose latest report is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing: Option<u32>,
    tables: Vec<CountedBy>,
}

/// How many declarations to a form were what.
#[derive(Serialize, ToSchema)]
struct CountedBy {
    /// The form's id.
    form: String,
    /// By what: `class`, or the question's name.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<u32>,
    figures: Vec<CountedOne>,
}

/// One class or answer.
#[derive(Serialize, ToSchema)]
struct CountedOne {
    /// The class or the answer.
    of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
}

impl From<DeclarationLine> for ListedDeclaration {
    fn from(line: DeclarationLine) -> Self {
        let (became, became_id) = line.became.unzip();
        let DeclarationLine { id, form, version, at, class, gate, replaced_at, name, .. } = line;
        Self { id, form, version, at, class, gate, replaced_at, became, became_id, name }
    }
}

impl From<DeclarationFile> for OpenedForOfficer {
    fn from(file: DeclarationFile) -> Self {
        let (reason, answers) = file.answers.map(|answers| (answers.reason, answers.response)).unzip();
        Self {
            declaration: file.line.into(),
            deleted_on: file.expiry,
            reason: reason.flatten(),
            answers,
            pictures: file.pictures,
            alike: file.alike.into_iter().map(Into::into).collect(),
            on_behalf: file
                .on_behalf
                .map(|person| OnBehalf { relation: person.relation.name(), consent_at: person.consent_at }),
            reports: file.diary.map(|diary| DailyReports { last_day: Date(diary.last_day), missed: diary.missed }),
            call: file.call.map(|call| CallOfDeclaration {
                attempts: call.attempts,
                outcome: call.outcome,
                closed: call.is_closed,
            }),
        }
    }
}

fn figure(counted: Counted) -> Option<u32> {
    match counted {
        Counted::Of(count) => Some(count),
        Counted::KeptBack => None,
    }
}

impl From<FigureTable> for CountedBy {
    fn from(table: FigureTable) -> Self {
        let FigureTable { form, by, total, cells } = table;
        let figures = cells.into_iter().map(|(of, count)| CountedOne { of, count: figure(count) }).collect();
        Self { form, by, total: figure(total), figures }
    }
}

impl From<DeclarationFigures> for DeclarationCounts {
    fn from(figures: DeclarationFigures) -> Self {
        let DeclarationFigures { symptoms, developed, missing, tables } = figures;
        let [symptoms, developed, missing] = [symptoms, developed, missing].map(figure);
        Self { symptoms, developed, missing, tables: tables.into_iter().map(Into::into).collect() }
    }
}

/// A day that a text says; none for no text.
fn day(text: &str, field: &'static str) -> Result<Option<Date>, Refusal> {
    Some(text).filter(|text| !text.is_empty()).map(|text| body::day(text, field)).transpose()
}

/// The first and the last day that an address names.
pub(super) fn days_asked(query: Result<Query<DaysAsked>, QueryRejection>) -> Result<(Date, Date), Refusal> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: from and until are needed");
    let Query(DaysAsked { from, until }) = query.map_err(unknown)?;
    Ok((body::day(&from, "from")?, body::day(&until, "until")?))
}

/// A page of the declarations of the officer's area, the newest first: narrowed down, or those that hold a name or a number.
#[utoipa::path(
    post, path = "/officer/v1/declarations/search", tag = "officer", request_body = DeclarationSearch,
    security(("officer" = [])),
    responses(
        (status = 200, description = "the declarations", body = DeclarationList),
        (status = 400, description = "no such day, unit or page", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn search_declarations(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    bytes: Bytes,
) -> Result<Answer<DeclarationList>, Failure> {
    let asked: DeclarationSearch = body::read(&bytes)?;
    let filter = DeclarationFilter {
        from: day(&asked.from, "from")?,
        until: day(&asked.until, "until")?,
        search: asked.search,
        form: asked.form,
        class: asked.class,
        gate: asked.gate,
        unit: asked.unit,
        after: asked.after,
    };
    let page = declarations.list(&signed_in.officer, filter).await?;
    let declarations = page.lines.into_iter().map(Into::into).collect();
    Ok(Answer(DeclarationList { declarations, next: page.next }))
}

/// What is counted of the declarations of the officer's area on some days.
#[utoipa::path(
    get, path = "/officer/v1/declarations/figures", tag = "officer", security(("officer" = [])), params(DaysAsked),
    responses(
        (status = 200, description = "the figures", body = DeclarationCounts),
        (status = 400, description = "no such days, or more than 92", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn count_declarations(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    query: Result<Query<DaysAsked>, QueryRejection>,
) -> Result<Answer<DeclarationCounts>, Failure> {
    let (from, until) = days_asked(query)?;
    Ok(Answer(declarations.figures(&signed_in.officer, from, until).await?.into()))
}

/// One declaration with its answers.
#[utoipa::path(
    get, path = "/officer/v1/declarations/{id}", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "32 hex digits")),
    responses(
        (status = 200, description = "the declaration", body = OpenedForOfficer),
        (status = 404, description = "the officer's area has none such", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn view_declaration(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<OpenedForOfficer>, Failure> {
    Ok(Answer(declarations.view(&signed_in.officer, &id).await?.into()))
}

/// Takes the call to whoever gave a red answer, due or not: for a quarter of an hour it is the officer's alone.
#[utoipa::path(
    post, path = "/officer/v1/declarations/{id}/call", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "32 hex digits")),
    responses(
        (status = 204, description = "taken"),
        (status = 404, description = "there is nothing to call for", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "a colleague is calling, or is to call", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn take_declaration_call(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Failure> {
    declarations.take_red_call(&signed_in.officer, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Writes down what came of a call that the officer took.
#[utoipa::path(
    post, path = "/officer/v1/declarations/{id}/call/outcome", tag = "officer", request_body = DeclarationCallOutcome,
    security(("officer" = [])), params(("id" = String, Path, description = "32 hex digits")),
    responses(
        (status = 204, description = "written down"),
        (status = 400, description = "no such time", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "there is nothing to call for", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the call is not the officer's", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn finish_declaration_call(
    State(declarations): State<Arc<Declarations>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let DeclarationCallOutcome { outcome, again_at } = body::read(&bytes)?;
    declarations.finish_red_call(&signed_in.officer, &id, outcome, again_at).await?;
    Ok(StatusCode::NO_CONTENT)
}
