//! Stylesheet, scripts and fonts, embedded in the program. Their address holds a hash over all of them, so that a browser
//! keeps them forever and asks again after an update.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use lancan_protocol::problem::Problem;

use crate::ground::error::Failure;
use crate::ground::secrets::sha256;

type File = (&'static str, &'static [u8]);

/// What others made, where the build had it.
const VENDORED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/vendored.rs"));
/// Where files are.
pub(crate) const ROUTE: &str = "/assets/{version}/{name}";

/// What is ours.
const OURS: &[File] = &[
    ("console.css", include_bytes!("../../../assets/console.css")),
    ("public.css", include_bytes!("../../../assets/public.css")),
    ("home-code.js", include_bytes!("../../../assets/home-code.js")),
    ("display.js", include_bytes!("../../../assets/display.js")),
    ("camera.js", include_bytes!("../../../assets/camera.js")),
    ("hpke.js", include_bytes!("../../../assets/hpke.js")),
    ("log-codes.js", include_bytes!("../../../assets/log-codes.js")),
    ("checker.js", include_bytes!("../../../assets/checker.js")),
    ("checker-kept.js", include_bytes!("../../../assets/checker-kept.js")),
    ("checker-proof.js", include_bytes!("../../../assets/checker-proof.js")),
    ("qr-drawing.js", include_bytes!("../../../assets/qr-drawing.js")),
    ("kept.js", include_bytes!("../../../assets/kept.js")),
    ("kept-page.js", include_bytes!("../../../assets/kept-page.js")),
    ("page-worker.js", include_bytes!("../../../assets/page-worker.js")),
    ("visitors.js", include_bytes!("../../../assets/visitors.js")),
    ("gate.js", include_bytes!("../../../assets/gate.js")),
    ("gate-codes.js", include_bytes!("../../../assets/gate-codes.js")),
    ("gate-offline.js", include_bytes!("../../../assets/gate-offline.js")),
    ("gate-worker.js", include_bytes!("../../../assets/gate-worker.js")),
    ("signing.js", include_bytes!("../../../assets/signing.js")),
    ("map.js", include_bytes!("../../../assets/map.js")),
    ("console.js", include_bytes!("../../../assets/console.js")),
];

/// The first 16 hex digits of the SHA-256 over names and contents of all files.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let all: Vec<u8> = files().flat_map(|(name, bytes)| [name.as_bytes(), bytes].concat()).collect();
    lancan_protocol::hex::encode(sha256(&all).get(..8).unwrap_or_default())
});

fn files() -> impl Iterator<Item = &'static File> {
    OURS.iter().chain(VENDORED)
}

/// Whether the build embedded htmx and the fonts.
pub(crate) fn has_scripts() -> bool {
    !VENDORED.is_empty()
}

/// The bytes of a file; none where the build had none.
pub(crate) fn file(name: &str) -> Option<&'static [u8]> {
    files().find(|(known, _)| *known == name).map(|(_, bytes)| *bytes)
}

/// The address of a file.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// What keeps a page for a start without a network. Each page that is kept has it at an address beside its own, for a browser lets
/// a worker speak for its own folder alone, and asks for it each time.
pub(crate) async fn page_worker() -> Result<Response, Failure> {
    let file = file("page-worker.js").ok_or(Problem::NotFound)?;
    let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, "no-cache")];
    Ok((headers, file).into_response())
}

/// A file.
pub(crate) async fn serve(Path((version, name)): Path<(String, String)>) -> Result<Response, Failure> {
    let (_, bytes) =
        files().find(|(known, _)| *known == name).filter(|_| version == *VERSION).ok_or(Problem::NotFound)?;
    let kind = match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("ttf") => "font/ttf",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "font/woff2",
    };
    let headers: HeaderMap = [
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ]
    .into_iter()
    .collect();
    let mut response = (headers, *bytes).into_response();
    super::headers::add(response.headers_mut());
    Ok(response)
}
