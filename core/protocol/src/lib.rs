//! What phone and server agree on: time, keys, frames, exports, matching, risk, rules and wire types.
//!
//! Pure: no storage, no I/O, no clock, no randomness of its own, no global state. Whatever needs one of
//! these takes it as a parameter. `docs/protocol.md` is the specification; each module names its section.
//!
//! ```
//! use lancan_protocol::{keys::DayKey, time::Interval};
//!
//! let key = DayKey::from_bytes([7; 16]);
//! let id = key.identifiers().rolling_id(Interval(2_642_976));
//! assert_eq!(id.as_bytes().len(), 16);
//! ```
#![forbid(unsafe_code)]

pub mod bluezone;
pub mod code;
pub mod encounter;
pub mod export;
pub mod frame;
pub mod hex;
pub mod keys;
pub mod matching;
mod opaque;
pub mod problem;
pub mod ranging;
pub mod risk;
pub mod rules;
pub mod signed;
pub mod time;
pub mod wire;
