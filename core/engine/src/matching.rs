//! Matching what was published with what was heard, a slice of the heard at a time.
//!
//! Exports are held first, their keys checked and unpacked. Then one pass goes through the intervals that are kept: of each
//! slice an index is built, every held key is looked up in it, and the index is dropped. A step does a bounded part of the
//! work, and the memory is that of a slice, however many people were near.

use std::collections::{BTreeMap, VecDeque};
use std::io::Cursor;

use lancan_matching::{HeardIdentifier, HeardIndex, Match, Matcher, NEAR_MISS_INTERVALS, Policy};
use lancan_protocol::{
    encounter::EncounterFlags,
    export::{ExportError, ExportReader, Limits, StreamedKey, TrustedKeys, VerifiedExport},
    time::{Interval, UnixTime},
};

use crate::store::{Store, StoreError};

/// Encounters of one step; the last interval of a step may bring more. `lancan bench crowd` measures the longest step.
pub(crate) const ENCOUNTERS_A_STEP: usize = 8_192;
/// As far off as any rules may take for a match: what counts is decided when the matches are judged, by the rules in force then.
const WIDEST: Policy = Policy { tolerance: NEAR_MISS_INTERVALS };
/// Keys that are held, about, before a pass is run: 10 MB.
const MOST_KEYS: usize = 250_000;

/// An export whose signature has verified, until a pass has gone through what was heard.
struct Held<S> {
    source: S,
    published: UnixTime,
    keys: Vec<StreamedKey>,
    found: BTreeMap<[u8; 16], Match>,
}

/// What a pass found for one source.
pub(crate) struct Found<S> {
    /// Where the export came from.
    pub(crate) source: S,
    /// The end that the export was signed with.
    pub(crate) published: UnixTime,
    /// The keys that were heard. A match's handle is the interval in which the encounter was recorded.
    pub(crate) matches: Vec<Match>,
}

/// Exports that are held, and the pass that matches them.
pub(crate) struct Pass<S> {
    held: Vec<Held<S>>,
    /// The intervals that the pass has still to go through; none before the pass begins.
    left: Option<VecDeque<Interval>>,
}

/// How far a pass is after a step.
pub(crate) enum PassStep<S> {
    /// There is more to do.
    More,
    /// All is done.
    Done {
        /// What was found, in the order in which the exports were held.
        found: Vec<Found<S>>,
    },
}

/// Reads an export and checks its signature. Keeps the keys that could match anything heard from `oldest` on.
pub(crate) fn unpack(
    bytes: &[u8],
    trusted: &TrustedKeys,
    oldest: Interval,
) -> Result<(VerifiedExport, Vec<StreamedKey>), ExportError> {
    let mut reader = ExportReader::open(Cursor::new(bytes), Limits::default())?;
    let mut stream = reader.stream()?;
    let mut keys = Vec::new();
    while let Some(key) = stream.next()? {
        if key.key.end().plus(NEAR_MISS_INTERVALS) > oldest {
            keys.push(key);
        }
    }
    Ok((stream.finish(trusted)?, keys))
}

impl<S> Pass<S> {
    /// Nothing held.
    pub(crate) fn new() -> Self {
        Self { held: Vec::new(), left: None }
    }

    /// Holds an export.
    pub(crate) fn hold(&mut self, source: S, published: UnixTime, keys: Vec<StreamedKey>) {
        self.held.push(Held { source, published, keys, found: BTreeMap::new() });
    }

    /// Whether nothing is held.
    pub(crate) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Whether so much is held that a pass should be run before more is fetched.
    pub(crate) fn is_full(&self) -> bool {
        self.held.iter().map(|held| held.keys.len()).sum::<usize>() >= MOST_KEYS
    }

    /// Begins the pass through these intervals. What a pass before has found counts for nothing: what was heard may have
    /// been erased since.
    pub(crate) fn begin(&mut self, intervals: Vec<Interval>) {
        for held in &mut self.held {
            held.found.clear();
        }
        self.left = Some(intervals.into());
    }

    /// Whether the pass has begun.
    pub(crate) fn is_under_way(&self) -> bool {
        self.left.is_some()
    }

    /// Goes through a part of what was heard.
    ///
    /// # Errors
    /// [`PassError`]; nothing that was found counts then.
    pub(crate) fn step(&mut self, store: &Store) -> Result<PassStep<S>, PassError> {
        let mut encounters = 0;
        while encounters < ENCOUNTERS_A_STEP {
            let slice = self.next_slice(store, ENCOUNTERS_A_STEP - encounters)?;
            encounters += slice.len();
            if self.left.as_ref().is_none_or(VecDeque::is_empty) && slice.is_empty() {
                return Ok(self.done());
            }
            self.match_slice(slice)?;
        }
        Ok(PassStep::More)
    }

    /// What was heard in the next intervals: of one day at most, and until there are `enough` encounters.
    fn next_slice(&mut self, store: &Store, enough: usize) -> Result<Vec<HeardIdentifier>, StoreError> {
        let mut slice = Vec::new();
        let Some(left) = &mut self.left else { return Ok(slice) };
        let last = left.front().map(|first| first.plus(Interval::PER_DAY));
        while let Some(interval) = left.front().copied().filter(|next| Some(*next) < last) {
            left.pop_front();
            store.each_interval(interval..=interval, |record| {
                slice.extend(record.encounters.iter().map(|encounter| HeardIdentifier {
                    id: encounter.frame.id,
                    first_seen: encounter.first_seen(),
                    last_seen: encounter.last_seen(),
                    below_floor: encounter.flags.contains(EncounterFlags::BELOW_FLOOR),
                    handle: record.interval.0,
                }));
            })?;
            if slice.len() >= enough {
                break;
            }
        }
        Ok(slice)
    }

    fn match_slice(&mut self, slice: Vec<HeardIdentifier>) -> Result<(), ExportError> {
        let Some(from) = slice.iter().map(|heard| heard.first_seen.interval()).min() else { return Ok(()) };
        let to = slice.iter().map(|heard| heard.last_seen.interval()).max().unwrap_or(from);
        let (from, to) = (from.minus(NEAR_MISS_INTERVALS), to.plus(NEAR_MISS_INTERVALS));
        let index = HeardIndex::build(slice);
        for held in &mut self.held {
            let near = |key: &&StreamedKey| key.key.start <= to && key.key.end() > from;
            let keys: Vec<StreamedKey> = held.keys.iter().filter(near).cloned().collect();
            let outcome = Matcher::new(&index, WIDEST).match_streamed(&keys, held.published)?;
            for found in outcome.matches {
                match held.found.get_mut(found.key.key.as_bytes()) {
                    Some(known) if known.revised == found.revised => known.encounters.extend(found.encounters),
                    Some(_) => {}
                    None => drop(held.found.insert(*found.key.key.as_bytes(), found)),
                }
            }
        }
        Ok(())
    }

    fn done(&mut self) -> PassStep<S> {
        let Self { held, .. } = core::mem::replace(self, Self::new());
        let found = held.into_iter().map(|Held { source, published, found, .. }| Found {
            source,
            published,
            matches: found.into_values().collect(),
        });
        PassStep::Done { found: found.collect() }
    }
}

/// Why a pass ended early.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PassError {
    /// What was heard cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An export matches more often than an export may.
    #[error(transparent)]
    Export(#[from] ExportError),
}

#[cfg(test)]
mod tests {
    use lancan_protocol::{export::ExportKey, keys::DayKey};
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng as _};

    use super::*;
    use crate::{segment::samples::crowd, store::StaticVault};

    const HEARD_IN: Interval = Interval(2_700_010);

    #[test]
    fn a_pass_that_begins_again_keeps_nothing_of_what_it_had_found() {
        let key = DayKey::from_bytes([7; 16]);
        let heard = HeardIdentifier {
            id: key.identifiers().rolling_id(HEARD_IN),
            first_seen: HEARD_IN.start(),
            last_seen: HEARD_IN.start().plus(240),
            below_floor: false,
            handle: HEARD_IN.0,
        };
        let mut pass = Pass::new();
        let keys = vec![StreamedKey { key: ExportKey::new(key, Interval(2_700_000), 144), revised: false }];
        pass.hold((), HEARD_IN.plus(300).start(), keys);
        pass.begin(vec![HEARD_IN]);
        pass.match_slice(vec![heard]).unwrap();
        assert_eq!(pass.held[0].found.len(), 1);
        pass.begin(Vec::new());
        let PassStep::Done { found } = pass.done() else { panic!("no step is left") };
        assert!(found[0].matches.is_empty());
    }

    #[test]
    fn a_step_goes_through_its_share_of_a_crowd_and_at_most_one_interval_more() {
        const PEOPLE: u32 = 1_000;
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut store = Store::in_memory(&StaticVault::new([7; 32]), &mut rng).unwrap();
        // The last slice of a day is a small one: two days of 13 intervals, far apart.
        let intervals: Vec<Interval> =
            [0, 300].map(|day| (0..13).map(move |at| HEARD_IN.plus(day + at))).into_iter().flatten().collect();
        for interval in &intervals {
            store.append(&[crowd(*interval, PEOPLE)]).unwrap();
        }
        let mut pass = Pass::<()>::new();
        pass.begin(intervals);
        let left = |pass: &Pass<()>| pass.left.as_ref().map_or(0, VecDeque::len);
        let (mut before, mut steps) = (left(&pass), 0);
        assert_eq!(before, 26);
        while let PassStep::More = pass.step(&store).unwrap() {
            let taken = (before - left(&pass)) * PEOPLE as usize;
            assert!(taken <= ENCOUNTERS_A_STEP + PEOPLE as usize, "{taken} encounters in one step");
            (before, steps) = (left(&pass), steps + 1);
        }
        assert!(before <= 9 && steps >= 2, "{before} intervals were left to the last of {steps} steps");
    }
}
