//! In which language a page is: the one that was chosen, or else what the browser asks for.

use axum::http::HeaderMap;
use axum::http::HeaderValue;
use cookie::{Cookie, SameSite};
use lancan_text::Language;

use super::cookies::cookie_named;
use crate::ground::error::Fault;
use crate::http::problem;

/// The cookie that holds the chosen language.
const COOKIE: &str = "lancan-language";
/// Days that a choice is kept.
const DAYS: i64 = 365;

/// The language of a request.
pub(crate) fn of(headers: &HeaderMap) -> Language {
    let chosen = cookie_named(headers, COOKIE).and_then(|tag| Language::from_tag(&tag));
    chosen.unwrap_or_else(|| problem::language(headers))
}

/// The cookie that keeps a choice, for every page.
///
/// # Errors
/// [`Fault`] when the cookie does not encode, which cannot be.
pub(crate) fn kept(language: Language) -> Result<HeaderValue, Fault> {
    let cookie = Cookie::build((COOKIE, language.tag()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(DAYS));
    cookie.to_string().parse().map_err(|_| Fault::Broken("a cookie does not encode"))
}
