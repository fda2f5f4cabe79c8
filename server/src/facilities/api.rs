//! Facilities, as officers' software finds, inspects, reopens and closes them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{FromRef, Path, Query, State};
use axum::http::StatusCode;
use lancan_protocol::criteria::{Colour, CriterionAnswer, FacilityKind};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_protocol::wire::ProblemBody;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::paging::{next_page, page_start};
use super::{AssessmentRow, Facilities, FacilityFile, FacilityFilter, FacilityLine, colour_name};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::{NoSuchPlace, NotSignedIn};
use crate::http::body::{self, Answer};
use crate::http::problem::PROBLEM_JSON;
use crate::http::{Authenticate, SignedIn};

/// Facilities of a page.
const PAGE: u32 = 100;

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Facilities>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(list_facilities))
        .routes(routes!(view_facility))
        .routes(routes!(inspect_facility))
        .routes(routes!(reopen_facility))
        .routes(routes!(close_facility))
}

/// Which facilities an officer asks for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FacilitiesQuery {
    /// Words of the name, whatever their marks.
    #[serde(default)]
    name: String,
    /// Code of a unit of the officer's area.
    #[serde(default)]
    unit: String,
    /// `school`, `hospital` or `clinic`.
    #[serde(default)]
    kind: String,
    /// `next` of the page before.
    #[serde(default)]
    after: String,
}

/// A page of facilities.
#[derive(Serialize, ToSchema)]
struct FacilityEntries {
    /// At most a hundred, by unit.
    facilities: Vec<FacilityEntry>,
    /// What to ask for the next page with; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A facility as lists have it.
#[derive(Serialize, ToSchema)]
struct FacilityEntry {
    /// The id of the facility, which is its place's.
    id: String,
    name: String,
    /// `school`, `hospital` or `clinic`.
    kind: &'static str,
    /// Code of its ward.
    unit: String,
    address: String,
    /// People whom it takes in a day.
    people: u32,
    /// How it stands today: `green`, `yellow`, `red`, `unjudged`, `awaited`, `grey` once assessments are due, or `closed`.
    state: &'static str,
    /// Whether an officer's inspection is what stands.
    inspected: bool,
}

/// A facility with the assessments of its last 30 days.
#[derive(Serialize, ToSchema)]
struct FacilityRecord {
    #[serde(flatten)]
    facility: FacilityEntry,
    /// Days that are open again for its assessment.
    #[schema(value_type = Vec<String>)]
    reopened: Vec<Date>,
    /// The newest first.
    assessments: Vec<AssessmentRecord>,
}

/// An assessment of a facility by itself, or an officer's inspection.
#[derive(Serialize, ToSchema)]
struct AssessmentRecord {
    #[schema(value_type = String, format = Date)]
    day: Date,
    /// 1, and one more for each correction of the day.
    version: u32,
    /// Whether an officer inspected.
    inspection: bool,
    /// What it came to: `green`, `yellow`, `red` or `unjudged`; absent where an officer lifted an inspection.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    /// Criteria passed, or points.
    reached: u32,
    /// What could be reached.
    most: u32,
    /// Numbers of the criteria that failed or have no points.
    failed: Vec<u32>,
    /// Name of who committed, or the officer's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// How many photographs came with it; the console shows them. Absent where none did.
    #[serde(skip_serializing_if = "Option::is_none")]
    photos: Option<u32>,
    /// Unix seconds.
    #[schema(value_type = u64)]
    at: UnixTime,
}

/// What an inspection found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InspectFacility {
    /// `green`, `yellow` or `red`; null lifts the inspection before.
    found: Option<String>,
    /// For officers, at most 300 characters.
    #[serde(default)]
    note: String,
}

/// A day to open again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReopenFacility {
    /// Such as `2021-05-26`, at most seven days ago.
    day: String,
}

/// Whether a facility is closed today.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CloseFacility {
    closed: bool,
}

impl FacilityEntry {
    fn of(line: FacilityLine, is_late: bool) -> Self {
        let facility = line.named.facility;
        Self {
            id: facility.place,
            name: line.named.name,
            kind: facility.kind.name(),
            unit: facility.unit,
            address: line.named.address,
            people: facility.people,
            state: line.state.name(is_late),
            inspected: line.inspected,
        }
    }
}

impl AssessmentRecord {
    fn of((row, words): (AssessmentRow, Option<String>), photos: &BTreeMap<(Day, u32), u32>) -> Self {
        let is_failed =
            |answer: &CriterionAnswer| matches!(answer, CriterionAnswer::Failed | CriterionAnswer::Points(0));
        Self {
            day: Date(row.day),
            version: row.version,
            inspection: row.officer.is_some(),
            verdict: row.verdict.map(super::FacilityVerdict::name),
            reached: row.reached,
            most: row.most,
            failed: row.answers.iter().filter(|(_, answer)| is_failed(answer)).map(|(number, _)| *number).collect(),
            words: words.filter(|words| !words.is_empty()),
            photos: photos.get(&(row.day, row.version)).copied(),
            at: row.at,
        }
    }
}

/// A page of 100 facilities of the officer's area, as they stand today.
#[utoipa::path(
    get, path = "/officer/v1/facilities", tag = "officer", security(("officer" = [])), params(FacilitiesQuery),
    responses(
        (status = 200, description = "the facilities", body = FacilityEntries),
        (status = 400, description = "no such kind or page", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 404, description = "the officer's area has no such unit", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn list_facilities(
    State(facilities): State<Arc<Facilities>>,
    signed_in: SignedIn,
    query: Result<Query<FacilitiesQuery>, QueryRejection>,
) -> Result<Answer<FacilityEntries>, Failure> {
    let unknown = |_| Refusal::because(Problem::RequestInvalid, "query: name, unit, kind and after are known");
    let Query(query) = query.map_err(unknown)?;
    let no_kind = || Refusal::because(Problem::RequestInvalid, "kind: school, hospital or clinic");
    let kind = match query.kind.as_str() {
        "" => None,
        name => Some(FacilityKind::of_name(name).ok_or_else(no_kind)?),
    };
    let filter = FacilityFilter { words: query.name, unit: query.unit, kind };
    let lines = facilities.list(&signed_in.officer, filter, page_start(&query.after), PAGE).await?;
    let next = next_page(&lines, PAGE);
    let is_late = facilities.is_late(facilities.today());
    let found = lines.into_iter().map(|line| FacilityEntry::of(line, is_late)).collect();
    Ok(Answer(FacilityEntries { facilities: found, next }))
}

/// One facility, with its assessments of 30 days and who committed.
#[utoipa::path(
    get, path = "/officer/v1/facilities/{id}", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the facility's id")),
    responses((status = 200, description = "the facility", body = FacilityRecord), NotSignedIn, NoSuchPlace)
)]
async fn view_facility(
    State(facilities): State<Arc<Facilities>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Result<Answer<FacilityRecord>, Failure> {
    let FacilityFile { line, history, photos, reopened, .. } = facilities.view(&signed_in.officer, &id).await?;
    let is_late = facilities.is_late(facilities.today());
    Ok(Answer(FacilityRecord {
        facility: FacilityEntry::of(line, is_late),
        reopened: reopened.into_iter().map(Date).collect(),
        assessments: history.into_iter().map(|one| AssessmentRecord::of(one, &photos)).collect(),
    }))
}

/// Writes down an inspection: it stands in place of the facility's own word, until the next one.
#[utoipa::path(
    post, path = "/officer/v1/facilities/{id}/inspection", tag = "officer", request_body = InspectFacility,
    security(("officer" = [])), params(("id" = String, Path, description = "the facility's id")),
    responses(
        (status = 204, description = "it stands"),
        (status = 400, description = "no such result, or the note is too long", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchPlace,
    )
)]
async fn inspect_facility(
    State(facilities): State<Arc<Facilities>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let InspectFacility { found, note } = body::read(&bytes)?;
    let no_colour = || Refusal::because(Problem::RequestInvalid, "found: green, yellow, red or null");
    let of_name =
        |name: String| Colour::ALL.into_iter().find(|colour| colour_name(*colour) == name).ok_or_else(no_colour);
    facilities.inspect(&signed_in.officer, &id, found.map(of_name).transpose()?, &note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a day for the facility's assessment, for 24 hours.
#[utoipa::path(
    post, path = "/officer/v1/facilities/{id}/reopening", tag = "officer", request_body = ReopenFacility,
    security(("officer" = [])), params(("id" = String, Path, description = "the facility's id")),
    responses(
        (status = 204, description = "it is open"),
        (status = 400, description = "no date", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "a day to come, or more than seven days ago", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchPlace,
    )
)]
async fn reopen_facility(
    State(facilities): State<Arc<Facilities>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let ReopenFacility { day } = body::read(&bytes)?;
    let Date(day) = body::day(&day, "day")?;
    facilities.reopen(&signed_in.officer, &id, day).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Says that a facility is closed today, or open after all.
#[utoipa::path(
    post, path = "/officer/v1/facilities/{id}/closure", tag = "officer", request_body = CloseFacility,
    security(("officer" = [])), params(("id" = String, Path, description = "the facility's id")),
    responses((status = 204, description = "done"), NotSignedIn, NoSuchPlace)
)]
async fn close_facility(
    State(facilities): State<Arc<Facilities>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    bytes: Bytes,
) -> Result<StatusCode, Failure> {
    let CloseFacility { closed } = body::read(&bytes)?;
    facilities.officer_closes(&signed_in.officer, &id, facilities.today(), closed).await?;
    Ok(StatusCode::NO_CONTENT)
}
