//! Who declares: whoever shows by SMS that a telephone number is theirs. The number itself is kept nowhere here.

use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::places::Minute;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::UnixTime;
use lancan_protocol::visitor_log::NumberCertificate;
use lancan_text::Language;

use super::Declarations;
use crate::ground::error::{Failure, Refusal};
use crate::ground::ids::Digest;
use crate::ground::purposes;
use crate::ground::random;
use crate::store::{StoreError, Transaction};
use crate::values;

/// Days that a session lasts.
const SESSION_DAYS: u32 = 30;
/// Days for which a number counts as its holder's in entries of visitor logs.
const CERTIFIED_DAYS: u32 = 90;
/// Seconds that a session lasts on a device that many people use.
const SHARED_SECONDS: u32 = 30 * 60;
/// What the tokens begin with of sessions that a recovery code began. No hexadecimal digit.
pub(super) const WITHOUT_NUMBER: char = 'r';
/// What the HMAC of a declarer's number is for.
const NUMBER: &str = purposes::DECLARER;
/// What the HMAC of a session's token is for.
pub(super) const TOKEN: &str = purposes::DECLARATION_SESSION;

/// Whose device somebody declares on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeclarersDevice {
    /// Their own, or their family's.
    Own,
    /// One that many people use, such as a kiosk at a gate.
    Shared,
}

impl DeclarersDevice {
    /// Seconds that a session lasts there.
    pub(crate) const fn seconds(self) -> u32 {
        match self {
            Self::Own => SESSION_DAYS * 86_400,
            Self::Shared => SHARED_SECONDS,
        }
    }
}

/// Whoever is signed in by a number.
#[derive(Clone, Copy)]
pub(crate) struct Declarer {
    /// HMAC of the token.
    token: Digest,
    /// HMAC of the number, or of a recovery code.
    pub(super) number: Digest,
    /// Whether a recovery code is all that is known of who declares.
    pub(super) has_no_number: bool,
}

impl Declarer {
    /// HMAC of the number.
    pub(crate) const fn number(&self) -> &Digest {
        &self.number
    }
}

impl Declarations {
    /// Whether numbers can be shown at all: the server has a gateway for text messages.
    pub(crate) fn sends_passwords(&self) -> bool {
        self.otp.sends()
    }

    /// Sends a one-time password to a number, for the browser with this secret. The answer is the same whether or not
    /// somebody declared with the number.
    ///
    /// # Errors
    /// [`Problem::Unavailable`] without a gateway, [`Problem::OtpLimit`] while the number waits for its next message.
    pub(crate) async fn send_password(
        &self,
        phone: PhoneNumber,
        browser: Digest,
        language: Language,
    ) -> Result<(), Failure> {
        if !self.sends_passwords() {
            return Err(Refusal::saying(Problem::Unavailable, "web-declare-not-open").into());
        }
        self.otp.send(phone, browser, language).await.map(|_| ())
    }

    /// Begins a session for whoever shows the password that was sent to a number. Returns its token.
    pub(crate) async fn begin_session(
        &self,
        phone: PhoneNumber,
        otp: Otp,
        browser: Digest,
        device: DeclarersDevice,
    ) -> Result<String, Failure> {
        Ok(self.begin_on(phone, otp, browser, device).await?.0)
    }

    /// As [`Declarations::begin_session`], for an app whose key has this hash. Returns the token and when the session ends.
    pub(crate) async fn begin_app_session(
        &self,
        phone: PhoneNumber,
        otp: Otp,
        app: Digest,
    ) -> Result<(String, UnixTime), Failure> {
        self.begin_on(phone, otp, app, DeclarersDevice::Own).await
    }

    async fn begin_on(
        &self,
        phone: PhoneNumber,
        otp: Otp,
        browser: Digest,
        device: DeclarersDevice,
    ) -> Result<(String, UnixTime), Failure> {
        let token = lancan_protocol::hex::encode(&random::bytes::<32>());
        let key = self.secrets.digest(TOKEN, token.as_bytes());
        let number = self.declarer_number(&phone);
        let expires_at = self.clock.now().plus(device.seconds().into());
        let passwords = self.otp.clone();
        let work = move |tx: &mut dyn Transaction| {
            let spent = passwords.spend(tx, &phone, &otp, &browser)?;
            if spent.is_ok() {
                // A device that many people use is nobody's.
                if device == DeclarersDevice::Own {
                    passwords.know(tx, &phone, &browser)?;
                }
                insert(tx, &key, &number, expires_at)?;
            }
            Ok::<_, Failure>(spent)
        };
        self.store.run("begin_declaration_session", work).await??;
        Ok((token, expires_at))
    }

    /// Certifies a number whose password was shown a moment ago, for entries of visitor logs. Nothing of it is kept.
    pub(crate) fn certify(&self, phone: &PhoneNumber) -> NumberCertificate {
        let expires = Minute::of(self.clock.now()).plus(CERTIFIED_DAYS * Minute::PER_DAY);
        NumberCertificate::sign(phone, expires, &self.secrets.number.key)
    }

    /// HMAC of a number that somebody declares with.
    pub(super) fn declarer_number(&self, phone: &PhoneNumber) -> Digest {
        self.secrets.digest(NUMBER, phone.as_str().as_bytes())
    }

    /// Whoever holds the token of a session.
    ///
    /// # Errors
    /// [`Problem::SignInNeeded`] where the session is over.
    pub(crate) async fn declarer(&self, token: &str) -> Result<Declarer, Failure> {
        // The token's HMAC is kept, so nobody changes how theirs begins.
        let has_no_number = token.starts_with(WITHOUT_NUMBER);
        let (token, now) = (self.secrets.digest(TOKEN, token.as_bytes()), self.clock.now());
        let found = self.store.view("declaration_session", move |tx| number_of(tx, &token, now)).await?;
        Ok(Declarer { token, number: found.ok_or(Problem::SignInNeeded)?, has_no_number })
    }

    /// Ends a session.
    pub(crate) async fn end_session(&self, declarer: Declarer) -> Result<(), Failure> {
        Ok(self.store.run("end_declaration_session", move |tx| delete(tx, &declarer.token)).await?)
    }

    /// Ends every session of the number, on every browser.
    pub(crate) async fn end_every_session(&self, declarer: Declarer) -> Result<(), Failure> {
        let work = move |tx: &mut dyn Transaction| {
            end_others(tx, declarer)?;
            delete(tx, &declarer.token)
        };
        Ok(self.store.run("end_declaration_sessions", work).await?)
    }
}

/// Ends the sessions of the number on other browsers.
pub(super) fn end_others(tx: &mut dyn Transaction, declarer: Declarer) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::end_other_sessions\n DELETE FROM declaration_sessions WHERE number = ?1 AND token <> ?2",
        values![&declarer.number, &declarer.token],
    )?;
    Ok(())
}

/// Keeps a session that begins.
pub(super) fn insert(
    tx: &mut dyn Transaction,
    token: &Digest,
    number: &Digest,
    expires_at: UnixTime,
) -> Result<(), StoreError> {
    tx.insert(
        "-- declarations::insert_session
         INSERT INTO declaration_sessions (token, number, expires_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (token) DO NOTHING",
        values![token, number, expires_at],
    )
}

fn number_of(tx: &mut dyn Transaction, token: &Digest, now: UnixTime) -> Result<Option<Digest>, StoreError> {
    tx.first(
        "-- declarations::session\n SELECT number FROM declaration_sessions WHERE token = ?1 AND expires_at > ?2",
        values![token, now],
        |mut row| row.take(),
    )
}

/// Whether a session of the number goes on.
pub(super) fn goes_on(tx: &mut dyn Transaction, number: &Digest, now: UnixTime) -> Result<bool, StoreError> {
    let found: Option<i64> = tx.first(
        "-- declarations::session_of\n SELECT 1 FROM declaration_sessions WHERE number = ?1 AND expires_at > ?2 LIMIT 1",
        values![number, now],
        |mut row| row.take(),
    )?;
    Ok(found.is_some())
}

fn delete(tx: &mut dyn Transaction, token: &Digest) -> Result<(), StoreError> {
    tx.execute("-- declarations::end_session\n DELETE FROM declaration_sessions WHERE token = ?1", values![token])?;
    Ok(())
}

/// Forgets the sessions that ended before.
pub(super) fn forget_before(tx: &mut dyn Transaction, before: UnixTime) -> Result<(), StoreError> {
    tx.execute(
        "-- declarations::forget_sessions\n DELETE FROM declaration_sessions WHERE expires_at < ?1",
        values![before],
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: UnixTime = UnixTime(1_621_936_800);

    async fn a_session_leads_to_its_number_until_it_ends(store: Store) {
        let done: Result<(), StoreError> = store
            .run("declaration_sessions", |tx| {
                insert(tx, &[1; 32], &[9; 32], NOW.plus(60))?;
                insert(tx, &[2; 32], &[8; 32], NOW.plus(90))?;
                assert_eq!(number_of(tx, &[1; 32], NOW)?, Some([9; 32]));
                assert_eq!(number_of(tx, &[1; 32], NOW.plus(60))?, None);
                assert!(
                    goes_on(tx, &[9; 32], NOW)?
                        && !goes_on(tx, &[9; 32], NOW.plus(60))?
                        && !goes_on(tx, &[7; 32], NOW)?
                );
                forget_before(tx, NOW.plus(61))?;
                assert_eq!((number_of(tx, &[1; 32], NOW)?, number_of(tx, &[2; 32], NOW)?), (None, Some([8; 32])));
                delete(tx, &[2; 32])?;
                assert_eq!(number_of(tx, &[2; 32], NOW)?, None);
                Ok(())
            })
            .await;
        done.unwrap();
    }

    crate::store::testing::store_behaviours! {
        a_session_leads_to_its_number_until_it_ends
    }
}
