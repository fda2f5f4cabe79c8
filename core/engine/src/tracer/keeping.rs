//! Writing, restoring and erasing what is kept, each as a loop over all names.

use lancan_protocol::problem::Problem;

use super::Tracer;
use crate::{
    kept::{KeptValue, Name, Unsaved},
    notice::Trouble,
    store::Opening,
};

impl Tracer {
    /// The value of a name, in the part that owns the value.
    pub(super) fn kept(&mut self, name: Name) -> &mut dyn KeptValue {
        match name {
            Name::DayKeys => &mut self.radio.day_keys,
            Name::Warnings => &mut self.user.warnings,
            Name::Progress => self.publication.polling.kept(),
            Name::Rules => &mut self.publication.signed_rules,
            Name::Exposures => &mut self.publication.exposures,
            Name::Receiver => &mut self.publication.receiver,
            Name::Report => self.reports.reporting.kept_report(),
            Name::Code => self.reports.reporting.kept_code(),
            Name::Review => self.reports.reporting.kept_review(),
            Name::SecondParts => self.reports.reporting.kept_seconds(),
            Name::SentReports => self.reports.reporting.kept_sent(),
            Name::Cover => &mut self.reports.cover,
            Name::Paused => &mut self.user.paused,
            Name::Clock => &mut self.common.known_time.kept,
            Name::Worked => &mut self.radio.worked,
            Name::Visits => &mut self.visited,
            Name::Call => self.calling.kept_call(),
            Name::Callback => self.calling.kept_sender(),
            Name::Forms => &mut self.declaring.forms.signed,
            Name::Declarations => &mut self.declaring.book,
            Name::DeclaringSession => &mut self.declaring.session,
            Name::LogContact => &mut self.visitor_log.contact,
            Name::LogEntries => &mut self.visitor_log.entries,
            Name::VisitorCards => &mut self.visitor_log.cards,
            Name::LogPacks => &mut self.visitor_log.packs,
        }
    }

    /// Writes all that is unsaved: values in one transaction, then keys. Called at the end of every event and act, before
    /// commands go out. Returns whether all values are saved; those that are not are written with the next flush.
    pub(super) fn flush(&mut self) -> bool {
        // Whatever was changed may be due sooner.
        self.rest = None;
        let mut unsaved = Unsaved::default();
        for name in Name::ALL {
            unsaved.add(name, self.kept(name));
        }
        let mut all_saved = true;
        if !unsaved.is_empty() {
            let written = unsaved.write(&mut self.common.store);
            self.common.note(&written);
            all_saved = written.is_ok();
            if all_saved {
                for name in unsaved.names() {
                    self.kept(name).mark_saved();
                }
            }
        }
        // After the values: a list of keys that cannot be read is removed there.
        self.radio.save_keys(&mut self.common);
        all_saved
    }

    /// Whether there is something to write of what a sighting can change.
    pub(super) fn has_unsaved_of_heard(&self) -> bool {
        self.radio.worked.is_unsaved() || self.common.known_time.kept.is_unsaved() || self.radio.identity.is_unsaved()
    }

    /// Writes all that is unsaved, what was heard included.
    pub(super) fn flush_with_heard(&mut self) {
        self.flush();
        self.radio.save(&mut self.common);
    }

    /// Takes up what an earlier process kept. What of it cannot be read is reset, value by value.
    ///
    /// # Errors
    /// Those of the store, other than damage.
    pub(super) fn restore(&mut self) -> Result<(), Problem> {
        let mut lost = Vec::new();
        for name in Name::ALL {
            let stored = self.common.store.get(name.text());
            if !self.kept(name).restore(stored)? {
                lost.push(name);
            }
        }
        self.publication.rules_restored();
        self.reports.restored();
        self.calling.restored();
        self.declaring.forms.restored(&self.publication.deployment.forms_keys);
        for name in &lost {
            self.make_good(*name);
        }
        self.publication.all_restored();
        self.radio.recorder.raise_floor(self.publication.polling.floor());
        if matches!(self.common.store.opening(), Opening::Replaced(_)) {
            self.common.troubles.insert(Trouble::StoreReplaced);
        }
        self.flush();
        Ok(())
    }

    /// What follows from a value that was reset because it could not be read: never less protection than before without a
    /// word (`docs/threat-model.md`, Losing).
    fn make_good(&mut self, lost: Name) {
        self.common.troubles.insert(Trouble::StorePartLost);
        match lost {
            Name::Progress => self.publication.put_floor_back(),
            Name::Exposures => self.publication.polling.match_all_again(),
            Name::Rules => self.publication.polling.poll_soon(),
            Name::Report | Name::SecondParts => {
                self.common.troubles.insert(Trouble::ReportLost);
            }
            // Only who paused once has this value: the user decides again.
            Name::Paused => *self.user.paused = true,
            // Without a known time nothing is deleted until the clock is confirmed.
            Name::DayKeys
            | Name::Warnings
            | Name::Receiver
            | Name::Code
            | Name::Review
            | Name::SentReports
            | Name::Cover
            | Name::Clock
            | Name::Worked
            | Name::Visits
            | Name::Call
            | Name::Callback
            | Name::Forms
            | Name::Declarations
            | Name::DeclaringSession
            | Name::LogContact
            | Name::LogEntries
            | Name::VisitorCards
            | Name::LogPacks => {}
        }
    }

    /// Erases the store and every value that says something about the user. The others are unsaved then.
    ///
    /// # Errors
    /// Those of the store; it is then as it was.
    pub(super) fn erase_kept(&mut self) -> Result<(), Problem> {
        self.common.store.erase(&mut self.common.rng)?;
        for name in Name::ALL {
            let value = self.kept(name);
            if name.outlives_erasing() { value.mark_unsaved() } else { value.forget() }
        }
        Ok(())
    }

    /// Marks every value as unsaved, except lists that the store itself writes.
    pub(super) fn save_all_again(&mut self) {
        for name in Name::ALL {
            let value = self.kept(name);
            if value.bytes().is_some() {
                value.mark_unsaved();
            }
        }
    }
}
