//! The core for Kotlin and Swift: [`Engine`] and the records that go in and come out.
//!
//! A thin layer over `lancan-core`. Applications use the Kotlin and Swift packages on top of it, which own the
//! loop between engine and host. Every call returns a result; a panic inside becomes [`Problem::Internal`].
#![allow(
    clippy::needless_pass_by_value,
    clippy::implicit_hasher,
    clippy::unnecessary_wraps,
    clippy::large_enum_variant,
    reason = "what crosses the boundary is owned, unboxed and returns a result"
)]

pub mod capabilities;
pub mod command;
pub mod engine;
pub mod event;
pub mod history;
pub mod notice;
pub mod problem;
pub mod report;
pub mod text;
pub mod time;
pub mod vault;

mod boundary;

pub use capabilities::{AddressControl, Advertising, Background, Capabilities};
pub use command::{Command, HttpHeader, HttpRequest, RadioCommand, ScanMode};
pub use engine::{BluetoothUuids, Engine};
pub use event::{AdapterState, Advert, Event, HttpOutcome, RadioEvent, ServiceData};
pub use history::{Closeness, LocalDay, Meeting};
pub use notice::{Blocked, Notice, ReportStage, ReportType, Status, Trouble, Verdict, Warning};
pub use problem::Problem;
pub use report::{Consent, Review, ReviewedInterval, ReviewedKey, Span};
pub use text::{Language, Said, TextValue};
pub use time::Now;
pub use vault::{KeyVault, VaultError};

uniffi::setup_scaffolding!("lancan");
