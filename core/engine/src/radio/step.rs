//! What goes into a step of the machine besides events, and what comes out.

use lancan_protocol::{encounter::EncounterFlags, frame::Frame, time::Interval};

use crate::{command::RadioCommand, now::Now};

/// What the machine asks of the phone around it.
pub trait Own {
    /// This phone's frame for an interval; none while there is no key for it.
    fn frame(&mut self, interval: Interval) -> Option<Frame>;
    /// 64 random bits that nobody outside can foresee: they decide when identifiers come and go.
    fn random(&mut self) -> u64;
}

/// What the machine works with for the length of one step.
pub struct Turn<'a> {
    /// The time of the step.
    pub now: Now,
    /// This phone's frames and randomness.
    pub own: &'a mut dyn Own,
    /// Where commands and observations are put.
    pub step: &'a mut Step,
}

/// What one step of the machine brings forth.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// For the host, in this order.
    pub commands: Vec<RadioCommand>,
    /// For the recorder, in this order, all at the time of the step.
    pub observations: Vec<Observation>,
}

/// Something that the radio observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observation {
    /// A scan began: what follows belongs to it.
    ScanBegan,
    /// This phone's own adverts began: in this interval others could hear it.
    AdvertisingBegan,
    /// A frame was heard, read or written to us.
    Frame {
        /// The frame.
        frame: Frame,
        /// Signal strength in dBm of an advert from the same address; none where none was measured.
        rssi_dbm: Option<i8>,
        /// [`EncounterFlags::WRITTEN_ONLY`] and [`EncounterFlags::NO_RSSI`] where they apply.
        flags: EncounterFlags,
    },
    /// A Bluezone 2.x identifier was heard in an advert.
    Bluezone {
        /// The identifier.
        id: [u8; 12],
        /// Signal strength in dBm.
        rssi_dbm: Option<i8>,
    },
}
