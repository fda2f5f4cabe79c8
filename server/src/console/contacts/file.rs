//! The file of one contact: evidence, person, words to say first, order, calls and what happened; changed where it stands.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::call_words::CallWords;
use lancan_protocol::problem::Problem;
use lancan_text::Argument;

use super::form::{ContactForm, FilledForm, in_words};
use crate::calls::CallRow;
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::letters::lift;
use crate::console::local::{Local, date};
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::console::words::{InWords as _, call_words, mark_of, mark_of_grade, title_of};
use crate::contacts::{Contact, ContactFile, ContactName, Source};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;

#[derive(Template)]
#[template(path = "contacts/file.html")]
#[allow(clippy::struct_excessive_bools, reason = "each is a question of the template's")]
struct ContactFilePage {
    layout: Layout,
    id: String,
    title: String,
    status: String,
    mark: &'static str,
    case: String,
    reference: String,
    merged_into: Option<String>,
    became_case: Option<String>,
    opens: bool,
    /// Grade of the app's evidence: its name, what it means, and the class that it is shown with.
    evidence: Option<(String, String, &'static str)>,
    relay_suspected: bool,
    can_be_ordered: bool,
    /// Whether an order can be made, and why not, in words.
    about_order: String,
    case_is_revoked: bool,
    /// Whether a letter can lift the order.
    can_be_lifted: bool,
    order: Option<OrderInWords>,
    /// What is known of the calls.
    calls: Option<String>,
    /// Name and value of how near case and contact were.
    meeting: Vec<(String, String)>,
    /// Name and value of what is known of the person.
    person: Vec<(String, String)>,
    /// The words to say first when calling.
    words: Vec<String>,
    /// Of an F2: the F1. Of an F1: the F2s. And the contacts that were merged into this one.
    parent: Vec<NamedLink>,
    second: Vec<NamedLink>,
    same: Vec<NamedLink>,
    events: Vec<ContactEvent>,
    can_change: bool,
    filled: FilledForm,
    errors: Vec<FieldError>,
    printed: String,
}

/// An order, in words.
struct OrderInWords {
    until: String,
    follow_up_until: String,
    decree: String,
}

struct NamedLink {
    id: String,
    name: String,
}

struct ContactEvent {
    when: String,
    machine: String,
    what: String,
    who: String,
}

/// Shows the file.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    file_page(&console, desk, &id, None).await
}

/// Changes the contact, or says what is wrong.
pub(in crate::console) async fn change(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<ContactForm>,
) -> Result<Response, Failure> {
    let mut form = form;
    let errors = match form.read(&desk.layout, console.officers.units()) {
        Ok(new) => match console.contacts()?.change(&desk.officer, &id, new).await {
            Ok(_) => return Ok(Redirect::to(&format!("/console/contacts/{id}")).into_response()),
            Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
                refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect()
            }
            // Somebody else changed the contact meanwhile. The page shows what stands now, and keeps what was written: whoever
            // saves once more has seen both.
            Err(Failure::Refused(refusal)) if refusal.says("officer-contact-changed-since") => {
                form.changed_at.clear();
                refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect()
            }
            Err(failure) => return Err(failure),
        },
        Err(errors) => errors,
    };
    let again = file_page(&console, desk, &id, Some((form, errors))).await?;
    Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
}

async fn file_page(
    console: &Console,
    desk: Desk,
    id: &str,
    written: Option<(ContactForm, Vec<FieldError>)>,
) -> Result<Response, Failure> {
    let file = console.contacts()?.file(&desk.officer, id).await?;
    let case = CaseId(file.contact.case_id.clone());
    let references = console.cases.references(&desk.officer, [case.clone()].into()).await?;
    let layout = desk.layout;
    let (local, units) = (Local(console.key_days), console.officers.units());
    let (mut form, errors) = written.unwrap_or_else(|| (ContactForm::of(&file.contact, units), Vec::new()));
    if form.changed_at.is_empty() {
        form.changed_at = file.contact.changed_at.0.to_string();
    }
    let shown = FileWording { layout: &layout, local, console };
    let contact = &file.contact;
    let links = |names: &[ContactName]| -> Vec<NamedLink> {
        let name = |name: &Option<String>| name.clone().unwrap_or_else(|| layout.say("console-contact-nameless"));
        names.iter().map(|contact| NamedLink { id: contact.id.clone(), name: name(&contact.name) }).collect()
    };
    let hindrance = match (file.case_is_revoked, contact.supports_order) {
        (true, _) => Some("officer-case-revoked"),
        (false, false) => Some("officer-order-unsupported"),
        (false, true) => console.contacts()?.order_hindrance(contact),
    };
    let parent: Vec<_> =
        file.first.iter().filter(|first| contact.parent.as_ref() == Some(&first.id)).cloned().collect();
    page(&ContactFilePage {
        id: contact.id.clone(),
        title: title_of(&layout, contact),
        status: layout.say(&contact.status.key()),
        mark: mark_of(contact.status),
        reference: references.get(&case).cloned().unwrap_or_else(|| layout.say("console-no-reference")),
        case: case.0,
        merged_into: contact.merged_into.clone(),
        became_case: contact.became_case.clone(),
        opens: contact.person.is_some(),
        evidence: contact.grade.map(|grade| {
            let means = layout.say(&format!("{}-means", grade.key()));
            (layout.say(&grade.key()), means, mark_of_grade(grade))
        }),
        order: file.order.as_ref().map(|order| OrderInWords {
            until: date(order.until.0),
            follow_up_until: date(order.follow_up_until.0),
            decree: order.decree.clone(),
        }),
        can_be_lifted: file.order.as_ref().is_some_and(|order| {
            lift::is_liftable(contact, file.case_is_revoked, order, local.day(console.clock.now()))
        }),
        calls: file.call.as_ref().map(|call| shown.calls(call)),
        relay_suspected: contact.relay_suspected,
        can_be_ordered: hindrance.is_none(),
        about_order: shown.about_order(hindrance),
        case_is_revoked: file.case_is_revoked,
        meeting: shown.meeting(contact),
        person: shown.person(contact),
        words: shown.words(contact),
        parent: links(&parent),
        second: links(&file.second),
        same: links(&file.same),
        events: shown.events(&file),
        can_change: layout.changes_cases() && contact.person.is_some() && contact.merged_into.is_none(),
        filled: form.filled(&layout, units, &others(&file), false),
        errors,
        printed: layout.say_with(
            "console-printed",
            &[("when", (&local.moment(console.clock.now())).into()), ("centre", (&layout.centre).into())],
        ),
        layout,
    })
}

/// The F1s that this contact may be a contact of: all but itself.
fn others(file: &ContactFile) -> Vec<ContactName> {
    file.first.iter().filter(|first| first.id != file.contact.id).cloned().collect()
}

/// In whose language and by which clocks a file is shown.
struct FileWording<'a> {
    layout: &'a Layout,
    local: Local,
    console: &'a Console,
}

impl FileWording<'_> {
    /// Whether an order can be made: why not, as the key of a text.
    fn about_order(&self, hindrance: Option<&str>) -> String {
        let Some(why) = hindrance else { return self.layout.say("console-order-possible") };
        self.layout.say_with("console-order-because", &[("why", (&self.layout.say(why)).into())])
    }

    fn meeting(&self, contact: &Contact) -> Vec<(String, String)> {
        let say = |key: &str| self.layout.say(key);
        let unknown = || say("console-unknown");
        vec![
            (say("console-tier"), say(&contact.tier.key())),
            (say("console-source"), say(&contact.source.key())),
            (say("console-closeness"), say(&contact.closeness.key())),
            (say("console-minutes"), contact.minutes.map_or_else(unknown, |minutes| minutes.to_string())),
            (say("console-last-contact"), contact.last_contact.map_or_else(unknown, |day| date(day.0))),
            (say("console-entered"), self.local.moment(contact.created_at)),
        ]
    }

    fn person(&self, contact: &Contact) -> Vec<(String, String)> {
        let Some(person) = contact.person.clone() else { return Vec::new() };
        let unit = person.unit.map(|code| {
            let units = self.console.officers.units();
            units.find(&code).map_or_else(|| code.clone(), |unit| format!("{} ({code})", units.full_name(unit)))
        });
        let known = [
            ("console-contact-name", person.name),
            ("console-contact-phone", person.phone),
            ("console-birth-year", person.birth_year.map(|year| year.to_string())),
            ("console-sex", person.sex.map(|sex| self.layout.say(&sex.key()))),
            ("console-address", person.address),
            ("console-unit", unit),
            ("console-relation", person.relation),
            ("console-notes", person.notes),
        ];
        let value = |value: Option<String>| value.unwrap_or_else(|| self.layout.say("console-unknown"));
        known.into_iter().map(|(key, known)| (self.layout.say(key), value(known))).collect()
    }

    fn words(&self, contact: &Contact) -> Vec<String> {
        let all = contact.person.iter().flat_map(|person| &person.call_words);
        all.map(|(first, second)| call_words(self.layout, CallWords { first: *first, second: *second })).collect()
    }

    fn calls(&self, call: &CallRow) -> String {
        let outcome = call.outcome.map(|outcome| self.layout.say(&outcome.key())).unwrap_or_default();
        let due = self.local.moment(call.due_at);
        let key = match (call.is_closed, call.attempts) {
            (true, _) => "console-contact-calls-over",
            (false, 0) => "console-contact-calls-none",
            (false, _) => "console-contact-calls",
        };
        let arguments: [(&str, Argument<'_>); 3] =
            [("attempts", call.attempts.into()), ("outcome", (&outcome).into()), ("when", (&due).into())];
        self.layout.say_with(key, &arguments)
    }

    /// What happened, the latest first.
    fn events(&self, file: &ContactFile) -> Vec<ContactEvent> {
        let event = |at, what: String, who: String| ContactEvent {
            when: self.local.moment(at),
            machine: self.local.machine(at),
            what,
            who,
        };
        let text = self.layout.text();
        let acts = file.acts.iter().map(|act| {
            let what = text.find(&format!("console-act-{}", act.what), &[]).unwrap_or_else(|| act.what.clone());
            event(act.at, what, act.officer.clone().unwrap_or_default())
        });
        let came = match file.contact.source {
            Source::App => "console-contact-answered",
            _ => "console-contact-entered",
        };
        acts.chain([event(file.contact.created_at, self.layout.say(came), String::new())]).collect()
    }
}
