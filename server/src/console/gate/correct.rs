//! Correcting one answer at the counter.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::forms::{Answer, FormVersion, Item, ItemKind, countries};
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::queue::{address, id_of};
use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::declarations::{item_label, option_name, unit_name};
use crate::gate::{Corrected, FORM, GateRecord, answer_to, correctable};
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "gate/correct.html")]
struct CorrectAnswerPage {
    layout: Layout,
    gate: u16,
    id: String,
    name: String,
    /// Name and words of the questions that can be corrected.
    questions: Vec<(String, String)>,
    /// The question that is being corrected.
    field: String,
    label: String,
    /// Values and words to choose from; none where it is written.
    choices: Vec<(String, String)>,
    value: String,
    hint: Option<String>,
    errors: Vec<String>,
}

/// Which question.
#[derive(Deserialize)]
pub(in crate::console) struct WhichQuestion {
    #[serde(default)]
    field: String,
}

/// The new answer.
#[derive(Deserialize)]
pub(in crate::console) struct NewAnswer {
    field: String,
    #[serde(default)]
    value: String,
}

/// Shows the questions, or the field for one of them.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((gate, id)): Path<(u16, String)>,
    Query(WhichQuestion { field }): Query<WhichQuestion>,
) -> Result<Response, Failure> {
    asked(&console, desk, GateNumber(gate), &id, &field, None, Vec::new()).await
}

async fn asked(
    console: &Console,
    desk: Desk,
    gate: GateNumber,
    id: &str,
    field: &str,
    written: Option<String>,
    errors: Vec<String>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    let file = gates.view(&desk.officer, gate, id_of(id)?).await?;
    let form = gates.declarations.form_of_version(FORM, &file.record.version).ok_or(Problem::NotFound)?;
    let layout = desk.layout;
    let all = correctable(form);
    let item = all.iter().find(|item| item.link_id == field);
    let is_wrong = !errors.is_empty();
    let shown = page(&CorrectAnswerPage {
        gate: gate.0,
        id: id.to_owned(),
        name: file.record.words("name").unwrap_or_default().to_owned(),
        questions: all.iter().map(|item| (item.link_id.clone(), question(&layout, form, item))).collect(),
        field: item.map_or_else(String::new, |item| item.link_id.clone()),
        label: item.map_or_else(String::new, |item| item_label(layout.text(), form, item)),
        choices: item.map_or_else(Vec::new, |item| choices(&layout, item)),
        value: written.or_else(|| item.map(|item| value(&file.record, item))).unwrap_or_default(),
        hint: item.filter(|item| item.unit_level().is_some()).map(|_| layout.say("console-gate-unit-hint")),
        errors,
        layout,
    })?;
    Ok(if is_wrong { with_its_page(StatusCode::BAD_REQUEST, None, shown) } else { shown })
}

/// A question with the heading of its group, so that the two wards can be told apart.
fn question(layout: &Layout, form: &FormVersion, item: &Item) -> String {
    let own = item_label(layout.text(), form, item);
    let group = form.questionnaire.item.iter().find(|group| group.item.iter().any(|one| one.link_id == item.link_id));
    match group {
        Some(group) => format!("{}: {own}", item_label(layout.text(), form, group)),
        None => own,
    }
}

fn choices(layout: &Layout, item: &Item) -> Vec<(String, String)> {
    if item.kind == ItemKind::Boolean {
        return ["yes", "no"].map(|name| (name.to_owned(), layout.say(&format!("web-declare-{name}")))).to_vec();
    }
    if item.is_country() {
        let mut all: Vec<(String, String)> =
            countries().map(|code| (code.to_owned(), layout.say(&format!("country-{code}")))).collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        return all;
    }
    if item.kind == ItemKind::Choice {
        let options = item.answer_option.iter().map(|option| &option.value_coding);
        return options.map(|option| (option.code.clone(), option_name(layout.text(), option))).collect();
    }
    Vec::new()
}

/// The answer as it is written into the field.
fn value(record: &GateRecord, item: &Item) -> String {
    match answer_to(record.answers(), &item.link_id) {
        Some(Answer::Boolean(yes)) => (if *yes { "yes" } else { "no" }).to_owned(),
        Some(Answer::Integer(number)) => number.to_string(),
        Some(Answer::Date(date)) => {
            let (year, month, day) = date.year_month_day();
            format!("{day}/{month}/{year}")
        }
        Some(Answer::String(code)) if item.unit_level().is_some() => unit_name(code).unwrap_or_else(|| code.clone()),
        Some(Answer::String(words) | Answer::Coding(words)) => words.clone(),
        Some(Answer::Decimal(_) | Answer::Attachment(_)) | None => String::new(),
    }
}

/// Corrects an answer; what is wrong with it is said.
pub(in crate::console) async fn correct(
    State(console): State<Arc<Console>>,
    Path((gate, id)): Path<(u16, String)>,
    Submitted { desk, form: NewAnswer { field, value } }: Submitted<NewAnswer>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    let gates = console.gates()?;
    match gates.correct(&desk.officer, gate, id_of(&id)?, &field, &value).await? {
        Corrected::Kept => Ok(Redirect::to(&address(gate, &id)).into_response()),
        Corrected::Refused(refused) => {
            let file = gates.view(&desk.officer, gate, id_of(&id)?).await?;
            let form = gates.declarations.form_of_version(FORM, &file.record.version).ok_or(Problem::NotFound)?;
            let layout = &desk.layout;
            let words = refused.iter().map(|one| {
                let item = form.questionnaire.find(&one.link_id);
                let label = item.map_or_else(|| one.link_id.clone(), |item| item_label(layout.text(), form, item));
                format!("{label}: {}", layout.text().refusal(one.kind))
            });
            let words = words.collect();
            asked(&console, desk, gate, &id, &field, Some(value), words).await
        }
    }
}
