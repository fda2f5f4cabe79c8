//! The first page: what can be declared.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts as _, Request, State};
use axum::response::Response;
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;

use super::about;
use super::again::{AgainButton, buttons};
use super::session::{SignedDeclarer, is_over};
use crate::declarations::{Declarer, Draft, OwnDiary, form_title};
use crate::ground::error::Failure;
use crate::http::pages::local::date;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "declare/start.html")]
struct DeclareStartPage {
    sheet: PageSheet,
    /// Whether a number can be shown here.
    is_open: bool,
    /// Whether whoever is signed in has no number.
    has_no_number: bool,
    forms: Vec<OfferedForm>,
    /// Forms that were put aside: title and address.
    put_aside: Vec<(String, String)>,
    /// What can be declared as yesterday.
    again: Vec<AgainButton>,
    /// Whether somebody else declares for whoever has this number.
    can_take_over: bool,
    /// Reports of today in quarantine.
    diaries: Vec<DueReport>,
}

/// The reports of today of somebody in quarantine.
struct DueReport {
    /// Whose they are.
    name: String,
    /// Until when they are due, and how many there are.
    said: String,
    address: String,
}

impl DueReport {
    fn of(pages: &PublicPages, sheet: &PageSheet, diary: OwnDiary) -> Self {
        let hours = pages.declarations.diary_hours();
        let until = date(diary.last_day);
        let told = [
            ("date", until.as_str().into()),
            ("morning", hours.morning.into()),
            ("afternoon", hours.afternoon.into()),
            ("count", diary.today.into()),
        ];
        let person = diary.person.map(|person| hex::encode(&person)).unwrap_or_default();
        Self {
            name: diary.name.unwrap_or_else(|| sheet.say("web-family-me")),
            said: sheet.say_with("web-diary-due", &told),
            address: format!("/khai-bao/form/vhd-daily?person={person}&leader={}", hex::encode(&diary.declaration)),
        }
    }
}

struct OfferedForm {
    id: String,
    title: String,
    /// Who fills it in.
    about: String,
    /// Whether whoever looks may fill it in, now or once they showed a number.
    is_open: bool,
}

/// Says what can be declared, whether or not somebody is signed in.
pub(in crate::web) async fn show(State(pages): State<Arc<PublicPages>>, request: Request) -> Result<Response, Failure> {
    let (mut parts, _) = request.into_parts();
    let signed = match SignedDeclarer::from_request_parts(&mut parts, &pages).await {
        Ok(signed) => Ok(signed),
        Err(failure) if is_over(&failure) => Err(PageSheet::of(&parts.headers, &parts.uri)),
        Err(failure) => return Err(failure),
    };
    let declarer = signed.as_ref().ok().map(|signed| signed.declarer);
    let (sheet, put_aside, again, can_take_over, diaries) = match signed {
        Ok(SignedDeclarer { declarer, sheet, .. }) => {
            let own = pages.declarations.own(declarer).await?;
            let again = buttons(&pages, &sheet, &own, None);
            let drafts = pages.declarations.drafts(declarer).await?;
            let put_aside = put_aside(&pages, declarer, &sheet, drafts).await?;
            let can_take_over = !pages.declarations.to_take_over(declarer).await?.is_empty();
            let diaries = pages.declarations.diaries(declarer).await?;
            let diaries = diaries.into_iter().map(|diary| DueReport::of(&pages, &sheet, diary)).collect();
            (sheet, put_aside, again, can_take_over, diaries)
        }
        Err(sheet) => (sheet, Vec::new(), Vec::new(), false, Vec::new()),
    };
    let is_open = pages.declarations.sends_passwords();
    let offered = pages.declarations.forms().map(|form| OfferedForm {
        id: form.id.clone(),
        title: form_title(sheet.text(), form),
        about: sheet.say(&format!("web-declare-about-{}", form.id)),
        is_open: declarer.map_or(is_open, |declarer| declarer.may_answer(&form.id).is_ok()),
    });
    let forms = offered.collect();
    let has_no_number = declarer.is_some_and(|declarer| declarer.has_no_number());
    page(&DeclareStartPage { sheet, is_open, has_no_number, forms, put_aside, again, can_take_over, diaries })
}

/// Forms that were put aside: title and address. One about a person who is not there any more is left out.
async fn put_aside(
    pages: &Arc<PublicPages>,
    declarer: Declarer,
    sheet: &PageSheet,
    drafts: Vec<Draft>,
) -> Result<Vec<(String, String)>, Failure> {
    let mut lines = Vec::new();
    for Draft { of, .. } in drafts {
        let Some(form) = pages.declarations.form(&of.form) else { continue };
        let title = match about::title(pages, declarer, (sheet, form), &of).await {
            Ok(title) => title,
            Err(Failure::Refused(refusal)) if refusal.problem == Problem::NotFound => continue,
            Err(failure) => return Err(failure),
        };
        let id = |id: Option<[u8; 16]>| id.map(|id| hex::encode(&id)).unwrap_or_default();
        lines.push((title, format!("/khai-bao/form/{}?person={}&leader={}", of.form, id(of.person), id(of.leader))));
    }
    Ok(lines)
}
