//! Officers: names, passwords and one-time codes, the sessions of those who signed in, and the desk at which they act.

mod account_store;
mod accounts;
mod accounts_api;
mod api;
mod audit_api;
mod centres;
mod confirm;
mod history;
mod laboratories;
mod laboratory_store;
mod passwords;
mod sign_in;
mod store;
mod totp;
mod turns;

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use crate::audit::{self, Act, Audit, AuditFilter, AuditRow, AuditVerdict, Subject};
use crate::ground::clock::Clock;
use crate::ground::config::Config;
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::ids::{CaseId, OfficerId};
use crate::ground::purposes;
use crate::ground::sealing::SealingKey;
use crate::ground::secrets::{Secrets, sha256};
use crate::ground::unit_set::UnitSet;
use crate::http::limits::Limit;
use crate::http::{Area, Authenticate, Authenticated, Officer, Right};
use crate::store::{Store, StoreError, Transaction};
use crate::units::{self, Units};
use passwords::Passwords;
use store::OfficerRow;

pub use account_store::AccountRow;
pub(crate) use accounts::Keeper;
pub use accounts::{AccountChange, Added, NewAccount, Scope, Told};
pub(crate) use api::routes;
pub use centres::{Centre, CentreRef};
pub use laboratory_store::LaboratoryRow;
pub use totp::Enrolment;

/// Fewest characters of a password.
const SHORTEST_PASSWORD: usize = 10;
/// Most characters of a name, a centre or a password.
const LONGEST_TEXT: usize = 200;
/// Seconds for which a password that was shown counts as shown lately, for a grave act.
const CONFIRMED_SECONDS: u64 = 5 * 60;
/// Seconds between two notes that a session is in use.
const USE_SECONDS: u64 = 60;
/// What the HMAC of a name that was tried is for.
const SIGN_IN_NAME: &str = purposes::SIGN_IN;

/// The officers of the store.
pub(crate) struct Officers {
    pub(crate) store: Store,
    pub(crate) audit: Audit,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Wrong passwords for a name, from devices that are not known as the officer's.
    limit: Limit,
    /// Wrong passwords from one known device.
    device_limit: Limit,
    /// Wrong tries to confirm one session.
    confirm_limit: Limit,
    session_seconds: u64,
    idle_seconds: u64,
    passwords: Passwords,
    /// Whether officers who are added sign in with a code too.
    totp_required: bool,
    totp_key: SealingKey,
    /// The authority's name, which authenticator apps show.
    authority: String,
    set: UnitSet,
}

/// Adds a health centre, though another may have its name, in a unit or in none. Returns its id.
///
/// # Errors
/// A refusal when the name cannot be used or there is no such unit.
pub(crate) async fn create_centre(
    store: &Store,
    set: UnitSet,
    name: &str,
    unit: Option<&str>,
) -> Result<String, Failure> {
    let name = name.to_owned();
    let unit = unit.map(|code| Ok::<_, Refusal>((code.to_owned(), units::area_of(set, code)?))).transpose()?;
    store
        .run("create_centre", move |tx| {
            let id = centres::create(tx, &name)?;
            if let Some((code, area)) = &unit {
                centres::place(tx, &id, code, &area.centre(&id))?;
            }
            Ok(id)
        })
        .await
}

/// What a room does whose rows lie where their centre lies, when the centre moves there. `desk.rs` hands it in.
pub(crate) type Moved = fn(&mut dyn Transaction, &str, &Area) -> Result<(), StoreError>;

impl Officers {
    /// Puts a health centre, with what it has, into the unit with this code.
    ///
    /// # Errors
    /// A refusal when there is no such unit or centre.
    pub(crate) async fn place_centre(&self, id: &str, unit: &str, moved: Moved) -> Result<(), Failure> {
        let area = units::area_of(self.set, unit)?.centre(id);
        let (centre, unit) = (id.to_owned(), unit.to_owned());
        let act = Act::new(self.clock.now(), audit::OPERATOR, "place-centre").about(format!("centre {id}"));
        self.audit
            .write(act, move |tx| {
                centres::place(tx, &centre, &unit, &area)?;
                Ok(moved(tx, &centre, &area)?)
            })
            .await
    }

    /// Gives a health centre another name.
    ///
    /// # Errors
    /// A refusal when the name cannot be used or no centre has this id.
    pub(crate) async fn rename_centre(&self, id: &str, name: &str) -> Result<(), Failure> {
        let (centre, name) = (id.to_owned(), name.to_owned());
        let act = Act::new(self.clock.now(), audit::OPERATOR, "rename-centre").about(format!("centre {id}"));
        self.audit.write(act, move |tx| centres::rename(tx, &centre, &name)).await
    }
}

/// Every health centre, by name.
pub(crate) async fn list_centres(store: &Store) -> Result<Vec<Centre>, Failure> {
    Ok(store.view("list_centres", centres::all).await?)
}

/// The name of a health centre, which phones show; its id where the centre is not stored.
pub(crate) fn centre_name(tx: &mut dyn Transaction, id: &str) -> Result<String, StoreError> {
    Ok(centres::name_of(tx, id)?.unwrap_or_else(|| id.to_owned()))
}

/// The area of the officer with this number; `None` when there is no such officer, or the officer signs in no more or has a
/// role that changes no case.
pub(crate) fn area_of(tx: &mut dyn Transaction, id: OfficerId) -> Result<Option<Area>, StoreError> {
    Ok(store::with_id(tx, id)?
        .filter(|officer| officer.disabled_at.is_none() && officer.role.has(Right::Write))
        .map(|officer| officer.area))
}

/// The officers who change cases of this area and sign in, number and name, by name.
pub(crate) fn who_work_in(tx: &mut dyn Transaction, area: &Area) -> Result<Vec<(OfficerId, String)>, StoreError> {
    let all = account_store::all(tx)?.into_iter();
    let theirs = all.filter(|row| row.disabled_at.is_none() && row.role.has(Right::Write) && row.area.covers(area));
    Ok(theirs.map(|row| (row.id, row.name)).collect())
}

/// The officers who answer for those of this area and sign in, number and name, by name.
pub(crate) fn who_answer_for(tx: &mut dyn Transaction, area: &Area) -> Result<Vec<(OfficerId, String)>, StoreError> {
    let all = account_store::all(tx)?.into_iter();
    let theirs = all.filter(|row| row.disabled_at.is_none() && row.role.has(Right::Grave) && row.area.covers(area));
    Ok(theirs.map(|row| (row.id, row.name)).collect())
}

/// The sign-in name of the officer with this number.
pub(crate) fn name_of(tx: &mut dyn Transaction, id: OfficerId) -> Result<Option<String>, StoreError> {
    Ok(store::with_id(tx, id)?.map(|officer| officer.name))
}

/// Deletes the sessions that ended before `today`.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)
}

impl Officers {
    /// The officers of a store.
    ///
    /// # Errors
    /// [`Fault::Broken`] when no key can be derived.
    pub(crate) fn new(
        store: Store,
        secrets: Arc<Secrets>,
        clock: Arc<dyn Clock>,
        config: &Config,
    ) -> Result<Self, Fault> {
        let settings = &config.sessions;
        Ok(Self {
            audit: Audit::new(store.clone()),
            limit: Limit::new("sign-in", settings.failures),
            device_limit: Limit::new("device", settings.failures),
            confirm_limit: Limit::new("confirm", settings.failures),
            session_seconds: u64::from(settings.officer_hours) * 3_600,
            idle_seconds: u64::from(settings.idle_minutes) * 60,
            passwords: Passwords::new(),
            totp_required: settings.totp,
            totp_key: secrets.sealing_key(totp::SEALING)?,
            authority: config.authority.clone(),
            set: config.units.set,
            store,
            secrets,
            clock,
        })
    }

    /// The step of the code that an officer showed: zero where the officer has no authenticator app, `None` where the code
    /// is missing, wrong or used.
    fn step(&self, officer: &OfficerRow, code: Option<&str>, now: UnixTime) -> Result<Option<u64>, Fault> {
        let Some(sealed) = &officer.sealed_totp else { return Ok(Some(0)) };
        let Some(code) = code else { return Ok(None) };
        totp::step_of(&self.totp_key, &officer.name, sealed, code, now, officer.totp_step)
    }

    /// The officer who holds this bearer token, whose session is in use now.
    async fn holder(&self, token: &str) -> Result<Officer, Failure> {
        if laboratories::is_key(token) {
            return self.laboratory_with(token).await;
        }
        let (hash, now) = (sha256(token.as_bytes()), self.clock.now());
        let (officer, used) = self.find_holder(token).await?;
        if used.plus(USE_SECONDS) <= now {
            self.store.run("use_session", move |tx| store::use_session(tx, &hash, now)).await?;
        }
        Ok(officer)
    }

    /// The officer who holds this bearer token, for a page that looks for news by itself: a session that nobody uses ends
    /// though its page stays open.
    ///
    /// # Errors
    /// A refusal where the session is over.
    pub(crate) async fn holder_of_idle_page(&self, token: &str) -> Result<Officer, Failure> {
        Ok(self.find_holder(token).await?.0)
    }

    /// The officer who holds this bearer token, and when the session was last used.
    async fn find_holder(&self, token: &str) -> Result<(Officer, UnixTime), Failure> {
        let (hash, now) = (sha256(token.as_bytes()), self.clock.now());
        let found = self.store.view("authenticate", move |tx| store::of_session(tx, &hash)).await?;
        let held = found.filter(|(officer, times)| {
            officer.disabled_at.is_none() && times.expires > now && times.used.plus(self.idle_seconds) > now
        });
        let (row, times) = held.ok_or(Problem::SignInNeeded)?;
        Ok((row.into_officer(times.confirmed.plus(CONFIRMED_SECONDS) > now), times.used))
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, officer: &Officer, token: &str) -> Result<(), Failure> {
        let hash = sha256(token.as_bytes());
        Ok(self.audit.write(self.row(officer, "sign-out", None), move |tx| store::delete_session(tx, &hash)).await?)
    }

    /// What an officer changes, recorded in the audit log in the same transaction.
    ///
    /// # Errors
    /// A refusal where the officer's role changes nothing, and what the work refuses.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        officer: &Officer,
        what: &'static str,
        about: impl Into<Subject> + Send,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.act(officer, Right::Write, what, about, work).await
    }

    /// What an officer does by this right, recorded in the audit log in the same transaction.
    ///
    /// # Errors
    /// As [`Officer::may`], and what the work refuses.
    pub(crate) async fn act<T: Send + 'static>(
        &self,
        officer: &Officer,
        right: Right,
        what: &'static str,
        about: impl Into<Subject> + Send,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        officer.may(right)?;
        self.audit.write(self.row(officer, what, about), work).await
    }

    /// Records one more act in the transaction of an act that is on many; `about` names one by kind and random id.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(crate) fn note(
        &self,
        tx: &mut dyn Transaction,
        officer: &Officer,
        what: &'static str,
        case: &CaseId,
        about: String,
    ) -> Result<(), StoreError> {
        audit::add(tx, &self.row(officer, what, (case, about)))
    }

    /// What an officer looks at, recorded in the audit log before it is read. `allow` says whether the officer may.
    ///
    /// # Errors
    /// A refusal where the officer's role sees no case, and what `allow` and `read` refuse.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        officer: &Officer,
        what: &'static str,
        about: impl Into<Subject> + Send,
        allow: impl FnMut(&mut dyn Transaction) -> Result<(), Failure> + Send + 'static,
        read: impl FnMut(&mut dyn Transaction) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        officer.may(Right::Read)?;
        self.audit.read(self.row(officer, what, about), allow, read).await
    }

    /// At most `most` acts of the officers of one's area, newest first, those before the one with this number.
    ///
    /// # Errors
    /// A refusal where the officer's role does not read the log.
    pub(crate) async fn acts(
        &self,
        officer: &Officer,
        filter: &AuditFilter,
        before: i64,
        most: u32,
    ) -> Result<Vec<AuditRow>, Failure> {
        self.audit.page(officer, self.clock.now(), filter, before, most).await
    }

    /// Follows the whole audit log and says whether every row is as it was written.
    ///
    /// # Errors
    /// A refusal where the officer's role does not read the log.
    pub(crate) async fn verify_log(&self, officer: &Officer) -> Result<AuditVerdict, Failure> {
        officer.may(Right::Audit)?;
        self.audit.write(self.row(officer, "verify-audit", None), |_| Ok::<_, StoreError>(())).await?;
        Ok(audit::verify(&self.store).await?)
    }

    /// The provinces, districts and wards in force.
    pub(crate) fn units(&self) -> &'static Units {
        Units::of(self.set)
    }

    fn row(&self, officer: &Officer, what: &'static str, about: impl Into<Subject>) -> Act {
        Act::new(self.clock.now(), officer.id, what).at_home(&officer.home).with(about.into())
    }
}

impl Authenticate for Officers {
    fn authenticate<'a>(&'a self, token: &'a str) -> Authenticated<'a> {
        Box::pin(self.holder(token))
    }
}
