//! The assessment of today: each criterion, the commitment, and what it came to.

use std::collections::HashMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use lancan_protocol::criteria::{AnswerForm, CriteriaAnswers, CriteriaSet, CriterionAnswer};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::Day;
use serde::Deserialize;

use super::about::PageError;
use super::words::{self, HistoryLine, StateWords};
use crate::facilities::{FacilityFile, GivenAnswers, MOST_ASSESSMENT_PHOTOS, PhotoOf};
use crate::ground::error::{Failure, Refusal};
use crate::http::answers::DrawnPicture;
use crate::http::pages::local::{Local, date};
use crate::http::pages::page::page;
use crate::web::PublicPages;
use crate::web::dress::asked_again;
use crate::web::filled::HolderForm;
use crate::web::photo_form::{AssessmentForm, PhotoForm};
use crate::web::session::Holder;
use crate::web::sheet::PageSheet;

/// Which day is meant, and whether one that was assessed is corrected.
#[derive(Deserialize)]
pub(in crate::web) struct DayAsked {
    #[serde(default)]
    day: Option<u32>,
    #[serde(default)]
    correct: bool,
}

/// Whether a facility is closed today.
#[derive(Deserialize)]
pub(in crate::web) struct ClosedForm {
    closed: bool,
}

struct AskedPart {
    title: String,
    criteria: Vec<AskedCriterion>,
}

struct AskedCriterion {
    number: u32,
    words: String,
    is_mandatory: bool,
    may_not_apply: bool,
    /// Whether a photograph is wanted as evidence.
    wants_photo: bool,
    /// Most points; none where it is passed or not.
    most: Option<u32>,
    given: String,
    wrong: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/today.html")]
struct AssessmentPage {
    sheet: PageSheet,
    id: String,
    name: String,
    day: Day,
    date: String,
    state: StateWords,
    /// Whether what stands is an officer's inspection.
    inspected: bool,
    is_closed: bool,
    /// The form; none where the day takes no assessment now, or has one that is not being corrected.
    parts: Vec<AskedPart>,
    decree: String,
    /// The version of the criteria, in words.
    version: String,
    /// Id and version of the criteria, for the form.
    asked: String,
    /// Why there is no form.
    no_form: Option<String>,
    may_correct: bool,
    /// Days that an officer opened again: number and date.
    reopened: Vec<(u32, String)>,
    who: String,
    errors: Vec<PageError>,
    /// Each line with the addresses of its photographs.
    history: Vec<(HistoryLine, Vec<String>)>,
    most_photos: usize,
    photo_wrong: Option<String>,
}

/// Shows today's assessment, or its form.
pub(in crate::web) async fn show(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path(id): Path<String>,
    Query(asked): Query<DayAsked>,
) -> Result<Response, Failure> {
    let file = match pages.facilities.managed(&holder.manager, &id).await {
        Err(Failure::Refused(Refusal { problem: Problem::NotFound, .. })) => {
            // A place that is no facility yet is asked what it is; a place of others is not found there either.
            return Ok(Redirect::to(&format!("/dia-diem/places/{id}/facility")).into_response());
        }
        other => other?,
    };
    let day = asked.day.map_or_else(|| pages.facilities.today(), Day);
    shown(&pages, holder.sheet, &id, &file, day, asked.correct, (&HashMap::new(), Vec::new()))
}

/// Takes the assessment of a day.
pub(in crate::web) async fn take(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    AssessmentForm { holder, form: PhotoForm { texts: form, photos } }: AssessmentForm,
) -> Result<Response, Failure> {
    let file = pages.facilities.managed(&holder.manager, &id).await?;
    let day = form.get("day").and_then(|day| day.parse().ok()).map_or_else(|| pages.facilities.today(), Day);
    let row = &file.line.named.facility;
    let set = pages.facilities.criteria_for(day, row.kind, &row.area);
    let answers = set.map(|set| read(&set, &form)).unwrap_or_default();
    let version = form.get("set").and_then(|set| set.rsplit_once(' '));
    let version = version.and_then(|(id, number)| Some((id.to_owned(), number.parse().ok()?)));
    let given = GivenAnswers { version, answers, photos };
    let who = form.get("name").map(String::as_str).unwrap_or_default();
    match pages.facilities.assess(&holder.manager, &id, day, given, who).await {
        Ok(_) => Ok(Redirect::to(&format!("/dia-diem/places/{id}/assessment")).into_response()),
        Err(failure) => {
            let error = PageError::of(&holder.sheet, failure)?;
            shown(&pages, holder.sheet, &id, &file, day, true, (&form, vec![error])).map(asked_again)
        }
    }
}

/// A photograph that came with an assessment.
pub(in crate::web) async fn photo(
    State(pages): State<Arc<PublicPages>>,
    holder: Holder,
    Path((id, day, version, position)): Path<(String, u32, u32, u32)>,
) -> Result<DrawnPicture, Failure> {
    let photo = PhotoOf { day: Day(day), version, position };
    let picture = pages.facilities.own_photo(&holder.manager, &id, photo).await?;
    Ok(DrawnPicture(picture))
}

/// Closes the facility for today, or opens it.
pub(in crate::web) async fn close(
    State(pages): State<Arc<PublicPages>>,
    Path(id): Path<String>,
    HolderForm { holder, form }: HolderForm<ClosedForm>,
) -> Result<Response, Failure> {
    pages.facilities.close(&holder.manager, &id, pages.facilities.today(), form.closed).await?;
    Ok(Redirect::to(&format!("/dia-diem/places/{id}/assessment")).into_response())
}

/// What was chosen. What cannot be an answer is left out, so that its criterion is named as missing.
fn read(set: &CriteriaSet, form: &HashMap<String, String>) -> CriteriaAnswers {
    let answer = |text: &str| match (text.trim(), set.answer) {
        ("na", _) => Some(CriterionAnswer::NotApplicable),
        ("passed", AnswerForm::Pass) => Some(CriterionAnswer::Passed),
        ("failed", AnswerForm::Pass) => Some(CriterionAnswer::Failed),
        (points, AnswerForm::Points { .. }) => points.parse().ok().map(CriterionAnswer::Points),
        _ => None,
    };
    let given = |number: u32| form.get(&format!("c{number}")).and_then(|text| answer(text));
    (1..=set.len()).filter_map(|number| given(number).map(|answer| (number, answer))).collect()
}

fn written(answer: Option<&CriterionAnswer>) -> String {
    match answer {
        Some(CriterionAnswer::Passed) => "passed".to_owned(),
        Some(CriterionAnswer::Failed) => "failed".to_owned(),
        Some(CriterionAnswer::NotApplicable) => "na".to_owned(),
        Some(CriterionAnswer::Points(points)) => points.to_string(),
        None => String::new(),
    }
}

fn shown(
    pages: &PublicPages,
    sheet: PageSheet,
    id: &str,
    file: &FacilityFile,
    day: Day,
    correct: bool,
    (form, errors): (&HashMap<String, String>, Vec<PageError>),
) -> Result<Response, Failure> {
    let (facilities, local) = (&pages.facilities, Local(pages.key_days));
    let row = &file.line.named.facility;
    let set = facilities.criteria_for(day, row.kind, &row.area);
    let before = file.history.iter().find(|(one, _)| one.day == day && one.officer.is_none());
    let is_taken = day == facilities.today() && file.is_taken || file.reopened.contains(&day);
    let no_form = match (&set, is_taken) {
        (None, _) => Some(sheet.say("facility-no-criteria")),
        (_, false) => Some(sheet.say("facility-day-over")),
        _ => None,
    };
    let has_form = no_form.is_none() && (before.is_none() || correct);
    let given = |number: u32| {
        let kept = || before.map(|(one, _)| written(one.answers.get(&number))).unwrap_or_default();
        form.get(&format!("c{number}")).cloned().unwrap_or_else(kept)
    };
    let parts = match set.as_ref().filter(|_| has_form) {
        Some(set) => asked(&sheet, set, given, &errors),
        None => Vec::new(),
    };
    let who = form.get("name").cloned().or_else(|| before.and_then(|(_, words)| words.clone())).unwrap_or_default();
    let history = file.history.iter().map(|(one, _)| {
        let count = file.photos.get(&(one.day, one.version)).copied().unwrap_or_default();
        let address =
            |position| format!("/dia-diem/places/{id}/assessment/{}/{}/photos/{position}", one.day.0, one.version);
        (HistoryLine::of(&sheet, one, &local.moment(one.at)), (0..count).map(address).collect())
    });
    page(&AssessmentPage {
        id: id.to_owned(),
        name: file.line.named.name.clone(),
        day,
        date: date(day),
        state: StateWords::of(&sheet, file.line.state, facilities.is_late(facilities.today())),
        inspected: file.line.inspected,
        is_closed: file.is_closed,
        parts,
        version: set.as_ref().map(|set| words::version(&sheet, set)).unwrap_or_default(),
        asked: set.as_ref().map(|set| format!("{} {}", set.id, set.version)).unwrap_or_default(),
        decree: set.map(|set| set.decree).unwrap_or_default(),
        may_correct: no_form.is_none() && before.is_some() && !correct,
        no_form: no_form.filter(|_| before.is_none() || correct),
        reopened: file.reopened.iter().filter(|one| **one != day).map(|one| (one.0, date(*one))).collect(),
        who,
        history: history.collect(),
        most_photos: MOST_ASSESSMENT_PHOTOS,
        photo_wrong: errors.iter().find(|error| error.field == "photo").map(|error| error.text.clone()),
        errors,
        sheet,
    })
}

fn asked(sheet: &PageSheet, set: &CriteriaSet, given: impl Fn(u32) -> String, errors: &[PageError]) -> Vec<AskedPart> {
    let criterion = |number: u32| AskedCriterion {
        number,
        words: words::criterion(sheet, set, number),
        is_mandatory: set.mandatory.contains(&number),
        may_not_apply: set.criterion(number).is_some_and(|criterion| criterion.may_not_apply),
        wants_photo: set.criterion(number).is_some_and(|criterion| criterion.photo),
        most: set.most_points(number),
        given: given(number),
        wrong: errors.iter().find(|error| error.field == format!("c{number}")).map(|error| error.text.clone()),
    };
    let part = |(at, (part, numbers)): (usize, (_, std::ops::RangeInclusive<u32>))| AskedPart {
        title: words::part(sheet, part, at + 1),
        criteria: numbers.map(criterion).collect(),
    };
    set.numbered().enumerate().map(part).collect()
}
