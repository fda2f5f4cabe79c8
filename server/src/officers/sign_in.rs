//! Signing in: a wrong password counts against the name, or against the device where the device is known as the officer's.
//!
//! An attempt is counted before the password is hashed, and taken back when the password is right. So guesses that come
//! all at once hit the limit as those that come one by one do. A device on which the officer signed in before has a limit
//! of its own: wrong passwords that a stranger tries elsewhere do not lock the officer out.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;

use super::passwords;
use super::store::{self, DeviceRow, OfficerRow, SessionRow};
use super::{Keeper, Officers, SIGN_IN_NAME};
use crate::audit::Act;
use crate::ground::error::{Failure, Refusal};
use crate::ground::random;
use crate::ground::secrets::sha256;
use crate::http::Role;

/// Days that a device counts as known after the last time the officer signed in on the device.
const DEVICE_DAYS: u64 = 180;

/// A new session: token and device secret go to the officer, their hashes to the store.
pub(crate) struct NewSession {
    /// To be sent with every request of the session.
    pub(crate) token: String,
    /// To be kept on the device and sent with the next sign-in.
    pub(crate) device: String,
    /// Until when the session holds.
    pub(crate) expires_at: UnixTime,
    /// The officer's health centre.
    pub(super) centre: String,
}

impl Officers {
    /// Signs an officer in. `code` is of the officer's authenticator app, where the officer has one; `device` is what an
    /// earlier sign-in on the same device was given.
    ///
    /// # Errors
    /// [`Problem::SignInFailed`] when name, password or code is wrong, alike; [`Problem::TooManyRequests`] after too many.
    pub(crate) async fn sign_in(
        self: &Arc<Self>,
        name: &str,
        password: &str,
        code: Option<&str>,
        device: Option<String>,
    ) -> Result<NewSession, Failure> {
        let (now, name) = (self.clock.now(), name.trim().to_owned());
        let by_name = self.secrets.digest(SIGN_IN_NAME, name.as_bytes());
        let shown = device.as_ref().map(|secret| sha256(secret.as_bytes()));
        let officers = self.clone();
        let (officer, by_device) = self
            .store
            .view("find_officer", move |tx| {
                let officer = store::named(tx, &name)?;
                let mut by_device = None;
                if let (Some(officer), Some(shown)) = (&officer, shown)
                    && store::is_device_of(tx, &shown, officer.id, now)?
                    && !officers.device_limit.is_reached(tx, &shown, now)?
                {
                    by_device = Some(shown);
                }
                if by_device.is_none() && officers.limit.is_reached(tx, &by_name, now)? {
                    return Err(wait());
                }
                Ok((officer, by_device))
            })
            .await?;
        let (limit, whose) = match by_device {
            Some(device) => (self.device_limit, device),
            None => (self.limit, by_name),
        };

        let turn = self.passwords.turn(whose).await?;
        let counted = self.store.run("count_sign_in", move |tx| limit.try_count(tx, &whose, now)).await?;
        if !counted {
            return Err(wait());
        }
        let right = passwords::verify(turn, password, officer.as_ref().map(|officer| officer.password.clone())).await?;
        // A laboratory's system has keys, and signs in nowhere.
        let may = |officer: &OfficerRow| right && officer.disabled_at.is_none() && officer.role != Role::Laboratory;
        let officer = officer.filter(may).ok_or(Problem::SignInFailed)?;

        let token = secret();
        let device = device.filter(|_| by_device.is_some()).unwrap_or_else(secret);
        let expires_at = now.plus(self.session_seconds);
        let row = SessionRow { token_hash: sha256(token.as_bytes()), officer: officer.id, created_at: now, expires_at };
        let known = known_device(&device, officer.id, now);
        let step = self.step(&officer, code, now)?.ok_or(Problem::SignInFailed)?;
        let (id, act) = (officer.id, Act::new(now, officer.id, "sign-in").at_home(&officer.home));
        let shown = (officer.password.clone(), officer.sealed_totp.clone());
        self.audit
            .write(act, move |tx| {
                // A reset that came while the password was being verified ends this attempt as well.
                let held = store::with_id(tx, id)?.filter(|held| held.disabled_at.is_none());
                if held.is_none_or(|held| (held.password, held.sealed_totp) != shown) {
                    return Err(Problem::SignInFailed.into());
                }
                limit.take_back(tx, &whose, now)?;
                store::use_step(tx, id, step)?;
                store::keep_device(tx, &known)?;
                Ok::<_, Failure>(store::insert_session(tx, &row)?)
            })
            .await?;
        Ok(NewSession { token, device, expires_at, centre: officer.centre_name })
    }

    /// Makes a device known as an officer's, and returns the secret that the officer signs in with from there: the officer's
    /// first, or one to use while strangers use up the limit of the officer's name.
    ///
    /// # Errors
    /// A refusal when there is no such officer.
    pub(crate) async fn add_device(&self, name: &str) -> Result<String, Failure> {
        let (now, id, device) = (self.clock.now(), self.id_of(name).await?, secret());
        let known = known_device(&device, id, now);
        let act = Keeper::Operator.row(now, "add-device", id);
        self.audit.write(act, move |tx| Ok::<_, Failure>(store::keep_device(tx, &known)?)).await?;
        Ok(device)
    }
}

fn known_device(secret: &str, officer: i64, now: UnixTime) -> DeviceRow {
    let expires_at = now.plus(DEVICE_DAYS * 86_400);
    DeviceRow { secret_hash: sha256(secret.as_bytes()), officer, expires_at }
}

fn secret() -> String {
    URL_SAFE_NO_PAD.encode(random::bytes::<32>())
}

pub(super) fn wait() -> Failure {
    Refusal::saying(Problem::TooManyRequests, "officer-wait").into()
}
