//! The family: persons for whom somebody declares, what was declared for each today, and adding and removing them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::hex;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::wire::{MOST_DECLARED_PERSONS, Relation};

use super::about::{called, id_in};
use super::again::{AgainButton, buttons};
use super::session::{DeclarerForm, SignedDeclarer};
use super::written::WrittenFields;
use crate::declarations::{NewPerson, OwnDeclaration, PersonId, class_mark, form_title};
use crate::ground::error::Failure;
use crate::http::pages::local::Local;
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::sheet::{AnswerError, PageSheet};

#[derive(Template)]
#[template(path = "declare/family.html")]
struct FamilyPage {
    sheet: PageSheet,
    persons: Vec<PersonCard>,
    /// Whether another person can be added.
    has_room: bool,
}

/// A person with what was declared for them today.
struct PersonCard {
    /// The person's id; empty for whoever holds the number.
    id: String,
    name: String,
    relation: Option<String>,
    forms: Vec<DailyForm>,
    again: Vec<AgainButton>,
}

/// A form of every day, for one person.
struct DailyForm {
    title: String,
    address: String,
    /// Says that it was declared today, with mark, symbol and the declaration's address.
    today: Option<(String, &'static str, &'static str, String)>,
}

#[derive(Template)]
#[template(path = "declare/person_new.html")]
struct NewPersonPage {
    sheet: PageSheet,
    errors: Vec<AnswerError>,
    name: String,
    birth_year: String,
    phone: String,
    consent: bool,
    /// Value, text and whether it is chosen.
    relations: Vec<(&'static str, String, bool)>,
}

#[derive(Template)]
#[template(path = "declare/person.html")]
struct PersonPage {
    sheet: PageSheet,
    id: String,
    name: String,
    relation: Option<String>,
    consent: Option<String>,
    has_number: bool,
    phone: String,
    errors: Vec<AnswerError>,
    /// Forms that can be filled in: title and address.
    forms: Vec<(String, String)>,
}

fn person_id(text: &str) -> Result<PersonId, Problem> {
    id_in(text)?.ok_or(Problem::NotFound)
}

/// Lists the family with what was declared today.
pub(in crate::web) async fn list(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
) -> Result<Response, Failure> {
    let own = pages.declarations.own(signed.declarer).await?;
    let family = pages.declarations.family(signed.declarer).await?;
    let sheet = signed.sheet;
    let has_room = family.len() < MOST_DECLARED_PERSONS;
    let mut persons = vec![card(&pages, &sheet, &own, (None, sheet.say("web-family-me"), None))];
    for person in &family {
        let relation = person.record.as_ref().map(|record| relation_words(&sheet, record.relation));
        persons.push(card(&pages, &sheet, &own, (Some(person.id), called(&sheet, person), relation)));
    }
    page(&FamilyPage { sheet, persons, has_room })
}

fn relation_words(sheet: &PageSheet, relation: Relation) -> String {
    sheet.say(&format!("web-family-{}", relation.name()))
}

fn card(
    pages: &PublicPages,
    sheet: &PageSheet,
    own: &[OwnDeclaration],
    (person, name, relation): (Option<PersonId>, String, Option<String>),
) -> PersonCard {
    let today = pages.declarations.today();
    let id = person.map(|person| hex::encode(&person)).unwrap_or_default();
    let daily = pages.declarations.forms().filter(|form| form.is_once_a_day()).map(|form| {
        let stands = own.iter().find(|one| {
            (one.form.as_str(), one.person) == (form.id.as_str(), person)
                && one.replaced_at.is_none()
                && pages.key_days.day(one.at) == today
        });
        let today = stands.map(|one| {
            let (mark, symbol) = class_mark(&one.class);
            let said = sheet.say_of("web-family-today", "when", &Local(pages.key_days).moment(one.at));
            (said, mark, symbol, format!("/khai-bao/own/{}", hex::encode(&one.id)))
        });
        DailyForm { title: form_title(sheet.text(), form), address: form_address(&form.id, &id), today }
    });
    PersonCard { forms: daily.collect(), again: buttons(pages, sheet, own, person), id, name, relation }
}

fn form_address(form: &str, person: &str) -> String {
    if person.is_empty() { format!("/khai-bao/form/{form}") } else { format!("/khai-bao/form/{form}?person={person}") }
}

/// Asks for a person.
pub(in crate::web) async fn ask(signed: SignedDeclarer) -> Result<Response, Failure> {
    page(&new_page(signed.sheet, &WrittenFields::default(), Vec::new()))
}

fn new_page(sheet: PageSheet, written: &WrittenFields, errors: Vec<AnswerError>) -> NewPersonPage {
    let chosen = written.raw("relation");
    let relations =
        Relation::ALL.map(|one| (one.name(), relation_words(&sheet, one), one.name() == chosen)).into_iter().collect();
    NewPersonPage {
        name: written.raw("name").to_owned(),
        birth_year: written.raw("birth_year").to_owned(),
        phone: written.raw("phone").to_owned(),
        consent: written.raw("consent") == "yes",
        relations,
        errors,
        sheet,
    }
}

/// Adds a person.
pub(in crate::web) async fn add(
    State(pages): State<Arc<PublicPages>>,
    DeclarerForm { signed, written }: DeclarerForm,
) -> Result<Response, Failure> {
    let new = NewPerson {
        name: written.text("name"),
        birth_year: written.text("birth_year"),
        relation: written.text("relation"),
        phone: written.text("phone"),
        consent: written.raw("consent") == "yes",
    };
    match pages.declarations.add_person(signed.declarer, new).await? {
        Ok(_) => Ok(Redirect::to("/khai-bao/family").into_response()),
        Err(wrong) => {
            let error = |field: &'static str| AnswerError {
                field: field.to_owned(),
                text: signed.sheet.say(&format!("web-family-error-{}", field.replace('_', "-"))),
            };
            let errors = wrong.into_iter().map(|wrong| error(wrong.field())).collect();
            Ok(asked_again(page(&new_page(signed.sheet, &written, errors))?))
        }
    }
}

/// Shows a person: what can be declared, their own number, and removing them.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    signed: SignedDeclarer,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    page(&person_page(&pages, signed, id, (String::new(), Vec::new())).await?)
}

async fn person_page(
    pages: &Arc<PublicPages>,
    signed: SignedDeclarer,
    id: String,
    (phone, errors): (String, Vec<AnswerError>),
) -> Result<PersonPage, Failure> {
    let person = pages.declarations.person(signed.declarer, person_id(&id)?).await?;
    let sheet = signed.sheet;
    let record = person.record.as_ref();
    let local = Local(pages.key_days);
    let forms = pages.declarations.forms().filter(|form| !form.is_of_others());
    Ok(PersonPage {
        name: called(&sheet, &person),
        relation: record.map(|record| relation_words(&sheet, record.relation)),
        consent: record.map(|record| sheet.say_of("web-family-consent-at", "when", &local.moment(record.consent_at))),
        has_number: person.has_number,
        forms: forms.map(|form| (form_title(sheet.text(), form), form_address(&form.id, &id))).collect(),
        phone,
        errors,
        id,
        sheet,
    })
}

/// Writes down a person's own number.
pub(in crate::web) async fn number(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    DeclarerForm { signed, written }: DeclarerForm,
) -> Result<Response, Failure> {
    let text = written.text("phone");
    let phone = Some(text.as_str()).filter(|text| !text.is_empty()).map(PhoneNumber::parse).transpose();
    let Ok(phone) = phone else {
        let errors = vec![AnswerError { field: "phone".to_owned(), text: signed.sheet.say("web-family-error-phone") }];
        return Ok(asked_again(page(&person_page(&pages, signed, id, (text, errors)).await?)?));
    };
    pages.declarations.set_own_number(signed.declarer, person_id(&id)?, phone).await?;
    Ok(Redirect::to(&format!("/khai-bao/family/{id}")).into_response())
}

/// Removes a person with everything that was declared for them.
pub(in crate::web) async fn remove(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    DeclarerForm { signed, .. }: DeclarerForm,
) -> Result<Response, Failure> {
    pages.declarations.remove_person(signed.declarer, person_id(&id)?).await?;
    Ok(Redirect::to("/khai-bao/family").into_response())
}
