//! Keeping the accounts of officers: who there is, new ones, and what is done to them.

use std::collections::BTreeMap;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::account_store::{self, AccountRow};
use super::store::{self, NewOfficer};
use super::totp::{self, Enrolment};
use super::{Centre, CentreRef, LONGEST_TEXT, Officers, SHORTEST_PASSWORD, centres, passwords};
use crate::audit::{self, Act};
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::OfficerId;
use crate::ground::unit_set::UnitSet;
use crate::http::{Area, Officer, Right, Role};
use crate::store::{StoreError, Transaction};
use crate::units;

/// An officer to be added.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// Sign-in name.
    pub name: &'a str,
    /// The officer's health centre.
    pub centre: CentreRef<'a>,
    /// What the officer is there for.
    pub role: Role,
    /// Of which part of the country the officer sees what there is.
    pub scope: Scope<'a>,
    /// Whether the officer signs in with a code of an authenticator app besides the password.
    pub totp: bool,
}

/// Of which part of the country an officer sees what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// The officer's own centre.
    Centre,
    /// The unit with this code: a province, a district or a ward.
    Unit(&'a str),
    /// The whole country.
    Country,
}

/// An officer who was added.
#[derive(Clone, PartialEq, Eq)]
pub struct Added {
    /// Row number.
    pub id: OfficerId,
    /// What the officer's authenticator app is told, where the officer signs in with one. Shown once.
    pub enrolment: Option<Enrolment>,
}

/// Who keeps accounts.
#[derive(Clone)]
pub(crate) enum Keeper {
    /// Whoever runs the server, at a command.
    Operator,
    /// An officer who is signed in.
    Officer(Officer),
}

/// What is done to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountChange {
    /// The officer signs in no more, and is signed out.
    Disable,
    /// The officer signs in again.
    Enable,
    /// The officer gets a password that nobody chose, and is signed out. Known devices are forgotten.
    ResetPassword,
    /// The officer's authenticator app is set up again, and the officer is signed out.
    ResetTotp,
    /// The officer is signed out everywhere.
    EndSessions,
}

/// What an officer has to be told after a change. Shown once.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// The new password.
    pub password: Option<String>,
    /// What the authenticator app is told.
    pub enrolment: Option<Enrolment>,
}

impl AccountChange {
    /// Every change.
    pub const ALL: [Self; 5] = [Self::Disable, Self::Enable, Self::ResetPassword, Self::ResetTotp, Self::EndSessions];

    /// The change's name in the API and as a command.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::ResetPassword => "reset-password",
            Self::ResetTotp => "reset-totp",
            Self::EndSessions => "end-sessions",
        }
    }

    /// The change of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|change| change.name() == name)
    }

    /// The act in the audit log.
    const fn act(self) -> &'static str {
        match self {
            Self::Disable => "disable-officer",
            Self::Enable => "enable-officer",
            Self::ResetPassword => "reset-password",
            Self::ResetTotp => "reset-totp",
            Self::EndSessions => "end-sessions",
        }
    }
}

impl Keeper {
    /// An act of the keeper about an officer.
    pub(crate) fn row(&self, at: UnixTime, what: &'static str, about: OfficerId) -> Act {
        let act = match self {
            Self::Operator => Act::new(at, audit::OPERATOR, what),
            Self::Officer(officer) => Act::new(at, officer.id, what).at_home(&officer.home),
        };
        act.about(format!("officer {about}"))
    }

    /// Refuses who keeps no accounts. Where the keeper is an officer: whose area does not hold the account's, as if the
    /// account were not there, and a supervisor who would touch another's.
    fn may_keep(&self, role: Role, area: &Area) -> Result<(), Failure> {
        let Self::Officer(officer) = self else { return Ok(()) };
        officer.may(Right::Administer)?;
        officer.sees(area)?;
        let is_below = matches!(role, Role::Officer | Role::ReadOnly | Role::Laboratory);
        if is_below || officer.role == Role::Administrator { Ok(()) } else { Err(Problem::NotAllowed.into()) }
    }
}

impl Officers {
    /// Adds an officer.
    ///
    /// # Errors
    /// A refusal when name, centre, unit or password cannot be used, the name is taken, or the keeper may not.
    pub(crate) async fn create(
        &self,
        keeper: Keeper,
        account: NewAccount<'_>,
        password: &str,
    ) -> Result<Added, Failure> {
        let now = self.clock.now();
        let name = account.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_TEXT || name.chars().any(char::is_control) {
            return Err(Refusal::saying(Problem::RequestInvalid, "officer-name").into());
        }
        checked(password)?;
        let unit = unit_of(self.set, account.scope)?;
        if let Keeper::Officer(officer) = &keeper {
            officer.may(Right::Administer)?;
        }
        let (enrolment, sealed_totp) = if account.totp {
            let (told, sealed) = self.enrol(&name)?;
            (Some(told), Some(sealed))
        } else {
            (None, None)
        };
        let password = passwords::hash_in_background(password).await?;
        let (text, by_id) = match account.centre {
            CentreRef::Named(name) => (name.to_owned(), false),
            CentreRef::Id(id) => (id.to_owned(), true),
        };
        let (role, keeper_row) = (account.role, keeper.row(now, "create-officer", 0));
        let id = self
            .store
            .run("create_officer", move |tx| {
                let centre = centres::resolve(tx, if by_id { CentreRef::Id(&text) } else { CentreRef::Named(&text) })?;
                // Of a centre elsewhere nobody is made an officer: what an officer opens lies where the centre lies.
                let home = centres::area_of(tx, &centre)?;
                keeper.may_keep(role, &home)?;
                if let Some((_, area)) = &unit {
                    keeper.may_keep(role, area)?;
                }
                let new = NewOfficer {
                    name: name.clone(),
                    centre,
                    role,
                    unit: unit.clone(),
                    password: password.clone(),
                    sealed_totp: sealed_totp.clone(),
                    created_at: now,
                };
                let id = match store::insert(tx, &new) {
                    Err(StoreError::Exists) => {
                        return Err(Refusal::saying(Problem::Conflict, "officer-name-taken").into());
                    }
                    other => other?,
                };
                audit::add(tx, &keeper_row.clone().about(format!("officer {id}")))?;
                Ok::<_, Failure>(id)
            })
            .await?;
        Ok(Added { id, enrolment })
    }

    /// The officers of a keeper's area, by name.
    ///
    /// # Errors
    /// A refusal where an officer keeps no accounts.
    pub(crate) async fn accounts(&self, officer: &Officer) -> Result<Vec<AccountRow>, Failure> {
        officer.may(Right::Audit)?;
        let (act, area) = (self.row(officer, "list-officers", None), officer.area.clone());
        let read = move |tx: &mut dyn Transaction| Ok(in_area(account_store::all(tx)?, &area));
        self.audit.read(act, |_| Ok(()), read).await
    }

    /// Every officer, by name, for the operator.
    pub(crate) async fn all_accounts(&self) -> Result<Vec<AccountRow>, Failure> {
        Ok(self.store.view("list_officers", account_store::all).await?)
    }

    /// The names of the officers of an area by number, for the audit log's page, which is recorded itself.
    pub(crate) async fn names(&self, officer: &Officer) -> Result<BTreeMap<OfficerId, String>, Failure> {
        officer.may(Right::Audit)?;
        let area = officer.area.clone();
        let accounts = self.store.view("officers_names", account_store::all).await?;
        Ok(in_area(accounts, &area).into_iter().map(|account| (account.id, account.name)).collect())
    }

    /// The health centres of an area, by name.
    pub(crate) async fn centres(&self, officer: &Officer) -> Result<Vec<Centre>, Failure> {
        officer.may(Right::Administer)?;
        let area = officer.area.clone();
        let centres = self.store.view("list_centres", move |tx| {
            let mut found = Vec::new();
            for centre in centres::all(tx)? {
                if area.covers(&centres::area_of(tx, &centre.id)?) {
                    found.push(centre);
                }
            }
            Ok::<_, StoreError>(found)
        });
        Ok(centres.await?)
    }

    /// Adds an officer with a password that nobody chose, and with a second factor where the settings ask for one.
    ///
    /// # Errors
    /// As [`Officers::create`].
    pub(crate) async fn add(
        &self,
        keeper: Keeper,
        name: &str,
        centre: CentreRef<'_>,
        role: Role,
        scope: Scope<'_>,
    ) -> Result<(Added, String), Failure> {
        let password = totp::fresh_password();
        let account = NewAccount { name, centre, role, scope, totp: self.totp_required };
        Ok((self.create(keeper, account, &password).await?, password))
    }

    /// The number of the officer of this name.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is none.
    pub(crate) async fn id_of(&self, name: &str) -> Result<OfficerId, Failure> {
        let name = name.trim().to_owned();
        let found = self.store.view("find_officer", move |tx| store::named(tx, &name)).await?;
        Ok(found.ok_or(Problem::NotFound)?.id)
    }

    /// Does something to the account of the officer with this number.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is no such officer in the keeper's area, [`Problem::NotAllowed`].
    pub(crate) async fn change(&self, keeper: Keeper, id: OfficerId, change: AccountChange) -> Result<Told, Failure> {
        let now = self.clock.now();
        let row = self.store.view("find_account", move |tx| store::with_id(tx, id)).await?;
        let row = row.ok_or(Problem::NotFound)?;
        keeper.may_keep(row.role, &row.area)?;
        let mut told = Told::default();
        let mut kept: (Option<String>, Option<Vec<u8>>) = (None, None);
        match change {
            AccountChange::ResetPassword => {
                let password = totp::fresh_password();
                kept.0 = Some(passwords::hash_in_background(&password).await?);
                told.password = Some(password);
            }
            AccountChange::ResetTotp => {
                let (enrolment, sealed) = self.enrol(&row.name)?;
                (kept.1, told.enrolment) = (Some(sealed), Some(enrolment));
            }
            AccountChange::Disable | AccountChange::Enable | AccountChange::EndSessions => {}
        }
        self.audit
            .write(keeper.row(now, change.act(), id), move |tx| {
                match change {
                    AccountChange::Disable => account_store::set_disabled(tx, id, Some(now))?,
                    AccountChange::Enable => return account_store::set_disabled(tx, id, None),
                    AccountChange::EndSessions => {}
                    AccountChange::ResetPassword => {
                        account_store::set_password(tx, id, kept.0.as_deref().unwrap_or_default())?;
                        account_store::forget_devices(tx, id)?;
                    }
                    AccountChange::ResetTotp => account_store::set_totp(tx, id, kept.1.as_ref())?,
                }
                account_store::end_sessions(tx, id)
            })
            .await?;
        Ok(told)
    }

    /// As [`Officers::change`], for the officer of this name.
    pub(crate) async fn change_named(&self, name: &str, change: AccountChange) -> Result<Told, Failure> {
        self.change(Keeper::Operator, self.id_of(name).await?, change).await
    }

    /// An officer's own new password. Ends the officer's other sessions.
    ///
    /// # Errors
    /// A refusal when the password cannot be used, or the officer has not shown the old one lately.
    pub(crate) async fn set_own_password(&self, officer: &Officer, token: &str, new: &str) -> Result<(), Failure> {
        if !officer.confirmed {
            return Err(Refusal::saying(Problem::NotAllowed, "officer-confirm").into());
        }
        checked(new)?;
        let (id, own) = (officer.id, crate::ground::secrets::sha256(token.as_bytes()));
        let hash = passwords::hash_in_background(new).await?;
        self.audit
            .write(self.row(officer, "set-password", None), move |tx| {
                account_store::set_password(tx, id, &hash)?;
                // Devices stay known: without one, strangers who use up the limit of the name would lock the officer out.
                Ok::<_, Failure>(account_store::end_other_sessions(tx, id, &own)?)
            })
            .await
    }

    fn enrol(&self, name: &str) -> Result<(Enrolment, Vec<u8>), Failure> {
        Ok(totp::enrol(&self.totp_key, name, &self.authority)?)
    }
}

fn in_area(accounts: Vec<AccountRow>, area: &Area) -> Vec<AccountRow> {
    accounts.into_iter().filter(|account| area.covers(&account.area)).collect()
}

fn unit_of(set: UnitSet, scope: Scope<'_>) -> Result<Option<(String, Area)>, Refusal> {
    Ok(match scope {
        Scope::Centre => None,
        Scope::Country => Some((String::new(), Area::COUNTRY)),
        Scope::Unit(code) => Some((code.to_owned(), units::area_of(set, code)?)),
    })
}

fn checked(password: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    if (SHORTEST_PASSWORD..=LONGEST_TEXT).contains(&length) {
        return Ok(());
    }
    Err(Refusal::of_field("password", "officer-password", Vec::new()))
}
