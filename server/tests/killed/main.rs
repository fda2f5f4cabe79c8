//! The real binary, killed and started again: no accepted report is lost, no code is usable twice.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed"
)]

mod alone;
mod process;
mod town;
