//! One encounter within a report, as bytes: 2,000 of them must fit.

use crate::{frame::Frame, time::Interval};

/// Bytes of one encounter in a report.
pub const ENCOUNTER_BYTES: usize = 32;

/// One encounter of a report: [`ENCOUNTER_BYTES`] bytes.
///
/// Layout: identifier 16, metadata 4, interval 4 (little-endian), seconds 2 (little-endian), least attenuation 1,
/// typical attenuation 1, scans 1, flags 1, zero 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportedEncounter {
    /// What was heard.
    pub frame: Frame,
    /// The interval it was heard in, on the reporter's clock.
    pub interval: Interval,
    /// Estimated seconds near each other in this interval, 0 to 600.
    pub seconds: u16,
    /// Least attenuation in dB as if the sender transmitted with 0 dBm; the server adds the power once it can decrypt it.
    pub least_attenuation: u8,
    /// Typical (median) attenuation, likewise.
    pub typical_attenuation: u8,
    /// Scans that heard it.
    pub scans: u8,
    /// [`crate::encounter::EncounterFlags`].
    pub flags: u8,
}

impl ReportedEncounter {
    /// The 32 bytes.
    pub fn to_bytes(&self) -> [u8; ENCOUNTER_BYTES] {
        let mut bytes = [0; ENCOUNTER_BYTES];
        let interval = self.interval.0.to_le_bytes();
        let seconds = self.seconds.to_le_bytes();
        let tail = [self.least_attenuation, self.typical_attenuation, self.scans, self.flags, 0, 0];
        let parts = self.frame.to_bytes().into_iter().chain(interval).chain(seconds).chain(tail);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    /// Reads 32 bytes; `None` when the length, the zero bytes or the seconds are wrong.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; ENCOUNTER_BYTES] = bytes.try_into().ok()?;
        let (frame, rest) = bytes.split_first_chunk::<20>()?;
        let (interval, rest) = rest.split_first_chunk::<4>()?;
        let (seconds, rest) = rest.split_first_chunk::<2>()?;
        let &[least_attenuation, typical_attenuation, scans, flags, 0, 0] = rest else { return None };
        let seconds = u16::from_le_bytes(*seconds);
        let frame = Frame::from_bytes(frame).ok()?;
        let interval = Interval(u32::from_le_bytes(*interval));
        (seconds <= 600).then_some(Self {
            frame,
            interval,
            seconds,
            least_attenuation,
            typical_attenuation,
            scans,
            flags,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reported_encounter_survives_its_bytes(bytes in any::<[u8; 32]>()) {
            if let Some(encounter) = ReportedEncounter::from_bytes(&bytes) {
                prop_assert_eq!(encounter.to_bytes(), bytes);
            }
            let mut valid = bytes;
            valid[24..26].copy_from_slice(&599_u16.to_le_bytes());
            valid[30..].copy_from_slice(&[0, 0]);
            prop_assert_eq!(ReportedEncounter::from_bytes(&valid).unwrap().to_bytes(), valid);
        }
    }
}
