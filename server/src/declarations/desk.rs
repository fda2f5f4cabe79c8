//! Declarations as officers see them: found, listed and opened, on record in the audit log before they are read.

use std::sync::Arc;

use lancan_protocol::forms::{Answer, Given, Response, ResponseItem};
use lancan_protocol::hex;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::diary_store::{self, DiarySeen};
use super::finding::DeclarationIndex;
use super::kept::KeptAnswers;
use super::listing::WantedDeclarations;
use super::person_record::PersonRecord;
use super::store::{self, DeclarationId, DeclarationRow, ListedRow};
use super::{Declarations, Made, area, call_of};
use crate::calls::{self, WaitingCall};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Refusal};
use crate::ground::folded::folded;
use crate::ground::ids::CaseId;
use crate::http::{Area, Officer};
use crate::store::Transaction;

/// Declarations of a page.
pub(crate) const PER_PAGE: u32 = 50;
/// Others with the same number of a passport or identity card that an officer is told of, at most.
const MOST_ALIKE: u32 = 10;

/// What an officer looks for. What is empty does not count.
#[derive(Clone, Default)]
pub(crate) struct DeclarationFilter {
    /// Words of the name, a telephone number, or the number of a passport or identity card.
    pub(crate) search: String,
    /// The form's id.
    pub(crate) form: String,
    /// `green`, `yellow` or `red`.
    pub(crate) class: String,
    /// The code of a border gate.
    pub(crate) gate: String,
    /// The code of a unit of the officers' set.
    pub(crate) unit: String,
    /// The first day.
    pub(crate) from: Option<Date>,
    /// The last day.
    pub(crate) until: Option<Date>,
    /// Where the page begins, as `next` of the page before has it.
    pub(crate) after: String,
}

/// A declaration as an officer sees it in a list.
pub(crate) struct DeclarationLine {
    /// Its id, hexadecimal.
    pub(crate) id: String,
    /// The form's id.
    pub(crate) form: String,
    /// The form's version.
    pub(crate) version: String,
    /// When it came.
    pub(crate) at: UnixTime,
    /// `green`, `yellow` or `red`.
    pub(crate) class: String,
    /// The code of the border gate.
    pub(crate) gate: Option<String>,
    /// When a later one of the same day took its place.
    pub(crate) replaced_at: Option<UnixTime>,
    /// What an officer made of it: `contact` or `case`, and its id.
    pub(crate) became: Option<(String, String)>,
    /// The name; none where the form asks for none, or the answers do not open.
    pub(crate) name: Option<String>,
}

/// A page of a list.
pub(crate) struct DeclarationPage {
    pub(crate) lines: Vec<DeclarationLine>,
    /// What `after` of the next page is, where there may be one.
    pub(crate) next: Option<String>,
}

/// One declaration, opened.
pub(crate) struct DeclarationFile {
    pub(crate) line: DeclarationLine,
    /// The day on which it is deleted.
    pub(crate) expiry: Date,
    /// Why it is of its class and the answers; none where they do not open any more.
    pub(crate) answers: Option<KeptAnswers>,
    /// The positions of its pictures.
    pub(crate) pictures: Vec<u32>,
    /// Others of the area, of another number, whose passport or identity card has the same number: a slip of the pen, or one
    /// person twice.
    pub(crate) alike: Vec<DeclarationLine>,
    /// The call to whoever declared, where there is one to make or one was made.
    pub(crate) call: Option<WaitingCall>,
    /// The daily reports, where whoever declared was ordered into quarantine.
    pub(crate) diary: Option<DiarySeen>,
    /// For whom it was declared, where it was not for the declarer.
    pub(crate) on_behalf: Option<PersonRecord>,
}

/// Of which part of the country an officer sees declarations: the unit that the officer's centre lies in, as of places.
pub(super) fn territory(officer: &Officer) -> Area {
    officer.area.territory().unwrap_or_else(|| officer.area.clone())
}

/// The id that a text says.
pub(super) fn id_of(text: &str) -> Result<DeclarationId, Failure> {
    let id = hex::decode(text).and_then(|id| DeclarationId::try_from(id).ok());
    id.ok_or_else(|| Problem::NotFound.into())
}

/// What an act is about, in the audit log.
pub(super) fn about(id: &DeclarationId) -> (Option<&'static CaseId>, String) {
    (None, format!("declaration {}", hex::encode(id)))
}

/// The declaration with this id, if it lies in the area; one that lies elsewhere is not there.
pub(super) fn seen(tx: &mut dyn Transaction, area: &Area, id: &DeclarationId) -> Result<DeclarationRow, Failure> {
    let row = store::find(tx, id)?.filter(|row| area.covers(&row.listed.area));
    row.ok_or_else(|| Problem::NotFound.into())
}

/// The first answer to a question.
pub(super) fn answer_of<'r>(items: &'r [ResponseItem], link_id: &str) -> Option<&'r Answer> {
    items.iter().find_map(|item| {
        let mut own = item.answer.iter().filter_map(|given| match given {
            Given::Read(answer) => Some(answer),
            Given::Unreadable => None,
        });
        if item.link_id == link_id { own.next() } else { answer_of(&item.item, link_id) }
    })
}

/// The name of whom a declaration is about: the declarer's own or a family member's, or of whoever is reported.
pub(super) fn name_of(response: &Response) -> Option<&str> {
    words_of(response, "name").or_else(|| words_of(response, "who.name"))
}

/// The first answer in words to a question.
pub(crate) fn words_of<'r>(response: &'r Response, link_id: &str) -> Option<&'r str> {
    match answer_of(&response.item, link_id)? {
        Answer::String(words) | Answer::Coding(words) => Some(words),
        _ => None,
    }
}

/// The first answer to a question that is a number; none below zero.
pub(crate) fn number_of(response: &Response, link_id: &str) -> Option<u32> {
    match answer_of(&response.item, link_id)? {
        Answer::Integer(number) => u32::try_from(*number).ok(),
        _ => None,
    }
}

impl Declarations {
    /// A page of the declarations of the officer's area, the newest first.
    ///
    /// # Errors
    /// A refusal where the filter names a unit that there is none of, or a page of another list.
    pub(crate) async fn list(
        self: &Arc<Self>,
        officer: &Officer,
        filter: DeclarationFilter,
    ) -> Result<DeclarationPage, Failure> {
        let wanted = self.wanted(officer, &filter)?;
        let declarations = self.clone();
        let read = move |tx: &mut dyn Transaction| {
            let Some(wanted) = &wanted else { return Ok(DeclarationPage { lines: Vec::new(), next: None }) };
            let rows = wanted.rows(tx)?;
            let is_full = u32::try_from(rows.len()).is_ok_and(|count| count >= PER_PAGE);
            let last = rows.last().filter(|_| is_full);
            let next = last.map(|row| format!("{}-{}", row.listed.at.0, hex::encode(&row.listed.id)));
            let lines = rows.iter().map(|row| declarations.line(row)).collect::<Result<_, Failure>>()?;
            Ok(DeclarationPage { lines, next })
        };
        self.officers.read(officer, "list-declarations", None, |_| Ok(()), read).await
    }

    /// One declaration of the officer's area, opened.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<DeclarationFile, Failure> {
        let id = id_of(id)?;
        let (area, allowed) = (territory(officer), territory(officer));
        let (declarations, now) = (self.clone(), self.clock.now());
        let allow = move |tx: &mut dyn Transaction| seen(tx, &allowed, &id).map(|_| ());
        let read = move |tx: &mut dyn Transaction| {
            let row = seen(tx, &area, &id)?;
            let answers = declarations.opened_row(&row)?.answers;
            let alike = declarations.alike(tx, &area, &row, answers.as_ref())?;
            let call = calls::waiting(tx, &call_of(&id), &row.listed.area, now)?.map(|(call, _)| call);
            let (line, pictures) = (declarations.line(&row)?, declarations.pictures_of(tx, &id)?);
            let (diary, on_behalf) = (diary_store::seen(tx, &id)?, declarations.on_behalf(tx, &id)?);
            let expiry = Date(row.listed.expiry);
            Ok(DeclarationFile { line, expiry, answers, pictures, alike, call, diary, on_behalf })
        };
        self.officers.read(officer, "view-declaration", about(&id), allow, read).await
    }

    /// Notes what an officer made of a declaration: `contact` or `case`, and its id.
    ///
    /// # Errors
    /// [`Problem::Conflict`] where something was made of it already.
    pub(crate) async fn note_became(
        &self,
        officer: &Officer,
        id: &str,
        made: Made,
        became: &str,
    ) -> Result<(), Failure> {
        let id = id_of(id)?;
        let (area, sees, area_of) = (territory(officer), officer.area.clone(), self.of_others.area_of);
        let (of, became) = (became.to_owned(), format!("{} {became}", made.name()));
        let work = move |tx: &mut dyn Transaction| {
            seen(tx, &area, &id)?;
            // One that lies elsewhere and one that there is not look alike.
            if !area_of(tx, made, &of)?.is_some_and(|area| sees.covers(&area)) {
                let what = "id: of a contact or a case of the officer's area";
                return Err(Failure::from(Refusal::because(Problem::RequestInvalid, what)));
            }
            if store::became(tx, &id, &became)? { Ok(()) } else { Err(Problem::Conflict.into()) }
        };
        self.officers.write(officer, "declaration-becomes", about(&id), work).await
    }

    /// What a filter looks for; none where it asks for a part of the country that the officer does not see.
    fn wanted(&self, officer: &Officer, filter: &DeclarationFilter) -> Result<Option<WantedDeclarations>, Failure> {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let Some(area) = self.area_within(officer, &filter.unit)? else { return Ok(None) };
        let words = DeclarationIndex(&self.secrets).meant(&filter.search);
        if words.is_empty() && !filter.search.trim().is_empty() && !folded(&filter.search).is_empty() {
            return Ok(None);
        }
        let after = match filter.after.split_once('-') {
            None if filter.after.is_empty() => None,
            Some((at, id)) => Some((UnixTime(at.parse().map_err(|_| Problem::RequestInvalid)?), id_of(id)?)),
            None => return Err(Problem::RequestInvalid.into()),
        };
        Ok(Some(WantedDeclarations {
            area,
            words,
            form: filled(&filter.form),
            class: filled(&filter.class),
            gate: filled(&filter.gate),
            times: self.times(filter.from, filter.until),
            stands: false,
            after,
            most: PER_PAGE,
        }))
    }

    /// The part of the officer's area that lies in a unit of the officers' set; the whole area where no unit is named. None
    /// where the officer does not see the unit.
    pub(super) fn area_within(&self, officer: &Officer, unit: &str) -> Result<Option<Area>, Refusal> {
        let theirs = territory(officer);
        if unit.is_empty() {
            return Ok(Some(theirs));
        }
        let named = crate::units::area_of(self.set, unit)?;
        Ok(if theirs.covers(&named) { Some(named) } else { named.covers(&theirs).then_some(theirs) })
    }

    /// The instants from which and before which days of the deployment's calendar last.
    pub(super) fn times(&self, from: Option<Date>, until: Option<Date>) -> (Option<UnixTime>, Option<UnixTime>) {
        (from.map(|date| self.key_days.start(date.0)), until.map(|date| self.key_days.start(date.0.plus(1))))
    }

    fn line(&self, row: &DeclarationRow) -> Result<DeclarationLine, Failure> {
        let opened = self.opened_row(row)?;
        let name = opened.answers.as_ref().and_then(|answers| name_of(&answers.response));
        Ok(DeclarationLine::of(&row.listed, name.map(str::to_owned)))
    }

    /// Others of the area with the same number of a passport or identity card.
    fn alike(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        row: &DeclarationRow,
        answers: Option<&KeptAnswers>,
    ) -> Result<Vec<DeclarationLine>, Failure> {
        let mut papers = ["passport", "id_number"].into_iter();
        let paper = papers.find_map(|question| words_of(&answers?.response, question));
        let Some(paper) = paper.map(|paper| DeclarationIndex(&self.secrets).paper(paper)) else {
            return Ok(Vec::new());
        };
        let wanted = WantedDeclarations {
            area: area.clone(),
            words: vec![vec![paper]],
            most: MOST_ALIKE,
            ..WantedDeclarations::default()
        };
        let others = wanted.rows(tx)?.into_iter().filter(|other| other.listed.number != row.listed.number);
        others.map(|other| self.line(&other)).collect()
    }

    /// The officers' unit in which an answered unit lies, for what is made of a declaration.
    pub(crate) fn officers_unit(&self, code: &str) -> Option<String> {
        let area = area::of_unit(self.set, code)?;
        area.path().trim_end_matches('/').rsplit('/').next().map(str::to_owned).filter(|code| !code.is_empty())
    }
}

impl DeclarationLine {
    pub(super) fn of(row: &ListedRow, name: Option<String>) -> Self {
        let became = row.became.as_deref().and_then(|became| became.split_once(' '));
        Self {
            id: hex::encode(&row.id),
            form: row.form.clone(),
            version: row.version.clone(),
            at: row.at,
            class: row.class.clone(),
            gate: row.gate.clone(),
            replaced_at: row.replaced_at,
            became: became.map(|(kind, id)| (kind.to_owned(), id.to_owned())),
            name,
        }
    }
}
