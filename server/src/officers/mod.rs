//! Officers: names and passwords, the sessions of those who signed in, and the desk at which they act.

mod api;
mod passwords;
mod store;

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};

use crate::audit::{Act, Audit};
use crate::ground::clock::Clock;
use crate::ground::config::SessionSettings;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::{CaseId, OfficerId};
use crate::ground::random;
use crate::ground::secrets::{Secrets, sha256};
use crate::http::limits::Limit;
use crate::http::{Authenticate, Authenticated, Officer};
use crate::store::{Store, StoreError, Transaction};
use passwords::Passwords;
use store::{NewOfficer, SessionRow};

pub(crate) use api::routes;

/// Fewest characters of a password.
const SHORTEST_PASSWORD: usize = 10;
/// Most characters of a name, a centre or a password.
const LONGEST_TEXT: usize = 200;
/// What the HMAC of a name that was tried is for.
const SIGN_IN_NAME: &str = "sign-in";

/// The officers of the store.
pub(crate) struct Officers {
    pub(crate) store: Store,
    pub(crate) audit: Audit,
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) clock: Arc<dyn Clock>,
    limit: Limit,
    session_seconds: u64,
    passwords: Passwords,
}

/// A new session: the token goes to the officer, its hash to the store.
struct NewSession {
    token: String,
    expires_at: UnixTime,
    centre: String,
}

/// Adds an officer to a store.
///
/// # Errors
/// A refusal when name, centre or password cannot be used or the name is taken.
pub(crate) async fn create(
    store: &Store,
    now: UnixTime,
    name: &str,
    centre: &str,
    password: &str,
) -> Result<OfficerId, Failure> {
    let (name, centre) = (name.trim().to_owned(), centre.trim().to_owned());
    let fits =
        |text: &str| !text.is_empty() && text.chars().count() <= LONGEST_TEXT && !text.chars().any(char::is_control);
    if !fits(&name) || !fits(&centre) {
        return Err(Refusal::saying(Problem::RequestInvalid, "officer-name").into());
    }
    if password.chars().count() < SHORTEST_PASSWORD || password.chars().count() > LONGEST_TEXT {
        return Err(Refusal::of_field("password", "officer-password", Vec::new()).into());
    }
    let password = passwords::hash_in_background(password).await?;
    let officer = NewOfficer { name, centre, password, created_at: now };
    store
        .run("create_officer", move |tx| match store::insert(tx, &officer) {
            Err(StoreError::Exists) => Err(Refusal::saying(Problem::Conflict, "officer-name-taken").into()),
            other => other.map_err(Failure::from),
        })
        .await
}

/// Deletes the sessions that ended before `today`.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, today)
}

impl Officers {
    pub(crate) fn new(store: Store, secrets: Arc<Secrets>, clock: Arc<dyn Clock>, settings: &SessionSettings) -> Self {
        Self {
            audit: Audit::new(store.clone()),
            limit: Limit::new("sign-in", settings.failures),
            session_seconds: u64::from(settings.officer_hours) * 3_600,
            passwords: Passwords::new(),
            store,
            secrets,
            clock,
        }
    }

    /// Signs an officer in.
    async fn sign_in(&self, name: &str, password: &str) -> Result<NewSession, Failure> {
        let (now, limit) = (self.clock.now(), self.limit);
        let name = name.trim().to_owned();
        let subject = self.secrets.digest(SIGN_IN_NAME, name.as_bytes());
        let officer = self
            .store
            .view("find_officer", move |tx| {
                if limit.is_reached(tx, &subject, now)? {
                    return Err(Failure::from(Refusal::saying(Problem::TooManyRequests, "officer-wait")));
                }
                Ok(store::named(tx, &name)?)
            })
            .await?;
        let right = self.passwords.verify(password, officer.as_ref().map(|officer| officer.password.clone())).await?;
        let Some(officer) = officer.filter(|_| right) else {
            self.store.run("count_failed_sign_in", move |tx| limit.count(tx, &subject, now)).await?;
            return Err(Problem::SignInFailed.into());
        };
        let token = URL_SAFE_NO_PAD.encode(random::bytes::<32>());
        let expires_at = now.plus(self.session_seconds);
        let row = SessionRow { token_hash: sha256(token.as_bytes()), officer: officer.id, created_at: now, expires_at };
        let act = Act { at: now, officer: officer.id, what: "sign-in", case: None };
        self.audit.write(act, move |tx| store::insert_session(tx, &row)).await?;
        Ok(NewSession { token, expires_at, centre: officer.centre })
    }

    /// The officer who holds this bearer token.
    async fn holder(&self, token: &str) -> Result<Officer, Failure> {
        let (hash, now) = (sha256(token.as_bytes()), self.clock.now());
        match self.store.view("authenticate", move |tx| store::of_session(tx, &hash)).await? {
            Some((officer, expires_at)) if expires_at > now => Ok(Officer { id: officer.id, centre: officer.centre }),
            _ => Err(Problem::SignInNeeded.into()),
        }
    }

    /// Ends a session.
    async fn sign_out(&self, token: &str, officer: OfficerId) -> Result<(), Failure> {
        let hash = sha256(token.as_bytes());
        let act = Act { at: self.clock.now(), officer, what: "sign-out", case: None };
        Ok(self.audit.write(act, move |tx| store::delete_session(tx, &hash)).await?)
    }

    /// What an officer changes, recorded in the audit log in the same transaction.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        officer: &Officer,
        what: &'static str,
        case: Option<&CaseId>,
        work: impl FnMut(&mut dyn Transaction) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.audit.write(self.act(officer, what, case), work).await
    }

    /// What an officer looks at, recorded in the audit log before it is read. `allow` says whether the officer may.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        officer: &Officer,
        what: &'static str,
        case: Option<&CaseId>,
        allow: impl FnMut(&mut dyn Transaction) -> Result<(), Failure> + Send + 'static,
        read: impl FnMut(&mut dyn Transaction) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Failure> {
        self.audit.read(self.act(officer, what, case), allow, read).await
    }

    fn act(&self, officer: &Officer, what: &'static str, case: Option<&CaseId>) -> Act {
        Act { at: self.clock.now(), officer: officer.id, what, case: case.cloned() }
    }
}

impl Authenticate for Officers {
    fn authenticate<'a>(&'a self, token: &'a str) -> Authenticated<'a> {
        Box::pin(self.holder(token))
    }
}
