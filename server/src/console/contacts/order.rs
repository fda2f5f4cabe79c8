//! A quarantine order: given, and printed as a letter. The letter names the case to nobody.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::console::Console;
use crate::console::form::{NoFields, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::unit_words::home_of;
use crate::ground::error::Failure;

#[derive(Template)]
#[template(path = "contacts/order.html")]
struct OrderLetterPage {
    layout: Layout,
    id: String,
    /// Name and value of what is known of the person.
    person: Vec<(String, String)>,
    on: String,
    because: String,
    until: String,
    afterwards: String,
}

/// Orders quarantine by the rules in force, and leads to the letter.
pub(in crate::console) async fn order(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, .. }: Submitted<NoFields>,
) -> Result<Response, Failure> {
    console.contacts()?.order(&desk.officer, &id).await?;
    Ok(Redirect::to(&format!("/console/contacts/{id}/order")).into_response())
}

/// Shows the letter.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let contacts = console.contacts()?;
    let order = contacts.view_order(&desk.officer, &id).await?;
    let person = contacts.view(&desk.officer, &id).await?.person.unwrap_or_default();
    let layout = desk.layout;
    let home = home_of(console.officers.units(), &person);
    let known = [
        ("console-contact-name", person.name),
        ("console-birth-year", person.birth_year.map(|year| year.to_string())),
        ("console-address", home),
        ("console-contact-phone", person.phone),
    ];
    // What is not known is written by hand.
    let known =
        known.into_iter().map(|(key, value)| (layout.say(key), value.unwrap_or_else(|| "…………………………".to_owned())));
    page(&OrderLetterPage {
        id,
        person: known.collect(),
        on: date(Local(console.key_days).day(console.clock.now())),
        because: layout.say_with(
            "console-letter-because",
            &[("decree", (&order.decree).into()), ("when", (&date(order.last_contact.0)).into())],
        ),
        until: layout.say_with("console-letter-until", &[("when", (&date(order.until.0)).into())]),
        afterwards: layout.say_with("console-letter-afterwards", &[("when", (&date(order.follow_up_until.0)).into())]),
        layout,
    })
}
