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
pub(crate) use queue::{Caller, WaitingCall, all_waiting, waiting};
pub(crate) use store::CallRow;

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

/// The next call of an officer, locked for the officer: the one already taken, else those assigned to the officer, else
/// whoever waits longest in the officer's area. None where nobody waits.
pub(crate) fn take_next(
    tx: &mut dyn Transaction,
    officer: &Officer,
    now: UnixTime,
) -> Result<Option<CallRow>, StoreError> {
    let Some(call) = store::next(tx, officer.id, &officer.area, now)? else { return Ok(None) };
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

/// Takes a contact out of the queue for good.
pub(crate) fn forget(tx: &mut dyn Transaction, contact: &str) -> Result<(), StoreError> {
    store::forget(tx, contact)
}
