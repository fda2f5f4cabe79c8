//! The queue of calls: who is to be called next, by whom, and what came of it. Knows contacts by their ids alone.

mod queue;
mod store;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use lancan_protocol::time::UnixTime;

use crate::ground::ids::OfficerId;
use crate::http::{Area, Officer};
use crate::officers;
use crate::store::{StoreError, Transaction};
use store::Called;

pub(crate) use queue::{Caller, WaitingCall, all_waiting, declarations_waiting, waiting};
pub(crate) use store::CallRow;

/// How the name begins by which a declaration stands in the queue: whoever gave a red answer is called, and is no contact.
pub(crate) const DECLARATION: &str = "declaration-";

/// Seconds for which a contact is an officer's alone, once the officer took the call.
const LOCKED: u64 = 15 * 60;

/// What came of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CallResult {
    /// The officer spoke with the contact.
    Reached,
    /// Nobody answered: called again after two hours.
    NoAnswer,
    /// The line was busy: called again after half an hour.
    Busy,
    /// The number is not the contact's.
    WrongNumber,
    /// The contact does not wish to speak.
    Refused,
    /// The contact asked to be called at another time.
    Later,
}

impl CallResult {
    const ALL: [Self; 6] = [Self::Reached, Self::NoAnswer, Self::Busy, Self::WrongNumber, Self::Refused, Self::Later];

    /// Its number in the store.
    const fn number(self) -> u32 {
        match self {
            Self::Reached => 1,
            Self::NoAnswer => 2,
            Self::Busy => 3,
            Self::WrongNumber => 4,
            Self::Refused => 5,
            Self::Later => 6,
        }
    }

    fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.number() == number)
    }

    /// Seconds until the contact is called again; none where there is nothing more to call for.
    const fn wait(self) -> Option<u64> {
        match self {
            Self::NoAnswer => Some(2 * 3_600),
            Self::Busy => Some(30 * 60),
            Self::Later => Some(3_600),
            Self::Reached | Self::WrongNumber | Self::Refused => None,
        }
    }
}

/// Why a call cannot be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotYours {
    /// Nobody is to be called by this id, or not any more.
    Gone,
    /// Another officer has the contact on the telephone, or the officer took the call too long ago.
    Locked,
    /// The call is another officer's to make.
    Assigned,
}

/// Puts a contact into the queue, or back into it. What is known of earlier calls stays.
pub(crate) fn enqueue(
    tx: &mut dyn Transaction,
    contact: &str,
    area: &Area,
    due_at: UnixTime,
) -> Result<(), StoreError> {
    store::enqueue(tx, contact, area, due_at)
}

/// As [`take_next`], of the calls to those who gave a red answer.
pub(crate) fn take_next_declaration(
    tx: &mut dyn Transaction,
    officer: &Officer,
    now: UnixTime,
) -> Result<Option<CallRow>, StoreError> {
    take_next_of(tx, officer, Called::Declarer, now)
}

/// The next call of an officer to a contact, locked for the officer: the one already taken, else those assigned to the officer, else
/// whoever waits longest in the officer's area. None where nobody waits.
pub(crate) fn take_next(
    tx: &mut dyn Transaction,
    officer: &Officer,
    now: UnixTime,
) -> Result<Option<CallRow>, StoreError> {
    take_next_of(tx, officer, Called::Contact, now)
}

fn take_next_of(
    tx: &mut dyn Transaction,
    officer: &Officer,
    called: Called,
    now: UnixTime,
) -> Result<Option<CallRow>, StoreError> {
    let Some(call) = store::next(tx, (officer.id, &officer.area), called, now)? else { return Ok(None) };
    store::lock(tx, &call.contact, officer.id, now.plus(LOCKED))?;
    Ok(Some(call))
}

/// Takes the call to this contact, due or not: locked for the officer from now on. Who took the call already has it for
/// another quarter of an hour.
pub(crate) fn take(
    tx: &mut dyn Transaction,
    officer: &Officer,
    contact: &str,
    now: UnixTime,
) -> Result<Result<(), NotYours>, StoreError> {
    let Some(call) = store::find(tx, contact)?.filter(|call| !call.is_closed) else { return Ok(Err(NotYours::Gone)) };
    if call.holder(now).is_some_and(|holder| holder != officer.id) {
        return Ok(Err(NotYours::Locked));
    }
    if call.assigned.is_some_and(|theirs| theirs != officer.id) {
        return Ok(Err(NotYours::Assigned));
    }
    store::lock(tx, contact, officer.id, now.plus(LOCKED))?;
    Ok(Ok(()))
}

/// Writes down what came of a call that the officer took. `again_at` is when the contact asked to be called.
pub(crate) fn finish(
    tx: &mut dyn Transaction,
    officer: &Officer,
    contact: &str,
    outcome: CallResult,
    again_at: Option<UnixTime>,
    now: UnixTime,
) -> Result<Result<(), NotYours>, StoreError> {
    let Some(call) = store::find(tx, contact)?.filter(|call| !call.is_closed) else { return Ok(Err(NotYours::Gone)) };
    if call.holder(now) != Some(officer.id) {
        return Ok(Err(NotYours::Locked));
    }
    let due_at = outcome.wait().map(|wait| again_at.filter(|_| outcome == CallResult::Later).unwrap_or(now.plus(wait)));
    store::finish(tx, contact, outcome, due_at)?;
    Ok(Ok(()))
}

/// Gives the calls of a contact of this area to one officer, or to whoever is free. Returns false where the contact waits for
/// no call, and where the officer would never get it: one who signs in no more, or does not see the area.
pub(crate) fn assign(
    tx: &mut dyn Transaction,
    contact: &str,
    area: &Area,
    officer: Option<OfficerId>,
) -> Result<bool, StoreError> {
    if let Some(officer) = officer
        && !officers::area_of(tx, officer)?.is_some_and(|theirs| theirs.covers(area))
    {
        return Ok(false);
    }
    store::assign(tx, contact, officer)
}

/// What is known of the calls to a contact.
pub(crate) fn of(tx: &mut dyn Transaction, contact: &str) -> Result<Option<CallRow>, StoreError> {
    store::find(tx, contact)
}

/// Who is called as one contact was called as another too, and both are the same person: the calls to the first go on as
/// those to the second. A call that waits goes on waiting, and one that was promised keeps its time.
pub(crate) fn take_over(tx: &mut dyn Transaction, from: &str, to: &str, area: &Area) -> Result<(), StoreError> {
    let Some(theirs) = store::find(tx, from)? else { return Ok(()) };
    let calls = match store::find(tx, to)? {
        Some(mine) => joined(mine, theirs),
        None => CallRow { contact: to.to_owned(), ..theirs },
    };
    store::put(tx, &calls, area)?;
    store::forget(tx, from)
}

/// The calls to two that are one person.
fn joined(mine: CallRow, theirs: CallRow) -> CallRow {
    let is_promised = |call: &CallRow| !call.is_closed && call.outcome == Some(CallResult::Later);
    let first =
        |a: &CallRow, b: &CallRow| (!is_promised(a), a.is_closed, a.due_at) <= (!is_promised(b), b.is_closed, b.due_at);
    let attempts = mine.attempts.saturating_add(theirs.attempts);
    let (next, other) = if first(&mine, &theirs) { (mine.clone(), theirs) } else { (theirs, mine.clone()) };
    // Whoever has one of them on the telephone keeps the call.
    let (locked_by, locked_until) = if other.locked_until > next.locked_until {
        (other.locked_by, other.locked_until)
    } else {
        (next.locked_by, next.locked_until)
    };
    CallRow {
        contact: mine.contact,
        attempts,
        outcome: next.outcome.or(other.outcome),
        assigned: next.assigned.or(other.assigned),
        locked_by,
        locked_until,
        ..next
    }
}

/// Whether anybody has called the contact, or is calling, or was told to.
pub(crate) fn was_begun(tx: &mut dyn Transaction, contact: &str) -> Result<bool, StoreError> {
    let call = store::find(tx, contact)?;
    Ok(call.is_some_and(|call| call.attempts > 0 || call.locked_by.is_some() || call.assigned.is_some()))
}

/// Whether there is nothing more to call for: an officer wrote down what came of it.
pub(crate) fn is_closed(tx: &mut dyn Transaction, contact: &str) -> Result<bool, StoreError> {
    Ok(store::find(tx, contact)?.is_some_and(|call| call.is_closed))
}

/// Takes a contact out of the queue for good.
pub(crate) fn forget(tx: &mut dyn Transaction, contact: &str) -> Result<(), StoreError> {
    store::forget(tx, contact)
}

/// Sums over the calls of an area: one of them changes when anything in the queue does.
pub(crate) fn sums(tx: &mut dyn Transaction, area: &Area) -> Result<Option<[i64; 5]>, StoreError> {
    store::sums(tx, area)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn calls_to(contact: &'static str)(
            attempts in 0_u32..5, outcome in prop::option::of(prop::sample::select(CallResult::ALL.to_vec())),
            due in 0_u64..9, assigned in prop::option::of(1_i64..3), locked in 0_u64..3, is_closed in any::<bool>(),
        ) -> CallRow {
            CallRow {
                contact: contact.into(), attempts, outcome, due_at: UnixTime(due), assigned,
                locked_by: (locked > 0).then_some(1), locked_until: UnixTime(locked), is_closed,
            }
        }
    }

    proptest! {
        #[test]
        fn of_two_that_are_one_person_no_call_that_waits_or_was_promised_is_lost(mine in calls_to("a"), theirs in calls_to("b")) {
            let one = joined(mine.clone(), theirs.clone());
            prop_assert_eq!(one.contact, "a");
            prop_assert_eq!(one.attempts, mine.attempts + theirs.attempts);
            prop_assert_eq!(one.is_closed, mine.is_closed && theirs.is_closed);
            let both = [&mine, &theirs];
            let open = || both.into_iter().filter(|call| !call.is_closed);
            let promised = open().filter(|call| call.outcome == Some(CallResult::Later)).map(|call| call.due_at).min();
            let due = promised.or(open().map(|call| call.due_at).min());
            prop_assert!(due.is_none_or(|due| one.due_at == due));
            prop_assert!(promised.is_none() || one.outcome == Some(CallResult::Later));
            prop_assert_eq!(one.outcome.is_some(), both.iter().any(|call| call.outcome.is_some()));
            prop_assert_eq!(one.assigned.is_some(), both.iter().any(|call| call.assigned.is_some()));
            prop_assert_eq!(one.locked_until, mine.locked_until.max(theirs.locked_until));
        }
    }
}
