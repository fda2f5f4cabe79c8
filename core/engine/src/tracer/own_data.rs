//! The user's own data, as [`crate::own_data`] makes it from the store and what the tracer keeps.

use std::io::Write;

use lancan_protocol::{
    problem::Problem,
    risk,
    time::{Day, UnixTime},
};

use super::{Tracer, saved};
use crate::{
    exposures::Exposures,
    notice::Trouble,
    now::Now,
    own_data::{self, Arrived, LocalDay},
    polling::Progress,
    store::KeyVault,
};

/// What the tracer keeps that is about the user.
const SHOWN: [&str; 6] =
    [saved::PROGRESS, saved::EXPOSURES, saved::RECEIVER, saved::COVER, saved::PAUSED, saved::RULES];
/// What goes along to a new phone: what was matched and how far. A receiver's level belongs to the old one.
const MOVED: [&str; 2] = [saved::PROGRESS, saved::EXPOSURES];

impl Tracer {
    /// One's encounters of the last `days` days by local day, oldest first: when, how long, how close; never who.
    ///
    /// `utc_offset_seconds` gives what local time is ahead of UTC at an instant.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`].
    pub fn history(
        &mut self,
        now: Now,
        days: u32,
        utc_offset_seconds: impl Fn(UnixTime) -> i32,
    ) -> Result<Vec<LocalDay>, Problem> {
        self.save_heard();
        let to = now.wall.interval();
        let from = now.wall.minus(u64::from(days) * Day::SECONDS).interval();
        let close = |encounters: &[_]| risk::close_probabilities(encounters, &self.receiver.level, &self.rules);
        Ok(own_data::history(&self.store, from..=to, utc_offset_seconds, &self.rules.ranging, close)?)
    }

    /// Writes everything this phone knows as JSON, for its owner (see [`own_data::write_json`]).
    ///
    /// # Errors
    /// [`Problem::StoreFailed`]; [`Problem::HostFailed`] when `out` fails.
    pub fn write_own_data(&mut self, now: Now, out: &mut dyn Write) -> Result<(), Problem> {
        self.save_heard();
        Ok(own_data::write_json(&mut self.store, now.wall, &SHOWN, out)?)
    }

    /// Makes an encrypted file that takes this phone's memory to a new one, without the keys still in use.
    ///
    /// # Errors
    /// [`Problem::PassphraseTooShort`], [`Problem::StoreFailed`].
    pub fn seal_transfer(&mut self, now: Now, passphrase: &str) -> Result<Vec<u8>, Problem> {
        self.save_heard();
        Ok(own_data::seal_transfer(&mut self.store, now.wall, &MOVED, passphrase, &mut self.rng)?)
    }

    /// Takes in what an old phone's file holds, beside what is here. Taking it in twice changes nothing more.
    ///
    /// # Errors
    /// [`Problem::PassphraseWrong`], [`Problem::FileInvalid`], [`Problem::StoreFailed`]; nothing was changed then.
    pub fn open_transfer(&mut self, file: &[u8], passphrase: &str) -> Result<Arrived, Problem> {
        let arrived = own_data::open_transfer(&mut self.store, file, passphrase)?;
        for (name, value) in &arrived.values {
            match name.as_str() {
                saved::PROGRESS => {
                    if let Ok(other) = serde_json::from_slice::<Progress>(value) {
                        self.progress.floor = self.progress.floor.max(other.floor);
                    }
                }
                saved::EXPOSURES => {
                    if let Ok(other) = serde_json::from_slice::<Exposures>(value) {
                        self.exposures.join(other);
                    }
                }
                _ => {}
            }
        }
        // What was published before is matched again, with what the old phone heard.
        self.progress.match_all_again();
        self.recorder.raise_floor(self.progress.floor);
        self.save(&[saved::PROGRESS, saved::EXPOSURES]);
        Ok(arrived)
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
        self.save_heard();
        let lost = self.store.rotate(vault, &mut self.rng)?;
        if lost > 0 {
            self.troubles.insert(Trouble::StorePartLost);
            self.save(&saved::ALL);
        }
        Ok(lost)
    }
}
