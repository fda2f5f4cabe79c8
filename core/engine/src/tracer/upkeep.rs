//! What is done as time passes: writing, forgetting, polling, sending again.

use core::{ops::RangeInclusive, time::Duration};

use lancan_protocol::time::{Day, Interval, UnixTime};

use super::{Tracer, saved};
use crate::{command::Command, cover::CoverPlan, notice::Notice, outbox::Errand, polling::Polling, store::StoreError};

/// After a save that failed, the next attempt comes this much later.
const SAVE_AGAIN: Duration = Duration::from_secs(30);
/// Requests that fetch what is published.
const POLLS: [Errand; 3] = [Errand::Index, Errand::Rules, Errand::Export];

impl Tracer {
    /// Whatever is due. Cheap when called again within the same second.
    pub(super) fn upkeep(&mut self, out: &mut Vec<Command>) {
        if !self.started {
            return;
        }
        let now = self.now.wall;
        self.save_keys();
        let save_due = self.timers.save_again.or_else(|| self.recorder.save_due());
        if save_due.is_some_and(|due| due <= self.now.monotonic) {
            self.save_heard();
        }
        if self.timers.upkeep.replace(now) != Some(now) {
            self.forget(now);
            self.poll(now, out);
            self.send_again(now, out);
            self.cover(now, out);
        }
        let status = self.status();
        if status != self.told {
            self.told = status.clone();
            out.push(Command::Notify(Notice::Status(status)));
        }
    }

    /// Writes what the recorder holds. Should the store fail, the recorder keeps it and it is tried again.
    pub(super) fn save_heard(&mut self) {
        self.save_keys();
        self.timers.save_again = None;
        if self.recorder.save_due().is_none() {
            return;
        }
        let saved = self.recorder.hand_out(self.now, |segments| self.store.append(segments));
        if saved.is_err() {
            self.timers.save_again = Some(self.now.monotonic.saturating_add(SAVE_AGAIN));
        }
        self.note(&saved);
    }

    /// A key is kept before anything sent under it matters.
    fn save_keys(&mut self) {
        self.save_afresh();
        if self.identity.unsaved().is_empty() {
            return;
        }
        let unsaved = self.identity.unsaved();
        let saved = self
            .store
            .run("save_keys", |transaction| unsaved.iter().try_for_each(|key| transaction.put_key(key.clone())));
        if saved.is_ok() {
            self.identity.saved();
        }
        self.note::<()>(&saved);
    }

    /// Applies retention once a day. A clock that jumped is waited for: it might delete what is not old.
    fn forget(&mut self, now: UnixTime) {
        let today = now.day();
        let waits = self.timers.keep_all_until.is_some_and(|until| self.now.monotonic < until);
        if self.timers.kept_on == Some(today) || (waits && self.progress.floor.day().plus(1) < today) {
            return;
        }
        let kept = self.store.keep(today, self.rules.keeping.retention_days);
        self.note(&kept);
        if kept.is_ok() {
            self.timers.kept_on = Some(today);
            self.exposures.forget_before(self.kept().start().day());
            self.reporting.forget_code_before(now.minus(Day::SECONDS));
            self.save(&[saved::EXPOSURES, saved::CODE]);
        }
    }

    /// The intervals that are kept.
    pub(super) fn kept(&self) -> RangeInclusive<Interval> {
        let oldest = self.now.wall.day().minus(self.rules.keeping.retention_days);
        // A clock that was set back may have recorded ahead of now.
        oldest.first_interval()..=Interval(u32::MAX)
    }

    /// Whether a poll is under way.
    pub(super) fn outbox_polls(&self) -> bool {
        POLLS.iter().any(|errand| self.outbox.waits_for(*errand))
    }

    fn poll(&mut self, now: UnixTime, out: &mut Vec<Command>) {
        if self.outbox_polls() || !Polling::is_due(&self.progress, now) {
            return;
        }
        self.begin_poll(out);
    }

    /// Begins a poll, after learning from what was heard since the last.
    pub(super) fn begin_poll(&mut self, out: &mut Vec<Command>) {
        let learned = self.learn();
        self.note(&learned);
        let request = self.polling.begin(&self.progress);
        out.push(self.outbox.send(request));
    }

    /// Learns the receiver's level from the intervals that have ended since the last time.
    fn learn(&mut self) -> Result<(), StoreError> {
        let until = self.now.wall.interval();
        let from = self.receiver.learned_until.max(*self.kept().start());
        if from >= until {
            return Ok(());
        }
        let Self { store, receiver, rules, .. } = self;
        store.each_interval(from..=until.minus(1), |record| {
            receiver.level.hear(&record.encounters, &rules.ranging);
        })?;
        receiver.learned_until = until;
        Ok(())
    }

    fn send_again(&mut self, now: UnixTime, out: &mut Vec<Command>) {
        if self.reporting.due().is_some_and(|due| due <= now) {
            self.send_report(out);
        }
    }

    /// Sends the report, for the first time or again.
    pub(super) fn send_report(&mut self, out: &mut Vec<Command>) {
        if let Some(request) = self.reporting.request() {
            out.push(self.outbox.send(request));
        }
    }

    fn cover(&mut self, now: UnixTime, out: &mut Vec<Command>) {
        let mean_days = self.rules.polling.cover_mean_days;
        if !self.cover.is_planned() && mean_days.is_some() {
            self.cover = CoverPlan::plan(mean_days, now, &mut self.rng);
            self.save(&[saved::COVER]);
        }
        if self.cover.due().is_some_and(|due| due <= now) {
            if let Ok(Some(request)) = self.cover.take_due(mean_days, now, &mut self.rng) {
                out.push(self.outbox.send(request));
            }
            self.save(&[saved::COVER]);
        }
    }
}
