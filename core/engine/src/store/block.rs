//! How an interval lies in the bytes that are sealed: small, because there are many.
//!
//! ```text
//! block     := activity u8 ‖ gaps list(varint) ‖ encounters list(encounter)
//! encounter := flags u8 ‖ first 10 bits, last 10 bits, form 4 bits (little-endian) ‖ id ‖ metadata
//!            ‖ sightings varint ‖ histogram 8 × 4 bits ‖ scans
//! scans     := which ‖ strongest i8 each ‖ (strongest − typical) 4 bits each, 15: a byte follows at the end
//! which     := one bit for each of the block's gaps, or (form: gaps of its own) list(varint)
//! ```
//! `gaps` are the seconds between scans. Most encounters of an interval were heard in the same scans, so the
//! block holds them once and an encounter marks its own, where that is shorter than a list. Form: bit 0, a Bluezone identifier of 12 bytes
//! without metadata; bit 1, gaps of its own. A list is its length as varint, then its items.

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, RollingId},
    time::Interval,
};

use crate::recorder::Activity;

/// Most gaps that a block holds for all its encounters.
const SHARED_GAPS: usize = 48;

const SHORT_ID: u32 = 1;
const OWN_GAPS: u32 = 2;

/// What one block holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) activity: Activity,
    pub(crate) encounters: Vec<Encounter>,
}

impl Block {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let shared = shared_gaps(&self.encounters);
        let mut out = Vec::with_capacity(16 + self.encounters.len() * 64);
        out.push(self.activity.0);
        put_gaps(&mut out, shared.iter().copied());
        put_length(&mut out, self.encounters.len());
        for encounter in &self.encounters {
            put_encounter(&mut out, &shared, encounter);
        }
        out
    }

    /// Reads a block back; none if the bytes are not exactly one.
    pub(crate) fn decode(interval: Interval, bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let activity = Activity(reader.byte()?);
        let shared = reader.gaps()?;
        let count = reader.length()?;
        let mut encounters = Vec::with_capacity(count);
        for _ in 0..count {
            encounters.push(reader.encounter(interval, &shared)?);
        }
        reader.0.is_empty().then_some(Self { activity, encounters })
    }
}

/// A list of gaps in which as many encounters as possible find theirs, in order.
fn shared_gaps(encounters: &[Encounter]) -> Vec<u16> {
    let mut shared: Vec<u16> = Vec::new();
    let mut longest_first: Vec<&Encounter> = encounters.iter().collect();
    longest_first.sort_by_key(|encounter| core::cmp::Reverse(encounter.scans.len()));
    for encounter in longest_first {
        let missing = first_missing(&shared, &encounter.scans);
        if shared.len() + missing.len() <= SHARED_GAPS {
            shared.extend(missing.iter().map(|scan| scan.seconds_since_last));
        }
    }
    shared
}

/// The scans whose gaps are not found in order, from the first that is not.
fn first_missing<'a>(shared: &[u16], scans: &'a [ScanInstance]) -> &'a [ScanInstance] {
    let mut rest = shared.iter();
    let found = scans.iter().take_while(|scan| rest.any(|gap| *gap == scan.seconds_since_last)).count();
    scans.get(found..).unwrap_or_default()
}

/// Whether a list of its own takes fewer bytes than marks among the shared ones.
fn own_gaps_are_shorter(shared: &[u16], scans: &[ScanInstance]) -> bool {
    let own: usize = scans.iter().map(|scan| if scan.seconds_since_last < 0x80 { 1 } else { 2 }).sum();
    1 + own < shared.len().div_ceil(8)
}

fn put_encounter(out: &mut Vec<u8>, shared: &[u16], encounter: &Encounter) {
    let id = encounter.frame.id.as_bytes();
    let metadata = encounter.frame.metadata.as_bytes();
    let short = *metadata == [0; 4] && id.ends_with(&[0; 4]) && encounter.flags.contains(EncounterFlags::BLUEZONE);
    let own = !first_missing(shared, &encounter.scans).is_empty() || own_gaps_are_shorter(shared, &encounter.scans);
    let form = if short { SHORT_ID } else { 0 } | if own { OWN_GAPS } else { 0 };
    let seconds = u32::from(encounter.first.min(1023)) | u32::from(encounter.last.min(1023)) << 10 | form << 20;
    out.push(encounter.flags.0);
    out.extend(seconds.to_le_bytes().iter().take(3));
    if short {
        out.extend(id.iter().take(12));
    } else {
        out.extend_from_slice(id);
        out.extend_from_slice(metadata);
    }
    put_varint(out, u32::from(encounter.sightings));
    for pair in encounter.histogram.0.as_chunks::<2>().0 {
        let [low, high] = pair.map(|count| count.min(RssiHistogram::FULL));
        out.push(low | high << 4);
    }
    if own {
        put_gaps(out, encounter.scans.iter().map(|scan| scan.seconds_since_last));
    } else {
        put_marks(out, shared, &encounter.scans);
    }
    put_levels(out, &encounter.scans);
}

/// One bit for each shared gap.
fn put_marks(out: &mut Vec<u8>, shared: &[u16], scans: &[ScanInstance]) {
    let mut wanted = scans.iter().map(|scan| scan.seconds_since_last).peekable();
    for eight in shared.chunks(8) {
        let mut marks = 0;
        for (bit, gap) in eight.iter().enumerate() {
            if wanted.next_if_eq(gap).is_some() {
                marks |= 1 << bit;
            }
        }
        out.push(marks);
    }
}

fn put_levels(out: &mut Vec<u8>, scans: &[ScanInstance]) {
    out.extend(scans.iter().map(|scan| scan.strongest_rssi.cast_unsigned()));
    let below = |scan: &ScanInstance| scan.strongest_rssi.wrapping_sub(scan.typical_rssi).cast_unsigned();
    for pair in scans.chunks(2) {
        let mut nibbles = pair.iter().map(|scan| below(scan).min(15));
        out.push(nibbles.next().unwrap_or(0) | nibbles.next().unwrap_or(0) << 4);
    }
    out.extend(scans.iter().map(below).filter(|below| *below >= 15));
}

fn put_gaps(out: &mut Vec<u8>, gaps: impl ExactSizeIterator<Item = u16>) {
    put_length(out, gaps.len());
    for gap in gaps {
        put_varint(out, u32::from(gap));
    }
}

fn put_length(out: &mut Vec<u8>, length: usize) {
    // Lists are bounded far below this by the recorder.
    put_varint(out, u32::try_from(length).unwrap_or(u32::MAX));
}

fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7F).to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

/// Takes bytes from the front; none when they do not suffice.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(bytes)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    fn varint(&mut self) -> Option<u32> {
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= u32::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    /// The length of a list, each item of which takes a byte at least.
    fn length(&mut self) -> Option<usize> {
        usize::try_from(self.varint()?).ok().filter(|length| *length <= self.0.len())
    }

    fn gaps(&mut self) -> Option<Vec<u16>> {
        (0..self.length()?).map(|_| u16::try_from(self.varint()?).ok()).collect()
    }

    fn encounter(&mut self, interval: Interval, shared: &[u16]) -> Option<Encounter> {
        let flags = EncounterFlags(self.byte()?);
        let [a, b, c] = self.array()?;
        let seconds = u32::from_le_bytes([a, b, c, 0]);
        let form = seconds >> 20;
        let (mut id, mut metadata) = ([0; 16], [0; 4]);
        if form & SHORT_ID == 0 {
            id = self.array()?;
            metadata = self.array()?;
        } else {
            *id.first_chunk_mut::<12>()? = self.array()?;
        }
        let frame = Frame { id: RollingId::from_bytes(id), metadata: EncryptedMetadata::from_bytes(metadata) };
        let sightings = u16::try_from(self.varint()?).ok()?;
        let mut histogram = RssiHistogram::default();
        for (counts, byte) in histogram.0.as_chunks_mut::<2>().0.iter_mut().zip(self.array::<4>()?) {
            *counts = [byte & 15, byte >> 4];
        }
        let gaps = if form & OWN_GAPS == 0 { self.marked(shared)? } else { self.gaps()? };
        Some(Encounter {
            frame,
            interval,
            first: u16::try_from(seconds & 1023).ok()?,
            last: u16::try_from(seconds >> 10 & 1023).ok()?,
            sightings,
            scans: self.scans(&gaps)?,
            histogram,
            flags,
        })
    }

    fn marked(&mut self, shared: &[u16]) -> Option<Vec<u16>> {
        let mut gaps = Vec::new();
        for eight in shared.chunks(8) {
            let marks = self.byte()?;
            gaps.extend(eight.iter().enumerate().filter(|(bit, _)| marks & (1 << bit) != 0).map(|(_, gap)| *gap));
        }
        Some(gaps)
    }

    fn scans(&mut self, gaps: &[u16]) -> Option<Vec<ScanInstance>> {
        let strongest = self.bytes(gaps.len())?;
        let nibbles = self.bytes(gaps.len().div_ceil(2))?;
        let nibbles = nibbles.iter().flat_map(|pair| [pair & 15, pair >> 4]);
        let mut scans = Vec::with_capacity(gaps.len());
        for ((gap, strongest), nibble) in gaps.iter().zip(strongest).zip(nibbles) {
            let below = if nibble == 15 { self.byte()? } else { nibble };
            scans.push(ScanInstance {
                seconds_since_last: *gap,
                typical_rssi: strongest.wrapping_sub(below).cast_signed(),
                strongest_rssi: strongest.cast_signed(),
            });
        }
        Some(scans)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::{collection::vec, prelude::*};

    prop_compose! {
        pub(crate) fn encounters(interval: Interval)(
            frame in any::<[u8; 20]>(),
            bluezone in any::<bool>(),
            (first, last) in (0_u16..600, 0_u16..600),
            sightings in any::<u16>(),
            scans in vec((prop_oneof![Just(60), Just(150), 0_u16..=600], any::<i8>(), any::<i8>()), 0..12),
            histogram in any::<[u8; 8]>(),
            flags in 0_u8..16,
        ) -> Encounter {
            let mut frame = frame;
            let mut flags = EncounterFlags(flags & !EncounterFlags::BLUEZONE.0);
            if bluezone {
                frame[12..].fill(0);
                flags.insert(EncounterFlags::BLUEZONE);
            }
            Encounter {
                frame: Frame::from_bytes(&frame).unwrap(),
                interval,
                first,
                last,
                sightings,
                scans: scans
                    .into_iter()
                    .map(|(seconds_since_last, typical_rssi, strongest_rssi)| ScanInstance {
                        seconds_since_last,
                        typical_rssi,
                        strongest_rssi,
                    })
                    .collect(),
                histogram: RssiHistogram(histogram.map(|count| count & 15)),
                flags,
            }
        }
    }

    proptest! {
        #[test]
        fn a_block_survives_its_bytes(activity in 0_u8..4, encounters in vec(encounters(Interval(7)), 0..40)) {
            let block = Block { activity: Activity(activity), encounters };
            prop_assert_eq!(Block::decode(Interval(7), &block.encode()), Some(block));
        }

        #[test]
        fn bytes_that_are_not_exactly_a_block_are_refused_without_panic(
            encounters in vec(encounters(Interval(7)), 0..4),
            bytes in vec(any::<u8>(), 0..200),
            cut in any::<proptest::sample::Index>(),
        ) {
            let _ = Block::decode(Interval(7), &bytes);
            let mut whole = Block { activity: Activity(3), encounters }.encode();
            prop_assert_eq!(Block::decode(Interval(7), &whole[..cut.index(whole.len())]), None);
            whole.push(0);
            prop_assert_eq!(Block::decode(Interval(7), &whole), None);
        }
    }
}
