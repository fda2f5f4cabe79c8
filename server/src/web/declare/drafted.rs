//! What was written survives: a form whose answers are refused, that is put aside, or whose session was lost on the way is kept
//! sealed for a day.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest as _, Request};
use axum::response::{IntoResponse as _, Redirect, Response};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::time::UnixTime;
use serde::{Deserialize, Serialize};

use super::written::WrittenFields;
use crate::declarations::{Declarer, Draft, DraftOf};
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::Digest;
use crate::http::pages::same_site::refuse_other_sites;
use crate::web::PublicPages;

/// The field that says, sealed, whose form this is.
pub(super) const WHOSE: &str = "~whose";
/// What the sealed field is, for the seal.
const PLACE: &str = "declare-whose";
/// Seconds for which a form that was opened can be sent after its session was lost.
const SECONDS: u64 = 2 * 86_400;
/// Fields that no draft holds.
const NOT_KEPT: [&str; 6] = ["csrf", "~replaces", "~later", "~person", "~leader", WHOSE];

/// Whose form a page shows.
#[derive(Serialize, Deserialize)]
struct Whose {
    until: UnixTime,
    /// HMAC of the number.
    number: Digest,
    of: DraftOf,
}

/// Seals whose form a page shows, for the day on which it comes back without a session.
pub(super) fn whose(pages: &PublicPages, declarer: Declarer, of: &DraftOf) -> Result<String, Fault> {
    let until = pages.clock.now().plus(SECONDS);
    let whose = Whose { until, number: *declarer.number(), of: of.clone() };
    let plain = serde_json::to_vec(&whose).map_err(|_| Fault::Broken("a kept value does not encode"))?;
    Ok(URL_SAFE_NO_PAD.encode(pages.kept.seal(PLACE, &plain)?))
}

/// What was written, as a draft.
pub(super) fn draft(of: DraftOf, written: &WrittenFields) -> Draft {
    let kept = written.all().filter(|(name, value)| !NOT_KEPT.contains(name) && !value.is_empty());
    Draft { of, fields: kept.map(|(name, value)| (name.to_owned(), value.to_owned())).collect() }
}

/// Keeps what a form holds whose session is over, for whoever showed the number that it was opened with. Returns where the
/// browser goes; none where the form is nobody's.
pub(super) async fn rescue(pages: &Arc<PublicPages>, request: Request) -> Result<Option<Response>, Failure> {
    refuse_other_sites(request.headers())?;
    let Ok(bytes) = Bytes::from_request(request, &()).await else { return Ok(None) };
    let written = WrittenFields::of(&bytes);
    let opened = || {
        let sealed = URL_SAFE_NO_PAD.decode(written.raw(WHOSE)).ok()?;
        let whose: Whose = serde_json::from_slice(&pages.kept.open(PLACE, &sealed).ok()?).ok()?;
        (pages.clock.now() < whose.until).then_some(whose)
    };
    let Some(Whose { number, of, .. }) = opened() else { return Ok(None) };
    pages.declarations.keep_draft(number, draft(of, &written)).await?;
    Ok(Some(Redirect::to("/khai-bao/number?kept=yes").into_response()))
}
