//! The test kit: one scripted authority and one scripted phone, on virtual time.
//!
//! - [`ScriptedAuthority`] signs index, rules and exports with keys of its own and answers verify and report requests.
//!   A test tells it how to behave ([`Conduct`]): to fail, to answer late, to lie.
//! - [`ScriptedPhone`] is a [`lancan_core::Tracer`] with the simplest host there is. It records every command and
//!   takes events at the times that a test gives.
//! - [`HandMade`] makes verify and report bodies by hand, for requests that no true phone sends.
//! - [`acts`] are the few things that tests let people do: meet, report, poll.
//!
//! Integration tests depend on this crate. Unit tests inside `lancan-core` cannot: they compile that crate a second time,
//! and the kit's [`lancan_core::Tracer`] is the other one's.
//!
//! The simulator (`lancan-simulator`) is for everything that needs an air, a population or the real server.

pub mod acts;
mod authority;
mod conduct;
mod hand_made;
mod phone;
mod problem;

pub use authority::ScriptedAuthority;
pub use conduct::{Conduct, Lie};
pub use hand_made::HandMade;
pub use phone::ScriptedPhone;
pub use problem::KitError;
