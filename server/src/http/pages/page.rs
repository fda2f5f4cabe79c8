//! A template as an answer.

use askama::Template;
use axum::response::{Html, IntoResponse as _, Response};

use crate::ground::error::{Failure, Fault};

/// Writes a page.
pub(crate) fn page(template: &impl Template) -> Result<Response, Failure> {
    let text = template.render().map_err(|_| Fault::Broken("a page does not render"))?;
    Ok(Html(text).into_response())
}
