//! Acts of the user who reports: code, review, consent, sending.

use std::collections::BTreeMap;

use lancan_protocol::{
    IntervalMap,
    encounter::{Encounter, EncounterFlags},
    key_days::KeyDays,
    problem::Problem,
    risk,
    rules::Rules,
    time::Day,
    wire::DayActivity,
};

use super::Tracer;
use crate::{
    command::Command,
    notice::{ReportStage, Trouble},
    now::Now,
    outbox::Errand,
    report::{Candidate, ConsentGiven, Material, Review, Span},
    segment::Activity,
    store::IntervalRecord,
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
        self.act(now, |tracer| {
            let Self { reports, common, .. } = tracer;
            let request = reports.reporting.enter_code(text, now.wall, &mut common.rng)?;
            common.outbox.forget(&[Errand::Verify]);
            common.troubles.remove(&Trouble::ReportLost);
            common.send(request);
            common.tell_report(ReportStage::Checking);
            Ok(())
        })
    }

    /// What would be sent, once the code is accepted.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] while there is nothing to review; [`Problem::StoreFailed`] when the store cannot be read.
    pub fn review(&mut self) -> Result<Review, Problem> {
        let material = self.material()?;
        self.reports.reporting.review(self.publication.rules.key_days, &material)
    }

    /// Leaves a span of time out of the report and shows what is left.
    ///
    /// # Errors
    /// Those of [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub fn leave_out(&mut self, span: Span) -> Result<Review, Problem> {
        self.reports.reporting.leave_out(span)?;
        self.review()
    }

    /// Leaves one day of the deployment out of the report, from midnight to midnight, and shows what is left.
    ///
    /// # Errors
    /// Those of [`Self::review`].
    pub fn leave_out_day(&mut self, day: Day) -> Result<Review, Problem> {
        let days = self.publication.rules.key_days;
        self.leave_out(Span { from: days.start(day), to: days.start(day.plus(1)) })
    }

    /// Takes back everything left out and shows what would be sent.
    ///
    /// # Errors
    /// Those of [`Self::review`].
    pub fn leave_nothing_out(&mut self) -> Result<Review, Problem> {
        self.reports.reporting.leave_nothing_out()?;
        self.review()
    }

    /// Sends the report. It is sealed first and sent until the server answers, through restarts.
    ///
    /// The current key ends with this interval, so that nothing sent later can be read from it.
    ///
    /// # Errors
    /// Those of [`Self::review`]; [`Problem::NothingToDo`] also when nothing is left that the user agreed to send;
    /// [`Problem::StoreFailed`] when the report cannot be sealed (a full disk): nothing was sent, and it is reviewed
    /// as before.
    pub fn send(&mut self, now: Now, consent: &ConsentGiven) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let days = tracer.publication.rules.key_days;
            tracer.reports.reporting.review(days, &Material::default())?;
            tracer.radio.identity.end_with_last_used();
            tracer.flush_with_heard();
            let material = tracer.material()?;
            let pending = tracer.reports.reporting.make(days, &material, consent, &mut tracer.common.rng)?;
            let reviewed = tracer.reports.reporting.send(pending);
            // Before any command: a report that a restart would forget is not sent.
            if !tracer.flush() {
                tracer.reports.reporting.back_to(reviewed);
                return Err(Problem::StoreFailed);
            }
            tracer.common.tell_report(ReportStage::Sending);
            tracer.reports.send(&mut tracer.common);
            Ok(())
        })
    }

    /// Forgets code and review; nothing was sent.
    ///
    /// # Errors
    /// [`Problem::Conflict`] when the report is already being sent.
    pub fn cancel_report(&mut self) -> Result<(), Problem> {
        self.reports.reporting.cancel()?;
        self.flush();
        Ok(())
    }

    /// Where a report stands; none when there is none.
    pub fn report_stage(&self) -> Option<ReportStage> {
        self.reports.reporting.stage()
    }

    /// What this phone holds for the window of the report.
    fn material(&mut self) -> Result<Material, Problem> {
        let (from, to) = self.reports.reporting.window().ok_or(Problem::NothingToDo)?;
        let now = self.common.now.wall.interval();
        let window = from.max(*self.publication.kept_intervals(self.common.now.wall).start())..=to.min(now);
        // A server refuses a key that came with another code; it is public already.
        let fresh = self.common.store.keys(window.clone())?.into_iter().filter(|key| !key.reported);
        let keys = fresh.map(|key| {
            // What lies ahead of now is not used under this key: it ends with this interval.
            let period = key.period.min((now.0 + 1).saturating_sub(key.start.0));
            (key.key, key.start, period)
        });
        let keys = keys.collect();
        let mut candidates = Vec::new();
        let mut activity: BTreeMap<Day, (IntervalMap, IntervalMap)> = BTreeMap::new();
        let day = |(day, (advertised, scanned))| DayActivity::new(day, &advertised, &scanned);
        let (receiver, rules) = (&self.publication.receiver.level, &self.publication.rules);
        self.common.store.each_interval(window, |record| {
            mark(&mut activity, &record, rules.key_days);
            let likely = risk::close_probabilities(&record.encounters, receiver, rules);
            let near = record.encounters.iter().zip(likely);
            candidates.extend(near.filter_map(|(encounter, probability)| candidate(encounter, probability, rules)));
        })?;
        Ok(Material { keys, candidates, activity: activity.into_iter().map(day).collect() })
    }
}

/// Marks in the maps of a record's day whether the phone advertised and scanned.
fn mark(days: &mut BTreeMap<Day, (IntervalMap, IntervalMap)>, record: &IntervalRecord, key_days: KeyDays) {
    let day = key_days.day(record.interval);
    let Some(position) = key_days.position(day, record.interval) else { return };
    let (advertised, scanned) = days.entry(day).or_default();
    if record.activity.contains(Activity::ADVERTISED) {
        advertised.insert(position);
    }
    if record.activity.contains(Activity::SCANNED) {
        scanned.insert(position);
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
