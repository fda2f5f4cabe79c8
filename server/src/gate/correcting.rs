//! One answer that an officer corrects at the counter: checked with all others by the form, and kept beside what the declarer
//! wrote.

use std::sync::Arc;

use lancan_protocol::forms::{
    Answer, CheckError, Date, FormVersion, Given, Item, ItemKind, Refusal as Refused, RefusalKind, Response,
    ResponseItem,
};
use lancan_protocol::pass::GateNumber;
use lancan_protocol::places::UnitLevel;
use lancan_protocol::problem::Problem;
use unicode_normalization::UnicodeNormalization as _;

use super::queue::about;
use super::record::{Correction, GateRecord};
use super::traveller_store;
use super::{FORM, Gates};
use crate::declarations::{DeclarationId, UnitsMeant, class_name, unit_above, units_meant};
use crate::ground::calendar::Date as CellDate;
use crate::ground::error::{Failure, Fault};
use crate::http::Officer;
use crate::store::Transaction;

/// What became of a correction.
pub(crate) enum Corrected {
    /// It is kept.
    Kept,
    /// With it these answers would be wrong or missing. Nothing is kept.
    Refused(Vec<Refused>),
}

/// Whether an officer corrects the answer to a question: not pictures, nor questions with several answers, nor what follows
/// from a ward.
pub(crate) fn is_correctable(item: &Item, beside: &[Item]) -> bool {
    let is_kind = !matches!(item.kind, ItemKind::Group | ItemKind::Display | ItemKind::Attachment);
    is_kind && !item.repeats && !item.is_hidden() && ward_beside(item, beside).is_none()
}

/// The question for a ward from which the answer to this one follows.
fn ward_beside<'i>(item: &Item, beside: &'i [Item]) -> Option<&'i Item> {
    let is_above = matches!(item.unit_level(), Some(UnitLevel::Province | UnitLevel::District));
    beside.iter().find(|other| is_above && other.unit_level() == Some(UnitLevel::Ward))
}

/// The questions that an officer may correct, in the form's order.
pub(crate) fn correctable(form: &FormVersion) -> Vec<&Item> {
    let mut found = Vec::new();
    collect(&form.questionnaire.item, &mut found);
    found
}

fn collect<'f>(items: &'f [Item], found: &mut Vec<&'f Item>) {
    for item in items {
        if item.kind == ItemKind::Group && !item.repeats {
            collect(&item.item, found);
        } else if is_correctable(item, items) {
            found.push(item);
        }
    }
}

impl Gates {
    /// Corrects one answer of a traveller at the officer's counter. Words that are empty take the answer away. Answers to
    /// questions that are not asked any more go with it; the district and the province follow from a ward.
    ///
    /// # Errors
    /// A refusal where the traveller is not at the officer's counter, or there is no such question to correct.
    pub(crate) async fn correct(
        self: &Arc<Self>,
        officer: &Officer,
        gate: GateNumber,
        id: DeclarationId,
        link_id: &str,
        written: &str,
    ) -> Result<Corrected, Failure> {
        self.decides_at(officer, gate)?;
        let (gates, who) = (self.clone(), officer.id);
        let (link_id, written) = (link_id.to_owned(), written.trim().nfc().collect::<String>());
        let work = move |tx: &mut dyn Transaction| {
            let mut row = gates.at_counter(tx, gate, &id, who)?;
            let mut record = gates.record(&row)?;
            let form = gates.declarations.form_of_version(FORM, &record.version);
            let form = form.ok_or(Fault::Broken("a form that was answered is gone"))?;
            let JudgedAnswers { response, class, reason } = match with_answer(form, &record, &link_id, &written)? {
                Ok(checked) => checked,
                Err(refused) => return Ok(Corrected::Refused(refused)),
            };
            let [before, after] = [record.answers(), &response].map(|all| item_named(&all.item, &link_id).cloned());
            record.corrections.push(Correction {
                at: gates.clock.now(),
                officer: who,
                link_id: link_id.clone(),
                before,
                after,
            });
            (record.corrected, record.reason) = (Some(response), reason);
            (row.class, row.vehicle) = (class.to_owned(), record.vehicle());
            row.passport = gates.passport(&record);
            row.sealed = record.seal(&gates.expiry_keys.get_or_make(row.expiry)?, &id)?;
            traveller_store::write(tx, &row)?;
            Ok(Corrected::Kept)
        };
        self.officers.write(officer, "gate-correct", (None, about(&id)), work).await
    }
}

/// Answers that fit the form, and how urgent they are.
struct JudgedAnswers {
    response: Response,
    class: &'static str,
    reason: Option<String>,
}

/// All answers with one in the place of what was there, their class and its reason; or what would be wrong.
fn with_answer(
    form: &FormVersion,
    record: &GateRecord,
    link_id: &str,
    written: &str,
) -> Result<Result<JudgedAnswers, Vec<Refused>>, Failure> {
    let known = correctable(form).into_iter().find(|item| item.link_id == link_id);
    let item = known.ok_or(Problem::RequestInvalid)?;
    let answer = match read(item, written, record) {
        Ok(answer) => answer,
        Err(kind) => return Ok(Err(vec![Refused { link_id: link_id.to_owned(), entry: None, kind }])),
    };
    let mut response = record.answers().clone();
    let follows = answer.clone();
    set(&form.questionnaire.item, &mut response.item, link_id, answer.as_ref());
    if let (Some(Answer::String(ward)), Some(UnitLevel::Ward)) = (&follows, item.unit_level()) {
        for above in above_of(&form.questionnaire.item, link_id) {
            let code = above.unit_level().and_then(|level| unit_above(ward, level));
            let code = code.map(|code| Answer::String(code.to_owned()));
            set(&form.questionnaire.item, &mut response.item, &above.link_id, code.as_ref());
        }
    }
    let refused = match form.check(&response, record.declared_on) {
        Ok(_) => Vec::new(),
        Err(CheckError::Refused(refused)) => refused,
        Err(CheckError::OtherForm) => return Err(Problem::RequestInvalid.into()),
    };
    // What is not asked any more, by the answer that was corrected, goes.
    for one in refused.iter().filter(|one| one.kind == RefusalKind::NotAsked && one.link_id != link_id) {
        set(&form.questionnaire.item, &mut response.item, &one.link_id, None);
    }
    let judged = match form.check(&response, record.declared_on) {
        Ok(checked) => form.rules.triage(&checked),
        Err(CheckError::Refused(refused)) => return Ok(Err(refused)),
        Err(CheckError::OtherForm) => return Err(Problem::RequestInvalid.into()),
    };
    Ok(Ok(JudgedAnswers { response, class: class_name(judged.class), reason: judged.reason }))
}

/// What an officer wrote, as an answer; none where it is empty.
fn read(item: &Item, written: &str, record: &GateRecord) -> Result<Option<Answer>, RefusalKind> {
    if written.is_empty() {
        return Ok(None);
    }
    let words = || Answer::String(written.to_owned());
    Ok(Some(match item.kind {
        ItemKind::Boolean => match written {
            "yes" => Answer::Boolean(true),
            "no" => Answer::Boolean(false),
            _ => return Err(RefusalKind::WrongType),
        },
        ItemKind::Integer => Answer::Integer(written.parse().map_err(|_| RefusalKind::WrongType)?),
        ItemKind::Date => {
            let date = CellDate::from_cell(written, CellDate(record.declared_on)).ok_or(RefusalKind::NotADate)?;
            Answer::Date(Date::parse(&date.to_string()).map_err(|_| RefusalKind::NotADate)?)
        }
        ItemKind::Choice => Answer::Coding(written.to_owned()),
        ItemKind::OpenChoice if item.offers(written) => Answer::Coding(written.to_owned()),
        ItemKind::String => match item.unit_level() {
            Some(level) => match units_meant(written, level, 1) {
                UnitsMeant::One(code) => Answer::String(code.to_owned()),
                UnitsMeant::Several(_) => return Err(RefusalKind::NotAUnit),
            },
            None => words(),
        },
        ItemKind::Text | ItemKind::OpenChoice => words(),
        ItemKind::Decimal | ItemKind::Group | ItemKind::Display | ItemKind::Attachment => {
            return Err(RefusalKind::WrongType);
        }
    }))
}

/// The item of a response with this name, wherever it stands.
fn item_named<'r>(items: &'r [ResponseItem], link_id: &str) -> Option<&'r ResponseItem> {
    items.iter().find_map(|item| if item.link_id == link_id { Some(item) } else { item_named(&item.item, link_id) })
}

/// The questions for units that follow from this ward.
fn above_of<'f>(items: &'f [Item], ward: &str) -> Vec<&'f Item> {
    if items.iter().any(|item| item.link_id == ward) {
        return items
            .iter()
            .filter(|item| ward_beside(item, items).is_some_and(|found| found.link_id == ward))
            .collect();
    }
    items.iter().flat_map(|item| above_of(&item.item, ward)).collect()
}

/// Puts an answer into its place, in the order of the form; none takes it away. A group that is not there is made.
fn set(form: &[Item], given: &mut Vec<ResponseItem>, link_id: &str, answer: Option<&Answer>) {
    let Some(at) = form.iter().position(|item| item.link_id == link_id || holds(item, link_id)) else { return };
    let Some(item) = form.get(at) else { return };
    let rank = |name: &str| form.iter().position(|item| item.link_id == name).unwrap_or(usize::MAX);
    let here = given.iter().position(|one| one.link_id == item.link_id);
    if item.link_id == link_id {
        if let Some(here) = here {
            given.remove(here);
        }
        let Some(answer) = answer else { return };
        let place = given.iter().position(|one| rank(&one.link_id) > at).unwrap_or(given.len());
        let answer = vec![Given::Read(answer.clone())];
        given.insert(place, ResponseItem { link_id: link_id.to_owned(), answer, item: Vec::new() });
        return;
    }
    let here = here.unwrap_or_else(|| {
        let place = given.iter().position(|one| rank(&one.link_id) > at).unwrap_or(given.len());
        given.insert(place, ResponseItem { link_id: item.link_id.clone(), answer: Vec::new(), item: Vec::new() });
        place
    });
    if let Some(group) = given.get_mut(here) {
        set(&item.item, &mut group.item, link_id, answer);
        if group.item.is_empty() {
            given.remove(here);
        }
    }
}

fn holds(item: &Item, link_id: &str) -> bool {
    item.item.iter().any(|inner| inner.link_id == link_id || holds(inner, link_id))
}
