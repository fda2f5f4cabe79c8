//! The server's first page: what there is here for citizens and managers, and where officers sign in.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use super::sheet::PageSheet;
use super::{DECLARE_ROOT, MAP_ROOT, ROOT, SUSPECT};
use crate::ground::error::Failure;
use crate::http::pages::page::page;

/// Whose pages are open here.
#[allow(clippy::struct_excessive_bools, reason = "one for each room that has pages")]
#[derive(Clone, Copy)]
pub(crate) struct OpenPages {
    /// Those of declarations.
    pub(crate) declarations: bool,
    /// The safety map.
    pub(crate) map: bool,
    /// Those of places.
    pub(crate) places: bool,
    /// The officers'.
    pub(crate) console: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    sheet: PageSheet,
    links: Vec<HomeLink>,
}

/// Where somebody can go from here.
struct HomeLink {
    address: &'static str,
    title: String,
    about: String,
}

/// Shows the page.
pub(super) async fn show(State(open): State<OpenPages>, headers: HeaderMap, uri: Uri) -> Result<Response, Failure> {
    let sheet = PageSheet::of(&headers, &uri);
    let all = [
        (open.declarations, DECLARE_ROOT, "web-declare", "web-home-declare"),
        (open.declarations, SUSPECT, "web-home-suspect", "web-declare-about-suspect"),
        (open.map, MAP_ROOT, "map-title", "web-home-map"),
        (open.places, ROOT, "web-title", "web-lead"),
        (open.console, "/console/", "console-sign-in-title", "web-home-console"),
    ];
    let link = |(_, address, title, about): (bool, &'static str, &str, &str)| HomeLink {
        address,
        title: sheet.say(title),
        about: sheet.say(about),
    };
    let links = all.into_iter().filter(|(is_open, ..)| *is_open).map(link).collect();
    page(&HomePage { sheet, links })
}
