//! A red answer is a call to make, at once, and so is what a citizen reports of somebody who may be ill: it stands in the queue of
//! calls under a name of its own.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::desk::{DeclarationLine, about, id_of, seen, territory};
use super::store::{DeclarationId, ListedRow};
use super::{Declarations, KeptAnswers, call_of};
use crate::calls::{self, CallResult, NotYours, WaitingCall};
use crate::ground::error::{Failure, Refusal};
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};

/// Most calls of a queue that are shown.
const MOST: u32 = 200;
/// Most seconds until the call that somebody asked for.
const LATEST_SECONDS: u64 = 7 * 86_400;

/// A call to whoever gave a red answer.
pub(crate) struct RedCall {
    pub(crate) line: DeclarationLine,
    pub(crate) call: WaitingCall,
}

/// Puts a red answer into the queue.
pub(super) fn enqueue(
    tx: &mut dyn Transaction,
    id: &DeclarationId,
    area: &Area,
    now: UnixTime,
) -> Result<(), StoreError> {
    calls::enqueue(tx, &call_of(id), area, now)
}

/// A later answer stands in the place of this one: nobody is called for it, unless somebody has begun to.
pub(super) fn replaced(tx: &mut dyn Transaction, id: &DeclarationId) -> Result<(), StoreError> {
    let call = call_of(id);
    if calls::was_begun(tx, &call)? { Ok(()) } else { calls::forget(tx, &call) }
}

/// Takes declarations that are deleted out of the queue.
pub(super) fn forget(tx: &mut dyn Transaction, rows: &[ListedRow]) -> Result<(), StoreError> {
    rows.iter().try_for_each(|row| calls::forget(tx, &call_of(&row.id)))
}

/// The officer as one who calls: of the unit that the officer's centre lies in.
fn of_territory(officer: &Officer) -> Officer {
    Officer { area: territory(officer), ..officer.clone() }
}

fn refused(why: NotYours) -> Refusal {
    match why {
        NotYours::Gone => Problem::NotFound.into(),
        NotYours::Locked => Refusal::saying(Problem::Conflict, "officer-call-locked"),
        NotYours::Assigned => Refusal::saying(Problem::Conflict, "officer-call-assigned"),
    }
}

impl Declarations {
    /// The calls to whoever gave a red answer in the officer's area, those that are due first; at most 200.
    pub(crate) async fn red_calls(self: &Arc<Self>, officer: &Officer) -> Result<Vec<RedCall>, Failure> {
        let (declarations, area, now) = (self.clone(), territory(officer), self.clock.now());
        let read = move |tx: &mut dyn Transaction| {
            let mut lines = Vec::new();
            for call in calls::declarations_waiting(tx, &area, MOST, now)? {
                let id = call.contact.strip_prefix(calls::DECLARATION).unwrap_or_default();
                let Ok(row) = seen(tx, &area, &id_of(id)?) else { continue };
                let name = declarations.opened_row(&row)?.answers.as_ref().and_then(name_in);
                lines.push(RedCall { line: DeclarationLine::of(&row.listed, name), call });
            }
            Ok(lines)
        };
        self.officers.read(officer, "list-declaration-calls", None, |_| Ok(()), read).await
    }

    /// The next call to whoever gave a red answer, locked for the officer for a quarter of an hour: the declaration's id. None
    /// where nobody waits.
    pub(crate) async fn next_red_call(&self, officer: &Officer) -> Result<Option<String>, Failure> {
        let (acting, now) = (of_territory(officer), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            let call = calls::take_next_declaration(tx, &acting, now)?;
            Ok(call.and_then(|call| call.contact.strip_prefix(calls::DECLARATION).map(str::to_owned)))
        };
        self.officers.write(officer, "look-for-call", None, work).await
    }

    /// Takes the call to whoever gave a red answer, due or not.
    ///
    /// # Errors
    /// A refusal where a colleague is calling or is to call, or where there is nothing to call for.
    pub(crate) async fn take_red_call(&self, officer: &Officer, id: &str) -> Result<(), Failure> {
        let id = id_of(id)?;
        let (acting, now) = (of_territory(officer), self.clock.now());
        let work = move |tx: &mut dyn Transaction| {
            seen(tx, &acting.area, &id)?;
            calls::take(tx, &acting, &call_of(&id), now)?.map_err(|why| refused(why).into())
        };
        self.officers.write(officer, "take-declaration-call", about(&id), work).await
    }

    /// Writes down what came of a call that the officer took. `again_at` is when they asked to be called.
    ///
    /// # Errors
    /// A refusal where the call is not the officer's, or `again_at` lies in the past or more than 7 days ahead.
    pub(crate) async fn finish_red_call(
        &self,
        officer: &Officer,
        id: &str,
        outcome: CallResult,
        again_at: Option<UnixTime>,
    ) -> Result<(), Failure> {
        let id = id_of(id)?;
        let (acting, now) = (of_territory(officer), self.clock.now());
        if again_at.is_some_and(|at| at <= now || at > now.plus(LATEST_SECONDS)) {
            return Err(Refusal::because(Problem::RequestInvalid, "again_at: within 7 days").into());
        }
        let work = move |tx: &mut dyn Transaction| {
            seen(tx, &acting.area, &id)?;
            calls::finish(tx, &acting, &call_of(&id), outcome, again_at, now)?.map_err(|why| refused(why).into())
        };
        self.officers.write(officer, "finish-declaration-call", about(&id), work).await
    }
}

fn name_in(answers: &KeptAnswers) -> Option<String> {
    super::desk::name_of(&answers.response).map(str::to_owned)
}
