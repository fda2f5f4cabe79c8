//! What answers from the authority's server lead to.

use std::io::Cursor;

use lancan_protocol::{
    encounter::EncounterFlags,
    export::{ExportError, ExportReader, Limits, Verified},
    hex,
    matching::{self, HeardIndex, MatchOutcome, Matcher, Policy},
    rules::Rules,
    time::UnixTime,
    wire::IndexedExport,
};
use sha2::{Digest as _, Sha256};

use super::{Heard, Tracer, saved};
use crate::{
    command::Command,
    event::HttpAnswer,
    exposures::Recorded,
    notice::{Notice, ReportStage, Trouble, Warning},
    outbox::Errand,
    polling::{Arrived, Known, Polling},
    report::Pending,
    store::StoreError,
};

impl Tracer {
    /// Takes an answer.
    pub(super) fn answered(&mut self, answer: HttpAnswer, out: &mut Vec<Command>) {
        let Some(errand) = self.outbox.take(&answer) else { return };
        let now = self.now.wall;
        match errand {
            Errand::Index | Errand::Rules | Errand::Export => {
                let heard_since = if errand == Errand::Index { self.heard_since() } else { UnixTime(0) };
                let known = Known { rules_serial: self.rules.serial, heard_since, now };
                let Self { polling, progress, deployment, recorder, .. } = self;
                let arrived = polling.answered(errand, answer.outcome, progress, deployment, known);
                recorder.raise_floor(progress.floor);
                match arrived {
                    Arrived::Nothing => {}
                    Arrived::Rules(bytes) => self.rules_arrived(bytes, out),
                    Arrived::Export(export, bytes) => self.export_arrived(&export, bytes, out),
                }
                self.go_on_polling(out);
            }
            Errand::Verify => {
                if let Some(stage) = self.reporting.verify_answered(answer.outcome) {
                    self.save(&[saved::CODE]);
                    out.push(Command::Notify(Notice::Report(stage)));
                }
            }
            Errand::Report => {
                let sent = self.reporting.pending().map(Pending::keys).unwrap_or_default();
                if let Some(stage) = self.reporting.report_answered(answer.outcome, now) {
                    if matches!(stage, ReportStage::Accepted { .. }) {
                        let marked = self.store.run("mark_reported", |transaction| transaction.mark_reported(&sent));
                        self.note::<()>(&marked);
                    }
                    out.push(Command::Notify(Notice::Report(stage)));
                }
                self.save(&[saved::REPORT]);
            }
            Errand::CoverVerify => {
                self.cover.verified(now, &mut self.rng);
                self.save(&[saved::COVER]);
            }
            Errand::CoverReport => {}
        }
    }

    /// Fetches what is next, or ends the poll.
    fn go_on_polling(&mut self, out: &mut Vec<Command>) {
        if let Some(request) = self.polling.next() {
            out.push(self.outbox.send(request));
            return;
        }
        self.heard = None;
        if self.timers.warn_again {
            self.warn(out);
        }
        self.polling.end(&mut self.progress, u64::from(self.rules.polling.seconds), self.now.wall, &mut self.rng);
        self.save(&[saved::PROGRESS, saved::RECEIVER]);
    }

    /// New rules: checked, kept, and everything stored is scored again by them.
    fn rules_arrived(&mut self, bytes: Vec<u8>, out: &mut Vec<Command>) {
        let (trusted, serial) = (&self.deployment.rules_keys, self.rules.serial.max(self.least_rules_serial));
        match Rules::open_signed(&bytes, trusted, serial, self.now.wall) {
            Ok(rules) => {
                self.rules = rules;
                self.signed_rules = Some(bytes);
                self.save(&[saved::RULES]);
                self.warn(out);
            }
            Err(_) => self.polling.refuse(&mut self.progress),
        }
    }

    /// An export: checked against index and signature, matched, and never fetched again.
    fn export_arrived(&mut self, export: &IndexedExport, bytes: Vec<u8>, out: &mut Vec<Command>) {
        if hex::encode(&Sha256::digest(&bytes)) != export.sha256 {
            self.polling.refuse(&mut self.progress);
            return;
        }
        let heard = match self.heard.take().map_or_else(|| self.what_was_heard(), Ok) {
            Ok(heard) => heard,
            Err(error) => {
                // Fetched again with the next poll, when the store may be readable.
                self.note::<()>(&Err(error));
                return;
            }
        };
        match self.match_export(&heard, bytes) {
            Ok((verified, outcome)) => {
                if !outcome.near_misses.is_empty() {
                    self.troubles.insert(Trouble::ClockWrong);
                }
                let recorded = |handle| usize::try_from(handle).ok().and_then(|at| heard.recorded.get(at)).copied();
                let exposed = self.exposures.add(outcome.matches, recorded);
                Polling::matched(&mut self.progress, export, verified.header.end);
                self.recorder.raise_floor(self.progress.floor);
                self.save(&[saved::EXPOSURES, saved::PROGRESS]);
                if exposed {
                    self.warn(out);
                }
            }
            Err(_) => self.polling.refuse(&mut self.progress),
        }
        self.heard = Some(heard);
    }

    fn match_export(&self, heard: &Heard, bytes: Vec<u8>) -> Result<(Verified, MatchOutcome), ExportError> {
        let policy = Policy { tolerance: self.rules.matching.tolerance };
        let mut reader = ExportReader::open(Cursor::new(bytes), Limits::default())?;
        Matcher::new(&heard.index, policy).match_export(&mut reader, &self.export_keys)
    }

    /// Nothing that can match was heard before this instant. Zero where that cannot be said.
    fn heard_since(&mut self) -> UnixTime {
        self.save_heard();
        let now = self.now.wall.interval();
        match self.store.first_interval() {
            Ok(first) if self.recorder.save_due().is_none() => first.map_or(now, |first| first.min(now)).start(),
            _ => UnixTime(0),
        }
    }

    fn what_was_heard(&mut self) -> Result<Heard, StoreError> {
        self.save_heard();
        let mut recorded = Vec::new();
        let mut heard = Vec::new();
        self.store.each_interval(self.kept(), |record| {
            for encounter in &record.encounters {
                let Ok(handle) = u32::try_from(recorded.len()) else { return };
                recorded.push(record.interval);
                heard.push(matching::Heard {
                    id: encounter.frame.id,
                    first_seen: encounter.first_seen(),
                    last_seen: encounter.last_seen(),
                    below_floor: encounter.flags.contains(EncounterFlags::BELOW_FLOOR),
                    handle,
                });
            }
        })?;
        Ok(Heard { index: HeardIndex::build(heard), recorded })
    }

    /// Scores every exposure by the rules in force and tells the user what is new.
    pub(super) fn warn(&mut self, out: &mut Vec<Command>) {
        if self.exposures.is_empty() {
            return;
        }
        let warned = self.new_warning();
        self.note(&warned);
        self.timers.warn_again = warned.is_err();
        if let Ok(Some(warning)) = warned {
            out.push(Command::Notify(Notice::Warning(warning)));
        }
    }

    fn new_warning(&mut self) -> Result<Option<Warning>, StoreError> {
        let mut recorded = Recorded::new();
        for interval in self.exposures.intervals() {
            // A block that cannot be read any more leaves the others to be scored.
            if let Ok(Some(record)) = self.store.interval(interval) {
                recorded.insert(interval, record.encounters);
            }
        }
        let Self { exposures, receiver, rules, store, now, .. } = self;
        store.run("warn", |transaction| {
            let known = transaction.warnings()?;
            let known = known.iter().map(|stored| &stored.warning);
            let Some(mut warning) = exposures.assess(&recorded, &receiver.level, rules, known, now.wall) else {
                return Ok(None);
            };
            warning.id = transaction.insert_warning(warning.clone())?;
            Ok(Some(warning))
        })
    }

    /// Tells the user where the report stands.
    pub(super) fn tell_report(stage: ReportStage, out: &mut Vec<Command>) {
        out.push(Command::Notify(Notice::Report(stage)));
    }
}
