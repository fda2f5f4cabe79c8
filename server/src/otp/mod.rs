//! One-time passwords: whoever reads the SMS to a number holds the number. Numbers are kept as HMACs only.
//!
//! A password is bound to the key of the phone that asked, so that others neither use it nor use up its tries.
//! Past three messages a day a number waits for each further one, at most two hours. A browser that showed the number before
//! is counted by itself, so that strangers who ask for messages to the number do not keep its owner waiting.

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
use crate::ground::purposes;
use crate::ground::random;
use crate::ground::secrets::Secrets;
use crate::ground::sms::{Sms, SmsMessage};
use crate::http::limits::Limit;
use crate::store::{Store, StoreError, Transaction};
use store::{OtpRow, SentMessages};

pub(crate) use api::routes;

/// Messages of a day that nobody waits for.
const AT_ONCE: u32 = 3;
/// Seconds between the last of them and the next message; twice as long before each further one.
const FIRST_WAIT: u64 = 15 * 60;
/// Seconds that are never waited longer than.
const LONGEST_WAIT: u64 = 2 * 3_600;
/// Days that a browser counts as known after the last time a number was shown in it.
const BROWSER_DAYS: u64 = 180;
/// Wrong tries of one password.
const MOST_TRIES: u32 = 5;
/// What the HMAC of a telephone number is for.
const NUMBER: &str = purposes::OTP_NUMBER;
/// What the HMAC of a number and a browser is for.
const KNOWN: &str = purposes::OTP_BROWSER;
/// What the HMAC of a password is for.
const PASSWORD: &str = purposes::OTP_PASSWORD;

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
    /// need not wait. Returns until when the password holds.
    ///
    /// # Errors
    /// [`Problem::OtpLimit`] while the number, or the browser that is known, waits for its next message;
    /// [`Problem::TooManyRequests`] when the whole service sent too many.
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
        let known = self.known(&subject, &jkt);
        let password = self.password(&subject, &jkt, &otp);
        let passwords = self.clone();
        let refused = self
            .store
            .run("send_otp", move |tx| {
                let new = OtpRow { password, expires_at, tries: 0 };
                passwords.admit(tx, (&subject, &known), &jkt, &new)
            })
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
        (number, known): (&Digest, &Digest),
        jkt: &Digest,
        new: &OtpRow,
    ) -> Result<Option<Problem>, StoreError> {
        let now = self.clock.now();
        let today = self.key_days.day(now);
        let counted = if store::is_known(tx, known, now)? { known } else { number };
        let sent = store::sent_on(tx, counted, today)?;
        if sent.last.is_some_and(|last| now < last.plus(wait_after(sent.count))) {
            return Ok(Some(Problem::OtpLimit));
        }
        if !self.budget.try_count(tx, &[], now)? {
            return Ok(Some(Problem::TooManyRequests));
        }
        store::set_sent(tx, counted, today, SentMessages { count: sent.count.saturating_add(1), last: Some(now) })?;
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
                store::is_known(tx, &nobody, now)?;
                store::sent_on(tx, &nobody, today)?;
                budget.is_reached(tx, &[], now)?;
                store::set_sent(tx, &nobody, today, SentMessages { count: 0, last: Some(now) })?;
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

    /// Notes that a browser showed a number, in the transaction in which its password was spent. For 180 days the browser's
    /// messages to the number are counted by themselves.
    ///
    /// # Errors
    /// [`StoreError`] when the store fails.
    pub(crate) fn know(
        &self,
        tx: &mut dyn Transaction,
        number: &PhoneNumber,
        browser: &Digest,
    ) -> Result<(), StoreError> {
        let known = self.known(&self.number(number), browser);
        store::keep_browser(tx, &known, self.clock.now().plus(BROWSER_DAYS * 86_400))
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

    fn known(&self, number: &Digest, browser: &Digest) -> Digest {
        self.secrets.digest(KNOWN, &[*number, *browser].concat())
    }

    fn password(&self, number: &Digest, jkt: &Digest, otp: &Otp) -> Digest {
        self.secrets.digest(PASSWORD, &[number, jkt, otp.as_str().as_bytes()].concat())
    }
}

/// Seconds to wait for the next message after so many of one day.
fn wait_after(sent: u32) -> u64 {
    match sent.checked_sub(AT_ONCE) {
        None => 0,
        Some(more) => FIRST_WAIT.saturating_mul(2_u64.saturating_pow(more)).min(LONGEST_WAIT),
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
