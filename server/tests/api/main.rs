//! The server over real HTTP on loopback, on virtual time.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that panics has failed"
)]

mod support;

mod clock;
mod cover;
mod golden;
mod guessing;
mod happy_loop;
mod http;
mod officer;
mod publication;
mod refused;
mod retention;
mod retry;
