//! One of one's own declarations: when it came, what it means, what to do, and every answer.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::forms::{Answer, FormVersion, Given, Item, ItemKind, ResponseItem};

use super::pass::{PassOnPage, id_of};
use super::session::SignedDeclarer;
use super::words;
use crate::declarations::unit_name;
use crate::ground::error::Failure;
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::sheet::PageSheet;

#[derive(Template)]
#[template(path = "declare/show.html")]
struct OwnDeclarationPage {
    sheet: PageSheet,
    title: String,
    received: String,
    /// Its class in words.
    state: String,
    /// What to do.
    to_do: String,
    mark: &'static str,
    symbol: &'static str,
    /// Why it is of this class.
    reason: Option<String>,
    /// Says that a later one took its place.
    replaced: Option<String>,
    kept: String,
    id: String,
    /// The gate pass, where it is a declaration of entry.
    pass: Option<PassOnPage>,
    groups: Vec<AnsweredGroup>,
}

/// Answers under one heading.
struct AnsweredGroup {
    legend: Option<String>,
    lines: Vec<(String, String)>,
}

/// Shows a declaration of whoever is signed in.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let declaration = id_of(&id)?;
    let opened = pages.declarations.opened(signed.declarer, declaration).await?;
    let pass = pages.gates.pass(signed.declarer, declaration).await?;
    let (sheet, own) = (signed.sheet, opened.declaration);
    let local = Local(pages.key_days);
    let form = pages.declarations.form_of_version(&own.form, &own.version);
    let answered = Answered { sheet: &sheet };
    let groups = form.map(|form| answered.groups(form, &opened.response.item)).unwrap_or_default();
    let (mark, symbol) = words::class(&own.class);
    page(&OwnDeclarationPage {
        title: form.map_or_else(|| own.form.clone(), |form| words::title(&sheet, form)),
        received: sheet.say_of("web-declare-received", "when", &local.moment(own.at)),
        mark,
        symbol,
        reason: opened.reason.map(|reason| sheet.say(&format!("declaration-reason-{reason}"))),
        replaced: own.replaced_at.map(|at| sheet.say_of("web-declare-was-replaced", "when", &local.moment(at))),
        kept: sheet.say_of("web-declare-kept-until", "date", &date(own.expiry)),
        state: sheet.say(&format!("web-declare-class-{}", own.class)),
        to_do: sheet.say(&format!("web-declare-do-{}", own.class)),
        pass: pass.map(|pass| PassOnPage::of(&pages, &sheet, &pass)),
        id,
        groups,
        sheet,
    })
}

struct Answered<'a> {
    sheet: &'a PageSheet,
}

impl Answered<'_> {
    fn groups(&self, form: &FormVersion, given: &[ResponseItem]) -> Vec<AnsweredGroup> {
        let mut groups = Vec::new();
        self.add(&mut groups, form, None, (&form.questionnaire.item, given));
        groups.retain(|group| !group.lines.is_empty());
        groups
    }

    fn add(
        &self,
        groups: &mut Vec<AnsweredGroup>,
        form: &FormVersion,
        legend: Option<String>,
        (items, given): (&[Item], &[ResponseItem]),
    ) {
        let at = groups.len();
        groups.push(AnsweredGroup { legend, lines: Vec::new() });
        for one in given {
            let Some(item) = items.iter().find(|item| item.link_id == one.link_id) else { continue };
            let label = words::label(self.sheet, form, item);
            if item.kind == ItemKind::Group {
                self.add(groups, form, Some(label), (&item.item, &one.item));
            } else if !item.is_hidden() {
                let answers: Vec<String> = one.answer.iter().map(|given| self.answer(item, given)).collect();
                if let Some(group) = groups.get_mut(at) {
                    group.lines.push((label, answers.join("; ")));
                }
            }
        }
    }

    fn answer(&self, item: &Item, given: &Given) -> String {
        match given {
            Given::Read(Answer::String(code)) if item.unit_level().is_some() => {
                unit_name(code).unwrap_or_else(|| code.clone())
            }
            Given::Read(answer) => words::plain(self.sheet, item, answer),
            Given::Unreadable => String::new(),
        }
    }
}
