//! The radio side: who this phone is on the air, whom it hears, and the writing of both.

use core::time::Duration;

use lancan_protocol::{
    encounter::EncounterFlags,
    frame::Frame,
    key_days::KeyDays,
    keys::Metadata,
    rules::Rules,
    time::{Interval, UnixTime},
};
use rand_core::CryptoRng;

use super::common::Common;
use crate::{
    capabilities::Capabilities,
    command::Command,
    identity::Identity,
    kept::{Keep, Kept},
    notice::Trouble,
    now::Now,
    radio::{DutyCycle, Observation, Own, Radio, Step, Turn},
    recorder::{Recorder, SightingOf},
    store::is_list_of_day_keys,
    worked::{Work, Worked},
};

/// Wait after a failed write of what was heard.
const SAVE_AGAIN: Duration = Duration::from_secs(30);

/// The radio machine, this phone's own keys, what it heard, what and what its host can do.
pub(super) struct RadioSide {
    pub(super) radio: Radio,
    pub(super) recorder: Recorder,
    pub(super) capabilities: Capabilities,
    /// What this phone says of its power, and the generic power by which that was made.
    metadata: Option<(i8, Metadata)>,
    pub(super) identity: Identity,
    pub(super) day_keys: Kept<DayKeyList>,
    pub(super) worked: Kept<Worked>,
    step: Step,
    /// After a failed write, when to try again, on the scale of [`Now::monotonic`].
    save_again: Option<Duration>,
}

/// Stands for the list of day keys, which the store itself writes. Unsaved only when the list cannot be read; saving
/// removes the list then.
#[derive(Default)]
pub(super) struct DayKeyList;

impl Keep for DayKeyList {
    fn to_bytes(&self) -> Option<Vec<u8>> {
        None
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        is_list_of_day_keys(bytes).then_some(Self)
    }
}

/// The phone's identifiers and its randomness, for one step of the radio machine.
struct Itself<'a> {
    identity: &'a mut Identity,
    rng: &'a mut (dyn CryptoRng + Send),
    metadata: Metadata,
    days: KeyDays,
}

impl Own for Itself<'_> {
    fn frame(&mut self, interval: Interval) -> Option<Frame> {
        Some(self.identity.frame(interval, self.days, self.metadata, self.rng))
    }

    fn random(&mut self) -> u64 {
        self.rng.next_u64()
    }
}

impl RadioSide {
    pub(super) fn new(rng: &mut dyn CryptoRng) -> Self {
        Self {
            radio: Radio::new(DutyCycle::default()),
            recorder: Recorder::new(rng),
            capabilities: Capabilities::default(),
            metadata: None,
            identity: Identity::default(),
            day_keys: Kept::default(),
            worked: Kept::default(),
            step: Step::default(),
            save_again: None,
        }
    }

    /// Lets the radio machine take a step: its commands go out, what it heard goes to the recorder. `at`: the user's time, by
    /// which days are shown.
    pub(super) fn turn(
        &mut self,
        common: &mut Common,
        (rules, at): (&Rules, UnixTime),
        act: impl FnOnce(&mut Radio, &mut Turn<'_>),
    ) {
        let metadata = self.metadata(rules.ranging.assumed_power_dbm);
        let Self { radio, identity, step, .. } = self;
        let mut own = Itself { identity, rng: &mut *common.rng, metadata, days: rules.key_days };
        act(radio, &mut Turn { now: common.now, own: &mut own, step });
        common.commands.extend(step.commands.drain(..).map(Command::Radio));
        let mut observations = core::mem::take(&mut step.observations);
        for observation in observations.drain(..) {
            self.observe((common.now, at), observation, rules);
        }
        self.step.observations = observations;
    }

    /// What the host can do from now on.
    pub(super) fn can(&mut self, capabilities: Capabilities) {
        self.capabilities = capabilities;
        self.metadata = None;
    }

    /// What this phone says of its power. The phone's model is looked up once.
    fn metadata(&mut self, generic_dbm: i8) -> Metadata {
        match self.metadata {
            Some((made_by, metadata)) if made_by == generic_dbm => metadata,
            _ => {
                let metadata = self.capabilities.metadata(generic_dbm);
                self.metadata = Some((generic_dbm, metadata));
                metadata
            }
        }
    }

    fn observe(&mut self, (now, at): (Now, UnixTime), observation: Observation, rules: &Rules) {
        let work = match observation {
            Observation::ScanBegan => Work::Listens,
            Observation::AdvertisingBegan => Work::Sends,
            Observation::Frame { .. } | Observation::Bluezone { .. } => Work::Hears,
        };
        Worked::note(&mut self.worked, work, at.interval(), rules.key_days);
        match observation {
            Observation::ScanBegan => self.recorder.scan_began(now),
            Observation::AdvertisingBegan => self.recorder.advertising(now),
            Observation::Frame { frame, rssi_dbm, flags } => {
                let written = flags.contains(EncounterFlags::WRITTEN_ONLY);
                let of = if written { SightingOf::Written(frame) } else { SightingOf::Frame(frame) };
                self.recorder.sighted(now, of, rssi_dbm);
            }
            Observation::Bluezone { id, rssi_dbm } => {
                if rules.matching.hears_bluezone(rules.key_days.day(now.wall)) {
                    self.recorder.sighted(now, SightingOf::Bluezone(id), rssi_dbm);
                }
            }
        }
    }

    /// Goes on with the key of this interval, if an earlier process began it and no clock was set back since.
    pub(super) fn resume_identity(&mut self, common: &mut Common) {
        let interval = common.now.wall.interval();
        match common.store.keys(interval..=interval) {
            Ok(keys) => {
                self.identity = Identity::resume(&keys, interval, common.known_time.was_set_back(common.now));
            }
            Err(_) => {
                common.troubles.insert(Trouble::StoreFailing);
            }
        }
    }

    /// When what was heard is to be written; none while all of it is.
    pub(super) fn save_due(&self) -> Option<Duration> {
        self.save_again.or_else(|| self.recorder.save_due())
    }

    /// Writes own keys and what was heard. What cannot be written stays here and is tried again.
    pub(super) fn save(&mut self, common: &mut Common) {
        self.save_keys(common);
        self.save_again = None;
        if self.recorder.save_due().is_none() {
            return;
        }
        let saved = self.recorder.hand_out(common.now, |segments| common.store.append(segments));
        if saved.is_err() {
            self.save_again = Some(common.now.monotonic.saturating_add(SAVE_AGAIN));
        }
        common.note(&saved);
    }

    /// Writes the keys that are new or were cut: a key is kept before anything sent under it matters.
    pub(super) fn save_keys(&mut self, common: &mut Common) {
        let unsaved = self.identity.unsaved();
        if unsaved.is_empty() {
            return;
        }
        let saved = common
            .store
            .run("save_keys", |transaction| unsaved.iter().try_for_each(|key| transaction.put_key(key.clone())));
        if saved.is_ok() {
            self.identity.saved();
        }
        common.note::<()>(&saved);
    }

    /// Forgets keys and encounters in memory, written or not.
    pub(super) fn forget(&mut self) {
        self.recorder.clear();
        self.identity.forget();
        self.save_again = None;
    }
}
