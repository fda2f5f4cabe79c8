//! The keys that officers sign requests with: one each, made in the officer's browser, bound to the officer, revoked by the
//! officer. The opener believes only keys that their officers brought to it in person.

use std::sync::Arc;

use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::Enrolment;
use p256::pkcs8::{EncodePublicKey as _, LineEnding};

use super::Openings;
use super::key_store::{self, SigningKeyRow};
use crate::ground::error::{Failure, Fault, Refusal};
use crate::ground::purposes;
use crate::ground::random;
use crate::http::pages::site::Site;
use crate::http::{Officer, Right};
use crate::store::Transaction;

/// Seconds for which a challenge is good at least; it is good for twice as long at most.
const CHALLENGE_SECONDS: u64 = 900;

impl SigningKeyRow {
    /// The key as the opener enrols it, PEM.
    ///
    /// # Errors
    /// [`Fault`] where the key has no such form; no key is known that leads there.
    pub(crate) fn pem(&self) -> Result<String, Fault> {
        self.key.key.to_public_key_pem(LineEnding::LF).map_err(|_| Fault::Broken("a signing key has no PEM"))
    }
}

impl Openings {
    fn challenge_at(&self, token: &str, at: UnixTime) -> [u8; 32] {
        let about = [token.as_bytes(), &(at.0 / CHALLENGE_SECONDS).to_be_bytes()].concat();
        self.secrets.digest(purposes::SIGNING_KEY, &about)
    }

    /// What a browser makes a key for, in the session with this token.
    pub(crate) fn key_challenge(&self, token: &str) -> [u8; 32] {
        self.challenge_at(token, self.clock.now())
    }

    /// The officer's own keys, the newest first.
    pub(crate) async fn keys(&self, officer: &Officer) -> Result<Vec<SigningKeyRow>, Failure> {
        let id = officer.id;
        let read = move |tx: &mut dyn Transaction| Ok(key_store::of_officer(tx, id)?);
        self.officers.read(officer, "view-signing-keys", None, |_| Ok(()), read).await
    }

    /// Binds a key that the officer's browser made to the officer, who has shown password and code lately. Returns its id.
    ///
    /// # Errors
    /// [`Problem::Conflict`] while the officer has another key; a refusal where the browser's answer does not fit.
    pub(crate) async fn enrol(
        self: &Arc<Self>,
        officer: &Officer,
        token: &str,
        site: &Site,
        made: &Enrolment,
    ) -> Result<String, Failure> {
        officer.may(Right::Enrol)?;
        let now = self.clock.now();
        let challenges = [now, now.minus(CHALLENGE_SECONDS)].map(|at| self.challenge_at(token, at));
        let mut read = challenges.iter().map(|challenge| made.verify(challenge, &site.host, &site.origin));
        let read = read.find_map(Result::ok);
        let (credential, key) = read.ok_or_else(|| Refusal::saying(Problem::RequestInvalid, "opening-key-refused"))?;
        let id = random::id();
        let row =
            SigningKeyRow { id: id.clone(), officer: officer.id, credential, key, added_at: now, revoked_at: None };
        let work = move |tx: &mut dyn Transaction| {
            if key_store::live(tx, row.officer)?.is_some() {
                return Err(Refusal::saying(Problem::Conflict, "opening-key-there").into());
            }
            Ok(key_store::insert(tx, &row)?)
        };
        let about = (None, format!("signing-key {id}"));
        self.officers.act(officer, Right::Enrol, "enrol-signing-key", about, work).await?;
        Ok(id)
    }

    /// Ends a key of the officer's own.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where the officer has no such key.
    pub(crate) async fn revoke_key(&self, officer: &Officer, id: &str) -> Result<(), Failure> {
        let (now, whose, key) = (self.clock.now(), officer.id, id.to_owned());
        let work = move |tx: &mut dyn Transaction| {
            let own = key_store::of_officer(tx, whose)?;
            own.iter().find(|row| row.id == key).ok_or(Problem::NotFound)?;
            Ok(key_store::revoke(tx, &key, now)?)
        };
        self.officers.write(officer, "revoke-signing-key", (None, format!("signing-key {id}")), work).await
    }
}
