//! Running published keys through what was heard.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use aes::Block;

use super::{
    HeardIndex, Match, MatchOutcome, NEAR_MISS_INTERVALS, NearMiss, Policy,
    derive::{RollingKeys, day_blocks, identifiers},
    index::{DayTable, Verdict},
    workers,
};
use crate::{
    export::{ExportError, ExportKey, ExportReader, StreamedKey, TrustedKeys, Unverified, Verified},
    time::{Interval, UnixTime},
};

/// Keys gathered before they are matched, day by day.
pub(super) const BATCH_KEYS: usize = 32_768;
/// Most encounters and near misses of one export; an export with more says the same key over and over.
const MOST_FOUND: usize = 1 << 20;

/// Matches published keys with what was heard.
pub struct Matcher<'a> {
    index: &'a HeardIndex,
    policy: Policy,
    threads: usize,
}

impl<'a> Matcher<'a> {
    /// A matcher with one thread. A tolerance above [`NEAR_MISS_INTERVALS`] is cut to it.
    pub fn new(index: &'a HeardIndex, policy: Policy) -> Self {
        let policy = Policy { tolerance: policy.tolerance.min(NEAR_MISS_INTERVALS) };
        Self { index, policy, threads: 1 }
    }

    /// Matches with this many threads; 1 stays on the caller's. The outcome is the same.
    #[must_use]
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Matches all keys of an export, in memory that does not grow with it. Nothing of it counts unless a trusted key
    /// signed the whole.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken, over its limits or not to be believed.
    pub fn match_export<R: Read + Seek>(
        &self,
        export: &mut ExportReader<R>,
        trusted: &TrustedKeys,
    ) -> Result<(Verified, MatchOutcome), ExportError> {
        let (export, outcome) = self.match_unverified(export, trusted)?;
        Ok((export.verified()?, outcome))
    }

    /// As [`Matcher::match_export`], and tells the outcome whatever the signatures are worth: for tools, not for phones.
    ///
    /// # Errors
    /// [`ExportError`] when the export is broken or over its limits.
    pub fn match_unverified<R: Read + Seek>(
        &self,
        export: &mut ExportReader<R>,
        trusted: &TrustedKeys,
    ) -> Result<(Unverified, MatchOutcome), ExportError> {
        let mut stream = export.stream()?;
        let published = stream.header().end;
        let outcome = self.run(published, || stream.next())?;
        Ok((stream.inspect(trusted)?, outcome))
    }

    /// Matches keys that are at hand and believed, all published at one time.
    pub fn match_keys(&self, keys: &[ExportKey], published: UnixTime) -> MatchOutcome {
        let mut keys = keys.iter();
        let next = || Ok(keys.next().map(|key| StreamedKey { key: key.clone(), revised: false }));
        self.run(published, next).unwrap_or_default()
    }

    fn run(
        &self,
        published: UnixTime,
        mut next: impl FnMut() -> Result<Option<StreamedKey>, ExportError>,
    ) -> Result<MatchOutcome, ExportError> {
        let mut keys = 0;
        let mut next_batch = || {
            let mut batch = Vec::with_capacity(BATCH_KEYS);
            while batch.len() < BATCH_KEYS {
                let Some(key) = next()? else { break };
                batch.push(key);
            }
            let ordinal = keys;
            keys += batch.len() as u64;
            Ok((!batch.is_empty()).then_some(Batch { ordinal, keys: batch }))
        };
        let new_worker = || Worker::new(self.index, self.policy, published);
        let mut found = Found::default();
        if self.threads == 1 {
            let mut worker = new_worker();
            while let Some(batch) = next_batch()? {
                worker.match_batch(&batch, &mut found)?;
            }
        } else {
            found = workers::run(self.threads, next_batch, new_worker)?;
        }
        Ok(found.into_outcome(keys))
    }
}

/// Keys of an export, in order.
pub(super) struct Batch {
    /// Keys of the export before this batch.
    pub(super) ordinal: u64,
    pub(super) keys: Vec<StreamedKey>,
}

/// What was found so far, by the ordinals of keys.
#[derive(Default)]
pub(super) struct Found {
    matches: BTreeMap<u64, Match>,
    near_misses: Vec<NearMiss>,
    replays: u64,
    count: usize,
}

impl Found {
    /// Adds what another worker found, in other keys.
    pub(super) fn merge(&mut self, other: Self) -> Result<(), ExportError> {
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

    fn add(
        &mut self,
        ordinal: u64,
        key: &StreamedKey,
        published_at: UnixTime,
        verdict: Verdict,
    ) -> Result<(), ExportError> {
        match verdict {
            Verdict::Replay => {
                self.replays += 1;
                // A revised key must reach what was matched before, also where its own bound is the stricter.
                if !key.revised {
                    return Ok(());
                }
                self.found(ordinal, key, published_at);
            }
            Verdict::NearMiss(near_miss) => self.near_misses.push(near_miss),
            Verdict::Encounter(encounter) => {
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

    fn into_outcome(mut self, keys: u64) -> MatchOutcome {
        self.near_misses.sort_unstable();
        for found in self.matches.values_mut() {
            found.encounters.sort_unstable();
        }
        let matches = self.matches.into_values().collect();
        MatchOutcome { matches, near_misses: self.near_misses, replays: self.replays, keys }
    }
}

/// One thread's part: matches batches with memory of its own that it uses again and again.
pub(super) struct Worker<'a> {
    days: &'a [DayTable],
    policy: Policy,
    published: UnixTime,
    derivation: RollingKeys,
    rolling_keys: Vec<[u8; 16]>,
    ids: [Block; Interval::PER_DAY as usize],
}

/// The part of a key's period that lies in one day's reach, as intervals of that day.
#[derive(Clone, Copy)]
struct Part {
    /// Position of the key among those derived.
    derived: usize,
    from: u32,
    to: u32,
}

impl<'a> Worker<'a> {
    fn new(index: &'a HeardIndex, policy: Policy, published: UnixTime) -> Self {
        Self {
            days: index.days(),
            policy,
            published,
            derivation: RollingKeys::new(),
            rolling_keys: Vec::new(),
            ids: [Block::default(); Interval::PER_DAY as usize],
        }
    }

    /// Matches a batch: sorts its keys by day, derives those that could match, looks their identifiers up.
    pub(super) fn match_batch(&mut self, batch: &Batch, found: &mut Found) -> Result<(), ExportError> {
        let mut parts = vec![Vec::<Part>::new(); self.days.len()];
        let mut derived = Vec::with_capacity(batch.keys.len());
        let mut positions = Vec::with_capacity(batch.keys.len());
        for (position, StreamedKey { key, .. }) in batch.keys.iter().enumerate() {
            let first = key.start.day();
            let mut at = self.days.partition_point(|table| table.day() < first);
            let mut any = false;
            while let (Some(table), Some(parts)) = (self.days.get(at), parts.get_mut(at)) {
                let day = table.day().first_interval().0;
                if day >= key.end().0 {
                    break;
                }
                let (from, to) = table.reach();
                let (from, to) = (from.max(key.start.0), to.min(key.end().0));
                if from < to {
                    let derived = derived.len();
                    parts.push(Part { derived, from: from - day, to: to - day });
                    any = true;
                }
                at += 1;
            }
            if any {
                derived.push(*key.key.as_bytes());
                positions.push(position);
            }
        }
        self.derivation.derive(&derived, &mut self.rolling_keys);

        let mut hits = Vec::new();
        for (table, parts) in self.days.iter().zip(&parts).filter(|(_, parts)| !parts.is_empty()) {
            let first = table.day().first_interval();
            let blocks = day_blocks(first);
            for Part { derived, from, to } in parts.iter().copied() {
                let range = from as usize..to as usize;
                let (Some(rolling_key), Some(blocks), Some(ids)) =
                    (self.rolling_keys.get(derived), blocks.get(range.clone()), self.ids.get_mut(range))
                else {
                    continue;
                };
                identifiers(rolling_key, blocks, ids);
                table.sieve().first_step(ids, |at| {
                    if let (Some(id), Ok(offset)) = (ids.get(at), u32::try_from(at)) {
                        hits.push((derived, first.plus(from + offset), id.0));
                    }
                });
            }
            hits.retain(|(_, _, id)| table.sieve().second_step(id));
            for (derived, interval, id) in hits.drain(..) {
                let Some((position, key)) = positions.get(derived).and_then(|at| Some((*at, batch.keys.get(*at)?)))
                else {
                    continue;
                };
                let published = if key.revised {
                    // It was published before, nobody says when: not before its embargo was over.
                    self.published.min(key.key.earliest_publication())
                } else {
                    self.published
                };
                for verdict in table.look_up(&id, interval, published, self.policy) {
                    found.add(batch.ordinal + position as u64, key, self.published, verdict)?;
                }
            }
        }
        Ok(())
    }
}
