//! Contacts of a case that are probably one person, side by side, and merged by an officer who knows.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;

use crate::console::Console;
use crate::console::form::Submitted;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::unit_words::full_name;
use crate::console::words::{InWords as _, title_of};
use crate::contacts::{Alike, Contact};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::units::Units;

#[derive(Template)]
#[template(path = "contacts/duplicates.html")]
struct DuplicatesPage {
    layout: Layout,
    case: String,
    groups: Vec<AlikeGroup>,
}

/// Contacts side by side: a row for each field, a column for each contact.
struct AlikeGroup {
    contacts: Vec<AlikeContact>,
    fields: Vec<AlikeField>,
}

struct AlikeContact {
    id: String,
    title: String,
    /// The ids of the others, which are merged into this one.
    others: Vec<String>,
}

struct AlikeField {
    name: String,
    values: Vec<String>,
    /// Whether the contacts have different values.
    differs: bool,
}

/// Shows the groups.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(case): Path<String>,
) -> Result<Response, Failure> {
    let found = console.contacts()?.duplicates(&desk.officer, &CaseId(case.clone())).await?;
    let (layout, local) = (desk.layout, Local(console.key_days));
    let groups = found.iter().map(|alike| group(&layout, console.officers.units(), local, alike)).collect();
    page(&DuplicatesPage { layout, case, groups })
}

/// Merges the others of a group into the contact that remains, and leads to its file.
pub(in crate::console) async fn merge(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let others: Vec<&String> = form.iter().filter(|(name, _)| name == "other").map(|(_, id)| id).collect();
    if others.is_empty() {
        return Err(Problem::RequestInvalid.into());
    }
    for other in others {
        console.contacts()?.merge(&desk.officer, &id, other).await?;
    }
    Ok(Redirect::to(&format!("/console/contacts/{id}")).into_response())
}

fn group(layout: &Layout, units: &Units, local: Local, alike: &Alike) -> AlikeGroup {
    let all = &alike.contacts;
    let contacts = all.iter().map(|contact| AlikeContact {
        id: contact.id.clone(),
        title: title_of(layout, contact),
        others: all.iter().filter(|other| other.id != contact.id).map(|other| other.id.clone()).collect(),
    });
    let rows = all.iter().map(|contact| values(layout, units, local, contact));
    let columns: Vec<Vec<(&'static str, String)>> = rows.collect();
    let count = columns.first().map_or(0, Vec::len);
    let fields = (0..count).filter_map(|at| {
        let of_row: Vec<&(&'static str, String)> = columns.iter().filter_map(|column| column.get(at)).collect();
        let name = layout.say(of_row.first()?.0);
        let values: Vec<String> = of_row.iter().map(|(_, value)| value.clone()).collect();
        let differs = values.iter().any(|value| Some(value) != values.first());
        values.iter().any(|value| !value.is_empty()).then_some(AlikeField { name, values, differs })
    });
    AlikeGroup { fields: fields.collect(), contacts: contacts.collect() }
}

/// What is known of a contact, in the same order for each.
fn values(layout: &Layout, units: &Units, local: Local, contact: &Contact) -> Vec<(&'static str, String)> {
    let person = contact.person.clone().unwrap_or_default();
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    vec![
        ("console-contact-name", person.name.unwrap_or_default()),
        ("console-contact-phone", person.phone.unwrap_or_default()),
        ("console-birth-year", number(person.birth_year)),
        ("console-sex", person.sex.map(|sex| layout.say(&sex.key())).unwrap_or_default()),
        ("console-address", person.address.unwrap_or_default()),
        ("console-unit", person.unit.map(|code| full_name(units, &code)).unwrap_or_default()),
        ("console-relation", person.relation.unwrap_or_default()),
        ("console-notes", person.notes.unwrap_or_default()),
        ("console-tier", layout.say(&contact.tier.key())),
        ("console-state", layout.say(&contact.status.key())),
        ("console-source", layout.say(&contact.source.key())),
        ("console-grade", contact.grade.map(|grade| layout.say(&grade.key())).unwrap_or_default()),
        ("console-closeness", layout.say(&contact.closeness.key())),
        ("console-minutes", number(contact.minutes)),
        ("console-last-contact", contact.last_contact.map(|day| date(day.0)).unwrap_or_default()),
        ("console-entered", local.moment(contact.created_at)),
    ]
}
