//! The phone's half of proximity tracing, as one state machine: events in, commands out.
//!
//! A host feeds [`Tracer::handle`] with what happened (the radio, HTTP answers, its timer) and executes the
//! commands that come back. Operations that a person starts (enter a code, review, erase) are methods that
//! return results. Nothing here does I/O other than the store's SQLite, reads a clock or draws randomness.
//! `docs/hosts.md` is the contract with hosts.
#![forbid(unsafe_code)]

mod back_off;
pub mod capabilities;
mod chance;
mod clock_watch;
pub mod command;
mod cover;
mod deadlines;
pub mod event;
mod exposures;
mod identity;
mod kept;
mod merge;
pub mod notice;
pub mod now;
mod outbox;
pub mod own_data;
mod polling;
pub mod radio;
mod reader;
pub mod recorder;
pub mod report;
pub mod segment;
pub mod store;
mod tracer;

pub use capabilities::{AddressControl, Advertising, Background, Capabilities};
pub use command::{Command, HttpMethod, HttpRequest, RadioCommand, RequestId, ScanMode};
pub use event::{AdapterState, Event, Heard, HttpAnswer, HttpFailure, HttpResponse, PeerHandle, RadioEvent, Sighting};
pub use notice::{Advice, Blocked, Notice, ReportStage, Status, Trouble, Warning};
pub use now::Now;
pub use recorder::Recorder;
pub use report::{ConsentGiven, Review, ReviewedInterval, ReviewedKey, Span};
pub use store::{KeyVault, StaticVault, Store, StoreError, StoredWarning, VaultError};
pub use tracer::Tracer;

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
