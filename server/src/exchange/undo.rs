//! Imports as officers look back at them, and undo them.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Exchange, store};
use crate::contacts::TakenBack;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::OfficerId;
use crate::http::Officer;
use crate::store::Transaction;

/// Most imports of a list.
const MOST: u32 = 100;

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
    /// Ids of contacts that stay, because somebody changed, called or ordered something since.
    pub(crate) kept: Vec<String>,
    /// Contacts that the import had changed: they stay as they are.
    pub(crate) changed: u32,
}

impl Exchange {
    /// The imports of the officer's area, the newest first.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn imports(self: &Arc<Self>, officer: &Officer) -> Result<Vec<ImportShown>, Failure> {
        let area = officer.area.clone();
        let read = move |tx: &mut dyn Transaction| {
            let shown = store::in_area(tx, &area, MOST)?.into_iter().map(|row| ImportShown {
                number: row.id,
                case_id: row.case,
                officer: row.officer,
                at: row.at,
                layout: row.layout,
                added: row.added,
                changed: row.changed,
                undone_at: row.undone_at,
            });
            Ok(shown.collect())
        };
        self.cases.officers.read(officer, "list-imports", None, |_| Ok(()), read).await
    }

    /// Undoes an import of the officer's area: deletes the contacts that were new and that nobody has worked with since.
    ///
    /// # Errors
    /// A refusal where the area has no such import, or it is undone already.
    pub(crate) async fn undo(self: &Arc<Self>, officer: &Officer, number: i64) -> Result<Undone, Failure> {
        let (exchange, acting, now) = (self.clone(), officer.clone(), self.cases.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let found = store::find(tx, number)?.filter(|row| acting.area.covers(&row.area));
            let import = found.ok_or(Problem::NotFound)?;
            if import.undone_at.is_some() {
                return Err(Refusal::saying(Problem::Conflict, "officer-import-undone").into());
            }
            let mut undone = Undone { deleted: 0, kept: Vec::new(), changed: import.changed };
            // An F1 can only go once its F2 are gone: what stays is tried again after the others.
            let mut waiting = store::contacts_of(tx, number)?;
            loop {
                let count = waiting.len();
                let mut kept = Vec::new();
                for (contact, mark) in waiting {
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
        self.cases.officers.write(officer, "undo-import", None, work).await
    }
}
