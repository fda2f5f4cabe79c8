//! The dossier of a case for the paper file: what is known, where the patient was, and every contact.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use lancan_protocol::time::Day;

use crate::console::Console;
use crate::console::layout::Layout;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::session::Desk;
use crate::console::unit_words::home_of;
use crate::console::words::InWords as _;
use crate::contacts::Outgoing;
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::units::Units;

#[derive(Template)]
#[template(path = "letters/dossier.html")]
struct DossierPage {
    layout: Layout,
    id: String,
    reference: String,
    printed: String,
    facts: Vec<(String, String)>,
    /// Place, from, to.
    places: Vec<[String; 3]>,
    contacts: Vec<DossierLine>,
    counted: String,
}

/// A contact in words.
struct DossierLine {
    name: String,
    phone: String,
    birth_year: String,
    address: String,
    tier: String,
    last_contact: String,
    near: String,
    evidence: String,
    status: String,
    until: String,
}

/// Shows the dossier.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id = CaseId(id);
    let (file, milestones) = console.cases.view_whole(&desk.officer, &id).await?;
    let mut contacts = console.contacts()?.outgoing(&desk.officer, Some(&id), "print-dossier").await?;
    contacts.sort_by_key(|outgoing| (outgoing.contact.tier, outgoing.contact.created_at));
    let (layout, local, now) = (desk.layout, Local(console.key_days), console.clock.now());
    let (reference, days) = file.opened.unwrap_or_default();
    let unknown = || layout.say("console-unknown");
    let facts = [
        ("console-onset-long", days.onset.map_or_else(unknown, date)),
        ("console-tested-long", days.tested.map_or_else(unknown, date)),
        ("console-opened", local.moment(file.case.opened_at)),
        ("console-destroyed", date(file.case.expiry)),
    ];
    page(&DossierPage {
        reference: reference.unwrap_or_else(|| layout.say("console-no-reference")),
        printed: layout
            .say_with("console-printed", &[("when", (&local.moment(now)).into()), ("centre", (&layout.centre).into())]),
        facts: facts.map(|(key, value)| (layout.say(key), value)).into(),
        places: milestones
            .into_iter()
            .map(|stay| [stay.place, local.moment(stay.from), local.moment(stay.to)])
            .collect(),
        counted: layout.say_with("console-dossier-contacts", &[("count", contacts.len().into())]),
        contacts: contacts.into_iter().map(|outgoing| line(&layout, console.officers.units(), outgoing)).collect(),
        id: id.0,
        layout,
    })
}

fn line(layout: &Layout, units: &Units, outgoing: Outgoing) -> DossierLine {
    let contact = outgoing.contact;
    let person = contact.person.unwrap_or_default();
    let minutes = contact.minutes.map(|minutes| layout.say_with("console-call-minutes", &[("count", minutes.into())]));
    let near = [Some(layout.say(&contact.closeness.key())), minutes].into_iter().flatten().collect::<Vec<_>>();
    let address = home_of(units, &person).unwrap_or_default();
    DossierLine {
        name: person.name.unwrap_or_else(|| layout.say("console-call-no-name")),
        phone: person.phone.unwrap_or_default(),
        birth_year: person.birth_year.map(|year| year.to_string()).unwrap_or_default(),
        address,
        tier: layout.say(&contact.tier.key()),
        last_contact: contact.last_contact.map(|day| date(day.0)).unwrap_or_default(),
        near: near.join(", "),
        evidence: contact.grade.map(|grade| layout.say(&grade.key())).unwrap_or_default(),
        status: layout.say(&contact.status.key()),
        until: outgoing.order.map(|order| date(Day(order.until))).unwrap_or_default(),
    }
}
