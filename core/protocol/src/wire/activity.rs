//! When a phone advertised and scanned, so that what is missing from its log can be told from what never was.

use prost::Message;

use crate::{interval_map::IntervalMap, time::Day};

/// When a phone advertised and scanned on one day of the deployment: 144 bits each, bit `i % 8` of byte `i / 8` for interval `i` of the day.
#[derive(Clone, PartialEq, Message)]
pub struct DayActivity {
    /// Day number of the deployment's calendar.
    #[prost(uint32, tag = "1")]
    pub day: u32,
    /// 18 bytes.
    #[prost(bytes = "vec", tag = "2")]
    pub advertised: Vec<u8>,
    /// 18 bytes.
    #[prost(bytes = "vec", tag = "3")]
    pub scanned: Vec<u8>,
}

impl DayActivity {
    /// A day with these maps.
    pub fn new(day: Day, advertised: &IntervalMap, scanned: &IntervalMap) -> Self {
        Self { day: day.0, advertised: advertised.as_bytes().to_vec(), scanned: scanned.as_bytes().to_vec() }
    }

    /// The intervals in which the phone advertised and those in which it scanned; none where a map has another length
    /// than [`IntervalMap::BYTES`].
    pub fn maps(&self) -> Option<(IntervalMap, IntervalMap)> {
        IntervalMap::from_bytes(&self.advertised).zip(IntervalMap::from_bytes(&self.scanned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_of_a_day_survive_their_bytes_and_others_are_none() {
        let (mut advertised, scanned) = (IntervalMap::default(), IntervalMap::default());
        advertised.insert(143);
        let day = DayActivity::new(Day(2), &advertised, &scanned);
        assert_eq!(day.maps(), Some((advertised, scanned)));
        assert_eq!(DayActivity { scanned: vec![0; 17], ..day }.maps(), None);
    }
}
