//! Finished days: what a phone has of one already, and what a day file brings.

use std::collections::BTreeSet;

use lancan_protocol::{
    export::{ExportError, day_file},
    hex,
    wire::{Index, IndexedDay, IndexedExport, IndexedPlaceDay, IndexedPlaces},
};
use sha2::{Digest as _, Sha256};

/// A day file that arrived, or the end of one.
#[derive(Debug)]
pub(crate) struct DayArrived {
    /// What the index says of the day.
    pub(crate) day: IndexedDay,
    /// The first exports of the day that were matched before; a part begins behind them.
    pub(super) had: Vec<IndexedExport>,
    /// Whether only the end of the file arrived.
    pub(super) is_part: bool,
    /// The bytes that arrived.
    pub(super) bytes: Vec<u8>,
}

impl DayArrived {
    /// The exports that were not matched before. Their number, and the SHA-256 over all the exports of the day, are those that
    /// the signed index names.
    ///
    /// # Errors
    /// [`ExportError`] when the bytes are not what the index names.
    pub(crate) fn new_exports(&self) -> Result<Vec<&[u8]>, ExportError> {
        let arrived = day_file::exports(&self.bytes)?;
        let had: Vec<Vec<u8>> = self.had.iter().filter_map(|export| hex::decode(&export.sha256)).collect();
        let digests: Vec<Vec<u8>> = arrived.iter().map(|export| Sha256::digest(export).to_vec()).collect();
        let before = if self.is_part { had.as_slice() } else { &[] };
        let all: Vec<&Vec<u8>> = before.iter().chain(&digests).collect();
        let mut digest = Sha256::new();
        for export in &all {
            digest.update(export);
        }
        let is_whole = u32::try_from(all.len()) == Ok(self.day.exports);
        if !is_whole || hex::encode(&digest.finalize()) != self.day.sha256 {
            return Err(ExportError::Malformed("not the day that the index names"));
        }
        let new = arrived.into_iter().zip(&digests).filter(|(_, digest)| !had.contains(digest));
        Ok(new.map(|(export, _)| export).collect())
    }
}

/// Whether an export is one of a day's.
pub(super) fn covers(day: &IndexedDay, export: &IndexedExport) -> bool {
    day.start < export.end && export.end <= day.end
}

/// The first exports of a day, as far as they were matched one after the other.
pub(super) fn had(day: &IndexedDay, matched: &[IndexedExport]) -> Vec<IndexedExport> {
    let mut of_day: Vec<&IndexedExport> = matched.iter().filter(|export| covers(day, export)).collect();
    of_day.sort_by_key(|export| export.end);
    let mut begins = day.start;
    let in_a_row = of_day.into_iter().take_while(|export| export.start == core::mem::replace(&mut begins, export.end));
    in_a_row.cloned().collect()
}

/// Whether these are all the exports of a day.
pub(super) fn is_whole(day: &IndexedDay, had: &[IndexedExport]) -> bool {
    let arrived = DayArrived { day: day.clone(), had: had.to_vec(), is_part: true, bytes: Vec::new() };
    arrived.new_exports().is_ok()
}

/// How many bytes of a day file these exports take.
pub(super) fn bytes_of(exports: &[IndexedExport]) -> u64 {
    exports.iter().map(|export| day_file::bytes_of(export.bytes)).sum()
}

/// Forgets the exports that no day still needs when a new index arrives. `old`: the index before; a phone of an earlier
/// version noted the names of what it matched and nothing else.
pub(super) fn keep_batches(
    batches: &mut Vec<IndexedExport>,
    old: Option<&Index>,
    new: &Index,
    matched: &BTreeSet<String>,
) {
    let noted = old.iter().flat_map(|index| &index.exports).filter(|export| matched.contains(&export.name));
    for export in noted {
        if !batches.contains(export) {
            batches.push(export.clone());
        }
    }
    let unmatched: Vec<&IndexedDay> = new.days.iter().filter(|day| !matched.contains(&day.name)).collect();
    batches.retain(|batch| new.exports.contains(batch) || unmatched.iter().any(|day| covers(day, batch)));
}

/// An export of places as one of a day.
fn of_day(places: &IndexedPlaces) -> IndexedExport {
    let IndexedPlaces { name, bytes, sha256, start, end, .. } = places.clone();
    IndexedExport { name, bytes, sha256, start, end }
}

/// Whether an export of places is one of a province's day.
pub(super) fn covers_places(day: &IndexedPlaceDay, places: &IndexedPlaces) -> bool {
    day.region == places.region && covers(&day.day, &of_day(places))
}

/// As [`had`], of the exports of places of a province's day.
pub(super) fn had_of_places(day: &IndexedPlaceDay, matched: &[IndexedPlaces]) -> Vec<IndexedExport> {
    let of_province: Vec<IndexedExport> =
        matched.iter().filter(|places| covers_places(day, places)).map(of_day).collect();
    had(&day.day, &of_province)
}

/// As [`keep_batches`], of exports of places.
pub(super) fn keep_place_batches(
    batches: &mut Vec<IndexedPlaces>,
    old: Option<&Index>,
    new: &Index,
    matched: &BTreeSet<String>,
) {
    let noted = old.iter().flat_map(|index| &index.places).filter(|places| matched.contains(&places.name));
    for places in noted {
        if !batches.contains(places) {
            batches.push(places.clone());
        }
    }
    let unmatched: Vec<_> = new.place_days.iter().filter(|day| !matched.contains(&day.day.name)).collect();
    batches.retain(|batch| new.places.contains(batch) || unmatched.iter().any(|day| covers_places(day, batch)));
}
