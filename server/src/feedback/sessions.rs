//! Who sends feedback: whoever shows by SMS that a telephone number is theirs. The number itself is kept nowhere.

use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_text::Language;

use super::Feedback;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Days that a session lasts.
pub(crate) const SESSION_DAYS: u32 = 30;
/// What the HMAC of a number is for.
const NUMBER: &str = purposes::FEEDBACK_NUMBER;
/// What the HMAC of a session's token is for.
const TOKEN: &str = purposes::FEEDBACK_SESSION;

/// Whoever is signed in by a number.
#[derive(Clone, Copy)]
pub(crate) struct Citizen {
    /// HMAC of the token.
    token: Digest,
    /// HMAC of the number.
    pub(super) number: Digest,
}

impl Feedback {
    /// Whether numbers can be shown at all: the server has a gateway for text messages.
    pub(crate) fn sends_passwords(&self) -> bool {
        self.otp.sends()
    }

    /// Sends a one-time password to a number, for the browser with this secret.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] without a gateway, [`Problem::OtpLimit`] after three messages on one day.
    pub(crate) async fn send_password(
        &self,
        phone: PhoneNumber,
        browser: Digest,
        language: Language,
    ) -> Result<(), Failure> {
        if !self.sends_passwords() {
            return Err(Refusal::saying(Problem::Unavailable, "feedback-not-open").into());
        }
        self.otp.send(phone, browser, language).await.map(|_| ())
    }

    /// Begins a session for whoever shows the password that was sent to a number. Returns its token.
    ///
    /// # Errors
    /// A refusal where the password does not hold.
    pub(crate) async fn begin_session(&self, phone: PhoneNumber, otp: Otp, browser: Digest) -> Result<String, Failure> {
        let token = lancan_protocol::hex::encode(&random::bytes::<32>());
        let key = self.secrets.digest(TOKEN, token.as_bytes());
        let number = self.secrets.digest(NUMBER, phone.as_str().as_bytes());
        let expires_at = self.clock.now().plus(u64::from(SESSION_DAYS) * 86_400);
        let passwords = self.otp.clone();
        let work = move |tx: &mut dyn Transaction| {
            let spent = passwords.spend(tx, &phone, &otp, &browser)?;
            if spent.is_ok() {
                passwords.know(tx, &phone, &browser)?;
                insert(tx, &key, &number, expires_at)?;
            }
            Ok::<_, Failure>(spent)
        };
        self.store.run("begin_feedback_session", work).await??;
        Ok(token)
    }

    /// Whoever holds the token of a session.
    ///
    /// # Errors
    /// [`Problem::SignInNeeded`] where the session is over.
    pub(crate) async fn citizen(&self, token: &str) -> Result<Citizen, Failure> {
        let (token, now) = (self.secrets.digest(TOKEN, token.as_bytes()), self.clock.now());
        let found = self.store.view("feedback_session", move |tx| number_of(tx, &token, now)).await?;
        Ok(Citizen { token, number: found.ok_or(Problem::SignInNeeded)? })
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, citizen: Citizen) -> Result<(), Failure> {
        Ok(self.store.run("end_feedback_session", move |tx| delete(tx, &citizen.token)).await?)
    }
}

fn insert(tx: &mut dyn Transaction, token: &Digest, number: &Digest, expires_at: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- feedback::insert_session
         INSERT INTO feedback_sessions (token, number, expires_at) VALUES (?1, ?2, ?3) ON CONFLICT (token) DO NOTHING",
        values![token, number, expires_at],
    )?;
    Ok(())
}

fn number_of(tx: &mut dyn Transaction, token: &Digest, now: UnixTime) -> Result<Option<Digest>, StoreError> {
    tx.first(
        "-- feedback::session\n SELECT number FROM feedback_sessions WHERE token = ?1 AND expires_at > ?2",
        values![token, now],
        |mut row| row.take(),
    )
}

fn delete(tx: &mut dyn Transaction, token: &Digest) -> Result<(), StoreError> {
    tx.execute("-- feedback::end_session\n DELETE FROM feedback_sessions WHERE token = ?1", values![token])?;
    Ok(())
}

/// Deletes sessions that are over.
pub(super) fn expire(tx: &mut dyn Transaction, now: UnixTime) -> Result<(), StoreError> {
    tx.execute("-- feedback::expire_sessions\n DELETE FROM feedback_sessions WHERE expires_at <= ?1", values![now])?;
    Ok(())
}
