//! Acts of the user who reports: code, review, consent, sending.

use core::ops::RangeInclusive;
use std::collections::BTreeMap;

use lancan_protocol::{
    IntervalMap,
    code::Code,
    encounter::{Encounter, EncounterFlags},
    key_days::KeyDays,
    places::Minute,
    problem::Problem,
    risk,
    rules::Rules,
    time::{Day, Interval},
    wire::DayActivity,
};

use super::Tracer;
use crate::{
    command::Command,
    notice::{Notice, ReportStage, SentReport, Trouble},
    now::Now,
    outbox::Errand,
    report::{Candidate, ConsentGiven, Material, Review, Span},
    segment::Activity,
    store::{IntervalRecord, StoredKey},
    visits::OwnVisit,
};

impl Tracer {
    /// Enters an officer's code. The answer comes as [`Notice::Report`]. When none came, entering the same code again
    /// is right, also after a restart: the server knows the phone by its key. The code of a review that is open opens the
    /// same review, without asking the server.
    ///
    /// [`Notice::Report`]: crate::Notice::Report
    ///
    /// # Errors
    /// [`Problem::CodeMistyped`] without asking the server; [`Problem::NothingToDo`] when this phone holds nothing that could be
    /// reported, also without asking, so that the code is not used;
    /// [`Problem::Conflict`] while a report is being sent; [`Problem::StoreFailed`] when the store cannot be read.
    pub fn enter_code(&mut self, now: Now, text: &str) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            Code::parse(text).map_err(|_| Problem::CodeMistyped)?;
            if tracer.reports.reporting.stage().is_none() && !tracer.has_something_to_send()? {
                return Err(Problem::NothingToDo);
            }
            let at = tracer.users_time();
            let Self { reports, common, .. } = tracer;
            let request = reports.reporting.enter_code(text, at, &mut common.rng)?;
            common.outbox.forget(&[Errand::Verify]);
            common.troubles.remove(&Trouble::ReportLost);
            match request {
                Some(request) => {
                    common.send(request);
                    common.tell_report(ReportStage::Checking);
                }
                None => reports.reporting.stage().into_iter().for_each(|stage| common.tell_report(stage)),
            }
            Ok(())
        })
    }

    /// What would be sent, once the code is accepted.
    ///
    /// # Errors
    /// [`Problem::NothingToDo`] while there is nothing to review; [`Problem::StoreFailed`] when the store cannot be read.
    pub fn review(&mut self) -> Result<Review, Problem> {
        let material = self.material()?;
        self.reports.reporting.review(&material)
    }

    /// Leaves a span of time out of the report and shows what is left.
    ///
    /// # Errors
    /// Those of [`Self::review`]; [`Problem::RequestInvalid`] for a span that ends before it begins.
    pub fn leave_out(&mut self, span: Span) -> Result<Review, Problem> {
        self.reports.reporting.leave_out(span)?;
        self.flush();
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

    /// Leaves one visit to a place out of the report and shows what is left.
    ///
    /// # Errors
    /// Those of [`Self::review`].
    pub fn leave_out_visit(&mut self, visit: i64) -> Result<Review, Problem> {
        self.reports.reporting.leave_out_visit(visit)?;
        self.flush();
        self.review()
    }

    /// Takes back everything left out and shows what would be sent.
    ///
    /// # Errors
    /// Those of [`Self::review`].
    pub fn leave_nothing_out(&mut self) -> Result<Review, Problem> {
        self.reports.reporting.leave_nothing_out()?;
        self.flush();
        self.review()
    }

    /// Sends the report. It is sealed first and sent until the server answers, through restarts.
    ///
    /// Today's key follows the next day, when its day is over, by itself. A report that the server refuses leaves its review
    /// open: the same code is still good.
    ///
    /// # Errors
    /// Those of [`Self::review`]; [`Problem::NothingToDo`] when nothing is left that the user agreed to send;
    /// [`Problem::StoreFailed`] when the report cannot be sealed (a full disk): nothing was sent, and it is reviewed
    /// as before.
    pub fn send(&mut self, now: Now, consent: &ConsentGiven) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            tracer.flush_with_heard();
            let material = tracer.material()?;
            let pending = tracer.reports.reporting.make(&material, consent, &mut tracer.common.rng)?;
            tracer.reports.reporting.send(pending);
            // Before any command: a report that a restart would forget is not sent.
            if !tracer.flush() {
                tracer.reports.reporting.take_back();
                return Err(Problem::StoreFailed);
            }
            tracer.common.tell_report(ReportStage::Sending);
            tracer.reports.send(&mut tracer.common);
            Ok(())
        })
    }

    /// Sends the second part of a report that is due. Its body is sealed first, so that it is sent again as it was.
    pub(super) fn send_second_part(&mut self) {
        let now = self.users_time();
        let Ok(keys) = self.own_keys() else {
            self.reports.reporting.seconds_mut().postpone(now);
            return;
        };
        let days = self.publication.rules.key_days;
        let material = Material { keys, days, now, ..Material::default() };
        self.reports.reporting.seconds_mut().prepare(&material, &mut self.common.rng);
        if !self.flush() {
            self.reports.reporting.seconds_mut().postpone(now);
        } else if let Some(request) = self.reports.reporting.seconds().request(now) {
            self.common.send(request);
        }
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

    /// The reports that the server has, newest first: when each was sent, and whether it can be taken back.
    pub fn sent_reports(&self) -> Vec<SentReport> {
        self.reports.reporting.sent().shown(self.users_time())
    }

    /// Takes a sent report back. On the network that is a sequence like any other: a code, a body minutes later, another body
    /// the next morning. It goes on through restarts, and [`Notice::Withdrawal`] says how it ends.
    ///
    /// [`Notice::Withdrawal`]: crate::Notice::Withdrawal
    ///
    /// # Errors
    /// [`Problem::Conflict`] while it is being taken back; [`Problem::NothingToDo`] where this phone cannot take it back, as
    /// after [`SentStage::CanBeTakenBack::until`](crate::SentStage::CanBeTakenBack::until); [`Problem::StoreFailed`] when the
    /// wish cannot be sealed (a full disk): nothing was sent.
    pub fn withdraw(&mut self, now: Now, report: i64) -> Result<Vec<Command>, Problem> {
        self.act(now, |tracer| {
            let now = tracer.users_time();
            let Self { reports, common, .. } = tracer;
            reports.reporting.withdraw(report, now, &mut common.rng)?;
            reports.cover.withdraw(report, now, &mut common.rng);
            // Before any command: a withdrawal that a restart would forget is not sent.
            if !tracer.flush() {
                tracer.reports.reporting.not_withdrawn(report);
                tracer.reports.cover.not_withdrawn(report);
                return Err(Problem::StoreFailed);
            }
            if let Some(sent) = tracer.reports.reporting.sent().with_id(report, now) {
                tracer.common.tell(Notice::Withdrawal { report: sent });
            }
            Ok(())
        })
    }

    /// Where a report stands; none when there is none.
    pub fn report_stage(&self) -> Option<ReportStage> {
        self.reports.reporting.stage()
    }

    /// Own keys that were used, as far as keys are kept, oldest first.
    pub(super) fn own_keys(&mut self) -> Result<Vec<StoredKey>, Problem> {
        let kept = self.publication.kept_intervals(&self.common);
        let mut keys = self.common.store.keys(kept)?;
        keys.retain(|key| key.used.count() > 0);
        Ok(keys)
    }

    /// Whether there is a key or an encounter that any report could bring.
    fn has_something_to_send(&mut self) -> Result<bool, Problem> {
        let now = self.users_time().interval();
        if self.own_keys()?.iter().any(|key| !key.reported && key.start <= now) {
            return Ok(true);
        }
        let kept = self.publication.kept_intervals(&self.common);
        Ok(!self.own_visits((*kept.start(), now)).is_empty() || !self.candidates(kept, |_| {})?.is_empty())
    }

    /// The encounters of a time that are close enough to be reported; `each` sees every record.
    fn candidates(
        &self,
        window: RangeInclusive<Interval>,
        mut each: impl FnMut(&IntervalRecord),
    ) -> Result<Vec<Candidate>, Problem> {
        let mut candidates = Vec::new();
        let (receiver, rules) = (&self.publication.receiver.level, &self.publication.rules);
        self.common.store.each_interval(window, |record| {
            each(&record);
            let likely = risk::close_probabilities(&record.encounters, receiver, rules);
            let near = record.encounters.iter().zip(likely);
            candidates.extend(near.filter_map(|(encounter, probability)| candidate(encounter, probability, rules)));
        })?;
        Ok(candidates)
    }

    /// What this phone holds for the window of the report.
    fn material(&mut self) -> Result<Material, Problem> {
        let (from, to) = self.reports.reporting.window().ok_or(Problem::NothingToDo)?;
        let now = self.users_time();
        let window = from.max(*self.publication.kept_intervals(&self.common).start())..=to.min(now.interval());
        // A server leaves out a key that came with another code; it is public already.
        let keys = self.own_keys()?.into_iter().filter(|key| !key.reported).collect();
        let days = self.publication.rules.key_days;
        let mut activity: BTreeMap<Day, (IntervalMap, IntervalMap)> = BTreeMap::new();
        let day = |(day, (advertised, scanned))| DayActivity::new(day, &advertised, &scanned);
        let candidates = self.candidates(window, |record| mark(&mut activity, record, days))?;
        let brings_today = self.publication.rules.publication.while_in_use;
        let activity = activity.into_iter().map(day).collect();
        let visits = self.own_visits((from, to));
        Ok(Material { keys, candidates, visits, activity, brings_today, days, now })
    }

    /// Visits to places from the first until the last of these intervals, newest first.
    fn own_visits(&self, (from, to): (Interval, Interval)) -> Vec<OwnVisit> {
        let window = (Minute::of(from.start()), Minute::of(to.end()));
        self.visited.own(window, self.publication.rules.key_days)
    }
}

/// Marks in the maps of a record's day whether the phone advertised and scanned.
pub(super) fn mark(days: &mut BTreeMap<Day, (IntervalMap, IntervalMap)>, record: &IntervalRecord, key_days: KeyDays) {
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
