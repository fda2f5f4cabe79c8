//! Whom to see today.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::days::{mark_of_day, temperature};
use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::date;
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::unit_words::home_of;
use crate::console::words::{InWords, title_of};
use crate::contacts::DueContact;
use crate::ground::error::Failure;
use crate::units::Units;

#[derive(Template)]
#[template(path = "contacts/today.html")]
struct TodayPage {
    layout: Layout,
    counts: String,
    /// That more are due than are listed; empty otherwise.
    more: String,
    rows: Vec<DueLine>,
    printed: String,
}

struct DueLine {
    id: String,
    title: String,
    phone: String,
    address: String,
    tier: String,
    seen: String,
    mark: &'static str,
    temperature: String,
    is_alarm: bool,
    until: String,
}

/// Shows whom to see today.
pub(in crate::console) async fn show(State(console): State<Arc<Console>>, desk: Desk) -> Result<Response, Failure> {
    let list = console.contacts()?.due_today(&desk.officer).await?;
    let layout = desk.layout;
    let day = date(list.date.0);
    let counts = [("due", list.due.into()), ("seen", list.seen.into()), ("when", (&day).into())];
    let counts = layout.say_with("console-today-counts", &counts);
    let listed = list.contacts.len();
    let more = [("listed", listed.into())];
    page(&TodayPage {
        counts,
        more: if list.due > listed { layout.say_with("console-today-more", &more) } else { String::new() },
        rows: list.contacts.into_iter().map(|due| line(&layout, console.officers.units(), due)).collect(),
        printed: layout.say_with("console-printed", &[("when", (&day).into()), ("centre", (&layout.centre).into())]),
        layout,
    })
}

fn line(layout: &Layout, units: &Units, due: DueContact) -> DueLine {
    let title = title_of(layout, &due.contact);
    let person = due.contact.person.unwrap_or_default();
    let address = home_of(units, &person).unwrap_or_default();
    DueLine {
        id: due.contact.id,
        phone: person.phone.filter(|phone| *phone != title).unwrap_or_default(),
        title,
        address,
        tier: layout.say(&due.contact.tier.key()),
        seen: layout.say(&due.seen.map_or_else(|| "console-not-yet".to_owned(), InWords::key)),
        mark: due.seen.map_or("todo", mark_of_day),
        temperature: temperature(layout, due.temperature_tenths),
        is_alarm: due.is_alarm,
        until: date(due.until.0),
    }
}
