//! What the user does: reports, looks, pauses, erases.

use std::collections::BTreeMap;

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags},
    problem::Problem,
    risk,
    rules::Rules,
    time::Day,
    wire::DayActivity,
};

use super::{Receiver, Tracer, saved};
use crate::{
    command::Command,
    cover::CoverPlan,
    exposures::Exposures,
    notice::{ReportStage, Trouble},
    now::Now,
    outbox::Errand,
    report::{Candidate, ConsentGiven, Material, Pending, Reporting, Review, Span},
    segment::Activity,
    store::{IntervalRecord, StoredWarning},
};

impl Tracer {
    /// Enters an officer's code. The answer comes as [`Notice::Report`]. When none came, entering the same code again
    /// is right, also after a restart: the server knows the phone by its key.
    ///
    /// [`Notice::Report`]: crate::Notice::Report
    ///
    /// # Errors
    /// [`Problem::CodeMistyped`] without asking the server; [`Problem::Conflict`] while a report is being sent.
    pub fn enter_code(&mut self, now: Now, text: &str) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer, out| {
            let request = tracer.reporting.enter_code(text, now.wall, &mut tracer.rng)?;
            tracer.save(&[saved::CODE]);
            tracer.outbox.forget(&[Errand::Verify]);
            tracer.troubles.remove(&Trouble::ReportLost);
            out.push(tracer.outbox.send(request));
            Self::tell_report(ReportStage::Checking, out);
            Ok(())
        })
    }

    /// What would be sent, once the code is accepted.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] while there is nothing to review; [`Problem::StoreFailed`].
    pub fn review(&mut self) -> Result<Review, Problem> {
        let material = self.material()?;
        self.reporting.review(&material)
    }

    /// Leaves a span of time out of the report and shows what is left.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub fn leave_out(&mut self, span: Span) -> Result<Review, Problem> {
        self.reporting.leave_out(span)?;
        self.review()
    }

    /// Takes back everything left out and shows what would be sent.
    ///
    /// # Errors
    /// As [`Self::review`].
    pub fn leave_nothing_out(&mut self) -> Result<Review, Problem> {
        self.reporting.leave_nothing_out()?;
        self.review()
    }

    /// Sends the report. It is sealed first and sent until the server answers, through restarts.
    ///
    /// The current key ends with this interval, so that nothing sent later can be read from it.
    ///
    /// # Errors
    /// As [`Self::review`]; [`Problem::NothingToDo`] also when nothing is left that the user agreed to send;
    /// [`Problem::StoreFailed`] when the report cannot be sealed (a full disk): nothing was sent, and it is reviewed
    /// as before.
    pub fn send(&mut self, now: Now, consent: &ConsentGiven) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer, out| {
            tracer.reporting.review(&Material::default())?;
            tracer.identity.end_with_last_used();
            tracer.save_heard();
            let material = tracer.material()?;
            let pending = tracer.reporting.make(&material, consent, &mut tracer.rng)?;
            tracer.seal_report(&pending)?;
            tracer.reporting.send(pending);
            Self::tell_report(ReportStage::Sending, out);
            tracer.send_report(out);
            Ok(())
        })
    }

    /// Forgets code and review; nothing was sent.
    ///
    /// # Errors
    /// [`Problem::Conflict`] when the report is already being sent.
    pub fn cancel_report(&mut self) -> Result<(), Problem> {
        self.reporting.cancel()?;
        self.save(&[saved::CODE]);
        Ok(())
    }

    /// Where a report stands; none when there is none.
    pub fn report_stage(&self) -> Option<ReportStage> {
        self.reporting.stage()
    }

    /// Every warning that is still kept, newest first.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`].
    pub fn warnings(&mut self) -> Result<Vec<StoredWarning>, Problem> {
        let mut warnings = self.store.warnings()?;
        warnings.reverse();
        Ok(warnings)
    }

    /// Puts a warning away. Returns whether it was there.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`].
    pub fn dismiss_warning(&mut self, id: i64) -> Result<bool, Problem> {
        Ok(self.store.dismiss_warning(id)?)
    }

    /// Polls now, if no poll is under way.
    pub fn check_now(&mut self, now: Now) -> Vec<Command> {
        let mut out = self.begin(now);
        if self.started && !self.outbox_polls() {
            self.begin_poll(&mut out);
        }
        out
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
        let mut out = self.begin(now);
        self.paused = paused;
        self.save(&[saved::PAUSED]);
        self.save_heard();
        if paused {
            self.recorder.interrupted();
        }
        if self.started {
            self.with_radio(&mut out, |now, radio, own, step| radio.set_enabled(now, !paused, own, step));
            self.upkeep(&mut out);
        }
        out
    }

    /// Erases everything this phone knows, at once: encounters, keys, warnings, a report not yet sent. The rules and
    /// how far exports were read stay, for they say nothing about the user. A new identifier goes on the air.
    ///
    /// # Errors
    /// [`Problem::StoreFailed`] when the store could not be erased; it is then as it was.
    pub fn erase(&mut self, now: Now) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer, out| {
            tracer.store.erase(&mut tracer.rng)?;
            tracer.recorder.clear();
            tracer.identity.forget();
            tracer.exposures = Exposures::default();
            tracer.receiver = Receiver::default();
            tracer.reporting = Reporting::default();
            tracer.heard = None;
            tracer.outbox.forget(&[Errand::Verify, Errand::Report]);
            tracer.cover = CoverPlan::default();
            tracer.timers.save_again = None;
            tracer.afresh.clear();
            for gone in [Trouble::StorePartLost, Trouble::ReportLost] {
                tracer.troubles.remove(&gone);
            }
            tracer.save(&[saved::PROGRESS, saved::PAUSED, saved::RULES]);
            if tracer.started {
                tracer.with_radio(out, |now, radio, own, step| radio.end_identifier(now, own, step));
                tracer.upkeep(out);
            }
            Ok(())
        })
    }

    /// Takes the time of a user's act as [`Tracer::handle`] takes that of an event.
    fn begin(&mut self, now: Now) -> Vec<Command> {
        let mut out = core::mem::take(&mut self.owed);
        self.time_passes(now, &mut out);
        out
    }

    /// A user's act that may be refused. Commands that came of the time that passed go out all the same, later.
    fn act(
        &mut self,
        now: Now,
        work: impl FnOnce(&mut Self, &mut Vec<Command>) -> Result<(), Problem>,
    ) -> Result<Vec<Command>, Problem> {
        let mut out = self.begin(now);
        match work(self, &mut out) {
            Ok(()) => Ok(out),
            Err(problem) => {
                self.owed = out;
                Err(problem)
            }
        }
    }

    /// Seals a report before it leaves: one that a restart would forget is not sent.
    fn seal_report(&mut self, pending: &Pending) -> Result<(), Problem> {
        let bytes = serde_json::to_vec(pending).map_err(|_| Problem::Internal)?;
        let sealed = self.store.run("seal_report", |transaction| {
            transaction.put(saved::REPORT, &bytes)?;
            transaction.remove(saved::CODE)
        });
        self.note(&sealed);
        sealed?;
        Ok(())
    }

    /// What this phone holds for the window of the report.
    fn material(&mut self) -> Result<Material, Problem> {
        let (from, to) = self.reporting.window().ok_or(Problem::NothingToDo)?;
        let now = self.now.wall.interval();
        let window = from.max(*self.kept().start())..=to.min(now);
        // A server refuses a key that came with another code; it is public already.
        let fresh = self.store.keys(window.clone())?.into_iter().filter(|key| !key.reported);
        let keys = fresh.map(|key| {
            // What lies ahead of now is not used under this key: it ends with this interval.
            let period = key.period.min((now.0 + 1).saturating_sub(key.start.0));
            (key.key, key.start, period)
        });
        let keys = keys.collect();
        let mut candidates = Vec::new();
        let mut activity: BTreeMap<Day, DayActivity> = BTreeMap::new();
        let (receiver, rules) = (&self.receiver.level, &self.rules);
        self.store.each_interval(window, |record| {
            mark(&mut activity, &record);
            let likely = risk::close_probabilities(&record.encounters, receiver, rules);
            let near = record.encounters.iter().zip(likely);
            candidates.extend(near.filter_map(|(encounter, probability)| candidate(encounter, probability, rules)));
        })?;
        Ok(Material { keys, candidates, activity: activity.into_values().collect() })
    }
}

fn mark(days: &mut BTreeMap<Day, DayActivity>, record: &IntervalRecord) {
    let day = record.interval.day();
    let activity = days.entry(day).or_insert_with(|| DayActivity::empty(day));
    if record.activity.contains(Activity::ADVERTISED) {
        DayActivity::set(&mut activity.advertised, day, record.interval);
    }
    if record.activity.contains(Activity::SCANNED) {
        DayActivity::set(&mut activity.scanned, day, record.interval);
    }
}

/// An encounter as it would be reported, if it was close enough. Bluezone identifiers say nothing to the authority.
fn candidate(encounter: &Encounter, probability: f64, rules: &Rules) -> Option<Candidate> {
    let unreportable = EncounterFlags(EncounterFlags::BLUEZONE.0 | EncounterFlags::BELOW_FLOOR.0);
    if encounter.flags.0 & unreportable.0 != 0 || probability < rules.upload.least_probability {
        return None;
    }
    Some(Candidate { encounter: risk::reported(encounter, &rules.ranging), probability })
}

#[cfg(test)]
mod tests {
    use lancan_protocol::{encounter::RssiHistogram, frame::Frame, time::Interval};

    use super::*;

    #[test]
    fn what_was_stamped_below_the_floor_or_is_bluezones_is_never_reported() {
        let rules = Rules::built_in();
        let reported = |flags, probability| {
            let frame = Frame::from_bytes(&[1; 20]).unwrap();
            let (scans, histogram) = (Vec::new(), RssiHistogram::default());
            let interval = Interval(2_700_000);
            let heard = Encounter { frame, interval, first: 0, last: 0, sightings: 1, scans, histogram, flags };
            candidate(&heard, probability, &rules).is_some()
        };
        assert!(reported(EncounterFlags::default(), 0.9));
        assert!(reported(EncounterFlags::WRITTEN_ONLY, 0.9));
        assert!(!reported(EncounterFlags::BELOW_FLOOR, 0.9));
        assert!(!reported(EncounterFlags::BLUEZONE, 0.9));
        let least = rules.upload.least_probability;
        assert!(reported(EncounterFlags::default(), least) && !reported(EncounterFlags::default(), least - 0.01));
    }
}
