//! What a manager sees of the visitors of today and yesterday: how many came in each hour, and masked lines that the manager's
//! own browser opens.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::LineReader;
use serde::{Deserialize, Serialize};

use crate::ground::error::{Failure, Refusal};
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::visitor_log::HourCount;
use crate::web::PublicPages;
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "checkers/visitors.html")]
struct VisitorsPage {
    sheet: PageSheet,
    id: String,
    name: String,
    hours: Vec<HourLine>,
    /// Whether phones filled one of them.
    has_full: bool,
    /// Minutes that the deployment's days are ahead of UTC: the lines are shown by its clock, whatever the browser's is.
    offset: i32,
}

struct HourLine {
    day: String,
    hour: String,
    envelopes: u32,
    is_full: bool,
}

/// Whose lines are asked for.
#[derive(Deserialize)]
pub(in crate::web) struct LinesOf {
    reader: String,
}

/// A line that the browser opens.
#[derive(Serialize)]
pub(in crate::web) struct LineBody {
    log: String,
    hour: u32,
    line: String,
}

/// Shows how many visitors were listed in each hour.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (place, hours) = pages.visitor_log.hours(&holder.manager, &id).await?;
    let local = Local(pages.key_days);
    let line = |HourCount { begins, envelopes, is_full }: HourCount| {
        let day = local.day(begins);
        let hour = begins.0.saturating_sub(pages.key_days.start(day).0) / 3_600;
        HourLine { day: date(day), hour: format!("{hour}:00–{}:00", hour + 1), envelopes, is_full }
    };
    let hours: Vec<HourLine> = hours.into_iter().map(line).collect();
    let (has_full, name) = (hours.iter().any(|hour| hour.is_full), place.place.name.as_str().to_owned());
    let offset = pages.key_days.offset_minutes();
    page(&VisitorsPage { sheet: holder.sheet, id, name, hours, has_full, offset })
}

/// The lines that the manager's browser can open.
pub(in crate::web) async fn lines(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
    Query(LinesOf { reader }): Query<LinesOf>,
) -> Result<Json<Vec<LineBody>>, Failure> {
    let reader = hex::decode(&reader).and_then(|bytes| bytes.try_into().ok()).map(LineReader);
    let reader = reader.ok_or(Refusal::because(Problem::RequestInvalid, "reader: 32 hex digits"))?;
    let lines = pages.visitor_log.lines(&holder.manager, &id, reader).await?;
    let bodies = lines.into_iter().map(|line| LineBody {
        log: hex::encode(line.log.as_bytes()),
        hour: line.hour.0,
        line: STANDARD.encode(line.sealed),
    });
    Ok(Json(bodies.collect()))
}
