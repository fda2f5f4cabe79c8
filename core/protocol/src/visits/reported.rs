//! A visit as a report brings it: 36 bytes.

use serde::{Deserialize, Serialize};

use crate::places::{Minute, Rotating, VisitId};

/// Most visits of a report.
pub const MOST_VISITS: usize = 200;

/// How a visit came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct VisitFlags(pub u16);

impl VisitFlags {
    /// The enter was scanned.
    pub const SCANNED_IN: Self = Self(1);
    /// The leave was scanned, here or at the next place.
    pub const SCANNED_OUT: Self = Self(2);
    /// The leave is estimated by the kind of the place.
    pub const ESTIMATED_LEAVE: Self = Self(4);
    /// The user changed the times.
    pub const EDITED: Self = Self(8);
    /// The code was a display's.
    pub const ROTATING: Self = Self(16);
    /// Staff scanned the visitor's code.
    pub const SCANNED_BY_STAFF: Self = Self(32);
    /// The user entered the visit by hand.
    pub const BY_HAND: Self = Self(64);

    /// Whether all of `flag` is set.
    pub fn contains(self, flag: Self) -> bool {
        self.0 & flag.0 == flag.0
    }

    /// Sets a flag.
    pub fn insert(&mut self, flag: Self) {
        self.0 |= flag.0;
    }

    /// Clears a flag.
    pub fn remove(&mut self, flag: Self) {
        self.0 &= !flag.0;
    }
}

/// What proves to the server that the visitor saw the display in a minute of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// Minutes since the deployment's midnight.
    pub minute_of_day: u16,
    /// The display's mac.
    pub mac: [u8; 8],
}

impl From<&Rotating> for Proof {
    fn from(shown: &Rotating) -> Self {
        Self { minute_of_day: shown.minute_of_day, mac: shown.mac }
    }
}

/// A visit as a report brings it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedVisit {
    /// Place and day.
    pub id: VisitId,
    /// When the visitor entered.
    pub enter: Minute,
    /// When the visitor left; none where nobody knows.
    pub leave: Option<Minute>,
    /// How the visit came about.
    pub flags: VisitFlags,
    /// The proof of a display; zero for posters.
    pub proof: Proof,
}

impl ReportedVisit {
    /// Bytes of a visit in a report.
    pub const BYTES: usize = 16 + 4 + 4 + 2 + 10;

    /// visit id 16 ‖ enter 4 ‖ leave 4 (0 unknown) ‖ flags 2 ‖ minute of the day 2 ‖ mac 8.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let leave = self.leave.unwrap_or_default();
        let parts = [
            self.id.as_bytes().as_slice(),
            &self.enter.0.to_le_bytes(),
            &leave.0.to_le_bytes(),
            &self.flags.0.to_le_bytes(),
            &self.proof.minute_of_day.to_le_bytes(),
            &self.proof.mac,
        ];
        let mut bytes = [0; Self::BYTES];
        for (to, from) in bytes.iter_mut().zip(parts.into_iter().flatten()) {
            *to = *from;
        }
        bytes
    }

    /// The visit of these bytes; none for another number of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (id, rest) = bytes.split_first_chunk::<16>()?;
        let (enter, rest) = rest.split_first_chunk::<4>()?;
        let (leave, rest) = rest.split_first_chunk::<4>()?;
        let (flags, rest) = rest.split_first_chunk::<2>()?;
        let (minute, mac) = rest.split_first_chunk::<2>()?;
        let leave = Some(Minute(u32::from_le_bytes(*leave))).filter(|leave| leave.0 > 0);
        let proof = Proof { minute_of_day: u16::from_le_bytes(*minute), mac: mac.try_into().ok()? };
        let (id, enter) = (VisitId::from_bytes(*id), Minute(u32::from_le_bytes(*enter)));
        Some(Self { id, enter, leave, flags: VisitFlags(u16::from_le_bytes(*flags)), proof })
    }

    /// The visits in a report's field, as many as are whole and at most [`MOST_VISITS`].
    pub fn all(field: &[u8]) -> impl Iterator<Item = Self> {
        field.chunks_exact(Self::BYTES).take(MOST_VISITS).filter_map(Self::from_bytes)
    }
}
