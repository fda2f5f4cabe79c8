//! What an officer changes of a case: its number and its days, and whether anybody still works on it.

use std::sync::Arc;

use super::row::CaseRow;
use super::store;
use super::{Cases, NewCase, reference_place};
use crate::ground::calendar::Date;
use crate::ground::error::{Failure, Fault};
use crate::ground::ids::CaseId;
use crate::http::Officer;

impl Cases {
    /// Replaces number, days and kind of a case. A number that another case had first is not the case's own.
    ///
    /// # Errors
    /// A refusal that names the field when something that the officer wrote cannot be, and where the case does not open or is revoked.
    pub(crate) async fn change(self: &Arc<Self>, officer: &Officer, id: &CaseId, new: NewCase) -> Result<(), Failure> {
        let days = new.check(Date(self.rules.key_days.day(self.clock.now())))?;
        let (cases, writer) = (self.clone(), officer.id);
        self.write(officer, id, "change-case", move |tx, case| {
            case.must_hold()?;
            let opened = cases.opened(&case)?;
            let key = opened.key;
            let reference = new.reference.as_deref();
            let sealed = reference.map(|reference| key.seal(&reference_place(&case.id), reference.as_bytes()));
            let digest = reference.map(|reference| cases.digest_of(reference));
            let own = match digest {
                Some(digest) if case.reference_digest == Some(digest) || store::with_number(tx, &digest)?.is_none() => {
                    Some(digest)
                }
                _ => None,
            };
            // Who approved the case approved what it said.
            let before = case.sealed_reference.as_ref().map(|sealed| key.open(&reference_place(&case.id), sealed));
            let before = before.transpose().map_err(Fault::from)?;
            let is_same = opened.days == days
                && case.report_type == new.report_type
                && before.as_ref().map(|plain| plain.as_slice()) == reference.map(str::as_bytes);
            let approval = (case.approved_by, case.approved_at);
            let (approved_by, approved_at) = if is_same { approval } else { (None, None) };
            let changed = CaseRow {
                approved_by,
                approved_at,
                sealed_reference: sealed.transpose().map_err(Fault::from)?,
                reference_digest: own,
                sealed_days: Some(days.seal(&key, &case.id.0).map_err(Fault::from)?),
                report_type: new.report_type,
                changed_by: if is_same { case.changed_by } else { Some(writer) },
                ..case
            };
            Ok(store::change(tx, &changed)?)
        })
        .await
    }

    /// Closes a case, or opens it again. A closed case takes no new code; codes that were given before can be used until their
    /// time is over.
    ///
    /// # Errors
    /// A refusal where the officer's area has no such case, and where the case is revoked.
    pub(crate) async fn set_closed(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        closed: bool,
    ) -> Result<(), Failure> {
        let closed_at = closed.then(|| self.clock.now());
        let act = if closed { "close-case" } else { "reopen-case" };
        self.write(officer, id, act, move |tx, case| {
            case.must_hold()?;
            Ok(store::close(tx, &case.id, closed_at)?)
        })
        .await
    }
}
