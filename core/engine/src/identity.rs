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
    /// The key of the other day while a clock goes to and fro over midnight: each day keeps its own key.
    beside: Option<KeyInUse>,
    /// Keys as they are and the store does not have them yet: begun, used in another interval, or ended.
    unsaved: Vec<StoredKey>,
}

struct KeyInUse {
    key: StoredKey,
    identifiers: IdentifierKeys,
}

impl Identity {
    /// Goes on with a key that an earlier process began, so that a restart does not begin another. `set_back`: the wall clock
    /// was set back since. A key that gave identifiers of intervals to come, or may have, has ended: none is sent twice.
    pub(crate) fn resume(keys: &[StoredKey], interval: Interval, set_back: bool) -> Self {
        let mut identity = Self::default();
        for key in keys.iter().rev().filter(|key| covers(key, interval)) {
            if set_back || key.used_from(interval.plus(2)) || identity.current.is_some() {
                identity.unsaved.push(StoredKey { ended: true, ..key.clone() });
            } else {
                identity.current = Some(KeyInUse::new(key.clone()));
            }
        }
        identity
    }

    /// The frame for an interval. Begins a new key, to the end of the deployment's day, where the current one does not reach.
    /// What the frame says of this phone's power stays as it was when the identifier was first used: where that is not known,
    /// another key begins too. That the key was used in this interval, and what it said, is kept with the key.
    pub(crate) fn frame(
        &mut self,
        interval: Interval,
        days: KeyDays,
        metadata: Metadata,
        rng: &mut dyn CryptoRng,
    ) -> Frame {
        self.turn_to_day_of(interval);
        let usable = self.current.as_mut().filter(|current| covers(&current.key, interval));
        let declared = usable.and_then(|current| current.key.declares(interval, metadata));
        let (mut current, declared) = match (declared, self.current.take()) {
            (Some(declared), Some(current)) => (current, declared),
            (_, ended) => {
                if let Some(ended) = ended {
                    self.save(StoredKey { ended: true, ..ended.key });
                }
                let mut key = StoredKey::begun(DayKey::generate(rng), interval, days);
                key.declared = Some((interval, metadata));
                (KeyInUse::new(key), metadata)
            }
        };
        let id = current.identifiers.rolling_id(interval);
        let frame = Frame { id, metadata: current.identifiers.encrypt(&id, declared) };
        if !current.key.was_used_in(interval) {
            current.key.use_in(interval);
            self.save(current.key.clone());
        }
        self.current = Some(current);
        frame
    }

    /// Takes up the key that covers an interval of another day than the current key's, if there is one. The key of the day
    /// that is left stays for when the clock goes back over midnight; the one of a day before that has ended.
    fn turn_to_day_of(&mut self, interval: Interval) {
        if self.current.as_ref().is_none_or(|current| covers(&current.key, interval)) {
            return;
        }
        core::mem::swap(&mut self.current, &mut self.beside);
        if let Some(mut ended) = self.current.take_if(|key| !covers(&key.key, interval)) {
            ended.key.ended = true;
            self.save(ended.key);
        }
    }

    /// Ends the current key at once, and that of the other day: a new one begins with the next frame.
    pub(crate) fn end_now(&mut self) {
        for mut ended in [self.current.take(), self.beside.take()].into_iter().flatten() {
            ended.key.ended = true;
            self.save(ended.key);
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
        Self { identifiers: key.key.identifiers(), key }
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
        let mut resumed = Identity::resume(identity.unsaved(), MIDNIGHT, false);
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
    fn an_identifier_that_is_used_again_says_what_it_said_or_another_key_takes_its_place() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let [weak, strong] = [-26, -7].map(Metadata::with_power);
        let first = identity.frame(MIDNIGHT, DAYS, weak, &mut rng);
        let second = identity.frame(MIDNIGHT.plus(1), DAYS, strong, &mut rng);
        assert_eq!(identity.frame(MIDNIGHT.plus(1), DAYS, weak, &mut rng), second);
        // The clock was set back by some minutes: what was said there is not known any more.
        let again = identity.frame(MIDNIGHT, DAYS, strong, &mut rng);
        assert_ne!(again.id, first.id);
        let [ended, other] = identity.unsaved() else { panic!("two keys") };
        assert!(ended.ended && !other.ended);
        // A key of a store from before that was kept.
        let mut before = StoredKey { declared: None, ..other.clone() };
        assert_ne!(Identity::resume(&[before.clone()], MIDNIGHT, false).frame(MIDNIGHT, DAYS, strong, &mut rng), again);
        before.declared = Some((MIDNIGHT, strong));
        assert_eq!(Identity::resume(&[before], MIDNIGHT, false).frame(MIDNIGHT, DAYS, weak, &mut rng), again);
    }

    #[test]
    fn a_key_that_gave_identifiers_of_intervals_to_come_is_not_resumed() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        identity.frame(MIDNIGHT.plus(10), DAYS, Metadata::with_power(-26), &mut rng);
        identity.frame(MIDNIGHT.plus(13), DAYS, Metadata::with_power(-26), &mut rng);
        let resumed = |now: u32, set_back| Identity::resume(identity.unsaved(), MIDNIGHT.plus(now), set_back);
        assert!(resumed(12, false).current.is_some(), "a clock that was a little fast");
        for (now, set_back) in [(11, false), (13, true)] {
            let resumed = resumed(now, set_back);
            assert!(resumed.current.is_none() && resumed.unsaved()[0].ended);
        }
    }

    #[test]
    fn a_clock_that_goes_to_and_fro_over_midnight_keeps_one_key_of_each_day() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let mut on = |identity: &mut Identity, n: u32| {
            identity.frame(MIDNIGHT.plus(n), DAYS, Metadata::with_power(-26), &mut rng)
        };
        let before = on(&mut identity, 143);
        let after = on(&mut identity, 144);
        for _ in 0..20 {
            assert_eq!(on(&mut identity, 143), before);
            assert_eq!(on(&mut identity, 144), after);
        }
        assert_eq!(identity.unsaved().len(), 2);
        // The day after, what was before midnight has ended.
        on(&mut identity, 288);
        let ended = identity.unsaved().iter().filter(|key| key.ended).map(|key| key.start).collect::<Vec<_>>();
        assert_eq!(ended, [MIDNIGHT.plus(143)]);
        // A jump of the clock ends both.
        identity.end_now();
        assert!(identity.unsaved().iter().all(|key| key.ended));
        assert_ne!(on(&mut identity, 144).id, after.id);
    }

    #[test]
    fn of_several_keys_that_nobody_ended_one_is_resumed_and_the_others_have_ended() {
        let begun = |n: u8| StoredKey::begun(DayKey::from_bytes([n; 16]), MIDNIGHT.plus(u32::from(n)), DAYS);
        let resumed = Identity::resume(&[begun(1), begun(2), begun(3)], MIDNIGHT.plus(10), false);
        assert_eq!(resumed.current.map(|current| current.key.start), Some(MIDNIGHT.plus(3)));
        let ended = resumed.unsaved.iter().map(|key| (key.start, key.ended)).collect::<Vec<_>>();
        assert_eq!(ended, [(MIDNIGHT.plus(2), true), (MIDNIGHT.plus(1), true)]);
    }

    #[test]
    fn ending_now_gives_another_identifier_in_the_same_interval() {
        let (mut identity, mut rng) = (Identity::default(), rng());
        let before = identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng);
        identity.end_now();
        let ended = identity.unsaved().last().unwrap().clone();
        assert!(ended.ended);
        assert_ne!(identity.frame(MIDNIGHT, DAYS, Metadata::with_power(-26), &mut rng).id, before.id);
        assert!(Identity::resume(&[ended], MIDNIGHT, false).current.is_none());
    }
}
