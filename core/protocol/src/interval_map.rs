//! Which intervals of a day something happened in, as 144 bits.

use crate::time::{Day, Interval};

/// The 144 intervals of one day, a bit each: interval `i` of the day is bit `i % 8` (from the lowest) of byte `i / 8`.
///
/// The map does not say which day it is of: whoever keeps it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IntervalMap([u8; Self::BYTES]);

impl IntervalMap {
    /// Bytes of a map.
    pub const BYTES: usize = 18;

    /// The map of these bytes; none where their number is not [`Self::BYTES`].
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The bytes of the map.
    pub fn as_bytes(&self) -> &[u8; Self::BYTES] {
        &self.0
    }

    /// Sets the bit of `interval`; an interval of another day than `day` changes nothing.
    pub fn insert(&mut self, day: Day, interval: Interval) {
        if let Some((byte, bit)) = place(day, interval)
            && let Some(byte) = self.0.get_mut(byte)
        {
            *byte |= bit;
        }
    }

    /// Clears the bit of `interval`; an interval of another day than `day` changes nothing.
    pub fn remove(&mut self, day: Day, interval: Interval) {
        if let Some((byte, bit)) = place(day, interval)
            && let Some(byte) = self.0.get_mut(byte)
        {
            *byte &= !bit;
        }
    }

    /// Whether the bit of `interval` is set; never for an interval of another day than `day`.
    pub fn contains(&self, day: Day, interval: Interval) -> bool {
        place(day, interval).is_some_and(|(byte, bit)| self.0.get(byte).is_some_and(|byte| byte & bit != 0))
    }

    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }
}

/// The byte of an interval within its day, and its bit.
fn place(day: Day, interval: Interval) -> Option<(usize, u8)> {
    let position = day.position(interval)?;
    Some((position as usize / 8, 1 << (position % 8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day(18_750);

    #[test]
    fn each_interval_of_the_day_has_a_bit_of_its_own_and_the_neighbouring_days_have_none() {
        let first = DAY.first_interval();
        let mut map = IntervalMap::default();
        for (set, interval) in (1..=Interval::PER_DAY).zip((0..).map(|n| first.plus(n))) {
            assert!(!map.contains(DAY, interval));
            map.insert(DAY, interval);
            assert!(map.contains(DAY, interval));
            assert_eq!(map.count(), set);
        }
        for outside in [first.minus(1), first.plus(Interval::PER_DAY)] {
            let before = map;
            map.insert(DAY, outside);
            map.remove(DAY, outside);
            assert_eq!((map, map.contains(DAY, outside)), (before, false));
        }
        map.remove(DAY, first.plus(9));
        assert_eq!(map.as_bytes()[..3], [0xFF, 0b1111_1101, 0xFF]);
    }

    #[test]
    fn bytes_of_another_length_are_no_map() {
        assert_eq!(IntervalMap::from_bytes(&[1; 18]).map(|map| map.count()), Some(18));
        assert_eq!(IntervalMap::from_bytes(&[1; 17]), None);
        assert_eq!(IntervalMap::from_bytes(&[1; 19]), None);
    }
}
