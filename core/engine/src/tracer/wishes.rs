//! Acts of the user other than reporting: warnings, polls, pauses, erasing.

use lancan_protocol::{problem::Problem, risk::Reason};

use super::Tracer;
use crate::{
    command::Command, exposures::ExposureDay, notice::Trouble, now::Now, outbox::Errand, radio::Radio,
    store::StoredWarning,
};

impl Tracer {
    /// Every warning that is still kept, newest first.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the store cannot be read or written.
    pub fn warnings(&mut self) -> Result<Vec<StoredWarning>, Problem> {
        let mut warnings = self.common.store.warnings()?;
        warnings.reverse();
        Ok(warnings)
    }

    /// Why each case that this phone heard is a contact or none: for every matched key, by every contact rule, the condition
    /// that failed and by how much. The oldest day comes first. Each key is judged alone here; in a warning the minutes near
    /// several add up.
    pub fn reasons(&self) -> Vec<Reason> {
        self.publication.exposures.reasons(&self.publication.rules)
    }

    /// What this phone heard of published cases, day by day, oldest first: windows of at most 30 minutes and the day's sum by the
    /// rules' scores, as GAEN v2 has them. Contact rules judge by probability instead: what follows for the user is in
    /// [`warnings`](Self::warnings), and why or why not in [`reasons`](Self::reasons).
    pub fn exposures(&self) -> Vec<ExposureDay> {
        self.publication.exposures.by_day(&self.publication.rules)
    }

    /// Puts a warning away. Returns whether there was one of this id.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the store cannot be read or written.
    pub fn dismiss_warning(&mut self, id: i64) -> Result<bool, Problem> {
        Ok(self.common.store.dismiss_warning(id)?)
    }

    /// Polls now, if no poll is under way.
    pub fn check_now(&mut self, now: Now) -> Vec<Command> {
        self.act_surely(now, |tracer| {
            // A poll whose answer was lost while the device slept must not stand in the way.
            tracer.give_up_lost_answers();
            if tracer.started && !tracer.publication.is_polling(&tracer.common) {
                tracer.publication.begin_poll(&mut tracer.common);
            }
        })
    }

    /// Pauses tracing: neither sends nor listens. Warnings about the past still come.
    pub fn pause(&mut self, now: Now) -> Vec<Command> {
        self.set_paused(now, true)
    }

    /// Resumes tracing.
    pub fn resume(&mut self, now: Now) -> Vec<Command> {
        self.set_paused(now, false)
    }

    fn set_paused(&mut self, now: Now, paused: bool) -> Vec<Command> {
        self.act_surely(now, |tracer| {
            *tracer.user.paused = paused;
            tracer.radio.save(&mut tracer.common);
            if paused {
                tracer.radio.recorder.interrupted();
            }
            if tracer.started {
                tracer.radio_turn(|radio, turn| radio.set_enabled(turn, !paused));
                tracer.upkeep();
            }
        })
    }

    /// Erases everything this phone knows, at once: encounters, keys, warnings, a report not yet sent. The rules and
    /// how far exports were read stay, for they say nothing about the user; when it was last checked does not. A new identifier
    /// goes on the air.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the store could not be erased; it is then as it was.
    pub fn erase(&mut self, now: Now) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            tracer.erase_kept()?;
            tracer.radio.forget();
            tracer.publication.receiver_belongs_to(&tracer.radio.capabilities);
            tracer.publication.forget_heard(&mut tracer.common);
            tracer.publication.polling.erased();
            tracer.reports.erased(&mut tracer.common);
            tracer.calling.erased();
            let declaring = [Errand::DeclaringOtp, Errand::DeclaringSession, Errand::Declaration];
            tracer.common.outbox.forget(&[Errand::Otp, Errand::Callback, Errand::CallbackSecond]);
            tracer.common.outbox.forget(&declaring);
            tracer.common.outbox.forget(&[Errand::LogPack, Errand::LogEnvelope, Errand::LogCard]);
            tracer.visitor_log.erased();
            for gone in [Trouble::StorePartLost, Trouble::ReportLost] {
                tracer.common.troubles.remove(&gone);
            }
            if tracer.started {
                tracer.radio_turn(Radio::end_identifier);
                tracer.upkeep();
            }
            Ok(())
        })
    }
}
