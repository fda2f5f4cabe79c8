//! How an interval lies in the bytes that are sealed: small, because there are many.
//!
//! ```text
//! block     := activity u8 ‖ common gaps list(varint) ‖ encounters list(encounter)
//! encounter := first 10 bits, last 10 bits, form 4 bits (little-endian) ‖ flags u8, if any ‖ id ‖ metadata
//!            ‖ sightings varint ‖ histogram 8 × 4 bits ‖ scans
//! scans     := gaps ‖ strongest i8 each ‖ (strongest − typical) 4 bits each, 15: a byte follows at the end
//! gaps      := length varint ‖ index among the common gaps, 0, 1, 2 or 4 bits each
//!            | (form: gaps of its own) list(varint)
//! ```
//! `gaps` are the seconds that scans stand for. A phone scans at few different paces, so the block holds the most common
//! gaps once. Form: bit 0, a Bluezone identifier of 12 bytes without metadata; bit 1, gaps of its own; bit 2, flags.
//! A list is its length as varint, then its items.

use lancan_protocol::Saturate as _;
use std::collections::BTreeMap;

use lancan_protocol::{
    encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance},
    frame::Frame,
    keys::{EncryptedMetadata, RollingId},
    time::Interval,
};

use crate::{reader::Reader, segment::Activity};

/// Most gaps that a block holds for all its encounters.
const COMMON_GAPS: usize = 16;

const SHORT_ID: u32 = 1;
const OWN_GAPS: u32 = 2;
const HAS_FLAGS: u32 = 4;

/// What one block holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) activity: Activity,
    pub(crate) encounters: Vec<Encounter>,
}

impl Block {
    pub(crate) fn encode(&self) -> Vec<u8> {
        Self::encode_parts(self.activity, &self.encounters)
    }

    /// Encodes a block of these parts.
    pub(crate) fn encode_parts(activity: Activity, encounters: &[Encounter]) -> Vec<u8> {
        let common = common_gaps(encounters);
        let mut out = Vec::with_capacity(64 + encounters.len() * 64);
        out.push(activity.0);
        put_gaps(&mut out, common.iter().copied());
        put_length(&mut out, encounters.len());
        for encounter in encounters {
            put_encounter(&mut out, &common, encounter);
        }
        out
    }

    /// Reads a block back; none if the bytes are not exactly one.
    pub(crate) fn decode(interval: Interval, bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let activity = Activity(reader.byte()?);
        let common = reader.gaps()?;
        let count = reader.length()?;
        let mut encounters = Vec::with_capacity(count);
        for _ in 0..count {
            encounters.push(reader.encounter(interval, &common)?);
        }
        reader.0.is_empty().then_some(Self { activity, encounters })
    }
}

/// The gaps that occur most often.
fn common_gaps(encounters: &[Encounter]) -> Vec<u16> {
    let mut counts: BTreeMap<u16, u32> = BTreeMap::new();
    for scan in encounters.iter().flat_map(|encounter| &encounter.scans) {
        *counts.entry(scan.seconds_since_last).or_default() += 1;
    }
    let mut common: Vec<(u32, u16)> = counts.into_iter().map(|(gap, count)| (count, gap)).collect();
    common.sort_unstable_by(|a, b| b.cmp(a));
    common.into_iter().take(COMMON_GAPS).map(|(_, gap)| gap).collect()
}

/// Bits of an index among this number of common gaps.
fn index_bits(common: usize) -> usize {
    match common {
        0 | 1 => 0,
        2 => 1,
        3 | 4 => 2,
        _ => 4,
    }
}

fn put_encounter(out: &mut Vec<u8>, common: &[u16], encounter: &Encounter) {
    let id = encounter.frame.id.as_bytes();
    let metadata = encounter.frame.metadata.as_bytes();
    let short = *metadata == [0; 4] && id.ends_with(&[0; 4]) && encounter.flags.contains(EncounterFlags::BLUEZONE);
    let indices: Option<Vec<usize>> =
        encounter.scans.iter().map(|scan| common.iter().position(|gap| *gap == scan.seconds_since_last)).collect();
    let has_flags = encounter.flags != EncounterFlags::default();
    let form = [(short, SHORT_ID), (indices.is_none(), OWN_GAPS), (has_flags, HAS_FLAGS)];
    let form = form.into_iter().filter(|(holds, _)| *holds).fold(0, |form, (_, bit)| form | bit);
    let seconds = u32::from(encounter.first.min(1023)) | u32::from(encounter.last.min(1023)) << 10 | form << 20;
    out.extend(seconds.to_le_bytes().iter().take(3));
    out.extend(has_flags.then_some(encounter.flags.0));
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
    match indices {
        Some(indices) => put_indices(out, index_bits(common.len()), &indices),
        None => put_gaps(out, encounter.scans.iter().map(|scan| scan.seconds_since_last)),
    }
    put_levels(out, &encounter.scans);
}

fn put_indices(out: &mut Vec<u8>, bits: usize, indices: &[usize]) {
    put_length(out, indices.len());
    let Some(in_a_byte) = 8_usize.checked_div(bits) else { return };
    for packed in indices.chunks(in_a_byte) {
        let byte = packed.iter().rev().fold(0, |byte, index| byte << bits | index);
        out.push(byte.to_le_bytes()[0]);
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
    put_varint(out, length.saturate());
}

fn put_varint(out: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        out.push((value & 0x7F).to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    out.push(value.to_le_bytes()[0]);
}

impl Reader<'_> {
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

    fn encounter(&mut self, interval: Interval, common: &[u16]) -> Option<Encounter> {
        let [low, middle, high] = self.array()?;
        let seconds = u32::from_le_bytes([low, middle, high, 0]);
        let form = seconds >> 20;
        let flags = EncounterFlags(if form & HAS_FLAGS == 0 { 0 } else { self.byte()? });
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
        let gaps = if form & OWN_GAPS == 0 { self.indexed(common)? } else { self.gaps()? };
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

    fn indexed(&mut self, common: &[u16]) -> Option<Vec<u16>> {
        // Every scan takes more than a byte after this.
        let length = self.length()?;
        let bits = index_bits(common.len());
        if bits == 0 {
            return (0..length).map(|_| common.first().copied()).collect();
        }
        let packed = self.bytes((length * bits).div_ceil(8))?;
        let indices = packed.iter().flat_map(|byte| (0..8).step_by(bits).map(move |at| byte >> at & ((1 << bits) - 1)));
        indices.take(length).map(|index| common.get(usize::from(index)).copied()).collect()
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
mod golden;

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
