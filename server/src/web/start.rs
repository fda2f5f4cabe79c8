//! The first page: what registering is for, and the places of who is signed in.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use lancan_protocol::problem::Problem;

use super::PublicPages;
use super::session::Holder;
use super::sheet::PageSheet;
use crate::ground::error::Failure;
use crate::http::pages::page::page;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    sheet: PageSheet,
    /// Whether a number can be shown here.
    is_open: bool,
    places: Vec<OwnPlace>,
}

/// A place of whoever is signed in.
struct OwnPlace {
    id: String,
    name: String,
    unit: String,
    state: String,
    mark: &'static str,
}

/// Says what this is; shows their places to who is signed in.
pub(super) async fn show(State(pages): State<Arc<PublicPages>>, request: Request) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    let is_open = pages.places.sends_passwords();
    let holder = match Holder::from_request_parts(&mut parts, &pages).await {
        Ok(holder) => holder,
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::SignInNeeded => {
            let sheet = PageSheet::of(&parts.headers, &parts.uri);
            return page(&StartPage { sheet, is_open, places: Vec::new() });
        }
        Err(failure) => return Err(failure),
    };
    let rows = pages.places.managed_places(&holder.manager).await?;
    let sheet = holder.sheet;
    let own = rows.into_iter().map(|row| {
        let (state, mark) = state(&sheet, row.verified_at.is_some());
        let unit = pages.places.unit_name(&row.unit).unwrap_or_default();
        OwnPlace { name: row.place.name.as_str().to_owned(), id: row.id, unit, state, mark }
    });
    let places = own.collect();
    page(&StartPage { sheet, is_open, places })
}

/// Whether a place is verified, in words, and the class that the words are shown with.
pub(super) fn state(sheet: &PageSheet, is_verified: bool) -> (String, &'static str) {
    if is_verified { (sheet.say("web-verified"), "good") } else { (sheet.say("web-self-declared"), "todo") }
}
