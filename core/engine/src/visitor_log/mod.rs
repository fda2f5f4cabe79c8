//! The visitor log, the phone's half: at a place where law demands a list of visitors the user is asked first. Who agrees lets
//! one sealed envelope of 512 bytes go to the authority's server, and nothing else (`docs/visitor-log.md`, On the phone).
//!
//! Pure: the tracer hands in the time and carries the requests.

mod card;
mod cards;
mod contact;
mod entries;
mod log;
mod packs;
mod posted_cards;
mod shown;
mod verifying;

pub(crate) use contact::OwnContact;
pub(crate) use entries::LoggedScan;
pub(crate) use log::{Next, Parcel, VisitorLog};
pub(crate) use packs::pack_request;
pub use shown::{LogContact, LogDirection, LogEntry, LogStage, LogStanding, PersonCode};
pub(crate) use verifying::Verifying;
