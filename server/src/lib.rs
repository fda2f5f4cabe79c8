//! The health authority: what phones ask for, what officers do, and the publisher of exports.
//!
//! A library with a thin binary, so that demo and tests start the very server that is shipped, on a clock of their own:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//! use lancan_protocol::time::UnixTime;
//! use lancan_server::{Config, Server, clock::VirtualClock};
//!
//! # let directory = tempfile::tempdir()?;
//! # let data_dir = directory.path().to_owned();
//! let clock = Arc::new(VirtualClock::new(UnixTime(1_621_900_000)));
//! let config = Config { listen: ([127, 0, 0, 1], 0).into(), data_dir, ..Config::default() };
//! let runtime = tokio::runtime::Runtime::new()?;
//! let server = runtime.block_on(Server::start(config, clock.clone()))?;
//! clock.advance(600);
//! runtime.block_on(server.tick())?; // the next export is published
//! runtime.block_on(server.stop());
//! # Ok(())
//! # }
//! ```
//!
//! Not here: TLS (a proxy in front ends it) and phones' own data (it never comes here without a code and consent).

mod api;
mod app;
mod calendar;
mod cases;
pub mod clock;
mod clock_guard;
mod codes;
pub mod config;
mod deployment;
mod error;
mod evidence;
mod files;
mod officers;
mod publisher;
mod random;
mod reports;
mod sealing;
mod secrets;
mod server;
pub mod store;
mod tokens;

pub use api::openapi_document;
pub use calendar::Date;
pub use config::Config;
pub use error::{Detail, Failure, Fault, Refusal};
pub use server::{Running, Server, create_officer};
