//! The simulated air, and the phones and people on it.
//!
//! Who met whom comes from [`contacts`] (a file) or [`town`] (generated), what truly was a close contact from
//! [`truth`].
//!
//! The feature `authority`, on by default, adds the real server and the whole loop; without it the simulator needs no
//! server.
// Nothing here ships: indices come from the simulation's own tables, and its figures are small.
#![allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

pub mod air;
#[cfg(feature = "authority")]
pub mod authority;
pub mod clock;
#[cfg(test)]
mod conformance;
pub mod contacts;
mod delimited;
pub mod field;
pub mod fitting;
mod hearing;
pub mod host;
mod hours;
mod links;
#[cfg(feature = "authority")]
pub mod outbreak;
pub mod overheard;
pub mod phone;
pub mod places;
pub mod random;
pub mod recording;
pub mod timer;
pub mod town;
pub mod truth;
pub mod visiting;
pub mod world;
