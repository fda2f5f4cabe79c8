//! A facility as everybody sees it, and the badge for its own pages.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Response};

use crate::ground::error::{Failure, Fault};
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::facility::words::{self, HistoryLine, StateWords};
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "map/facility.html")]
struct FacilityPage {
    sheet: PageSheet,
    id: String,
    /// The unit that the facility is in: its address and its full name.
    unit: (String, String),
    name: String,
    kind: String,
    address: String,
    state: StateWords,
    inspected: bool,
    /// How much feedback everybody sees that is not set right.
    open: u32,
    today: String,
    decree: String,
    history: Vec<HistoryLine>,
    /// The badge's whole address.
    badge: String,
}

#[derive(Template)]
#[template(path = "map/badge.svg", escape = "html")]
struct Badge {
    name: String,
    state: StateWords,
    date: String,
}

/// Shows a facility.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (sheet, facilities) = (PageSheet::of(&headers, &uri), &pages.facilities);
    let file = facilities.shown(&id).await?;
    let (_, open) = pages.feedback.public_of(&id).await?;
    let (line, today) = (&file.line, facilities.today());
    let row = &line.named.facility;
    let local = Local(pages.key_days);
    let history = file.history.iter().map(|(one, _)| HistoryLine::of(&sheet, one, &local.moment(one.at)));
    let set = facilities.criteria_for(today, row.kind, &row.area);
    page(&FacilityPage {
        unit: (format!("/ban-do/{}", row.unit), pages.map.full_name(&row.unit)),
        name: line.named.name.clone(),
        kind: words::kind(&sheet, row.kind),
        address: line.named.address.clone(),
        state: StateWords::of(&sheet, line.state, facilities.is_late(today)),
        inspected: line.inspected,
        open,
        today: date(today),
        decree: set.map(|set| format!("{} ({})", set.decree, words::version(&sheet, &set))).unwrap_or_default(),
        history: history.collect(),
        badge: format!("{}/ban-do/co-so/{id}/badge.svg", PublicPages::site(&headers)),
        id,
        sheet,
    })
}

/// The badge that a facility shows on a page of its own: today's level, as a picture.
pub(in crate::web) async fn badge(
    State(pages): State<Arc<PublicPages>>,
    headers: HeaderMap,
    uri: Uri,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (sheet, facilities) = (PageSheet::of(&headers, &uri), &pages.facilities);
    let file = facilities.shown(&id).await?;
    let today = facilities.today();
    let state = StateWords::of(&sheet, file.line.state, facilities.is_late(today));
    let badge = Badge { name: file.line.named.name.clone(), state, date: date(today) };
    let drawn = badge.render().map_err(|_| Fault::Broken("a badge is not drawn"))?;
    // Pages of other sites show it.
    let shared = HeaderName::from_static("cross-origin-resource-policy");
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=60"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (shared, "cross-origin"),
    ];
    Ok((headers, drawn).into_response())
}
