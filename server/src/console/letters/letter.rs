//! Letters about one contact's quarantine: that it is over, and that the contact stays away from work until then. Neither
//! names the case.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::problem::Problem;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::unit_words::home_of;
use crate::contacts::{Contact, Person, Status};
use crate::ground::error::{Failure, Refusal};
use crate::units::Units;

#[derive(Template)]
#[template(path = "letters/letter.html")]
pub(super) struct LetterPage {
    pub(super) layout: Layout,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) on: String,
    /// Whom the letter is to, to be written by hand; empty where it is to the contact.
    pub(super) to: String,
    /// Name and value of what is known of the person.
    pub(super) person: Vec<(String, String)>,
    pub(super) paragraphs: Vec<String>,
}

/// What is not known is written by hand.
const BY_HAND: &str = "…………………………";

/// That a contact's quarantine is over. There is no such letter before it is.
pub(in crate::console) async fn release(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let contacts = console.contacts()?;
    let order = contacts.view_order(&desk.officer, &id).await?;
    let contact = contacts.view(&desk.officer, &id).await?;
    releasable(&contact)?;
    let today = Local(console.key_days).day(console.clock.now());
    if today <= order.until.0 {
        return Err(Refusal::saying(Problem::Conflict, "officer-release-too-early").into());
    }
    let (person, layout) = (contact.person.unwrap_or_default(), desk.layout);
    let (until, follow_up) = (date(order.until.0), date(order.follow_up_until.0));
    let paragraphs = vec![
        layout.say_with("console-release-over", &[("when", (&until).into()), ("decree", (&order.decree).into())]),
        if today <= order.follow_up_until.0 {
            layout.say_with("console-release-watch", &[("when", (&follow_up).into())])
        } else {
            layout.say("console-release-all-over")
        },
    ];
    let title = layout.say("console-release");
    let person = known(&layout, console.officers.units(), person, true);
    page(&LetterPage { id, title, on: date(today), to: String::new(), person, paragraphs, layout })
}

/// Refuses a release for whoever did not come to the end of a quarantine as a contact: whoever became a case is isolated,
/// who was merged has the letter of the other file, and who was lost or cancelled was seen by nobody.
fn releasable(contact: &Contact) -> Result<(), Refusal> {
    let why = match contact.status {
        _ if contact.merged_into.is_some() => "officer-release-merged",
        Status::BecameCase => "officer-release-case",
        Status::Lost => "officer-release-lost",
        Status::Cancelled => "officer-release-cancelled",
        _ => return Ok(()),
    };
    Err(Refusal::saying(Problem::Conflict, why))
}

/// That a contact stays away from work until the quarantine is over: who and until when, and nothing of why.
pub(in crate::console) async fn workplace(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let contacts = console.contacts()?;
    let order = contacts.view_order(&desk.officer, &id).await?;
    let person = contacts.view(&desk.officer, &id).await?.person.unwrap_or_default();
    let layout = desk.layout;
    let until = date(order.until.0);
    let paragraphs = vec![
        layout.say_with("console-workplace-away", &[("when", (&until).into()), ("decree", (&order.decree).into())]),
        layout.say("console-workplace-ask"),
    ];
    let (title, on) = (layout.say("console-workplace"), date(Local(console.key_days).day(console.clock.now())));
    let to = layout.say_with("console-workplace-to", &[("name", BY_HAND.into())]);
    let person = known(&layout, console.officers.units(), person, false);
    page(&LetterPage { layout, id, title, on, to, person, paragraphs })
}

/// What a letter says of the person. Whoever is not the person learns neither address nor number.
pub(super) fn known(layout: &Layout, units: &Units, person: Person, is_to_them: bool) -> Vec<(String, String)> {
    let home = home_of(units, &person);
    let of_person = [
        ("console-contact-name", person.name),
        ("console-birth-year", person.birth_year.map(|year| year.to_string())),
        ("console-address", home),
    ];
    of_person
        .into_iter()
        .filter(|(key, _)| is_to_them || *key != "console-address")
        .map(|(key, value)| (layout.say(key), value.unwrap_or_else(|| BY_HAND.to_owned())))
        .collect()
}
