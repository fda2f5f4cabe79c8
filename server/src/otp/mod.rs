//! One-time passwords: whoever reads the SMS to a number holds the number. Numbers are kept as HMACs only.
//!
//! A password is bound to the key of the phone that asked, so that others neither use it nor use up its tries.

mod api;
mod store;

use lancan_protocol::Saturate as _;
use std::sync::Arc;

use lancan_protocol::key_days::KeyDays;
use lancan_protocol::otp::Otp;
use lancan_protocol::phone_number::PhoneNumber;
use lancan_protocol::problem::Problem;
use lancan_protocol::time::{Day, UnixTime};
use lancan_text::{Catalogue, Language, sms};

use crate::ground::clock::Clock;
use crate::ground::config::OtpSettings;
use crate::ground::error::Failure;
use crate::ground::ids::Digest;
use crate::ground::random;
use crate::ground::secrets::Secrets;
use crate::ground::sms::{Sms, SmsMessage};
use crate::http::limits::Limit;
use crate::store::{Store, StoreError, Transaction};
use store::OtpRow;

pub(crate) use api::routes;

/// Messages that a number is sent in one day.
const MOST_SENT: u32 = 3;
/// Wrong tries of one password.
const MOST_TRIES: u32 = 5;
/// What the HMAC of a telephone number is for.
const NUMBER: &str = "otp-number";
/// What the HMAC of a password is for.
const PASSWORD: &str = "otp";

/// The passwords of the store.
pub(crate) struct OneTimePasswords {
    store: Store,
    secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
    sms: Arc<dyn Sms>,
    key_days: KeyDays,
    /// Messages of the whole service.
    budget: Limit,
    /// Wrong passwords of the whole service.
    failures: Limit,
}

/// Deletes passwords that are over, and the counts of past days.
pub(crate) fn expire(tx: &mut dyn Transaction, today: Day) -> Result<(), StoreError> {
    store::expire(tx, KeyDays::UTC.start(today), today.minus(1))
}

impl OneTimePasswords {
    pub(crate) fn new(
        store: Store,
        secrets: Arc<Secrets>,
        clock: Arc<dyn Clock>,
        sms: Arc<dyn Sms>,
        key_days: KeyDays,
        settings: &OtpSettings,
    ) -> Self {
        let budget = Limit::new("otp-sms", settings.messages);
        let failures = Limit::new("otp", settings.failures);
        Self { store, secrets, clock, sms, key_days, budget, failures }
    }

    /// Whether the server has a gateway to send passwords by.
    pub(crate) fn sends(&self) -> bool {
        self.sms.sends()
    }

    /// Sends a password to a number, for the phone whose key has this hash. The answer is the same for every number that
    /// was not sent three messages today. Returns until when the password holds.
    pub(crate) async fn send(
        self: &Arc<Self>,
        number: PhoneNumber,
        jkt: Digest,
        language: Language,
    ) -> Result<UnixTime, Failure> {
        let otp = Otp::fresh(&mut random::rng());
        let now = self.clock.now();
        let expires_at = now.plus(Otp::LIFETIME_SECONDS);
        let subject = self.number(&number);
        let password = self.password(&subject, &jkt, &otp);
        let passwords = self.clone();
        let refused = self
            .store
            .run("send_otp", move |tx| passwords.admit(tx, &subject, &jkt, &OtpRow { password, expires_at, tries: 0 }))
            .await?;
        if let Some(problem) = refused {
            return Err(problem.into());
        }
        let minutes: u32 = (Otp::LIFETIME_SECONDS / 60).saturate();
        let text = sms::otp(Catalogue::of(language), otp.as_str(), minutes);
        self.sms.send(SmsMessage { number, text, useful_until: expires_at });
        Ok(expires_at)
    }

    /// Keeps a password that is to be sent, or says why none may be.
    fn admit(
        &self,
        tx: &mut dyn Transaction,
        number: &Digest,
        jkt: &Digest,
        new: &OtpRow,
    ) -> Result<Option<Problem>, StoreError> {
        let now = self.clock.now();
        let today = self.key_days.day(now);
        let sent = store::sent_on(tx, number, today)?;
        if sent >= MOST_SENT {
            return Ok(Some(Problem::OtpLimit));
        }
        if !self.budget.try_count(tx, &[], now)? {
            return Ok(Some(Problem::TooManyRequests));
        }
        store::set_sent(tx, number, today, sent + 1)?;
        store::put(tx, number, jkt, new)?;
        Ok(None)
    }

    /// The work of a request for cover traffic: as much is looked up and written, nothing is sent, nobody is counted. What is
    /// written belongs to no telephone; there are 256 such rows, so that requests seldom wait for each other.
    async fn cover(&self) -> Result<UnixTime, Failure> {
        let [place] = random::bytes::<1>();
        let nobody = nobody(place);
        let now = self.clock.now();
        let (expires_at, today) = (now.plus(Otp::LIFETIME_SECONDS), self.key_days.day(now));
        let budget = self.budget;
        self.store
            .run("cover_otp", move |tx| {
                store::sent_on(tx, &nobody, today)?;
                budget.is_reached(tx, &[], now)?;
                store::set_sent(tx, &nobody, today, 0)?;
                let row = OtpRow { password: random::bytes(), expires_at: now, tries: MOST_TRIES };
                store::put(tx, &nobody, &nobody, &row)
            })
            .await?;
        Ok(expires_at)
    }

    /// Uses a password up, in the transaction of what it is for. `Ok(Err(…))` says why the password does not hold: whoever
    /// calls this keeps the transaction then too, because a wrong try was counted in it.
    ///
    /// Past as many wrong passwords in the service as are allowed, a password that was never tried still holds at its first
    /// try: who has one is not stopped, and guessing is hopeless.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(crate) fn spend(
        &self,
        tx: &mut dyn Transaction,
        number: &PhoneNumber,
        otp: &Otp,
        jkt: &Digest,
    ) -> Result<Result<(), Problem>, StoreError> {
        let now = self.clock.now();
        let number = self.number(number);
        let is_pressed = self.failures.is_reached(tx, &[], now)?;
        let Some(row) = store::find(tx, &number, jkt)? else {
            // Nothing was guessed: no password is bound to this key.
            return Ok(Err(if is_pressed { Problem::TooManyRequests } else { Problem::OtpWrong }));
        };
        if is_pressed && row.tries > 0 {
            return Ok(Err(Problem::TooManyRequests));
        }
        if row.expires_at <= now || row.tries >= MOST_TRIES {
            return Ok(Err(Problem::OtpExpired));
        }
        if row.password == self.password(&number, jkt, otp) {
            store::delete(tx, &number, jkt)?;
            return Ok(Ok(()));
        }
        self.failures.count(tx, &[], now)?;
        store::put(tx, &number, jkt, &OtpRow { tries: row.tries + 1, ..row })?;
        Ok(Err(if is_pressed { Problem::TooManyRequests } else { Problem::OtpWrong }))
    }

    /// The work of [`OneTimePasswords::spend`] for cover traffic: as much is looked up and written, of nobody's.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(crate) fn spend_nobodys(
        &self,
        tx: &mut dyn Transaction,
        nobody: &Digest,
    ) -> Result<Result<(), Problem>, StoreError> {
        self.failures.is_reached(tx, &[], self.clock.now())?;
        store::find(tx, nobody, nobody)?;
        store::delete(tx, nobody, nobody)?;
        Ok(Ok(()))
    }

    fn number(&self, number: &PhoneNumber) -> Digest {
        self.secrets.digest(NUMBER, number.as_str().as_bytes())
    }

    fn password(&self, number: &Digest, jkt: &Digest, otp: &Otp) -> Digest {
        self.secrets.digest(PASSWORD, &[number, jkt, otp.as_str().as_bytes()].concat())
    }
}

/// The HMAC of no number.
fn nobody(place: u8) -> Digest {
    let mut nobody = [0; 32];
    nobody[0] = place;
    nobody
}

#[cfg(test)]
mod tests;
