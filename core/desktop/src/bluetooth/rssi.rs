//! Signal strength as platforms give it.

use core::ops::RangeInclusive;

/// What a controller can measure, in dBm (Bluetooth Core Specification, volume 4, part E, 7.7.65.2).
const MEASURABLE: RangeInclusive<i16> = -127..=20;

/// The strength in dBm; none where the platform gives none, says that it has none (127), or gives what cannot be.
pub(crate) fn measured(rssi: Option<i16>) -> Option<i8> {
    rssi.filter(|dbm| MEASURABLE.contains(dbm)).and_then(|dbm| i8::try_from(dbm).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_measured_is_taken_as_it_is() {
        for dbm in [-127, -126, -100, -40, -1, 0, 19, 20] {
            assert_eq!(measured(Some(dbm)).map(i16::from), Some(dbm));
        }
    }

    #[test]
    fn nothing_not_available_and_the_impossible_are_no_measurement() {
        for absent in
            [None, Some(127), Some(126), Some(21), Some(-128), Some(128), Some(-129), Some(i16::MIN), Some(i16::MAX)]
        {
            assert_eq!(measured(absent), None, "{absent:?}");
        }
    }
}
