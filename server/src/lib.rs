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

mod app;
mod area_risks;
mod audit;
mod backup;
mod boundaries;
mod boundary_desk;
mod calls;
mod cases;
mod codes;
mod console;
mod contacts;
mod criteria;
mod criteria_desk;
mod declarations;
mod desk;
mod doctor;
mod evidence;
mod exchange;
mod facilities;
mod facility_desk;
mod feedback;
#[cfg(any(test, fuzzing))]
pub mod fuzzed;
mod gate;
mod generation;
mod ground;
mod http;
mod key_desk;
mod officers;
mod openings;
mod otp;
mod places;
mod publication;
mod reports;
mod retention;
mod retention_trial;
mod revocation;
mod routes;
mod rules_desk;
mod safety_map;
mod server;
pub mod store;
mod transfers;
mod units;
mod visitor_log;
mod visits;
mod web;

pub use audit::AuditVerdict;
pub use backup::{back_up, restore};
pub use boundaries::{BoundariesTaken, BoundaryFault};
pub use boundary_desk::BoundaryDesk;
pub use criteria::{CriteriaFault, CriteriaTaken};
pub use criteria_desk::CriteriaDesk;
pub use desk::OperatorDesk;
pub use doctor::{Finding, examine};
pub use evidence::weigh;
pub use exchange::{Dhis2Mapping, MappingFault, dhis2_fields};
pub use facilities::{ListFault, ListTaken};
pub use facility_desk::FacilityDesk;
pub use ground::calendar::Date;
pub use ground::config::Config;
pub use ground::error::{Detail, Failure, Fault, Refusal};
pub use ground::ids::OfficerId;
pub use ground::key_exchange::KeyStep;
pub use ground::unit_set::UnitSet;
pub use ground::{clock, config};
pub use http::Role;
pub use key_desk::change_key;
pub use officers::{
    AccountChange, AccountRow, Added, Centre, CentreRef, Enrolment, LaboratoryRow, NewAccount, Scope, Told,
};
pub use publication::drafts::{Approved, RulesDraft};
pub use retention_trial::{Due, due_for_deletion};
pub use routes::openapi_document;
pub use rules_desk::{Drafted, RulesDesk};
pub use server::{Running, Server, create_centre, list_centres};
pub use units::{Unit, UnitLevel, Units, wards_of_2021, wards_of_2025};
