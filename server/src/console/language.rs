//! In which language a page is: the one that was chosen, or else what the browser asks for.

use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use cookie::{Cookie, SameSite};
use lancan_protocol::problem::Problem;
use lancan_text::Language;
use serde::Deserialize;

use super::ROOT;
use super::address::within_the_console;
use super::cookies::cookie_named;
use crate::ground::error::{Failure, Fault};
use crate::http::problem;

/// The cookie that holds the chosen language.
const COOKIE: &str = "lancan-language";
/// Days that a choice is kept.
const DAYS: i64 = 365;

/// The language of a request.
pub(super) fn of(headers: &HeaderMap) -> Language {
    let chosen = cookie_named(headers, COOKIE).and_then(|tag| Language::from_tag(&tag));
    chosen.unwrap_or_else(|| problem::language(headers))
}

/// Where to go back to.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back to the page that the choice was made on.
pub(super) async fn choose(Path(tag): Path<String>, Query(Back { back }): Query<Back>) -> Result<Response, Failure> {
    let language = Language::from_tag(&tag).ok_or(Problem::NotFound)?;
    let cookie = Cookie::build((COOKIE, language.tag()))
        .path(ROOT)
        .http_only(true)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::days(DAYS));
    let mut response = Redirect::to(within_the_console(&back)).into_response();
    let value = cookie.to_string().parse().map_err(|_| Fault::Broken("a cookie does not encode"))?;
    response.headers_mut().append(SET_COOKIE, value);
    Ok(response)
}
