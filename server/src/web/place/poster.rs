//! The poster of a place, to print.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::problem::Problem;

use crate::ground::error::Failure;
use crate::http::pages::pdf;
use crate::places::PosterPaper;
use crate::web::PublicPages;
use crate::web::session::Holder;

/// The poster as a PDF file.
pub(in crate::web) async fn print(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path((id, paper)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let on = PosterPaper::named(&paper).ok_or(Problem::NotFound)?;
    let sheet = pages.places.managers_poster(&holder.manager, &id, on).await?;
    Ok(pdf::answer(sheet))
}
