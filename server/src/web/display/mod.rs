//! The tablet at the door: its page, and what the page shows its code from.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::{Form, Json};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::time::UnixTime;
use serde::{Deserialize, Serialize};

use super::PublicPages;
use super::filled::{HolderForm, Nothing};
use super::session::Holder;
use super::sheet::PageSheet;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::http::pages::qr::Qr;
use crate::places::DisplayDay;

#[derive(Template)]
#[template(path = "display/page.html")]
struct TabletPage {
    sheet: PageSheet,
}

#[derive(Template)]
#[template(path = "display/link.html")]
struct TabletLinkPage {
    sheet: PageSheet,
    id: String,
    name: String,
    /// The address that the tablet opens; none before one is asked for.
    address: Option<String>,
    /// The address as a QR code.
    qr: Option<Qr>,
}

/// What a tablet shows.
#[derive(Serialize)]
pub(super) struct TabletDays {
    /// What stands before the code in the address that the QR code holds.
    address: String,
    /// The place's name.
    name: String,
    /// Today and tomorrow.
    days: Vec<TabletDay>,
}

/// One day of a tablet.
#[derive(Serialize)]
struct TabletDay {
    /// The day's first instant, Unix seconds.
    starts: UnixTime,
    /// The signed part of the code, base64url.
    code: String,
    /// The key of the day's macs, base64url.
    key: String,
}

/// The secret of a tablet's address.
#[derive(Deserialize)]
pub(super) struct TabletToken {
    token: String,
}

/// The page of the tablet. What is secret stands behind `#` in its address.
pub(super) async fn show(headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    page(&TabletPage { sheet: PageSheet::of(&headers, &uri) })
}

/// What the page shows its code from.
pub(super) async fn days(
    State(pages): State<Arc<PublicPages>>,
    Form(TabletToken { token }): Form<TabletToken>,
) -> Result<Json<TabletDays>, Failure> {
    let (name, days) = pages.places.display_of_tablet(&token).await?;
    let days = days.into_iter().map(|DisplayDay { day, code, key }| TabletDay {
        starts: pages.places.starts(day),
        code: URL_SAFE_NO_PAD.encode(code.as_bytes()),
        key: URL_SAFE_NO_PAD.encode(key.as_bytes()),
    });
    Ok(Json(TabletDays { address: pages.places.address(), name, days: days.collect() }))
}

/// Says how a tablet is set up.
pub(super) async fn ask(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let place = pages.places.managed(&holder.manager, &id).await?.place;
    if let Some(first) = pages.confirms_first(&holder, &format!("/dia-diem/places/{id}/tablet")) {
        return Ok(first);
    }
    let name = place.place.name.as_str().to_owned();
    page(&TabletLinkPage { sheet: holder.sheet, id, name, address: None, qr: None })
}

/// Gives an address for a tablet, which is shown once.
pub(super) async fn give(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, .. }: HolderForm<Nothing>,
) -> Result<Response, Failure> {
    if let Some(first) = pages.confirms_first(&holder, &format!("/dia-diem/places/{id}/tablet")) {
        return Ok(first);
    }
    let (name, token) = pages.places.add_tablet(&holder.manager, &id).await?;
    let address = format!("{}/dia-diem/display#{token}", PublicPages::site(&holder.headers));
    let qr = Qr::of(&address);
    page(&TabletLinkPage { sheet: holder.sheet, id, name, address: Some(address), qr })
}
