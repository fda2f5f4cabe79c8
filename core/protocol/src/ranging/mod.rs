//! From signal strength to the probability of having been close (`docs/protocol.md`, Ranging). Never a metre.

mod rules;

pub use rules::{PhoneLevel, RangingRules};
