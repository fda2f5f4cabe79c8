//! The phone's half of proximity tracing, as one state machine: events in, commands out.
//!
//! [`Tracer`] is the phone. A host (an app, a laptop, a simulator) reports what happened and does what it is told. Nothing
//! in this crate does I/O other than the SQLite of its [`Store`], reads a clock, or draws randomness of its own, so equal
//! seeds give equal runs.
//!
//! # The loop
//! ```text
//! loop {
//!     (now, event) = what happened next, or Event::Wake when monotonic time reaches tracer.next_wake()
//!     for command in tracer.handle(now, event) { execute(command) }
//! }
//! ```
//! 1. The host opens the [`Store`] with the platform's [`KeyVault`] and the [`Tracer`] on the store.
//! 2. Its first event is [`Event::Started`], with what the device can do ([`Capabilities`]).
//! 3. It hands in events one at a time and executes the commands of each, in their order, before the next event. What
//!    comes of a command is an event of its own.
//! 4. **After every event and after every act of the user it asks [`Tracer::next_wake`]**, also after an act that was
//!    refused. The answer replaces the one before.
//!
//! The contract of hosts has the rest: [`hosts`].
//!
//! # One dependency
//! This crate passes on what its functions name: [`protocol`] and [`rand_core`]; [`prelude`] has what nearly every host names.
//!
//! # Randomness
//! The crate draws none of its own. A program hands in a generator that it seeds once from its system (32 bytes into a
//! `ChaCha20Rng`; `lancan_desktop::randomness()` does that), a test one with a fixed seed: equal seeds give equal runs. A seed
//! is a secret: whoever knows it knows the phone's keys.
//!
//! # Glossary
//! - *Sighting*: one received advert ([`Sighting`]); what the advert carried is [`Advert`].
//! - *Encounter*: all sightings of one identifier in one ten-minute interval
//!   ([`Encounter`](lancan_protocol::encounter::Encounter)); the recorder makes them, the store keeps them.
//! - *Day key*: what this phone's identifiers of a day are derived from ([`StoredKey`]).
//! - *Exposure*: time near a case whose key was published; a [`Warning`] follows by the rules in force.
//! - *Visit*: a stay at a place whose code the user scanned ([`Visit`]); a [`PlaceWarning`] may follow, which is never a contact.
//! - *Declaration*: answers to a form of the authority about somebody's health ([`DeclarationForm`]), made by the user for
//!   themselves or a person of the family.
//! - *Visitor log*: the list that law demands of a place. The user agrees to each visit's entry, which only the authority can have
//!   opened ([`LogQuestion`]).
//! - *Report*: the user's keys and close encounters, sent by consent after a [`Review`].
//! - *Trouble*: what goes wrong without stopping the phone ([`Trouble`], in [`Status`]).
#![forbid(unsafe_code)]

mod back_off;
mod call;
mod capabilities;
mod chance;
mod clock_watch;
mod command;
mod cover;
mod coverage;
mod deadlines;
mod declaring;
mod event;
mod exposures;
#[cfg(feature = "uniffi")]
mod ffi;
mod handle;
mod host_watch;
mod identity;
mod kept;
mod known_time;
mod matching;
mod merge;
mod notice;
mod now;
mod outbox;
mod own_data;
mod polling;
pub mod prelude;
mod radio;
mod reader;
mod reconcile;
mod recorder;
mod report;
mod segment;
mod sequence;
mod store;
mod tracer;
mod visitor_log;
mod visits;
mod worked;

/// What phone and server agree on: the types that this crate's functions take and give back.
pub use lancan_protocol as protocol;
/// Version of this release's consent texts, for an app that shows them.
pub use lancan_protocol::wire::CONSENT_TEXT_VERSION;
/// The traits of randomness: [`Tracer::open`] takes any cryptographic generator ([`rand_core::CryptoRng`]).
pub use rand_core;

pub use call::{CallDay, CallReview};
pub use capabilities::{AddressControl, Advertising, Background, Capabilities};
pub use command::{Command, HttpHeader, HttpMethod, HttpRequest, RadioCommand, ScanMode};
pub use coverage::{Coverage, Gap};
pub use declaring::{
    AnswerRefused, ArrivedDeclaration, DeclarationCheck, DeclarationDraft, DeclarationForm, DeclarationPerson,
    DeclarationQuestion, DeclaringSession, DeclaringStage, KeptPass, MadeDeclaration, QuestionKind, QuestionOption,
};
pub use event::{
    AdapterState, Advert, Event, HttpAnswer, HttpFailure, HttpOutcome, HttpResponse, RadioEvent, Sighting,
};
pub use exposures::ExposureDay;
#[cfg(feature = "uniffi")]
pub use ffi::UniFfiTag;
pub use handle::{PeerHandle, RequestId};
pub use host_watch::{Breach, BreachSeen, HostWatch};
pub use notice::{
    Advice, Blocked, CallStage, Notice, PlaceNotice, PlaceWarning, ReportStage, SentReport, SentStage, Status, Trouble,
    Warning, WarningChange, WarningNotice,
};
pub use now::Now;
pub use own_data::{
    Closeness, HistoryDay, Meeting, OwnDataError, TransferError, Transferred, history, open_transfer, seal_transfer,
    write_json,
};
pub use radio::{
    Adaptive, AdvertParts, DutyCycle, Fixed, GUARD_SECONDS, Listening, Observation, Own, Radio, RadioUsage, Step, Turn,
};
pub use recorder::{KEPT_OF_A_FLOOD, Recorder, SAVE_WITHIN, SCANS_TOGETHER, SEATS, SightingOf, UNSAVED_ENCOUNTERS};
pub use report::{ConsentGiven, Review, ReviewedDay, ReviewedInterval, ReviewedKey, ReviewedVisit, Span};
pub use segment::{Activity, Segment};
pub use store::{
    IntervalRecord, KeyVault, Opening, Standing, StaticVault, Store, StoreError, StoreStat, StoredKey, StoredWarning,
    Transaction, VaultError, store_stat,
};
pub use tracer::Tracer;
pub use visitor_log::{LogContact, LogDirection, LogEntry, LogStage, LogStanding, PersonCode};
pub use visits::{LogQuestion, ScanRefused, Scanned, StoredPlaceWarning, Visit, VisitedDate};

/// The contract of hosts.
// hosts.md is a link into docs/; a package holds the page itself.
#[cfg_attr(doc, doc = include_str!("../hosts.md"))]
pub mod hosts {}

/// Compiles what the README shows.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct Readme;
