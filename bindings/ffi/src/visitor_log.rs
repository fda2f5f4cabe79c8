//! The visitor log: the engine's methods at places that must list their visitors.

use lancan_core::{Command, LogContact, LogEntry, Now, PersonCode};
use lancan_protocol::problem::Problem;

use crate::engine::Engine;

#[uniffi::export]
impl Engine {
    /// Who the user is, as entries of visitor logs say it; none where the user has not said.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn log_contact(&self) -> Result<Option<LogContact>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.log_contact()))
    }

    /// Whether entries prove the user's number: they showed it by a password to declare, within the last 90 days.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn log_number_is_certified(&self) -> Result<bool, Problem> {
        self.gate.enter(|tracer| Ok(tracer.log_number_is_certified()))
    }

    /// Keeps who the user is, for entries of visitor logs. Nothing is sent by this.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::set_log_contact`] says.
    pub fn set_log_contact(&self, now: Now, contact: LogContact) -> Result<(), Problem> {
        self.gate.enter(|tracer| tracer.set_log_contact(now, &contact))
    }

    /// Forgets who the user is. What was agreed to and waits already is still sent.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::forget_log_contact`] says.
    pub fn forget_log_contact(&self, now: Now) -> Result<(), Problem> {
        self.gate.enter(|tracer| tracer.forget_log_contact(now))
    }

    /// The user agrees to be listed at the place of a visit.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::agree_to_log`] says.
    pub fn agree_to_log(&self, now: Now, visit: i64, companions: u8) -> Result<Vec<Command>, Problem> {
        self.gate.enter(|tracer| tracer.agree_to_log(now, visit, companions))
    }

    /// The user does not want to be listed by this phone. Returns whether something was asked about the visit.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::decline_log`] says.
    pub fn decline_log(&self, now: Now, visit: i64) -> Result<bool, Problem> {
        self.gate.enter(|tracer| tracer.decline_log(now, visit))
    }

    /// The user's code for a checker's device, drawn for now.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::person_code`] says.
    pub fn person_code(&self, now: Now) -> Result<PersonCode, Problem> {
        self.gate.enter(|tracer| tracer.person_code(now))
    }

    /// Two digits of the province in which the user's code leads to who they are; none where none is known.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn code_province(&self) -> Result<Option<String>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.code_province()))
    }

    /// Keeps in which province the user shows their code; none: in that of the place that they visited last.
    ///
    /// # Errors
    /// As [`Self::handle`], and what [`lancan_core::Tracer::set_code_province`] says.
    pub fn set_code_province(&self, now: Now, region: Option<String>) -> Result<(), Problem> {
        self.gate.enter(|tracer| tracer.set_code_province(now, region.as_deref()))
    }

    /// How many contacts of cards whose codes were shown wait to be sent.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn waiting_cards(&self) -> Result<u32, Problem> {
        self.gate.enter(|tracer| Ok(tracer.waiting_cards()))
    }

    /// Entries of visitor logs that are still on this phone.
    ///
    /// # Errors
    /// As [`Self::handle`].
    pub fn log_entries(&self) -> Result<Vec<LogEntry>, Problem> {
        self.gate.enter(|tracer| Ok(tracer.log_entries()))
    }
}
