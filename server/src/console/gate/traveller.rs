//! One traveller at a gate: the record, who has them, and what is decided.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::forms::FormVersion;
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::queue::{ScannedForm, address, class, id_of, scanned, state};
use crate::console::Console;
use crate::console::declarations::file::{named_pictures, on_behalf};
use crate::console::form::{FieldError, NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::declarations::{AnsweredGroup, answered, given_words, item_label};
use crate::gate::{FORM, GateDecision, TravellerFile, TravellerState};
use crate::ground::error::Failure;
use crate::http::answers::DrawnPicture;

#[derive(Template)]
#[template(path = "gate/traveller.html")]
struct TravellerPage {
    layout: Layout,
    gate: u16,
    gate_name: String,
    id: String,
    name: String,
    class: String,
    class_mark: &'static str,
    /// Whether Enter clears the traveller.
    is_green: bool,
    reason: Option<String>,
    state: String,
    mark: &'static str,
    /// Whether the traveller is at this officer's counter.
    is_here: bool,
    can_take: bool,
    held: Option<String>,
    facts: Vec<(String, String)>,
    /// Others with the same passport: in words, with an address where the officer may look.
    alike: Vec<(String, Option<String>)>,
    groups: Vec<AnsweredGroup>,
    /// Position and name of each picture.
    pictures: Vec<(u32, String)>,
    corrections: Vec<CorrectionLine>,
    decisions: Vec<String>,
    quarantine: Option<String>,
    /// What the traveller is to whoever declared for them.
    on_behalf: Option<String>,
    form: DecisionForm,
    choices: Vec<(&'static str, String)>,
    errors: Vec<FieldError>,
}

struct CorrectionLine {
    question: String,
    before: String,
    after: String,
    by: String,
}

/// What an officer decided.
#[derive(Default, Deserialize)]
pub(in crate::console) struct DecisionForm {
    #[serde(default)]
    decision: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    reason: String,
}

/// Shows a traveller.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((gate, id)): Path<(u16, String)>,
) -> Result<Response, Failure> {
    shown(&console, desk, GateNumber(gate), &id, DecisionForm::default(), None).await
}

/// Shows a traveller with what was written into the form, and what is wrong with it.
async fn shown(
    console: &Console,
    desk: Desk,
    gate: GateNumber,
    id: &str,
    form: DecisionForm,
    error: Option<(&'static str, &'static str)>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    let file = gates.view(&desk.officer, gate, id_of(id)?).await?;
    let declared = gates.declarations.form_of_version(FORM, &file.record.version).ok_or(Problem::NotFound)?;
    let gate_name = gates.name(gate, desk.layout.language()).unwrap_or_default();
    let alike = alike(console, &desk.layout, &file)?;
    let errors: Vec<FieldError> =
        error.iter().map(|(field, key)| FieldError { field, text: desk.layout.say(key) }).collect();
    let is_wrong = !errors.is_empty();
    let page_of = traveller_page(desk.layout, Local(console.key_days), &file, declared);
    let place = if form.place.is_empty() {
        file.record.words("quarantine.place").unwrap_or_default().to_owned()
    } else {
        form.place.clone()
    };
    let form = DecisionForm { place, ..form };
    let shown = page(&TravellerPage { gate: gate.0, gate_name, id: id.to_owned(), alike, form, errors, ..page_of })?;
    Ok(if is_wrong { with_its_page(StatusCode::BAD_REQUEST, None, shown) } else { shown })
}

fn traveller_page(layout: Layout, local: Local, file: &TravellerFile, declared: &FormVersion) -> TravellerPage {
    let TravellerFile { row, record, holder, .. } = file;
    let officer = |id: i64| file.officers.iter().find(|(known, _)| *known == id).map_or("", |(_, name)| name.as_str());
    let is_here = holder.as_ref().is_some_and(|(_, own)| *own) && layout.changes_cases();
    let (state, mark) = state(&layout, row.state);
    let (class, class_mark) = class(&layout, &row.class);
    let by = |at, id| {
        layout
            .say_with("console-gate-by", &[("when", local.moment(at).as_str().into()), ("officer", officer(id).into())])
    };
    let facts = [
        ("console-gate-vehicle", row.vehicle.clone()),
        ("console-gate-seat", record.words("seat").unwrap_or_default().to_owned()),
        ("console-gate-presented", local.moment(row.presented_at)),
        ("console-gate-declared", local.moment(record.declared_at)),
    ];
    let corrections = record.corrections.iter().map(|one| {
        let item = declared.questionnaire.find(&one.link_id);
        let words = |given: &Option<lancan_protocol::forms::ResponseItem>| match (item, given) {
            (Some(item), Some(given)) => given_words(layout.text(), item, &given.answer),
            _ => layout.say("web-declare-no-answer"),
        };
        CorrectionLine {
            question: item.map_or_else(|| one.link_id.clone(), |item| item_label(layout.text(), declared, item)),
            before: words(&one.before),
            after: words(&one.after),
            by: by(one.at, one.officer),
        }
    });
    let decisions = record.decisions.iter().map(|one| {
        let words = layout.say(&format!("console-gate-state-{}", one.state));
        let offline = if one.is_offline { layout.say("console-gate-offline-decision") } else { String::new() };
        let by = by(one.at, one.officer);
        let parts = [words, one.place.clone(), one.reason.clone(), offline, by];
        parts.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
    });
    let quarantine = row.quarantine.map(|(from, to)| {
        let (from, to) = (date(from), date(to));
        layout.say_with("console-gate-plan-days", &[("from", from.as_str().into()), ("to", to.as_str().into())])
    });
    let choices = GateDecision::NAMES.map(|name| (name, layout.say(&format!("console-gate-decide-{name}"))));
    TravellerPage {
        gate: 0,
        gate_name: String::new(),
        id: String::new(),
        name: record.words("name").unwrap_or_default().to_owned(),
        class,
        class_mark,
        is_green: row.class == "green",
        reason: record.reason.as_ref().map(|reason| layout.say(&format!("declaration-reason-{reason}"))),
        state,
        mark,
        is_here,
        can_take: holder.is_none() && row.state.is_open() && layout.changes_cases(),
        held: holder
            .as_ref()
            .filter(|(_, own)| !own)
            .map(|(name, _)| layout.say_with("console-gate-at-counter", &[("officer", name.as_str().into())])),
        facts: facts
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(key, value)| (layout.say(key), value))
            .collect(),
        alike: Vec::new(),
        groups: answered(layout.text(), declared, &record.answers().item),
        pictures: named_pictures(&layout, file.pictures.clone()),
        corrections: corrections.collect(),
        decisions: decisions.collect(),
        quarantine,
        on_behalf: file.on_behalf.as_ref().map(|person| on_behalf(&layout, local, person)),
        form: DecisionForm::default(),
        choices: choices.to_vec(),
        errors: Vec::new(),
        layout,
    }
}

fn alike(console: &Console, layout: &Layout, file: &TravellerFile) -> Result<Vec<(String, Option<String>)>, Failure> {
    let (gates, local) = (console.gates()?, Local(console.key_days));
    let lines = file.alike.iter().map(|(other, sees)| {
        let when = local.moment(other.presented_at);
        let gate = gates.name(other.gate, layout.language()).unwrap_or_default();
        let words = layout
            .say_with("console-gate-alike-line", &[("when", when.as_str().into()), ("gate", gate.as_str().into())]);
        (words, sees.then(|| address(other.gate, &hex::encode(&other.declaration))))
    });
    Ok(lines.collect())
}

/// What the field for the scanner holds: nothing clears a traveller of whom nothing stands out, a code leads to the next one.
pub(in crate::console) async fn enter(
    State(console): State<Arc<Console>>,
    Path((gate, id)): Path<(u16, String)>,
    Submitted { desk, form }: Submitted<ScannedForm>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    if !form.code.trim().is_empty() {
        return scanned(&console, desk, gate, &form.code).await;
    }
    let gates = console.gates()?;
    let file = gates.view(&desk.officer, gate, id_of(&id)?).await?;
    if file.row.class != "green" {
        let error = Some(("decision", "console-gate-not-green"));
        return shown(&console, desk, gate, &id, DecisionForm::default(), error).await;
    }
    let state = gates.decide(&desk.officer, gate, id_of(&id)?, GateDecision::Clear, "").await?;
    Ok(back(gate, state.name()))
}

/// Takes a decision.
pub(in crate::console) async fn decide(
    State(console): State<Arc<Console>>,
    Path((gate, id)): Path<(u16, String)>,
    Submitted { desk, form }: Submitted<DecisionForm>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    let Some(decision) = GateDecision::named(&form.decision, form.place.clone()) else {
        return shown(&console, desk, gate, &id, form, Some(("decision", "console-gate-choose-decision"))).await;
    };
    match console.gates()?.decide(&desk.officer, gate, id_of(&id)?, decision, &form.reason).await {
        Ok(TravellerState::Quarantine) => Ok(Redirect::to(&address(gate, &id)).into_response()),
        Ok(state) => Ok(back(gate, state.name())),
        Err(Failure::Refused(refusal)) if refusal.says("console-gate-needs-place") => {
            shown(&console, desk, gate, &id, form, Some(("place", "console-gate-needs-place"))).await
        }
        Err(Failure::Refused(refusal)) if refusal.says("console-gate-needs-reason") => {
            shown(&console, desk, gate, &id, form, Some(("reason", "console-gate-needs-reason"))).await
        }
        Err(failure) => Err(failure),
    }
}

fn back(gate: GateNumber, said: &str) -> Response {
    Redirect::to(&format!("/console/gate/{}?said={said}", gate.0)).into_response()
}

/// A picture of a document that came with a traveller's declaration.
pub(in crate::console) async fn picture(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path((gate, id, position)): Path<(u16, String, u32)>,
) -> Result<DrawnPicture, Failure> {
    let picture = console.gates()?.picture(&desk.officer, GateNumber(gate), id_of(&id)?, position).await?;
    Ok(DrawnPicture(picture))
}

/// Takes a traveller of the queue to the officer's counter.
pub(in crate::console) async fn take(
    State(console): State<Arc<Console>>,
    Path((gate, id)): Path<(u16, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    console.gates()?.take(&desk.officer, gate, id_of(&id)?).await?;
    Ok(Redirect::to(&address(gate, &id)).into_response())
}

/// Lets a traveller go back into the queue.
pub(in crate::console) async fn put_back(
    State(console): State<Arc<Console>>,
    Path((gate, id)): Path<(u16, String)>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let gate = GateNumber(gate);
    console.gates()?.put_back(&desk.officer, gate, id_of(&id)?).await?;
    Ok(back(gate, "back"))
}
