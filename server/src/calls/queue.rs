//! The queue as officers see it: with the names of those who call.

use std::collections::BTreeMap;

use lancan_protocol::time::UnixTime;

use super::CallResult;
use super::store::{self, CallRow, Called};
use crate::ground::ids::OfficerId;
use crate::http::Area;
use crate::officers;
use crate::store::{StoreError, Transaction};

/// An officer who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Number.
    pub(crate) id: OfficerId,
    /// Sign-in name.
    pub(crate) name: String,
}

/// A call that is to be made, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WaitingCall {
    /// The contact's id.
    pub(crate) contact: String,
    /// Calls so far.
    pub(crate) attempts: u32,
    /// What came of the last.
    pub(crate) outcome: Option<CallResult>,
    /// Not to be called before.
    pub(crate) due_at: UnixTime,
    /// The officer who is to call; none: whoever is free.
    pub(crate) assigned: Option<Caller>,
    /// The officer who has the contact on the telephone, and until when if nothing is written before.
    pub(crate) held: Option<(Caller, UnixTime)>,
    /// Whether there is nothing more to call for.
    pub(crate) is_closed: bool,
}

/// Names of officers, each looked up once.
#[derive(Default)]
struct Names(BTreeMap<OfficerId, String>);

impl Names {
    fn of(&mut self, tx: &mut dyn Transaction, id: OfficerId) -> Result<Caller, StoreError> {
        if let Some(name) = self.0.get(&id) {
            return Ok(Caller { id, name: name.clone() });
        }
        let name = officers::name_of(tx, id)?.unwrap_or_else(|| id.to_string());
        self.0.insert(id, name.clone());
        Ok(Caller { id, name })
    }

    fn shown(&mut self, tx: &mut dyn Transaction, row: CallRow, now: UnixTime) -> Result<WaitingCall, StoreError> {
        let assigned = row.assigned.map(|id| self.of(tx, id)).transpose()?;
        let holder = row.holder(now).map(|id| self.of(tx, id)).transpose()?;
        Ok(WaitingCall {
            held: holder.map(|holder| (holder, row.locked_until)),
            contact: row.contact,
            attempts: row.attempts,
            outcome: row.outcome,
            due_at: row.due_at,
            assigned,
            is_closed: row.is_closed,
        })
    }
}

/// As [`all_waiting`], of the calls to those who gave a red answer.
pub(crate) fn declarations_waiting(
    tx: &mut dyn Transaction,
    area: &Area,
    most: u32,
    now: UnixTime,
) -> Result<Vec<WaitingCall>, StoreError> {
    waiting_of(tx, area, Called::Declarer, most, now)
}

/// The calls to contacts of an area that are to be made, those that are due first, at most `most`.
pub(crate) fn all_waiting(
    tx: &mut dyn Transaction,
    area: &Area,
    most: u32,
    now: UnixTime,
) -> Result<Vec<WaitingCall>, StoreError> {
    waiting_of(tx, area, Called::Contact, most, now)
}

fn waiting_of(
    tx: &mut dyn Transaction,
    area: &Area,
    called: Called,
    most: u32,
    now: UnixTime,
) -> Result<Vec<WaitingCall>, StoreError> {
    let mut names = Names::default();
    let rows = store::open_calls(tx, area, called, most)?;
    rows.into_iter().map(|row| names.shown(tx, row, now)).collect()
}

/// The call to a contact, and the officers of the contact's area who can be given it.
pub(crate) fn waiting(
    tx: &mut dyn Transaction,
    contact: &str,
    area: &Area,
    now: UnixTime,
) -> Result<Option<(WaitingCall, Vec<Caller>)>, StoreError> {
    let Some(row) = store::find(tx, contact)? else { return Ok(None) };
    let call = Names::default().shown(tx, row, now)?;
    let callers = officers::who_work_in(tx, area)?.into_iter().map(|(id, name)| Caller { id, name });
    Ok(Some((call, callers.collect())))
}
