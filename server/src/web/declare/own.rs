//! One's own declarations: the list, all of them as JSON, and erasing them.

use std::sync::Arc;

use askama::Template;
use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::forms::FormVersion;
use lancan_protocol::hex;
use serde_json::json;

use super::about::called;
use super::session::{DeclarerForm, SignedDeclarer};
use crate::declarations::{FamilyPerson, OpenedDeclaration, OwnDeclaration, class_mark, form_title};
use crate::ground::calendar::Date;
use crate::ground::error::Failure;
use crate::http::pages::local::Local;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "declare/own.html")]
struct OwnDeclarationsPage {
    sheet: PageSheet,
    own: Vec<OwnLine>,
}

struct OwnLine {
    id: String,
    title: String,
    when: String,
    /// About whom, where that is not whoever holds the number.
    whom: Option<String>,
    state: String,
    mark: &'static str,
    symbol: &'static str,
    is_replaced: bool,
    /// Whether it has a gate pass.
    has_pass: bool,
}

#[derive(Template)]
#[template(path = "declare/erase.html")]
struct EraseDeclarationsPage {
    sheet: PageSheet,
    lead: String,
}

/// Lists the declarations of whoever is signed in.
pub(in crate::web) async fn list(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    let own = pages.declarations.own(signed.declarer).await?;
    let family = pages.declarations.family(signed.declarer).await?;
    let (sheet, local) = (signed.sheet, Local(pages.key_days));
    let lines = own.into_iter().map(|one| {
        let form = pages.declarations.form_of_version(&one.form, &one.version);
        let (state, mark, symbol) = state(&sheet, &one);
        OwnLine {
            id: hex::encode(&one.id),
            title: form.map_or_else(|| one.form.clone(), |form| form_title(sheet.text(), form)),
            when: local.moment(one.at),
            state,
            mark,
            symbol,
            is_replaced: one.replaced_at.is_some(),
            whom: whom(&sheet, &family, &one),
            has_pass: one.form == crate::gate::FORM,
        }
    });
    let own = lines.collect();
    page(&OwnDeclarationsPage { sheet, own })
}

/// What is shown of a declaration's class, in words, as a mark and as a symbol. Of a report of somebody else the class says
/// nothing to whoever sent it.
pub(super) fn state(sheet: &PageSheet, own: &OwnDeclaration) -> (String, &'static str, &'static str) {
    if own.form == FormVersion::SUSPECT {
        return (sheet.say("web-suspect-sent"), "off", "");
    }
    let (mark, symbol) = class_mark(&own.class);
    (sheet.say(&format!("web-declare-class-{}", own.class)), mark, symbol)
}

/// About whom a declaration is, where that is not whoever holds the number.
pub(super) fn whom(sheet: &PageSheet, family: &[FamilyPerson], own: &OwnDeclaration) -> Option<String> {
    match own.person {
        Some(id) => family.iter().find(|one| one.id == id).map(|one| called(sheet, one)),
        None => own.leader.filter(|_| own.form == crate::gate::FORM).map(|_| sheet.say("web-group-member")),
    }
}

/// All declarations with their answers, as a file of JSON.
pub(in crate::web) async fn data(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    let local = Local(pages.key_days);
    let all = pages.declarations.all_opened(signed.declarer).await?;
    let family = pages.declarations.family(signed.declarer).await?;
    let all = all.into_iter().map(|OpenedDeclaration { declaration: one, answers }| {
        let (reason, response) = answers.map_or((None, None), |answers| (answers.reason, Some(answers.response)));
        let person = one.person.and_then(|id| family.iter().find(|person| person.id == id)?.record.as_ref());
        json!({
            "id": hex::encode(&one.id),
            "form": one.form,
            "version": one.version,
            "received_at": local.machine_seconds(one.at),
            "person": person.map(|person| json!({ "name": person.name, "relation": person.relation })),
            "journey_of": one.leader.map(|leader| hex::encode(&leader)),
            "class": one.class,
            "reason": reason,
            "replaced_at": one.replaced_at.map(|at| local.machine_seconds(at)),
            "deleted_on": Date(one.expiry),
            "response": response,
        })
    });
    let name = [(CONTENT_DISPOSITION, "attachment; filename=\"khai-bao.json\"")];
    Ok((name, Json(all.collect::<Vec<_>>())).into_response())
}

/// Says what is erased, and asks.
pub(in crate::web) async fn ask_erase(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    let count = pages.declarations.own(signed.declarer).await?.len();
    let lead = signed.sheet.say_with("web-declare-erase-lead", &[("count", count.into())]);
    page(&EraseDeclarationsPage { sheet: signed.sheet, lead })
}

/// Erases every declaration of whoever is signed in.
pub(in crate::web) async fn erase(
    State(pages): State<Arc<PublicPages>>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.declarations.erase(signed.declarer).await?;
    Ok(Redirect::to("/khai-bao/own").into_response())
}
