//! The queue of calls as officers look at it, and the sheet that lies before an officer who calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use lancan_protocol::problem::Problem;

use super::{CaseKeys, Contact, Contacts, Opened, is_revoked, seen};
use crate::calls::{self, Caller, NotYours, WaitingCall};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::CaseId;
use crate::http::Officer;

/// Most calls of a queue that are shown.
const MOST: u32 = 200;

/// A row of the queue.
pub(crate) struct CallLine {
    /// Who is to be called.
    pub(crate) contact: Contact,
    /// The authority's own number of the case.
    pub(crate) reference: Option<String>,
    /// Whether an officer revoked the case.
    pub(crate) case_is_revoked: bool,
    /// When, by whom, and what came of it so far.
    pub(crate) call: WaitingCall,
}

/// What an officer has before them who calls.
pub(crate) struct CallSheet {
    /// Who is called, for which case, and how far the call is.
    pub(crate) line: CallLine,
    /// Who can be given the call.
    pub(crate) callers: Vec<Caller>,
}

impl Contacts {
    /// The calls of the officer's area that are to be made, those that are due first; at most 200.
    pub(crate) async fn call_queue(self: &Arc<Self>, officer: &Officer) -> Result<Vec<CallLine>, Failure> {
        let (contacts, area, now) = (self.clone(), officer.area.clone(), self.clock.now());
        let read = move |tx: &mut dyn crate::store::Transaction| {
            let (mut keys, mut cases) = (CaseKeys::default(), BTreeMap::<CaseId, (Option<String>, bool)>::new());
            let mut lines = Vec::new();
            for call in calls::all_waiting(tx, &area, MOST, now)? {
                // A contact may have gone elsewhere since.
                let Ok(row) = seen(tx, &area, &call.contact) else { continue };
                if !cases.contains_key(&row.case) {
                    let reference = contacts.cases.reference_in(tx, &area, &row.case)?;
                    cases.insert(row.case.clone(), (reference, is_revoked(tx, &row.case)?));
                }
                let (reference, case_is_revoked) = cases.get(&row.case).cloned().unwrap_or_default();
                lines.push(CallLine { contact: contacts.shown(tx, row, &mut keys)?, reference, case_is_revoked, call });
            }
            Ok(lines)
        };
        self.cases.officers.read(officer, "list-calls", None, |_| Ok(()), read).await
    }

    /// The sheet of one call.
    ///
    /// # Errors
    /// A refusal where the area has no such contact, or nobody ever was to call them.
    pub(crate) async fn call_sheet(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<CallSheet, Failure> {
        let (contacts, area, now) = (self.clone(), officer.area.clone(), self.clock.now());
        self.read(officer, id, "view-call", move |tx, row| {
            let (call, callers) = calls::waiting(tx, &row.id, &row.area, now)?.ok_or(Problem::NotFound)?;
            let reference = contacts.cases.reference_in(tx, &area, &row.case)?;
            let case_is_revoked = is_revoked(tx, &row.case)?;
            let contact = contacts.shown(tx, row, &mut CaseKeys::default())?;
            Ok(CallSheet { line: CallLine { contact, reference, case_is_revoked, call }, callers })
        })
        .await
    }

    /// Takes the call to this contact, due or not: locked for the officer for a quarter of an hour.
    ///
    /// # Errors
    /// A refusal where a colleague has the contact on the telephone or is to call, or where there is nothing to call for.
    pub(crate) async fn take_call(self: &Arc<Self>, officer: &Officer, id: &str) -> Result<(), Failure> {
        let (acting, now) = (officer.clone(), self.clock.now());
        self.write(officer, id, "take-call", move |tx, Opened { row, .. }| {
            calls::take(tx, &acting, &row.id, now)?.map_err(|not_yours| refused(not_yours).into())
        })
        .await
    }
}

/// Why an officer does not call.
pub(super) fn refused(why: NotYours) -> Refusal {
    match why {
        NotYours::Gone => Problem::NotFound.into(),
        NotYours::Locked => Refusal::saying(Problem::Conflict, "officer-call-locked"),
        NotYours::Assigned => Refusal::saying(Problem::Conflict, "officer-call-assigned"),
    }
}
