//! Officers: names and passwords, and the sessions of those who signed in.

use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use zeroize::Zeroizing;

use crate::app::App;
use crate::error::{Failure, Fault, Refusal};
use crate::random;
use crate::secrets::{Label, sha256};
use crate::store::{Act, AuditRow, FailureKind, NewOfficer, OfficerId, OfficerRow, SessionRow, Store, StoreError};

/// Wrong passwords are counted over this many seconds.
const FAILURE_WINDOW: u64 = 15 * 60;
/// Fewest characters of a password.
pub(crate) const SHORTEST_PASSWORD: usize = 10;
/// Most characters of a name, a centre or a password.
pub(crate) const LONGEST_TEXT: usize = 200;

/// A hash that is checked when the name is unknown, so that the answer takes as long.
static NOBODY: LazyLock<String> =
    LazyLock::new(|| hash(&lancan_protocol::hex::encode(&random::bytes::<16>())).unwrap_or_default());

/// A fresh session: the token goes to the officer, its hash to the store.
pub(crate) struct Session {
    pub(crate) token: String,
    pub(crate) expires_at: UnixTime,
    pub(crate) centre: String,
}

/// Adds an officer.
///
/// # Errors
/// A refusal when name, centre or password cannot be used or the name is taken.
pub(crate) async fn create(
    store: &dyn Store,
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
    let password = hash_in_background(password.to_owned()).await?;
    let officer = NewOfficer { name, centre, password, created_at: now };
    store
        .run("create_officer", move |tx| match tx.insert_officer(&officer) {
            Err(StoreError::Exists) => Err(Refusal::saying(Problem::Conflict, "officer-name-taken").into()),
            other => other.map_err(Failure::from),
        })
        .await
}

/// Signs an officer in.
pub(crate) async fn sign_in(app: &Arc<App>, name: &str, password: &str) -> Result<Session, Failure> {
    let now = app.now();
    let kind = FailureKind::SignIn(app.secrets.digest(Label::SignInName, name.trim().as_bytes()));
    let allowed = u64::from(app.config.sessions.failures);
    let (name, counted) = (name.trim().to_owned(), kind.clone());
    let officer = app
        .store
        .view("find_officer", move |tx| {
            if tx.failures_since(&counted, now.minus(FAILURE_WINDOW))? >= allowed {
                return Err(Failure::from(Refusal::saying(Problem::TooManyRequests, "officer-wait")));
            }
            Ok(tx.officer_named(&name)?)
        })
        .await?;
    let hash = officer.as_ref().map_or_else(|| NOBODY.clone(), |officer| officer.password.clone());
    let right = verify_in_background(app, Zeroizing::new(password.to_owned()), hash).await?;
    let Some(officer) = officer.filter(|_| right) else {
        app.store.run("count_failed_sign_in", move |tx| tx.add_failure(&kind, now)).await?;
        return Err(Problem::SignInFailed.into());
    };
    let token = URL_SAFE_NO_PAD.encode(random::bytes::<32>());
    let expires_at = now.plus(u64::from(app.config.sessions.officer_hours) * 3_600);
    let row = SessionRow { token_hash: sha256(token.as_bytes()), officer: officer.id, created_at: now, expires_at };
    app.store
        .run("sign_in", move |tx| {
            tx.insert_session(&row)?;
            tx.insert_audit(&AuditRow { at: now, officer: row.officer, act: Act::SignIn, case: None })
        })
        .await?;
    Ok(Session { token, expires_at, centre: officer.centre })
}

/// Who holds this bearer token.
pub(crate) async fn authenticate(app: &App, token: &str) -> Result<OfficerRow, Failure> {
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    let found = app.store.view("authenticate", move |tx| tx.session(&hash)).await?;
    match found {
        Some((session, officer)) if session.expires_at > now => Ok(officer),
        _ => Err(Problem::SignInNeeded.into()),
    }
}

/// Ends a session.
pub(crate) async fn sign_out(app: &App, token: &str, officer: OfficerId) -> Result<(), Failure> {
    let (hash, now) = (sha256(token.as_bytes()), app.now());
    app.store
        .run("sign_out", move |tx| {
            tx.delete_session(&hash)?;
            tx.insert_audit(&AuditRow { at: now, officer, act: Act::SignOut, case: None })
        })
        .await?;
    Ok(())
}

fn hash(password: &str) -> Result<String, Fault> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| Fault::Broken("a password does not hash"))
}

async fn hash_in_background(password: String) -> Result<String, Fault> {
    let password = Zeroizing::new(password);
    tokio::task::spawn_blocking(move || hash(&password)).await.map_err(|_| Fault::Broken("password hashing stopped"))?
}

async fn verify_in_background(app: &Arc<App>, password: Zeroizing<String>, hash: String) -> Result<bool, Fault> {
    let _permit = app.password_checks.acquire().await.map_err(|_| Fault::Broken("password checks are closed"))?;
    let check = move || {
        PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
    };
    tokio::task::spawn_blocking(check).await.map_err(|_| Fault::Broken("a password check stopped"))
}
