//! What the authority publishes and what it means for this phone: polls, rules, matched keys.

mod warned;

use core::time::Duration;

use lancan_protocol::{
    export::TrustedKeys,
    hex,
    rules::{Rules, RulesError},
    signed::SignedError,
    time::{Interval, UnixTime},
    wire::{Deployment, IndexedDay, IndexedExport},
};
use sha2::{Digest as _, Sha256};

use super::{
    common::Common,
    radio_side::RadioSide,
    receiver::{Learned, Receiver},
};
use crate::{
    capabilities::Capabilities,
    clock_watch::days_moved,
    event::{HttpFailure, HttpResponse},
    exposures::Exposures,
    kept::{Keep, Kept},
    known_time::SignedTime,
    matching::{self, Found, Pass, PassError, PassStep},
    notice::Trouble,
    outbox::Errand,
    polling::{DayArrived, Fetched, Known, Polling},
    visits::Visited,
    worked::Worked,
};

/// Requests that fetch what is published.
const POLLS: [Errand; 5] = [Errand::Index, Errand::Rules, Errand::Export, Errand::Day, Errand::Places];

/// Where an export that is to be matched came from.
enum KeyFile {
    /// From a file of its own.
    Export(IndexedExport),
    /// From a day file; the last of the file names the day, which is matched with it.
    Day(Option<IndexedDay>),
}

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
    /// What was fetched and is not matched yet, for the length of a poll.
    pass: Pass<KeyFile>,
    /// The pass has begun with this event: the next one goes on with it.
    begun: bool,
    /// What warnings follow from has changed, or what was found could not be kept: the end of the poll compares again.
    compare_warnings: bool,
}

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
            pass: Pass::new(),
            begun: false,
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
        Receiver::belongs_to(&mut self.receiver, capabilities, &self.rules.ranging);
    }

    /// What was heard is not the same any more: a pass that is under way begins again.
    pub(super) fn forget_heard(&mut self, common: &mut Common) {
        if self.pass.is_under_way() {
            self.begin_pass(common);
        }
    }

    /// When the next poll is due; none while one is under way.
    pub(super) fn poll_due(&self, common: &Common) -> Option<UnixTime> {
        (!self.is_polling(common)).then(|| self.polling.due())
    }

    /// The time between two polls.
    pub(super) fn between_polls(&self) -> Duration {
        Duration::from_secs(u64::from(self.rules.polling.seconds))
    }

    /// Whether a poll is under way: an answer is awaited, or what was fetched is being matched.
    pub(super) fn is_polling(&self, common: &Common) -> bool {
        self.is_matching() || POLLS.iter().any(|errand| common.outbox.waits_for(*errand))
    }

    /// Whether what was fetched is being matched.
    pub(super) fn is_matching(&self) -> bool {
        self.pass.is_under_way()
    }

    /// Begins a poll, after learning the receiver's level from the intervals that have ended since the last. While there is
    /// more to learn from, the poll stays due.
    pub(super) fn begin_poll(&mut self, common: &mut Common) {
        let (oldest, until) = (*self.kept_intervals(common).start(), self.sure_time(common).interval());
        let learned = Receiver::learn(&mut self.receiver, &common.store, oldest, until);
        common.note(&learned);
        if let Ok(Learned::Part) = learned {
            return;
        }
        let request = self.polling.begin();
        common.send(request);
    }

    /// Takes the answer to a request of a poll.
    pub(super) fn answered(
        &mut self,
        errand: Errand,
        outcome: Result<HttpResponse, HttpFailure>,
        radio: &mut RadioSide,
        visited: &mut Kept<Visited>,
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
            Fetched::Index { signed, expired } => {
                let was_never_told = common.known_time.was_never_told();
                self.index_arrived(signed, expired, common);
                if was_never_told {
                    Worked::moved_by(&mut radio.worked, days_moved(common.now.wall, self.users_time(common)));
                }
                if !expired {
                    self.want_places(visited, common);
                }
            }
            Fetched::Places(export, bytes) => self.places_arrived(&export, &bytes, visited, common),
            Fetched::PlaceDay(of, arrived) => self.place_day_arrived(&of, &arrived, visited, common),
            Fetched::Rules(bytes) => {
                self.rules_arrived(bytes, common);
                // They may say another level of this phone's model.
                self.receiver_belongs_to(&radio.capabilities);
            }
            Fetched::Export(export, bytes) => self.export_arrived(export, &bytes, common),
            Fetched::Day(arrived) => self.day_arrived(&arrived, common),
        }
        self.go_on_polling(radio, common);
    }

    /// Fetches what is next, matches what was fetched, or ends the poll.
    fn go_on_polling(&mut self, radio: &mut RadioSide, common: &mut Common) {
        let next = self.polling.next().filter(|_| !self.pass.is_full());
        if let Some(request) = next {
            common.send(request);
            return;
        }
        if !self.pass.is_empty() {
            radio.save(common);
            self.begin_pass(common);
            if self.pass.is_under_way() {
                return;
            }
        }
        if self.compare_warnings {
            self.warn(common);
        }
        self.polling.end(self.between_polls(), common.now.wall, &mut common.rng);
    }

    /// An index that the authority signed: its time is compared with the wall clock. An expired one is refused only where
    /// the wall clock is known to be right.
    fn index_arrived(&mut self, signed: SignedTime, expired: bool, common: &mut Common) {
        if expired && common.known_time.is_right(common.now) {
            self.polling.refuse();
        } else {
            common.known_time.compare(signed, common.now);
        }
    }

    /// New rules: checked and kept. By the end of the poll everything stored is judged again by them.
    fn rules_arrived(&mut self, bytes: Vec<u8>, common: &mut Common) {
        let (trusted, serial) = (&self.deployment.rules_keys, self.rules.serial.max(self.least_rules_serial));
        match Rules::open_signed(&bytes, trusted, serial, self.sure_time(common)) {
            Ok(rules) => {
                common.known_time.at_least(rules.issued_at, common.now);
                if rules.places.margin_minutes > self.rules.places.margin_minutes {
                    self.polling.match_places_again();
                }
                self.rules = rules;
                *self.signed_rules = Some(SignedRules(bytes));
                self.compare_warnings = true;
            }
            Err(RulesError::Signature(SignedError::Malformed)) => self.polling.fail(),
            Err(RulesError::Expired) if common.known_time.is_wrong(common.now, self.polling.latest_signed()) => {
                self.polling.fail();
            }
            Err(_) => self.polling.refuse(),
        }
    }

    /// An export: checked against index and signature, and held until the pass.
    fn export_arrived(&mut self, export: IndexedExport, bytes: &[u8], common: &Common) {
        let sha256 = hex::encode(&Sha256::digest(bytes));
        match matching::unpack(bytes, &self.export_keys, *self.kept_intervals(common).start()) {
            Ok((verified, keys)) if sha256 == export.sha256 => {
                self.pass.hold(KeyFile::Export(export), verified.header.end, keys);
            }
            _ => self.polling.refuse(),
        }
    }

    /// A day file, or the end of one: each export checked like one that comes alone, and held until the pass.
    fn day_arrived(&mut self, arrived: &DayArrived, common: &Common) {
        let oldest = *self.kept_intervals(common).start();
        let Ok(new) = arrived.new_exports() else { return self.polling.refuse() };
        let unpacked = new.into_iter().map(|export| matching::unpack(export, &self.export_keys, oldest));
        let Ok(exports) = unpacked.collect::<Result<Vec<_>, _>>() else { return self.polling.refuse() };
        let last = exports.len().saturating_sub(1);
        if exports.is_empty() {
            self.polling.matched_day(&arrived.day, arrived.day.end);
        }
        for (at, (verified, keys)) in exports.into_iter().enumerate() {
            let day = (at == last).then(|| arrived.day.clone());
            self.pass.hold(KeyFile::Day(day), verified.header.end, keys);
        }
    }

    fn begin_pass(&mut self, common: &mut Common) {
        let listed = common.store.intervals(self.kept_intervals(common));
        if listed.is_err() {
            // Fetched again with the next poll, when the store may be readable.
            self.pass = Pass::new();
            self.polling.fail();
        }
        match listed {
            Ok(intervals) => self.pass.begin(intervals),
            Err(error) => common.note::<()>(&Err(error)),
        }
        self.begun = true;
    }

    /// Goes on matching what was fetched with what was heard.
    pub(super) fn match_on(&mut self, radio: &mut RadioSide, common: &mut Common) {
        if core::mem::take(&mut self.begun) {
            return;
        }
        match self.pass.step(&common.store) {
            Ok(PassStep::More) => return,
            Ok(PassStep::Done { found }) => self.matched(found, radio, common),
            Err(error) => {
                // Fetched again with the next poll.
                self.pass = Pass::new();
                match error {
                    PassError::Store(error) => {
                        self.polling.fail();
                        common.note::<()>(&Err(error));
                    }
                    PassError::Export(_) => self.polling.refuse(),
                }
            }
        }
        self.go_on_polling(radio, common);
    }

    fn matched(&mut self, found: Vec<Found<KeyFile>>, radio: &mut RadioSide, common: &mut Common) {
        for Found { source, published, matches } in found {
            common.known_time.at_least(published, common.now);
            self.compare_warnings |=
                !matches.is_empty() && self.exposures.add(matches, |handle| Some(Interval(handle)));
            match source {
                KeyFile::Export(export) => self.polling.matched(&export, published),
                KeyFile::Day(Some(day)) => self.polling.matched_day(&day, published),
                KeyFile::Day(None) => self.polling.raise_floor(published),
            }
        }
        radio.recorder.raise_floor(self.polling.floor());
    }

    /// Adds the troubles of publication to those of the phone.
    pub(super) fn troubles(&self, common: &Common, started: bool) -> impl Iterator<Item = Trouble> {
        let refused = self.polling.was_refused();
        let clock_wrong = started && common.known_time.is_wrong(common.now, self.polling.latest_signed());
        let unreachable = self.polling.is_unreachable() && !refused && !clock_wrong;
        let expired = started && self.rules.expires_at <= common.now.wall && !clock_wrong;
        [
            (clock_wrong, Trouble::ClockWrong),
            (refused, Trouble::SignedFileRefused),
            (unreachable, Trouble::ServerUnreachable),
            (expired, Trouble::RulesExpired),
        ]
        .into_iter()
        .filter_map(|(holds, trouble)| holds.then_some(trouble))
    }
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

#[cfg(test)]
mod tests;
