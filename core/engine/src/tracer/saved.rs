//! What the tracer keeps sealed between processes, besides keys, encounters and warnings.

use lancan_protocol::{problem::Problem, ranging::ReceiverLevel, rules::Rules, time::UnixTime};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::Tracer;
use crate::{
    identity::Identity,
    notice::Trouble,
    report::Reporting,
    store::{Opening, StoreError},
};

/// The floor, what was matched and when to poll.
pub(super) const PROGRESS: &str = "progress";
/// The signed rules as they were served.
pub(super) const RULES: &str = "rules";
/// Matched keys and where they were heard.
pub(super) const EXPOSURES: &str = "exposures";
/// A report on its way.
pub(super) const REPORT: &str = "report";
/// A code that was entered, with its key, until its report is made.
pub(super) const CODE: &str = "code";
/// When cover traffic is due.
pub(super) const COVER: &str = "cover";
/// What this phone has learned of its own receiver.
pub(super) const RECEIVER: &str = "receiver";
/// Whether the user paused tracing.
pub(super) const PAUSED: &str = "paused";
/// Every name.
pub(super) const ALL: [&str; 8] = [PROGRESS, RULES, EXPOSURES, REPORT, CODE, COVER, RECEIVER, PAUSED];

impl Tracer {
    /// Takes up what an earlier process kept. What of it cannot be read is begun afresh, value by value.
    pub(super) fn restore(&mut self) -> Result<(), Problem> {
        self.progress = self.load(PROGRESS)?.unwrap_or_default();
        self.exposures = self.load(EXPOSURES)?.unwrap_or_default();
        self.cover = self.load(COVER)?.unwrap_or_default();
        self.paused = self.load(PAUSED)?.unwrap_or_default();
        if let Some(kept) = self.load(CODE)? {
            self.reporting = Reporting::with_code(&kept);
        }
        if let Some(pending) = self.load(REPORT)? {
            self.reporting = Reporting::resume(pending, UnixTime(0));
        }
        self.receiver = self.load(RECEIVER)?.unwrap_or_default();
        if let Some(bytes) = self.read(RULES)? {
            // Expired rules are better than older ones: only new ones are asked for their time.
            if let Ok(rules) = Rules::open_signed(&bytes, &self.deployment.rules_keys, 0, UnixTime(0)) {
                self.rules = rules;
                self.signed_rules = Some(bytes.to_vec());
            }
        }
        let lists = self.store.damaged_lists()?;
        self.afresh.extend(lists);
        self.begin_afresh();
        self.least_rules_serial = self.rules.serial.max(self.progress.rules_serial());
        self.recorder.raise_floor(self.progress.floor);
        if matches!(self.store.opening(), Opening::Replaced(_)) {
            self.troubles.insert(Trouble::StoreReplaced);
        }
        Ok(())
    }

    /// What takes the place of values that cannot be read: never less protection than before without a word
    /// (`docs/threat-model.md`, Losing).
    fn begin_afresh(&mut self) {
        if self.afresh.is_empty() {
            return;
        }
        self.troubles.insert(Trouble::StorePartLost);
        if self.afresh.contains(PROGRESS) {
            // The latest signed times that are left: the true time lies after them.
            let rules = self.signed_rules.as_ref().map(|_| self.rules.issued_at);
            let signed = [self.exposures.last_published(), rules];
            self.progress.floor = signed.into_iter().flatten().max().unwrap_or_default();
        }
        if self.afresh.contains(EXPOSURES) {
            self.progress.match_all_again();
        }
        if self.afresh.contains(RULES) {
            self.progress.poll_soon();
        }
        if self.afresh.contains(PAUSED) {
            // Only who paused once has this value: the user decides again.
            self.paused = true;
        }
        if self.afresh.contains(REPORT) {
            self.troubles.insert(Trouble::ReportLost);
        }
        self.save_afresh();
    }

    /// Puts fresh values in the place of those that could not be read, all or none. Until that works it is tried again.
    pub(super) fn save_afresh(&mut self) {
        if self.afresh.is_empty() {
            return;
        }
        let names: Vec<&'static str> = self.afresh.iter().copied().chain([PROGRESS]).collect();
        if self.save(&names) {
            self.afresh.clear();
        }
    }

    /// Goes on with the key of this interval, if an earlier process began it.
    pub(super) fn resume_identity(&mut self) {
        let interval = self.now.wall.interval();
        match self.store.keys(interval..=interval) {
            Ok(keys) => self.identity = Identity::resume(&keys, interval),
            Err(_) => {
                self.troubles.insert(Trouble::StoreFailing);
            }
        }
    }

    /// A phone that has learned nothing of its own receiver begins with its model's level.
    pub(super) fn receiver_for_model(&mut self) {
        if self.receiver.level == ReceiverLevel::default() {
            self.receiver.level = ReceiverLevel::for_model(&self.capabilities.model, &self.rules.ranging);
        }
    }

    fn load<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<T>, Problem> {
        let Some(bytes) = self.read(name)? else { return Ok(None) };
        let value = serde_json::from_slice(&bytes).ok();
        if value.is_none() {
            self.afresh.insert(name);
        }
        Ok(value)
    }

    fn read(&mut self, name: &'static str) -> Result<Option<Zeroizing<Vec<u8>>>, Problem> {
        match self.store.get(name) {
            Err(StoreError::Damaged(_)) => {
                self.afresh.insert(name);
                Ok(None)
            }
            outcome => Ok(outcome?),
        }
    }

    /// Keeps values, all or none; removes those that there is nothing to keep of. Returns whether it worked.
    pub(super) fn save(&mut self, names: &[&'static str]) -> bool {
        let values: Vec<_> = names.iter().map(|name| (*name, self.value(name))).collect();
        let saved = self.store.run("save", |transaction| {
            for (name, value) in &values {
                match value {
                    Some(bytes) => transaction.put(name, bytes)?,
                    None => {
                        transaction.remove(name)?;
                    }
                }
            }
            Ok::<(), StoreError>(())
        });
        self.note(&saved);
        saved.is_ok()
    }

    fn value(&self, name: &str) -> Option<Vec<u8>> {
        fn json(value: &impl Serialize) -> Option<Vec<u8>> {
            serde_json::to_vec(value).ok()
        }
        match name {
            PROGRESS => json(&self.progress),
            EXPOSURES => json(&self.exposures),
            CODE => self.reporting.kept_code().as_ref().and_then(json),
            REPORT => self.reporting.pending().and_then(json),
            COVER => json(&self.cover),
            PAUSED => json(&self.paused),
            RECEIVER => json(&self.receiver),
            RULES => self.signed_rules.clone(),
            _ => None,
        }
    }

    /// Remembers whether the store works, for the status.
    pub(super) fn note<T>(&mut self, outcome: &Result<T, StoreError>) {
        if outcome.is_ok() {
            self.troubles.remove(&Trouble::StoreFailing);
        } else {
            self.troubles.insert(Trouble::StoreFailing);
        }
    }
}
