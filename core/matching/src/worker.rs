//! One thread's part of matching.

use aes::Block;

use super::{
    HeardIndex, Policy,
    derive::{RollingKeys, day_blocks, identifiers},
    found::{Batch, Found},
    index::{DayTable, TABLES},
};
use lancan_protocol::{
    export::{ExportError, StreamedKey},
    time::{Interval, UnixTime},
};

/// One thread's part: matches batches with memory of its own that it uses again and again.
pub(crate) struct Worker<'a> {
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
    pub(crate) fn new(index: &'a HeardIndex, policy: Policy, published: UnixTime) -> Self {
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
    pub(crate) fn match_batch(&mut self, batch: &Batch, found: &mut Found) -> Result<(), ExportError> {
        let mut parts = vec![Vec::<Part>::new(); self.days.len()];
        let mut derived = Vec::with_capacity(batch.keys.len());
        let mut positions = Vec::with_capacity(batch.keys.len());
        for (position, StreamedKey { key, .. }) in batch.keys.iter().enumerate() {
            let first = TABLES.day(key.start);
            let mut at = self.days.partition_point(|table| table.day() < first);
            let mut any = false;
            while let (Some(table), Some(parts)) = (self.days.get(at), parts.get_mut(at)) {
                let day = TABLES.first_interval(table.day()).0;
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
            let first = TABLES.first_interval(table.day());
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
