//! A contact or a case goes to another part of the country: sent, then accepted or refused there.
//!
//! The sender goes on owning what was sent until somebody there accepts it. Then the receiver owns it, and the sender keeps a
//! line of what was sent.

mod api;
mod letter;
mod store;

use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cases::{self, Cases};
use crate::contacts::{self, Contacts};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer, Right};
use crate::store::{StoreError, Transaction};
use crate::units::{self, Units};
use letter::TransferLetter;
use store::TransferRow;

pub(crate) use api::routes;

/// Seconds after which a transfer without an answer is an alarm.
const ALARM_SECONDS: u64 = 2 * 3_600;
/// Most transfers of a list.
const MOST: u32 = 200;
/// Most characters of a note or of a reason.
const LONGEST: usize = 1_000;

/// Transfers of contacts and cases.
pub(crate) struct Transfers {
    cases: Arc<Cases>,
    contacts: Arc<Contacts>,
    /// The provinces, districts and wards in force.
    set: UnitSet,
}

/// How far a transfer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TransferState {
    /// Nobody has answered yet.
    Sent,
    /// The receiver owns what was sent.
    Accepted,
    /// The sender goes on owning it.
    Refused,
    /// Closed without an answer: what was sent was merged, became a case, or is not the sender's any more.
    Gone,
}

impl TransferState {
    const ALL: [Self; 4] = [Self::Sent, Self::Accepted, Self::Refused, Self::Gone];

    const fn number(self) -> u32 {
        match self {
            Self::Sent => 1,
            Self::Accepted => 2,
            Self::Refused => 3,
            Self::Gone => 4,
        }
    }

    fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.number() == number)
    }
}

/// What is sent: a contact by its id, or a case with its contacts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// One contact. The case stays with its owner.
    Contact(String),
    /// A case, and those of its contacts that the same area follows.
    Case(CaseId),
}

/// Whether a contact of a case was sent to another part of the country, where nobody has answered yet.
pub(crate) fn is_waiting(tx: &mut dyn Transaction, case: &CaseId, contact: &str) -> Result<bool, StoreError> {
    store::is_waiting(tx, case, Some(contact))
}

/// To whom, and why.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SendTo {
    /// Code of the province, district or ward that is to take over.
    pub(crate) unit: String,
    /// What the receiver has to know, at most 1,000 characters.
    #[serde(default)]
    pub(crate) note: String,
}

/// What the receiver says.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransferAnswer {
    /// Whether the receiver takes over.
    pub(crate) accept: bool,
    /// Why not, at most 1,000 characters.
    #[serde(default)]
    pub(crate) reason: String,
}

/// A transfer, as both sides see it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TransferShown {
    /// Its number.
    pub(crate) number: i64,
    /// The case, or the case that the contact is of. The receiver of a contact does not see it.
    pub(crate) case_id: String,
    /// The contact; null: the case with its contacts.
    pub(crate) contact: Option<String>,
    /// The contact's name, or the authority's number of the case.
    pub(crate) name: Option<String>,
    /// The contact's number.
    pub(crate) phone: Option<String>,
    /// The part of the country that sends, in words.
    pub(crate) from: String,
    /// The part of the country that is to take over, in words.
    pub(crate) to: String,
    /// Whether it goes out of the officer's area.
    pub(crate) is_outgoing: bool,
    /// Whether it comes into the officer's area, and the officer may answer.
    pub(crate) is_incoming: bool,
    /// When sent, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) sent_at: UnixTime,
    /// How far it is.
    pub(crate) state: TransferState,
    /// When answered.
    #[schema(value_type = Option<u64>)]
    pub(crate) answered_at: Option<UnixTime>,
    /// Whether it has waited for an answer for two hours.
    pub(crate) is_late: bool,
    /// What the sender writes.
    pub(crate) note: String,
    /// Why the receiver refuses.
    pub(crate) reason: String,
    /// Ids of contacts of the receiver's area that are probably the same person. The decision is an officer's.
    pub(crate) alike: Vec<String>,
}

/// Deletes the transfers of the cases that end, and closes those whose subject is gone.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    for case in cases::ending(tx, today)? {
        store::forget(tx, &case)?;
    }
    let waiting = store::waiting(tx)?;
    close_gone(tx, &waiting, KeyDays::UTC.start(today))
}

/// Closes those of these transfers whose subject is gone.
fn close_gone(tx: &mut dyn Transaction, waiting: &[TransferRow], now: UnixTime) -> Result<(), StoreError> {
    for row in waiting {
        if !is_there(tx, row, now)? {
            store::close(tx, row.id)?;
        }
    }
    Ok(())
}

/// Whether what was sent is still the sender's to give: not merged, no case of its own, and given to nobody else.
fn is_there(tx: &mut dyn Transaction, row: &TransferRow, now: UnixTime) -> Result<bool, StoreError> {
    match &row.contact {
        Some(contact) => contacts::can_be_sent(tx, &row.from, contact),
        None => Ok(cases::unexpired(tx, &row.case, now)?.is_some_and(|case| case.area == row.from)),
    }
}

impl Transfers {
    /// Transfers of what these rooms keep, between these units.
    pub(crate) fn new(cases: &Arc<Cases>, contacts: &Arc<Contacts>, set: UnitSet) -> Self {
        Self { cases: cases.clone(), contacts: contacts.clone(), set }
    }

    /// Sends a contact or a case of the officer's area to another part of the country.
    ///
    /// # Errors
    /// A refusal where the area has no such contact or case, it waits for an answer already, or the unit is unknown or the
    /// officer's own.
    pub(crate) async fn send(self: &Arc<Self>, officer: &Officer, sent: Sent, to: SendTo) -> Result<i64, Failure> {
        let note = checked(&to.note, "note")?;
        let target = units::area_of(self.set, &to.unit)?;
        officer.may(Right::Write)?;
        let case = match &sent {
            Sent::Case(case) => case.clone(),
            Sent::Contact(id) => self.contacts.case_of(officer, id).await?,
        };
        let (transfers, acting, now) = (self.clone(), officer.clone(), self.cases.clock.now());
        let about = match &sent {
            Sent::Case(_) => "case".to_owned(),
            Sent::Contact(id) => format!("contact {id}"),
        };
        let id = case.clone();
        let work = move |tx: &mut dyn Transaction| {
            let row = cases::unexpired(tx, &id, now)?.ok_or(Problem::NotFound)?;
            let key = transfers.cases.opened(&row)?.key;
            let (from, contact, name, phone) = match &sent {
                Sent::Case(_) => {
                    acting.sees(&row.area)?;
                    (row.area.clone(), None, transfers.cases.reference_of(tx, &id)?, None)
                }
                Sent::Contact(contact) => {
                    let found = transfers.contacts.to_send(tx, &acting.area, contact)?;
                    (found.area, Some(contact.clone()), found.person.name, found.person.phone)
                }
            };
            if target.covers(&from) || from.covers(&target) {
                return Err(Refusal::of_field("unit", "officer-transfer-own", Vec::new()).into());
            }
            if store::is_waiting(tx, &id, contact.as_deref())? {
                return Err(Refusal::saying(Problem::Conflict, "officer-transfer-waits").into());
            }
            let letter = TransferLetter { name, phone, note: note.clone(), answer: String::new() };
            let sealed = letter.seal(&key, &id.0, now.0).map_err(Fault::from)?;
            let row = TransferRow {
                id: 0,
                case: id.clone(),
                contact,
                from,
                to: target.clone(),
                sent_by: acting.id,
                sent_at: now,
                state: TransferState::Sent,
                answered_by: None,
                answered_at: None,
                sealed,
            };
            Ok(store::insert(tx, &row)?)
        };
        self.cases.officers.write(officer, "send-transfer", (&case, about), work).await
    }

    /// The transfers that go out of the officer's area or come into it: those that wait first, then the newest; at most 200.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn list(self: &Arc<Self>, officer: &Officer) -> Result<Vec<TransferShown>, Failure> {
        let (transfers, acting, now) = (self.clone(), officer.clone(), self.cases.clock.now());
        let read = move |tx: &mut dyn Transaction| {
            let rows = store::of_area(tx, &acting.area, MOST)?;
            rows.into_iter().map(|row| transfers.shown(tx, &acting, row, now)).collect()
        };
        self.cases.officers.read(officer, "list-transfers", None, |_| Ok(()), read).await
    }

    /// How many transfers from or to the officer's area have waited for an answer for two hours. Holds nothing of a person, so
    /// the audit log does not record it.
    ///
    /// # Errors
    /// A refusal where the officer sees no contacts.
    pub(crate) async fn late(self: &Arc<Self>, officer: &Officer) -> Result<u32, Failure> {
        officer.may(Right::Read)?;
        let (area, before) = (officer.area.clone(), self.cases.clock.now().minus(ALARM_SECONDS));
        let store = &self.cases.officers.store;
        Ok(store.view("late_transfers", move |tx| store::count_waiting(tx, &area, before)).await?)
    }

    /// Accepts what was sent to the officer's area, or refuses it.
    ///
    /// # Errors
    /// A refusal where nothing of this number was sent there, it is answered already, or what was sent is gone: the transfer is
    /// closed then.
    pub(crate) async fn answer(
        self: &Arc<Self>,
        officer: &Officer,
        number: i64,
        answer: TransferAnswer,
    ) -> Result<(), Failure> {
        let reason = checked(&answer.reason, "reason")?;
        let (transfers, acting, now) = (self.clone(), officer.clone(), self.cases.clock.now());
        let what = if answer.accept { "accept-transfer" } else { "refuse-transfer" };
        let work = move |tx: &mut dyn Transaction| {
            let found = store::find(tx, number)?.filter(|row| acting.area.covers(&row.to));
            let row = found.ok_or(Problem::NotFound)?;
            if row.state != TransferState::Sent {
                return Err(Refusal::saying(Problem::Conflict, "officer-transfer-answered").into());
            }
            let key = transfers.cases.key_of(tx, &row.case)?.ok_or(Problem::NotFound)?;
            let letter = TransferLetter::open(&key, &row.case.0, row.sent_at.0, &row.sealed).map_err(Fault::from)?;
            let letter = TransferLetter { answer: reason.clone(), ..letter };
            let sealed = letter.seal(&key, &row.case.0, row.sent_at.0).map_err(Fault::from)?;
            if answer.accept {
                if !is_there(tx, &row, now)? {
                    store::close(tx, row.id)?;
                    return Ok(Err(Refusal::saying(Problem::Conflict, "officer-transfer-closed")));
                }
                take_over(tx, &acting, &row)?;
            }
            let state = if answer.accept { TransferState::Accepted } else { TransferState::Refused };
            let answered =
                TransferRow { state, answered_by: Some(acting.id), answered_at: Some(now), sealed, ..row.clone() };
            store::answer(tx, &answered)?;
            // Contacts that went with their case cannot be taken over by themselves any more.
            let waiting = store::waiting_of(tx, &row.case)?;
            close_gone(tx, &waiting, now)?;
            let about = row.contact.map_or_else(|| "case".to_owned(), |contact| format!("contact {contact}"));
            Ok::<_, Failure>(Ok(transfers.cases.officers.note(tx, &acting, what, &row.case, about)?))
        };
        Ok(self.cases.officers.write(officer, "answer-transfer", None, work).await??)
    }

    fn shown(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        row: TransferRow,
        now: UnixTime,
    ) -> Result<TransferShown, Failure> {
        let key = self.cases.key_of(tx, &row.case)?;
        let letter = key.and_then(|key| TransferLetter::open(&key, &row.case.0, row.sent_at.0, &row.sealed).ok());
        let letter = letter.unwrap_or_default();
        let waits = row.state == TransferState::Sent;
        let is_incoming = officer.area.covers(&row.to);
        let alike = match &row.contact {
            Some(contact) if waits && is_incoming => contacts::alike_in(tx, &row.to, contact)?,
            _ => Vec::new(),
        };
        Ok(TransferShown {
            number: row.id,
            name: letter.name,
            phone: letter.phone,
            from: self.in_words(&row.from),
            to: self.in_words(&row.to),
            is_outgoing: officer.area.covers(&row.from),
            is_incoming,
            sent_at: row.sent_at,
            state: row.state,
            answered_at: row.answered_at,
            is_late: waits && row.sent_at.plus(ALARM_SECONDS) <= now,
            note: letter.note,
            reason: letter.answer,
            alike,
            case_id: row.case.0,
            contact: row.contact,
        })
    }

    /// The name of the unit that an area is, or lies in.
    fn in_words(&self, area: &Area) -> String {
        let units = Units::of(self.set);
        let mut codes = area.path().split('/').filter(|code| !code.is_empty() && !code.starts_with('.'));
        let unit = codes.next_back().and_then(|code| units.find(code));
        unit.map(|unit| units.full_name(unit)).unwrap_or_default()
    }
}

/// What was sent is the receiver's from now on: of the part of the country where the accepting officer works.
fn take_over(tx: &mut dyn Transaction, officer: &Officer, row: &TransferRow) -> Result<(), StoreError> {
    let area = if row.to.covers(&officer.home) { &officer.home } else { &row.to };
    if let Some(contact) = &row.contact {
        return contacts::give(tx, contact, area);
    }
    cases::give(tx, &row.case, officer, area)?;
    contacts::give_all(tx, &row.case, &row.from, area)
}

/// Words that people write to each other: trimmed, and not too long.
fn checked(text: &str, field: &'static str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_odd = text.chars().any(|letter| letter.is_control() && letter != '\n' && letter != '\r');
    if is_odd || text.chars().count() > LONGEST {
        return Err(Refusal::of_field(field, "officer-text", vec![("most", LONGEST.to_string())]));
    }
    Ok(text.replace('\r', ""))
}
