//! Two encounters of one identifier in one interval made one.

use core::cmp::Ordering;

use lancan_protocol::encounter::{Encounter, EncounterFlags, RssiHistogram};

/// Adds what came later to what came earlier. Both are of the same identifier and interval.
fn merge(earlier: &mut Encounter, mut later: Encounter) {
    earlier.first = earlier.first.min(later.first);
    earlier.last = earlier.last.max(later.last);
    earlier.sightings = earlier.sightings.saturating_add(later.sightings);
    earlier.scans.append(&mut later.scans);
    for (count, more) in earlier.histogram.0.iter_mut().zip(later.histogram.0) {
        *count = count.saturating_add(more).min(RssiHistogram::FULL);
    }
    if earlier.frame.metadata != later.frame.metadata {
        earlier.flags.insert(EncounterFlags::METADATA_CONFLICT);
    }
    earlier.flags = merged_flags(earlier.flags, later.flags);
}

/// Flags of which every sighting must agree hold only if both have them; the others if either has.
pub(crate) fn merged_flags(a: EncounterFlags, b: EncounterFlags) -> EncounterFlags {
    const OF_ALL: u8 = EncounterFlags::WRITTEN_ONLY.0 | EncounterFlags::NO_RSSI.0;
    EncounterFlags((a.0 & b.0 & OF_ALL) | ((a.0 | b.0) & !OF_ALL))
}

/// Merges two lists that ascend by identifier into one that does.
pub(crate) fn merge_lists(earlier: Vec<Encounter>, later: Vec<Encounter>) -> Vec<Encounter> {
    let mut merged = Vec::with_capacity(earlier.len() + later.len());
    let (mut earlier, mut later) = (earlier.into_iter().peekable(), later.into_iter().peekable());
    loop {
        let order = match (earlier.peek(), later.peek()) {
            (Some(a), Some(b)) => a.frame.id.cmp(&b.frame.id),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return merged,
        };
        match order {
            Ordering::Less => merged.extend(earlier.next()),
            Ordering::Greater => merged.extend(later.next()),
            Ordering::Equal => {
                if let (Some(mut a), Some(b)) = (earlier.next(), later.next()) {
                    merge(&mut a, b);
                    merged.push(a);
                }
            }
        }
    }
}
