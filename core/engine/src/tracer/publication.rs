//! What the authority publishes and what it means for this phone: polls, rules, matched keys, warnings.

use core::{ops::RangeInclusive, time::Duration};
use std::io::Cursor;

use lancan_protocol::{
    encounter::EncounterFlags,
    export::{ExportError, ExportReader, Limits, TrustedKeys, VerifiedExport},
    hex,
    matching::{self, HeardIndex, MatchOutcome, Matcher, Policy},
    ranging::ReceiverLevel,
    rules::Rules,
    time::{Interval, UnixTime},
    wire::{Deployment, IndexedExport},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{common::Common, radio_side::RadioSide};
use crate::{
    capabilities::Capabilities,
    event::{HttpFailure, HttpResponse},
    exposures::{Exposures, Recorded},
    kept::{Keep, Kept, keep_as_json},
    notice::{Notice, Trouble, Warning, WarningNotice},
    outbox::Errand,
    polling::{Fetched, Known, Polling},
    reconcile::{Reconciled, expire, reconcile, rests_on_since},
    store::{StoreError, StoredWarning},
};

/// Requests that fetch what is published.
const POLLS: [Errand; 3] = [Errand::Index, Errand::Rules, Errand::Export];

/// Polling, the rules in force, matched keys, and what this phone has learned of its receiver.
pub(super) struct Publication {
    pub(super) deployment: Deployment,
    export_keys: TrustedKeys,
    pub(super) polling: Polling,
    pub(super) rules: Rules,
    /// The rules in force as they were served; none while they are the built-in ones.
    pub(super) signed_rules: Kept<Option<SignedRules>>,
    /// Rules with a lower serial are older than those this phone has known.
    least_rules_serial: u64,
    pub(super) exposures: Kept<Exposures>,
    pub(super) receiver: Kept<Receiver>,
    /// For the length of a poll.
    matchable: Option<Matchable>,
    /// What warnings follow from has changed, or what was found could not be kept: the end of the poll compares again.
    compare_warnings: bool,
}

/// What this phone has learned of its own receiver.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Receiver {
    pub(super) level: ReceiverLevel,
    /// Everything heard before this interval was learned from.
    learned_until: Interval,
}

keep_as_json!(Receiver);

/// A rules document with its signature.
pub(super) struct SignedRules(Vec<u8>);

impl Keep for SignedRules {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(bytes.to_vec()))
    }
}

/// What this phone heard, ready to be matched.
struct Matchable {
    index: HeardIndex,
    /// In which interval the encounter of a handle was recorded.
    recorded: Vec<Interval>,
}

impl Publication {
    pub(super) fn new(deployment: Deployment, export_keys: TrustedKeys) -> Self {
        Self {
            deployment,
            export_keys,
            polling: Polling::new(),
            rules: Rules::built_in(),
            signed_rules: Kept::default(),
            least_rules_serial: 0,
            exposures: Kept::default(),
            receiver: Kept::default(),
            matchable: None,
            compare_warnings: false,
        }
    }

    /// Puts the restored rules in force. Expired rules are better than older ones: only new ones are asked for their time.
    pub(super) fn rules_restored(&mut self) {
        let Some(signed) = &*self.signed_rules else { return };
        match Rules::open_signed(&signed.0, &self.deployment.rules_keys, 0, UnixTime(0)) {
            Ok(rules) => self.rules = rules,
            Err(_) => self.signed_rules = Kept::default(),
        }
    }

    /// Everything was restored: rules that were in force before are the oldest that are accepted.
    pub(super) fn all_restored(&mut self) {
        self.least_rules_serial = self.rules.serial.max(self.polling.rules_serial());
    }

    /// The latest signed time that is left, should the floor be lost: the true time lies after it.
    pub(super) fn put_floor_back(&mut self) {
        let rules = self.signed_rules.is_some().then_some(self.rules.issued_at);
        let signed = [self.exposures.last_published(), rules];
        self.polling.raise_floor(signed.into_iter().flatten().max().unwrap_or_default());
    }

    /// Tells the receiver's level whose it is: a phone that has heard little goes by its model's.
    pub(super) fn receiver_belongs_to(&mut self, capabilities: &Capabilities) {
        let mut level = self.receiver.level;
        level.belongs_to(&capabilities.model, capabilities.transmit_power_dbm, &self.rules.ranging);
        if level != self.receiver.level {
            self.receiver.level = level;
        }
    }

    /// The next export is matched with what was heard by then and not before.
    pub(super) fn forget_heard(&mut self) {
        self.matchable = None;
    }

    /// The intervals that are kept.
    pub(super) fn kept_intervals(&self, now: UnixTime) -> RangeInclusive<Interval> {
        let days = self.rules.key_days;
        let oldest = days.day(now).minus(self.rules.keeping.retention_days);
        // A clock that was set back may have recorded ahead of now.
        days.first_interval(oldest)..=Interval(u32::MAX)
    }

    /// When the next poll is due; none while one is under way.
    pub(super) fn poll_due(&self, common: &Common) -> Option<UnixTime> {
        (!Self::is_polling(common)).then(|| self.polling.due())
    }

    /// Whether a poll is under way.
    pub(super) fn is_polling(common: &Common) -> bool {
        POLLS.iter().any(|errand| common.outbox.waits_for(*errand))
    }

    /// Begins a poll, after learning from what was heard since the last.
    pub(super) fn begin_poll(&mut self, common: &mut Common) {
        let learned = self.learn(common);
        common.note(&learned);
        let request = self.polling.begin();
        common.send(request);
    }

    /// Learns the receiver's level from the intervals that have ended since the last time.
    fn learn(&mut self, common: &Common) -> Result<(), StoreError> {
        let now = common.now.wall;
        let until = now.interval();
        let from = self.receiver.learned_until.max(*self.kept_intervals(now).start());
        if from >= until {
            return Ok(());
        }
        let receiver = &mut self.receiver;
        common.store.each_interval(from..=until.minus(1), |record| receiver.level.hear(&record.encounters))?;
        receiver.learned_until = until;
        Ok(())
    }

    /// Takes the answer to a request of a poll.
    pub(super) fn answered(
        &mut self,
        errand: Errand,
        outcome: Result<HttpResponse, HttpFailure>,
        radio: &mut RadioSide,
        common: &mut Common,
    ) {
        let heard_since = if errand == Errand::Index { heard_since(radio, common) } else { UnixTime(0) };
        let known = Known {
            index_keys: &self.deployment.index_keys,
            rules_serial: self.rules.serial,
            heard_since,
            now: common.now.wall,
        };
        let fetched = self.polling.answered(errand, outcome, known);
        radio.recorder.raise_floor(self.polling.floor());
        match fetched {
            Fetched::Nothing => {}
            Fetched::Rules(bytes) => self.rules_arrived(bytes, common.now.wall),
            Fetched::Export(export, bytes) => self.export_arrived(&export, bytes, radio, common),
        }
        self.go_on_polling(common);
    }

    /// Fetches what is next, or ends the poll.
    fn go_on_polling(&mut self, common: &mut Common) {
        if let Some(request) = self.polling.next() {
            common.send(request);
            return;
        }
        self.matchable = None;
        if self.compare_warnings {
            self.warn(common);
        }
        let between = Duration::from_secs(u64::from(self.rules.polling.seconds));
        self.polling.end(between, common.now.wall, &mut common.rng);
    }

    /// New rules: checked and kept. By the end of the poll everything stored is judged again by them.
    fn rules_arrived(&mut self, bytes: Vec<u8>, now: UnixTime) {
        let (trusted, serial) = (&self.deployment.rules_keys, self.rules.serial.max(self.least_rules_serial));
        match Rules::open_signed(&bytes, trusted, serial, now) {
            Ok(rules) => {
                self.rules = rules;
                *self.signed_rules = Some(SignedRules(bytes));
                self.compare_warnings = true;
            }
            Err(_) => self.polling.refuse(),
        }
    }

    /// An export: checked against index and signature, matched, and never fetched again.
    fn export_arrived(&mut self, export: &IndexedExport, bytes: Vec<u8>, radio: &mut RadioSide, common: &mut Common) {
        if hex::encode(&Sha256::digest(&bytes)) != export.sha256 {
            self.polling.refuse();
            return;
        }
        let heard = match self.matchable.take().map_or_else(|| self.what_was_heard(radio, common), Ok) {
            Ok(heard) => heard,
            Err(error) => {
                // Fetched again with the next poll, when the store may be readable.
                common.note::<()>(&Err(error));
                return;
            }
        };
        match self.match_export(&heard, bytes) {
            Ok((verified, outcome)) => {
                if !outcome.near_misses.is_empty() {
                    common.troubles.insert(Trouble::ClockWrong);
                }
                let recorded = |handle| usize::try_from(handle).ok().and_then(|at| heard.recorded.get(at)).copied();
                self.compare_warnings |= !outcome.matches.is_empty() && self.exposures.add(outcome.matches, recorded);
                self.polling.matched(export, verified.header.end);
                radio.recorder.raise_floor(self.polling.floor());
            }
            Err(_) => self.polling.refuse(),
        }
        self.matchable = Some(heard);
    }

    fn match_export(&self, heard: &Matchable, bytes: Vec<u8>) -> Result<(VerifiedExport, MatchOutcome), ExportError> {
        let policy = Policy { tolerance: self.rules.matching.tolerance };
        let mut reader = ExportReader::open(Cursor::new(bytes), Limits::default())?;
        Matcher::new(&heard.index, policy).match_export(&mut reader, &self.export_keys)
    }

    fn what_was_heard(&self, radio: &mut RadioSide, common: &mut Common) -> Result<Matchable, StoreError> {
        radio.save(common);
        let mut recorded = Vec::new();
        let mut heard = Vec::new();
        common.store.each_interval(self.kept_intervals(common.now.wall), |record| {
            for encounter in &record.encounters {
                let Ok(handle) = u32::try_from(recorded.len()) else { return };
                recorded.push(record.interval);
                heard.push(matching::HeardIdentifier {
                    id: encounter.frame.id,
                    first_seen: encounter.first_seen(),
                    last_seen: encounter.last_seen(),
                    below_floor: encounter.flags.contains(EncounterFlags::BELOW_FLOOR),
                    handle,
                });
            }
        })?;
        Ok(Matchable { index: HeardIndex::build(heard), recorded })
    }

    /// Compares the warnings that follow from matches and rules with what the user was told, and tells the difference.
    pub(super) fn warn(&mut self, common: &mut Common) {
        let compared = self.compare(common);
        self.compare_warnings = compared.is_err();
        Self::tell_warnings(compared, common);
    }

    fn compare(&mut self, common: &mut Common) -> Result<Vec<WarningNotice>, StoreError> {
        self.witness(common);
        let now = common.now.wall;
        let (exposures, rules) = (&self.exposures, &self.rules);
        let found = exposures.warnings(rules, now);
        let is_rule = |rule: &str| rules.contact_rule(rule).is_some();
        let know_of = |warning: &Warning| exposures.know_of(warning, rules);
        keep_reconciled(common, |said| reconcile(said, found, is_rule, know_of, rules.key_days.day(now)))
    }

    /// Copies the evidence of new matches out of the store, as far as it can be read.
    fn witness(&mut self, common: &mut Common) {
        let mut recorded = Recorded::new();
        for interval in self.exposures.unwitnessed() {
            // A block that cannot be read any more leaves the others to be judged.
            if let Ok(Some(record)) = common.store.interval(interval) {
                recorded.insert(interval, record.encounters);
            }
        }
        if !recorded.is_empty() {
            self.exposures.witness(&recorded, &self.receiver.level, &self.rules);
        }
    }

    /// Ends the warnings whose advice is over, and forgets what no warning in force rests on and is too old to be kept.
    pub(super) fn forget_what_is_old(&mut self, now: UnixTime, common: &mut Common) {
        let today = self.rules.key_days.day(now);
        let expired = keep_reconciled(common, |said| expire(said, today));
        Self::tell_warnings(expired, common);
        let oldest = *self.kept_intervals(now).start();
        match common.store.warnings() {
            Ok(said) => {
                let needed = rests_on_since(&said).map_or(oldest, |since| oldest.min(since.interval()));
                self.exposures.forget_before(needed);
            }
            Err(error) => common.note::<()>(&Err(error)),
        }
    }

    fn tell_warnings(notices: Result<Vec<WarningNotice>, StoreError>, common: &mut Common) {
        common.note(&notices);
        for notice in notices.unwrap_or_default() {
            common.tell(Notice::Warned(notice));
        }
    }

    /// Adds the troubles of publication to those of the phone.
    pub(super) fn troubles(&self, now: UnixTime, started: bool) -> impl Iterator<Item = Trouble> {
        let refused = self.polling.was_refused();
        let unreachable = self.polling.is_unreachable() && !refused;
        let expired = started && self.rules.expires_at <= now;
        [
            (refused, Trouble::SignedFileRefused),
            (unreachable, Trouble::ServerUnreachable),
            (expired, Trouble::RulesExpired),
        ]
        .into_iter()
        .filter_map(|(holds, trouble)| holds.then_some(trouble))
    }
}

/// Keeps the warnings that `change` makes of those that were said, and returns what to tell.
fn keep_reconciled(
    common: &mut Common,
    change: impl FnOnce(Vec<StoredWarning>) -> Reconciled,
) -> Result<Vec<WarningNotice>, StoreError> {
    common.store.run("warn", |transaction| {
        let said = transaction.warnings()?;
        let Reconciled { warnings, notices } = change(said.clone());
        if warnings != said {
            transaction.write_warnings(&warnings)?;
        }
        Ok(notices)
    })
}

/// Nothing that can match was heard before this instant. Zero where that cannot be said.
fn heard_since(radio: &mut RadioSide, common: &mut Common) -> UnixTime {
    radio.save(common);
    let now = common.now.wall.interval();
    match common.store.first_interval() {
        Ok(first) if radio.recorder.save_due().is_none() => first.map_or(now, |first| first.min(now)).start(),
        _ => UnixTime(0),
    }
}
