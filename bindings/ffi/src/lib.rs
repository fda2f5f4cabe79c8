//! The core for Kotlin and Swift: [`Engine`], and what uniffi's macros cannot express on the core's own types.
//!
//! A thin layer over `lancan-core`, whose events, commands and records cross as they are (feature `uniffi` there).
//! Applications use the Kotlin and Swift packages on top of this library, which own the loop between engine and host.
//! Every call returns a result; a panic inside becomes [`Problem::Internal`].
#![allow(
    clippy::needless_pass_by_value,
    clippy::implicit_hasher,
    clippy::unnecessary_wraps,
    reason = "what crosses the boundary is owned and returns a result"
)]

pub mod advert;
mod declaring;
pub mod engine;
pub mod power;
pub mod text;
pub mod vault;
mod visitor_log;

mod boundary;

use lancan_protocol::{
    CallWords,
    problem::Problem,
    risk::Reason,
    time::{Day, UnixTime},
    wire::{Relation, ReportType},
};

uniffi::setup_scaffolding!("lancan");
uniffi::use_remote_type!(lancan_core::CallWords);
uniffi::use_remote_type!(lancan_core::Day);
uniffi::use_remote_type!(lancan_core::Problem);
uniffi::use_remote_type!(lancan_core::Reason);
uniffi::use_remote_type!(lancan_core::Relation);
uniffi::use_remote_type!(lancan_core::ReportType);
uniffi::use_remote_type!(lancan_core::UnixTime);
