//! From signal strength to the probability of having been close (`docs/protocol.md`, Ranging). Never a metre.
//!
//! Attenuation is transmit power minus signal strength, in dB. What a phone reads depends on its model and case, so the
//! phone estimates its own level from everything it hears ([`ReceiverLevel`]); a server that holds the logs of
//! several consenting people estimates receivers and transmitters together ([`fit_levels`]).

mod crowd;
mod levels;
mod model;
mod phone_levels;
mod reading;
mod receiver;
mod rules;

pub use crowd::Crowd;
pub use levels::{Levels, PairReading, both_ways, fit_levels};
pub use phone_levels::{KnownLevel, median_power_dbm, phone_level, phone_levels};
pub use reading::Reading;
pub use receiver::ReceiverLevel;
pub(crate) use receiver::sightings_per_scan;
pub use rules::{Company, PhoneLevel, RangingRules};
