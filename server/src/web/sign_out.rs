//! Signing out.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};

use super::filled::{HolderForm, Nothing};
use super::{PublicPages, ROOT, session};
use crate::ground::error::Failure;

/// Ends the session.
pub(super) async fn sign_out(
    State(pages): State<Arc<PublicPages>>,
    HolderForm { holder, .. }: HolderForm<Nothing>,
) -> Result<Response, Failure> {
    pages.places.end_manager_session(&holder.manager).await?;
    let mut response = Redirect::to(ROOT).into_response();
    session::end(&mut response, &holder.headers)?;
    Ok(response)
}
