//! The officer's own signing key: made in the browser, shown for the opener, revoked.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::visitor_log::Enrolment;
use serde::Deserialize;

use crate::console::Console;
use crate::console::confirm;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::Local;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::http::pages::assets;
use crate::http::pages::site::Site;
use crate::openings::SigningKeyRow;

const HERE: &str = "/console/signing-keys";

struct KeyLine {
    /// What the opener and the officer compare: the first digits of the SHA-256 of the PEM.
    fingerprint: String,
    origin: String,
    added: String,
    /// Since when it signs nothing more; none while it does.
    revoked: Option<String>,
}

#[derive(Template)]
#[template(path = "openings/keys.html")]
struct SigningKeysPage {
    layout: Layout,
    keys: Vec<KeyLine>,
    /// The id of the key that the officer signs with.
    live: Option<String>,
    /// Whether password and code were shown lately.
    confirmed: bool,
    number: String,
    /// What the authenticator shows the officer.
    key_name: String,
    challenge: String,
    /// The officer's number, as an authenticator keeps it.
    user: String,
    recipient: String,
    script: String,
}

fn line(local: Local, row: &SigningKeyRow) -> Result<KeyLine, Failure> {
    let digest = hex::encode(&crate::ground::secrets::sha256(row.pem()?.as_bytes()));
    Ok(KeyLine {
        fingerprint: digest.chars().take(16).collect(),
        origin: row.key.origin.clone(),
        added: local.moment(row.added_at),
        revoked: row.revoked_at.map(|at| local.moment(at)),
    })
}

/// Shows the officer's keys.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let openings = console.openings()?;
    let found = openings.keys(&desk.officer).await?;
    let (local, number) = (Local(console.key_days), desk.officer.id.to_string());
    page(&SigningKeysPage {
        keys: found.iter().map(|row| line(local, row)).collect::<Result<_, _>>()?,
        live: found.iter().find(|row| row.revoked_at.is_none()).map(|row| row.id.clone()),
        confirmed: desk.officer.confirmed,
        key_name: desk.layout.say_with("opening-key-name", &[("number", number.as_str().into())]),
        number,
        challenge: URL_SAFE_NO_PAD.encode(openings.key_challenge(&desk.token)),
        user: URL_SAFE_NO_PAD.encode(format!("lancan officer {}", desk.officer.id)),
        recipient: hex::encode(&openings.recipient().fingerprint()).chars().take(16).collect(),
        script: assets::address("signing.js"),
        layout: desk.layout,
    })
}

/// What the browser answered, as the script wrote it.
#[derive(Deserialize)]
pub(in crate::console) struct MadeKeyForm {
    #[serde(default)]
    authenticator_data: String,
    #[serde(default)]
    client_data: String,
}

/// Binds a key that was made to the officer.
pub(in crate::console) async fn enrol(
    State(console): State<Arc<Console>>,
    headers: HeaderMap,
    Submitted { desk, form }: Submitted<MadeKeyForm>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, HERE) {
        return Ok(detour);
    }
    let MadeKeyForm { authenticator_data, client_data } = form;
    let made = Enrolment { authenticator_data, client_data };
    console.openings()?.enrol(&desk.officer, &desk.token, &Site::of(&headers), &made).await?;
    Ok(Redirect::to(HERE).into_response())
}

/// Ends a key.
pub(in crate::console) async fn revoke(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.openings()?.revoke_key(&desk.officer, &id).await?;
    Ok(Redirect::to(HERE).into_response())
}

fn download(text: String, name: &str) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(CONTENT_TYPE, "application/octet-stream".to_owned()), (CONTENT_DISPOSITION, disposition)], text).into_response()
}

/// The public key that the officer brings to the opener, PEM.
pub(in crate::console) async fn pem(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let found = console.openings()?.keys(&desk.officer).await?;
    let row = found.into_iter().find(|row| row.id == id).ok_or(Problem::NotFound)?;
    Ok(download(row.pem()?, &format!("officer-{}.pem", desk.officer.id)))
}

/// The public key that the opener seals results to, for `lancan-opener enrol-recipient`.
pub(in crate::console) async fn recipient(
    State(console): State<Arc<Console>>,
    desk: Desk,
) -> Result<Response, Failure> {
    // Asked for in the officer's name, so that the audit log tells who took it to the opener.
    let openings = console.openings()?;
    openings.keys(&desk.officer).await?;
    Ok(download(hex::encode(openings.recipient().as_bytes()), "recipient.hex"))
}
