//! The first page: what can be declared.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use lancan_protocol::problem::Problem;

use super::session::SignedDeclarer;
use crate::declarations::form_title;
use crate::ground::error::Failure;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "declare/start.html")]
struct DeclareStartPage {
    sheet: PageSheet,
    /// Whether a number can be shown here.
    is_open: bool,
    forms: Vec<OfferedForm>,
}

struct OfferedForm {
    id: String,
    title: String,
    /// Who fills it in.
    about: String,
}

/// Says what can be declared, whether or not somebody is signed in.
pub(in crate::web) async fn show(State(pages): State<Arc<PublicPages>>, request: Request) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    let sheet = match SignedDeclarer::from_request_parts(&mut parts, &pages).await {
        Ok(signed) => signed.sheet,
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::SignInNeeded => {
            PageSheet::of(&parts.headers, &parts.uri)
        }
        Err(failure) => return Err(failure),
    };
    let offered = pages.declarations.forms().iter().map(|form| OfferedForm {
        id: form.id.clone(),
        title: form_title(sheet.text(), form),
        about: sheet.say(&format!("web-declare-about-{}", form.id)),
    });
    let forms = offered.collect();
    page(&DeclareStartPage { is_open: pages.declarations.sends_passwords(), sheet, forms })
}
