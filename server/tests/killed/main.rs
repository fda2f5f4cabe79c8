//! The real binary, killed and started again: no accepted report is lost, no code is usable twice.
#![cfg(test)]

mod alone;
#[path = "../common/cluster.rs"]
mod cluster;
mod instances;
mod log;
mod process;
mod town;
