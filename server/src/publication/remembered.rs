//! Random keys of earlier exports, remembered so that later exports can take them back.
//!
//! Every export revises one key of each age. What it says of a key is that the report was taken back; where no case was
//! revoked, a random key serves. So nobody sees whether a report was ever taken back.

use std::collections::BTreeSet;

use lancan_protocol::export::ExportKey;
use lancan_protocol::keys::DayKey;
use lancan_protocol::time::{Interval, UnixTime};

use super::Publication;
use super::slots;
use super::store::{self, RememberedRow};
use crate::ground::error::Failure;
use crate::ground::random;
use crate::ground::sealing::{NotOpened, SealingKey};
use crate::reports::{self, RevokedKey, RevokedPlace};
use crate::store::{StoreError, Transaction};

/// A key that an export takes back.
pub(super) struct Revised {
    pub(super) key: ExportKey,
    pub(super) source: Source,
}

/// Where a key comes from that an export takes back.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// A report whose case was revoked.
    Revoked(RevokedPlace),
    /// A random key of an earlier export: the export's end, and its position there.
    Remembered(UnixTime, u32),
    /// A random key that was never published.
    Fresh,
}

/// Forgets keys that an export has taken back.
pub(super) fn forget(tx: &mut dyn Transaction, sources: &[Source]) -> Result<(), StoreError> {
    for source in sources {
        match source {
            Source::Revoked(place) => reports::forget_revoked(tx, place)?,
            Source::Remembered(end, number) => store::forget_remembered(tx, *end, *number)?,
            Source::Fresh => {}
        }
    }
    Ok(())
}

fn place(export_end: UnixTime, number: u32) -> String {
    format!("remembered_keys|sealed|{}|{number}", export_end.0)
}

/// Seals the random keys that an export leaves to later ones.
pub(super) fn sealed(
    key: &SealingKey,
    export_end: UnixTime,
    keys: &[ExportKey],
) -> Result<Vec<RememberedRow>, NotOpened> {
    let seal = |(number, remembered): (u32, &ExportKey)| {
        let sealed = key.seal(&place(export_end, number), remembered.key.as_bytes())?;
        Ok(RememberedRow { export_end, number, start: remembered.start, sealed })
    };
    (0..).zip(keys).map(seal).collect()
}

fn opened(key: &SealingKey, row: &RememberedRow) -> Option<DayKey> {
    let plain = key.open(&place(row.export_end, row.number), &row.sealed).ok()?;
    Some(DayKey::from_bytes(plain.as_slice().try_into().ok()?))
}

impl Publication {
    /// For each start the key that the next export takes back: one of a revoked case; else one of those remembered, drawn at
    /// random; else a fresh one.
    /// A key that this export holds as new is taken back by a later one.
    pub(super) async fn revised_keys(
        &self,
        starts: Vec<Interval>,
        held: BTreeSet<DayKey>,
    ) -> Result<Vec<Revised>, Failure> {
        let reports = self.reports.clone();
        let found = self.store.view("revised_keys", move |tx| {
            let of_day = |start: &Interval| {
                Ok((*start, reports.revoked_key(tx, *start, &held)?, store::remembered(tx, *start)?))
            };
            starts.iter().map(of_day).collect::<Result<Vec<_>, Failure>>()
        });
        let revised = found.await?.into_iter().map(|(start, revoked, rows)| {
            if let Some(RevokedKey { key, place }) = revoked {
                return Revised { key: slots::revised(Some(key), start), source: Source::Revoked(place) };
            }
            let drawn = random::below(u64::try_from(rows.len()).unwrap_or(u64::MAX));
            let row = usize::try_from(drawn).ok().and_then(|at| rows.get(at));
            let key = row.and_then(|row| opened(&self.remembering, row));
            let source = row.map_or(Source::Fresh, |row| Source::Remembered(row.export_end, row.number));
            Revised { key: slots::revised(key, start), source }
        });
        Ok(revised.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lancan_protocol::hex;

    #[test]
    fn a_remembered_key_opens_in_its_place_only_and_keeps_its_stored_form() {
        let key = SealingKey::new(&[1; 32]).unwrap();
        let remembered = [ExportKey::new(DayKey::from_bytes([7; 16]), Interval(144), 144)];
        let mut row = sealed(&key, UnixTime(9), &remembered).unwrap().remove(0);
        assert_eq!(hex::encode(&key.open("remembered_keys|sealed|9|0", &row.sealed).unwrap()), "07".repeat(16));
        assert_eq!(opened(&key, &row), Some(DayKey::from_bytes([7; 16])));
        row.number = 1;
        assert_eq!(opened(&key, &row), None);
    }
}
