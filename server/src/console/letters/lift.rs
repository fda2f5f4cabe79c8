//! The letter that lifts a quarantine order before its end: the case was revoked, or the follow-up has ended. It does not name the
//! case.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;

use super::letter::{LetterPage, known};
use crate::console::Console;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::contacts::{Contact, OrderShown, Status};
use crate::ground::error::{Failure, Refusal};

/// That an order is lifted: whose, which one by which rule, and why. There is no such letter while the order holds.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let contacts = console.contacts()?;
    let order = contacts.view_order(&desk.officer, &id).await?;
    let file = contacts.file(&desk.officer, &id).await?;
    let today = Local(console.key_days).day(console.clock.now());
    let why = why(&file.contact, file.case_is_revoked, &order, today)?;
    let layout = desk.layout;
    let (contact, until) = (date(order.last_contact.0), date(order.until.0));
    let which = [
        ("decree", (&order.decree).into()),
        ("rule", (&order.rule).into()),
        ("contact", (&contact).into()),
        ("until", (&until).into()),
    ];
    let paragraphs = vec![
        layout.say_with("console-lift-order", &which),
        layout.say_with("console-lift-from", &[("when", (&date(today)).into())]),
        layout.say(why),
        layout.say("console-lift-other"),
    ];
    let title = layout.say("console-lift");
    let person = known(&layout, console.officers.units(), file.contact.person.unwrap_or_default(), true);
    page(&LetterPage { id, title, on: date(today), to: String::new(), person, paragraphs, layout })
}

/// Whether an order can be lifted by a letter today.
pub(in crate::console) fn is_liftable(
    contact: &Contact,
    case_is_revoked: bool,
    order: &OrderShown,
    today: Day,
) -> bool {
    why(contact, case_is_revoked, order, today).is_ok()
}

/// The catalogue's key of why an order is lifted.
///
/// # Errors
/// A refusal where the order holds: the contact became a case, the case stands and the follow-up goes on. A quarantine that is
/// over needs no lifting, and has a letter of its own.
fn why(contact: &Contact, case_is_revoked: bool, order: &OrderShown, today: Day) -> Result<&'static str, Refusal> {
    let refused = |key| Err(Refusal::saying(Problem::Conflict, key));
    match contact.status {
        _ if contact.merged_into.is_some() => refused("officer-release-merged"),
        Status::BecameCase => refused("officer-lift-case"),
        _ if case_is_revoked => Ok("console-lift-revoked"),
        Status::Completed | Status::Cancelled if today > order.until.0 => refused("officer-lift-over"),
        Status::Completed | Status::Cancelled => Ok("console-lift-ended"),
        _ => refused("officer-lift-holds"),
    }
}
