//! My own keys: which identifier is on the air in which interval (`docs/protocol.md`, Rolling identifiers).

use lancan_protocol::{
    frame::Frame,
    key_days::KeyDays,
    keys::{DayKey, IdentifierKeys, Metadata},
    time::Interval,
};
use rand_core::CryptoRng;

use crate::store::StoredKey;

/// The key in use and what was derived from it.
#[derive(Default)]
pub(crate) struct Identity {
    current: Option<KeyInUse>,
    /// Keys as they are and the store does not have them yet: begun, used in another interval, or ended.
    unsaved: Vec<StoredKey>,
}

struct KeyInUse {
    key: StoredKey,
    identifiers: IdentifierKeys,
    frame: Option<(Interval, Frame)>,
}

impl Identity {
    /// Goes on with a key that an earlier process began, so that a restart does not begin another.
    pub(crate) fn resume(keys: &[StoredKey], interval: Interval) -> Self {
        let current = keys.iter().rev().find(|key| covers(key, interval)).map(|key| KeyInUse::new(key.clone()));
        Self { current, unsaved: Vec::new() }
    }

    /// The frame for an interval. Begins a new key, to the end of the deployment's day, where the current one does not reach.
    /// What the frame says of this phone's power stays as it was when the identifier was first used. That the key was used
    /// in this interval is kept with the key.
    pub(crate) fn frame(
        &mut self,
        interval: Interval,
        days: KeyDays,
        metadata: Metadata,
        rng: &mut dyn CryptoRng,
    ) -> Frame {
        let usable = self.current.take().filter(|current| covers(&current.key, interval));
        let mut current =
            usable.unwrap_or_else(|| KeyInUse::new(StoredKey::begun(DayKey::generate(rng), interval, days)));
        let frame = match current.frame {
            Some((at, frame)) if at == interval => frame,
            _ => {
                let id = current.identifiers.rolling_id(interval);
                Frame { id, metadata: current.identifiers.encrypt(&id, metadata) }
            }
        };
        current.frame = Some((interval, frame));
        if !current.key.was_used_in(interval) {
            current.key.use_in(interval);
            self.save(current.key.clone());
        }
        self.current = Some(current);
        frame
    }

    /// Ends the current key at once: a new one begins with the next frame.
    pub(crate) fn end_now(&mut self) {
        if let Some(mut current) = self.current.take() {
            current.key.ended = true;
            self.save(current.key);
        }
    }

    fn save(&mut self, key: StoredKey) {
        self.unsaved.retain(|other| other.key != key.key);
        self.unsaved.push(key);
    }

    /// Forgets everything: the next frame begins a new key.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Keys that are new or changed since they were last saved.
    pub(crate) fn unsaved(&self) -> &[StoredKey] {
        &self.unsaved
    }

    /// Whether there are such keys.
    pub(crate) fn is_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// The store has them now.
    pub(crate) fn saved(&mut self) {
        self.unsaved.clear();
    }
}

impl KeyInUse {
    fn new(key: StoredKey) -> Self {
        Self { identifiers: key.key.identifiers(), key, frame: None }
    }
}

fn covers(key: &StoredKey, interval: Interval) -> bool {
    !key.ended && interval.0.checked_sub(key.start.0).is_some_and(|since| since < key.period)
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;

    const DAYS: KeyDays = KeyDays::VIETNAM;
    /// Midnight of 3 May 2021 in Vietnam: 17:00 UTC.
    const MIDNIGHT: Interval = Interval(18_750 * 144 - 42);

    fn rng() -> ChaCha20Rng {
        ChaCha20Rng::seed_from_u64(1)
    }

    #[test]
    fn a_key_lasts_to_the_end_of_its_day_and_gives_every_interval_its_own_identifier() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let frames: Vec<_> =
            (100..144).map(|n| identity.frame(MIDNIGHT.plus(n), DAYS, Metadata::with_power(-26), &mut rng)).collect();
        assert_eq!(identity.unsaved().len(), 1);
        assert_eq!((identity.unsaved()[0].start, identity.unsaved()[0].period), (MIDNIGHT.plus(100), 44));
        assert!(frames.windows(2).all(|pair| pair[0] != pair[1]));
        identity.frame(MIDNIGHT.plus(144), DAYS, Metadata::with_power(-26), &mut rng);
        assert_eq!(identity.unsaved()[1].period, 144);
    }

    #[test]
    fn a_restart_goes_on_with_the_same_key() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let frame = identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng);
        let mut resumed = Identity::resume(identity.unsaved(), MIDNIGHT);
        assert_eq!(resumed.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng), frame);
        assert!(resumed.unsaved().is_empty());
    }

    #[test]
    fn the_use_of_a_key_is_kept_interval_by_interval_and_its_period_is_not_cut() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        for n in [10, 11, 11, 14] {
            identity.frame(MIDNIGHT.plus(n), DAYS, Metadata::with_power(-26), &mut rng);
        }
        identity.end_now();
        let [ended] = identity.unsaved() else { panic!("one key") };
        assert_eq!((ended.start, ended.period), (MIDNIGHT.plus(10), 134));
        assert_eq!(ended.used_intervals().collect::<Vec<_>>(), [10, 11, 14].map(|n| MIDNIGHT.plus(n)));
    }

    #[test]
    fn a_frame_in_another_interval_is_to_be_saved_and_one_in_the_same_is_not() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng);
        identity.saved();
        identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng);
        assert!(identity.unsaved().is_empty());
        identity.frame(MIDNIGHT.plus(1), DAYS, Metadata::with_power(-26), &mut rng);
        assert_eq!(identity.unsaved().len(), 1);
    }

    #[test]
    fn ending_now_gives_another_identifier_in_the_same_interval() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let before = identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng);
        identity.end_now();
        let ended = identity.unsaved().last().unwrap().clone();
        assert!(ended.ended);
        assert_ne!(identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng).id, before.id);
        assert!(Identity::resume(&[ended], MIDNIGHT).current.is_none());
    }
}
