//! Taking a declaration: checked by its form, judged by its triage, kept once.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::forms::Answer;
use lancan_protocol::forms::{CheckError, FormVersion, Given, Refusal as Refused, RefusalKind, Response, ResponseItem};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::diary;
use super::drafts::DraftOf;
use super::finding::DeclarationIndex;
use super::kept::{KeptAnswers, class_name, clear};
use super::person_store;
use super::persons;
use super::persons::NamedPerson;
use super::store::{self, DeclarationId, DeclarationRow, ListedRow, PersonId};
use super::{Declarations, Declarer, area, red_calls, unit_words};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::Digest;
use crate::http::Area;
use crate::store::Transaction;

/// Declarations that a number sends on one day at most: more than a tour guide's group, fewer than fill a disk.
const MOST_A_DAY: usize = 30;

/// Reports of somebody who may be ill that a number sends on one day at most.
const MOST_SUSPECTS_A_DAY: usize = 5;

/// Travellers who share the journey of one declaration of entry, at most.
pub(crate) const MOST_MEMBERS: usize = 10;

/// The row of answers with the HMACs that find it, or what is wrong with them.
type Judged = Result<(DeclarationRow, Vec<Digest>), Vec<Refused>>;

/// Answers that somebody sends.
pub(crate) struct NewDeclaration {
    /// 16 random bytes of whoever sends, so that answers that are sent twice are taken once.
    pub(crate) id: DeclarationId,
    /// The form's id.
    pub(crate) form: String,
    /// The person of the family whom it is about; none for the holder of the number, or a traveller of their group.
    pub(crate) person: Option<PersonId>,
    /// What the sender says of that person, where the number has not named them before; none where they must be known.
    pub(crate) named: Option<NamedPerson>,
    /// The declaration of entry whose journey it shares.
    pub(crate) leader: Option<DeclarationId>,
    /// The answers, JSON of FHIR's `QuestionnaireResponse`.
    pub(crate) response: Vec<u8>,
    /// Whether it takes the place of today's.
    pub(crate) replaces: bool,
}

/// What became of answers.
pub(crate) enum TakenDeclaration {
    /// They are kept, now or before.
    Kept,
    /// These answers are wrong or missing. Nothing is kept.
    Refused(Vec<Refused>),
    /// This form was answered today already. Nothing is kept.
    AlreadyToday {
        /// The declaration of today.
        id: DeclarationId,
        /// When it came.
        at: UnixTime,
    },
}

impl Declarations {
    /// Takes answers. The same id again is taken as the first time, and changes nothing.
    ///
    /// # Errors
    /// A refusal where there is no such form, the answers are to another version, the number declared too often today, or
    /// the id was used for other answers.
    pub(crate) async fn declare(
        self: &Arc<Self>,
        declarer: Declarer,
        new: NewDeclaration,
    ) -> Result<TakenDeclaration, Failure> {
        let response = Response::from_json(&new.response).map_err(|_| Problem::RequestInvalid)?;
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| declarations.take(tx, declarer, &new, &response);
        self.store.run("declare", work).await
    }

    pub(super) fn take(
        &self,
        tx: &mut dyn Transaction,
        declarer: Declarer,
        new: &NewDeclaration,
        response: &Response,
    ) -> Result<TakenDeclaration, Failure> {
        if let Some(known) = store::find(tx, &new.id)? {
            return if self.is_again(&known, (declarer, new), response)? {
                Ok(TakenDeclaration::Kept)
            } else {
                Err(Refusal::saying(Problem::Conflict, "web-declare-other-answers").into())
            };
        }
        let now = self.clock.now();
        declarer.may_answer(&new.form)?;
        let form = self.form_answered(&new.form, &response.questionnaire).ok_or(Problem::NotFound)?;
        if form.is_of_others() && (new.person.is_some() || new.leader.is_some()) {
            return Err(Problem::NotFound.into());
        }
        let (mut row, words) = match self.row(form, (declarer, new), response, now)? {
            Ok(row) => row,
            Err(refused) => return Ok(TakenDeclaration::Refused(refused)),
        };
        if let (Some(id), Some(NamedPerson(named))) = (new.person, &new.named)
            && person_store::find(tx, &id)?.is_none()
        {
            self.insert_person(tx, declarer, id, named)?;
        }
        let person = new.person.map(|id| persons::theirs(tx, declarer, &id)).transpose()?;
        let all = store::of_number(tx, &declarer.number)?;
        let today: Vec<&ListedRow> = all.iter().filter(|one| one.day == row.listed.day).collect();
        let reported = today.iter().filter(|one| one.form == FormVersion::SUSPECT).count();
        if today.len() >= MOST_A_DAY || (form.is_of_others() && reported >= MOST_SUSPECTS_A_DAY) {
            return Err(Problem::TooManyRequests.into());
        }
        may_share(&all, new)?;
        let same = |one: &&&ListedRow| one.form == row.listed.form && one.person == new.person;
        let stands = today.iter().find(|one| same(one) && one.replaced_at.is_none());
        if let Some(earlier) = stands.filter(|_| form.is_once_a_day()) {
            if !new.replaces {
                return Ok(TakenDeclaration::AlreadyToday { id: earlier.id, at: earlier.at });
            }
            store::replace(tx, &earlier.id, now)?;
            (self.of_others.ended)(tx, &earlier.id, now)?;
            red_calls::replaced(tx, &earlier.id)?;
        }
        if row.listed.area == Area::COUNTRY {
            // A daily report names no unit: it concerns whoever the declaration before it did.
            let of = |is_theirs: bool| {
                let mut known = all.iter().filter(|one| one.area != Area::COUNTRY);
                known.find(|one| !is_theirs || one.person == new.person).map(|one| one.area.clone())
            };
            let entry = all.iter().find(|one| Some(one.id) == new.leader).map(|one| one.area.clone());
            row.listed.area = entry.or_else(|| of(true)).or_else(|| of(false)).unwrap_or(Area::COUNTRY);
        }
        if let Some(person) = person {
            self.keep_person(tx, &person, row.listed.expiry)?;
        }
        store::insert(tx, &row, &words)?;
        if row.listed.class == "red" || form.is_of_others() {
            red_calls::enqueue(tx, &row.listed.id, &row.listed.area, now)?;
        }
        if let Some(entry) = new.leader.filter(|_| new.form == diary::DAILY) {
            diary::reported(tx, &entry)?;
        }
        let of = DraftOf { form: new.form.clone(), person: new.person, leader: new.leader };
        self.drop_draft(tx, declarer, &of)?;
        Ok(TakenDeclaration::Kept)
    }

    /// Whether a declaration that is kept has the same answers of the same number. When they were written is not an answer.
    fn is_again(
        &self,
        known: &DeclarationRow,
        (declarer, new): (Declarer, &NewDeclaration),
        response: &Response,
    ) -> Result<bool, Failure> {
        let ListedRow { number, person, leader, .. } = &known.listed;
        if (number, person, leader) != (&declarer.number, &new.person, &new.leader) {
            return Ok(false);
        }
        let kept = self.opened_row(known)?.answers.ok_or(Problem::Conflict)?.response;
        Ok(kept.questionnaire == response.questionnaire && kept.item == response.item)
    }

    /// The row of answers with the HMACs that find it, or what is wrong with them.
    fn row(
        &self,
        form: &FormVersion,
        (declarer, new): (Declarer, &NewDeclaration),
        response: &Response,
        now: UnixTime,
    ) -> Result<Judged, Failure> {
        let id = new.id;
        let day = self.key_days.day(now);
        if !form.is_taken(day) {
            return Err(Problem::RequestInvalid.into());
        }
        let unknown = unknown_units(form, &response.item);
        let checked = match form.check(response, day) {
            Ok(checked) if unknown.is_empty() => checked,
            Ok(_) => return Ok(Err(unknown)),
            Err(CheckError::Refused(mut refused)) => {
                let is_new = |one: &Refused| {
                    refused.iter().all(|other| (&other.link_id, other.entry) != (&one.link_id, one.entry))
                };
                let unknown: Vec<Refused> = unknown.into_iter().filter(is_new).collect();
                refused.extend(unknown);
                return Ok(Err(refused));
            }
            Err(CheckError::OtherForm) => return Err(Problem::RequestInvalid.into()),
        };
        let triage = form.rules.triage(&checked);
        let expiry = day.plus(form.kept_days());
        let kept = KeptAnswers { reason: triage.reason, response: response.clone() };
        let sealed = kept.seal(&self.expiry_keys.get_or_make(expiry)?, &id)?;
        let words = DeclarationIndex(&self.secrets).of(&form.questionnaire, &checked);
        let area = area::of_answers(self.set, &form.questionnaire, &checked).unwrap_or(Area::COUNTRY);
        let gate = match checked.answers("gate") {
            [Answer::Coding(code)] => Some(code.clone()),
            _ => None,
        };
        let clear = clear(&form.questionnaire, &checked);
        let clear = serde_json::to_string(&clear).map_err(|_| Fault::Broken("clear answers do not encode"))?;
        let listed = ListedRow {
            id,
            number: declarer.number,
            form: form.id.clone(),
            version: form.questionnaire.version.clone(),
            day,
            at: now,
            class: class_name(triage.class).to_owned(),
            clear,
            replaced_at: None,
            expiry,
            area,
            gate,
            became: None,
            person: new.person,
            leader: new.leader,
        };
        Ok(Ok((DeclarationRow { listed, sealed }, words)))
    }
}

/// Whether a declaration can name another: a daily report the declaration of entry that led into quarantine, and another
/// traveller the one whose journey is shared. It is one of the number's own, and ten travellers at most share a journey.
fn may_share(all: &[ListedRow], new: &NewDeclaration) -> Result<(), Failure> {
    let Some(leader) = new.leader else { return Ok(()) };
    let entry = all.iter().find(|one| one.id == leader && one.gate.is_some()).ok_or(Problem::NotFound)?;
    if new.form == diary::DAILY && entry.person == new.person {
        return Ok(());
    }
    if entry.form != new.form || entry.leader.is_some() {
        return Err(Problem::NotFound.into());
    }
    if all.iter().filter(|one| one.leader == Some(leader) && one.gate.is_some()).count() >= MOST_MEMBERS {
        return Err(Refusal::saying(Problem::Conflict, "web-group-full").into());
    }
    Ok(())
}

/// Units that have the right digits, and that there are none of.
fn unknown_units(form: &FormVersion, items: &[ResponseItem]) -> Vec<Refused> {
    let levels: BTreeMap<&str, _> = form
        .questionnaire
        .all_items()
        .filter_map(|item| item.unit_level().map(|level| (item.link_id.as_str(), (level, item.repeats))))
        .collect();
    let mut refused = Vec::new();
    let mut waiting: Vec<&ResponseItem> = items.iter().collect();
    while let Some(item) = waiting.pop() {
        waiting.extend(&item.item);
        let Some((level, repeats)) = levels.get(item.link_id.as_str()) else { continue };
        for (at, given) in item.answer.iter().enumerate() {
            if matches!(given, Given::Read(Answer::String(code)) if !unit_words::is_unit(code, *level)) {
                let entry = repeats.then_some(at);
                refused.push(Refused { link_id: item.link_id.clone(), entry, kind: RefusalKind::NotAUnit });
            }
        }
    }
    refused
}
