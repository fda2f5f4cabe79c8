//! Cases (F0): opened by an officer, seen by the officers of its part of the country, destroyed when retention ends.

mod api;
mod approval;
mod change;
mod days;
mod erasure;
mod keys;
mod listing;
mod milestone_store;
mod milestones;
mod new_case;
mod number;
mod page;
mod row;
mod several;
mod state;
mod store;
mod window;

use std::sync::Arc;

use lancan_protocol::code::CodeKind;
use lancan_protocol::key_days::KeyDays;
use lancan_protocol::problem::Problem;
use lancan_protocol::rules::Rules;
use lancan_protocol::time::{Day, Interval, UnixTime};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ground::calendar::Date;
use crate::ground::clock::Clock;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::CaseId;
use crate::ground::random;
use crate::ground::sealing::{ExpiryKeys, SealingKey};
use crate::ground::secrets::Secrets;
use crate::http::{Area, Officer, Right};
use crate::officers::Officers;
use crate::store::{StoreError, Transaction};
use number::reference_place;

pub(crate) use api::routes;
pub(crate) use approval::hand_over;
pub(crate) use days::CaseDays;
pub(crate) use erasure::{EndCases, ErasureReason};
pub(crate) use listing::MOST_OVERSEEN;
pub(crate) use milestones::NewMilestone;
pub(crate) use new_case::NewCase;
pub(crate) use row::CaseRow;
pub(crate) use several::{centre_names, unexpired_among};
pub(crate) use state::CaseState;

/// The cases of the store. Officers' acts go through the desk to the audit log.
pub(crate) struct Cases {
    pub(crate) officers: Arc<Officers>,
    pub(crate) rules: Arc<Rules>,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) expiry_keys: Arc<ExpiryKeys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) sequel: Arc<dyn Sequel>,
    pub(crate) retention: EndCases,
}

/// What came of a case: rooms further along know it, and `app.rs` hands it in.
pub(crate) trait Sequel: Send + Sync {
    /// The codes that were given for a case, oldest first.
    fn codes(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseCode>, StoreError>;
    /// The reports that came for a case, oldest first.
    fn reports(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseReport>, StoreError>;
    /// What the patient took back of a case's reports, oldest first.
    fn withdrawals(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<Vec<CaseWithdrawal>, StoreError>;
    /// How many day keys of a case wait to be taken back by an export.
    fn waits_to_be_taken_back(&self, tx: &mut dyn Transaction, case: &CaseId) -> Result<u32, StoreError>;
    /// A number that changes when a code or a report of one of these cases does; asked for at most 500.
    fn mark(&self, tx: &mut dyn Transaction, cases: &[CaseId]) -> Result<u64, StoreError>;
}

/// A code of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseCode {
    /// By which an officer names the code; says nothing of what the code is.
    #[serde(skip)]
    pub(crate) id: String,
    /// Short or long.
    pub(crate) kind: CodeKind,
    /// When given, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) issued_at: UnixTime,
    /// Until when it can be used.
    #[schema(value_type = u64)]
    pub(crate) expires_at: UnixTime,
    /// When it was used.
    #[schema(value_type = Option<u64>)]
    pub(crate) used_at: Option<UnixTime>,
}

/// A report of a case: never its keys.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseReport {
    /// When it came, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) received_at: UnixTime,
    /// When the last of its keys is published at the latest.
    #[schema(value_type = u64)]
    pub(crate) published_by: UnixTime,
    /// How many day keys.
    pub(crate) keys: u32,
    /// How many encounters.
    pub(crate) encounters: u32,
    /// Present where the patient took the report back: when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<u64>)]
    pub(crate) withdrawn_at: Option<UnixTime>,
}

/// That the patient took back what was reported with one code, and what it did.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseWithdrawal {
    /// When, Unix seconds.
    #[schema(value_type = u64)]
    pub(crate) at: UnixTime,
    /// Day keys that were never published, and never are.
    pub(crate) stopped: u32,
    /// Day keys that later exports take back.
    pub(crate) taken_back: u32,
    /// Published day keys that are too old to be taken back.
    pub(crate) too_old: u32,
    /// Reports that did not open: what was published of them stands. Absent where there is none.
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) unread: u32,
    /// Times at places that were withdrawn.
    pub(crate) windows: u32,
    /// Times at places that stand in part, because a day of the place has no room for another withdrawal.
    pub(crate) standing: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference in")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What is sealed of a case, once it is opened.
pub(crate) struct OpenedCase {
    /// The key that everything of the case is sealed under.
    pub(crate) key: SealingKey,
    /// Days of onset and test.
    pub(crate) days: CaseDays,
}

/// A case with what came of it.
pub(crate) struct CaseFile {
    /// The row.
    pub(crate) case: CaseRow,
    /// Reference and days; `None` where what is sealed does not open.
    pub(crate) opened: Option<(Option<String>, CaseDays)>,
    /// The codes that were given, oldest first.
    pub(crate) codes: Vec<CaseCode>,
    /// The reports that came, oldest first.
    pub(crate) reports: Vec<CaseReport>,
    /// What the patient took back of them, oldest first.
    pub(crate) withdrawals: Vec<CaseWithdrawal>,
}

/// The case with this id, unless it has expired.
pub(crate) fn unexpired(tx: &mut dyn Transaction, id: &CaseId, now: UnixTime) -> Result<Option<CaseRow>, StoreError> {
    Ok(store::find(tx, id)?.filter(|case| case.expiry > KeyDays::UTC.day(now)))
}

/// The case with this id, expired or not.
pub(crate) fn with_id(tx: &mut dyn Transaction, id: &CaseId) -> Result<Option<CaseRow>, StoreError> {
    store::find(tx, id)
}

/// A health centre lies elsewhere now, and its cases with it.
pub(crate) fn moved(tx: &mut dyn Transaction, centre: &str, area: &Area) -> Result<(), StoreError> {
    store::move_cases(tx, centre, area)
}

/// An officer elsewhere looks after a case from now on: it lies in this area, and is of the officer's health centre.
pub(crate) fn give(tx: &mut dyn Transaction, case: &CaseId, officer: &Officer, area: &Area) -> Result<(), StoreError> {
    store::give(tx, case, officer, area)
}

/// The case that has the case number of this one.
pub(crate) fn with_same_number(tx: &mut dyn Transaction, case: &CaseRow) -> Result<Option<CaseRow>, StoreError> {
    case.reference_digest.as_ref().map_or(Ok(None), |number| store::with_number(tx, number))
}

/// Revokes a case: it is closed, and stays so.
pub(crate) fn revoke(tx: &mut dyn Transaction, case: &CaseId, now: UnixTime) -> Result<(), StoreError> {
    store::revoke(tx, case, now)
}

/// Stores a case that [`Cases::prepare`] made.
pub(crate) fn insert(tx: &mut dyn Transaction, case: &CaseRow) -> Result<(), StoreError> {
    store::insert(tx, case)
}

/// The cases that are destroyed on `today` or before.
pub(crate) fn ending(tx: &mut dyn Transaction, today: Day) -> Result<Vec<CaseId>, StoreError> {
    store::ending(tx, today)
}

/// Deletes the cases that end. What other rooms hold of them is forgotten first.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    milestone_store::delete_ending(tx, today)?;
    store::delete_ending(tx, today)
}

impl Cases {
    /// Opens what is sealed of a case; `None` when its keys are gone, as after a restore, or its row is damaged. Such a case
    /// is of no more use.
    pub(crate) fn open_sealed(&self, case: &CaseRow) -> Option<OpenedCase> {
        let day = self.expiry_keys.get(case.expiry)?;
        let key = keys::open_case_key(&day, &case.id.0, &case.sealed_key).ok()?;
        let days = match &case.sealed_days {
            Some(sealed) => CaseDays::open(&key, &case.id.0, sealed).ok()?,
            None => case.clear_days,
        };
        Some(OpenedCase { key, days })
    }

    /// As [`Cases::open_sealed`], for an officer, who is told that the case does not open.
    pub(crate) fn opened(&self, case: &CaseRow) -> Result<OpenedCase, Refusal> {
        self.open_sealed(case).ok_or_else(|| Refusal::saying(Problem::Conflict, "officer-case-does-not-open"))
    }

    /// The key of the case with this id; `None` when there is no case or no key.
    pub(crate) fn key_of(&self, tx: &mut dyn Transaction, id: &CaseId) -> Result<Option<SealingKey>, StoreError> {
        Ok(store::find(tx, id)?.and_then(|case| self.open_sealed(&case)).map(|opened| opened.key))
    }

    /// The first and the last interval that a report for a case may cover, as of `now`.
    pub(crate) fn window(&self, days: CaseDays, now: UnixTime) -> (Interval, Interval) {
        window::window(&self.rules, days.onset, days.tested, now)
    }

    /// Seals the days that schema version 1 kept in the clear. Those of a case that does not open are deleted.
    pub(crate) fn seal_days(&self, tx: &mut dyn Transaction) -> Result<(), Failure> {
        for case in store::with_clear_days(tx)? {
            let sealed = match self.open_sealed(&case) {
                Some(opened) => Some(opened.days.seal(&opened.key, &case.id.0).map_err(Fault::from)?),
                None => None,
            };
            store::seal_days(tx, &case.id, sealed.as_ref())?;
        }
        Ok(())
    }

    /// What an officer changes about a case of their area, on record in the audit log.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        what: &'static str,
        work: impl FnMut(&mut dyn Transaction, CaseRow) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.act(officer, Right::Write, id, what, work).await
    }

    /// What an officer does by this right about a case of their area, on record in the audit log.
    pub(crate) async fn act<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        right: Right,
        id: &CaseId,
        what: &'static str,
        mut work: impl FnMut(&mut dyn Transaction, CaseRow) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let found = self.finder(officer, id);
        self.officers
            .act(officer, right, what, Some(id), move |tx| {
                let case = found(tx)?;
                work(tx, case)
            })
            .await
    }

    /// What an officer looks at of a case of their area, on record in the audit log before it is read.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        officer: &Officer,
        id: &CaseId,
        what: &'static str,
        mut read: impl FnMut(&mut dyn Transaction, CaseRow) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        let (allowed, found) = (self.finder(officer, id), self.finder(officer, id));
        self.officers
            .read(
                officer,
                what,
                Some(id),
                move |tx| allowed(tx).map(|_| ()),
                move |tx| {
                    let case = found(tx)?;
                    read(tx, case)
                },
            )
            .await
    }

    /// Finds a case, if it lies in the officer's area and has not expired. A case of another area is not found.
    fn finder(
        &self,
        officer: &Officer,
        id: &CaseId,
    ) -> impl Fn(&mut dyn Transaction) -> Result<CaseRow, Failure> + Send + use<> {
        let (officer, id, now) = (officer.clone(), id.clone(), self.clock.now());
        move |tx| {
            let case = unexpired(tx, &id, now)?.ok_or(Problem::NotFound)?;
            officer.sees(&case.area)?;
            Ok(case)
        }
    }

    /// The row of a new case, sealed under a key of its own and not stored yet.
    ///
    /// # Errors
    /// A refusal where something written cannot be.
    pub(crate) fn prepare(&self, officer: &Officer, new: &NewCase) -> Result<CaseRow, Failure> {
        let now = self.clock.now();
        let days = new.check(Date(self.rules.key_days.day(now)))?;
        let id = CaseId(random::id());
        let expiry = KeyDays::UTC.day(now).plus(self.rules.keeping.retention_days + 1);
        let day_key = self.expiry_keys.get_or_make(expiry)?;
        let (key, sealed_key) = keys::fresh_case_key(&day_key, &id.0).map_err(Fault::from)?;
        let sealed_reference = match &new.reference {
            Some(reference) => Some(key.seal(&reference_place(&id), reference.as_bytes()).map_err(Fault::from)?),
            None => None,
        };
        Ok(CaseRow {
            id: id.clone(),
            centre: officer.centre.clone(),
            area: officer.home.clone(),
            opened_by: officer.id,
            opened_at: now,
            expiry,
            sealed_key,
            sealed_reference,
            clear_days: CaseDays::default(),
            sealed_days: Some(days.seal(&key, &id.0).map_err(Fault::from)?),
            report_type: new.report_type,
            reference_digest: new.reference.as_deref().map(|reference| self.digest_of(reference)),
            approved_by: None,
            approved_at: None,
            in_charge: officer.id,
            closed_at: None,
            changed_by: None,
            revoked_at: None,
        })
    }

    /// Opens a case.
    ///
    /// # Errors
    /// A refusal that names the field when something that the officer wrote cannot be.
    pub(crate) async fn open(&self, officer: &Officer, new: NewCase) -> Result<CaseFile, Failure> {
        let case = self.prepare(officer, &new)?;
        let (id, days) = (case.id.clone(), new.check(Date(self.rules.key_days.day(case.opened_at)))?);
        let opened = self.officers.write(officer, "open-case", Some(&id), move |tx| Ok(insert_new(tx, case.clone())?));
        let case = opened.await?;
        Ok(CaseFile {
            case,
            opened: Some((new.reference, days)),
            codes: Vec::new(),
            reports: Vec::new(),
            withdrawals: Vec::new(),
        })
    }

    /// Opens a case within an act that is on record already, as when a contact becomes a case.
    ///
    /// # Errors
    /// As [`Cases::open`].
    pub(crate) fn open_in(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        new: &NewCase,
    ) -> Result<CaseId, Failure> {
        Ok(insert_new(tx, self.prepare(officer, new)?)?.id)
    }

    fn file(&self, tx: &mut dyn Transaction, case: CaseRow) -> Result<CaseFile, Failure> {
        let opened = self.named(&case);
        let (codes, reports) = (self.sequel.codes(tx, &case.id)?, self.sequel.reports(tx, &case.id)?);
        let withdrawals = self.sequel.withdrawals(tx, &case.id)?;
        Ok(CaseFile { case, opened, codes, reports, withdrawals })
    }
}

/// Stores a new case. A reference that another case has already is none by which the case needs no second officer.
fn insert_new(tx: &mut dyn Transaction, mut case: CaseRow) -> Result<CaseRow, StoreError> {
    if let Some(reference) = &case.reference_digest
        && store::with_number(tx, reference)?.is_some()
    {
        case.reference_digest = None;
    }
    store::insert(tx, &case)?;
    Ok(case)
}
