//! From signal strength to the probability of having been close (`docs/protocol.md`, Ranging). Never a metre.
//!
//! Attenuation is transmit power minus signal strength, in dB. What a phone reads depends on its model and case, so the
//! phone estimates its own level from everything it hears ([`ReceiverLevel`]); a server that holds the logs of
//! several consenting people estimates receivers and transmitters together ([`fit_levels`]).

mod levels;
mod model;
mod receiver;
mod rules;

pub use levels::{Levels, PairReading, both_ways, fit_levels};
pub use receiver::ReceiverLevel;
pub use rules::{PhoneLevel, RangingRules};
