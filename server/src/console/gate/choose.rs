//! Which gate an officer works at.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "gate/choose.html")]
struct ChooseGatePage {
    layout: Layout,
    /// Number and name of each gate of the officer's area.
    gates: Vec<(u16, String)>,
}

/// Shows the gates of the officer's area.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let gates = console.gates()?;
    let listed = gates.listed(&desk.officer)?.into_iter();
    let language = desk.layout.language();
    let named = listed.map(|gate| (gate.0, gates.name(gate, language).unwrap_or_default())).collect();
    page(&ChooseGatePage { layout: desk.layout, gates: named })
}
