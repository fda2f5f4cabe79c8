//! An officer chooses the language of the pages.

use axum::extract::{Path, Query};
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_text::Language;
use serde::Deserialize;

use super::address::within_the_console;
use crate::ground::error::Failure;
use crate::http::pages::language;

/// Where to go back to.
#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    back: String,
}

/// Keeps the choice and goes back to the page that the choice was made on.
pub(super) async fn choose(Path(tag): Path<String>, Query(Back { back }): Query<Back>) -> Result<Response, Failure> {
    let language = Language::from_tag(&tag).ok_or(Problem::NotFound)?;
    let mut response = Redirect::to(within_the_console(&back)).into_response();
    response.headers_mut().append(SET_COOKIE, language::kept(language)?);
    Ok(response)
}
