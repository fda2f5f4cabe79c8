//! `lancan-opener`: the only program that opens a province's visitor log (`docs/visitor-log.md`).
//!
//! It runs on a machine of its own, one for each province, best without a network: all that goes in and out is files. It holds
//! the *roots*, 32 random bytes for each month, sealed under every pair of three passphrases; it signs the *packs* of public
//! keys that phones and checkers seal to; and it opens the envelopes of one place and at most six hours when two officers have
//! signed the same request with keys that were enrolled here in person. What it opens it seals to a recipient that was enrolled
//! likewise. Everything it does stands in a log whose lines are chained by hashes.
//!
//! The parts take time and randomness as parameters; [`main`] alone has a clock.

mod boxes;
mod cli;
mod enrolled;
mod failure;
mod files;
mod limits;
mod log;
mod national;
mod opening;
mod packing;
mod roots;
mod safe;
mod screen;
mod words;

pub use boxes::{Cost, Holders, Unlocked};
pub use cli::main;
pub use enrolled::{Enrolled, Officer};
pub use failure::Failure;
pub use limits::Limits;
pub use log::{Deed, Line, Log};
pub use national::{certify, new_national_key};
pub use opening::{Asked, Trust, ask, finish, wanted};
pub use packing::{PackTimes, pack};
pub use roots::{RootSecret, Roots, card_key, day_key};
pub use safe::{Answer, Safe};
pub use screen::screen;
pub use words::{Passphrase, WORDS};
