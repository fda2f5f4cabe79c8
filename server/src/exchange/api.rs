//! Files of contacts, out and in, for other systems' programs and for officers' own.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::QueryRejection;
use axum::extract::{DefaultBodyLimit, FromRef, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::ProblemBody;
use lancan_text::Catalogue;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{
    DateForm, Exchange, ExportForm, FileForm, FileLayout, ImportForm, ImportShown, Imported, MOST_BYTES, Undone,
};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::answers::{NoSuchCase, NotSignedIn};
use crate::http::body::Answer;
use crate::http::problem::{self, PROBLEM_JSON};
use crate::http::{Authenticate, SignedIn};

pub(crate) fn routes<S>() -> OpenApiRouter<S>
where
    Arc<Exchange>: FromRef<S>,
    Arc<dyn Authenticate>: FromRef<S>,
    S: Clone + Send + Sync + 'static,
{
    OpenApiRouter::new()
        .routes(routes!(export_case))
        .routes(routes!(export_area))
        .routes(routes!(import_case))
        .routes(routes!(import_area))
        .routes(routes!(list_imports))
        .routes(routes!(undo_import))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
}

/// How a file is written.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HowToExport {
    /// `sormas`, `go_data`, `go_data_json` or, where the operator has supplied a mapping, `dhis2`; `sormas` where it is left out.
    #[serde(default)]
    file: FileForm,
    /// How dates are written: `dmy`, `mdy`, `dots` or `iso`. Where it is left out: `dmy` for SORMAS, `iso` for Go.Data.
    #[serde(default)]
    dates: Option<DateForm>,
    /// What Go.Data ids begin with, as the outbreak's mask asks.
    #[serde(default)]
    prefix: String,
}

/// How a file is read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HowToImport {
    /// `sormas` or `go_data`, `sormas` where it is left out; JSON of Go.Data is known by its beginning.
    #[serde(default)]
    layout: FileLayout,
    /// As in the export. Year-month-day and a spreadsheet's numbers are read in any case.
    #[serde(default)]
    dates: Option<DateForm>,
    /// Whether the file is only looked at: nothing is written.
    #[serde(default)]
    dry_run: bool,
    /// Whether the file is taken though the same file came into the officer's area before, and that was not undone.
    #[serde(default)]
    again: bool,
}

fn unknown(_: QueryRejection) -> Refusal {
    Refusal::because(Problem::RequestInvalid, "query: a parameter is missing or not known")
}

/// How each layout writes dates where nobody says.
fn usual(layout: FileLayout, dates: Option<DateForm>) -> DateForm {
    dates.unwrap_or(match layout {
        FileLayout::Sormas => DateForm::Dmy,
        FileLayout::GoData => DateForm::Iso,
    })
}

async fn export(
    exchange: &Arc<Exchange>,
    signed_in: &SignedIn,
    case: Option<&CaseId>,
    how: Result<Query<HowToExport>, QueryRejection>,
) -> Result<Response, Failure> {
    let HowToExport { file, dates, prefix } = how.map_err(unknown)?.0;
    let layout = if file == FileForm::Sormas { FileLayout::Sormas } else { FileLayout::GoData };
    let form = ExportForm { file, dates: usual(layout, dates), prefix };
    Ok(as_file(exchange.export(&signed_in.officer, case, &form).await?, file))
}

/// A file as an answer that a browser saves.
pub(crate) fn as_file(bytes: Vec<u8>, file: FileForm) -> Response {
    let (kind, name) = match file {
        FileForm::Sormas => ("text/csv; charset=utf-8", "attachment; filename=\"contacts-sormas.csv\""),
        FileForm::GoData => ("text/csv; charset=utf-8", "attachment; filename=\"contacts-go-data.csv\""),
        FileForm::GoDataJson => ("application/json", "attachment; filename=\"contacts-go-data.json\""),
        FileForm::Dhis2 => ("application/json", "attachment; filename=\"tracker-dhis2.json\""),
    };
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, name), (CACHE_CONTROL, "no-store")];
    (headers.map(|(header, value)| (header, HeaderValue::from_static(value))), bytes).into_response()
}

async fn import(
    exchange: &Arc<Exchange>,
    signed_in: &SignedIn,
    headers: &HeaderMap,
    case: Option<&CaseId>,
    how: Result<Query<HowToImport>, QueryRejection>,
    file: Bytes,
) -> Result<Answer<Imported>, Failure> {
    let HowToImport { layout, dates, dry_run, again } = how.map_err(unknown)?.0;
    let form = ImportForm { layout, dates: usual(layout, dates), dry_run, again, meanings: Vec::new() };
    let text = Catalogue::of(problem::language(headers));
    Ok(Answer(exchange.import(&signed_in.officer, case, file, form, text).await?))
}

/// The contacts of a case as a file for SORMAS or Go.Data, or with the case for DHIS2. No cell is a formula.
#[utoipa::path(
    get, path = "/officer/v1/cases/{id}/contacts/file", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id"), HowToExport),
    responses(
        (status = 200, description = "the file", content_type = "text/csv", body = String),
        (status = 400, description = "no such file", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn export_case(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    how: Result<Query<HowToExport>, QueryRejection>,
) -> Result<Response, Failure> {
    export(&exchange, &signed_in, Some(&CaseId(id)), how).await
}

/// The contacts of the officer's area as a file for SORMAS or Go.Data, or with its cases for DHIS2; at most 5,000. No cell is a
/// formula.
#[utoipa::path(
    get, path = "/officer/v1/contacts/file", tag = "officer", security(("officer" = [])), params(HowToExport),
    responses(
        (status = 200, description = "the file", content_type = "text/csv", body = String),
        (status = 400, description = "no such file, or too many contacts", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn export_area(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
    how: Result<Query<HowToExport>, QueryRejection>,
) -> Result<Response, Failure> {
    export(&exchange, &signed_in, None, how).await
}

/// Reads a file of SORMAS or Go.Data into contacts of a case, also one that a spreadsheet saved. Contacts whose id is known are
/// changed, others are new, and rows with a fault are named and left out.
#[utoipa::path(
    post, path = "/officer/v1/cases/{id}/contacts/file", tag = "officer", security(("officer" = [])),
    params(("id" = String, Path, description = "the case's id"), HowToImport),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "read", body = Imported),
        (status = 400, description = "no such file", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the same file was taken before", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
        NoSuchCase,
    )
)]
async fn import_case(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    how: Result<Query<HowToImport>, QueryRejection>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Answer<Imported>, Failure> {
    import(&exchange, &signed_in, &headers, Some(&CaseId(id)), how, bytes).await
}

/// Reads a file of SORMAS or Go.Data into contacts of the cases that its rows name.
#[utoipa::path(
    post, path = "/officer/v1/contacts/file", tag = "officer", security(("officer" = [])), params(HowToImport),
    request_body(content = String, content_type = "text/csv"),
    responses(
        (status = 200, description = "read", body = Imported),
        (status = 400, description = "no such file", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "the same file was taken before", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn import_area(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
    how: Result<Query<HowToImport>, QueryRejection>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Answer<Imported>, Failure> {
    import(&exchange, &signed_in, &headers, None, how, bytes).await
}

/// The imports of the officer's area, the newest first.
#[utoipa::path(
    get, path = "/officer/v1/imports", tag = "officer", security(("officer" = [])),
    responses((status = 200, description = "the imports", body = Vec<ImportShown>), NotSignedIn)
)]
async fn list_imports(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
) -> Result<Answer<Vec<ImportShown>>, Failure> {
    Ok(Answer(exchange.imports(&signed_in.officer).await?))
}

/// Undoes an import: deletes the contacts that were new and that nobody has changed, called or ordered anything of since.
#[utoipa::path(
    post, path = "/officer/v1/imports/{number}/undo", tag = "officer", security(("officer" = [])),
    params(("number" = i64, Path, description = "the import's number")),
    responses(
        (status = 200, description = "undone", body = Undone),
        (status = 404, description = "there is no such import in the officer's area", content_type = PROBLEM_JSON, body = ProblemBody),
        (status = 409, description = "undone already", content_type = PROBLEM_JSON, body = ProblemBody),
        NotSignedIn,
    )
)]
async fn undo_import(
    State(exchange): State<Arc<Exchange>>,
    signed_in: SignedIn,
    Path(number): Path<i64>,
) -> Result<Answer<Undone>, Failure> {
    Ok(Answer(exchange.undo(&signed_in.officer, number).await?))
}
