//! Saving a list of contacts under a name, and deleting it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::list::ContactQuery;
use crate::console::Console;
use crate::console::form::Submitted;
use crate::contacts::SavedView;
use crate::ground::error::Failure;

/// A name, and for a new view the filters of the list.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct ViewForm {
    name: String,
    case: String,
    tier: String,
    status: String,
    grade: String,
    source: String,
    sort: String,
}

/// Saves the list as it is narrowed down, and leads to it.
pub(in crate::console) async fn save(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<ViewForm>,
) -> Result<Response, Failure> {
    let ViewForm { name, case, tier, status, grade, source, sort } = form;
    let address = ContactQuery::of([case, tier, status, grade, source], &sort);
    let filters = address.split_once('?').map(|(_, filters)| filters.to_owned()).unwrap_or_default();
    console.contacts()?.save_view(&desk.officer, SavedView { name, filters }).await?;
    Ok(Redirect::to(&address).into_response())
}

/// Deletes a view, and leads to the whole list.
pub(in crate::console) async fn delete(
    State(console): State<Arc<Console>>,
    Submitted { desk, form }: Submitted<ViewForm>,
) -> Result<Response, Failure> {
    console.contacts()?.delete_view(&desk.officer, &form.name).await?;
    Ok(Redirect::to("/console/contacts").into_response())
}
