//! Taking in what another phone of the same person recorded.

use core::cmp::Ordering;

use lancan_protocol::{encounter::Encounter, time::Interval};

use super::{Block, Store, StoreError, StoredKey, StoredWarning, read_block, write_block};

impl Store {
    /// Adds intervals, day keys and warnings to what is there, in one transaction. Of an identifier that both heard
    /// in an interval the store's own encounter stays; a key or warning that is there already is not added again.
    pub(crate) fn adopt(
        &mut self,
        intervals: Vec<(Interval, Block)>,
        keys: Vec<StoredKey>,
        warnings: Vec<StoredWarning>,
    ) -> Result<(), StoreError> {
        // A segment that still grows is written over this interval: what arrives has to be below it as well.
        let bases: Vec<(u64, Interval, Block)> = self
            .bases
            .iter()
            .filter_map(|(number, interval, base)| {
                let (_, arrived) = intervals.iter().find(|(at, _)| at == interval)?;
                Some((*number, *interval, beside(base.clone(), arrived.clone())))
            })
            .collect();
        self.run("adopt", |transaction| {
            for (interval, arrived) in intervals {
                let own = read_block(&transaction.sql, transaction.sealer, interval)?.unwrap_or_default();
                write_block(&transaction.sql, transaction.sealer, interval, beside(own, arrived).encode())?;
            }
            let there = transaction.keys(Interval(0)..=Interval(u32::MAX))?;
            for key in keys.into_iter().filter(|key| there.iter().all(|stored| stored.key != key.key)) {
                transaction.put_key(key)?;
            }
            let mut there = transaction.warnings()?;
            for mut stored in warnings {
                let id = there.iter().map(|stored| stored.warning.id).max().unwrap_or(0).saturating_add(1);
                let is_known = there.iter().any(|other| {
                    stored.warning.id = other.warning.id;
                    stored.warning == other.warning
                });
                if !is_known {
                    stored.warning.id = id;
                    there.push(stored);
                }
            }
            transaction.write_warnings(&there)
        })?;
        for (number, _, base) in bases {
            if let Some((_, _, kept)) = self.bases.iter_mut().find(|(known, _, _)| *known == number) {
                *kept = base;
            }
        }
        Ok(())
    }
}

/// Own encounters, and those that arrived of other identifiers; both ascend by identifier.
fn beside(own: Block, arrived: Block) -> Block {
    let mut activity = own.activity;
    activity.insert(arrived.activity);
    let mut encounters: Vec<Encounter> = own.encounters;
    let known = encounters.len();
    for encounter in arrived.encounters {
        let own = encounters.get(..known).unwrap_or_default();
        if own.binary_search_by(|other| other.frame.id.cmp(&encounter.frame.id)).is_err() {
            encounters.push(encounter);
        }
    }
    encounters.sort_by_key(|encounter| encounter.frame.id);
    encounters.dedup_by(|a, b| a.frame.id.cmp(&b.frame.id) == Ordering::Equal);
    Block { activity, encounters }
}
