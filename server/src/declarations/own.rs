//! One's own declarations: listed, shown, exported, erased.

use std::sync::Arc;

use lancan_protocol::forms::Response;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use super::kept::KeptAnswers;
use super::store::{self, DeclarationId, DeclarationRow};
use super::{Declarations, Declarer};
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
    /// The end of the key of the text that says why it is of its class; none for green.
    pub(crate) reason: Option<String>,
    /// The answers as they came.
    pub(crate) response: Response,
}

impl From<&DeclarationRow> for OwnDeclaration {
    fn from(row: &DeclarationRow) -> Self {
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
            let row = store::find(tx, &id)?.filter(|row| row.number == declarer.number);
            declarations.open(&row.ok_or(Problem::NotFound)?)
        };
        self.store.view("own_declaration", work).await
    }

    /// All declarations of the number with their answers, the newest first.
    pub(crate) async fn all_opened(self: &Arc<Self>, declarer: Declarer) -> Result<Vec<OpenedDeclaration>, Failure> {
        let declarations = self.clone();
        let work = move |tx: &mut dyn Transaction| {
            let rows = store::of_number(tx, &declarer.number)?;
            rows.iter().map(|row| declarations.open(row)).collect::<Result<Vec<_>, Failure>>()
        };
        self.store.view("own_declarations_opened", work).await
    }

    /// A declaration with its answers, whoever sent it; none where it is gone.
    pub(crate) fn found(
        &self,
        tx: &mut dyn Transaction,
        id: &DeclarationId,
    ) -> Result<Option<OpenedDeclaration>, Failure> {
        store::find(tx, id)?.map(|row| self.open(&row)).transpose()
    }

    /// Deletes every declaration of the number. Returns how many there were.
    pub(crate) async fn erase(&self, declarer: Declarer) -> Result<u64, Failure> {
        let (ended, now) = (self.ended, self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            for row in store::of_number(tx, &declarer.number)? {
                ended(tx, &row.id, now)?;
            }
            store::erase(tx, &declarer.number)
        };
        Ok(self.store.run("erase_declarations", work).await?)
    }

    fn open(&self, row: &DeclarationRow) -> Result<OpenedDeclaration, Failure> {
        // Its day's key may be destroyed a moment before the row is deleted.
        let key = self.expiry_keys.read(row.expiry)?.ok_or(Problem::NotFound)?;
        let KeptAnswers { reason, response } = KeptAnswers::open(&key, &row.id, &row.sealed)?;
        Ok(OpenedDeclaration { declaration: row.into(), reason, response })
    }
}
