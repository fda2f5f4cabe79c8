//! The follow-up of one contact: the plan, what was seen day by day, specimens, and a further day of contact.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::problem::Problem;
use lancan_text::Language;
use serde::Deserialize;

use super::form::in_words;
use crate::console::Console;
use crate::console::form::{FieldError, Submitted};
use crate::console::layout::Layout;
use crate::console::local::{date, read_date};
use crate::console::page::page;
use crate::console::problem_page::with_its_page;
use crate::console::session::Desk;
use crate::console::words::{ContactChoice, InWords as _, choices, name_of, named, title_of};
use crate::contacts::{DayRecord, FollowUp, Seen, SpecimenRecord, SpecimenResult};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};

#[derive(Template)]
#[template(path = "contacts/days.html")]
struct DaysPage {
    layout: Layout,
    id: String,
    title: String,
    /// First and last day of the plan, and the days of contact, in words.
    plan: String,
    is_due: bool,
    days: Vec<DayOfPlan>,
    specimens: Vec<SpecimenLine>,
    seen: Vec<ContactChoice>,
    results: Vec<ContactChoice>,
    form: DaysForm,
    errors: Vec<FieldError>,
}

struct DayOfPlan {
    date: String,
    seen: String,
    mark: &'static str,
    temperature: String,
    is_alarm: bool,
    symptoms: String,
    note: String,
}

struct SpecimenLine {
    number: u32,
    taken: String,
    kind: String,
    laboratory: String,
    result: String,
    mark: &'static str,
    /// The results that it may get, where it waits for one.
    results: Vec<ContactChoice>,
}

/// What an officer writes down of a day, of a specimen, or of a further contact.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::console) struct DaysForm {
    /// `day`, `specimen`, `result` or `again`.
    what: String,
    day: String,
    seen: String,
    temperature: String,
    symptoms: String,
    note: String,
    number: String,
    taken: String,
    kind: String,
    laboratory: String,
    result: String,
    last_contact: String,
}

/// Shows the follow-up.
pub(in crate::console) async fn show(
    State(console): State<Arc<Console>>,
    desk: Desk,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    days_page(&console, desk, &id, DaysForm::default(), Vec::new()).await
}

/// Writes something down, or says what is wrong.
pub(in crate::console) async fn write(
    State(console): State<Arc<Console>>,
    Path(id): Path<String>,
    Submitted { desk, form }: Submitted<DaysForm>,
) -> Result<Response, Failure> {
    let contacts = console.contacts()?;
    let written = match form.what.as_str() {
        "day" => match form.record() {
            Ok(record) => contacts.write_day(&desk.officer, &id, &as_date(&form.day), record).await,
            Err(refusal) => Err(refusal.into()),
        },
        "specimen" => match form.specimen() {
            Ok(record) => contacts.add_specimen(&desk.officer, &id, record).await.map(|_| ()),
            Err(refusal) => Err(refusal.into()),
        },
        "result" => match (form.number.parse(), known_result(&form.result)) {
            (Ok(number), Ok(result)) => contacts.set_result(&desk.officer, &id, number, result).await,
            (Err(_), _) => Err(Problem::NotFound.into()),
            (_, Err(refusal)) => Err(refusal.into()),
        },
        _ => contacts.near_again(&desk.officer, &id, &as_date(&form.last_contact)).await,
    };
    match written {
        Ok(()) => Ok(Redirect::to(&format!("/console/contacts/{id}/days")).into_response()),
        Err(Failure::Refused(refusal)) if refusal.problem == Problem::RequestInvalid => {
            let errors = refusal.detail.iter().map(|detail| in_words(detail, &desk.layout)).collect();
            let again = days_page(&console, desk, &id, form, errors).await?;
            Ok(with_its_page(StatusCode::BAD_REQUEST, None, again))
        }
        Err(failure) => Err(failure),
    }
}

/// A date as the room reads it. What is no date goes on as it is: the room says what it should be.
fn as_date(text: &str) -> String {
    read_date(text).map_or_else(|| text.to_owned(), |date| date.to_string())
}

fn filled(text: &str) -> Option<String> {
    Some(text.trim().replace("\r\n", "\n")).filter(|text| !text.is_empty())
}

impl DaysForm {
    fn record(&self) -> Result<DayRecord, Refusal> {
        let temperature_tenths = match filled(&self.temperature) {
            None => None,
            Some(text) => {
                Some(tenths(&text).ok_or(Refusal::of_field("temperature", "officer-temperature", Vec::new()))?)
            }
        };
        Ok(DayRecord {
            seen: named(&self.seen).ok_or(Refusal::of_field("seen", "console-error-choose", Vec::new()))?,
            temperature_tenths,
            symptoms: filled(&self.symptoms),
            note: filled(&self.note),
        })
    }

    fn specimen(&self) -> Result<SpecimenRecord, Refusal> {
        Ok(SpecimenRecord {
            taken: as_date(&self.taken),
            kind: filled(&self.kind),
            laboratory: filled(&self.laboratory),
            result: known_result(&self.result)?,
        })
    }
}

fn known_result(name: &str) -> Result<SpecimenResult, Refusal> {
    named(name).ok_or(Refusal::of_field("result", "console-error-choose", Vec::new()))
}

/// Tenths of a degree of a temperature as people write it: `38,2`, `38.2`, `38`, `38.2 °C`.
fn tenths(text: &str) -> Option<u32> {
    let plain = text.trim_end_matches(|letter: char| !letter.is_ascii_digit()).replace(',', ".");
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, "0"));
    let (whole, part): (u32, u32) = (whole.trim().parse().ok()?, part.parse().ok().filter(|_| part.len() == 1)?);
    whole.checked_mul(10)?.checked_add(part)
}

fn degrees(language: Language, tenths: u32) -> String {
    let point = match language {
        Language::Vi => ',',
        Language::En => '.',
    };
    format!("{}{point}{} °C", tenths / 10, tenths % 10)
}

/// The class that a day is shown with.
pub(super) fn mark_of_day(seen: Seen) -> &'static str {
    match seen {
        Seen::Well => "good",
        Seen::Symptoms => "bad",
        Seen::Missed => "todo",
        Seen::NotAttempted => "off",
    }
}

/// A temperature in words; empty where none was taken.
pub(super) fn temperature(layout: &Layout, tenths: Option<u32>) -> String {
    tenths.map(|tenths| degrees(layout.text().language(), tenths)).unwrap_or_default()
}

async fn days_page(
    console: &Console,
    desk: Desk,
    id: &str,
    form: DaysForm,
    errors: Vec<FieldError>,
) -> Result<Response, Failure> {
    let (contact, follow_up) = console.contacts()?.follow_up(&desk.officer, id).await?;
    let layout = desk.layout;
    let today = console.key_days.day(console.clock.now());
    let form = DaysForm {
        day: if form.day.is_empty() { date(today) } else { form.day },
        taken: if form.taken.is_empty() { date(today) } else { form.taken },
        ..form
    };
    page(&DaysPage {
        id: contact.id.clone(),
        title: title_of(&layout, &contact),
        plan: plan_in_words(&layout, &follow_up),
        is_due: follow_up.is_due,
        days: days(&layout, &follow_up, Date(today)),
        specimens: follow_up
            .specimens
            .iter()
            .map(|specimen| specimen_line(&layout, specimen.number, &specimen.record))
            .collect(),
        seen: choices(&layout, Seen::ALL, if form.seen.is_empty() { "well" } else { &form.seen }),
        results: choices(&layout, SpecimenResult::ALL, &form.result),
        form,
        errors,
        layout,
    })
}

/// From when until when a contact is followed up, in words.
pub(super) fn plan_in_words(layout: &Layout, follow_up: &FollowUp) -> String {
    let Some(plan) = follow_up.plan() else { return layout.say("console-plan-none") };
    let near: Vec<String> = follow_up.contacts.iter().map(|day| date(day.0)).collect();
    let (from, until, near) = (date(plan.from), date(plan.until), near.join(", "));
    layout.say_with("console-plan", &[("from", (&from).into()), ("until", (&until).into()), ("near", (&near).into())])
}

/// The days of the plan until today, and those outside it that something was written of; the newest first.
fn days(layout: &Layout, follow_up: &FollowUp, today: Date) -> Vec<DayOfPlan> {
    let planned = follow_up.plan().into_iter().flat_map(|plan| plan.days_until(today.0));
    let mut all: Vec<_> = planned.chain(follow_up.days.iter().map(|day| day.date.0)).collect();
    all.sort();
    all.dedup();
    let line = |day| {
        let written = follow_up.days.iter().find(|written| written.date.0 == day);
        let record = written.map(|written| &written.record);
        DayOfPlan {
            date: date(day),
            seen: record.map(|record| layout.say(&record.seen.key())).unwrap_or_default(),
            mark: record.map(|record| mark_of_day(record.seen)).unwrap_or_default(),
            temperature: temperature(layout, record.and_then(|record| record.temperature_tenths)),
            is_alarm: written.is_some_and(|written| written.is_alarm),
            symptoms: record.and_then(|record| record.symptoms.clone()).unwrap_or_default(),
            note: record.and_then(|record| record.note.clone()).unwrap_or_default(),
        }
    };
    all.into_iter().rev().map(line).collect()
}

fn specimen_line(layout: &Layout, number: u32, record: &SpecimenRecord) -> SpecimenLine {
    let mark = match record.result {
        SpecimenResult::Waiting => "going",
        SpecimenResult::Negative => "good",
        SpecimenResult::Positive => "bad",
        SpecimenResult::Unclear => "todo",
    };
    SpecimenLine {
        number,
        taken: record.taken.parse().map_or_else(|_| record.taken.clone(), |Date(day)| date(day)),
        kind: record.kind.clone().unwrap_or_default(),
        laboratory: record.laboratory.clone().unwrap_or_default(),
        result: layout.say(&record.result.key()),
        mark,
        results: choices(layout, SpecimenResult::ALL, &name_of(record.result)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temperature_is_read_however_people_write_it() {
        for text in ["38.2", "38,2", "38,2 °C", "38.2 độ"] {
            assert_eq!(tenths(text), Some(382), "{text}");
        }
        assert_eq!(tenths("38"), Some(380));
        for text in ["", "cao", "38.25", "-1", "38,2,1"] {
            assert_eq!(tenths(text), None, "{text}");
        }
        assert_eq!([Language::Vi, Language::En].map(|language| degrees(language, 382)), ["38,2 °C", "38.2 °C"]);
    }
}
