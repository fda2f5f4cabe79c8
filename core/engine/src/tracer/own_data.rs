//! The user's own data, as [`crate::own_data`] makes it from the store and what the tracer keeps.

use std::io::Write;

use lancan_protocol::{problem::Problem, risk};

use super::Tracer;
use crate::{
    declaring::Declarations,
    exposures::Exposures,
    kept::{Keep as _, Name},
    notice::Trouble,
    now::Now,
    own_data::{self, HistoryDay, Transferred},
    store::KeyVault,
    visitor_log::OwnContact,
    visits::Visited,
};

impl Tracer {
    /// One's encounters of today and the days before, `days` in all by the deployment's day, oldest first; a day without any is
    /// left out. When, how long, how close; never who.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the store cannot be read or written.
    pub fn history(&mut self, now: Now, days: u32) -> Result<Vec<HistoryDay>, Problem> {
        self.flush_with_heard();
        let key_days = self.publication.rules.key_days;
        let to = now.wall.interval();
        let from = key_days.first_interval(key_days.day(now.wall).plus(1).minus(days));
        let close = |encounters: &[_]| {
            risk::close_probabilities(encounters, &self.publication.receiver.level, &self.publication.rules)
        };
        Ok(own_data::history(&self.common.store, from..=to, &self.publication.rules, close)?)
    }

    /// Writes everything this phone knows as JSON, for its owner (see [`own_data::write_json`]).
    ///
    /// # Errors
    /// [`Problem::StoreFailed`]; [`Problem::HostFailed`] when `out` fails.
    pub fn write_own_data(&mut self, now: Now, out: &mut dyn Write) -> Result<(), Problem> {
        self.flush_with_heard();
        Ok(own_data::write_json(&mut self.common.store, now.wall, &Name::texts(Name::is_shown_to_user), out)?)
    }

    /// Makes an encrypted file that takes this phone's memory to a new one, without the keys still in use.
    ///
    /// # Errors
    /// [`Problem::PassphraseTooShort`], [`Problem::StoreFailed`].
    pub fn seal_transfer(&mut self, now: Now, passphrase: &str) -> Result<Vec<u8>, Problem> {
        self.flush_with_heard();
        Ok(own_data::seal_transfer(
            &mut self.common.store,
            now.wall,
            &Name::texts(Name::moves_to_new_phone),
            passphrase,
            &mut self.common.rng,
        )?)
    }

    /// Takes in what an old phone's file holds, beside what is here. Taking it in twice changes nothing more.
    ///
    /// # Errors
    /// [`Problem::PassphraseWrong`], [`Problem::FileInvalid`], [`Problem::StoreFailed`]; nothing was changed then.
    pub fn open_transfer(&mut self, file: &[u8], passphrase: &str) -> Result<Transferred, Problem> {
        let (transferred, values) = own_data::open_transfer(&mut self.common.store, file, passphrase)?;
        for (name, value) in &values {
            if name == Name::Progress.text() {
                self.publication.polling.join(value);
            } else if name == Name::Exposures.text()
                && let Some(other) = Exposures::from_bytes(value)
            {
                self.publication.exposures.join(other);
            } else if name == Name::Visits.text()
                && let Some(other) = Visited::from_bytes(value)
            {
                self.visited.join(other);
            } else if name == Name::Declarations.text()
                && let Some(other) = Declarations::from_bytes(value)
            {
                self.declaring.book.join(other);
            } else if name == Name::LogContact.text()
                && self.visitor_log.contact.is_none()
                && let Some(other) = OwnContact::from_bytes(value)
            {
                *self.visitor_log.contact = Some(other);
            }
        }
        // What was published before is matched again, with what the old phone heard: the rest of a poll under way too.
        self.publication.forget_heard(&mut self.common);
        self.publication.polling.match_all_again();
        self.radio.recorder.raise_floor(self.publication.polling.floor());
        self.publication.warn(&mut self.common);
        self.flush();
        Ok(transferred)
    }

    /// Seals everything this phone keeps under the secret that `vault` gives, which replaces the secret before it. Forget
    /// the old secret only after this returned `Ok`: old copies that flash memory still holds cannot be read from then on.
    ///
    /// Returns how many damaged blocks and values could not be read and were deleted; [`Trouble::StorePartLost`] says so.
    ///
    /// # Errors
    /// [`Problem::HostFailed`] or [`Problem::WrongStoreKey`] when the vault gives no secret; [`Problem::StoreFailed`] when
    /// the store cannot be written. The store is sealed under the old secret then.
    pub fn change_secret(&mut self, vault: &dyn KeyVault) -> Result<u32, Problem> {
        self.flush_with_heard();
        let lost = self.common.store.rotate(vault, &mut self.common.rng)?;
        if lost > 0 {
            self.common.troubles.insert(Trouble::StorePartLost);
            self.save_all_again();
            self.flush();
        }
        Ok(lost)
    }
}
