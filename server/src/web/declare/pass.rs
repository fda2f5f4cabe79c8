//! The gate pass of a declaration of entry: shown as a QR code, to print or to hold up, and exchanged for a new one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::session::{DeclarerForm, SignedDeclarer};
use crate::declarations::{DeclarationId, RecoveryCode, form_title};
use crate::gate::{ShownPass, name_in};
use crate::ground::error::Failure;
use crate::http::pages::local::Local;
use crate::http::pages::page::page;
use crate::http::pages::qr::Qr;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "declare/pass.html")]
struct GatePassPage {
    sheet: PageSheet,
    /// The declaration's id.
    id: String,
    /// What the declaration is called.
    title: String,
    /// Whose it is.
    name: Option<String>,
    pass: PassOnPage,
}

/// A pass as a page shows it.
pub(super) struct PassOnPage {
    /// The QR code; none where there is no pass to show.
    pub(super) qr: Option<Qr>,
    /// What the code says; empty where there is none.
    pub(super) text: String,
    /// Why there is none.
    pub(super) none: String,
    /// The gate's name.
    pub(super) gate: String,
    /// From when until when it is valid.
    pub(super) valid: String,
    /// What leads whoever has no number back to the pass.
    pub(super) recovery: Option<RecoveryCode>,
}

impl PassOnPage {
    /// The pass in the words of the page's language.
    pub(super) fn of(pages: &PublicPages, sheet: &PageSheet, pass: &ShownPass, recovery: Option<RecoveryCode>) -> Self {
        let local = Local(pages.key_days);
        let (from, to) = (local.moment(pass.valid_from), local.moment(pass.valid_to));
        let is_over = pages.clock.now() >= pass.valid_to;
        Self {
            qr: pass.text.as_deref().and_then(Qr::of),
            text: pass.text.clone().unwrap_or_default(),
            none: sheet.say(if is_over { "web-pass-over" } else { "web-pass-taken-back" }),
            gate: pages.gates.name(pass.gate, sheet.language()).unwrap_or_else(|| pass.gate.0.to_string()),
            valid: sheet.say_with("web-pass-from-to", &[("from", from.as_str().into()), ("to", to.as_str().into())]),
            recovery,
        }
    }
}

/// Reads the id of a declaration in an address.
pub(super) fn id_of(text: &str) -> Result<DeclarationId, Problem> {
    hex::decode(text).and_then(|id| DeclarationId::try_from(id).ok()).ok_or(Problem::NotFound)
}

/// Shows the pass of a declaration of whoever is signed in.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let declaration = id_of(&id)?;
    let opened = pages.declarations.opened(signed.declarer, declaration).await?;
    let shown = pages.gates.pass(signed.declarer, declaration).await?.ok_or(Problem::NotFound)?;
    let recovery = signed.recovery(&pages);
    let (sheet, own) = (signed.sheet, opened.declaration);
    let form = pages.declarations.form_of_version(&own.form, &own.version).ok_or(Problem::NotFound)?;
    page(&GatePassPage {
        id,
        title: form_title(sheet.text(), form),
        name: opened.answers.and_then(|answers| name_in(&answers.response)),
        pass: PassOnPage::of(&pages, &sheet, &shown, recovery),
        sheet,
    })
}

/// Takes the pass back and gives a new one.
pub(in crate::web) async fn renew(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.gates.renew_pass(signed.declarer, id_of(&id)?).await?;
    Ok(Redirect::to(&format!("/khai-bao/own/{id}/pass")).into_response())
}
