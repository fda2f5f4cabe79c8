//! The list of officers of one's area.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::row::Account;
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "officers/list.html")]
struct OfficersPage {
    layout: Layout,
    accounts: Vec<Account>,
    found: String,
}

/// Shows the list.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let (rows, units, layout) =
        (console.officers.accounts(&desk.officer).await?, console.officers.units(), desk.layout);
    let accounts: Vec<Account> = rows.into_iter().map(|row| Account::of(row, &layout, units)).collect();
    let found = layout.say_with("console-officers-found", &[("count", accounts.len().into())]);
    page(&OfficersPage { layout, accounts, found })
}
