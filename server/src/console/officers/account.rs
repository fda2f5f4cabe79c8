//! The account of one officer, and what is done to it.

use lancan_protocol::Saturate;
use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use serde::Deserialize;

use super::row::Account;
use super::told;
use crate::cases;
use crate::console::Console;
use crate::console::confirm;
use crate::console::form::{Submitted, not_of_ours};
use crate::console::layout::Layout;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::ground::error::Failure;
use crate::http::Right;
use crate::officers::{AccountChange, Keeper};

#[derive(Template)]
#[template(path = "officers/account.html")]
struct AccountPage {
    layout: Layout,
    account: Account,
    facts: Vec<(String, String)>,
    /// To whom the officer's cases can be handed: number and name.
    others: Vec<(i64, String)>,
    /// How many cases were handed over just now, in words.
    handed: Option<String>,
}

/// Shows an account.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<i64>,
) -> Result<Response, Failure> {
    account_page(&console, desk, id, None).await
}

async fn account_page(console: &Console, desk: Desk, id: i64, handed: Option<u64>) -> Result<Response, Failure> {
    let (units, layout) = (console.officers.units(), desk.layout);
    let rows = console.officers.accounts(&desk.officer).await?;
    let takes_cases: BTreeSet<i64> = rows.iter().filter(|row| row.role.has(Right::Write)).map(|row| row.id).collect();
    let accounts: Vec<Account> = rows.into_iter().map(|row| Account::of(row, &layout, units)).collect();
    let others = accounts
        .iter()
        .filter(|other| other.id != id && !other.is_disabled && takes_cases.contains(&other.id))
        .map(|other| (other.id, format!("{} ({})", other.name, other.centre)))
        .collect();
    let account = accounts.into_iter().find(|account| account.id == id).ok_or(Problem::NotFound)?;
    let facts = [
        ("console-role", account.role.clone()),
        ("console-centre", account.centre.clone()),
        ("console-area", account.area.clone()),
        ("console-second-factor", account.second_factor.clone()),
        ("console-sessions", account.sessions.to_string()),
        ("console-officer-number", account.id.to_string()),
    ];
    let facts = facts.map(|(key, value)| (layout.say(key), value)).into();
    let handed = handed.map(Saturate::<i64>::saturate);
    let handed = handed.map(|cases| layout.say_with("console-handed-over", &[("count", cases.into())]));
    page(&AccountPage { layout, account, facts, others, handed })
}

/// What is to be done to an account.
#[derive(Deserialize)]
pub(in crate::console) struct WantedChange {
    #[serde(default)]
    change: String,
}

/// Does something to an account, and shows what the officer has to be told.
pub(in crate::console) async fn change(
    State(console): State<Arc<Console>>,
    Path(id): Path<i64>,
    Submitted { desk, form }: Submitted<WantedChange>,
) -> Result<Response, Failure> {
    let back = format!("/console/officers/{id}");
    if let Some(detour) = confirm::detour(&desk, &back) {
        return Ok(detour);
    }
    let change = AccountChange::named(&form.change).ok_or_else(not_of_ours)?;
    let told = console.officers.change(Keeper::Officer(desk.officer), id, change).await?;
    if told.password.is_none() && told.enrolment.is_none() {
        return Ok(Redirect::to(&back).into_response());
    }
    told::show(desk.layout, id, told.password, told.enrolment)
}

/// To whom cases are handed.
#[derive(Deserialize)]
pub(in crate::console) struct HandedTo {
    to: i64,
}

/// Hands an officer's cases to another.
pub(in crate::console) async fn hand_over(
    State(console): State<Arc<Console>>,
    Path(id): Path<i64>,
    Submitted { desk, form }: Submitted<HandedTo>,
) -> Result<Response, Failure> {
    if let Some(detour) = confirm::detour(&desk, &format!("/console/officers/{id}")) {
        return Ok(detour);
    }
    let keeper = Keeper::Officer(desk.officer.clone());
    let handed = cases::hand_over(&console.officers, keeper, id, form.to).await?;
    account_page(&console, desk, id, Some(handed)).await
}
