//! Who looks at a page: an officer by the cookie of their session, and whether a form came from a page of this session.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::SameSite;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::Console;
use super::cookies;
use super::layout::Layout;
use crate::ground::error::Failure;
use crate::ground::purposes;
use crate::http::{Authenticate as _, Officer};

/// The cookie of a session. Over TLS the name binds the cookie to this very host, and to TLS.
const SESSION: [&str; 2] = ["__Host-lancan", "lancan"];
/// The cookie by which a device is known as the officer's.
const DEVICE: [&str; 2] = ["__Host-lancan-device", "lancan-device"];
/// Seconds that a browser keeps the device's cookie: 180 days, as the server does.
const DEVICE_SECONDS: i64 = 180 * 86_400;
/// What the HMAC over a session's token is for.
const CSRF: &str = purposes::CONSOLE_CSRF;

/// An officer at a page, with what every page shows.
pub(super) struct Desk {
    pub(super) officer: Officer,
    /// The session's token.
    pub(super) token: String,
    pub(super) layout: Layout,
}

impl FromRequestParts<Arc<Console>> for Desk {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, console: &Arc<Console>) -> Result<Self, Failure> {
        let token = session_token(&parts.headers).ok_or(Problem::SignInNeeded)?;
        // What the part of a page that updates asks for by itself is no use of the session.
        let by_itself = parts.headers.get("hx-trigger").is_some_and(|part| part == "live");
        let officer = if by_itself {
            console.officers.holder_of_idle_page(&token).await?
        } else {
            console.officers.authenticate(&token).await?
        };
        let mut layout = Layout::of(&parts.headers, &parts.uri);
        layout.centre.clone_from(&officer.centre_name);
        layout.role = Some(officer.role);
        layout.rooms = console.rooms();
        layout.csrf = csrf(console, &token);
        Ok(Self { officer, token, layout })
    }
}

/// The token that a form of this session carries.
fn csrf(console: &Console, token: &str) -> String {
    URL_SAFE_NO_PAD.encode(console.secrets.digest(CSRF, token.as_bytes()))
}

pub(super) fn session_token(headers: &HeaderMap) -> Option<String> {
    cookies::value(headers, SESSION)
}

/// The secret of a device that an officer signed in on before.
pub(super) fn device(headers: &HeaderMap) -> Option<String> {
    cookies::value(headers, DEVICE)
}

/// The cookies of a new session: the session's ends with it, the device's stays.
pub(super) fn begin(headers: &HeaderMap, token: &str, device: &str, now: UnixTime, until: UnixTime) -> [String; 2] {
    let seconds = i64::try_from(until.0.saturating_sub(now.0)).unwrap_or(0);
    [set(headers, SESSION, token, seconds), set(headers, DEVICE, device, DEVICE_SECONDS)]
}

/// The cookie that ends a session in the browser.
pub(super) fn end(headers: &HeaderMap) -> String {
    set(headers, SESSION, "", 0)
}

fn set(headers: &HeaderMap, names: [&'static str; 2], value: &str, seconds: i64) -> String {
    cookies::set(headers, names, value, seconds, SameSite::Strict)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(all: &[(&'static str, &'static str)]) -> HeaderMap {
        all.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn cookies_are_bound_to_host_and_tls_wherever_others_reach_the_server() {
        let now = UnixTime(100);
        let [session, device] = begin(&headers(&[("host", "lancan.vn")]), "t", "d", now, now.plus(60));
        assert_eq!(session, "__Host-lancan=t; HttpOnly; SameSite=Strict; Secure; Path=/; Max-Age=60");
        assert!(device.starts_with("__Host-lancan-device=d; HttpOnly; SameSite=Strict; Secure; Path=/"), "{device}");
        let [session, _] = begin(&headers(&[("host", "127.0.0.1:8080")]), "t", "d", now, now.plus(60));
        assert_eq!(session, "lancan=t; HttpOnly; SameSite=Strict; Path=/; Max-Age=60");
    }

    #[test]
    fn a_session_over_tls_is_not_taken_from_a_cookie_without_its_prefix() {
        assert_eq!(session_token(&headers(&[("host", "lancan.vn"), ("cookie", "lancan=t")])), None);
        let sent = headers(&[("host", "lancan.vn"), ("cookie", "a=b; __Host-lancan=t")]);
        assert_eq!(session_token(&sent).as_deref(), Some("t"));
    }
}
