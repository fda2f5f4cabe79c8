//! The floor: how far back a clock can be trusted to lie.

use lancan_protocol::time::UnixTime;

/// The greatest signed end timestamp a phone has seen. It is later than that now, whatever the clock says.
///
/// A phone keeps it sealed. Whoever records an encounter asks [`Floor::is_above`] and marks it
/// [`lancan_protocol::EncounterFlags::BELOW_FLOOR`]: its stamp is wrong. Keys published up to the floor were public
/// when it was heard; with keys published later its time cannot be compared. So it never matches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Floor(UnixTime);

impl Floor {
    /// A floor as stored.
    pub fn new(at: UnixTime) -> Self {
        Self(at)
    }

    /// Where the encounter lies from the floor.
    pub fn at(self) -> UnixTime {
        self.0
    }

    /// Raises it to a signed end timestamp, if that is later. Give verified ones only.
    pub fn raise(&mut self, signed_end: UnixTime) {
        self.0 = self.0.max(signed_end);
    }

    /// Whether it lies above this stamp of the clock: the clock has been set back.
    pub fn is_above(self, stamp: UnixTime) -> bool {
        stamp < self.0
    }
}
