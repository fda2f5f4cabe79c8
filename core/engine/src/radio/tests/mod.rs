//! The radio machine's behaviour, on a host that does as the test says.

mod any_order;
mod changing;
mod failing;
mod host;
mod listening;
mod visiting;
mod writing;

use core::time::Duration;

use lancan_protocol::{
    encounter::EncounterFlags,
    frame::Frame,
    time::{Interval, UnixTime},
};

use super::{DutyCycle, Fixed, Observation, Own, Radio, Step, Turn};
use crate::{
    AdapterState, AddressControl, Advert, Advertising, Background, Blocked, Capabilities, Now, PeerHandle,
    RadioCommand, RadioEvent, ScanMode, Sighting,
};
