//! A traveller without a pass, found by a number. The number is sent as a form, so that no address holds it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::queue::{address, id_of, refused_words};
use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::gate::{AtCounter, FoundDeclaration, Gates};
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "gate/find.html")]
struct FindTravellerPage {
    layout: Layout,
    gate: u16,
    name: String,
    number: String,
    /// None before anything was looked for.
    rows: Option<Vec<FoundRow>>,
    error: Option<String>,
}

struct FoundRow {
    id: String,
    name: String,
    passport: String,
    vehicle: String,
    seat: String,
    when: String,
    when_machine: String,
    /// Why nobody goes through with it now.
    refused: Option<String>,
    is_presented: bool,
}

/// The number that is looked for.
#[derive(Deserialize)]
pub(in crate::console) struct NumberForm {
    #[serde(default)]
    number: String,
}

/// The declaration that was chosen.
#[derive(Deserialize)]
pub(in crate::console) struct ChosenForm {
    declaration: String,
}

impl FoundRow {
    fn of(gates: &Gates, layout: &Layout, local: Local, found: FoundDeclaration) -> Self {
        Self {
            id: hex::encode(&found.id),
            name: found.name,
            passport: found.passport,
            vehicle: found.vehicle,
            seat: found.seat,
            when: local.moment(found.at),
            when_machine: local.machine(found.at),
            refused: found.refused.map(|why| refused_words(gates, layout, local, why)),
            is_presented: found.is_presented,
        }
    }
}

/// Asks for a number.
pub(in crate::console) async fn ask(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(gate): Path<u16>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    if !gates.listed(&desk.officer)?.contains(&GateNumber(gate)) {
        return Err(Problem::NotFound.into());
    }
    shown(gates, desk.layout, gate, String::new(), None, None)
}

fn shown(
    gates: &Gates,
    layout: Layout,
    gate: u16,
    number: String,
    rows: Option<Vec<FoundRow>>,
    error: Option<String>,
) -> Result<Response, Failure> {
    let name = gates.name(GateNumber(gate), layout.language()).unwrap_or_default();
    page(&FindTravellerPage { layout, gate, name, number, rows, error })
}

/// Looks for a number.
pub(in crate::console) async fn find(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, form: NumberForm { number } }: Submitted<NumberForm>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    match gates.find_without_pass(&desk.officer, GateNumber(gate), &number).await {
        Ok(found) => {
            let local = Local(console.key_days);
            let rows = found.into_iter().map(|one| FoundRow::of(gates, &desk.layout, local, one)).collect();
            shown(gates, desk.layout, gate, number, Some(rows), None)
        }
        Err(Failure::Refused(refusal)) if refusal.says("console-gate-find-wrong") => {
            let error = desk.layout.say("console-gate-find-wrong");
            let again = shown(gates, desk.layout, gate, number, None, Some(error))?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

/// Takes the traveller who was found to the counter.
pub(in crate::console) async fn present(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, form }: Submitted<ChosenForm>,
) -> Result<Response, Failure> {
    let (gates, number) = (console.gates()?, GateNumber(gate));
    match gates.present_without_pass(&desk.officer, number, id_of(&form.declaration)?).await? {
        AtCounter::Here(id) | AtCounter::Elsewhere { id, .. } | AtCounter::Decided(id) => {
            Ok(Redirect::to(&address(number, &hex::encode(&id))).into_response())
        }
        AtCounter::Refused(why) => {
            let error = refused_words(gates, &desk.layout, Local(console.key_days), why);
            let again = shown(gates, desk.layout, gate, String::new(), None, Some(error))?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
    }
}
