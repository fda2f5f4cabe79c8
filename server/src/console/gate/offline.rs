//! A counter without a network: the page that browsers keep, what it takes along, and what it brings in. The page's script does the
//! reading (`gate-offline.js`).

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::PublicKeyPem;
use lancan_protocol::pass::GateNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::LogPublicKey;
use serde::Deserialize;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::gate::{ClearedOffline, FORM, Gates};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::OfficerId;
use crate::http::body::{self, Answer};

/// What the script says, by the ends of the keys `console-gate-offline-…`.
const WORDS: [&str; 29] = [
    "taking",
    "taken",
    "not-taken",
    "no-network",
    "sign-in",
    "wiped",
    "wiped-now",
    "cleared",
    "no-camera",
    "not-along",
    "nobody",
    "several",
    "list-over",
    "malformed",
    "not-signed",
    "wrong-gate",
    "not-yet",
    "expired",
    "revoked",
    "unnamed",
    "waits",
    "came-cleared",
    "came-noted",
    "came-refused",
    "came-gone",
    "why-decided",
    "why-elsewhere",
    "why-not-green",
    "why-taken-back",
];

#[derive(Template)]
#[template(path = "gate/offline.html")]
struct OfflineGatePage {
    layout: Layout,
    gate: u16,
    name: String,
    officer: OfficerId,
    /// What the script says, JSON.
    words: String,
    pass_keys: String,
    revoked_keys: String,
}

/// For which device, and of which flight.
#[derive(Deserialize)]
pub(in crate::console) struct TakenAlong {
    device: String,
    #[serde(default)]
    vehicle: String,
}

/// What was cleared.
#[derive(Deserialize)]
pub(in crate::console) struct ClearedForm {
    /// JSON, as software sends it.
    cleared: String,
}

fn json<T: serde::Serialize>(value: &T) -> Result<String, Failure> {
    Ok(serde_json::to_string(value).map_err(|_| Fault::Broken("words do not encode"))?)
}

fn words(gates: &Gates, layout: &Layout) -> BTreeMap<String, String> {
    let own = WORDS.map(|name| (name.to_owned(), layout.say(&format!("console-gate-offline-{name}"))));
    let classes =
        ["green", "yellow", "red"].map(|name| (name.to_owned(), layout.say(&format!("console-gate-class-{name}"))));
    let form = gates.declarations.form(FORM);
    let reasons = form.into_iter().flat_map(|form| &form.rules.triage).filter_map(|rule| rule.then.reason.clone());
    let reasons =
        reasons.map(|reason| (format!("reason-{reason}"), layout.say(&format!("declaration-reason-{reason}"))));
    own.into_iter().chain(classes).chain(reasons).collect()
}

/// Shows the page. It says nothing of anybody.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(gate): Path<u16>,
) -> Result<Response, Failure> {
    let gates = console.gates()?;
    gates.decides_at(&desk.officer, GateNumber(gate))?;
    let layout = desk.layout;
    let keys = |key: PublicKeyPem| json(&[key]);
    page(&OfflineGatePage {
        gate,
        name: gates.name(GateNumber(gate), layout.language()).unwrap_or_default(),
        officer: desk.officer.id,
        words: json(&words(gates, &layout))?,
        pass_keys: keys(gates.pass_key())?,
        revoked_keys: keys(gates.revoked_key())?,
        layout,
    })
}

/// What the device takes along.
pub(in crate::console) async fn take_along(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, form }: Submitted<TakenAlong>,
) -> Result<Response, Failure> {
    let key = URL_SAFE_NO_PAD.decode(&form.device).ok().and_then(|key| key.try_into().ok());
    let device = key.and_then(LogPublicKey::from_bytes).ok_or(Problem::RequestInvalid)?;
    let vehicle = Some(form.vehicle).filter(|vehicle| !vehicle.trim().is_empty());
    let bundle = console.gates()?.bundle(&desk.officer, GateNumber(gate), vehicle, device).await?;
    Ok(Answer(bundle).into_response())
}

/// Brings in what was cleared.
pub(in crate::console) async fn bring_in(
    State(console): State<Arc<Console>>,
    Path(gate): Path<u16>,
    Submitted { desk, form }: Submitted<ClearedForm>,
) -> Result<Response, Failure> {
    let cleared: ClearedOffline = body::read(form.cleared.as_bytes())?;
    Ok(Answer(cleared.bring_in(console.gates()?, &desk.officer, GateNumber(gate)).await?).into_response())
}
