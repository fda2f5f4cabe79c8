//! One's own declarations: listed, shown, exported, erased.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::desk::words_of;
use super::kept::KeptAnswers;
use super::store::{self, DeclarationId, DeclarationRow, ListedRow, PersonId};
use super::{Declarations, Declarer, drafts, person_store, red_calls, sessions};
use crate::ground::error::Failure;
use crate::store::Transaction;

/// A declaration as its declarer sees it in a list.
#[derive(Clone)]
pub(crate) struct OwnDeclaration {
    pub(crate) id: DeclarationId,
    /// The form's id.
    pub(crate) form: String,
    /// The form's version.
    pub(crate) version: String,
    /// When it came.
    pub(crate) at: UnixTime,
    /// `green`, `yellow` or `red`.
    pub(crate) class: String,
    /// When a later one of the same day took its place.
    pub(crate) replaced_at: Option<UnixTime>,
    /// The day on which it is deleted.
    pub(crate) expiry: Day,
    /// The person of the family whom it is about; none where it is about the number's holder or a traveller of their group.
    pub(crate) person: Option<PersonId>,
    /// The declaration of entry whose journey it shares.
    pub(crate) leader: Option<DeclarationId>,
}

/// A declaration with its answers.
pub(crate) struct OpenedDeclaration {
    pub(crate) declaration: OwnDeclaration,
    /// None where they do not open any more: their day's key is destroyed, or the row is damaged.
    pub(crate) answers: Option<KeptAnswers>,
}

impl From<&ListedRow> for OwnDeclaration {
    fn from(row: &ListedRow) -> Self {
        Self {
            id: row.id,
            form: row.form.clone(),
            version: row.version.clone(),
            at: row.at,
            class: row.class.clone(),
            replaced_at: row.replaced_at,
            expiry: row.expiry,
            person: row.person,
            leader: row.leader,
        }
    }
}

impl Declarations {
    /// The declarations of a number, the newest first.
    pub(crate) async fn own(&self, declarer: Declarer) -> Result<Vec<OwnDeclaration>, Failure> {
        let rows = self.store.view("own_declarations", move |tx| store::of_number(tx, &declarer.number)).await?;
        Ok(rows.iter().map(OwnDeclaration::from).collect())
    }

    /// The declaration of today to a form that stands, about the number's holder or a person of the family, where there is
    /// one.
    pub(crate) async fn of_today(
        &self,
        declarer: Declarer,
        form: &str,
        person: Option<PersonId>,
    ) -> Result<Option<OwnDeclaration>, Failure> {
        let today = self.today();
        let own = self.own(declarer).await?;
        let is_it = |one: &OwnDeclaration| one.form == form && one.person == person && one.replaced_at.is_none();
        Ok(own.into_iter().find(|one| is_it(one) && self.key_days.day(one.at) == today))
    }

    /// One of the number's declarations with its answers. One of another number is not found.
    pub(crate) async fn opened(
        self: &Arc<Self>,
        declarer: Declarer,
        id: DeclarationId,
    ) -> Result<OpenedDeclaration, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let row = store::find(tx, &id)?.filter(|row| row.listed.number == declarer.number);
            declarations.opened_row(&row.ok_or(Problem::NotFound)?)
        };
        self.store.view("own_declaration", work).await
    }

    /// All declarations of the number with their answers, the newest first.
    pub(crate) async fn all_opened(self: &Arc<Self>, declarer: Declarer) -> Result<Vec<OpenedDeclaration>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let rows = store::whole_of_number(tx, &declarer.number)?;
            rows.iter().map(|row| declarations.opened_row(row)).collect::<Result<Vec<_>, Failure>>()
        };
        self.store.view("own_declarations_opened", work).await
    }

    /// The latest answers about the number's holder, or about a person of the family, to each form that was answered; the
    /// newest first.
    pub(crate) async fn latest_answers(
        self: &Arc<Self>,
        declarer: Declarer,
        person: Option<PersonId>,
    ) -> Result<Vec<KeptAnswers>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let mut latest: Vec<ListedRow> = Vec::new();
            for row in store::of_number(tx, &declarer.number)? {
                let is_theirs = row.person == person && (person.is_some() || row.leader.is_none());
                if is_theirs && latest.iter().all(|known| known.form != row.form) {
                    latest.push(row);
                }
            }
            let mut answers = Vec::new();
            for row in latest {
                let row = store::find(tx, &row.id)?.ok_or(Problem::NotFound)?;
                answers.extend(declarations.opened_row(&row)?.answers);
            }
            Ok(answers)
        };
        self.store.view("latest_answers", work).await
    }

    /// The declarations that share the journey of one of the number's, with the names in them; the first first.
    pub(crate) async fn members(
        self: &Arc<Self>,
        declarer: Declarer,
        leader: DeclarationId,
    ) -> Result<Vec<(DeclarationId, Option<String>)>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let mut members = Vec::new();
            let all = store::of_number(tx, &declarer.number)?;
            for row in all.iter().rev().filter(|row| row.leader == Some(leader) && row.gate.is_some()) {
                let row = store::find(tx, &row.id)?.ok_or(Problem::NotFound)?;
                let answers = declarations.opened_row(&row)?.answers;
                let name = answers.as_ref().and_then(|answers| words_of(&answers.response, "name"));
                members.push((row.listed.id, name.map(str::to_owned)));
            }
            Ok::<_, Failure>(members)
        };
        self.store.view("members_of_journey", work).await
    }

    /// A declaration with its answers, whoever sent it; none where it is gone.
    pub(crate) fn found(
        &self,
        tx: &mut dyn Transaction,
        id: &DeclarationId,
    ) -> Result<Option<OpenedDeclaration>, Failure> {
        store::find(tx, id)?.map(|row| self.opened_row(&row)).transpose()
    }

    /// Deletes every declaration of the number, the persons for whom it declares and its drafts, and ends its other sessions. Returns how many declarations there were.
    pub(crate) async fn erase(&self, declarer: Declarer) -> Result<u64, Failure> {
        let (ended, now) = (self.of_others.ended, self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            sessions::end_others(tx, declarer)?;
            let erased = store::of_number(tx, &declarer.number)?;
            for row in &erased {
                ended(tx, &row.id, now)?;
            }
            red_calls::forget(tx, &erased)?;
            drafts::erase(tx, &declarer.number)?;
            person_store::erase(tx, &declarer.number)?;
            store::erase(tx, &declarer.number)
        };
        Ok(self.store.run("erase_declarations", work).await?)
    }

    /// A declaration with its answers, where they open. One that does not open leaves the others as they are.
    ///
    /// # Errors
    /// [`Fault`](crate::ground::error::Fault) where the key may be there and does not read now.
    pub(super) fn opened_row(&self, row: &DeclarationRow) -> Result<OpenedDeclaration, Failure> {
        let key = self.expiry_keys.read(row.listed.expiry)?;
        let answers = key.and_then(|key| KeptAnswers::open(&key, &row.listed.id, &row.sealed).ok());
        Ok(OpenedDeclaration { declaration: (&row.listed).into(), answers })
    }
}
