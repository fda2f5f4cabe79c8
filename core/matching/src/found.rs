//! Keys on their way to be matched, and what is found among them.

use std::collections::BTreeMap;

use super::{Match, MatchOutcome, NearMiss, index::Finding};
use lancan_protocol::{
    export::{ExportError, StreamedKey},
    time::UnixTime,
};

/// Most encounters and near misses of one export; an export with more says the same key over and over.
const MOST_FOUND: usize = 1 << 20;

/// Keys of an export, in order.
pub(crate) struct Batch {
    /// Keys of the export before this batch.
    pub(crate) ordinal: u64,
    pub(crate) keys: Vec<StreamedKey>,
}

/// What was found so far, by the ordinals of keys.
#[derive(Default)]
pub(crate) struct Found {
    matches: BTreeMap<u64, Match>,
    near_misses: Vec<NearMiss>,
    replays: u64,
    count: usize,
}

impl Found {
    /// Adds what another worker found, in other keys.
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), ExportError> {
        self.matches.extend(other.matches);
        self.near_misses.extend(other.near_misses);
        self.replays += other.replays;
        self.count(other.count)
    }

    fn count(&mut self, more: usize) -> Result<(), ExportError> {
        self.count += more;
        if self.count > MOST_FOUND {
            return Err(ExportError::TooLarge { what: "matches of one export", limit: MOST_FOUND as u64 });
        }
        Ok(())
    }

    pub(crate) fn add(
        &mut self,
        ordinal: u64,
        key: &StreamedKey,
        published_at: UnixTime,
        verdict: Finding,
    ) -> Result<(), ExportError> {
        match verdict {
            Finding::Replay => {
                self.replays += 1;
                // A revised key must reach what was matched before, also where its own bound is the stricter.
                if !key.revised {
                    return Ok(());
                }
                self.found(ordinal, key, published_at);
            }
            Finding::NearMiss(near_miss) => self.near_misses.push(near_miss),
            Finding::Encounter(encounter) => {
                self.found(ordinal, key, published_at).encounters.push(encounter);
            }
        }
        self.count(1)
    }

    fn found(&mut self, ordinal: u64, key: &StreamedKey, published_at: UnixTime) -> &mut Match {
        let StreamedKey { key, revised } = key;
        let new = || Match { key: key.clone(), published_at, revised: *revised, encounters: Vec::new() };
        self.matches.entry(ordinal).or_insert_with(new)
    }

    pub(crate) fn into_outcome(mut self, keys: u64) -> MatchOutcome {
        self.near_misses.sort_unstable();
        for found in self.matches.values_mut() {
            found.encounters.sort_unstable();
        }
        let matches = self.matches.into_values().collect();
        MatchOutcome { matches, near_misses: self.near_misses, replays: self.replays, keys }
    }
}
