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
    /// Keys that were started or cut and are not in the store yet.
    unsaved: Vec<StoredKey>,
}

struct KeyInUse {
    key: StoredKey,
    identifiers: IdentifierKeys,
    /// Greatest interval an identifier was given out for.
    last_used: Interval,
    frame: Option<(Interval, Frame)>,
}

impl Identity {
    /// Goes on with a key that an earlier process began, so that a restart does not begin another.
    pub(crate) fn resume(keys: &[StoredKey], interval: Interval) -> Self {
        let current =
            keys.iter().rev().find(|key| covers(key, interval)).map(|key| KeyInUse::new(key.clone(), interval));
        Self { current, unsaved: Vec::new() }
    }

    /// The frame for an interval. Begins a new key, to the end of the
    /// deployment's day, where the current one does not reach.
    /// What it says of this phone's power stays as it was when the identifier was first used.
    pub(crate) fn frame(
        &mut self,
        interval: Interval,
        days: KeyDays,
        metadata: Metadata,
        rng: &mut dyn CryptoRng,
    ) -> Frame {
        let usable = self.current.take().filter(|current| covers(&current.key, interval));
        let current = self.current.insert(usable.unwrap_or_else(|| {
            let key = StoredKey {
                key: DayKey::generate(rng),
                start: interval,
                period: days.first_interval(days.day(interval).plus(1)).0.saturating_sub(interval.0),
                ended: false,
                reported: false,
            };
            self.unsaved.push(key.clone());
            KeyInUse::new(key, interval)
        }));
        current.last_used = current.last_used.max(interval);
        match current.frame {
            Some((at, frame)) if at == interval => frame,
            _ => {
                let id = current.identifiers.rolling_id(interval);
                let frame = Frame { id, metadata: current.identifiers.encrypt(&id, metadata) };
                current.frame = Some((interval, frame));
                frame
            }
        }
    }

    /// Ends the current key with the last interval it was used for, that one included. It is used until that
    /// interval is over; the next one begins a new key.
    pub(crate) fn end_with_last_used(&mut self) {
        let Some(current) = &mut self.current else { return };
        let period = current.last_used.0 - current.key.start.0 + 1;
        if period < current.key.period {
            current.key.period = period;
            self.unsaved.push(current.key.clone());
        }
    }

    /// As [`Self::end_with_last_used`], and uses the key no more: a new one begins with the next frame.
    pub(crate) fn end_now(&mut self) {
        self.end_with_last_used();
        if let Some(mut current) = self.current.take() {
            current.key.ended = true;
            self.unsaved.push(current.key);
        }
    }

    /// Forgets everything: the next frame begins a new key.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Keys that are new or were cut since they were last saved.
    pub(crate) fn unsaved(&self) -> &[StoredKey] {
        &self.unsaved
    }

    /// The store has them now.
    pub(crate) fn saved(&mut self) {
        self.unsaved.clear();
    }
}

impl KeyInUse {
    fn new(key: StoredKey, interval: Interval) -> Self {
        Self { identifiers: key.key.identifiers(), last_used: interval, key, frame: None }
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
    fn a_key_that_was_ended_is_cut_to_its_last_interval_and_never_used_after_it() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let reported = identity.frame(MIDNIGHT.plus(10), DAYS, Metadata::with_power(-26), &mut rng);
        identity.end_with_last_used();
        assert_eq!(identity.unsaved().last().unwrap().period, 1);
        assert_eq!(identity.frame(MIDNIGHT.plus(10), DAYS, Metadata::with_power(-26), &mut rng), reported);
        identity.frame(MIDNIGHT.plus(11), DAYS, Metadata::with_power(-26), &mut rng);
        assert_eq!(identity.unsaved().last().unwrap().start, MIDNIGHT.plus(11));
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
