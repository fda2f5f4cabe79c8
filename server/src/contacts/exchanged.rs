//! Contacts as files of other systems take and bring them. Evidence goes out and never comes in: a file could make it up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::entry::{NewContact, check_parent};
use super::field::{self, ContactField};
use super::file::ContactName;
use super::kinds::{Source, Status};
use super::list::by_given_name;
use super::order::{self, Order};
use super::store::{self, ContactRow};
use super::{CaseKeys, Contact, Contacts, Opened, Person, follow_up};
use crate::calls;
use crate::cases::CaseRow;
use crate::ground::calendar::Date;
use crate::ground::error::{Detail, Failure, Refusal};
use crate::ground::ids::{CaseId, Digest};
use crate::ground::secrets::sha256;
use crate::http::{Area, Officer};
use crate::store::{StoreError, Transaction};

/// Most contacts of one file.
const MOST: u32 = 5_000;

/// A contact that goes out.
pub(crate) struct Outgoing {
    /// The contact.
    pub(crate) contact: Contact,
    /// The authority's own number of the case, where no other case has the same.
    pub(crate) reference: Option<String>,
    /// The order of quarantine.
    pub(crate) order: Option<Order>,
}

/// A contact that comes in.
#[derive(Clone)]
pub(crate) struct Incoming {
    /// Our id, where the file has one.
    pub(crate) id: Option<String>,
    /// What the file says of the contact.
    pub(crate) contact: NewContact,
    /// What the file says something of, be it that nothing is known: the rest of a known contact stays as it is.
    pub(crate) told: BTreeSet<ContactField>,
    /// When the contact was last changed as the file has it, where the file says so.
    pub(crate) as_of: Option<UnixTime>,
    /// How far the follow-up is, where the file says so.
    pub(crate) status: Option<Status>,
}

/// What a contact that comes in does, or would do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The contact is new.
    Added,
    /// The contact was known by its id, and something is different.
    Changed,
    /// The contact was known by its id, and nothing is different.
    Unchanged,
}

/// A contact that came in, or would.
pub(crate) struct TakenIn {
    pub(crate) id: String,
    /// The case that the contact is of.
    pub(crate) case: CaseId,
    pub(crate) effect: Effect,
    /// The name, to show the officer which row it is.
    pub(crate) name: Option<String>,
    /// Whether the case has another contact with this number.
    pub(crate) is_alike: bool,
    /// HMAC of the number, to know another row with the same one.
    pub(crate) phone: Option<Digest>,
    /// The fields of a known contact that are different.
    pub(crate) changes: Vec<ContactField>,
    /// Whether somebody changed the contact after the file was made, so that the file takes that back.
    pub(crate) is_outdated: bool,
    /// What the contact is taken back by: another value once anything of the contact was changed.
    pub(crate) mark: Digest,
}

/// What became of a contact that was to be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TakenBack {
    /// The contact is deleted.
    Deleted,
    /// The contact stays, for somebody changed, called or ordered something since.
    Kept,
    /// There is no such contact any more.
    Gone,
}

impl Contacts {
    /// The contacts of a case, or of the officer's area, the newest first; at most 5,000. Contacts whose person does not open
    /// are among them. `what` is the act on record: once, and of an area once more for each case.
    ///
    /// # Errors
    /// A refusal where the area has more contacts.
    pub(crate) async fn outgoing(
        self: &Arc<Self>,
        officer: &Officer,
        case: Option<&CaseId>,
        what: &'static str,
    ) -> Result<Vec<Outgoing>, Failure> {
        let query = super::query::Query {
            area: officer.area.clone(),
            case: case.cloned(),
            most: MOST + 1,
            ..Default::default()
        };
        let (contacts, acting, id, now) = (self.clone(), officer.clone(), case.cloned(), self.clock.now());
        let area = officer.area.clone();
        let desk = self.cases.officers.clone();
        let allow = move |tx: &mut dyn Transaction| -> Result<(), Failure> {
            let area = &acting.area;
            if let Some(id) = &id {
                let case = crate::cases::unexpired(tx, id, now)?.filter(|case| area.covers(&case.area));
                return case.map(|_| ()).ok_or_else(|| Problem::NotFound.into());
            }
            let cases = store::cases_in(tx, area)?;
            if cases.iter().map(|(_, count)| *count).sum::<u32>() > MOST {
                return Err(too_many());
            }
            for (case, _) in cases {
                desk.note(tx, &acting, what, &case, format!("area {}", area.path()))?;
            }
            Ok(())
        };
        let read = move |tx: &mut dyn Transaction| {
            let rows = query.rows(tx)?;
            if rows.len() > MOST as usize {
                return Err(too_many());
            }
            let (mut keys, mut references) = (CaseKeys::default(), BTreeMap::<CaseId, Option<String>>::new());
            let mut outgoing = Vec::new();
            for row in rows {
                if !references.contains_key(&row.case) {
                    references.insert(row.case.clone(), contacts.cases.number_of(tx, &area, &row.case)?);
                }
                let reference = references.get(&row.case).cloned().flatten();
                let order = match keys.of(&contacts.cases, tx, &row.case)? {
                    Some(key) => order::find(tx, &row.id, key)?,
                    None => None,
                };
                outgoing.push(Outgoing { contact: contacts.shown(tx, row, &mut keys)?, reference, order });
            }
            Ok(outgoing)
        };
        self.cases.officers.read(officer, what, case, allow, read).await
    }

    /// Takes in a contact of a case. The id of a contact that the area does not have is kept where it is free. Where `write`
    /// is false nothing is written; `parent_is_coming` says that the F1 of this F2 would be there by then.
    ///
    /// # Errors
    /// A refusal that names the field that cannot be, and faults of the store.
    pub(crate) fn take_in(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        case: &CaseRow,
        incoming: Incoming,
        write: bool,
        parent_is_coming: bool,
    ) -> Result<TakenIn, Failure> {
        let Incoming { id, mut contact, told, as_of, status } = incoming;
        let there = match &id {
            Some(id) => store::find(tx, id)?,
            None => None,
        };
        let known = there.clone().filter(|row| area.covers(&row.area) && row.case == case.id);
        if known.as_ref().is_some_and(|row| row.merged_into.is_some()) {
            return Err(Refusal::of_field("id", "officer-import-merged", Vec::new()).into());
        }
        let before = match known {
            Some(row) => Some(self.open(tx, row)?),
            None => None,
        };
        if before.is_none() && case.revoked_at.is_some() {
            return Err(Refusal::of_field("case", "officer-case-revoked", Vec::new()).into());
        }
        let source = contact.source.filter(|source| source.is_told()).unwrap_or(Source::List);
        let start = if let Some(opened) = &before {
            opened.row.clone()
        } else {
            let fresh = self.fresh(case, source);
            let id = id.filter(|id| there.is_none() && is_id(id)).unwrap_or_else(|| fresh.id.clone());
            ContactRow { id, ..fresh }
        };
        // What a file leaves out, and what it repeats, is not looked at again: an old date is right for an old contact.
        let (mut kept_minutes, mut kept_last_contact) = (None, None);
        if let Some(Opened { row, person, .. }) = &before {
            contact = field::completed(contact, &told, row, person);
            kept_minutes = row.minutes.filter(|_| !told.contains(&ContactField::Minutes));
            let repeated = row.last_contact.map(|day| Date(day).to_string());
            if !told.contains(&ContactField::LastContact) || contact.last_contact == repeated {
                kept_last_contact = row.last_contact;
                contact.last_contact = None;
            }
        }
        let names_a_day = contact.last_contact.is_some();
        let (mut row, person) = contact.check(self.today(), start)?;
        row.minutes = kept_minutes.or(row.minutes);
        row.last_contact = kept_last_contact.or(row.last_contact);
        if before.is_some() && row.last_contact.is_none() {
            // An empty cell takes back no day that somebody wrote down.
            row.last_contact = follow_up::latest_exposure(tx, &row.id)?;
        }
        let keeps_parent = before.as_ref().is_some_and(|opened| opened.row.parent == row.parent);
        if !parent_is_coming && !keeps_parent {
            check_parent(tx, area, &row)?;
        }
        let may_change = row.became_case.is_none();
        let status = status.filter(|status| *status != Status::BecameCase && may_change).unwrap_or(row.status);
        let (row, person) = match &before {
            Some(opened) => {
                let call_words = opened.person.call_words.clone();
                (ContactRow { status, ..row }, Person { call_words, ..person })
            }
            None => (ContactRow { status, ..row }, person),
        };
        let effect = match &before {
            None => Effect::Added,
            Some(opened) if opened.row == row && opened.person == person => Effect::Unchanged,
            Some(_) => Effect::Changed,
        };
        let (id, name) = (row.id.clone(), person.name.clone());
        let changes = before
            .as_ref()
            .map_or_else(Vec::new, |opened| field::differences((&opened.row, &opened.person), (&row, &person)));
        let is_outdated = effect == Effect::Changed
            && as_of.is_some_and(|at| before.as_ref().is_some_and(|opened| opened.row.changed_at > at));
        let phone = self.index().phone(&person);
        let is_alike = match &phone {
            Some(phone) => store::of_phone(tx, &case.id, phone)?.iter().any(|other| other.id != id),
            None => false,
        };
        if !write || effect == Effect::Unchanged {
            let (case, mark) = (case.id.clone(), Digest::default());
            return Ok(TakenIn { id, case, effect, name, is_alike, phone, changes, is_outdated, mark });
        }
        let has_new_number = before.as_ref().is_none_or(|opened| opened.person.phone != person.phone);
        match row.status {
            status if !status.is_open() => calls::forget(tx, &row.id)?,
            _ if has_new_number && person.phone.is_none() => calls::forget(tx, &row.id)?,
            _ if has_new_number => self.enqueue(tx, &row, &person)?,
            _ => {}
        }
        if names_a_day {
            follow_up::forget_exposures_after(tx, &row)?;
        }
        let key = self.cases.opened(case)?.key;
        self.put(tx, &Opened { row, person, key })?;
        let mark = store::find(tx, &id)?.map(|row| mark_of(&row)).unwrap_or_default();
        let case = case.id.clone();
        Ok(TakenIn { id, case, effect, name, is_alike, phone, changes, is_outdated, mark })
    }

    /// Those of these contacts that the area has, by id and name, in the order of their given names.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) fn names_of(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        ids: &[String],
    ) -> Result<Vec<ContactName>, Failure> {
        let (mut keys, mut names) = (CaseKeys::default(), Vec::new());
        for id in ids {
            let Some(row) = store::find(tx, id)?.filter(|row| area.covers(&row.area)) else { continue };
            let person = self.shown(tx, row, &mut keys)?.person;
            names.push(ContactName { id: id.clone(), name: person.and_then(|person| person.name.or(person.phone)) });
        }
        names.sort_by_cached_key(|contact| by_given_name(contact.name.as_deref().unwrap_or_default()));
        Ok(names)
    }

    /// Takes a contact back that came in by mistake: deletes the contact, unless anybody has worked with it since.
    ///
    /// # Errors
    /// Faults of the store.
    pub(crate) fn take_back(
        &self,
        tx: &mut dyn Transaction,
        area: &Area,
        id: &str,
        mark: &Digest,
    ) -> Result<TakenBack, Failure> {
        let Some(row) = store::find(tx, id)?.filter(|row| area.covers(&row.area)) else { return Ok(TakenBack::Gone) };
        let is_ordered = match self.cases.key_of(tx, &row.case)? {
            Some(key) => order::find(tx, id, &key)?.is_some(),
            None => true,
        };
        if mark_of(&row) != *mark || is_ordered || calls::was_begun(tx, id)? || store::is_used(tx, &row.case, id)? {
            return Ok(TakenBack::Kept);
        }
        calls::forget(tx, id)?;
        store::delete(tx, id)?;
        Ok(TakenBack::Deleted)
    }
}

/// The cases of those of these contacts that the area has, by the contacts' ids.
pub(crate) fn cases_of(
    tx: &mut dyn Transaction,
    area: &Area,
    ids: &[String],
) -> Result<BTreeMap<String, CaseId>, StoreError> {
    let mut cases = BTreeMap::new();
    for id in ids {
        let row = store::find(tx, id)?.filter(|row| area.covers(&row.area));
        cases.extend(row.map(|row| (id.clone(), row.case)));
    }
    Ok(cases)
}

/// How many of these contacts are in another area than this.
pub(crate) fn count_outside(tx: &mut dyn Transaction, area: &Area, ids: &[String]) -> Result<usize, StoreError> {
    let mut count = 0;
    for id in ids {
        count += usize::from(store::find(tx, id)?.is_some_and(|row| !area.covers(&row.area)));
    }
    Ok(count)
}

fn too_many() -> Failure {
    Refusal::saying(Problem::RequestInvalid, "officer-export-too-many").into()
}

/// Changes whenever a contact is written: the person is sealed again each time.
fn mark_of(row: &ContactRow) -> Digest {
    let status = row.status.number().to_be_bytes();
    sha256(&[row.sealed.as_slice(), &status, row.area.path().as_bytes()].concat())
}

/// Whether a text can be a contact's id: 32 small hex digits.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Which field of a contact a refusal is about, and why, where it is about one.
pub(crate) fn field_of(refusal: &Refusal) -> (&'static str, &'static str, Vec<(&'static str, String)>) {
    match &refusal.detail {
        Some(Detail::Said { field, key, arguments }) => (field.unwrap_or("id"), key, arguments.clone()),
        _ => ("id", "officer-import-row", Vec::new()),
    }
}
