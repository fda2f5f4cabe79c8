//! Which intervals of a day something happened in, as 144 bits.

/// The 144 intervals of one day, a bit each: interval `i` of the day is bit `i % 8` (from the lowest) of byte `i / 8`.
///
/// The map does not say which day it is of: whoever keeps it does. [`crate::key_days::KeyDays::position`] gives positions.
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

    /// Sets the bit of the interval at this position of the day; a position from 144 on changes nothing.
    pub fn insert(&mut self, position: u32) {
        if let Some(byte) = self.byte(position) {
            *byte |= bit(position);
        }
    }

    /// Clears the bit of the interval at this position of the day; a position from 144 on changes nothing.
    pub fn remove(&mut self, position: u32) {
        if let Some(byte) = self.byte(position) {
            *byte &= !bit(position);
        }
    }

    /// Whether the bit of the interval at this position of the day is set; never for a position from 144 on.
    pub fn contains(&self, position: u32) -> bool {
        self.0.get(position as usize / 8).is_some_and(|byte| byte & bit(position) != 0)
    }

    fn byte(&mut self, position: u32) -> Option<&mut u8> {
        self.0.get_mut(position as usize / 8)
    }

    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.0.iter().map(|byte| byte.count_ones()).sum()
    }
}

fn bit(position: u32) -> u8 {
    1 << (position % 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Interval;

    #[test]
    fn each_position_of_the_day_has_a_bit_of_its_own_and_later_positions_have_none() {
        let mut map = IntervalMap::default();
        for (set, position) in (1..=Interval::PER_DAY).zip(0..) {
            assert!(!map.contains(position));
            map.insert(position);
            assert!(map.contains(position));
            assert_eq!(map.count(), set);
        }
        for outside in [Interval::PER_DAY, u32::MAX] {
            let before = map;
            map.insert(outside);
            map.remove(outside);
            assert_eq!((map, map.contains(outside)), (before, false));
        }
        map.remove(9);
        assert_eq!(map.as_bytes()[..3], [0xFF, 0b1111_1101, 0xFF]);
    }

    #[test]
    fn bytes_of_another_length_are_no_map() {
        assert_eq!(IntervalMap::from_bytes(&[1; 18]).map(|map| map.count()), Some(18));
        assert_eq!(IntervalMap::from_bytes(&[1; 17]), None);
        assert_eq!(IntervalMap::from_bytes(&[1; 19]), None);
    }
}
