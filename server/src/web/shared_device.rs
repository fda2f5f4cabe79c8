//! Whether a browser is a device that many people use, such as a kiosk at a gate: nobody stays signed in there.

use axum::http::HeaderMap;

use crate::http::pages::cookies;

/// The cookie by which a browser knows that it is one.
pub(super) const SHARED: [&str; 2] = ["__Host-lancan-shared", "lancan-shared"];

/// Whether this browser is one.
pub(super) fn is_shared(headers: &HeaderMap) -> bool {
    cookies::value(headers, SHARED).is_some()
}
