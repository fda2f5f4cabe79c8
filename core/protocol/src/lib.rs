//! What phones and the health authority's server agree on.
//!
//! # In a minute
//! Once a day a phone draws a [`DayKey`]. The key gives one [`RollingId`] for each [`Interval`] of ten minutes, and the phone
//! sends it over Bluetooth together with encrypted [`Metadata`], as a [`Frame`]. A phone that receives frames keeps one
//! [`Encounter`] for each identifier and interval; nobody else learns of it.
//!
//! A person who falls ill receives a [`Code`] from an officer. With the code the person's phone uploads a
//! [report](wire::Report) that holds the phone's day keys. The server publishes the keys in a signed [`export`], which the
//! signed [index](wire::Index) names. Every other phone reads the export, derives the identifiers of the published
//! keys, and looks for them among its encounters (crate `lancan-matching`). What matches is turned into distances ([`ranging`]) and
//! into a [verdict](risk::Verdict) ([`risk`]), by the signed [`rules`] in force on that day.
//!
//! People also scan the signed codes of places ([`places`]). A visit stays on the phone; the authority warns of a place as it
//! publishes a key, and the phone finds its own [`visits`] in the export by itself.
//!
//! A traveller or a family declares by answering signed [`forms`], and shows a [gate pass](pass) at the border.
//!
//! Where the law demands a list of visitors, the list is a [`visitor_log`] of sealed envelopes that only the authority opens.
//!
//! Facilities assess themselves by signed [`criteria`], and a map shows how safe each is.
//!
//! The types on this page are the words of that story. The modules hold what belongs to one part of it.
//!
//! # What the crate promises
//! The functions are pure: no storage, no input or output, no clock, no randomness of their own, no global state. What
//! needs one of these takes it as a parameter. No input makes a function panic. No error and no `Debug` shows an
//! identifier, a key or a code. `docs/protocol.md` is the specification; each module names its section.
//!
//! ```
//! use lancan_protocol::{DayKey, Interval};
//!
//! let key = DayKey::from_bytes([7; 16]);
//! let id = key.identifiers().rolling_id(Interval(2_642_976));
//! assert_eq!(id.as_bytes().len(), 16);
//! ```
#![forbid(unsafe_code)]

pub mod bluezone;
#[doc(hidden)]
pub mod call_words;
#[doc(hidden)]
pub mod code;
pub mod criteria;
#[doc(hidden)]
pub mod encounter;
pub mod export;
pub mod forms;
#[doc(hidden)]
pub mod frame;
pub mod hex;
mod interval_map;
#[doc(hidden)]
pub mod key_days;
pub mod keys;
pub mod lc1;
mod opaque;
#[doc(hidden)]
pub mod otp;
pub mod pass;
#[doc(hidden)]
pub mod phone_number;
pub mod places;
#[doc(hidden)]
pub mod problem;
mod public_key;
pub mod ranging;
mod report_type;
pub mod risk;
pub mod rules;
mod saturate;
#[doc(hidden)]
pub mod signed;
#[doc(hidden)]
pub mod time;
pub mod visitor_log;
pub mod visits;
pub mod wire;

pub use call_words::CallWords;
pub use code::{Code, CodeKind, Mistyped};
pub use encounter::{Encounter, EncounterFlags, RssiHistogram, ScanInstance};
pub use frame::{CHARACTERISTIC, Frame, FrameLength, ServiceUuid};
pub use interval_map::IntervalMap;
pub use keys::{DayKey, EncryptedMetadata, IdentifierKeys, Metadata, ReservedBits, RollingId};
pub use otp::Otp;
pub use phone_number::{NotAPhoneNumber, PhoneNumber};
pub use problem::Problem;
pub use public_key::PublicKeyPem;
pub use report_type::ReportType;
pub use saturate::Saturate;
pub use signed::{Purpose, Signed, SignedError};
pub use time::{Day, Interval, UnixTime};
