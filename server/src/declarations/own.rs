//! One's own declarations: listed, shown, exported, erased.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::kept::KeptAnswers;
use super::store::{self, DeclarationId, DeclarationRow, ListedRow};
use super::{Declarations, Declarer, red_calls, sessions};
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
        }
    }
}

impl Declarations {
    /// The declarations of a number, the newest first.
    pub(crate) async fn own(&self, declarer: Declarer) -> Result<Vec<OwnDeclaration>, Failure> {
        let rows = self.store.view("own_declarations", move |tx| store::of_number(tx, &declarer.number)).await?;
        Ok(rows.iter().map(OwnDeclaration::from).collect())
    }

    /// The declaration of today to a form that stands, where there is one.
    pub(crate) async fn of_today(&self, declarer: Declarer, form: &str) -> Result<Option<OwnDeclaration>, Failure> {
        let today = self.today();
        let own = self.own(declarer).await?;
        let is_it = |one: &OwnDeclaration| one.form == form && one.replaced_at.is_none();
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

    /// A declaration with its answers, whoever sent it; none where it is gone.
    pub(crate) fn found(
        &self,
        tx: &mut dyn Transaction,
        id: &DeclarationId,
    ) -> Result<Option<OpenedDeclaration>, Failure> {
        store::find(tx, id)?.map(|row| self.opened_row(&row)).transpose()
    }

    /// Deletes every declaration of the number and ends its other sessions. Returns how many declarations there were.
    pub(crate) async fn erase(&self, declarer: Declarer) -> Result<u64, Failure> {
        let (ended, now) = (self.ended, self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            sessions::end_others(tx, declarer)?;
            let erased = store::of_number(tx, &declarer.number)?;
            for row in &erased {
                ended(tx, &row.id, now)?;
            }
            red_calls::forget(tx, &erased)?;
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
