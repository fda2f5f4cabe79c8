//! The real binary, killed and started again: no accepted report is lost, no code is usable twice.
#![cfg(test)]

mod alone;
#[path = "../common/authenticator.rs"]
mod authenticator;
#[path = "../common/cluster.rs"]
mod cluster;
mod flight;
#[path = "../common/gateway.rs"]
mod gateway;
mod instances;
mod log;
mod morning;
mod opening;
#[path = "../common/paper.rs"]
mod paper;
#[path = "../common/pass_page.rs"]
mod pass_page;
mod process;
mod town;
