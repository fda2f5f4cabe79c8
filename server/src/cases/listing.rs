//! The cases of an officer's area: page by page, all at once, and whether anything changed among them.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use super::page::Page;
use super::{CaseFile, Cases, store};
use crate::ground::error::Failure;
use crate::ground::ids::CaseId;
use crate::http::{Officer, Right};
use crate::store::StoreError;

/// Most cases that an officer searches, sorts and counts among.
pub(crate) const MOST_OVERSEEN: u32 = 5_000;

/// Cases whose codes and reports one question asks after.
const MARKED_AT_ONCE: usize = 500;

impl Cases {
    /// A page of the cases of the officer's area, newest first.
    pub(super) async fn list(self: &Arc<Self>, officer: &Officer, page: Page) -> Result<Vec<CaseFile>, Failure> {
        let (cases, area) = (self.clone(), officer.area.clone());
        self.officers
            .read(
                officer,
                "list-cases",
                None,
                |_| Ok(()),
                move |tx| {
                    let found = store::in_area(tx, &area, page.after.as_ref(), page.most)?;
                    found.into_iter().map(|case| cases.file(tx, case)).collect()
                },
            )
            .await
    }

    /// The newest cases of the officer's area, at most [`MOST_OVERSEEN`], to search, sort and count among.
    pub(crate) async fn overview(self: &Arc<Self>, officer: &Officer) -> Result<Vec<CaseFile>, Failure> {
        self.list(officer, Page { after: None, most: MOST_OVERSEEN }).await
    }

    /// A number that changes when anything in the list of the officer's cases does. Holds nothing of a person, so the audit
    /// log does not record it.
    pub(crate) async fn mark(self: &Arc<Self>, officer: &Officer) -> Result<u64, Failure> {
        officer.may(Right::Read)?;
        let (cases, area) = (self.clone(), officer.area.clone());
        let mark = self.officers.store.view("mark_cases", move |tx| {
            let mut mark = DefaultHasher::new();
            let mut ids = Vec::new();
            for case in store::in_area(tx, &area, None, MOST_OVERSEEN)? {
                (&case.id, case.closed_at, case.approved_at, case.report_type as i32).hash(&mut mark);
                case.revoked_at.hash(&mut mark);
                (&case.sealed_reference, &case.sealed_days).hash(&mut mark);
                ids.push(case.id);
            }
            for some in ids.chunks(MARKED_AT_ONCE) {
                cases.sequel.mark(tx, some)?.hash(&mut mark);
            }
            Ok::<_, StoreError>(mark.finish())
        });
        Ok(mark.await?)
    }

    /// One case of the officer's area.
    ///
    /// # Errors
    /// A refusal where the area has no such case.
    pub(crate) async fn view(self: &Arc<Self>, officer: &Officer, id: &CaseId) -> Result<CaseFile, Failure> {
        let cases = self.clone();
        self.read(officer, id, "view-case", move |tx, case| cases.file(tx, case)).await
    }
}
