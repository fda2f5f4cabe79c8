//! Imports as officers look back at them, and undo them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::Exchange;
use super::store::{self, ImportRow};
use crate::contacts::{self, ContactName, TakenBack};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, OfficerId};
use crate::http::{Area, Officer, Right};
use crate::store::Transaction;

/// Most imports of a list.
const MOST: u32 = 100;
/// Most contacts of an import that are named.
const MOST_NAMED: usize = 500;

/// An import.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportShown {
    /// Its number.
    pub(crate) number: i64,
    /// The case whose contacts came in; null: of several.
    pub(crate) case_id: Option<String>,
    /// Number of the officer who imported.
    pub(crate) officer: OfficerId,
    /// When, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) at: UnixTime,
    /// Layout of the file.
    pub(crate) layout: String,
    /// Contacts that were new.
    pub(crate) added: u32,
    /// Contacts that were known and changed. They stay as they are when the import is undone.
    pub(crate) changed: u32,
    /// When the import was undone.
    #[schema(value_type = Option<u64>)]
    pub(crate) undone_at: Option<UnixTime>,
}

/// What undoing an import came to.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Undone {
    /// Contacts that are deleted.
    pub(crate) deleted: usize,
    /// Ids of contacts that stay, because somebody changed, called, ordered or sent them since.
    pub(crate) kept: Vec<String>,
    /// How many stay because they are followed in another area now, as after a transfer that was accepted there.
    pub(crate) elsewhere: usize,
    /// Contacts that the import had changed: they stay as they are.
    pub(crate) changed: u32,
}

/// An import with the contacts that came by it.
pub(crate) struct ImportFile {
    pub(crate) import: ImportShown,
    /// Rows that could not be used.
    pub(crate) left_out: u32,
    /// The contacts that were new and that the officer's area still has, at most 500.
    pub(crate) contacts: Vec<ContactName>,
    /// How many more there are.
    pub(crate) more: usize,
}

impl From<ImportRow> for ImportShown {
    fn from(row: ImportRow) -> Self {
        Self {
            number: row.id,
            case_id: row.case.map(|case| case.0),
            officer: row.officer,
            at: row.at,
            layout: row.layout,
            added: row.added,
            changed: row.changed,
            undone_at: row.undone_at,
        }
    }
}

impl Exchange {
    /// The imports of the officer's area, the newest first.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn imports(self: &Arc<Self>, officer: &Officer) -> Result<Vec<ImportShown>, Failure> {
        let area = officer.area.clone();
        let read = move |tx: &mut dyn Transaction| {
            Ok(store::in_area(tx, &area, MOST)?.into_iter().map(ImportShown::from).collect())
        };
        self.cases.officers.read(officer, "list-imports", None, |_| Ok(()), read).await
    }

    /// An import of the officer's area with the contacts that came by it. The look is on record for each of their cases.
    ///
    /// # Errors
    /// A refusal where the area has no such import.
    pub(crate) async fn import_of(self: &Arc<Self>, officer: &Officer, number: i64) -> Result<ImportFile, Failure> {
        const ACT: &str = "view-import";
        officer.may(Right::Read)?;
        let import = self.import_in(&officer.area, number).await?;
        let (exchange, acting, of_several) = (self.clone(), officer.clone(), import.case.is_none());
        let allow = move |tx: &mut dyn Transaction| {
            let ids = store::contact_ids(tx, number)?;
            let cases = contacts::cases_of(tx, &acting.area, &ids)?;
            if of_several { exchange.note(tx, &acting, ACT, number, &cases) } else { Ok(()) }
        };
        let (exchange, area) = (self.clone(), officer.area.clone());
        let case = import.case.clone();
        let read = move |tx: &mut dyn Transaction| {
            let ids = store::contact_ids(tx, number)?;
            let shown = ids.get(..MOST_NAMED).unwrap_or(&ids);
            let contacts = exchange.contacts.names_of(tx, &area, shown)?;
            let left_out = import.left_out;
            Ok(ImportFile { import: import.clone().into(), left_out, contacts, more: ids.len() - shown.len() })
        };
        let subject = (case.as_ref(), store::named(number));
        self.cases.officers.read(officer, ACT, subject, allow, read).await
    }

    async fn import_in(&self, area: &Area, number: i64) -> Result<ImportRow, Failure> {
        let area = area.clone();
        let find = move |tx: &mut dyn Transaction| found(tx, &area, number);
        self.cases.officers.store.view("import", find).await
    }

    /// Records an act on an import for each of the cases of its contacts.
    fn note(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        what: &'static str,
        number: i64,
        cases: &BTreeMap<String, CaseId>,
    ) -> Result<(), Failure> {
        for case in cases.values().collect::<BTreeSet<_>>() {
            self.cases.officers.note(tx, officer, what, case, store::named(number))?;
        }
        Ok(())
    }

    /// Undoes an import of the officer's area: deletes the contacts that were new and that nobody has worked with since.
    ///
    /// # Errors
    /// A refusal where the area has no such import, or it is undone already.
    pub(crate) async fn undo(self: &Arc<Self>, officer: &Officer, number: i64) -> Result<Undone, Failure> {
        const ACT: &str = "undo-import";
        officer.may(Right::Write)?;
        let case = self.import_in(&officer.area, number).await?.case;
        let (exchange, acting, now) = (self.clone(), officer.clone(), self.cases.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let import = found(tx, &acting.area, number)?;
            if import.undone_at.is_some() {
                return Err(Refusal::saying(Problem::Conflict, "officer-import-undone").into());
            }
            // An F1 can only go once its F2 are gone: what stays is tried again after the others.
            let mut waiting = store::contacts_of(tx, number)?;
            let ids: Vec<String> = waiting.iter().map(|(id, _)| id.clone()).collect();
            let cases = contacts::cases_of(tx, &acting.area, &ids)?;
            if import.case.is_none() {
                exchange.note(tx, &acting, ACT, number, &cases)?;
            }
            let elsewhere = contacts::count_outside(tx, &acting.area, &ids)?;
            let mut undone = Undone { deleted: 0, kept: Vec::new(), elsewhere, changed: import.changed };
            loop {
                let count = waiting.len();
                let mut kept = Vec::new();
                for (contact, mark) in waiting {
                    let Some(case) = cases.get(&contact) else { continue };
                    if (exchange.is_waiting)(tx, case, &contact)? {
                        kept.push((contact, mark));
                        continue;
                    }
                    match exchange.contacts.take_back(tx, &acting.area, &contact, &mark)? {
                        TakenBack::Deleted => undone.deleted += 1,
                        TakenBack::Kept => kept.push((contact, mark)),
                        TakenBack::Gone => {}
                    }
                }
                waiting = kept;
                if waiting.is_empty() || waiting.len() == count {
                    break;
                }
            }
            undone.kept = waiting.into_iter().map(|(contact, _)| contact).collect();
            store::set_undone(tx, number, now)?;
            Ok(undone)
        };
        let subject = (case.as_ref(), store::named(number));
        self.cases.officers.write(officer, ACT, subject, work).await
    }
}

/// The import with this number, if an officer of the area took it.
fn found(tx: &mut dyn Transaction, area: &Area, number: i64) -> Result<ImportRow, Failure> {
    let row = store::find(tx, number)?.filter(|row| area.covers(&row.area));
    row.ok_or_else(|| Problem::NotFound.into())
}
