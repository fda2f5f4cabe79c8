//! One opening: its words, the signatures, the file for the opener, and what came back.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use lancan_protocol::visitor_log::Assertion;
use serde::Deserialize;

use super::{hours, state};
use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::upload::Uploaded;
use crate::ground::error::Failure;
use crate::http::pages::assets;
use crate::openings::{FromOpener, OpeningFile, OpeningState};

/// What the script needs to sign.
struct MyTurn {
    /// What is signed.
    challenge: String,
    /// The name of the officer's key; none where the officer has no key.
    credential: Option<String>,
}

#[derive(Template)]
#[template(path = "openings/file.html")]
struct OpeningPage {
    layout: Layout,
    id: String,
    place: String,
    place_id: String,
    case_id: String,
    state: String,
    mark: &'static str,
    /// Name and value of what is signed: as the opener's screen shows it.
    words: Vec<(String, String)>,
    /// What happened, and when.
    events: Vec<(String, String)>,
    refusal: Option<String>,
    /// What the script needs, where it is this officer's turn to sign.
    turn: Option<MyTurn>,
    /// Whether this officer may still refuse.
    can_refuse: bool,
    /// Whether this officer takes the file for the opener, and brings what comes back.
    can_take: bool,
    can_bring: bool,
    /// What came of it, in words.
    outcome: Vec<String>,
    script: String,
}

fn words(layout: &Layout, local: Local, file: &OpeningFile) -> Vec<(String, String)> {
    let request = &file.request;
    let [first, second] = &file.names;
    let recipient: String = hex::encode(&request.recipient).chars().take(16).collect();
    let rows = [
        ("opening-place", request.place.clone()),
        ("opening-district", request.district.to_string()),
        ("opening-codes", request.logs.len().to_string()),
        ("opening-hours", hours(local, request)),
        ("opening-case", request.case.clone()),
        ("opening-reason", request.reason.clone()),
        ("opening-officers", format!("{first} ({}), {second} ({})", file.row.first, file.row.second)),
        ("opening-expires", local.moment(file.row.expires_at)),
        ("opening-recipient", recipient),
        ("opening-request", file.row.id.clone()),
    ];
    rows.map(|(key, value)| (layout.say(key), value)).into()
}

fn events(layout: &Layout, local: Local, file: &OpeningFile) -> Vec<(String, String)> {
    let [first, second] = &file.names;
    let by = |key: &str, name: &str| layout.say_with(key, &[("name", name.into())]);
    let all = [
        (Some(file.row.asked_at), by("opening-event-asked", first)),
        (file.row.first_at, by("opening-event-signed", first)),
        (file.row.second_at, by("opening-event-signed", second)),
        (file.row.refused_at, layout.say("opening-event-refused")),
        (file.row.handed_out_at, layout.say("opening-event-handed-out")),
        (file.row.imported_at, layout.say("opening-event-imported")),
    ];
    all.into_iter().filter_map(|(at, what)| Some((local.moment(at?), what))).collect()
}

fn outcome(layout: &Layout, file: &OpeningFile) -> Vec<String> {
    let Some((entries, not)) = file.found else { return Vec::new() };
    let counts = [
        ("opening-found", entries),
        ("opening-contacts", file.row.contacts.unwrap_or(0)),
        ("opening-not-foreign", not.foreign),
        ("opening-not-opened", not.sealed_otherwise.saturating_add(not.malformed)),
        ("opening-not-forged", not.forged),
        ("opening-not-card", not.without_card),
        ("opening-not-repeated", not.repeated),
    ];
    let told = counts.into_iter().enumerate().filter(|(at, (_, count))| *at < 2 || *count > 0);
    told.map(|(_, (key, count))| layout.say_with(key, &[("count", count.into())])).collect()
}

/// Shows an opening.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let file = console.openings()?.view(&desk.officer, &id).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let (state, mark) = state(&layout, file.state);
    let (is_one, now) = (file.is_of(&desk.officer) && layout.changes_cases(), console.clock.now());
    let waits = matches!(file.state, OpeningState::WaitsForFirst | OpeningState::WaitsForSecond);
    let is_signed = is_one && file.state == OpeningState::Signed;
    page(&OpeningPage {
        words: words(&layout, local, &file),
        events: events(&layout, local, &file),
        outcome: outcome(&layout, &file),
        turn: (is_one && file.waits_for(&desk.officer)).then(|| MyTurn {
            challenge: URL_SAFE_NO_PAD.encode(file.request.challenge()),
            credential: file.own_credential.as_ref().map(|name| URL_SAFE_NO_PAD.encode(name)),
        }),
        can_refuse: is_one && waits,
        can_take: is_signed && file.row.expires_at > now,
        can_bring: is_signed,
        place: file.request.place,
        place_id: file.row.place,
        case_id: file.row.case.0,
        refusal: file.refusal,
        state,
        mark,
        id,
        script: assets::address("signing.js"),
        layout,
    })
}

/// What the officer's key answered, as the script wrote it.
#[derive(Deserialize)]
pub(in crate::console) struct SignatureForm {
    #[serde(default)]
    authenticator_data: String,
    #[serde(default)]
    client_data: String,
    #[serde(default)]
    signature: String,
}

/// Signs.
pub(in crate::console) async fn sign(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<SignatureForm>,
) -> Result<Response, Failure> {
    let SignatureForm { authenticator_data, client_data, signature } = form;
    let assertion = Assertion { authenticator_data, client_data, signature };
    console.openings()?.sign(&desk.officer, &id, assertion).await?;
    Ok(Redirect::to(&format!("/console/openings/{id}")).into_response())
}

/// Why it is refused.
#[derive(Deserialize)]
pub(in crate::console) struct RefuseForm {
    #[serde(default)]
    reason: String,
}

/// Refuses.
pub(in crate::console) async fn refuse(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<RefuseForm>,
) -> Result<Response, Failure> {
    console.openings()?.refuse(&desk.officer, &id, &form.reason).await?;
    Ok(Redirect::to(&format!("/console/openings/{id}")).into_response())
}

fn download(bytes: Vec<u8>, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

/// The file for the opener.
pub(in crate::console) async fn take_file(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    let bundle = console.openings()?.bundle(&desk.officer, &id).await?;
    let short: String = id.chars().take(8).collect();
    Ok(download(bundle, &format!("opening-{short}.json")))
}

/// Takes what the opener made: the list of cards, or the result.
pub(in crate::console) async fn bring(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    uploaded: Uploaded,
) -> Result<Response, Failure> {
    let brought = console.openings()?.bring(&uploaded.desk.officer, &id, uploaded.bytes("file").to_vec()).await?;
    Ok(match brought {
        FromOpener::Cards(cards) => {
            let short: String = id.chars().take(8).collect();
            download(cards, &format!("cards-{short}.json"))
        }
        FromOpener::Contacts(_) => Redirect::to(&format!("/console/openings/{id}")).into_response(),
    })
}
