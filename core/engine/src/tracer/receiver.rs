//! What a phone has learned of its own receiver, a bounded part of what was heard at a time.

use lancan_protocol::{
    ranging::{RangingRules, ReceiverLevel},
    time::Interval,
};
use serde::{Deserialize, Serialize};

use crate::{
    capabilities::Capabilities,
    kept::{Kept, keep_as_json},
    matching::ENCOUNTERS_A_STEP,
    store::{Store, StoreError},
};

/// What this phone has learned of its own receiver.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Receiver {
    pub(super) level: ReceiverLevel,
    /// Everything heard before this interval was learned from.
    learned_until: Interval,
}

keep_as_json!(Receiver);

/// Whether there is more to learn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Learned {
    /// A later call goes on.
    Part,
    /// Everything was learned from.
    All,
}

impl Receiver {
    /// Tells the level whose it is: a phone that has heard little goes by its model's.
    pub(super) fn belongs_to(kept: &mut Kept<Self>, capabilities: &Capabilities, rules: &RangingRules) {
        let mut level = kept.level;
        level.belongs_to(&capabilities.model, capabilities.transmit_power_dbm, rules);
        if level != kept.level {
            kept.level = level;
        }
    }

    /// Learns from what was heard since the last time, from `oldest` on and before `until`: from as many encounters as a
    /// step takes, and at most one interval more.
    ///
    /// # Errors
    /// Those of the store; what was read before the failure is learned.
    pub(super) fn learn(
        kept: &mut Kept<Self>,
        store: &Store,
        oldest: Interval,
        until: Interval,
    ) -> Result<Learned, StoreError> {
        if kept.learned_until > until.plus(Interval::PER_DAY) {
            // A clock far ahead was trusted once. Within a day its turn comes again, and nothing is learned twice.
            kept.learned_until = until;
        }
        let from = kept.learned_until.max(oldest);
        if from >= until {
            return Ok(Learned::All);
        }
        let mut encounters = 0;
        for interval in store.intervals(from..=until.minus(1))? {
            if encounters >= ENCOUNTERS_A_STEP {
                return Ok(Learned::Part);
            }
            let receiver = &mut **kept;
            store.each_interval(interval..=interval, |record| {
                encounters += record.encounters.len();
                receiver.level.hear(&record.encounters);
            })?;
            receiver.learned_until = interval.plus(1);
        }
        kept.learned_until = until;
        Ok(Learned::All)
    }
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::{segment::samples::crowd, store::StaticVault};

    const PEOPLE: u32 = 1_000;
    const FIRST: Interval = Interval(2_700_000);

    #[test]
    fn a_step_learns_from_its_share_of_a_crowd_and_all_steps_from_every_encounter_once() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
        // Two days with nothing heard between them.
        let heard: Vec<Interval> =
            [0, 300].into_iter().flat_map(|day| (0..13).map(move |at| FIRST.plus(day + at))).collect();
        let mut at_once = ReceiverLevel::default();
        for interval in &heard {
            let segment = crowd(*interval, PEOPLE);
            at_once.hear(&segment.encounters);
            store.append(&[segment]).unwrap();
        }
        let until = FIRST.plus(400);
        let mut receiver = Kept::<Receiver>::default();
        let mut steps = 0;
        loop {
            let before = receiver.learned_until;
            let learned = Receiver::learn(&mut receiver, &store, FIRST, until).unwrap();
            let taken =
                heard.iter().filter(|one| (before..receiver.learned_until).contains(one)).count() * PEOPLE as usize;
            assert!(taken <= ENCOUNTERS_A_STEP + PEOPLE as usize, "{taken} encounters in one step");
            steps += 1;
            if learned == Learned::All {
                break;
            }
        }
        assert_eq!((steps, receiver.learned_until), (3, until));
        assert_eq!(receiver.level, at_once);
        assert_eq!(Receiver::learn(&mut receiver, &store, FIRST, until).unwrap(), Learned::All);
        assert_eq!(receiver.level, at_once);
    }
}
