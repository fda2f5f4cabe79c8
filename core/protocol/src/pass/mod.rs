//! The gate pass: what a traveller who has declared shows at the border (`docs/protocol.md`, Gate pass).
//!
//! A pass is opaque: a random name of the declaration, the gate and the times, signed. It holds no name, no passport and no
//! class of triage. A gate's device reads it with the authority's public key alone, also without a network, and knows passes
//! that were taken back from the signed list that it fetched last.

mod bundle;
mod gate_pass;
mod pass_id;
mod revoked;

#[cfg(test)]
mod tests;

pub use bundle::{BundleError, BundledTraveller, FlightBundle, OpenedBundle};
pub use gate_pass::{GateNumber, GatePass, PassKeys, PassRefused};
pub use pass_id::PassId;
pub use revoked::{Revocation, RevocationList, Revocations, RevocationsError};
